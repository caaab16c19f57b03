import { expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, balancer, build, burst, call, calls, fault, type Part, poisson, service, settings, set, steady } from '../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

/** Services `s1` to `sN` behind the balancer `lb`. */
function behind(count: number, params: Record<string, number | string> = {}, callParams: Record<string, number | string> = {}): Part[] {
  return Array.from({ length: count }, (_, i) => [service(`s${i + 1}`, params), call('lb', `s${i + 1}`, callParams)]).flat();
}

function offeredTo(report: ReturnType<typeof simulate>, count: number): number[] {
  return Array.from({ length: count }, (_, i) => componentOf(report, `s${i + 1}`).measures.offered);
}

test('[LB1] round robin goes in turn to every replica behind every connection', () => {
  const document = build(
    steady('users', 100),
    balancer('lb'),
    call('users', 'lb'),
    service('a', { replicas: 2, serviceMs: 1 }),
    service('b', { serviceMs: 1 }),
    call('lb', 'a'),
    call('lb', 'b'),
    settings({ horizonMs: 3005 }),
  );
  const report = simulate(document);
  expect(componentOf(report, 'a').measures.offered).toBe(200);
  expect(componentOf(report, 'b').measures.offered).toBe(100);
  expect(componentOf(report, 'a').waitMs.max).toBe(0);
});

test('[LB2] random choice is even, and blind to load', () => {
  // The second replica is stuck; it is chosen as often as the others.
  const document = build(
    poisson('users', 600), balancer('lb', { policy: 'random' }), call('users', 'lb'), ...behind(3, { servers: 4, serviceMs: 1 }),
    fault('slowdown', 's2', 0, undefined, { factor: 10_000 }),
  );
  const counts = offeredTo(simulate(document), 3);
  const total = counts[0] + counts[1] + counts[2];
  // About 6,000 requests: four standard deviations of a share of a third are 0.024.
  for (const count of counts) expect(Math.abs(count / total - 1 / 3)).toBeLessThan(0.024);
});

test('[LB3] least requests prefers the replica with the fewest calls in progress', () => {
  // s1 takes 1 s for each request, s2 and s3 take 1 ms: nobody goes to s1 while it is busy.
  const document = build(
    steady('users', 100), balancer('lb', { policy: 'leastRequest' }), call('users', 'lb'), ...behind(3, { serviceMs: 1 }),
    set('s1', 'serviceMs', 1000, 0), settings({ horizonMs: 905 }),
  );
  const report = simulate(document);
  expect(componentOf(report, 's1').measures.offered).toBe(1);
  expect(componentOf(report, 's2').measures.offered + componentOf(report, 's3').measures.offered).toBe(89);
});

test('[LB3] among equals the replicas take turns', () => {
  const document = build(
    steady('users', 100), balancer('lb', { policy: 'leastRequest' }), call('users', 'lb'), ...behind(3, { serviceMs: 1 }), settings({ horizonMs: 905 }),
  );
  expect(offeredTo(simulate(document), 3)).toEqual([30, 30, 30]);
});

test('[LB3] calls that were given up no longer count as in progress', () => {
  // Every attempt is given up after 5 ms while s1 works on; it is chosen again because it counts as free.
  const document = build(
    steady('users', 10), balancer('lb', { policy: 'leastRequest' }), call('users', 'lb'), ...behind(2, { serviceMs: 50 }, { timeoutMs: 5 }), settings({ horizonMs: 2050 }),
  );
  expect(offeredTo(simulate(document), 2)).toEqual([10, 10]);
});

test('[LB4] two choices takes the less loaded of two different replicas', () => {
  // Of two replicas, both are always drawn: it is least requests, and a stuck one gets no second request.
  const document = build(
    steady('users', 100), balancer('lb', { policy: 'twoChoices' }), call('users', 'lb'), ...behind(2, { serviceMs: 1 }), set('s1', 'serviceMs', 60_000, 0),
  );
  expect(offeredTo(simulate(document), 2)[0]).toBeLessThanOrEqual(1);
});

