import { describe, expect, test } from 'vitest';
import { CancelledError, poolSize, type PoolWorker, runInPool } from './pool.ts';

/** Workers that are ready after as many turns as they are told for each task. */
class Workers<Task, Result> {
  started = 0;
  ended = 0;
  busy = 0;
  private readonly work: (task: Task) => Result;
  private readonly turns: (task: Task) => number;

  constructor(work: (task: Task) => Result, turns: (task: Task) => number) {
    this.work = work;
    this.turns = turns;
  }

  readonly start = async (): Promise<PoolWorker<Task, Result>> => {
    this.started++;
    const run = async (task: Task): Promise<Result> => {
      this.busy++;
      for (let turn = 0; turn < this.turns(task); turn++) await Promise.resolve();
      this.busy--;
      return this.work(task);
    };
    return { run, end: () => this.ended++ };
  };
}

const twenty = Array.from({ length: 20 }, (_, i) => i);

describe('a pool of workers', () => {
  test.each([[1, () => 0], [2, (task: number) => (task % 3 === 0 ? 40 : 1)], [4, (task: number) => 60 - 3 * task]] as const)(
    'hands results out in the order of the tasks, with %i workers',
    async (count, turns) => {
      const workers = new Workers((task: number) => task * task, turns);
      const got: number[] = [];
      const progress: number[] = [];
      await runInPool({ tasks: twenty, workers: count, start: workers.start, onResult: (result) => got.push(result), onProgress: (done) => progress.push(done) });
      expect(got).toEqual(twenty.map((task) => task * task));
      expect(progress).toEqual(twenty.map((task) => task + 1));
      expect([workers.started, workers.ended]).toEqual([count, count]);
    },
  );

  test('does not run ahead of a slow task by more than two tasks of each worker', async () => {
    const begun: number[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const start = async (): Promise<PoolWorker<number, number>> => ({
      run: async (task) => {
        begun.push(task);
        if (task === 0) await held;
        return task;
      },
      end: () => undefined,
    });
    const got: number[] = [];
    const running = runInPool({ tasks: twenty, workers: 2, start, onResult: (result) => got.push(result) });
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    expect([begun, got]).toEqual([[0, 1, 2, 3], []]);
    letGo();
    await running;
    expect(got).toEqual(twenty);
  });

  test('ends all workers when it is cancelled, and tells nothing more', async () => {
    const controller = new AbortController();
    const workers = new Workers((task: number) => task, () => 5);
    const got: number[] = [];
    const onResult = (result: number): void => {
      got.push(result);
      if (result === 3) controller.abort();
    };
    await expect(runInPool({ tasks: twenty, workers: 2, start: workers.start, onResult, signal: controller.signal })).rejects.toThrow(CancelledError);
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    expect(got).toEqual([0, 1, 2, 3]);
    expect(workers.ended).toBe(2);
    await expect(runInPool({ tasks: twenty, workers: 2, start: workers.start, onResult, signal: controller.signal })).rejects.toThrow(CancelledError);
  });

  test('fails with the failure of a task', async () => {
    const workers = new Workers((task: number) => { if (task === 2) throw new Error('too much'); return task; }, () => 1);
    await expect(runInPool({ tasks: twenty, workers: 2, start: workers.start, onResult: () => undefined })).rejects.toThrow('too much');
    expect(workers.ended).toBe(2);
  });

  test('has as many workers as cores, tasks and four allow', () => {
    expect([poolSize(1, 10), poolSize(2, 10), poolSize(16, 10), poolSize(8, 1), poolSize(0, 3)]).toEqual([1, 2, 4, 1, 1]);
  });
});
