import { describe, expect, it } from 'vitest';
import type { BrownoutDocument } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, burst, call, curve, fault, type Part, poisson, service, set, settings, steady } from '../testing/build.ts';
import { broker, exchange, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const bus = 'serviceBus' as const;
/** A namespace without a limit of credits unless `params` say otherwise. */
const namespace = (params: ParameterValues = {}): Part => broker('bus', bus, { creditsPerSec: 'unbounded', ...params });

interface Options {
  readonly q?: ParameterValues;
  readonly consumer?: ParameterValues;
  readonly worker?: ParameterValues;
}

/** Messages at one moment for one consumer. */
function job(count: number, options: Options, ...parts: Part[]): BrownoutDocument {
  return build(
    burst('c', count, 10), namespace(), queue('q', 'bus', { params: options.q ?? {} }), sends('c', 'q', bus),
    service('w', { servers: 64, ...options.worker }), takes('q', 'w', bus, options.consumer ?? {}), ...parts,
  );
}

describe('Service Bus locks', () => {
  it('[Q12] work of 90 s under a lock of 60 s that is not renewed is done again and again, and ends as a dead letter after 10 deliveries', () => {
    const document = job(3, { q: { leaseMs: 60_000 }, consumer: { handlers: 3, renewMs: 0 }, worker: { serviceMs: 90_000 } }, settings({ horizonMs: 1_200_000 }));
    const report = simulate(document);
    expect(connectionOf(report, 'q-w').measures).toMatchObject({ delivered: 30, acknowledged: 0, duplicates: 30 });
    expect(channelOf(report, 'q').measures).toMatchObject({ deadLettered: 3, givenUpDeliveries: 3, ready: 0, finished: 0 });
  });

  it('[Q41] a client renews the lock for five minutes: longer work is delivered again when the last renewal has run', () => {
    const deliveries = (serviceMs: number): number => {
      const document = job(1, { q: { leaseMs: 60_000 }, worker: { serviceMs } }, settings({ horizonMs: 700_000 }));
      return connectionOf(simulate(document), 'q-w').measures.delivered;
    };
    // Renewed every 50 s up to 300 s; the last lock ends at 360 s.
    expect(deliveries(359_000)).toBe(1);
    expect(deliveries(361_000)).toBe(2);
  });

  it('[Q42] the lock of a prefetched message runs while it waits in the client', () => {
    const document = (prefetch: number) =>
      job(100, { q: { leaseMs: 60_000 }, consumer: { prefetch }, worker: { serviceMs: 2000 } }, settings({ horizonMs: 900_000 }));
    const safe = simulate(document(0));
    expect(connectionOf(safe, 'q-w').measures).toMatchObject({ redelivered: 0, acknowledged: 100, duplicates: 0 });
    const trapped = simulate(document(99));
    // A hundred are locked at once; thirty of them are done before the locks run out.
    expect(connectionOf(trapped, 'q-w').measures.redelivered).toBeGreaterThan(60);
    expect(connectionOf(trapped, 'q-w').measures.duplicates).toBeGreaterThan(60);
  });

  it('[Q42] in the end prefetched messages that are never done in time are dead letters', () => {
    const document = job(200, { q: { leaseMs: 5000, maxDeliveries: 3 }, consumer: { prefetch: 199, renewMs: 0 }, worker: { serviceMs: 1000 } }, settings({ horizonMs: 600_000 }));
    const report = simulate(document);
    expect(channelOf(report, 'q').measures.deadLettered).toBeGreaterThan(150);
    expect(channelOf(report, 'q').measures.ready).toBe(0);
  });

  it('[Q43] a consumer that crashes keeps its messages locked until the lock ends; in receive-and-delete they are gone', () => {
    const document = (consumer: ParameterValues) =>
      job(2, { q: { leaseMs: 60_000 }, consumer: { handlers: 2, ...consumer }, worker: { serviceMs: 10_000 } }, fault('crash', 'w', 5000, 1000), settings({ horizonMs: 100_000 }));
    const run = createRun(document({}));
    const at = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures;
    expect(at(6500)).toMatchObject({ ready: 0, unacknowledged: 2 });
    expect(at(60_009)).toMatchObject({ unacknowledged: 2, finished: 0 });
    expect(connectionOf(reportAt(run, 60_011), 'q-w').measures.redelivered).toBe(2);
    expect(at(71_000).finished).toBe(2);
    expect(channelOf(simulate(document({ acknowledge: 'before' })), 'q').measures).toMatchObject({ lost: 2, finished: 0 });
  });

  it('[Q43] in receive-and-delete nothing is locked, so that work may last as long as it likes', () => {
    const document = job(1, { consumer: { acknowledge: 'before' }, worker: { serviceMs: 600_000 } }, settings({ horizonMs: 1_500_000 }));
    expect(connectionOf(simulate(document), 'q-w').measures).toMatchObject({ delivered: 1, acknowledged: 1, duplicates: 0 });
  });

  it('[Q44] an abandoned message is offered again at once; one of which nothing is said, when its lock ends', () => {
    const deliveries = (onError: string): number[] => {
      const run = createRun(job(1, { q: { leaseMs: 1000 }, consumer: { onError }, worker: { failureRatio: 1 } }));
      return [95, 1500].map((atMs) => connectionOf(reportAt(run, atMs), 'q-w').measures.delivered);
    };
    expect(deliveries('requeue')).toEqual([9, 10]);
    expect(deliveries('leave')).toEqual([1, 2]);
  });

  it('[Q45] a processor of one call does one message at a time, however many workers there are', () => {
    const done = (handlers: number): number =>
      channelOf(simulate(job(200, { consumer: { handlers }, worker: { serviceMs: 100 } }, settings({ horizonMs: 2010 }))), 'q').measures.finished;
    expect(done(1)).toBe(20);
    expect(done(4)).toBe(80);
  });

  it('[Q46] what expires is gone, or a dead letter where that is switched on; a locked message does not expire', () => {
    const document = (q: ParameterValues) =>
      job(5, { q: { ttlMs: 1000, ...q }, worker: { serviceMs: 3000 } }, settings({ horizonMs: 8000 }));
    expect(channelOf(simulate(document({})), 'q').measures).toMatchObject({ finished: 1, expiredUnread: 4, deadLettered: 0 });
    expect(channelOf(simulate(document({ deadLetterExpired: true })), 'q').measures).toMatchObject({ finished: 1, expiredUnread: 0, deadLettered: 4 });
  });
});

describe('Service Bus sessions', () => {
  const sessions = (count: number, options: { consumer?: ParameterValues; q?: ParameterValues; replicas?: number } = {}, ...parts: Part[]) =>
    job(40, { q: { sessions: count, ...options.q }, consumer: options.consumer ?? {}, worker: { serviceMs: 100, replicas: options.replicas ?? 1 } }, ...parts);
  const mostOut = (document: BrownoutDocument): number => {
    const run = createRun(document);
    let most = 0;
    for (let atMs = 15; atMs < 5000; atMs += 20) most = Math.max(most, channelOf(reportAt(run, atMs), 'q').measures.unacknowledged);
    return most;
  };

  /** Every delivery to the consumer `w`: which message, and when. */
  const deliveries = (document: BrownoutDocument): readonly { readonly number: number; readonly atMs: number }[] => {
    const run = createRun(document);
    run.traceEvery(1);
    run.advance(document.settings.horizonMs, Infinity);
    const rows = new Float64Array(6 * 1000);
    const count = run.takeTap(rows);
    return Array.from({ length: count }, (_, i) => rows.subarray(i * 6, i * 6 + 6))
      .filter(([kind]) => kind === 2)
      .map((row) => ({ number: row[4], atMs: row[1] }));
  };
  /** The messages of each session. Who keeps one session at a time works it off, and then waits before it takes the next. */
  const membersOf = (document: BrownoutDocument): readonly (readonly number[])[] => {
    const members: number[][] = [];
    let lastMs = -Infinity;
    for (const { number, atMs } of deliveries(document)) {
      if (atMs - lastMs > 1000) members.push([]);
      members.at(-1)!.push(number);
      lastMs = atMs;
    }
    return members;
  };
  const oneByOne = { concurrentSessions: 1, sessionIdleMs: 2000 };

  it('[Q14] with several sessions each has its own order, and one message out at a time', () => {
    const members = membersOf(sessions(8, { consumer: oneByOne }, settings({ horizonMs: 60_000 })));
    expect(members.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(members.filter((session) => session.length > 1).length).toBeGreaterThan(4);
    const all = deliveries(sessions(8, { replicas: 4 }));
    expect(all).toHaveLength(40);
    for (const session of members) {
      const own = all.filter(({ number }) => session.includes(number));
      expect(own.map(({ number }) => number)).toEqual(session.toSorted((a, b) => a - b));
      for (const [i, { atMs }] of own.entries()) expect(atMs - (own[i - 1]?.atMs ?? -Infinity)).toBeGreaterThanOrEqual(100);
    }
    // They take turns: no session waits for another to be worked off.
    expect(new Set(all.slice(0, members.length).map(({ number }) => members.findIndex((session) => session.includes(number)))).size).toBe(members.length);
  });

  it('[Q14] messages of one session are handled in order, one at a time', () => {
    const run = createRun(sessions(1, { replicas: 4 }));
    run.traceEvery(1);
    run.advance(10_000, Infinity);
    const rows = new Float64Array(6 * 1000);
    const count = run.takeTap(rows);
    const delivered = Array.from({ length: count }, (_, i) => i).filter((i) => rows[i * 6] === 2).map((i) => rows[i * 6 + 4]);
    expect(delivered).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(mostOut(sessions(1, { replicas: 4 }))).toBe(1);
    // Forty messages of 100 ms, one after another.
    expect(sourceOf(run.report(), 'c').doneMs.max).toBe(4000);
  });

  it('[Q14] parallelism is at most the number of active sessions, and of sessions that consumers keep', () => {
    expect(mostOut(sessions(4))).toBe(4);
    expect(mostOut(sessions(16))).toBe(8);
    expect(mostOut(sessions(16, { replicas: 3 }))).toBeGreaterThan(12);
    expect(mostOut(sessions(16, { consumer: { concurrentSessions: 2 } }))).toBe(2);
  });

  it('[Q47] a consumer that waits in an idle session keeps others waiting until it gives the session up', () => {
    const done = (sessionIdleMs: number): number => {
      const document = sessions(30, { consumer: { concurrentSessions: 1, sessionIdleMs } }, settings({ horizonMs: 60_000 }));
      return channelOf(simulate(document), 'q').measures.finished;
    };
    expect(done(100)).toBe(40);
    expect(done(10_000)).toBeLessThan(20);
  });

  it('[Q48] a message that is left locked blocks its own session and no other', () => {
    const document = (consumer: ParameterValues, failureRatio: number) =>
      job(
        30, { q: { sessions: 10, leaseMs: 60_000 }, consumer: { onError: 'leave', ...consumer }, worker: { serviceMs: 10, failureRatio } },
        settings({ horizonMs: 40_000 }),
      );
    const members = membersOf(document(oneByOne, 0)).map((session) => session.toSorted((a, b) => a - b));
    const failing = document({ concurrentSessions: 10 }, 0.4);
    const delivered = deliveries(failing).map(({ number }) => number);
    const { ready, unacknowledged, finished } = channelOf(simulate(failing), 'q').measures;
    // What came to the consumer of each session is its beginning: all of it, or up to the message that is left locked.
    const stuck = members.filter((session) => session.some((number) => !delivered.includes(number)));
    for (const session of members) {
      const own = delivered.filter((number) => session.includes(number));
      expect(own).toEqual(session.slice(0, own.length));
      expect(own.length).toBeGreaterThan(0);
    }
    expect(stuck.length).toBeGreaterThan(1);
    expect(stuck.length).toBeLessThan(members.length);
    expect(ready).toBe(30 - delivered.length);
    expect(unacknowledged).toBeGreaterThanOrEqual(stuck.length);
    expect(unacknowledged).toBeLessThanOrEqual(members.length);
    expect(finished).toBe(delivered.length - unacknowledged);
  });

  it('[Q49] the sessions of a consumer that crashes go to another at once', () => {
    const document = build(
      burst('c', 8, 10), namespace(), queue('q', 'bus', { params: { sessions: 2, leaseMs: 60_000 } }), sends('c', 'q', bus),
      ...['a', 'b'].flatMap((id) => [service(id, { servers: 8, serviceMs: 1000 }), takes('q', id, bus)]),
      fault('crash', 'a', 500), fault('crash', 'b', 0, 400), settings({ horizonMs: 9000 }),
    );
    const run = createRun(document);
    expect(connectionOf(reportAt(run, 450), 'q-a').measures.unacknowledged).toBe(2);
    expect(connectionOf(reportAt(run, 600), 'q-b').measures.unacknowledged).toBe(2);
    expect(channelOf(reportAt(run, 9000), 'q').measures.finished).toBe(8);
  });
});

describe('Service Bus throttling', () => {
  /** Many senders and receivers over one queue of a Standard namespace. */
  const throttled = (sendPerSec: number, pause: number) =>
    build(
      poisson('c', sendPerSec), service('p', { serviceMs: 0, servers: 10_000, replicas: 8, queueCapacity: 'unbounded' }), call('c', 'p'),
      broker('bus', bus), queue('q', 'bus'), sends('p', 'q', bus, { params: { confirm: true, publishAttempts: 20, publishBackoffMs: 300, publishBackoffCapMs: 1000, busyPauseMs: pause } }),
      service('w', { servers: 1000, serviceMs: 5, replicas: 8 }), takes('q', 'w', bus, { handlers: 200, busyPauseMs: pause }),
      settings({ horizonMs: 40_000 }),
    );

  it('[Q13] sends and receives share 1000 credits a second: of 1500 sends a second about 500 get through, and nothing is lost', () => {
    const run = createRun(throttled(1500, 0));
    const operations = (atMs: number): number => {
      const report = reportAt(run, atMs);
      return channelOf(report, 'q').measures.published + connectionOf(report, 'q-w').measures.delivered;
    };
    let before = 0;
    for (let atMs = 1000; atMs <= 10_000; atMs += 1000) {
      const now = operations(atMs - 1e-6);
      expect(now - before).toBeLessThanOrEqual(1000);
      expect(now - before).toBeGreaterThan(990);
      before = now;
    }
    const report = reportAt(run, 10_000);
    expect(channelOf(report, 'q').measures.throttled).toBeGreaterThan(1000);
    expect(connectionOf(report, 'q-w').measures.acknowledged).toBeGreaterThan(10 * 400);
    expect(connectionOf(report, 'q-w').measures.acknowledged).toBeLessThanOrEqual(10 * 500);
    const { published, finished, ready, unacknowledged } = channelOf(report, 'q').measures;
    expect(finished + ready + unacknowledged).toBe(published);
    // Every request is answered, failed or still trying: no send vanishes.
    expect(connectionOf(report, 'p-q').measures.vanished).toBe(0);
    expect(sourceOf(report, 'c').measures.failed).toBe(connectionOf(report, 'p-q').measures.failed);
  });

  it('[Q13] .NET clients pause for 10 s after a busy answer: a saw-tooth, and nothing is lost', () => {
    const run = createRun(throttled(1500, 10_000));
    const perSec: number[] = [];
    let before = 0;
    for (let atMs = 1000; atMs <= 40_000; atMs += 1000) {
      const { published } = channelOf(reportAt(run, atMs), 'q').measures;
      perSec.push(published - before);
      before = published;
    }
    // All senders are told in the first second, and send again together after their pauses.
    expect(perSec[0]).toBeGreaterThan(300);
    expect(perSec.slice(2, 10).every((count) => count === 0)).toBe(true);
    expect(perSec.slice(10, 14).some((count) => count > 300)).toBe(true);
    expect(sourceOf(run.report(), 'c').measures.failed).toBe(0);
    expect(channelOf(run.report(), 'q').measures).toMatchObject({ dropped: 0, lost: 0 });
  });

  it('[Q13] a receiver that was told that the broker is busy takes nothing for 10 s, with none of its handlers; another one may', () => {
    // Five credits a second: ten messages wait when the receiver comes, at 5,500 ms, and its sixth receive finds none.
    const document = (receivers: readonly string[], sessions: number) => build(
      burst('c', 5, 10), { components: burst('d', 5, 1010).components! }, broker('bus', bus, { creditsPerSec: 5 }), queue('q', 'bus', { params: { sessions } }), sends('c', 'q', bus), sends('d', 'q', bus),
      ...receivers.flatMap((id, i) => [
        service(id, { servers: 100, serviceMs: 1 }), takes('q', id, bus, { handlers: 50, concurrentSessions: 50 }), fault('crash', id, 0, 5500 + 1000 * i),
      ]),
      settings({ horizonMs: 40_000 }),
    );
    const delivered = (receivers: readonly string[], moments: readonly number[], sessions = 0) => {
      const run = createRun(document(receivers, sessions));
      return moments.map((atMs) => receivers.map((id) => connectionOf(reportAt(run, atMs), `q-${id}`).measures.delivered).join(' '));
    };
    // New credits come every second; what is refused for want of them costs the receiver its 10 s.
    expect(delivered(['w'], [5499, 5510, 15_499, 15_510])).toEqual(['0', '5', '5', '10']);
    expect(delivered(['w'], [5499, 5510, 15_499, 15_510], 8)).toEqual(['0', '5', '5', '10']);
    expect(delivered(['w', 'v'], [6499, 6501, 15_501])).toEqual(['5 0', '5 5', '5 5']);
  });

  /** Five credits a second: ten messages wait when the receiver comes, at 5,500 ms. It gets five and is told to wait. */
  const paused = (consumer: ParameterValues, worker: ParameterValues, ...parts: readonly Part[]) => build(
    burst('c', 5, 10), { components: burst('d', 5, 1010).components! }, broker('bus', bus, { creditsPerSec: 5 }), queue('q', 'bus', { params: { leaseMs: 15_000 } }),
    sends('c', 'q', bus), sends('d', 'q', bus), service('w', { servers: 100, serviceMs: 100, ...worker }), takes('q', 'w', bus, { handlers: 6, ...consumer }),
    fault('crash', 'w', 0, 5500), settings({ horizonMs: 60_000 }), ...parts,
  );
  const seen = (document: BrownoutDocument, moments: readonly number[]) => {
    const run = createRun(document);
    return moments.map((atMs) => {
      const { delivered, acknowledged, redelivered } = connectionOf(reportAt(run, atMs), 'q-w').measures;
      return `${delivered} ${acknowledged} ${redelivered}`;
    });
  };

  it('[Q55] a receiver that was told that the broker is busy waits 10 s before it completes, and its handlers wait with it', () => {
    // The one handler that was free gets a message when the pause is over, the others when they have completed theirs.
    expect(seen(paused({}, {}), [5510, 15_499, 15_501, 15_599, 15_601])).toEqual(['5 0 0', '5 0 0', '6 0 0', '6 0 0', '10 6 0']);
    // It waits for as long as its pause was set to, and says nothing of what it has received and deleted.
    expect(seen(paused({ busyPauseMs: 2000 }, {}), [7599, 7601])).toEqual(['6 0 0', '10 6 0']);
    expect(seen(paused({ acknowledge: 'before' }, {}), [5601])).toEqual(['5 5 0']);
  });

  it('[Q55] it waits before it abandons, but leaves a message to its lock without a word', () => {
    expect(seen(paused({}, { failureRatio: 1 }), [15_599, 15_601])).toEqual(['6 0 0', '10 0 4']);
    expect(seen(paused({ onError: 'leave' }, { failureRatio: 1 }), [15_499, 15_501])).toEqual(['5 0 0', '10 0 0']);
  });

  it('[Q55] a renewal that falls into the pause comes too late, and the lock ends', () => {
    // Locks of 15 s are renewed every 7.5 s, so first at 13,000 ms.
    expect(seen(paused({}, { serviceMs: 40_000 }), [20_499, 20_501])).toEqual(['6 0 0', '11 0 5']);
    expect(seen(paused({ busyPauseMs: 7400 }, { serviceMs: 40_000 }), [20_501, 45_499])).toEqual(['6 0 0', '6 0 0']);
  });

  it('[Q55] a renewal that waits for less than is left of the lock comes in time', () => {
    // The receiver is told to wait whenever it comes back. Locks of a minute are renewed ten seconds before their end.
    const redelivered = (busyPauseMs: number) => {
      const document = job(
        100, { q: { leaseMs: 60_000 }, consumer: { handlers: 64, busyPauseMs }, worker: { serviceMs: 200_000 } },
        fault('crash', 'w', 0, 5500), set('bus', 'creditsPerSec', 5, 5000), settings({ horizonMs: 80_000 }),
      );
      return connectionOf(simulate(document), 'q-w').measures.redelivered;
    };
    expect(redelivered(9000)).toBe(0);
    expect(redelivered(12_000)).toBeGreaterThan(0);
  });

  it('[Q55] words that wait are lost with a replica that crashes, and wait for the thaw of a frozen one', () => {
    expect(seen(paused({ renewMs: 0 }, {}, fault('crash', 'w', 9000, 1000)), [20_499, 20_601])).toEqual(['10 5 0', '15 10 5']);
    const document = paused({}, {}, fault('freeze', 'w', 9000, 9000));
    expect(seen(document, [17_999, 18_001])).toEqual(['6 0 0', '10 5 0']);
    const run = createRun(document);
    reportAt(run, 16_000);
    const restored = createRun(document);
    restored.restore(run.snapshot());
    expect(reportAt(restored, 60_000).traceHash).toBe(simulate(document).traceHash);
  });

  it('[Q50] a topic pays for every filter that it evaluates', () => {
    const published = (subscriptions: number): number => {
      const ids = Array.from({ length: subscriptions }, (_, i) => `s${i}`);
      const document = build(
        steady('c', 500), broker('bus', bus, { creditsPerSec: 100 }), ...ids.map((id) => queue(id, 'bus')),
        exchange('t', 'bus', ids.map((to) => ({ to }))), sends('c', 't', bus), settings({ horizonMs: 999 }),
      );
      return channelOf(simulate(document), 't').measures.published;
    };
    expect(published(1)).toBe(50);
    expect(published(4)).toBe(20);
  });
});

describe('Service Bus topics, schedules and duplicates', () => {
  it('[Q51] every subscription whose filter fits gets a copy, settled on its own', () => {
    const document = build(
      burst('c', 100, 10), namespace(), queue('all', 'bus'), queue('gold', 'bus'), queue('third', 'bus'),
      exchange('t', 'bus', [{ to: 'all' }, { to: 'gold', key: 'gold' }, { to: 'third', share: 0.3 }]), sends('c', 't', bus, { routingKey: 'gold' }),
      service('w', { failureRatio: 1 }), takes('all', 'w', bus),
    );
    const report = simulate(document);
    expect(channelOf(report, 'gold').measures.ready).toBe(100);
    expect(channelOf(report, 'third').measures.ready).toBeGreaterThan(15);
    expect(channelOf(report, 'third').measures.ready).toBeLessThan(45);
    expect(channelOf(report, 'all').measures.deadLettered).toBeGreaterThan(0);
  });

  it('[Q52] a scheduled message is invisible until its time, then joins the end of the queue', () => {
    const document = build(
      burst('c', 2, 10), namespace(), queue('q', 'bus'), sends('c', 'q', bus, { params: { delayMs: 1000 } }), service('w'), takes('q', 'w', bus),
    );
    const run = createRun(document);
    expect(channelOf(reportAt(run, 1009), 'q').measures).toMatchObject({ delayed: 2, ready: 0, published: 2 });
    expect(channelOf(reportAt(run, 1100), 'q').measures).toMatchObject({ delayed: 0, finished: 2 });
  });

  const lossy = (duplicateDetection: boolean, extra: ParameterValues = {}) =>
    build(
      steady('c', 20), namespace(), queue('q', 'bus', { params: { duplicateDetection, ...extra } }),
      // The broker answers in 40 ms, but the sender waits 30.
      sends('c', 'q', bus, { params: { confirm: true, confirmTimeoutMs: 30, latencyMs: 20, publishAttempts: 2, publishBackoffMs: 100 } }), curve([0, 1], [1000, 1], [1000, 0]),
    );

  it('[Q53] a sender that hears nothing in time sends again: a second message, or a duplicate that is dropped', () => {
    const twice = channelOf(simulate(lossy(false)), 'q').measures;
    const once = channelOf(simulate(lossy(true)), 'q').measures;
    expect(once.published * 2).toBe(twice.published);
    expect(once.duplicatesDropped).toBe(once.published);
    expect(twice.duplicatesDropped).toBe(0);
  });

  it('[Q53] ids are remembered for a window only', () => {
    expect(channelOf(simulate(lossy(true, { duplicateWindowMs: 100 })), 'q').measures.duplicatesDropped).toBe(0);
  });

  it('[Q54] a busy or unreachable broker is tried again, a full queue is not', () => {
    const document = (params: ParameterValues, ...parts: Part[]) =>
      build(
        burst('c', 1, 10), namespace(), queue('q', 'bus', { params }), sends('c', 'q', bus, { params: { confirm: true } }), ...parts, settings({ horizonMs: 30_000 }),
      );
    const rode = simulate(document({}, fault('crash', 'bus', 0, 2000)));
    expect(connectionOf(rode, 'c-q').measures).toMatchObject({ attempts: 3, retries: 2, succeeded: 1, failed: 0 });
    const full = simulate(document({ maxBytes: 10 }));
    expect(connectionOf(full, 'c-q').measures).toMatchObject({ attempts: 1, failed: 1 });
    const gone = simulate(document({}, fault('crash', 'bus', 0)));
    expect(connectionOf(gone, 'c-q').measures).toMatchObject({ attempts: 4, failed: 1, rejected: 4 });
  });
});