test('[LB4] two choices keeps queues shorter than random choice and longer than least requests', () => {
  const meanWait = (policy: string): number => {
    const replicas = service('s', { replicas: 10, serviceMs: 10, serviceDistribution: 'exponential' });
    const wiring = [balancer('lb', { policy }), call('users', 'lb'), replicas, call('lb', 's')];
    const report = simulate(build(poisson('users', 900), ...wiring, settings({ horizonMs: 60_000, warmUpMs: 5000 })));
    return componentOf(report, 's').waitMs.mean ?? 0;
  };
  const [random, two, least] = ['random', 'twoChoices', 'leastRequest'].map(meanWait);
  // Random choice makes ten M/M/1 queues at 90 %: a mean wait of 90 ms.
  expect(random).toBeGreaterThan(60);
  expect(two).toBeLessThan(random / 3);
  expect(least).toBeLessThan(two);
});

test('[LB5] a retry chooses anew, and the call moves to the connection chosen', () => {
  const asked = asks('user', [1]);
  const document = build(asked.part, balancer('lb'), calls(asked.ids, 'lb'), ...behind(2, {}, { maxAttempts: 2, backoffMs: 0 }), fault('crash', 's1', 0));
  const report = simulate(document);
  expect(sourceOf(report, 'user-1').measures.answered).toBe(1);
  expect(connectionOf(report, 'lb-s1').measures).toMatchObject({ calls: 1, attempts: 1, rejected: 1, failed: 1, inProgress: 0 });
  expect(connectionOf(report, 'lb-s2').measures).toMatchObject({ calls: 1, attempts: 1, retries: 1, succeeded: 1, inProgress: 0 });
});

test('[LB5] the time of a call that has moved counts from then on', () => {
  const asked = asks('user', [1]);
  const document = build(asked.part, balancer('lb'), calls(asked.ids, 'lb'), ...behind(2, {}, { maxAttempts: 2, backoffMs: 40 }), fault('crash', 's1', 0));
  const report = simulate(document);
  expect(connectionOf(report, 'lb-s2')).toMatchObject({ waitMs: { mean: 0 }, sojournMs: { mean: expect.closeTo(10, 9) } });
  expect(connectionOf(report, 'lb-s2').measures.inProgressArea).toBeCloseTo(10, 9);
  // The pause belongs to the call that failed.
  expect(connectionOf(report, 'lb-s1').measures.inProgressArea).toBeCloseTo(40, 9);
});

test('[LB5] of a call that has moved under a total timeout too, which covers all of it', () => {
  const document = (totalTimeoutMs: number) => {
    const asked = asks('user', [1]);
    return build(asked.part, balancer('lb'), calls(asked.ids, 'lb'), ...behind(2, {}, { maxAttempts: 2, backoffMs: 40, totalTimeoutMs }), fault('crash', 's1', 0));
  };
  const report = simulate(document(60));
  expect(connectionOf(report, 'lb-s2')).toMatchObject({ waitMs: { mean: 0 }, sojournMs: { mean: expect.closeTo(10, 9) } });
  expect(connectionOf(report, 'lb-s2').measures.inProgressArea).toBeCloseTo(10, 9);
  expect(connectionOf(report, 'lb-s1').measures.inProgressArea).toBeCloseTo(40, 9);
  expect(connectionOf(simulate(document(45)), 'lb-s2').measures).toMatchObject({ succeeded: 0, failed: 1, callsTimedOut: 1 });
});

test('[LB6] a balancer is never short of workers and adds its overhead', () => {
  const document = build(burst('users', 500, 1), balancer('lb', { serviceMs: 3 }), call('users', 'lb'), service('s', { servers: 1000 }), call('lb', 's'));
  const run = createRun(document);
  expect(componentOf(reportAt(run, 2), 'lb').measures).toMatchObject({ inSystem: 500, queued: 0 });
  expect(sourceOf(reportAt(run, 100), 'users').answeredMs).toMatchObject({ mean: expect.closeTo(13, 9), max: expect.closeTo(13, 9) });
});
