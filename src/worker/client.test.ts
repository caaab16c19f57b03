import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument, type FaultEntry, type ScheduleEntry } from '../model/document.ts';
import { EngineClient } from './client.ts';
import type { StuckReport } from './keepsake.ts';
import type { PackedSnapshot } from './packed-snapshot.ts';
import { type EarlierMeasures, type Loaded, PROTOCOL_VERSION, type SessionApi, type StreamMessage } from './protocol.ts';
import { ManualScheduler, settle } from './testing/manual-scheduler.ts';

const document = emptyDocument('First');
const other = emptyDocument('Second');
const crash: FaultEntry = { id: 'l1', type: 'fault', fault: 'crash', target: 'c1', atMs: 0 };

function loaded(run: number): Loaded {
  return { run, components: [], connections: [], channels: [], sources: [], partitions: [], nowMs: 0 };
}

function measuresAt(nowMs: number): EarlierMeasures {
  const none = new Float64Array();
  return { nowMs, components: none, connections: none, channels: none, sources: none };
}

function snapshotAt(nowMs: number): PackedSnapshot {
  return { engineVersion: 1, networkHash: 7, nowMs, buffers: [] };
}

/** A worker that notes the commands it gets, answers them at once, and beats while it is alive. */
class ScriptedWorker {
  readonly commands: string[] = [];
  isTerminated = false;
  isStuck = false;
  horizonMs = 0;
  private run = 0;
  private readonly post: (message: StreamMessage) => void;

  constructor(post: (message: StreamMessage) => void) {
    this.post = post;
  }

  get api(): SessionApi {
    const answer = async <T>(command: string, value: T): Promise<T> => {
      this.commands.push(command);
      if (this.isStuck) await new Promise(() => {});
      return value;
    };
    const load = (given: BrownoutDocument, command: string): Promise<Loaded> => {
      this.horizonMs = given.settings.horizonMs;
      if (!this.isStuck) this.send({ type: 'loaded', loaded: loaded(++this.run) });
      return answer(command, loaded(this.run));
    };
    return {
      hello: () => answer('hello', { protocolVersion: PROTOCOL_VERSION, engineVersion: 1, reportVersion: 1 }),
      open: () => answer('open', undefined),
      load: (given, options) => load(given, `load ${given.title} at ${options?.atMs ?? 0}`),
      resume: (given, from, before) => load(given, `resume ${given.title} [${given.log.map(({ id }) => id).join()}] at ${from.nowMs}, window from ${before?.nowMs}`),
      play: () => answer('play', undefined),
      pause: () => answer('pause', undefined),
      step: () => answer('step', undefined),
      setSpeed: (speed) => answer(`speed ${speed}`, undefined),
      reset: () => answer('reset', undefined),
      seek: (atMs) => answer(`seek ${atMs}`, undefined),
      runToEnd: () => answer('runToEnd', undefined),
      extend: (horizonMs) => answer(`extend ${horizonMs}`, undefined),
      apply: (entry: ScheduleEntry) => answer(`apply ${entry.id}`, entry),
      withdraw: (entryId) => answer(`withdraw ${entryId}`, undefined),
      report: () => answer('report', undefined as never),
      snapshot: () => answer('snapshot', snapshotAt(0)),
      setDotBudget: (dots) => answer(`dots ${dots}`, undefined),
      study: () => answer('study', undefined as never),
    };
  }

  send(message: StreamMessage): void {
    if (!this.isTerminated) this.post(message);
  }

  checkpoint(nowMs: number, log: readonly ScheduleEntry[]): void {
    this.send({ type: 'checkpoint', run: this.run, snapshot: snapshotAt(nowMs), log, before: measuresAt(nowMs - 900) });
  }

  status(state: 'playing' | 'runningToEnd', run = this.run): void {
    this.send({ type: 'status', run, nowMs: 0, state, outcome: { kind: 'running' }, traceHash: '' });
  }
}

function started({ isVisible = true } = {}) {
  const scheduler = new ManualScheduler();
  const workers: ScriptedWorker[] = [];
  const told: string[] = [];
  const stuck: StuckReport[] = [];
  const page = { isVisible, changed: (): void => {} };
  const note = (what: string) => () => void told.push(what);
  const client = new EngineClient({
    scheduler,
    startWorker: async (onMessage) => {
      const worker = new ScriptedWorker(onMessage);
      workers.push(worker);
      const { api } = worker;
      return { api, hello: await api.hello(), terminate: () => void (worker.isTerminated = true) };
    },
    visibility: {
      isVisible: () => page.isVisible,
      watch: (callback) => {
        page.changed = callback;
        return () => (page.changed = () => {});
      },
    },
    handlers: {
      onLoaded: ({ run }) => told.push(`loaded ${run}`),
      onFrame: note('frame'),
      onSeries: note('series'),
      onIncidents: note('incidents'),
      onCut: note('cut'),
      onStatus: ({ state }) => told.push(state),
      onStuck: (report) => {
        told.push('stuck');
        stuck.push(report);
      },
      onResumed: ({ document }) => told.push(`resumed ${document.title}`),
      onPausedWhileHidden: note('was paused while hidden'),
    },
  });
  const show = (isVisible: boolean): void => {
    page.isVisible = isVisible;
    page.changed();
  };
  /** Lets time pass; workers that are not stuck beat. */
  const live = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 250) {
      await scheduler.pass(250);
      for (const worker of workers) if (!worker.isStuck) worker.send({ type: 'beat', beat: passed });
    }
  };
  return { client, workers, told, stuck, show, live, scheduler };
}

