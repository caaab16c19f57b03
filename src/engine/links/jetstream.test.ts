import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, burst, fault, type Part, service, set, settings, steady } from '../testing/build.ts';
import { broker, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const js = 'jetstream' as const;
const server = (params: ParameterValues = {}): Part => broker('js', js, params);

function stream(q: ParameterValues, consumer: ParameterValues, worker: ParameterValues, ...parts: Part[]) {
  return build(server(), queue('s', 'js', { params: q }), sends('c', 's', js), service('w', worker), takes('s', 'w', js, consumer), ...parts);
}

describe('JetStream consumers', () => {
  it('[Q18] what is published while a consumer is down is delivered later', () => {
    const document = stream({}, {}, { serviceMs: 1 }, steady('c', 100), fault('crash', 'w', 5005, 10_000), settings({ horizonMs: 40_000 }));
    const run = createRun(document);
    expect(channelOf(reportAt(run, 15_000), 's').measures.ready).toBe(1000);
    const report = reportAt(run, 40_000);
    expect(channelOf(report, 's').measures).toMatchObject({ published: 4000, dropped: 0, lost: 0 });
    expect(componentOf(report, 'w').measures.completed).toBeGreaterThanOrEqual(3999);
  });

  it('[Q20] at 1000 unacknowledged nobody in the consumer gets more until one is acknowledged or its wait ends', () => {
    const document = stream({}, { onError: 'leave', handlers: 10_000 }, { replicas: 4, servers: 10_000, serviceMs: 0, failureRatio: 1 }, burst('c', 3000, 10), settings({ horizonMs: 100_000 }));
    const run = createRun(document);
    const at = (atMs: number) => connectionOf(reportAt(run, atMs), 's-w').measures;
    expect(at(20)).toMatchObject({ delivered: 1000, unacknowledged: 1000 });
    expect(at(30_009)).toMatchObject({ delivered: 1000, unacknowledged: 1000 });
    expect(at(30_011).delivered).toBe(2000);
    const acknowledging = createRun(stream({}, { handlers: 10_000 }, { replicas: 4, servers: 10_000, serviceMs: 100 }, burst('c', 3000, 10)));
    expect(connectionOf(reportAt(acknowledging, 100), 's-w').measures.delivered).toBe(1000);
    expect(connectionOf(reportAt(acknowledging, 112), 's-w').measures.delivered).toBe(2000);
  });

  it('[Q81] a late acknowledgement comes too late: after the wait the message is delivered again', () => {
    const report = simulate(stream({}, { leaseMs: 1000, maxDeliveries: 3, handlers: 8 }, { servers: 8, serviceMs: 1500 }, burst('c', 1, 10)));
    expect(connectionOf(report, 's-w').measures).toMatchObject({ delivered: 3, redelivered: 2, acknowledged: 0, duplicates: 3 });
  });

  it('[Q82] back-off replaces the wait, delivery by delivery; a nak is not delayed by it', () => {
    const deliveries = (onError: string, moments: number[]): number[] => {
      const run = createRun(stream({}, { redeliverMs: [100, 500, 2000], onError }, { serviceMs: 0, failureRatio: 1 }, burst('c', 1, 10), settings({ horizonMs: 10_000 })));
      return moments.map((atMs) => connectionOf(reportAt(run, atMs), 's-w').measures.delivered);
    };
    // Delivered at 10, 110, 610, 2610, 4610.
    expect(deliveries('leave', [109, 111, 609, 611, 2609, 2611, 4611])).toEqual([1, 2, 2, 3, 3, 4, 5]);
    const run = createRun(stream({}, { redeliverMs: [100, 500], maxDeliveries: 50 }, { serviceMs: 1, failureRatio: 1 }, burst('c', 1, 10)));
    expect(connectionOf(reportAt(run, 100), 's-w').measures.delivered).toBe(50);
  });

  it('[Q83] after the last delivery the consumer is not offered the message again, and there is no dead letter; a work queue keeps it', () => {
    const report = simulate(stream({ retention: 'workQueue', capacity: 3, overflow: 'reject' }, { maxDeliveries: 2 }, { failureRatio: 1 }, steady('c', 10), settings({ horizonMs: 2000 })));
    expect(channelOf(report, 's').measures).toMatchObject({ deadLettered: 0, lost: 3, givenUpDeliveries: 3, ready: 0 });
    // The three that nobody can do fill the stream for good.
    expect(channelOf(report, 's').measures.published).toBe(3);
    expect(channelOf(report, 's').measures.refused).toBe(17);
  });

  it('[Q84] every consumer is given all messages; consumers of a work queue share them', () => {
    const document = (retention: string) =>
      build(
        burst('c', 100, 10), server(), queue('s', 'js', { params: { retention } }), sends('c', 's', js),
        ...['a', 'b'].flatMap((id) => [service(id, { replicas: 2, serviceMs: 1 }), takes('s', id, js, { prefetch: 1 })]),
      );
    const all = simulate(document('interest'));
    expect(['a', 'b'].map((id) => connectionOf(all, `s-${id}`).measures.acknowledged)).toEqual([100, 100]);
    expect(channelOf(all, 's').measures).toMatchObject({ published: 100, copies: 100, finished: 200 });
    const shared = simulate(document('workQueue'));
    const parts = ['a', 'b'].map((id) => connectionOf(shared, `s-${id}`).measures.acknowledged);
    expect(parts[0] + parts[1]).toBe(100);
    expect(Math.min(...parts)).toBeGreaterThan(20);
  });

  it('[Q84] a request is done when every consumer has done its message', () => {
    const document = build(
      burst('c', 1, 10), server(), queue('s', 'js'), sends('c', 's', js),
      service('a', { serviceMs: 10 }), service('b', { serviceMs: 300 }), takes('s', 'a', js), takes('s', 'b', js),
    );
    expect(sourceOf(simulate(document), 'c').doneMs.max).toBe(300);
  });
});

describe('JetStream streams', () => {
  it('[Q85] discard old deletes the oldest, read or not; discard new refuses', () => {
    const document = (overflow: string, confirm: boolean) =>
      build(
        steady('c', 100), server(), queue('s', 'js', { params: { capacity: 50, overflow } }), sends('c', 's', js, { params: { confirm } }),
        service('w', { serviceMs: 100 }), takes('s', 'w', js, { prefetch: 1 }), settings({ horizonMs: 5000 }),
      );
    const old = simulate(document('dropOldest', false));
    expect(channelOf(old, 's').measures.published).toBe(500);
    expect(channelOf(old, 's').measures.ready).toBeLessThanOrEqual(50);
    expect(channelOf(old, 's').measures.dropped).toBeGreaterThan(380);
    expect(channelOf(old, 's').measures.oldestAgeMs).toBeLessThan(520);
    const fresh = simulate(document('reject', true));
    // With limits as retention what is read stays, so a full stream takes in no more at all.
    expect(channelOf(fresh, 's').measures).toMatchObject({ published: 50, refused: 450, dropped: 0 });
    expect(sourceOf(fresh, 'c').measures.failed).toBe(450);
  });

  it('[Q86] with interest as retention an acknowledged message makes room', () => {
    const document = build(
      steady('c', 100), server(), queue('s', 'js', { params: { capacity: 50, overflow: 'reject', retention: 'interest' } }), sends('c', 's', js),
      service('w', { serviceMs: 1 }), takes('s', 'w', js), settings({ horizonMs: 5000 }),
    );
    expect(channelOf(simulate(document), 's').measures).toMatchObject({ published: 500, refused: 0 });
  });

  it('[Q87] a message sent again within the window under the same id is accepted and dropped', () => {
    const taken = (q: ParameterValues, to: ParameterValues) => {
      const document = build(
        burst('c', 3, 10), server(), queue('s', 'js', { params: q }),
        sends('c', 's', js, { params: { confirm: true, latencyMs: 20, confirmTimeoutMs: 30, ...to } }),
      );
      const { published, duplicatesDropped } = channelOf(simulate(document), 's').measures;
      return [published, duplicatesDropped];
    };
    // The acknowledgement comes 10 ms after the sender has stopped waiting.
    expect(taken({}, {})).toEqual([3, 0]);
    expect(taken({}, { publishAfterSilence: true })).toEqual([9, 0]);
    expect(taken({ duplicateDetection: true }, { publishAfterSilence: true })).toEqual([3, 6]);
    expect(taken({ duplicateDetection: true, duplicateWindowMs: 100 }, { publishAfterSilence: true })).toEqual([9, 0]);
  });

  it('[Q88] the loss of the leader pauses a stream for four to nine seconds, and loses nothing that was stored', () => {
    const document = stream(
      {}, {}, { serviceMs: 1 }, steady('c', 50), { schedule: [{ id: 'f', type: 'fault', fault: 'leaderLoss', target: 'js', atMs: 5000 }] }, settings({ horizonMs: 30_000 }),
    );
    const run = createRun(document);
    const before = channelOf(reportAt(run, 5000), 's').measures.published;
    const paused = channelOf(reportAt(run, 8999), 's').measures;
    expect(paused.published).toBe(before);
    const report = reportAt(run, 30_000);
    const { published, refused, finished } = channelOf(report, 's').measures;
    expect(refused).toBeGreaterThanOrEqual(199);
    expect(refused).toBeLessThanOrEqual(450);
    expect(published + refused).toBe(1500);
    expect(finished).toBeGreaterThanOrEqual(published - 1);
  });

  it('[CT3] a longer wait for acknowledgements acts on what is delivered from then on', () => {
    const document = stream({}, { leaseMs: 100, onError: 'leave' }, { serviceMs: 0, failureRatio: 1 }, burst('c', 1, 10), set('s-w', 'leaseMs', 1000, 150), settings({ horizonMs: 3000 }));
    const run = createRun(document);
    // Delivered at 10, 110, 210, 1210, 2210.
    expect([209, 211, 1209, 1211, 2211].map((atMs) => connectionOf(reportAt(run, atMs), 's-w').measures.delivered)).toEqual([2, 3, 3, 4, 5]);
  });
});
