import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, burst, fault, type Part, poisson, service, settings, steady } from '../testing/build.ts';
import { broker, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const nats = 'nats' as const;
const server = (params: ParameterValues = {}): Part => broker('nats', nats, params);

describe('NATS core', () => {
  it('[Q18] of what is published while a subscriber is down exactly that is lost', () => {
    const document = build(
      steady('c', 100), server(), queue('s', 'nats'), sends('c', 's', nats), service('w', { serviceMs: 1 }), takes('s', 'w', nats),
      fault('crash', 'w', 5005, 10_000), settings({ horizonMs: 30_000 }),
    );
    const report = simulate(document);
    const { published, dropped, unroutable } = channelOf(report, 's').measures;
    expect(published).toBe(3000);
    expect(dropped).toBe(1000);
    expect(unroutable).toBe(1000);
    // The last one came at the end of the run.
    expect(componentOf(report, 'w').measures.completed).toBe(1999);
    expect(sourceOf(report, 'c').measures.effectsLost).toBe(1000);
  });

  it('[Q19] a subscriber that stops reading is cut off at the pending limit, and its publisher is not slowed down', () => {
    const document = build(
      steady('c', 1000), server({ maxPendingBytes: 1_048_576 }), queue('s', 'nats', { params: { messageBytes: 1024 } }), sends('c', 's', nats),
      service('slow', { serviceMs: 10 }), takes('s', 'slow', nats, { slowConsumer: 'stop' }), service('fast', { serviceMs: 0.1 }), takes('s', 'fast', nats, { slowConsumer: 'stop' }),
      settings({ horizonMs: 10_000 }),
    );
    const run = createRun(document);
    // 900 a second pile up: a MiB of 1 KiB messages after about 1.14 s.
    expect(channelOf(reportAt(run, 1130), 's').measures.consumersCut).toBe(0);
    const cut = reportAt(run, 1150);
    expect(channelOf(cut, 's').measures.consumersCut).toBe(1);
    expect(channelOf(cut, 's').measures.lost).toBeGreaterThan(1000);
    expect(connectionOf(cut, 's-slow').measures.unacknowledged).toBeLessThan(10);
    const report = reportAt(run, 10_000);
    expect(channelOf(report, 's').measures.published).toBe(10_000);
    expect(componentOf(report, 'fast').measures.completed).toBeGreaterThan(9990);
    // It comes back after two seconds and a little, and is cut off again.
    expect(channelOf(report, 's').measures.consumersCut).toBe(3);
    expect(sourceOf(report, 'c').measures.failed).toBe(0);
  });

  it('[Q19] the limit is 64 MiB unless the server says otherwise', () => {
    const document = (params: ParameterValues) =>
      build(
        steady('c', 1000), server(params), queue('s', 'nats', { params: { messageBytes: 65_536 } }), sends('c', 's', nats),
        service('slow', { serviceMs: 10 }), takes('s', 'slow', nats, { slowConsumer: 'stop' }), settings({ horizonMs: 2000 }),
      );
    const cutsAt = (params: ParameterValues, moments: readonly number[]) => {
      const run = createRun(document(params));
      return moments.map((atMs) => channelOf(reportAt(run, atMs), 's').measures.consumersCut);
    };
    // 900 a second pile up: 64 MiB of 64 KiB messages after about 1.14 s.
    expect(cutsAt({}, [1130, 1150])).toEqual([0, 1]);
    expect(cutsAt({ maxPendingBytes: 67_108_864 }, [1130, 1150])).toEqual([0, 1]);
    expect(cutsAt({ maxPendingBytes: 33_554_432 }, [560, 580])).toEqual([0, 1]);
  });

  it('[Q71] a client that goes on reading drops what it has no room for, and stays connected', () => {
    const document = build(
      steady('c', 1000), server(), queue('s', 'nats'), sends('c', 's', nats), service('slow', { serviceMs: 10 }),
      takes('s', 'slow', nats, { pendingMessages: 100 }), settings({ horizonMs: 5000 }),
    );
    const report = simulate(document);
    const { lost, consumersCut, unacknowledged, finished } = channelOf(report, 's').measures;
    expect(consumersCut).toBe(0);
    expect(unacknowledged).toBe(101);
    expect(finished).toBeGreaterThan(495);
    expect(lost).toBe(5000 - finished - 101);
  });

  it('[Q72] one member of a queue group gets a message, chosen by chance; without a group every replica does', () => {
    const document = (group: string) =>
      build(
        poisson('c', 500), server(), queue('s', 'nats'), sends('c', 's', nats), service('w', { replicas: 4, serviceMs: 0.1 }), takes('s', 'w', nats, { group }),
        service('other', { serviceMs: 0.1 }), takes('s', 'other', nats), settings({ horizonMs: 4000 }),
      );
    const shared = simulate(document('share'));
    const { published } = channelOf(shared, 's').measures;
    expect(connectionOf(shared, 's-w').measures.delivered).toBe(published);
    expect(connectionOf(shared, 's-other').measures.delivered).toBe(published);
    const each = simulate(document('each'));
    expect(connectionOf(each, 's-w').measures.delivered).toBe(4 * channelOf(each, 's').measures.published);
  });

  it('[Q72] nothing is delivered again: a member that crashes loses what it had', () => {
    const document = build(
      burst('c', 10, 10), server(), queue('s', 'nats'), sends('c', 's', nats), service('w', { servers: 4, serviceMs: 1000 }), takes('s', 'w', nats, { handlers: 4 }),
      fault('crash', 'w', 500, 100),
    );
    const report = simulate(document);
    expect(channelOf(report, 's').measures).toMatchObject({ lost: 10, finished: 0, unacknowledged: 0 });
    expect(connectionOf(report, 's-w').measures.redelivered).toBe(0);
  });

  it('[Q73] a request is answered by the first reply, and fails at once when nobody listens', () => {
    const document = (...parts: Part[]) =>
      build(
        burst('c', 5, 10), server(), queue('s', 'nats'), sends('c', 's', nats, { params: { confirm: true, latencyMs: 1 } }),
        service('w', { servers: 8, serviceMs: 100 }), takes('s', 'w', nats, { handlers: 8, latencyMs: 2 }), ...parts,
      );
    const answered = sourceOf(simulate(document()), 'c');
    expect(answered.measures.answered).toBe(5);
    expect(answered.answeredMs.max).toBeCloseTo(106, 6);
    const run = createRun(document(fault('crash', 'w', 0)));
    expect(sourceOf(reportAt(run, 13), 'c').measures.failed).toBe(5);
    expect(channelOf(run.report(), 's').measures).toMatchObject({ refused: 5, unroutable: 5, published: 0 });
    // A member that takes the request and crashes says nothing: the sender waits out its patience.
    const silent = createRun(document(fault('crash', 'w', 50)));
    expect(sourceOf(reportAt(silent, 9000), 'c').measures.failed).toBe(0);
    expect(sourceOf(reportAt(silent, 10_000), 'c').measures.unanswered).toBe(5);
  });

  it('[Q74] the handler of a subscription does one message at a time', () => {
    const finished = (handlers: number): number => {
      const document = build(burst('c', 50, 10), server(), queue('s', 'nats'), sends('c', 's', nats), service('w', { servers: 16, serviceMs: 100 }), takes('s', 'w', nats, { handlers }), settings({ horizonMs: 1015 }));
      return channelOf(simulate(document), 's').measures.finished;
    };
    expect(finished(1)).toBe(10);
    expect(finished(3)).toBe(30);
  });
});
