import { describe, expect, it } from 'vitest';
import type { QueueProtocol } from '../../model/document.ts';
import { canAim, whyNotAimed } from '../../model/fault-targets.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { build, fault, service, set, settings, steady, type Part } from '../testing/build.ts';
import { LogRun } from '../testing/log-run.ts';
import { broker, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, componentOf, connectionOf, reportAt } from '../testing/read.ts';

/** 100 messages a second through a queue that one consumer takes from; `parts` are the faults. */
function queueRun(protocol: QueueProtocol, parts: readonly Part[], options: { readonly broker?: object; readonly queue?: object; readonly sends?: object; readonly takes?: object } = {}): EngineRun {
  return createRun(build(
    steady('source', 100), service('worker', { servers: 100, serviceMs: 1, serviceDistribution: 'deterministic' }),
    broker('b', protocol, { ...options.broker }), queue('q', 'b', { params: { ...options.queue } }),
    sends('source', 'q', protocol, { params: { ...options.sends } }), takes('q', 'worker', protocol, { ...options.takes }), settings({ horizonMs: 120_000 }), ...parts,
  ));
}

const frozen = fault('freeze', 'b', 10_000, 5000);
const queues = ['rabbitmq', 'serviceBus', 'storageQueue', 'nats', 'jetstream'] as const;

