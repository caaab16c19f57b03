import { describe, expect, it } from 'vitest';
import { fault, set, service, type Part } from '../testing/build.ts';
import { LogRun } from '../testing/log-run.ts';

/** A crash of the only consumer at 22.5 s, for longer than its session. */
const crash = fault('crash', 'worker', 22_500, 60_000);

describe('commits and places', () => {
  it('[Q8] automatic commits every 5 s and a crash: up to 5 s of records are worked through twice', () => {
    const run = new LogRun({ ratePerSec: 100, worker: { serviceMs: 1 }, parts: [crash] });
    // What is done and not committed grows by 100 a second, and starts afresh with each commit: every five seconds.
    const uncommitted = Array.from({ length: 200 }, (_, i) => run.at(2000 + 100 * i).uncommitted);
    const commits = uncommitted.flatMap((count, i) => (i > 0 && count < uncommitted[i - 1] ? [2000 + 100 * i] : []));
    expect(commits.length).toBeGreaterThanOrEqual(3);
    for (const [i, atMs] of commits.slice(1).entries()) expect(Math.abs(atMs - commits[i] - 5000)).toBeLessThanOrEqual(600);
    expect(Math.max(...uncommitted)).toBeGreaterThan(470);
    expect(Math.max(...uncommitted)).toBeLessThan(560);
    const before = run.at(22_499).uncommitted;
    expect(before).toBeGreaterThan(100);
    expect(before).toBeLessThanOrEqual(500);
    const after = run.at(120_000);
    expect(Math.abs(after.duplicates - before)).toBeLessThanOrEqual(1);
    expect(after.redelivered).toBeGreaterThanOrEqual(after.duplicates);
    expect(after.lag).toBeLessThan(10);
  });

  it('[K10] a commit after each record leaves at most the one in work to be done twice, and pays a round trip each', () => {
    const perSec = (consumer: Record<string, string | number>, latencyMs: number) =>
      new LogRun({ ratePerSec: 1000, consumer: { latencyMs, ...consumer }, worker: { serviceMs: 2 } }).at(60_000).acknowledged / 60;
    const run = new LogRun({ ratePerSec: 100, consumer: { commit: 'afterRecord' }, worker: { serviceMs: 1 }, parts: [crash] });
    expect(run.at(120_000).duplicates).toBe(0);
    // 2 ms of work, and 2 * 1 ms on the way and 1 ms of writing for the commit.
    expect(perSec({ commit: 'afterRecord' }, 1)).toBeCloseTo(200, -1);
    expect(perSec({ commit: 'auto' }, 1)).toBeCloseTo(500, -1);
    expect(perSec({ commit: 'afterBatch' }, 1)).toBeGreaterThan(450);
  });

  it('[K11] a commit after each batch leaves the batch in work to be done twice', () => {
    const run = new LogRun({ ratePerSec: 200, consumer: { commit: 'afterBatch', maxPollRecords: 50 }, worker: { serviceMs: 20, servers: 1 }, parts: [crash] });
    const before = run.at(22_499).uncommitted;
    expect(before).toBeLessThan(50);
    expect(run.at(90_000).duplicates).toBe(before);
  });

  it.each(['latest', 'earliest'] as const)('[Q9] a lag older than the retention: the group goes on by its reset (%s)', (offsetReset) => {
    const run = new LogRun({
      ratePerSec: 100, topic: { retentionMs: 60_000 }, cluster: { retentionCheckMs: 10_000 }, consumer: { offsetReset }, worker: { serviceMs: 8 },
      parts: [fault('crash', 'worker', 20_000, 280_000)],
    });
    const down = run.at(300_000);
    // What is older than a minute is gone, and lost to the group.
    expect(down.lag).toBeGreaterThan(5900);
    expect(down.lag).toBeLessThan(6200);
    const before = down.acknowledged;
    const back = run.at(304_000);
    const missed = run.log.published - back.acknowledged - back.lag;
    expect(back.skipped).toBeGreaterThanOrEqual(missed);
    if (offsetReset === 'latest') {
      expect(back.lag).toBeLessThan(100);
      expect(back.acknowledged - before).toBeLessThan(200);
      expect(back.skipped).toBeGreaterThan(27_900);
    } else {
      expect(back.lag).toBeGreaterThan(5800);
      expect(back.skipped).toBeLessThan(23_000);
      expect(run.at(700_000).lag).toBeLessThan(10);
    }
  });

  it.each(['latest', 'earliest'] as const)('[Q9] [K12] what a transaction has worked through counts, although what follows it was deleted meanwhile (%s)', (offsetReset) => {
    // The first record fails until 6 s: those behind it come to be older than the retention, it is kept because it is at hand.
    const run = new LogRun({
      ratePerSec: 20, topic: { retentionMs: 1000, keys: 1, hotKeyShare: 1 }, cluster: { retentionCheckMs: 100 }, worker: { serviceMs: 1, failureRatio: 1 },
      consumer: { commit: 'exactlyOnce', commitIntervalMs: 5000, concurrency: 'unbounded', offsetReset }, parts: [set('worker', 'failureRatio', 0, 6000)], horizonMs: 20_000,
    });
    run.run.apply({ id: 'stop', type: 'load', factor: 0, atMs: 7000 });
    const { skipped, acknowledged, lag } = run.at(20_000);
    expect(skipped).toBeGreaterThan(50);
    expect(lag).toBe(0);
    const { measures } = run.run.report().sources[0];
    expect(measures.unfinished).toBe(0);
    expect(measures.done).toBe(acknowledged);
    expect(measures.effectsLost).toBe(skipped);
  });

  it('[K12] what a transaction has worked through counts, although another group has kept back a part of it from deletion', () => {
    // The other group fails at the first record until 6 s, so that it is kept while those behind it are deleted.
    const other: Part = {
      connections: [{ id: 'other-out', kind: 'stream', protocol: 'kafka', channel: 'log', from: 'log', to: 'other', params: { latencyMs: 0, concurrency: 'unbounded' } }],
    };
    const run = new LogRun({
      ratePerSec: 20, topic: { retentionMs: 1000, keys: 1, hotKeyShare: 1 }, cluster: { retentionCheckMs: 100 }, worker: { serviceMs: 1 },
      consumer: { commit: 'exactlyOnce', commitIntervalMs: 5000, concurrency: 'unbounded' },
      parts: [service('other', { serviceMs: 1, failureRatio: 1 }), other, set('other', 'failureRatio', 0, 6000)], horizonMs: 20_000,
    });
    run.run.apply({ id: 'stop', type: 'load', factor: 0, atMs: 7000 });
    expect(run.at(20_000).lag).toBe(0);
    expect(run.at(20_000, 'other-out').skipped).toBeGreaterThan(50);
    expect(run.run.report().sources[0].measures.unfinished).toBe(0);
  });

  it('[STR10] the consumer stopped for 10 minutes: ten minutes of records behind, caught up in 20 minutes at 1.5 times the rate, and producers never notice', () => {
    // 1000 records/s take ten million events, so only the full run has them; a tenth of them behaves the same.
    const ratePerSec = process.env['BROWNOUT_FULL'] === '1' ? 1000 : 100;
    const missed = ratePerSec * 600;
    const stop = fault('crash', 'worker', 60_000, 600_000);
    const run = new LogRun({
      ratePerSec, topic: { partitions: 3, keys: 100_000 }, consumer: { commit: 'afterBatch', groupProtocol: 'consumer' }, producer: { lingerMs: 20 },
      worker: { replicas: 3, serviceMs: 2000 / ratePerSec }, parts: [stop],
    });
    const before = run.at(60_000, 'in');
    expect(run.at(660_000).lag / missed).toBeCloseTo(1, 2);
    const during = run.at(660_000, 'in');
    expect(Math.abs(during.succeeded - before.succeeded - missed)).toBeLessThan(ratePerSec / 20);
    expect(during.inProgress).toBeLessThanOrEqual(before.inProgress + 5);
    expect(run.at(660_000 + 1_140_000).lag).toBeGreaterThan(5 * ratePerSec);
    expect(run.at(660_000 + 1_260_000).lag).toBeLessThan(2 * ratePerSec);
  }, 300_000);

  it('[STR12] a second group on the same log changes nothing for the first; the brokers are read twice', () => {
    const measure = (parts: readonly Part[]) => {
      const run = new LogRun({ ratePerSec: 200, topic: { partitions: 4, keys: 1000 }, worker: { serviceMs: 12, replicas: 2 }, parts });
      const { acknowledged, lag, delivered } = run.at(60_000);
      const other = parts.length > 0 ? run.at(60_000, 'out-2').delivered : 0;
      return { acknowledged, lag, delivered, other };
    };
    const alone = measure([]);
    const second: Part = { connections: [{ id: 'out-2', kind: 'stream', protocol: 'kafka', from: 'log', to: 'slow', channel: 'log' }] };
    const both = measure([service('slow', { serviceMs: 100 }), second]);
    expect({ ...both, other: 0 }).toEqual(alone);
    expect(both.other).toBeGreaterThan(500);
  });

  /** Records go through an application that writes one result each, to a log of results that a sink reads. */
  const application = (commit: string, commitIntervalMs: number, parts: readonly Part[]) => {
    const results: Part = {
      channels: [{ id: 'results', broker: 'cluster', kind: 'log', name: 'results', x: 0, y: 0 }],
      connections: [
        { id: 'write', kind: 'stream', protocol: 'kafka', from: 'worker', to: 'results', channel: 'results', params: { latencyMs: 0, confirm: false } },
        { id: 'read', kind: 'stream', protocol: 'kafka', from: 'results', to: 'sink', channel: 'results', params: { latencyMs: 0, concurrency: 'unbounded' } },
      ],
    };
    return new LogRun({ ratePerSec: 100, consumer: { commit, commitIntervalMs }, worker: { serviceMs: 1 }, parts: [results, service('sink', { serviceMs: 0, servers: 50 }), ...parts] });
  };

  it('[STR11] Kafka Streams crashes: at least once, up to 30 s of input are done again; exactly once, no result appears twice', () => {
    const end = [set('source', 'ratePerSec', 0, 150_000), fault('crash', 'worker', 55_000, 50_000)];
    const least = application('interval', 30_000, end);
    const before = least.at(54_999).uncommitted;
    expect(before).toBeGreaterThan(200);
    expect(before).toBeLessThanOrEqual(3000);
    const asked = least.at(400_000, 'in').calls;
    expect(least.at(400_000).duplicates).toBe(before);
    // What the producer had not sent yet went with the crash, and was made again.
    const results = least.at(400_000, 'read').acknowledged;
    expect(results).toBeGreaterThan(asked + before - 5);
    expect(results).toBeLessThanOrEqual(asked + before);

    const once = application('exactlyOnce', 100, end);
    expect(once.at(54_999).uncommitted).toBeLessThanOrEqual(10);
    expect(once.at(400_000, 'in').calls).toBe(asked);
    expect(once.at(400_000, 'read').acknowledged).toBe(asked);
    expect(once.at(400_000)).toMatchObject({ duplicates: 0, acknowledged: asked });
  });

  it('[K12] results of a transaction are seen when it is committed', () => {
    const waits = (commit: string) => application(commit, 100, []).run;
    const sojourn = (commit: string) => {
      const run = waits(commit);
      run.advance(60_000, Infinity);
      return run.report().sources[0]!.doneMs.mean!;
    };
    // A transaction lasts 100 ms, so a result waits for 50 ms on average.
    expect(sojourn('exactlyOnce') - sojourn('interval')).toBeGreaterThan(40);
    expect(sojourn('exactlyOnce') - sojourn('interval')).toBeLessThan(70);
  });

  it('[K13] requests are done once, however often their records are delivered', () => {
    const run = new LogRun({ ratePerSec: 100, worker: { serviceMs: 1 }, parts: [crash, set('source', 'ratePerSec', 0, 100_000)] });
    run.run.advance(300_000, Infinity);
    const [source] = run.run.report().sources;
    expect(source!.measures).toMatchObject({ unfinished: 0, effectsLost: 0, done: source!.measures.answered });
    expect(run.at(300_000).duplicates).toBeGreaterThan(0);
  });
});
