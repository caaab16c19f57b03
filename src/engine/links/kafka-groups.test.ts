import { describe, expect, it } from 'vitest';
import { build, fault, service, type Part } from '../testing/build.ts';
import { LogRun } from '../testing/log-run.ts';

const protocols = ['eager', 'cooperative', 'consumer'] as const;

/** Longest time in which none of these partitions moves, looked at every 50 ms. */
function longestStop(run: LogRun, partitions: readonly number[], fromMs: number, toMs: number): number {
  let moved = fromMs;
  let longest = 0;
  let before = run.places(fromMs);
  for (let atMs = fromMs + 50; atMs <= toMs; atMs += 50) {
    const now = run.places(atMs);
    if (partitions.some((p) => now[p] !== before[p])) moved = atMs;
    longest = Math.max(longest, atMs - moved);
    before = now;
  }
  return longest;
}

/** Three consumers with two partitions each; the first one dies at 20 s. */
const oneDies = (groupProtocol: string) =>
  new LogRun({ ratePerSec: 300, topic: { partitions: 6, keys: 100_000 }, consumer: { groupProtocol, maxPollRecords: 10 }, worker: { replicas: 3, serviceMs: 2 }, parts: [fault('crash', 'worker', 20_000, undefined, { replica: 1 })] });

describe('consumer groups', () => {
  it('[Q6] with 4 partitions and 6 consumers leave two idle, and get done what 4 do', () => {
    const done = [4, 6].map((replicas) => {
      const run = new LogRun({ ratePerSec: 1000, topic: { partitions: 4, keys: 100_000 }, worker: { replicas, serviceMs: 10 } });
      const { acknowledged, members, idleMembers } = run.at(60_000);
      expect([members, idleMembers]).toEqual([replicas, replicas - 4]);
      return acknowledged;
    });
    expect(done[0]).toBeGreaterThan(23_900);
    expect(done[0]).toBeLessThanOrEqual(24_000);
    expect(Math.abs(done[0]! - done[1]!)).toBeLessThan(20);
  });

  it.each(protocols)('[Q7] one consumer killed: its partitions stand still until its session ends (%s)', (protocol) => {
    const run = oneDies(protocol);
    const [first, second] = run.places(20_000);
    const before = run.at(61_000);
    expect(run.places(61_000).slice(0, 2)).toEqual([first, second]);
    expect(before.lag).toBeGreaterThan(3900);
    expect(before.lag).toBeLessThan(4600);
    const late = run.places(73_500);
    expect(late[0]).toBeGreaterThan(first! + 1000);
    expect(late[1]).toBeGreaterThan(second! + 1000);
    const after = run.at(120_000);
    expect(after.members).toBe(2);
    expect(after.lag).toBeLessThan(20);
    expect(after.rebalances).toBeGreaterThan(0);
  });

  it('[Q7] an eager rebalance stops all members, a cooperative one only the partitions that move', () => {
    // The two that live have partitions 2 and 3, 4 and 5. The first one to hear of it waits for the other.
    const [eager, cooperative, broker] = protocols.map((protocol) =>
      Math.max(...[[2, 3], [4, 5]].map((own) => longestStop(oneDies(protocol), own, 61_000, 72_000))),
    );
    expect(eager).toBeGreaterThan(300);
    expect(cooperative).toBeLessThanOrEqual(100);
    expect(broker).toBeLessThanOrEqual(100);
  });

  it('[Q7] a consumer that joins stops all members of an eager group', () => {
    // The third one comes at 30 s: it was down from the start, and its session has ended.
    const late = (groupProtocol: string) =>
      new LogRun({ ratePerSec: 300, topic: { partitions: 6, keys: 100_000 }, consumer: { groupProtocol, sessionTimeoutMs: 15_000, heartbeatMs: 10_000, maxPollRecords: 10 }, worker: { replicas: 3, serviceMs: 2 }, parts: [fault('crash', 'worker', 0, 30_000, { replica: 3 })] });
    const [eager, cooperative, broker] = protocols.map((protocol) => {
      expect(late(protocol).at(29_000).members).toBe(2);
      // One partition of each of the two stays where it is.
      const stops = [0, 3].map((kept) => longestStop(late(protocol), [kept], 29_000, 50_000));
      expect(late(protocol).at(60_000)).toMatchObject({ members: 3, idleMembers: 0 });
      return Math.max(...stops);
    });
    expect(eager).toBeGreaterThan(500);
    expect(cooperative).toBeLessThanOrEqual(150);
    expect(broker).toBeLessThanOrEqual(150);
  });

  it('[K1] a group whose only consumer dies hard and restarts at once waits for the session of its former self', () => {
    const run = new LogRun({ worker: { serviceMs: 1 }, parts: [fault('crash', 'worker', 20_000, 2000)] });
    const before = run.at(20_000).acknowledged;
    expect(run.at(61_000).acknowledged).toBe(before);
    const after = run.at(70_000);
    expect(after.lag).toBeLessThan(20);
    expect(after.acknowledged).toBeGreaterThan(before + 4000);
  });

  it('[K1] one that restarts and is cut off for a moment waits no longer than for the session of its former self', () => {
    const run = new LogRun({ worker: { serviceMs: 1 }, parts: [fault('crash', 'worker', 20_000, 2000), fault('cut', 'out', 30_000, 1000)] });
    const before = run.at(20_000).acknowledged;
    expect(run.at(61_000).acknowledged).toBe(before);
    const after = run.at(75_000);
    expect(after.lag).toBeLessThan(20);
    expect(after.acknowledged).toBeGreaterThan(before + 4000);
  });

  it('[K2] the first consumer of an empty group waits for others for as long as the broker says', () => {
    // Down for longer than its session lasts, so that the group is empty when it comes back at 80 s.
    const group = (groupProtocol: string) =>
      new LogRun({ consumer: { groupProtocol }, worker: { serviceMs: 1 }, parts: [fault('crash', 'worker', 20_000, 60_000)] });
    const [classic, broker] = ['eager', 'consumer'].map(group);
    const before = classic!.at(20_000).acknowledged;
    expect(classic!.at(82_990).acknowledged).toBe(before);
    expect(classic!.at(84_000).acknowledged).toBeGreaterThan(before);
    // A broker-side group does not wait.
    expect(broker!.at(81_000).acknowledged).toBeGreaterThan(before);
  });

  it('[K3] a consumer that cannot be reached for less than its session keeps its partitions', () => {
    const run = new LogRun({ worker: { serviceMs: 1, replicas: 2 }, topic: { partitions: 2 }, parts: [fault('cut', 'out', 20_000, 30_000)] });
    expect(run.at(50_001).rebalances).toBe(0);
    const after = run.at(70_000);
    expect(after.lag).toBeLessThan(20);
    expect(after.redelivered).toBe(0);
  });

  it('[K4] a batch that takes longer than the time between polls is taken away and done again, for ever when nobody is faster', () => {
    const run = new LogRun({ ratePerSec: 10, consumer: { maxPollIntervalMs: 10_000, maxPollRecords: 500 }, worker: { serviceMs: 50, servers: 1 }, parts: [fault('slowdown', 'worker', 5000, 60_000, { factor: 20 })] });
    // 1 s each: after ten records the member is out, and does the rest of its batch for nothing.
    const slow = run.at(60_000);
    expect(slow.members).toBe(0);
    expect(slow.duplicates).toBeGreaterThan(0);
    // It is as quick as before from 65 s on, but a full batch takes 25 s now: nothing is ever committed again.
    const [later, end] = [run.at(200_000), run.at(400_000)];
    expect(end.acknowledged).toBe(later.acknowledged);
    expect(end.duplicates).toBeGreaterThan(later.duplicates + 2000);
    expect(end.lag).toBeGreaterThan(3500);
  });

  it('[K4] a batch that fits is not taken away', () => {
    const run = new LogRun({ ratePerSec: 10, consumer: { maxPollIntervalMs: 10_000, maxPollRecords: 5 }, worker: { serviceMs: 50, servers: 1 }, parts: [fault('slowdown', 'worker', 5000, 60_000, { factor: 20 })] });
    expect(run.at(400_000)).toMatchObject({ rebalances: 0, duplicates: 0 });
  });

  it('[K5] a frozen consumer is replaced when its session ends, and does its batch for nothing when it thaws', () => {
    const run = new LogRun({ ratePerSec: 100, topic: { partitions: 2, keys: 1000 }, worker: { replicas: 2, serviceMs: 15 }, parts: [fault('freeze', 'worker', 20_000, 80_000, { replica: 1 })] });
    expect(run.at(60_000).members).toBe(2);
    expect(run.at(75_000)).toMatchObject({ members: 1, idleMembers: 0 });
    expect(run.at(300_000)).toMatchObject({ members: 2, idleMembers: 0 });
    expect(run.at(300_000).duplicates).toBeGreaterThan(0);
  });

  it('[K6] a failing record makes its partition wait, not the others of the same consumer', () => {
    const run = new LogRun({ ratePerSec: 100, topic: { partitions: 2, keys: 1000 }, worker: { serviceMs: 1, failureRatio: 0.02 }, consumer: { retryDelayMs: 500 } });
    const places: number[][] = [];
    for (let atMs = 1000; atMs <= 30_000; atMs += 100) places.push(run.places(atMs));
    const steps = places.slice(1).map((now, i) => now.map((place, p) => place - places[i]![p]!));
    expect(steps.some(([a, b]) => a === 0 && b! > 0)).toBe(true);
    expect(steps.some(([a, b]) => a! > 0 && b === 0)).toBe(true);
  });

  it('[K7] a member works on as many records at once as it says, each of another partition', () => {
    const most = (concurrency: number | 'unbounded') =>
      new LogRun({ ratePerSec: 1000, topic: { partitions: 4, keys: 100_000 }, consumer: { concurrency }, worker: { serviceMs: 10 } }).at(30_000).acknowledged / 30;
    expect(most(1)).toBeCloseTo(100, -1);
    expect(most(2)).toBeCloseTo(200, -1);
    expect(most('unbounded')).toBeCloseTo(400, -1);
  });

  it('[K8] replicas of different consumers are one group when the log is used as a queue', () => {
    const queue = { kind: 'queue', protocol: 'kafkaQueue', channel: 'q' } as const;
    const parts: Part = {
      components: [{ id: 'source', kind: 'client', name: 'source', x: 0, y: 0, params: { arrivals: 'constant', ratePerSec: 100 } }],
      brokers: [{ id: 'cluster', protocol: 'kafkaQueue', name: 'cluster' }],
      channels: [{ id: 'q', broker: 'cluster', kind: 'queue', name: 'q', x: 0, y: 0, params: { partitions: 4, keys: 10_000 } }],
      connections: [
        { ...queue, id: 'in', from: 'source', to: 'q' },
        { ...queue, id: 'one', from: 'q', to: 'first', params: { sessionTimeoutMs: 6000 } },
        { ...queue, id: 'two', from: 'q', to: 'second', params: { sessionTimeoutMs: 6000 } },
      ],
      settings: { horizonMs: 120_000 },
    };
    const document = build(parts, service('first', { serviceMs: 5, servers: 9 }), service('second', { serviceMs: 5, servers: 9 }), fault('crash', 'second', 60_000));
    const run = LogRun.of(document);
    const one = run.at(60_000, 'one').acknowledged;
    const two = run.at(60_000, 'two').acknowledged;
    expect(one + two).toBeGreaterThan(5980);
    expect(one + two).toBeLessThanOrEqual(6000);
    expect(Math.min(one, two)).toBeGreaterThan(2500);
    // All partitions go to the one that is left.
    expect(run.at(120_000, 'one').acknowledged - one).toBeGreaterThan(5900);
    expect(run.run.report().channels[0]!.measures.published).toBeGreaterThan(11_990);
  });
});
