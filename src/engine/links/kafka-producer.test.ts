import { describe, expect, it } from 'vitest';
import { fault, type Part, set } from '../testing/build.ts';
import { type LogOptions, LogRun } from '../testing/log-run.ts';

const quick = { serviceMs: 0 };

/** Time from a request to the broker's word for it, in the mean. */
function answered(options: LogOptions, atMs = 20_000): number {
  const { run } = new LogRun({ worker: quick, ...options });
  run.advance(atMs, Infinity);
  return run.report().sources[0]!.answeredMs.mean!;
}

describe('producers', () => {
  it('[K20] linger is the least latency at low load', () => {
    const own = { latencyMs: 1 };
    expect(answered({ ratePerSec: 5, producer: { ...own, lingerMs: 5 } })).toBeCloseTo(5 + 2 + 1, 5);
    expect(answered({ ratePerSec: 5, producer: { ...own, lingerMs: 0 } })).toBeCloseTo(2 + 1, 5);
    expect(answered({ ratePerSec: 5, producer: { ...own, lingerMs: 100 } })).toBeCloseTo(100 + 3, 5);
  });

  it('[K21] batches grow with the load, until they are full', () => {
    const perBatch = (ratePerSec: number, lingerMs: number) => {
      const { attempts, batches } = new LogRun({ ratePerSec, worker: quick, producer: { lingerMs, recordBytes: 1000, batchBytes: 16_384 } }).at(10_000, 'in');
      return attempts / batches;
    };
    expect(perBatch(100, 5)).toBeCloseTo(1, 1);
    expect(perBatch(1000, 5)).toBeCloseTo(5, 0);
    expect(perBatch(10_000, 5)).toBeCloseTo(16, 0);
    expect(perBatch(10_000, 0)).toBeLessThan(16);
  });

  it('[K22] at most five batches are under way to a partition; then batches grow', () => {
    // A round trip of 100 ms: 50 batches a second.
    const run = new LogRun({ ratePerSec: 500, worker: quick, producer: { latencyMs: 49.5, lingerMs: 0 } });
    const { batches, attempts } = run.at(20_000, 'in');
    expect(batches).toBeLessThanOrEqual(50 * 20 + 5);
    expect(batches).toBeGreaterThan(950);
    expect(attempts / batches).toBeGreaterThan(9);
    const narrow = new LogRun({ ratePerSec: 500, worker: quick, producer: { latencyMs: 49.5, lingerMs: 0, maxInFlight: 1, batchBytes: 5000 } });
    // One batch of five records at a time: 50 records a second, whatever is asked for.
    expect(narrow.at(20_000, 'in').succeeded).toBeLessThanOrEqual(5 * 10 * 20);
  });

  const down = (producer: LogOptions['producer'], atMs = 10_000): LogOptions => ({
    ratePerSec: 100, worker: quick, producer: { bufferBytes: 100_000, recordBytes: 1000, ...producer }, parts: [fault('crash', 'cluster', atMs)],
  });

  it('[K23] a full buffer makes senders wait, and fail after the longest wait (Java)', () => {
    const run = new LogRun(down({ maxBlockMs: 5000, confirm: false }));
    // 100 records fill the buffer within a second.
    const full = run.at(14_000, 'in');
    expect(full.buffered).toBe(100);
    expect(full.failed).toBe(0);
    expect(full.inProgress).toBeGreaterThan(250);
    const later = run.at(20_000, 'in');
    expect(later.failed).toBeGreaterThan(350);
    expect(later.inProgress).toBeLessThanOrEqual(501);
  });

  it('[K24] a full buffer fails senders at once (librdkafka)', () => {
    const run = new LogRun(down({ whenBufferFull: 'fail', confirm: false }));
    expect(run.at(10_900, 'in').failed).toBe(0);
    const later = run.at(20_000, 'in');
    expect(later.inProgress).toBe(0);
    expect(later.failed).toBeGreaterThan(880);
    expect(later.buffered).toBe(100);
  });

  it('[K25] senders that waited for room go on when the broker is back, and nothing is lost', () => {
    const run = new LogRun({ ...down({ confirm: true }), parts: [fault('crash', 'cluster', 10_000, 20_000), set('source', 'ratePerSec', 0, 40_000)] });
    const end = run.at(90_000, 'in');
    expect(end).toMatchObject({ failed: 0, buffered: 0, inProgress: 0, succeeded: end.calls });
    expect(run.at(90_000).acknowledged).toBe(end.calls);
    expect(end.retries).toBeGreaterThan(0);
  });

  it('[K26] a record is given up when its delivery takes too long', () => {
    const run = new LogRun(down({ confirmTimeoutMs: 20_000, bufferBytes: 33_554_432 }));
    expect(run.at(29_000, 'in').failed).toBe(0);
    const later = run.at(60_000, 'in');
    expect(Math.abs(later.timedOut - 3000)).toBeLessThan(20);
    expect(run.log.refused).toBe(later.timedOut);
    expect(later.buffered).toBeLessThanOrEqual(2001);
  });

  /** The answers of a second are lost on the way: the batches are in the log, and are sent again. */
  const lostAnswers = (idempotence: boolean) =>
    new LogRun({
      ratePerSec: 100, worker: quick, producer: { latencyMs: 200, idempotence, requestTimeoutMs: 2000 },
      parts: [fault('cut', 'in', 10_300, 500), set('source', 'ratePerSec', 0, 20_000)],
    });

  it.each([true, false])('[K27] a batch whose answer was lost is sent again; the broker knows it when the producer is idempotent (%s)', (idempotence) => {
    const run = lostAnswers(idempotence);
    const end = run.at(60_000, 'in');
    const group = run.at(60_000);
    expect(end.vanished).toBeGreaterThan(20);
    expect(end).toMatchObject({ failed: 0, buffered: 0 });
    expect(group.acknowledged).toBe(end.calls);
    if (idempotence) expect(group.duplicates).toBe(0);
    else expect(group.duplicates).toBeGreaterThan(5);
    expect(run.log.published).toBe(end.calls + group.duplicates);
  });

  it('[Q10] with 90 % of keys equal more partitions do not raise throughput', () => {
    const done = (partitions: number, hotKeyShare: number) =>
      new LogRun({ ratePerSec: 1000, topic: { partitions, keys: 100_000, hotKeyShare }, worker: { replicas: partitions, serviceMs: 10 } }).at(60_000).acknowledged;
    // The hot partition gets 100 a second done; the others all of the tenth that is theirs.
    expect(done(4, 0.9) / 60).toBeGreaterThan(170);
    expect(done(16, 0.9) / 60).toBeLessThan(205);
    expect(done(16, 0.9)).toBeLessThan(done(4, 0.9) * 1.2);
    expect(done(16, 0)).toBeGreaterThan(done(4, 0) * 2);
  });

  it('[K28] records without keys go evenly to all partitions, in whole batches (sticky)', () => {
    const spread = (partitioner: string) => {
      const run = new LogRun({ ratePerSec: 2000, topic: { partitions: 4, keys: 1 }, worker: quick, producer: { partitioner, batchBytes: 5000, lingerMs: 50 }, consumer: { concurrency: 'unbounded' } });
      const { attempts, batches } = run.at(30_000, 'in');
      return { places: run.places(30_000), perBatch: attempts / batches };
    };
    expect(spread('key').places.filter((place) => place > 0)).toHaveLength(1);
    for (const partitioner of ['sticky', 'random']) for (const place of spread(partitioner).places) expect(place / 15_000).toBeCloseTo(1, 0);
    expect(spread('sticky').perBatch).toBeGreaterThan(4.5);
  });

  it('[K29] what a sender has not sent goes down with it', () => {
    const run = new LogRun({
      ratePerSec: 0, worker: quick,
      parts: [app({ lingerMs: 1000, recordBytes: 100 }), fault('crash', 'app', 10_500, 100)],
    });
    run.run.advance(10_499, Infinity);
    const { buffered } = run.at(10_499, 'app-log');
    expect(buffered).toBeGreaterThan(10);
    run.run.advance(10_501, Infinity);
    expect(run.at(10_501, 'app-log').buffered).toBe(0);
    expect(run.log.refused).toBe(buffered);
  });
});

/** A service that writes to the log without waiting. */
function app(params: Record<string, number>): Part {
  return {
    components: [
      { id: 'users', kind: 'client', name: 'users', x: 0, y: 0, params: { arrivals: 'constant', ratePerSec: 100 } },
      { id: 'app', kind: 'service', name: 'app', x: 0, y: 0, params: { serviceMs: 0 } },
    ],
    connections: [
      { id: 'users-app', kind: 'sync', protocol: 'http1', from: 'users', to: 'app', params: { latencyMs: 0 } },
      { id: 'app-log', kind: 'stream', protocol: 'kafka', from: 'app', to: 'log', channel: 'log', params: { confirm: false, latencyMs: 0, ...params } },
    ],
  };
}
