/** One worker of a pool: does one task at a time. */
export interface PoolWorker<Task, Result> {
  run(task: Task): Promise<Result>;
  /** Ends it at once, whatever it does. */
  end(): void;
}

export interface PoolOptions<Task, Result> {
  readonly tasks: readonly Task[];
  readonly workers: number;
  readonly start: () => Promise<PoolWorker<Task, Result>>;
  /** Called with every result in the order of the tasks, whoever was ready first. */
  readonly onResult: (result: Result, index: number) => void;
  /** Called whenever a task is done, with how many are. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Why nothing came of it: somebody cancelled. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Most workers for runs beside each other: more share memory and caches for little gain. */
const MOST_WORKERS = 4;

/** Workers for so many tasks on a machine with so many cores. */
export function poolSize(cores: number, tasks: number): number {
  return Math.max(1, Math.min(MOST_WORKERS, Math.floor(cores), tasks));
}

/** Does tasks on several workers. Results are handed out in the order of the tasks; none waits for more than two tasks of
 *  each worker, which bounds what is kept. Fails with the first failure, or when it is cancelled; all workers have ended
 *  by then. */
export async function runInPool<Task, Result>(options: PoolOptions<Task, Result>): Promise<void> {
  const { signal } = options;
  const pool = new Pool(options);
  const cancel = (): void => pool.stop(new CancelledError('Cancelled.'));
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted === true) cancel();
  try {
    await pool.finished;
  } finally {
    signal?.removeEventListener('abort', cancel);
    pool.stop(new CancelledError('Over.'));
  }
}

class Pool<Task, Result> {
  readonly finished: Promise<void>;
  private readonly options: PoolOptions<Task, Result>;
  private readonly workers: PoolWorker<Task, Result>[] = [];
  private readonly early = new Map<number, Result>();
  private resting: (() => void)[] = [];
  private next = 0;
  private handedOut = 0;
  private done = 0;
  private hasStopped = false;
  private fail: (reason: unknown) => void = () => undefined;

  constructor(options: PoolOptions<Task, Result>) {
    this.options = options;
    const stopped = new Promise<never>((_, reject) => (this.fail = reject));
    const lanes = Array.from({ length: Math.min(options.workers, options.tasks.length) }, () => this.lane());
    this.finished = Promise.race([stopped, Promise.all(lanes).then(() => undefined)]);
  }

  stop(reason: Error): void {
    this.hasStopped = true;
    this.fail(reason);
    this.wake();
    for (const worker of this.workers) worker.end();
    this.workers.length = 0;
  }

  /** One worker from its start to its end. */
  private async lane(): Promise<void> {
    const worker = await this.options.start();
    if (this.hasStopped) return worker.end();
    this.workers.push(worker);
    while (!this.hasStopped && this.next < this.options.tasks.length) {
      if (this.next >= this.handedOut + 2 * this.options.workers) {
        await new Promise<void>((resolve) => this.resting.push(resolve));
        continue;
      }
      const index = this.next++;
      this.take(await worker.run(this.options.tasks[index]!), index);
    }
  }

  private take(result: Result, index: number): void {
    if (this.hasStopped) return;
    this.early.set(index, result);
    for (let ready = this.early.get(this.handedOut); ready !== undefined; ready = this.early.get(this.handedOut)) {
      this.early.delete(this.handedOut);
      this.options.onResult(ready, this.handedOut++);
    }
    this.options.onProgress?.(++this.done);
    this.wake();
  }

  private wake(): void {
    for (const resume of this.resting) resume();
    this.resting = [];
  }
}
