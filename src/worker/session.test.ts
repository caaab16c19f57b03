import { describe, expect, it } from 'vitest';
import type { EngineRun } from '../engine/engine-run.ts';
import { createRun } from '../engine/run.ts';
import { simulate } from '../engine/simulate.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { TAP_STRIDE } from '../model/measures.ts';
import { PROTOCOL_VERSION, SERIES_COLUMNS, type Speed, type StreamMessage } from './protocol.ts';
import { Session } from './session.ts';
import { crashOf, diagram } from './testing/documents.ts';
import { ManualScheduler, settle } from './testing/manual-scheduler.ts';

type Message<Type extends StreamMessage['type']> = Extract<StreamMessage, { type: Type }>;

const HELLO = { protocolVersion: PROTOCOL_VERSION, engineVersion: 1, reportVersion: 1 };
const document = diagram('cascading-timeouts', { horizonMs: 20_000 });
const long = diagram('cascading-timeouts');
/** With messages on the wire at any moment. */
const slowNetwork: BrownoutDocument = {
  ...document,
  connections: document.connections.map((connection) => ({ ...connection, params: { ...connection.params, latencyMs: 100 } })),
};
const crash = crashOf(document, { id: 'l1', atMs: 0, durationMs: 3000 });

/** A session whose clock costs `lookMs` per look, so that a slice ends after a few calls of the engine. */
function opened(lookMs = 1, create: (document: BrownoutDocument) => EngineRun = createRun) {
  const scheduler = new ManualScheduler(() => lookMs);
  const messages: StreamMessage[] = [];
  const session = new Session({ createRun: create, scheduler, hello: HELLO });
  session.open({ postMessage: (message) => messages.push(message) });
  const of = <Type extends StreamMessage['type']>(type: Type): Message<Type>[] =>
    messages.filter((message): message is Message<Type> => message.type === type);
  const last = <Type extends StreamMessage['type']>(type: Type): Message<Type> => of(type).at(-1)!;
  /** Lets time pass until a promise is settled, at most a minute. */
  const until = async <Result>(promise: Promise<Result>): Promise<Result> => {
    const state = { isSettled: false };
    const settled = promise.finally(() => (state.isSettled = true));
    settled.catch(() => {});
    for (let i = 0; i < 600 && !state.isSettled; i++) await scheduler.pass(100);
    return settled;
  };
  return { scheduler, session, messages, of, last, until };
}

async function loaded(given = document, lookMs = 1) {
  const world = opened(lookMs);
  await world.until(world.session.load(given));
  return world;
}

