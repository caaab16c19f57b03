import { describe, expect, it } from 'vitest';
import { fault, type Part, set } from '../testing/build.ts';
import { type LogOptions, LogRun } from '../testing/log-run.ts';

const quick = { serviceMs: 0 };
const three = { replicationFactor: 3 };

/** Records to a cluster of three brokers, some of which crash at 10 s; the load ends at 60 s. */
function cluster(options: LogOptions & { readonly nodes: number; readonly lasting?: number }): LogRun {
  const { nodes, lasting, ...rest } = options;
  const parts: Part[] = [fault('nodeCrash', 'cluster', 10_000, lasting, { nodes }), set('source', 'ratePerSec', 0, 60_000)];
  return new LogRun({ ratePerSec: 100, worker: quick, ...rest, parts });
}

describe('clusters', () => {
  it('[Q11] with 3 copies of which 2 must be in sync, acks=all and two brokers down, producing fails while consuming goes on', () => {
    const run = cluster({ nodes: 2, topic: { ...three, minInsyncReplicas: 2, partitions: 3, keys: 1000 }, producer: { confirmTimeoutMs: 10_000 }, worker: { serviceMs: 20 }, ratePerSec: 400 });
    const before = run.at(10_000);
    expect(before.lag).toBeGreaterThan(3000);
    const down = run.at(60_000, 'in');
    const published = run.log.published;
    expect(down.timedOut).toBeGreaterThan(10_000);
    expect(run.at(100_000).acknowledged).toBeGreaterThan(before.acknowledged + 1000);
    expect(run.log.published).toBe(published);
    expect(run.at(200_000).lag).toBe(0);
  });

  it('[K30] a crashed leader: its partitions stand still for the broker\'s session, the others go on, and acks=all loses nothing', () => {
    const run = cluster({ nodes: 1, topic: { ...three, partitions: 3, keys: 1000, minInsyncReplicas: 2 }, producer: { confirm: false }, consumer: { concurrency: 'unbounded' } });
    const crashed = run.places(10_000);
    const before = run.places(18_900);
    expect(before[0]! - crashed[0]!).toBeLessThanOrEqual(1);
    // Partitions 1 and 2 have a copy with the dead broker: what is new is not seen before that falls out of sync.
    expect(before[1]! - crashed[1]!).toBeLessThanOrEqual(1);
    const after = run.places(20_500);
    for (const p of [0, 1, 2]) expect(after[p]! - crashed[p]!).toBeGreaterThan(200);
    const end = run.at(120_000, 'in');
    expect(end).toMatchObject({ failed: 0, buffered: 0 });
    expect(run.at(120_000).acknowledged).toBe(end.calls);
    expect(run.log).toMatchObject({ truncated: 0, published: end.calls });
  });

  it('[K31] without copies only the partitions of the crashed broker stand still, until it is back', () => {
    const run = cluster({ nodes: 1, lasting: 30_000, topic: { partitions: 3, keys: 1000 }, producer: { confirm: false }, consumer: { concurrency: 'unbounded' } });
    const crashed = run.places(10_000);
    const down = run.places(39_900);
    expect(down[0]).toBe(crashed[0]);
    expect(down[1]).toBeGreaterThan(crashed[1]! + 700);
    expect(run.at(120_000, 'in')).toMatchObject({ failed: 0, buffered: 0 });
    expect(run.at(120_000).lag).toBe(0);
  });

  it('[K32] acks=1: what the leader had acknowledged and not passed on is lost with it', () => {
    const lost = (acks: string) => {
      const run = cluster({ nodes: 1, topic: three, cluster: { replicationMs: 500 }, producer: { acks, lingerMs: 0 } });
      const end = run.at(120_000, 'in');
      return { ...end, truncated: run.log.truncated, done: run.at(120_000).acknowledged };
    };
    const leader = lost('leader');
    expect(leader.failed).toBe(0);
    expect(leader.truncated).toBeGreaterThan(40);
    expect(leader.calls - leader.done).toBe(leader.truncated);
    const all = lost('all');
    expect(all.truncated).toBeGreaterThan(0);
    expect(all).toMatchObject({ failed: 0, done: all.calls });
  });

  it('[K33] acks=0: what is sent to a broker that is down is lost, and nobody hears of it', () => {
    const run = cluster({ nodes: 1, lasting: 20_000, producer: { acks: 'none' } });
    const end = run.at(120_000, 'in');
    expect(end).toMatchObject({ failed: 0, retries: 0, succeeded: end.calls });
    expect(Math.abs(run.log.refused - 2000)).toBeLessThan(20);
    expect(run.at(120_000).acknowledged).toBe(end.calls - run.log.refused);
    expect(run.run.report().sources[0]!.measures.effectsLost).toBe(run.log.refused);
  });

  it('[K34] a dead follower holds up acks=all, and what consumers see, until it falls out of sync; acks=1 is not held up', () => {
    // The first broker leads partition 0; of partition 1 it is a follower.
    const waits = (acks: string) => {
      const run = cluster({ nodes: 1, topic: { ...three, partitions: 2, keys: 1000 }, producer: { acks, lingerMs: 0 } });
      const before = run.at(10_000, 'in').succeeded;
      const during = run.at(18_000, 'in');
      return { done: during.succeeded - before, seen: run.at(18_000).acknowledged };
    };
    const before = cluster({ nodes: 1, topic: { ...three, partitions: 2, keys: 1000 } }).at(10_000).acknowledged;
    expect(waits('all').done).toBeLessThan(10);
    expect(waits('leader').done).toBeGreaterThan(300);
    expect(waits('leader').seen - before).toBeLessThan(10);
  });

  it('[K35] an unclean election goes on with a copy that is behind, and loses what it did not have', () => {
    // Each broker leads a partition and follows the other. Broker 1 dies at 10 s, so that 2 leads both from 11 s on; both
    // are dead from 20 to 60 s, and 1 is the first to be back.
    const election = (uncleanElection: boolean) => {
      const run = new LogRun({
        ratePerSec: 100, worker: { serviceMs: 1000 }, topic: { partitions: 2, keys: 1000, replicationFactor: 2, uncleanElection }, cluster: { nodes: 2, nodeSessionMs: 1000 },
        parts: [fault('nodeCrash', 'cluster', 10_000, 30_000, { nodes: 1 }), fault('nodeCrash', 'cluster', 20_000, 40_000, { nodes: 2 }), set('source', 'ratePerSec', 0, 30_000)],
      });
      run.run.advance(200_000, Infinity);
      return run.log.truncated;
    };
    expect(election(false)).toBe(0);
    // What the two partitions took in between 11 and 20 s, and what had piled up in the second before.
    expect(election(true)).toBeGreaterThan(850);
    expect(election(true)).toBeLessThan(1050);
  });

  it('[K36] brokers that all crash and come back keep what they had', () => {
    const run = new LogRun({ ratePerSec: 100, worker: quick, topic: { ...three, partitions: 3, keys: 1000 }, parts: [fault('crash', 'cluster', 10_000, 20_000), set('source', 'ratePerSec', 0, 60_000)] });
    const end = run.at(120_000, 'in');
    expect(end).toMatchObject({ failed: 0, buffered: 0 });
    expect(run.at(120_000).acknowledged).toBe(end.calls);
    expect(run.at(120_000).rebalances).toBe(0);
  });
});
