import { describe, expect, it } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, build, call, calls, fault, poisson, service, settings, users } from '../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const asked = asks('user', [0, 100, 200, 300, 400, 500]);

/** Service times of six requests, one every 100 ms, of 10 ms each at full speed. */
function timesOf(parameters: Parameters<typeof service>[1], ...more: Parameters<typeof build>) {
  const report = simulate(build(asked.part, service('api', parameters), calls(asked.ids, 'api'), ...more));
  return asked.ids.map((id) => sourceOf(report, id).answeredMs.mean);
}

const close = (...times: readonly number[]) => times.map((ms) => expect.closeTo(ms, 9));
const cold = { startFactor: 5, startWorks: 4 };

describe('slow start', () => {
  it('[FA33] works slowly at first and gets faster with every piece of work', () => {
    expect(timesOf({}, fault('slowStart', 'api', 0, undefined, cold))).toEqual(close(50, 40, 30, 20, 10, 10));
  });

  it('[FA33] is the same where requests share the workers, and where they interrupt each other', () => {
    for (const queueOrder of ['shared', 'preemptive']) {
      expect(timesOf({ queueOrder }, fault('slowStart', 'api', 0, undefined, cold))).toEqual(close(50, 40, 30, 20, 10, 10));
    }
  });

  it('[FA33] lets work in progress keep its time, and of several the slowest holds', () => {
    const twice = [fault('slowStart', 'api', 103, undefined, cold), fault('slowStart', 'api', 150, undefined, { startFactor: 3, startWorks: 2 })];
    expect(timesOf({}, ...twice)).toEqual(close(10, 10, 50, 40, 30, 20));
  });

  it('[FA34] begins again after a restart, and ends with the fault', () => {
    expect(timesOf({}, fault('slowStart', 'api', 0, 450, cold), fault('crash', 'api', 250, 10))).toEqual(close(50, 40, 30, 50, 40, 10));
    // Without the slow start a restart changes nothing.
    expect(timesOf({}, fault('crash', 'api', 250, 10))).toEqual(close(10, 10, 10, 10, 10, 10));
  });

  it('[FA34] hits one replica only where it is aimed at one', () => {
    // Every caller begins its turns at the first replica.
    const aimedAt = (replica: number) => timesOf({ replicas: 2 }, fault('slowStart', 'api', 0, undefined, { ...cold, replica }));
    expect(aimedAt(1)).toEqual(close(50, 40, 30, 20, 10, 10));
    expect(aimedAt(2)).toEqual(close(10, 10, 10, 10, 10, 10));
  });

  it('[FA34] holds for replicas that start on demand', () => {
    const serverless = { scaling: 'serverless', coldStartMs: 0, maxReplicas: 5, instanceIdleMs: 30 };
    // Each is away again before the next request comes.
    expect(timesOf(serverless, fault('slowStart', 'api', 0, undefined, cold))).toEqual(close(50, 50, 50, 50, 50, 50));
  });

  it('[FA25] is the same run however it is cut and restored', () => {
    const document = build(
      poisson('c', 100), users('u', 3, 10), service('api', { servers: 3, serviceDistribution: 'exponential' }), call('c', 'api'), call('u', 'api'),
      settings({ horizonMs: 5000 }), fault('slowStart', 'api', 500, 3000, cold), fault('crash', 'api', 1000, 100), fault('crash', 'api', 2000, 100),
    );
    const whole = createRun(document);
    const report = reportAt(whole, 5000);
    const cut = createRun(document);
    for (let atMs = 0; atMs <= 5000; atMs += 173) {
      reportAt(cut, atMs);
      cut.restore(cut.snapshot());
    }
    expect(reportAt(cut, 5000)).toEqual(report);
    expect(connectionOf(report, 'c-api').measures.succeeded).toBeGreaterThan(300);
    expect(componentOf(report, 'api').measures.rejected).toBeGreaterThan(0);
  });
});
