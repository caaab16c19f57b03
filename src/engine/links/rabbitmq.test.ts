import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { PRODUCT_FAMILIES } from '../../model/product-families.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, burst, curve, dial, fault, type Part, service, set, settings, steady } from '../testing/build.ts';
import { broker, exchange, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const rabbit = 'rabbitmq' as const;
const node = (params: ParameterValues = {}): Part => broker('rabbit', rabbit, params);

/** A client that publishes to a queue q, and its broker. */
function published(ratePerSec: number, options: { readonly q?: ParameterValues; readonly to?: ParameterValues; readonly node?: ParameterValues } = {}): Part[] {
  return [steady('c', ratePerSec), node(options.node), queue('q', 'rabbit', { params: options.q ?? {} }), sends('c', 'q', rabbit, { params: options.to ?? {} })];
}

describe('RabbitMQ queues', () => {
  const twoConsumers = (consumer: ParameterValues) =>
    build(
      ...published(100), service('first', { serviceMs: 50 }), service('second', { serviceMs: 50 }),
      takes('q', 'first', rabbit, consumer), takes('q', 'second', rabbit, consumer),
      curve([0, 1], [2000, 1], [2000, 0]), fault('crash', 'second', 0, 2100), settings({ horizonMs: 8000 }),
    );

  it('[Q1] without prefetch the consumer that came late idles while the first holds the backlog; with 1 they share it', () => {
    const hoarded = simulate(twoConsumers({}));
    expect(connectionOf(hoarded, 'q-second').measures.delivered).toBe(0);
    const shared = simulate(twoConsumers({ prefetch: 1 }));
    const [first, second] = ['first', 'second'].map((id) => connectionOf(shared, `q-${id}`).measures.acknowledged);
    expect(second).toBeGreaterThan(70);
    expect(first + second).toBeGreaterThan(190);
  });

  it('[Q37] without a prefetch limit a consumer still holds 2000 at most; a limit that is set holds above that too', () => {
    const held = (consumer: ParameterValues, count = 3000) => {
      const document = build(
        burst('c', count, 10), node(), queue('q', 'rabbit'), sends('c', 'q', rabbit), service('w', { serviceMs: 100_000 }), takes('q', 'w', rabbit, consumer),
        settings({ horizonMs: 1000 }),
      );
      return connectionOf(simulate(document), 'q-w').measures.delivered;
    };
    expect(held({})).toBe(2000);
    expect(held({}, 1999)).toBe(1999);
    expect(held({ prefetch: 2500 })).toBe(2500);
    expect(held({ acknowledge: 'before' })).toBe(3000);
  });

  const poison = (version: string, deadLetterTo?: string) =>
    build(
      burst('c', 3, 10), node({ version }), queue('q', 'rabbit', deadLetterTo === undefined ? {} : { deadLetterTo }), queue('dead', 'rabbit'),
      sends('c', 'q', rabbit), service('w', { failureRatio: 1 }), takes('q', 'w', rabbit, { prefetch: 1 }), settings({ horizonMs: 10_000 }),
    );

  it('[Q2] in 4.2 a message that is always given back is delivered 21 times and goes to the dead-letter exchange, or vanishes', () => {
    const kept = simulate(poison('4.2', 'dead'));
    expect(connectionOf(kept, 'q-w').measures.delivered).toBe(63);
    expect(channelOf(kept, 'q').measures).toMatchObject({ ready: 0, deadLettered: 3, givenUpDeliveries: 3, lost: 0 });
    expect(channelOf(kept, 'dead').measures.ready).toBe(3);
    const gone = simulate(poison('4.2'));
    expect(connectionOf(gone, 'q-w').measures.delivered).toBe(63);
    expect(channelOf(gone, 'q').measures).toMatchObject({ ready: 0, deadLettered: 0, lost: 3 });
  });

  it('[Q2] in 4.3 it circles for ever', () => {
    const report = simulate(poison('4.3', 'dead'));
    expect(connectionOf(report, 'q-w').measures.delivered).toBeGreaterThan(900);
    expect(channelOf(report, 'q').measures.deadLettered).toBe(0);
  });

  it('[Q36] in 3.13 it circles for ever, unless a limit is set, which counts every return', () => {
    const [preset] = PRODUCT_FAMILIES.flatMap(({ products }) => products).filter(({ name }) => name === 'rabbitmq313');
    const limited = poison(preset!.values['version'] as string, 'dead');
    const queues = (params: ParameterValues) => ({ ...limited, channels: limited.channels.map((one) => (one.id === 'q' ? { ...one, params: { ...one.params, ...params } } : one)) });
    expect(connectionOf(simulate(queues(preset!.queues!)), 'q-w').measures.delivered).toBeGreaterThan(900);
    expect(connectionOf(simulate(queues({ maxDeliveries: 5 })), 'q-w').measures.delivered).toBe(15);
  });

  it('[Q21] in 4.3 a lost consumer counts against the limit, a negative acknowledgement does not', () => {
    const crashes = Array.from({ length: 6 }, (_, i) => fault('crash', 'w', 100 * (i + 1), 20));
    const document = build(
      burst('c', 1, 10), node({ version: '4.3' }), queue('q', 'rabbit', { params: { maxDeliveries: 4, deadLetter: true } }), sends('c', 'q', rabbit),
      service('w', { serviceMs: 1000 }), takes('q', 'w', rabbit), ...crashes,
    );
    const report = simulate(document);
    expect(connectionOf(report, 'q-w').measures.delivered).toBe(4);
    expect(channelOf(report, 'q').measures.deadLettered).toBe(1);
  });

  it('[Q22] in 4.3 a retry can be delayed: longer with each delivery, up to a longest', () => {
    const document = (version: string) =>
      build(
        burst('c', 1, 10), node({ version }), queue('q', 'rabbit', { params: { delayedRetryMinMs: 100, delayedRetryMaxMs: 250 } }), sends('c', 'q', rabbit),
        service('w', { failureRatio: 1 }), takes('q', 'w', rabbit), settings({ horizonMs: 1000 }),
      );
    // Work ends at 20; pauses of 100, 200 and then 250 with 10 ms of work between them.
    const run = createRun(document('4.3'));
    const deliveries = (atMs: number) => connectionOf(reportAt(run, atMs), 'q-w').measures.delivered;
    expect([119, 121, 329, 331, 589, 591, 849, 851].map(deliveries)).toEqual([1, 2, 2, 3, 3, 4, 4, 5]);
    expect(channelOf(reportAt(run, 900), 'q').measures).toMatchObject({ delayed: 1, ready: 0, unacknowledged: 0 });
    expect(connectionOf(simulate(document('4.2')), 'q-w').measures.delivered).toBe(21);
  });

  const bounded = (q: ParameterValues, to: ParameterValues = {}) =>
    build(
      ...published(2000, { q: { capacity: 1000, ...q }, to }), service('w', { serviceMs: 10 }), takes('q', 'w', rabbit, { prefetch: 1 }),
      settings({ horizonMs: 3000 }),
    );

  it('[Q3] a length limit of 1000 holds; drop-head loses the oldest', () => {
    const run = createRun(bounded({}));
    for (let atMs = 100; atMs <= 3000; atMs += 100) expect(channelOf(reportAt(run, atMs), 'q').measures.ready).toBeLessThanOrEqual(1000);
    const report = run.report();
    const { dropped, givenUpFull, refused, oldestAgeMs } = channelOf(report, 'q').measures;
    expect(dropped).toBeGreaterThan(4000);
    expect(givenUpFull).toBe(dropped);
    expect(refused).toBe(0);
    // What is left is what came last: 1000 messages at 2000 a second.
    expect(oldestAgeMs).toBeLessThan(600);
    expect(sourceOf(report, 'c').measures.failed).toBe(0);
  });

  it('[Q3] with reject-publish the newest fail at the publisher', () => {
    const report = simulate(bounded({ overflow: 'reject' }, { confirm: true }));
    expect(channelOf(report, 'q').measures).toMatchObject({ ready: 1000, dropped: 0 });
    expect(channelOf(report, 'q').measures.oldestAgeMs).toBeGreaterThan(1500);
    expect(sourceOf(report, 'c').measures.failed).toBe(channelOf(report, 'q').measures.refused);
    expect(sourceOf(report, 'c').measures.failed).toBeGreaterThan(4000);
  });

  const twice = (to: ParameterValues, options: { readonly q?: ParameterValues; readonly deadLetterTo?: string }, ...more: readonly Part[]) =>
    build(
      burst('c', 10, 10), node(), queue('q', 'rabbit', { params: { capacity: 4, overflow: 'rejectDeadLetter', ...options.q }, ...(options.deadLetterTo === undefined ? {} : { deadLetterTo: options.deadLetterTo }) }),
      queue('dead', 'rabbit'), sends('c', 'q', rabbit, { params: to }), ...more,
    );

  it('[Q38] with reject-publish-dlx the newest fail at the publisher and go to the dead-letter exchange', () => {
    const report = simulate(twice({ confirm: true }, { deadLetterTo: 'dead' }, service('w'), takes('dead', 'w', rabbit)));
    expect(channelOf(report, 'q').measures).toMatchObject({ published: 10, ready: 4, refused: 6, deadLettered: 6, givenUpFull: 6, dropped: 0, lost: 0 });
    expect(channelOf(report, 'dead').measures).toMatchObject({ published: 6, finished: 6 });
    expect(sourceOf(report, 'c').measures).toMatchObject({ answered: 4, failed: 6, effectsLost: 0 });
  });

  it('[Q38] a publisher that does not wait hears nothing, and its request is done behind the exchange', () => {
    const report = simulate(twice({}, { deadLetterTo: 'dead' }, service('w'), takes('dead', 'w', rabbit)));
    expect(sourceOf(report, 'c').measures).toMatchObject({ answered: 10, failed: 0, done: 6, effectsLost: 0 });
    expect(channelOf(report, 'dead').measures.finished).toBe(6);
  });

  it('[Q38] without an exchange it is counted where dead letters are kept, and else refused and nothing more', () => {
    const kept = simulate(twice({ confirm: true }, { q: { deadLetter: true } }));
    expect(channelOf(kept, 'q').measures).toMatchObject({ published: 10, refused: 6, deadLettered: 6, ready: 4 });
    const gone = simulate(twice({ confirm: true }, {}));
    expect(channelOf(gone, 'q').measures).toMatchObject({ published: 4, refused: 6, deadLettered: 0, givenUpFull: 0 });
    expect(sourceOf(gone, 'c').measures.failed).toBe(6);
  });

  it('[Q38] two full queues that dead-letter into each other do not keep a message for ever', () => {
    const both = { params: { capacity: 0, overflow: 'rejectDeadLetter' } };
    const report = simulate(build(
      burst('c', 1, 10), node(), queue('a', 'rabbit', { ...both, deadLetterTo: 'b' }), queue('b', 'rabbit', { ...both, deadLetterTo: 'a' }), sends('c', 'a', rabbit),
    ));
    expect(report.outcome.kind).toBe('horizon');
    expect(channelOf(report, 'a').measures.refused + channelOf(report, 'b').measures.refused).toBe(17);
  });

  it.each([[140, 1], [200, 0]])('[Q4] the alarm is raised at 0.6 of the memory, with 150 messages there and room for %i up to it', (messages, isBlocked) => {
    const document = build(...published(60, { node: { memoryBytes: Math.round((messages * 1000) / 0.6) }, q: { messageBytes: 1000 } }), settings({ horizonMs: 6000 }));
    const run = createRun(document);
    // Looked at after 2.5 s, and again after 5.
    const blocked = [2600, 5100].map((atMs) => channelOf(reportAt(run, atMs), 'q').measures.publishersBlocked);
    expect(blocked).toEqual([isBlocked, 1]);
  });

  it('[Q4] at a memory alarm nothing is published, consuming goes on, and publishing resumes after the drain', () => {
    const document = build(
      ...published(100, { node: { memoryBytes: 200_000, memoryWatermark: 0.5 }, q: { messageBytes: 1000 }, to: { confirm: true } }),
      service('w', { serviceMs: 25 }), takes('q', 'w', rabbit, { prefetch: 1 }), settings({ horizonMs: 20_000 }),
    );
    const run = createRun(document);
    const at = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures;
    // 60 messages a second pile up; the watermark is at 100 of them, looked for every 2.5 s.
    const before = at(2600);
    expect(before.publishersBlocked).toBe(1);
    const during = at(4900);
    expect(during.published).toBe(before.published);
    expect(during.finished).toBeGreaterThan(before.finished + 80);
    expect(connectionOf(run.report(), 'c-q').measures.waitingForConnection).toBeGreaterThan(200);
    const after = at(5100);
    expect(after.publishersBlocked).toBe(0);
    expect(after.published).toBeGreaterThan(during.published + 200);
    expect(sourceOf(run.report(), 'c').measures.failed).toBe(0);
  });

  it('[Q5] a consumer that crashes with 50 unacknowledged gives 50 back, before what came later', () => {
    const document = build(
      burst('c', 80, 10), node(), queue('q', 'rabbit'), sends('c', 'q', rabbit),
      service('w', { serviceMs: 1000 }), takes('q', 'w', rabbit, { prefetch: 50 }),
      fault('crash', 'w', 500, 500), settings({ horizonMs: 1100 }),
    );
    const run = createRun(document);
    run.traceEvery(1);
    expect(channelOf(reportAt(run, 400), 'q').measures).toMatchObject({ ready: 30, unacknowledged: 50 });
    const first = delivered(run);
    expect(channelOf(reportAt(run, 600), 'q').measures).toMatchObject({ ready: 80, unacknowledged: 0 });
    expect(connectionOf(reportAt(run, 1100), 'q-w').measures.redelivered).toBe(50);
    expect(delivered(run)).toEqual(first);
  });

  it('[Q23] what comes back takes its original place, whatever came back before', () => {
    // a has the first message and gives it back first; b has the second.
    const document = build(
      burst('c', 5, 10), node(), queue('q', 'rabbit'), sends('c', 'q', rabbit),
      ...['a', 'b', 'late'].flatMap((id) => [service(id, { serviceMs: id === 'late' ? 10 : 1000 }), takes('q', id, rabbit, { prefetch: 1 })]),
      fault('crash', 'a', 100), fault('crash', 'b', 200), fault('crash', 'late', 0, 300), settings({ horizonMs: 1000 }),
    );
    const run = createRun(document);
    run.traceEvery(1);
    run.advance(250, Infinity);
    expect(delivered(run)).toEqual([0, 1]);
    run.advance(1000, Infinity);
    expect(delivered(run)).toEqual([0, 1, 2, 3, 4]);
  });
});

/** Numbers of the requests whose messages were delivered since the last call. */
function delivered(run: ReturnType<typeof createRun>): number[] {
  const rows = new Float64Array(6 * 4096);
  const count = run.takeTap(rows);
  const found: number[] = [];
  for (let i = 0; i < count; i++) if (rows[i * 6] === 2) found.push(rows[i * 6 + 4]);
  return found;
}

describe('RabbitMQ expiry and dead letters', () => {
  it('[Q24] messages expire at the head only, and go to the dead-letter exchange', () => {
    const document = build(
      burst('c', 5, 10), node(), queue('q', 'rabbit', { params: { ttlMs: 200 }, deadLetterTo: 'dead' }), queue('dead', 'rabbit'), sends('c', 'q', rabbit),
    );
    const run = createRun(document);
    expect(channelOf(reportAt(run, 209), 'q').measures.ready).toBe(5);
    expect(channelOf(reportAt(run, 211), 'q').measures).toMatchObject({ ready: 0, givenUpExpired: 5, deadLettered: 5 });
    expect(channelOf(run.report(), 'dead').measures).toMatchObject({ published: 5, ready: 5 });
  });

  it('[Q24] without dead letters what expires is gone, and its request is not done', () => {
    const document = build(burst('c', 5, 10), node(), queue('q', 'rabbit', { params: { ttlMs: 0 } }), sends('c', 'q', rabbit), service('w'), takes('q', 'w', rabbit, { prefetch: 2 }));
    const report = simulate(document);
    // Two are taken at once; a time to live of 0 lets nothing wait.
    expect(channelOf(report, 'q').measures).toMatchObject({ finished: 2, expiredUnread: 3, ready: 0 });
    expect(report.sources.reduce((sum, { measures }) => sum + measures.effectsLost, 0)).toBe(3);
  });

  it('[Q25] a queue without consumers that expires into another is a delay, and the request is done behind it', () => {
    const document = build(
      burst('c', 4, 10), node(), queue('wait', 'rabbit', { params: { ttlMs: 300 }, deadLetterTo: 'q' }), queue('q', 'rabbit'), sends('c', 'wait', rabbit),
      service('w'), takes('q', 'w', rabbit),
    );
    const report = simulate(document);
    expect(report.sources.reduce((sum, { measures }) => sum + measures.done, 0)).toBe(4);
    const { doneMs } = sourceOf(report, 'c');
    expect([doneMs.count, doneMs.mean, doneMs.max]).toEqual([4, 325, 340]);
  });

  it('[Q26] rejected without requeue goes to the dead-letter exchange at the first failure', () => {
    const document = build(
      burst('c', 3, 10), node(), queue('q', 'rabbit', { deadLetterTo: 'dead' }), queue('dead', 'rabbit'), sends('c', 'q', rabbit),
      service('w', { failureRatio: 1 }), takes('q', 'w', rabbit, { onError: 'reject' }),
    );
    const report = simulate(document);
    expect(connectionOf(report, 'q-w').measures).toMatchObject({ delivered: 3, redelivered: 0 });
    expect(channelOf(report, 'q').measures).toMatchObject({ givenUpRejected: 3, deadLettered: 3 });
    expect(channelOf(report, 'dead').measures.ready).toBe(3);
  });

  it('[Q27] two queues that expire into each other do not keep a message for ever', () => {
    const document = build(
      burst('c', 1, 10), node(), queue('a', 'rabbit', { params: { ttlMs: 0 }, deadLetterTo: 'b' }), queue('b', 'rabbit', { params: { ttlMs: 0 }, deadLetterTo: 'a' }),
      sends('c', 'a', rabbit), service('w'), takes('b', 'w', rabbit), fault('crash', 'w', 0),
    );
    const report = simulate(document);
    expect(report.outcome.kind).toBe('horizon');
    expect(channelOf(report, 'a').measures.ready + channelOf(report, 'b').measures.ready).toBe(0);
    expect(channelOf(report, 'a').measures.published).toBeLessThan(20);
  });
});

describe('RabbitMQ exchanges', () => {
  const routed = (type: string, bindings: { to: string; key?: string; share?: number }[], keys: readonly string[], params: ParameterValues = {}) =>
    build(
      ...keys.map((_, i) => service(`p${i}`, { serviceMs: 0 })),
      ...keys.map((_, i): Part => ({ components: burst(`c${i}`, 10, 10).components! })), dial(0, 0),
      ...keys.flatMap((_, i): Part[] => burst(`c${i}`, 10, 10).components!.map(({ id }) => ({ connections: [{ id: `${id}-p`, kind: 'sync' as const, protocol: 'http1' as const, from: id, to: `p${i}`, params: { latencyMs: 0 } }] }))),
      node(), queue('red', 'rabbit'), queue('blue', 'rabbit'), queue('rest', 'rabbit'),
      exchange('x', 'rabbit', bindings, { params: { exchangeType: type } }),
      ...keys.map((routingKey, i) => sends(`p${i}`, 'x', rabbit, { routingKey, params })),
    );
  const counts = (document: ReturnType<typeof build>) => {
    const report = simulate(document);
    return [...['red', 'blue', 'rest'].map((id) => channelOf(report, id).measures.ready), channelOf(report, 'x').measures.unroutable];
  };

  it('[Q28] direct compares the whole key; what fits nothing is dropped', () => {
    expect(counts(routed('direct', [{ to: 'red', key: 'r' }, { to: 'blue', key: 'b' }, { to: 'rest', key: 'r' }], ['r', 'b', 'x']))).toEqual([10, 10, 10, 10]);
  });

  it('[Q28] topic compares words: * is one, # any number', () => {
    const bindings = [{ to: 'red', key: 'order.*' }, { to: 'blue', key: '#.paid' }, { to: 'rest', key: 'order.#' }];
    // order.paid: all three; order.paid.eu: rest; paid: blue; x: nobody.
    expect(counts(routed('topic', bindings, ['order.paid', 'order.paid.eu', 'paid', 'x']))).toEqual([10, 20, 20, 10]);
  });

  it('[Q28] fanout gives to all bound queues, headers compare pairs', () => {
    expect(counts(routed('fanout', [{ to: 'red', key: 'a' }, { to: 'blue' }], ['x']))).toEqual([10, 10, 0, 0]);
    const bindings = [{ to: 'red', key: 'region=eu,kind=order' }, { to: 'blue', key: 'x-match=any,region=eu,kind=order' }];
    expect(counts(routed('headers', bindings, ['region=eu,kind=order', 'region=us,kind=order', 'region=us']))).toEqual([10, 20, 0, 10]);
  });

  it('[Q28] a queue gets one copy, however many of its bindings fit', () => {
    expect(counts(routed('topic', [{ to: 'red', key: 'a.*' }, { to: 'red', key: '#' }], ['a.b']))).toEqual([10, 0, 0, 0]);
  });

  it('[Q29] an unroutable message is confirmed all the same; a mandatory one comes back', () => {
    const answered = (params: ParameterValues) => {
      const report = simulate(routed('direct', [{ to: 'red', key: 'r' }], ['x'], { confirm: true, ...params }));
      const { answered, failed } = sourceOf(report, 'c0').measures;
      return [answered, failed];
    };
    expect(answered({})).toEqual([10, 0]);
    expect(answered({ mandatory: true })).toEqual([0, 10]);
  });

  it('[Q29] an alternate exchange takes what fits nothing', () => {
    const document = build(
      burst('c', 5, 10), node(), queue('red', 'rabbit'), queue('rest', 'rabbit'), exchange('other', 'rabbit', [{ to: 'rest' }], { params: { exchangeType: 'fanout' } }),
      exchange('x', 'rabbit', [{ to: 'red', key: 'r' }], { alternate: 'other' }), sends('c', 'x', rabbit, { routingKey: 'b' }),
    );
    const report = simulate(document);
    expect(channelOf(report, 'rest').measures.ready).toBe(5);
    expect(channelOf(report, 'x').measures.unroutable).toBe(0);
  });

  it('[Q30] a request is done when all copies are, and a nack of one queue fails the publish', () => {
    const document = (capacity: number | 'unbounded') =>
      build(
        burst('c', 2, 10), node(), queue('fast', 'rabbit'), queue('slow', 'rabbit', { params: { capacity, overflow: 'reject' } }),
        exchange('x', 'rabbit', [{ to: 'fast' }, { to: 'slow' }], { params: { exchangeType: 'fanout' } }), sends('c', 'x', rabbit, { params: { confirm: true } }),
        service('f', { servers: 2 }), service('s', { serviceMs: 200 }), takes('fast', 'f', rabbit), takes('slow', 's', rabbit, { prefetch: 1 }),
      );
    const report = simulate(document('unbounded'));
    const { doneMs } = sourceOf(report, 'c');
    expect([doneMs.mean, doneMs.max]).toEqual([300, 400]);
    const refused = simulate(document(0));
    expect(sourceOf(refused, 'c').measures).toMatchObject({ failed: 1, done: 1 });
    expect(connectionOf(refused, 'fast-f').measures.acknowledged).toBe(2);
  });
});

describe('RabbitMQ consumers and publishers', () => {
  it('[Q31] a single active consumer gets everything; the next takes over when it goes', () => {
    const document = build(
      ...published(100, { q: { singleActive: true } }), service('a', { servers: 4 }), service('b', { servers: 4 }), takes('q', 'a', rabbit, { prefetch: 10 }), takes('q', 'b', rabbit, { prefetch: 10 }),
      fault('crash', 'a', 1000, 1000), settings({ horizonMs: 3000 }),
    );
    const run = createRun(document);
    const at = (atMs: number) => ['a', 'b'].map((id) => connectionOf(reportAt(run, atMs), `q-${id}`).measures);
    const delivered = (atMs: number) => at(atMs).map((measures) => measures.delivered);
    expect(delivered(999)).toEqual([99, 0]);
    const [a, b] = delivered(1005);
    expect(a + b).toBeGreaterThanOrEqual(100);
    expect(delivered(1995)).toEqual([a, b + 99]);
    // The first one is back, and does not get its place back.
    expect(delivered(2995)).toEqual([a, b + 199]);
  });

  it('[Q32] an acknowledgement that is overdue is found when the broker looks, once a minute; all that the consumer holds comes back', () => {
    const document = (params: ParameterValues) =>
      build(
        burst('c', 3, 40_000), node(), queue('q', 'rabbit', { params: { leaseMs: 90_000 } }), sends('c', 'q', rabbit),
        service('w', { serviceMs: 3_600_000 }), takes('q', 'w', rabbit, { prefetch: 2, ...params }), settings({ horizonMs: 400_000 }),
      );
    const run = createRun(document({}));
    const at = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures;
    expect(at(179_999)).toMatchObject({ unacknowledged: 2, consumersCut: 0 });
    expect(at(180_001)).toMatchObject({ unacknowledged: 2, ready: 1, consumersCut: 1 });
    expect(connectionOf(run.report(), 'q-w').measures.redelivered).toBe(2);
    const away = createRun(document({ onAckTimeout: 'stay' }));
    expect(channelOf(reportAt(away, 400_000), 'q').measures).toMatchObject({ unacknowledged: 0, ready: 3, consumersCut: 1 });
  });

  it('[Q33] confirms come after the write; waiting for each caps a publisher at one message a round trip', () => {
    const document = (confirm: boolean) =>
      build(
        steady('c', 1000), service('p', { serviceMs: 0 }), { connections: [{ id: 'c-p', kind: 'sync', protocol: 'http1', from: 'c', to: 'p', params: { latencyMs: 0 } }] },
        node({ writeMs: 3 }), queue('q', 'rabbit'), sends('p', 'q', rabbit, { params: { confirm, latencyMs: 1 } }), settings({ horizonMs: 5000 }),
      );
    expect(channelOf(simulate(document(true)), 'q').measures.published).toBeCloseTo(1000, -1.5);
    expect(channelOf(simulate(document(false)), 'q').measures.published).toBeGreaterThan(4990);
  });

  it('[Q34] a queue that takes in less than is published slows its publishers down, and refuses nothing', () => {
    const document = build(
      ...published(1000, { q: { intakePerSec: 200 }, node: { creditFlow: 100 } }), settings({ horizonMs: 5000 }),
    );
    const run = createRun(document);
    const report = reportAt(run, 5000);
    expect(channelOf(report, 'q').measures.published).toBeGreaterThan(990);
    expect(channelOf(report, 'q').measures.published).toBeLessThanOrEqual(1000);
    expect(channelOf(report, 'q').measures.refused).toBe(0);
    // All but what has credit waits at the publisher, not at the broker.
    const { waitingForConnection, attempts } = connectionOf(report, 'c-q').measures;
    expect(waitingForConnection).toBeGreaterThan(3800);
    expect(attempts - channelOf(report, 'q').measures.published).toBeLessThanOrEqual(100);
    expect(sourceOf(report, 'c').measures.failed).toBe(0);
  });

  it('[Q35] a limit in bytes counts the bytes of ready messages', () => {
    const document = build(...published(100, { q: { maxBytes: 10_000, messageBytes: 1000 } }), settings({ horizonMs: 1000 }));
    expect(channelOf(simulate(document), 'q').measures.ready).toBe(10);
  });

  it('[CT3] what is changed while the system runs acts at once', () => {
    const document = build(
      ...published(100, { q: { messageBytes: 1000 } }), set('rabbit', 'memoryBytes', 50_000, 1000), set('rabbit', 'memoryBytes', 'unbounded', 6000),
      set('q', 'capacity', 5, 9000), settings({ horizonMs: 10_000 }),
    );
    const run = createRun(document);
    const at = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures;
    // The alarm is raised when the memory is first looked at, and found gone 2.5 s later again.
    expect([999, 1001, 5999, 8501].map((atMs) => at(atMs).publishersBlocked)).toEqual([0, 1, 1, 0]);
    expect(at(8900).published).toBeGreaterThan(880);
    expect(at(10_000).ready).toBe(5);
  });
});
