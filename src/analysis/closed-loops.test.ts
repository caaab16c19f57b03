import { describe, expect, it } from 'vitest';
import { simulate } from '../engine/simulate.ts';
import { build, call, poisson, service, settings, users } from '../engine/testing/build.ts';
import { closedLoops } from './closed-loops.ts';

/** Users who think as long as is set, of a service with one worker that takes 100 ms. */
function loopOf(count: number, thinkMs: number) {
  const api = service('api', { servers: 1, serviceMs: 100, serviceDistribution: 'deterministic' });
  const document = build(users('users', count, thinkMs, { thinkDistribution: 'deterministic' }), api, call('users', 'api', { timeoutMs: 'unbounded', latencyMs: 0 }), settings({ horizonMs: 60_000 }));
  return closedLoops(document, simulate(document))[0]!;
}

describe('closed loops', () => {
  it('one user who thinks as long as the answer takes waits half of the time, and would ask twice as often', () => {
    const loop = loopOf(1, 100);
    expect(loop.waitingShare).toBeCloseTo(0.5, 2);
    expect(loop.askedPerSec).toBeCloseTo(5, 1);
    expect(loop.unhinderedPerSec).toBeCloseTo(10, 0);
  });

  it('users behind one worker hide most of their load, and without thinking all of it', () => {
    const many = loopOf(20, 400);
    // The worker answers ten in a second; twenty users would ask fifty times.
    expect(many.askedPerSec).toBeCloseTo(10, 0);
    expect(many.unhinderedPerSec).toBeCloseTo(50, -1);
    expect([many.hidesMuch, loopOf(1, 2000).hidesMuch]).toEqual([true, false]);
    expect(loopOf(2, 0)).toMatchObject({ waitingShare: 1, unhinderedPerSec: Infinity, hidesMuch: true });
  });

  it('are of closed sources alone', () => {
    const document = build(poisson('open', 50), service('api'), call('open', 'api'), settings({ horizonMs: 1000 }));
    expect(closedLoops(document, simulate(document))).toEqual([]);
  });
});
