import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, type Part, service, set, settings } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { connectionOf, reportAt } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const AT = 1000;

/** Calls at 1,000 ms, from a gate that adds nothing, to a callee that takes 100 ms. */
function calling(count: number, policies: ParameterValues, ...more: readonly Part[]) {
  return build(
    bursts('gate', [count, AT]),
    service('gate', { servers: 1000, serviceMs: 0 }),
    service('callee', { servers: 1000, serviceMs: 100 }),
    call('gate', 'callee', policies),
    ...more,
  );
}

const measuresOf = (document: ReturnType<typeof build>) => connectionOf(simulate(document), 'gate-callee').measures;

describe('concurrency limit', () => {
  it('[RES50] lets as many calls go as it has permits and refuses the others at once', () => {
    const document = calling(10, { concurrencyLimit: 'fixed', limitPermits: 4 });
    const run = createRun(document);
    expect(connectionOf(reportAt(run, AT), 'gate-callee').measures).toMatchObject({ attempts: 4, limited: 6, failed: 6, permitsInUse: 4 });
    expect(connectionOf(reportAt(run, AT + 100), 'gate-callee').measures).toMatchObject({ succeeded: 4, permitsInUse: 0 });
  });

  it('[RES51] with waiting places calls wait in order for a permit; the line is bounded', () => {
    const document = calling(10, { concurrencyLimit: 'fixed', limitPermits: 2, limitQueue: 5 });
    expect(sendTimes(document, 'gate-callee').map((time) => time - AT)).toEqual([0, 0, 100, 100, 200, 200, 300]);
    const report = connectionOf(simulate(document), 'gate-callee');
    expect(report.measures).toMatchObject({ succeeded: 7, limited: 3, waitingForPermit: 0 });
    // The wait is part of the call.
    expect(report.sojournMs.max).toBeCloseTo(400, 6);
    expect(report.waitMs.max).toBeCloseTo(300, 6);
  });

  it('[RES52] a call that waits longer than it may is refused', () => {
    const document = calling(10, { concurrencyLimit: 'fixed', limitPermits: 2, limitQueue: 10, limitWaitMs: 150 });
    expect(measuresOf(document)).toMatchObject({ succeeded: 4, limited: 6, failed: 6, waitingForPermit: 0 });
  });

  it('[RES53] around attempts a call that pauses holds no permit', () => {
    const policies = { concurrencyLimit: 'fixed', limitPermits: 1, timeoutMs: 50, maxAttempts: 2, backoffMs: 200 };
    const permits = (limitPlace: string) => {
      const run = createRun(calling(1, { ...policies, limitPlace }));
      return [AT + 20, AT + 100, AT + 270].map((atMs) => connectionOf(reportAt(run, atMs), 'gate-callee').measures.permitsInUse);
    };
    expect(permits('call')).toEqual([1, 1, 1]);
    expect(permits('attempt')).toEqual([1, 0, 1]);
  });

  it('[RES54] a limit that is raised during the run lets those go who wait', () => {
    const document = calling(10, { concurrencyLimit: 'fixed', limitPermits: 1, limitQueue: 10 }, set('gate-callee', 'limitPermits', 4, AT + 50), set('gate-callee', 'concurrencyLimit', 'off', AT + 120));
    expect(sendTimes(document, 'gate-callee').map((time) => time - AT)).toEqual([0, 50, 50, 50, 100, 120, 120, 120, 120, 120]);
    expect(measuresOf(document)).toMatchObject({ succeeded: 10, permitsInUse: 0 });
  });

  it('[RES59] each replica of the caller has permits of its own', () => {
    const document = build(
      bursts('front', [10, AT]), service('front', { servers: 1000, serviceMs: 0 }), call('front', 'caller'),
      service('caller', { replicas: 2, servers: 1000, serviceMs: 0 }), service('callee', { servers: 1000, serviceMs: 100 }),
      call('caller', 'callee', { concurrencyLimit: 'fixed', limitPermits: 3 }), settings({ horizonMs: 2000 }),
    );
    expect(connectionOf(simulate(document), 'caller-callee').measures).toMatchObject({ attempts: 6, limited: 4 });
  });
});
