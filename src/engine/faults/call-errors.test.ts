import { describe, expect, it } from 'vitest';
import { canAim } from '../../model/fault-targets.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, fault, poisson, service, settings, steady, stream } from '../testing/build.ts';
import { LogRun } from '../testing/log-run.ts';
import { broker, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const instant = service('api', { servers: 10_000, serviceMs: 0 });

/** Calls of a source over a connection that answers a share of them with errors. */
const failing = (failedShare: number, params: ParameterValues = {}) =>
  build(poisson('c', 1000), instant, call('c', 'api', { latencyMs: 2, ...params }), settings({ horizonMs: 20_000 }), fault('callErrors', 'c-api', 0, undefined, { failedShare }));

describe('failed calls', () => {
  it.each(['tcp', 'http1', 'http2', 'grpc'] as const)('[FA55] a share gets an error after a round trip and never reaches the callee (%s)', (protocol) => {
    const document = failing(0.3);
    const report = simulate({ ...document, connections: document.connections.map((connection) => ({ ...connection, protocol }) as typeof connection) });
    const { measures } = connectionOf(report, 'c-api');
    // 20,000 calls: the share is known to 0.0033.
    expect(Math.abs(measures.errors / measures.calls - 0.3)).toBeLessThan(0.014);
    expect(Math.abs(componentOf(report, 'api').measures.offered - (measures.calls - measures.errors))).toBeLessThan(20);
  });

  it('[FA55] each attempt is drawn by itself, so that retries get through', () => {
    const { measures } = connectionOf(simulate(failing(0.5, { maxAttempts: 10, backoffMs: 1, retryOn: 'any' })), 'c-api');
    expect(measures.failed / measures.calls).toBeLessThan(0.005);
    expect(Math.abs(measures.attempts / measures.calls - 2)).toBeLessThan(0.06);
  });

  it('[FA55] all of them fail at a share of 1, and none when it is over', () => {
    const document = build(steady('c', 100), instant, call('c', 'api'), settings({ horizonMs: 20_000 }), fault('callErrors', 'c-api', 5000, 5000, { failedShare: 1 }));
    const report = simulate(document);
    expect(connectionOf(report, 'c-api').measures.errors).toBe(500);
    expect(sourceOf(report, 'c').measures.failed).toBe(500);
  });

  it('[FA55] shares combine as independent ones', () => {
    const document = build(poisson('c', 1000), instant, call('c', 'api'), settings({ horizonMs: 20_000 }), fault('callErrors', 'c-api', 0, undefined, { failedShare: 0.5 }), fault('callErrors', 'c-api', 1, undefined, { failedShare: 0.4 }));
    const { measures } = connectionOf(simulate(document), 'c-api');
    expect(Math.abs(measures.errors / measures.calls - 0.7)).toBeLessThan(0.014);
  });

  it('[FA56] a publisher that waits hears the error and may try again; one that does not wait loses the message', () => {
    const run = (params: ParameterValues) => {
      const document = build(
        poisson('source', 1000), instant, broker('b', 'rabbitmq'), queue('q', 'b'), sends('source', 'q', 'rabbitmq', { params }),
        takes('q', 'api', 'rabbitmq'), settings({ horizonMs: 20_000 }), fault('callErrors', 'source-q', 0, undefined, { failedShare: 0.2 }),
      );
      const report = reportAt(createRun(document), 20_000);
      return { ...connectionOf(report, 'source-q').measures, published: channelOf(report, 'q').measures.published, refused: channelOf(report, 'q').measures.refused };
    };
    const heard = run({ confirm: true });
    expect(Math.abs(heard.errors / heard.attempts - 0.2)).toBeLessThan(0.012);
    expect([heard.published, heard.refused]).toEqual([heard.succeeded, 0]);
    const unheard = run({ confirm: false });
    expect(unheard.vanished + unheard.published).toBe(unheard.calls);
    expect(Math.abs(unheard.vanished / unheard.calls - 0.2)).toBeLessThan(0.012);
  });

  it('[FA56] a producer of a log sends refused batches again, so that they come late and none is lost', () => {
    const run = new LogRun({ parts: [fault('callErrors', 'in', 5000, 10_000, { failedShare: 0.5 })], worker: { serviceMs: 0 } });
    expect(run.at(15_000, 'in').retries).toBeGreaterThan(50);
    expect(run.at(60_000).lag).toBeLessThan(20);
    expect(run.log.published).toBeGreaterThan(5990);
    expect(run.log.refused).toBe(0);
  });

  it('[FA57] can be aimed at calls and senders, and hits those over the border of a zone', () => {
    const document = build(
      steady('c', 100), service('front', { serviceMs: 0 }), instant, call('c', 'front'), call('front', 'api'), stream('api', 'front', 'grpcStream'), settings({ horizonMs: 5000 }),
      { zones: [{ id: 'z', name: 'z', members: ['front'] }] }, fault('callErrors', 'z', 0, undefined, { failedShare: 1 }),
    );
    expect(document.connections.map((connection) => canAim('callErrors', connection))).toEqual([true, true, false]);
    const report = simulate(document);
    expect(connectionOf(report, 'c-front').measures.errors).toBeGreaterThan(490);
    expect(componentOf(report, 'front').measures.offered).toBe(0);
  });
});