describe('a frozen broker', () => {
  it.each(queues)('[FA50] takes, hands out and forgets nothing, and goes on with all that came meanwhile (%s)', (protocol) => {
    // At the thaw all comes at once, which the credits of Service Bus would not allow.
    const run = queueRun(protocol, [frozen], protocol === 'serviceBus' ? { broker: { creditsPerSec: 'unbounded' } } : {});
    const at = (atMs: number) => {
      const report = reportAt(run, atMs);
      return { ...channelOf(report, 'q').measures, offered: componentOf(report, 'worker').measures.offered };
    };
    const before = at(10_020);
    const { published, offered, ready } = at(14_990);
    expect({ published, offered, ready }).toEqual({ published: before.published, offered: before.offered, ready: before.ready });
    expect(at(15_001).published).toBe(before.published + 501);
    const after = at(60_000);
    expect(after.refused + after.dropped + after.expiredUnread + after.deadLettered).toBe(0);
    expect(after.offered).toBeGreaterThan(5700);
  });

  it('[FA50] tells a publisher that waits nothing before the thaw, and what it sent is taken then', () => {
    const run = queueRun('rabbitmq', [frozen], { sends: { confirm: true, confirmTimeoutMs: 60_000 } });
    const before = connectionOf(reportAt(run, 10_000), 'source-q').measures.succeeded;
    expect(connectionOf(reportAt(run, 14_990), 'source-q').measures).toMatchObject({ succeeded: before, inProgress: 500 });
    expect(connectionOf(reportAt(run, 15_001), 'source-q').measures).toMatchObject({ succeeded: before + 501, failed: 0, timedOut: 0 });
  });

  it('[FA50] lets publishers give up by their own timeout, and takes what they sent all the same', () => {
    const run = queueRun('rabbitmq', [frozen], { sends: { confirm: true, confirmTimeoutMs: 1000 } });
    expect(connectionOf(reportAt(run, 14_990), 'source-q').measures.timedOut).toBe(400);
    expect(channelOf(reportAt(run, 20_000), 'q').measures.published).toBe(2000);
  });

  it('[FA51] lets leases and lives of messages end at the thaw, in their order', () => {
    // Handled in 3 s, locked for 4 s: acknowledged at the socket at 12 s, before the lock would end at 13 s.
    const held = (serviceMs: number) => createRun(build(
      { components: [{ id: 'source', kind: 'client', name: 'source', x: 0, y: 0, params: { arrivals: 'constant', ratePerSec: 0.11 } }] },
      service('worker', { servers: 100, serviceMs, serviceDistribution: 'deterministic' }), broker('b', 'serviceBus'), queue('q', 'b', { params: { leaseMs: 4000 } }),
      sends('source', 'q', 'serviceBus'), takes('q', 'worker', 'serviceBus', { renewMs: 0 }), settings({ horizonMs: 60_000 }), frozen,
    ));
    const inTime = held(3000);
    expect(connectionOf(reportAt(inTime, 14_990), 'q-worker').measures).toMatchObject({ acknowledged: 0, unacknowledged: 1 });
    expect(connectionOf(reportAt(inTime, 17_000), 'q-worker').measures).toMatchObject({ acknowledged: 1, redelivered: 0, duplicates: 0 });
    const late = held(5000);
    expect(connectionOf(reportAt(late, 14_990), 'q-worker').measures).toMatchObject({ acknowledged: 0, redelivered: 0 });
    expect(connectionOf(reportAt(late, 15_001), 'q-worker').measures).toMatchObject({ redelivered: 1, duplicates: 1 });
  });

  it('[FA51] drops what has outlived its time only at the thaw', () => {
    const run = queueRun('rabbitmq', [frozen, fault('crash', 'worker', 9000, 20_000)], { queue: { ttlMs: 2000 } });
    const before = channelOf(reportAt(run, 10_000), 'q').measures;
    const still = channelOf(reportAt(run, 14_990), 'q').measures;
    expect([still.expiredUnread, still.ready]).toEqual([before.expiredUnread, before.ready]);
    expect(before.ready).toBeGreaterThan(90);
    expect(channelOf(reportAt(run, 15_001), 'q').measures.expiredUnread).toBe(before.ready);
  });

  it('[FA52] takes in after the thaw no faster than before', () => {
    const run = queueRun('rabbitmq', [frozen], { queue: { intakePerSec: 125 }, broker: { creditFlow: 100_000 } });
    const published = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures.published;
    const before = published(14_990);
    // 500 wait: 125 a second are taken in.
    expect(published(17_000) - before).toBe(250);
  });

  it('[FA53] is refused like any other when it crashes, and what waited at its socket with it', () => {
    const run = queueRun('rabbitmq', [frozen, fault('crash', 'b', 12_000, 1000)]);
    const before = channelOf(reportAt(run, 11_990), 'q').measures;
    const down = channelOf(reportAt(run, 12_001), 'q').measures;
    expect(down.refused - before.refused).toBe(201);
    const back = channelOf(reportAt(run, 14_990), 'q').measures;
    expect([back.published - before.published, back.refused - before.refused]).toEqual([0, 300]);
    expect(channelOf(reportAt(run, 15_001), 'q').measures.published - before.published).toBe(201);
  });

  it('[FA50] keeps batches of a log, and members from fetching, until the thaw', () => {
    const run = new LogRun({ worker: { serviceMs: 1 }, parts: [fault('freeze', 'cluster', 20_000, 10_000)] });
    const before = run.at(20_050);
    const { published } = run.log;
    const still = run.at(29_990);
    expect(run.log.published).toBe(published);
    expect(still.delivered).toBe(before.delivered);
    const after = run.at(32_000);
    expect(after.lag).toBeLessThan(20);
    expect([after.rebalances, after.redelivered, after.duplicates]).toEqual([0, 0, 0]);
    expect(run.log.published).toBeGreaterThan(3190);
    expect(run.log.refused + run.log.expiredUnread).toBe(0);
  });

  it('[FA51] answers a producer that has given up and sent again, and stores each record once', () => {
    const run = new LogRun({ producer: { requestTimeoutMs: 2000 }, worker: { serviceMs: 1 }, parts: [fault('freeze', 'cluster', 20_000, 10_000)] });
    expect(run.at(29_990, 'in').retries).toBeGreaterThan(0);
    const after = run.at(60_000);
    expect(after.duplicates).toBe(0);
    expect(run.log.published).toBeGreaterThan(5980);
    expect(run.log.published).toBeLessThanOrEqual(6000);
  });

  it('[FA51] takes a dead consumer out of its group at the thaw', () => {
    const parts = [fault('crash', 'worker', 10_000, undefined, { replica: 1 }), fault('freeze', 'cluster', 50_000, 20_000)];
    const run = new LogRun({ topic: { partitions: 2, keys: 1000 }, worker: { serviceMs: 1, replicas: 2 }, parts });
    expect(run.at(69_990)).toMatchObject({ rebalances: 0 });
    expect(run.at(80_000).rebalances).toBe(1);
    expect(run.at(90_000).lag).toBeLessThan(20);
  });

  it('[FA50] stands still until the last of several freezes ends', () => {
    const run = queueRun('rabbitmq', [frozen, fault('freeze', 'b', 12_000, 8000)]);
    expect(channelOf(reportAt(run, 19_990), 'q').measures.published).toBe(999);
    expect(channelOf(reportAt(run, 20_001), 'q').measures.published).toBe(2000);
  });
});