describe('a session', () => {
  it('says what it is', async () => {
    expect(await opened().session.hello()).toEqual(HELLO);
  });

  it('tells the order of things before anything else of a run, then shows its beginning', async () => {
    const { messages, last } = await loaded();
    const own = messages.filter(({ type }) => type !== 'beat');
    expect(own[0]).toMatchObject({ type: 'loaded', loaded: { run: 1, sources: ['users'], nowMs: 0 } });
    expect(last('frame').components.length).toBeGreaterThan(0);
    expect(last('status')).toMatchObject({ state: 'paused', nowMs: 0 });
  });

  it('refuses what needs a document before one is loaded', async () => {
    const { session } = opened();
    await expect(session.report()).rejects.toThrow('No document is loaded.');
    await session.play();
    await session.seek(5);
    await session.runToEnd();
  });

  it.each<[Speed, number]>([
    [0.5, 1],
    [3, 0.05],
    [40, 1],
    ['max', 2],
  ])('gives the same run at speed %s', async (speed, lookMs) => {
    const { session, scheduler, last } = await loaded(document, lookMs);
    await session.setSpeed(speed);
    await session.play();
    for (let i = 0; i < 1000 && last('status').state !== 'ended'; i++) await scheduler.pass(100);
    expect(last('status')).toMatchObject({ state: 'ended', outcome: { kind: 'horizon' }, nowMs: 20_000 });
    expect(await session.report()).toEqual(simulate(document));
  });

  it('plays at its speed: simulated time follows the wall clock', async () => {
    const { session, scheduler, last } = await loaded(document, 0.01);
    await session.setSpeed(0.1);
    await session.play();
    await scheduler.pass(5000);
    expect(last('frame').nowMs).toBeGreaterThan(480);
    expect(last('frame').nowMs).toBeLessThanOrEqual(500);
    expect(last('frame').pace).toBeCloseTo(0.1, 2);
  });

  it('moves however much happens at once, and tells how slowly', async () => {
    const users = { arrivals: 'closed', users: 100_000, thinkMs: 1 } as const;
    const crowd = {
      ...document,
      components: document.components.map((component) => (component.kind === 'client' ? { ...component, params: users } : component)),
    };
    const { session, scheduler, last } = await loaded(crowd, 5);
    await session.play();
    await scheduler.pass(300);
    const early = last('frame');
    expect(early.pace).toBeLessThan(0.1);
    await scheduler.pass(3000);
    expect(last('frame').nowMs).toBeGreaterThan(early.nowMs);
    expect(last('frame').pace).toBeLessThan(0.1);
  });

  it('has figures of a run of a single millisecond', async () => {
    const { session, last, of, until } = await loaded({ ...document, settings: { ...document.settings, horizonMs: 1, warmUpMs: 0 } });
    await until(session.runToEnd());
    expect(last('status')).toMatchObject({ state: 'ended', nowMs: 1, outcome: { kind: 'horizon' } });
    const rows = of('series').flatMap(({ rows }) => Array.from(rows.filter((_, index) => index % SERIES_COLUMNS.length === 0)));
    expect(rows).toHaveLength(10);
    expect(rows.at(-1)).toBe(1);
  });

  it('sends about thirty frames a second, and a beat four times a second', async () => {
    const { session, scheduler, messages, of } = await loaded(document, 0.01);
    await session.play();
    messages.length = 0;
    await scheduler.pass(3000);
    expect(of('frame').length).toBeGreaterThanOrEqual(80);
    expect(of('frame').length).toBeLessThanOrEqual(95);
    expect(of('beat')).toHaveLength(12);
  });

  it('keeps still while paused, but for its beat', async () => {
    const { session, scheduler, messages, of } = await loaded();
    await session.play();
    await scheduler.pass(1000);
    await session.pause();
    messages.length = 0;
    await scheduler.pass(5000);
    expect(messages.length).toBe(of('beat').length);
  });

  it('steps one event and is paused then', async () => {
    const { session, scheduler, last } = await loaded();
    await session.play();
    await scheduler.pass(500);
    await session.step();
    const { events } = last('frame');
    await session.step();
    await session.step();
    expect(last('frame').events).toBe(events + 2);
    expect(last('status').state).toBe('paused');
  });

  it('hands over each row and incident once, and all of them', async () => {
    const { session, of, until } = await loaded();
    await until(session.runToEnd());
    const rows = of('series').reduce((sum, message) => sum + message.rows.length, 0);
    expect(rows).toBe(200 * SERIES_COLUMNS.length);
    expect(of('incidents').flatMap(({ incidents }) => incidents)).toEqual((await session.report()).incidents);
  });

  it('copies what it sends: a frame does not change when the run goes on', async () => {
    const { session, scheduler, last } = await loaded();
    await session.play();
    await scheduler.pass(1000);
    const frame = last('frame');
    const before = structuredClone(frame.components);
    await scheduler.pass(1000);
    expect(frame.components).toEqual(before);
    expect(last('frame').components).not.toEqual(before);
  });

  it('posts a checkpoint at most two wall seconds old while it plays, from which a fresh session goes on', async () => {
    const { session, scheduler, of, last } = await loaded(document, 0.01);
    await session.setSpeed(0.5);
    await session.play();
    for (let i = 0; i < 40; i++) {
      await scheduler.pass(500);
      if (i < 4) continue;
      expect(last('status').nowMs - last('checkpoint').snapshot.nowMs).toBeLessThanOrEqual(1000);
      expect(last('frame').nowMs - last('checkpoint').snapshot.nowMs).toBeLessThanOrEqual(1000);
    }
    expect(of('checkpoint').length).toBeLessThanOrEqual(11);
    const fresh = opened();
    const { snapshot, log } = last('checkpoint');
    const resumed = await fresh.until(fresh.session.resume({ ...document, log }, snapshot));
    expect(resumed.nowMs).toBe(snapshot.nowMs);
    await fresh.until(fresh.session.runToEnd());
    expect(await fresh.session.report()).toEqual(simulate(document));
  });

  it('does not run on through a time in which the machine slept', async () => {
    const { session, scheduler, last } = await loaded(document, 0.01);
    await session.play();
    await scheduler.pass(1000);
    const { nowMs } = last('frame');
    scheduler.skip(3_600_000);
    await scheduler.pass(100);
    expect(last('frame').nowMs - nowMs).toBeLessThan(200);
  });

  it('stops at the horizon, and can be let go on', async () => {
    const { session, last, until } = await loaded();
    await until(session.runToEnd());
    expect(last('status')).toMatchObject({ state: 'ended', outcome: { kind: 'horizon' } });
    await session.play();
    expect(last('status').state).toBe('ended');
    await session.extend(22_000);
    expect(last('status').state).toBe('paused');
    await until(session.runToEnd());
    expect((await session.report()).nowMs).toBe(22_000);
  });

  it('begins anew on reset, without live entries', async () => {
    const { session, scheduler, last, of, until } = await loaded();
    await session.play();
    await scheduler.pass(2000);
    await session.apply(crash);
    await scheduler.pass(2000);
    await until(session.reset());
    expect(last('cut').fromMs).toBe(0);
    expect(last('status')).toMatchObject({ state: 'paused', nowMs: 0 });
    await until(session.runToEnd());
    expect(await session.report()).toEqual(simulate(document));
    expect(of('loaded')).toHaveLength(1);
  });
});

