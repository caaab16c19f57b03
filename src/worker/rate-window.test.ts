import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { PROTOCOL_VERSION, RATE_WINDOW_MS, type StreamMessage } from './protocol.ts';
import { Session } from './session.ts';
import { crashOf, diagram } from './testing/documents.ts';
import { ManualScheduler } from './testing/manual-scheduler.ts';

type Frame = Extract<StreamMessage, { type: 'frame' }>;
type Checkpoint = Extract<StreamMessage, { type: 'checkpoint' }>;

const document = diagram('cascading-timeouts', { horizonMs: 20_000, warmUpMs: 5000 });
const crash = crashOf(document, { id: 'l1', atMs: 8000, durationMs: 60_000 });

/** A session that stands still, the frames that it sent, and a way to let time pass until a command is through. */
async function loaded(given: BrownoutDocument, options: { readonly atMs?: number } = {}) {
  const scheduler = new ManualScheduler(() => 1);
  const frames: Frame[] = [];
  const checkpoints: Checkpoint[] = [];
  const hello = { protocolVersion: PROTOCOL_VERSION, engineVersion: 1, reportVersion: 1 };
  const session = new Session({ createRun, scheduler, hello });
  session.open({
    postMessage: (message) => {
      if (message.type === 'frame') frames.push(message);
      if (message.type === 'checkpoint') checkpoints.push(message);
    },
  });
  const until = async (promise: Promise<unknown>): Promise<void> => {
    const state = { isSettled: false };
    void promise.finally(() => (state.isSettled = true));
    for (let i = 0; i < 600 && !state.isSettled; i++) await scheduler.pass(100);
    expect(state.isSettled).toBe(true);
  };
  await until(session.load(given, options));
  return { session, scheduler, until, last: () => frames.at(-1)!, checkpoint: () => checkpoints.at(-1)! };
}

/** What an uninterrupted run measures at a moment. */
function measuredAt(given: BrownoutDocument, atMs: number) {
  const run = createRun(given);
  while (!run.advance(atMs, 1e6));
  const { components, connections, channels, sources } = run.observe();
  return { nowMs: run.nowMs, components, connections, channels, sources };
}

describe('the rate window of a jump', () => {
  it.each([
    ['within the warm-up', 1500, 0],
    ['late in the warm-up', 4999, 4999 - RATE_WINDOW_MS],
    ['at the end of the warm-up', 5000, 5000],
    ['after the counters started anew', 6000.5, 5000],
    ['later', 15_000, 15_000 - RATE_WINDOW_MS],
  ])('begins where it should: a moment %s', async (_, atMs, windowFromMs) => {
    const { session, until, last } = await loaded(document);
    for (const fromMs of [0, atMs, 19_000]) {
      await until(session.seek(fromMs));
      await until(session.seek(atMs));
      expect(last().nowMs).toBe(atMs);
      expect(last().before).toEqual(measuredAt(document, windowFromMs));
    }
  });

  it('comes with a load at a moment', async () => {
    const { last } = await loaded(document, { atMs: 12_345 });
    expect(last().before).toEqual(measuredAt(document, 12_345 - RATE_WINDOW_MS));
  });

  it('is of the history without the entry that was taken back', async () => {
    const { session, until, last } = await loaded({ ...document, log: [crash] }, { atMs: 9000 });
    await until(session.withdraw('l1'));
    expect(last()).toMatchObject({ nowMs: 9000, before: measuredAt(document, 7000) });
    expect(last().components).toEqual(measuredAt(document, 9000).components);
  });

  it('is that of the end when the run ends before the moment', async () => {
    const { session, until, last } = await loaded(document);
    await until(session.seek(90_000));
    expect(last()).toMatchObject({ nowMs: 20_000, before: measuredAt(document, 18_000) });
  });

  it('comes with a recovery at a speed at which frames are further apart than it', async () => {
    const { session, scheduler, checkpoint } = await loaded(diagram('cascading-timeouts', { horizonMs: 2_000_000, warmUpMs: 0 }));
    await session.setSpeed(100);
    await session.play();
    await scheduler.pass(2500);
    const { snapshot, before } = checkpoint();
    expect(snapshot.nowMs).toBeGreaterThan(2 * RATE_WINDOW_MS);
    expect(before?.nowMs).toBeGreaterThan(0);
    expect(before?.nowMs).toBeLessThan(snapshot.nowMs);
  });

  it('comes with a recovery, from the checkpoint that it goes on from', async () => {
    const { session, scheduler, until, checkpoint } = await loaded(document, { atMs: 9000 });
    await session.play();
    await scheduler.pass(4500);
    const { snapshot, before, log } = checkpoint();
    expect(snapshot.nowMs).toBeGreaterThan(9000);
    const fresh = await loaded(document);
    await fresh.until(fresh.session.resume({ ...document, log }, snapshot, before));
    const { nowMs, before: compared } = fresh.last();
    expect(nowMs).toBe(snapshot.nowMs);
    expect(compared).toEqual(measuredAt(document, compared!.nowMs));
    expect(nowMs - compared!.nowMs).toBeGreaterThan(RATE_WINDOW_MS / 2);
    expect(nowMs - compared!.nowMs).toBeLessThanOrEqual(RATE_WINDOW_MS);
    await until(session.pause());
  });

  it('comes once: frames of play go on from it', async () => {
    const { session, scheduler, until, last } = await loaded(document, { atMs: 6000 });
    expect(last().before).toBeDefined();
    await session.play();
    await scheduler.pass(500);
    expect(last().nowMs).toBeGreaterThan(6000);
    expect(last().before).toBeUndefined();
    await until(session.pause());
  });
});

describe('back to the start', () => {
  it('keeps entries that came with the document, but for those that were withdrawn', async () => {
    const second = { ...crash, id: 'l2', atMs: 12_000 };
    const { session, until } = await loaded({ ...document, log: [crash, second] });
    await until(session.runToEnd());
    await until(session.reset());
    await until(session.runToEnd());
    const whole = await session.report();
    expect(whole.traceHash).toBe(hashOf({ ...document, log: [crash, second] }));
    await until(session.withdraw('l1'));
    await until(session.reset());
    await until(session.runToEnd());
    expect((await session.report()).traceHash).toBe(hashOf({ ...document, log: [second] }));
  });
});

function hashOf(given: BrownoutDocument): string {
  const run = createRun(given);
  while (!run.advance(given.settings.horizonMs, 1e6));
  return run.traceHash;
}