describe('a broker that crashes', () => {
  const slowly = { params: { confirm: true, latencyMs: 1000, confirmTimeoutMs: 60_000 } };
  const blink = fault('crash', 'b', 1500, 100);

  it.each(queues)('[FA62] takes nothing that was under way, even if it is back by then, and who waits is told (%s)', (protocol) => {
    const run = createRun(build(steady('source', 1), broker('b', protocol), queue('q', 'b'), sends('source', 'q', protocol, slowly), service('w'), takes('q', 'w', protocol), blink));
    const at = (atMs: number) => ({ published: channelOf(reportAt(run, atMs), 'q').measures.published, rejected: connectionOf(reportAt(run, atMs), 'source-q').measures.rejected });
    expect([2499, 2501, 2999, 3001].map(at)).toEqual([{ published: 0, rejected: 0 }, { published: 0, rejected: 1 }, { published: 0, rejected: 1 }, { published: 1, rejected: 1 }]);
  });

  it.each(['crash', 'nodeCrash'] as const)('[FA62] takes no batch that was under way, and its producer sends it again: %s', (kind) => {
    const run = new LogRun({ ratePerSec: 1, producer: { ...slowly.params, lingerMs: 0 }, cluster: { nodes: 1, replicationMs: 0 }, topic: { partitions: 1, replicationFactor: 1 }, parts: [fault(kind, 'cluster', 1500, 100)] });
    run.at(2999, 'in');
    expect(run.log.published).toBe(0);
    // What was sent at 2,000 comes first: the producer knows of the reset from 2,500 on.
    run.at(3100, 'in');
    expect(run.log.published).toBe(1);
    run.at(20_500, 'in');
    expect([run.log.published, run.log.refused]).toEqual([19, 0]);
  });
});

describe('a slow broker', () => {
  it('[FA54] takes so many times as long to store, with a write time that is set meanwhile, and gives it back exactly', () => {
    const waits = { sends: { confirm: true }, broker: { writeMs: 0.1 } };
    const run = queueRun('rabbitmq', [fault('slowdown', 'b', 10_000, 20_000, { factor: 30 }), set('b', 'writeMs', 0.3, 20_000)], waits);
    const total = (atMs: number) => {
      const { sojournMs, measures } = connectionOf(reportAt(run, atMs), 'source-q');
      return { sum: (sojournMs.mean ?? 0) * measures.succeeded, succeeded: measures.succeeded };
    };
    const moments = [9995, 10_005, 19_995, 20_005, 29_985, 30_015, 39_995].map(total);
    const mean = (from: number) => (moments[from + 1]!.sum - moments[from]!.sum) / (moments[from + 1]!.succeeded - moments[from]!.succeeded);
    expect([mean(1), mean(3), mean(5)]).toEqual([3, 9, 0.3].map((ms) => expect.closeTo(ms, 6)));
  });

  it('[FA54] lets a limited queue take in so many times slower, what waits included', () => {
    const slow = fault('slowdown', 'b', 10_000, 10_000, { factor: 5 });
    const run = queueRun('rabbitmq', [slow], { queue: { intakePerSec: 125 }, broker: { creditFlow: 100_000 } });
    const published = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures.published;
    const [before, slowed, after] = [10_000, 20_000, 22_000].map(published);
    expect([slowed! - before!, after! - slowed!]).toEqual([250, 250].map((count) => expect.closeTo(count, -1)));
  });

  it('[FA54] lets followers copy so many times slower, batches being copied too, and gives the time back', () => {
    // One batch a second, 100 ms after the second; its copy takes 600 ms, under a slow-down of 3 three times as long.
    const slow = fault('slowdown', 'cluster', 10_400, 10_000, { factor: 3 });
    const run = new LogRun({
      ratePerSec: 1, producer: { confirm: true, lingerMs: 100, maxInFlight: 10 }, cluster: { nodes: 3, replicationMs: 600, writeMs: 0 }, topic: { partitions: 1, replicationFactor: 3 }, parts: [slow],
    });
    const succeeded = (atMs: number) => run.at(atMs, 'in').succeeded;
    // Copied without a fault: sent at 5,100, there at 5,700.
    expect([5699, 5701].map(succeeded)).toEqual([4, 5]);
    // Half of the copying that began at 10,100 was over at 10,400: 300 ms are left, which become 900.
    expect([11_299, 11_301].map(succeeded)).toEqual([9, 10]);
    // What began at 15,100 takes 1,800.
    expect([16_899, 16_901].map(succeeded)).toEqual([14, 15]);
    // Of what began at 20,100, 1,500 ms are left at 20,400, which become 500.
    expect([20_899, 20_901].map(succeeded)).toEqual([19, 20]);
    expect([25_699, 25_701].map(succeeded)).toEqual([24, 25]);
  });

  it('[FA54] is not offered for NATS, which takes no time of its own', () => {
    const nats = { id: 'b', protocol: 'nats', name: 'b' } as const;
    expect(canAim('slowdown', { ...nats, protocol: 'rabbitmq' })).toBe(true);
    expect(whyNotAimed('slowdown', nats)).toContain('takes no time of its own');
    expect(canAim('freeze', nats)).toBe(true);
  });
});