describe('EngineClient', () => {
  it('starts one worker, with the first command, and sends commands in order', async () => {
    const { client, workers } = started();
    expect(workers).toHaveLength(0);
    await Promise.all([client.setDotBudget(100), client.load(document), client.setSpeed(2), client.play()]);
    expect(workers).toHaveLength(1);
    const asked = workers[0].commands.filter((command) => /load|play/.test(command));
    expect(asked).toEqual(['load First at 0', 'play']);
    expect(workers[0].commands).toContain('dots 100');
    expect(workers[0].commands).toContain('speed 2');
  });

  it('drops messages of a run that is no longer the newest', async () => {
    const { client, workers, told } = started();
    await client.load(document);
    await client.load(other);
    workers[0].status('playing', 1);
    workers[0].status('playing', 2);
    expect(told).toEqual(['loaded 1', 'loaded 2', 'playing']);
  });

  it('passes on why a command failed', async () => {
    const { client, workers } = started();
    await client.load(document);
    const failing = Object.defineProperty(workers[0], 'isStuck', { get: () => { throw new Error('No such entry.'); } });
    await expect(client.withdraw('l9')).rejects.toThrow('No such entry.');
    expect(failing.isTerminated).toBe(false);
  });

  it('ends a stuck worker, fails what waits for it, starts another, and tells what to suspect', async () => {
    const { client, workers, told, stuck, live } = started();
    await client.load(document);
    await client.setSpeed(10);
    await live(5000);
    workers[0].checkpoint(4000, []);
    workers[0].checkpoint(4600, []);
    workers[0].isStuck = true;
    const applied = client.apply(crash).then(() => 'answered', (error: Error) => error.name);
    await live(2000);
    expect(await applied).toBe('EngineStoppedError');
    expect(told).toEqual(['loaded 1', 'stuck']);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    expect(stuck[0]).toMatchObject({ suspect: { type: 'entry', entry: crash }, canResumeWithout: true, log: [] });
    expect(stuck[0].lastSnapshot?.nowMs).toBe(4600);
    await live(60_000);
    expect(stuck).toHaveLength(1);
  });

  it('goes on without a suspect entry from the last checkpoint that does not know it', async () => {
    const { client, workers, stuck, live } = started();
    await client.load(document);
    await client.setSpeed(10);
    workers[0].checkpoint(1000, []);
    await client.apply(crash);
    workers[0].checkpoint(1200, []);
    workers[0].isStuck = true;
    await live(2000);
    expect(stuck[0].suspect).toEqual({ type: 'entry', entry: crash });
    const resumed = await client.resumeWithout(stuck[0].suspect!);
    expect(resumed?.document.log).toEqual([]);
    expect(workers[1].commands).toEqual(['hello', 'speed 10', 'resume First [] at 1200, window from 300']);
  });

  it('can also go on with everything', async () => {
    const { client, workers, live } = started();
    await client.load(document);
    await client.apply(crash);
    workers[0].checkpoint(3000, [crash]);
    workers[0].isStuck = true;
    await live(2000);
    await client.resumeLast();
    expect(workers[1].commands.at(-1)).toBe('resume First [l1] at 3000, window from 2100');
  });

  it('suspects nothing that a checkpoint knows', async () => {
    const { client, workers, stuck, live } = started();
    await client.load(document);
    await client.load(other, { isChange: true });
    workers[0].checkpoint(1000, []);
    await client.apply(crash);
    workers[0].checkpoint(3000, [crash]);
    workers[0].isStuck = true;
    await live(2000);
    expect(stuck[0]).toMatchObject({ suspect: undefined, canResumeWithout: false, lastSnapshot: { nowMs: 3000 } });
  });

  it('never goes back to another diagram', async () => {
    const { client, workers, stuck, live } = started();
    await client.load(document);
    workers[0].checkpoint(9000, []);
    await client.load(other);
    workers[0].isStuck = true;
    await live(2000);
    expect(stuck[0]).toMatchObject({ suspect: { type: 'document', document: other }, canResumeWithout: false });
    await client.resumeLast();
    expect(workers[1].commands.at(-1)).toBe('load Second at 0');
  });

  it('brings the run back before a command that needs one, from the last checkpoint, and says so', async () => {
    const { client, workers, told, live } = started();
    await client.load(document);
    workers[0].checkpoint(4000, []);
    workers[0].isStuck = true;
    await live(2000);
    await Promise.all([client.play(), client.seek(7)]);
    await settle();
    expect(workers[1].commands).toEqual(['hello', 'resume First [] at 4000, window from 3100', 'play', 'seek 7']);
    expect(told).toEqual(['loaded 1', 'stuck', 'loaded 1', 'resumed First']);
    await client.apply(crash);
    expect(workers[1].commands.at(-1)).toBe('apply l1');
  });

  it('brings a run back that went on beyond its horizon, with the document as it was drawn', async () => {
    const { client, workers, live } = started();
    const horizonMs = document.settings.horizonMs * 2;
    await client.load(document);
    await client.extend(horizonMs);
    workers[0].checkpoint(4000, []);
    workers[0].isStuck = true;
    await live(2000);
    expect((await client.resumeLast())?.document).toEqual(document);
    expect(workers[1].horizonMs).toBe(horizonMs);
  });

  it('says nothing of a run that came back after another document was loaded', async () => {
    const { client, workers, told, live } = started();
    await client.load(document);
    workers[0].checkpoint(4000, []);
    workers[0].isStuck = true;
    await live(2000);
    const resuming = client.resumeLast();
    await client.load(other);
    expect(await resuming).toBeUndefined();
    expect(told).not.toContain('resumed First');
  });

  it('opens the document at its beginning when going on from the checkpoint gets stuck too', async () => {
    const { client, workers, stuck, live } = started();
    await client.load(document);
    workers[0].checkpoint(4000, []);
    workers[0].isStuck = true;
    await live(2000);
    await client.resumeLast();
    workers[1].isStuck = true;
    await live(2000);
    expect(stuck[1]).toMatchObject({ suspect: undefined, lastSnapshot: undefined });
    await client.resumeLast();
    expect(workers[2].commands.at(-1)).toBe('load First at 0');
  });

  it('goes back to the diagram before a suspect change', async () => {
    const { client, workers, stuck, live } = started();
    await client.load(document);
    workers[0].checkpoint(9000, []);
    workers[0].isStuck = true;
    const load = client.load(other, { isChange: true }).catch((error: Error) => error.name);
    await live(2000);
    expect(await load).toBe('EngineStoppedError');
    expect(stuck[0]).toMatchObject({ suspect: { type: 'document', document: other }, canResumeWithout: true });
    await client.resumeWithout(stuck[0].suspect!);
    expect(workers[1].commands.at(-1)).toBe('resume First [] at 9000, window from 8100');
  });

  it('has nothing to go back to when the very first document is the suspect', async () => {
    const { client, workers, stuck, live } = started();
    await client.load(document);
    workers[0].isStuck = true;
    await live(2000);
    expect(stuck[0].canResumeWithout).toBe(false);
    expect(await client.resumeWithout(stuck[0].suspect!)).toBeUndefined();
  });

  it('pauses play while the page is hidden and says so on return', async () => {
    const { client, workers, told, show } = started();
    await client.load(document);
    workers[0].status('playing');
    show(false);
    await settle();
    expect(workers[0].commands.at(-1)).toBe('pause');
    expect(told).not.toContain('was paused while hidden');
    show(true);
    expect(told.at(-1)).toBe('was paused while hidden');
    show(false);
    show(true);
    expect(told.filter((what) => what === 'was paused while hidden')).toHaveLength(2);
  });

  it('pauses what comes to play while the page is hidden', async () => {
    const { client, workers, told, show } = started();
    show(false);
    await client.load(document);
    workers[0].status('playing');
    await settle();
    expect(workers[0].commands.at(-1)).toBe('pause');
    show(true);
    expect(told.at(-1)).toBe('was paused while hidden');
  });

  it('plays when a page that opened behind another one is shown first, and says nothing of it', async () => {
    const { client, workers, told, show } = started({ isVisible: false });
    await client.load(document);
    workers[0].status('playing');
    await settle();
    expect(workers[0].commands.at(-1)).toBe('pause');
    show(true);
    await settle();
    expect(workers[0].commands.at(-1)).toBe('play');
    expect(told).not.toContain('was paused while hidden');
  });

  it('lets a run to the end go on while the page is hidden, and does not count its silence', async () => {
    const { client, workers, told, show, live } = started();
    await client.load(document);
    workers[0].status('runningToEnd');
    show(false);
    workers[0].isStuck = true;
    await live(60_000);
    expect(workers[0].commands).not.toContain('pause');
    expect(told).not.toContain('stuck');
    workers[0].isStuck = false;
    show(true);
    await live(10_000);
    expect(told).not.toContain('stuck');
    expect(told).not.toContain('was paused while hidden');
  });

  it('fails what waits when it is closed', async () => {
    const { client, workers } = started();
    await client.load(document);
    workers[0].isStuck = true;
    const seeking = client.seek(5).catch((error: Error) => error.name);
    await settle();
    client.close();
    expect(await seeking).toBe('EngineStoppedError');
    await settle();
    expect(workers[0].isTerminated).toBe(true);
  });
});