describe('seeking', () => {
  it('shows a moment as it was and keeps playing if it played', async () => {
    const { session, scheduler, last, of, until } = await loaded();
    await session.setSpeed(10);
    await session.play();
    await scheduler.pass(1000);
    await until(session.seek(3000));
    const there = of('frame').find(({ nowMs }) => nowMs === 3000)!.components;
    await scheduler.pass(300);
    expect(last('frame').nowMs).toBeGreaterThan(3000);
    await session.pause();
    await until(session.seek(15_000));
    await until(session.seek(3000));
    expect(last('frame').components).toEqual(there);
    expect(last('status')).toMatchObject({ state: 'paused', nowMs: 3000 });
  });

  it('gives the same run after going back and forth', async () => {
    const { session, until } = await loaded();
    for (const atMs of [9000, 100.5, 14_000, 0, 7777]) await until(session.seek(atMs));
    await until(session.runToEnd());
    expect(await session.report()).toEqual(simulate(document));
  });

  it('loads at a moment', async () => {
    const { session, last, until } = opened();
    const answer = await until(session.load(document, { atMs: 12_345 }));
    expect(answer).toMatchObject({ run: 1, nowMs: 12_345 });
    expect(last('frame').nowMs).toBe(12_345);
  });

  it('tells how far it is', async () => {
    const { session, of, until } = opened(2);
    await until(session.load(long, { atMs: 590_000 }));
    const progress = of('status').filter(({ state }) => state === 'seeking').map(({ nowMs }) => nowMs);
    expect(progress.length).toBeGreaterThan(5);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('gives way to the newest command', async () => {
    const { session, scheduler, last, until } = await loaded(long, 20);
    const order: string[] = [];
    const far = session.seek(500_000).then(() => order.push('far'));
    await scheduler.pass(100);
    expect(last('status').state).toBe('seeking');
    const near = session.seek(1000).then(() => order.push('near'));
    await until(Promise.all([far, near]));
    expect(order).toEqual(['far', 'near']);
    expect(last('status')).toMatchObject({ state: 'paused', nowMs: 1000 });
  });

  it('is abandoned by another document, whose commands come after', async () => {
    const { session, scheduler, last, until } = await loaded(long, 20);
    const seek = session.seek(500_000);
    await scheduler.pass(100);
    const report = session.report().catch((error: Error) => error.message);
    const other = session.load(diagram('job-over-queue', { horizonMs: 5000 }));
    await until(Promise.all([seek, other]));
    expect(await report).toBe('Another document was loaded meanwhile.');
    await until(session.runToEnd());
    expect(last('status')).toMatchObject({ run: 2, state: 'ended', nowMs: 5000 });
    expect((await session.report()).traceHash).toBe(simulate(diagram('job-over-queue', { horizonMs: 5000 })).traceHash);
  });

  it('lets reports wait until it has arrived', async () => {
    const { session, until } = await loaded(document, 20);
    const seek = session.seek(15_000);
    const report = session.report();
    await until(seek);
    expect((await report).nowMs).toBe(15_000);
  });

  it('plays on arrival when play comes on the way', async () => {
    const { session, scheduler, last, until } = await loaded(document, 20);
    const seek = session.seek(15_000);
    await session.play();
    await until(seek);
    await scheduler.pass(1000);
    expect(last('status').state).toBe('playing');
    expect(last('frame').nowMs).toBeGreaterThan(15_000);
  });

  it('shows on arrival the dots that are under way', async () => {
    const { session, last, until } = await loaded(slowNetwork);
    await until(session.seek(6000.25));
    const { tap, nowMs, dotEvery } = last('frame');
    expect(dotEvery).toBe(1);
    expect(tap.length).toBeGreaterThan(0);
    for (let row = 0; row < tap.length; row += TAP_STRIDE) expect(tap[row + 2]).toBeGreaterThan(nowMs);
  });
});

describe('running to the end', () => {
  it('tells its progress, posts checkpoints and can be cancelled', async () => {
    const { session, scheduler, last, of, until } = await loaded(long, 20);
    const end = session.runToEnd();
    await scheduler.pass(4000);
    expect(last('status').state).toBe('runningToEnd');
    expect(of('checkpoint').length).toBeGreaterThanOrEqual(1);
    await session.pause();
    await until(end);
    expect(last('status').state).toBe('paused');
    expect(last('status').nowMs).toBeLessThan(600_000);
  });

  it('takes live entries on its way', async () => {
    const { session, scheduler, until } = await loaded({ ...document, settings: { ...document.settings, horizonMs: 60_000 } }, 20);
    const end = session.runToEnd();
    await scheduler.pass(300);
    const dated = await session.apply(crash);
    await until(end);
    const whole = { ...document, log: [dated], settings: { ...document.settings, horizonMs: 60_000 } };
    expect(await session.report()).toEqual(simulate(whole));
  });
});

describe('live entries', () => {
  it('are dated at the next whole millisecond, and the run is that of the document with them', async () => {
    const { session, scheduler, last, of, until } = await loaded();
    await session.setSpeed(5);
    await session.play();
    await scheduler.pass(700);
    const before = last('status').nowMs;
    const dated = await session.apply(crash);
    expect(dated).toMatchObject({ ...crash, atMs: expect.any(Number) });
    expect(Number.isInteger(dated.atMs)).toBe(true);
    expect(dated.atMs).toBeGreaterThan(before);
    expect(last('checkpoint')).toMatchObject({ log: [] });
    expect(last('checkpoint').snapshot.nowMs).toBeLessThan(dated.atMs);
    await until(session.runToEnd());
    expect(await session.report()).toEqual(simulate({ ...document, log: [dated] }));
    expect(of('cut')).toHaveLength(0);
  });

  it('are withdrawn by replay to the present moment', async () => {
    const { session, scheduler, last, until } = await loaded();
    await session.setSpeed(5);
    await session.play();
    await scheduler.pass(1000);
    await session.apply(crash);
    await scheduler.pass(1000);
    await session.pause();
    const { nowMs } = last('status');
    await until(session.withdraw('l1'));
    expect(last('status').nowMs).toBe(nowMs);
    expect(last('cut').fromMs).toBeLessThan(nowMs);
    await session.withdraw('no-such-entry');
    await until(session.runToEnd());
    expect(await session.report()).toEqual(simulate(document));
  });

  it('void what was told when they are made after a rewind', async () => {
    const { session, last, of, until } = await loaded();
    await until(session.seek(15_000));
    await until(session.seek(4000));
    expect(of('cut')).toHaveLength(0);
    const dated = await session.apply(crash);
    expect(last('cut').fromMs).toBe(dated.atMs);
  });

  it('are refused when the run is over', async () => {
    const { session, until } = await loaded();
    await until(session.runToEnd());
    await expect(session.apply(crash)).rejects.toThrow('The run is over');
  });
});

describe('dots', () => {
  it('come within the budget, and their step is told', async () => {
    const { session, scheduler, last } = await loaded(slowNetwork, 0.01);
    await session.setDotBudget(20);
    await session.play();
    await scheduler.pass(6000);
    const few = last('frame');
    expect([1, 2, 5]).toContain(few.dotEvery / 10 ** Math.floor(Math.log10(few.dotEvery)));
    expect(few.dotEvery).toBeGreaterThan(1);
    await session.setDotBudget(0);
    await scheduler.pass(500);
    expect(last('frame').tap.length).toBe(0);
    expect(last('frame').dotEvery).toBe(0);
  });

  it('do not change the run', async () => {
    const { session, until } = await loaded();
    await session.setDotBudget(3);
    await session.setSpeed('max');
    await session.play();
    await until(session.seek(8000));
    await session.setDotBudget(5000);
    await until(session.runToEnd());
    expect(await session.report()).toEqual(simulate(document));
  });
});

describe('a failing engine', () => {
  /** The real engine, but for one thing: it fails at a moment, as a broken invariant would. */
  function failingAt(atMs: number): (given: BrownoutDocument) => EngineRun {
    return (given) => {
      const run = createRun(given);
      const advance = run.advance.bind(run);
      run.advance = (untilMs, maxEvents) => {
        if (untilMs > atMs) throw new Error('A record has no event.');
        return advance(untilMs, maxEvents);
      };
      return run;
    };
  }

  it('ends the run, says why, and leaves nothing waiting', async () => {
    const { session, last, until } = opened(1, failingAt(5000));
    await until(session.load(document));
    await until(session.runToEnd());
    expect(last('status')).toMatchObject({ state: 'ended', error: 'A record has no event.' });
    await expect(session.report()).rejects.toThrow('A record has no event.');
    await session.play();
    expect(last('status').state).toBe('ended');
  });

  it('can be left behind by going back', async () => {
    const { session, last, until } = opened(1, failingAt(5000));
    await until(session.load(document));
    await until(session.runToEnd());
    await until(session.seek(2000));
    expect(last('status')).toMatchObject({ state: 'paused', nowMs: 2000 });
    expect(last('status').error).toBeUndefined();
  });

  it('fails the load when it cannot even begin', async () => {
    const { session, until } = opened(1, () => {
      throw new Error('No parameter is called x.');
    });
    await expect(until(session.load(document))).rejects.toThrow('No parameter is called x.');
    await expect(session.report()).rejects.toThrow('No document is loaded.');
  });

  it('refuses a snapshot of another diagram', async () => {
    const { session, until } = opened();
    await until(session.load(document));
    const snapshot = await session.snapshot();
    await expect(until(session.resume(diagram('job-over-queue'), snapshot))).rejects.toThrow('another diagram');
    await settle();
  });
});
