import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { presetNamed } from '../../model/presets.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, dial, fault, type Part, poisson, service, set, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { connectionOf, reportAt } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const DOTNET = presetNamed('dotnetStandard').values;
/** The circuit breaker of a preset, without what else it sets. */
function breakerOf(preset: string): ParameterValues {
  const isOfBreaker = (name: string): boolean => /^(?:break|halfOpen|slowCall)/.test(name);
  return Object.fromEntries(Object.entries(presetNamed(preset).values).filter(([name]) => isOfBreaker(name)));
}

const POLLY = breakerOf('dotnetStandard');
const R4J = breakerOf('resilience4j');
const HYSTRIX = breakerOf('hystrix');

/** One caller, calling at even intervals a callee that fails a share of requests after 1 ms. */
function caller(ratePerSec: number, failureRatio: number, policies: ParameterValues, horizonMs: number, ...more: readonly Part[]) {
  const callee = service('callee', { servers: 1000, serviceMs: 1, failureRatio });
  return build(steady('caller', ratePerSec), callee, call('caller', 'callee', policies), settings({ horizonMs }), ...more);
}

const callsOf = (document: ReturnType<typeof build>, id = 'caller-callee') => connectionOf(simulate(document), id).measures;

describe('circuit breaker', () => {
  it('[RES2] never opens at 0.5 calls/s that all fail, and opens at 2 calls/s once 100 attempts are in the window', () => {
    const slow = callsOf(caller(0.5, 1, DOTNET, 300_000));
    expect(slow.attempts / slow.calls).toBeGreaterThan(3.9);
    expect(slow.circuitOpened).toBe(0);
    const document = caller(2, 1, DOTNET, 60_000);
    const run = createRun(document);
    const connection = (atMs: number) => connectionOf(reportAt(run, atMs), 'caller-callee').measures;
    let before = 0;
    for (let atMs = 10; connection(atMs).circuitOpened === 0; atMs += 10) before = connection(atMs).errors;
    expect(before).toBeLessThan(100);
    expect(connection(run.nowMs).errors).toBeGreaterThanOrEqual(100);
    expect(run.nowMs).toBeLessThan(30_000);
    expect(connection(run.nowMs).circuit).toBe(1);
    expect(run.incidents(0)).toContainEqual({ kind: 'circuitOpened', atMs: expect.any(Number), subject: 'caller-callee' });
  });

  it('[RES290] Finagle: five failures in a row open it, and so does a share of 20 % of at least 5 calls, whichever comes first', () => {
    const { breaker, breakerFailures, breakerRatio, breakerMinCalls, breakerWindowMs, breakerChecks } = presetNamed('finagle').values;
    const both = { breaker, breakerFailures, breakerRatio, breakerMinCalls, breakerWindowMs, breakerChecks } as ParameterValues;
    // Ten calls a second; each window of errors hits the calls that it says.
    const failing = (policies: ParameterValues, ...calls: readonly number[]) => {
      const errors = calls.map((call) => fault('errors', 'callee', call * 100 - 50, 100, { ratio: 1 }));
      const run = createRun(caller(10, 0, policies, 10_000, ...errors));
      return { opened: connectionOf(reportAt(run, 10_000), 'caller-callee').measures.circuitOpened, atMs: run.incidents(0).find(({ kind }) => kind === 'circuitOpened')?.atMs };
    };
    const inARow = { breaker: 'consecutive', breakerFailures: 5 };
    // Four of the first five: too few in a row, but too many among five calls; so at the fifth, the fourth failure.
    expect(failing(both, 1, 2, 4, 5)).toMatchObject({ opened: 1, atMs: 501 });
    expect(failing(inARow, 1, 2, 4, 5).opened).toBe(0);
    // Every sixth fails: less than 20 %, and never two in a row.
    expect(failing(both, 6, 12, 18, 24, 30).opened).toBe(0);
    // Two of ten are 20 %, at the tenth call.
    expect(failing(both, 6, 10)).toMatchObject({ opened: 1, atMs: 1001 });
    // Where the share allows them, or too few calls are known, five in a row open it.
    expect(failing({ ...both, breakerRatio: 1 }, 21, 22, 23, 24, 25)).toMatchObject({ opened: 1, atMs: 2501 });
    expect(failing({ ...both, breakerMinCalls: 100 }, 1, 2, 3, 4, 5)).toMatchObject({ opened: 1, atMs: 501 });
  });

  it('[RES3] an open Polly circuit fails callers at once without retry, and after 5 s lets one probe through', () => {
    const policies = { ...POLLY, maxAttempts: 4, backoffMs: 0 };
    // 25 calls with four attempts each open the circuit at 101 ms; a thousand callers come at 1 s, a few just before
    // its 5 s are over, and another thousand just after.
    const open = build(
      bursts('gate', [25, 100], [1000, 1000], [7, 5100], [1000, 5110]),
      service('gate', { servers: 10_000, serviceMs: 0 }),
      service('callee', { servers: 10_000, serviceMs: 1, failureRatio: 1 }),
      call('gate', 'callee', policies),
      settings({ horizonMs: 5300 }),
    );
    const times = sendTimes(open, 'gate-callee');
    expect(times.filter((time) => time < 1000)).toHaveLength(100);
    expect(times.filter((time) => time >= 1000 && time < 5110)).toHaveLength(0);
    expect(times.filter((time) => time >= 5110)).toEqual([5110]);
    const { measures } = connectionOf(simulate(open), 'gate-callee');
    // Refused once each, never retried; the probe's failure opens the circuit again, so its three retries are refused too.
    expect(measures.circuitRefused).toBe(1000 + 7 + 999 + 1);
    expect(measures.retries).toBe(75);
    expect(measures.circuitOpened).toBe(2);
    expect(measures.circuit).toBe(1);
  });

  it('[RES4] 10 % errors on 1000 calls in 30 s open Polly\'s circuit but neither resilience4j\'s nor Hystrix\'s', () => {
    const opened = (policies: ParameterValues) => callsOf(caller(1000 / 30, 0.1, policies, 30_000)).circuitOpened;
    expect(opened(POLLY)).toBeGreaterThan(0);
    expect(opened(R4J)).toBe(0);
    expect(opened(HYSTRIX)).toBe(0);
  });

  it.each([
    ['dotnetStandard', 100, 10], ['resilience4j', 100, 50], ['hystrix', 20, 10],
  ])('[RES4] %s opens at its ratio itself: of %i calls %i failures open it, one less does not', (preset, calls, failures) => {
    // Calls in turn, the failures last; one call less than its least number says nothing, though the share is larger.
    const opened = (well: number, failed: number) => callsOf(build(
      bursts('gate', [well, 100], [failed, 200]), service('gate', { servers: 10_000, serviceMs: 0 }), service('callee', { servers: 10_000, serviceMs: 1 }),
      call('gate', 'callee', breakerOf(preset)), fault('errors', 'callee', 150, undefined, { ratio: 1 }), settings({ horizonMs: 1000 }),
    ), 'gate-callee').circuitOpened;
    expect([opened(calls - failures + 1, failures - 1), opened(calls - failures, failures), opened(calls - failures - 1, failures)]).toEqual([0, 1, 0]);
  });

  it('[RES20] opens at exactly the ratio: at the tenth failure among 100, not at the ninth', () => {
    const alternating = (failures: number) => build(
      bursts('gate', [100 - failures, 100], [failures, 200]),
      service('gate', { servers: 10_000, serviceMs: 0 }),
      service('callee', { servers: 10_000, serviceMs: 1 }),
      call('gate', 'callee', POLLY),
      fault('errors', 'callee', 150, undefined, { ratio: 1 }),
      settings({ horizonMs: 1000 }),
    );
    const opened = (failures: number) => connectionOf(simulate(alternating(failures)), 'gate-callee').measures.circuitOpened;
    expect(opened(9)).toBe(0);
    expect(opened(10)).toBe(1);
  });

  it('[RES21] opens after failures in a row, and a success between them starts the count afresh', () => {
    const policies = { breaker: 'consecutive', breakerFailures: 5, breakMs: 1000 };
    const at = (failsMs: number, wellMs: number) => caller(10, 0, policies, 1050,
      fault('errors', 'callee', 50, failsMs, { ratio: 1 }), fault('errors', 'callee', 50 + failsMs + wellMs, 400, { ratio: 1 }));
    // Calls at 100, 200, …: four fail, one succeeds, four fail.
    expect(callsOf(at(400, 100)).circuitOpened).toBe(0);
    expect(callsOf(at(500, 100)).circuitOpened).toBe(1);
  });

  it('[RES22] a successful probe closes the circuit, and the count starts afresh', () => {
    const policies = { breaker: 'timeWindow', breakerRatio: 0.5, breakerMinCalls: 10, breakerWindowMs: 60_000, breakMs: 500 };
    const run = createRun(caller(100, 0, policies, 3000, fault('errors', 'callee', 0, 300, { ratio: 1 }), fault('errors', 'callee', 2000, 95, { ratio: 1 })));
    const circuit = (atMs: number) => connectionOf(reportAt(run, atMs), 'caller-callee').measures;
    expect(circuit(500)).toMatchObject({ circuit: 1, circuitOpened: 1, attempts: 10 });
    expect(circuit(1000)).toMatchObject({ circuit: 0, circuitOpened: 1 });
    // Nine failures among more successes than that: had the failures before the opening counted, it would open.
    expect(circuit(3000)).toMatchObject({ circuit: 0, circuitOpened: 1 });
  });

  it('[RES23] half-open with ten probes, all others are refused until these are over; half of them failing opens it again', () => {
    const after = (failing: number) => {
      const policies = { ...R4J, breakerMinCalls: 10, breakerWindowCalls: 10, breakMs: 1000 };
      const document = build(
        bursts('gate', [10, 100], [100, 2500], [10, 4000]),
        service('gate', { servers: 10_000, serviceMs: 0 }),
        service('callee', { servers: 1, serviceMs: 100 }),
        call('gate', 'callee', policies),
        fault('errors', 'callee', 0, 1500, { ratio: 1 }),
        // The probes are served one after another, 100 ms each: the last ones of them fail.
        fault('errors', 'callee', 3550 - failing * 100, failing * 100, { ratio: 1 }),
        settings({ horizonMs: 5500 }),
      );
      return connectionOf(simulate(document), 'gate-callee').measures;
    };
    expect(after(4)).toMatchObject({ circuitOpened: 1, attempts: 30, circuitRefused: 90, circuit: 0 });
    expect(after(5)).toMatchObject({ circuitOpened: 2, attempts: 20, circuitRefused: 100, circuit: 1 });
  });

  it('[RES24] opens when too many are slow, though none fails', () => {
    const policies = { ...R4J, slowCallMs: 50, slowCallRatio: 1 };
    const slow = (slowed: boolean) => callsOf(caller(100, 0, policies, 2000, ...(slowed ? [fault('slowdown', 'callee', 0, undefined, { factor: 100 })] : [])));
    expect(slow(false).circuitOpened).toBe(0);
    expect(slow(true)).toMatchObject({ circuitOpened: 1, errors: 0, circuit: 1 });
  });

  it('[RES25] stays open longer each time, up to a cap, until it has closed', () => {
    const policies = { breaker: 'consecutive', breakerFailures: 1, breakMs: 1000, breakFactor: 2, breakCapMs: 4000 };
    const times = sendTimes(caller(1000, 1, policies, 20_000), 'caller-callee');
    // Two attempts are on their way when the first failure opens it; then a probe 1, 2, 4, 4, … seconds after each failure.
    const gaps = times.slice(1).map((time, i) => Math.round((time - times[i]) / 1000));
    expect(gaps).toEqual([0, 1, 2, 4, 4, 4, 4]);
  });

  it('[RES26] each replica of the caller has a circuit of its own', () => {
    const document = build(
      steady('source', 100), call('source', 'caller'),
      service('caller', { replicas: 2, servers: 100, serviceMs: 0 }),
      service('callee', { servers: 100, serviceMs: 1, failureRatio: 1 }),
      call('caller', 'callee', { breaker: 'consecutive', breakerFailures: 5, breakMs: 60_000 }),
    );
    expect(connectionOf(simulate(document), 'caller-callee').measures).toMatchObject({ attempts: 10, circuitOpened: 2 });
  });

  it('[RES27] what was sent before the circuit opened changes nothing while it is open', () => {
    const document = build(
      bursts('gate', [50, 100], [10, 2000]),
      service('gate', { servers: 10_000, serviceMs: 0 }),
      service('callee', { servers: 10_000, serviceMs: 3000 }),
      call('gate', 'callee', { breaker: 'consecutive', breakerFailures: 10, breakMs: 20_000 }),
      set('callee', 'failureRatio', 1, 500),
      settings({ horizonMs: 12_000 }),
    );
    // All 50 fail at 3,100 ms; the tenth opens it, the other forty and the ten of the second burst, at 5,000, change nothing.
    expect(connectionOf(simulate(document), 'gate-callee').measures).toMatchObject({ circuitOpened: 1, errors: 60, circuit: 1 });
  });

  it('[RES28] a caller that restarts has a closed circuit', () => {
    const document = build(
      steady('source', 100), call('source', 'caller'),
      service('caller', { servers: 100, serviceMs: 0 }),
      service('callee', { servers: 100, serviceMs: 1, failureRatio: 1 }),
      call('caller', 'callee', { breaker: 'consecutive', breakerFailures: 5, breakMs: 3_000_000 }),
      fault('crash', 'caller', 2000, 1000),
    );
    const run = createRun(document);
    const measures = (atMs: number) => connectionOf(reportAt(run, atMs), 'caller-callee').measures;
    expect(measures(1990)).toMatchObject({ attempts: 5, circuit: 1 });
    expect(measures(2500)).toMatchObject({ attempts: 5, circuit: 0 });
    expect(measures(4000)).toMatchObject({ attempts: 10, circuitOpened: 2, circuit: 1 });
  });

  it('[RES29] can be switched on and off while a run is in progress', () => {
    const run = createRun(caller(100, 1, { breakerMinCalls: 10 }, 9000, set('caller-callee', 'breaker', 'timeWindow', 1000), set('caller-callee', 'breaker', 'off', 3000)));
    const measures = (atMs: number) => connectionOf(reportAt(run, atMs), 'caller-callee').measures;
    expect(measures(990).circuitOpened).toBe(0);
    expect(measures(2990)).toMatchObject({ circuitOpened: 1, circuit: 1 });
    expect(measures(2990).circuitRefused).toBeGreaterThan(150);
    expect(measures(4000)).toMatchObject({ circuit: 0, circuitOpened: 1 });
    expect(measures(4000).circuitRefused).toBe(measures(9000).circuitRefused);
  });

  it('goes on from a snapshot as it would have', () => {
    const document = build(poisson('source', 50), call('source', 'caller'), service('caller', { servers: 50 }), service('callee', { serviceMs: 15, failureRatio: 0.3 }),
      call('caller', 'callee', { ...POLLY, breakerMinCalls: 10, breakerRatio: 0.4, breakMs: 700, maxAttempts: 3, totalTimeoutMs: 400, hedging: 'on', hedgeDelayMs: 30, concurrencyLimit: 'gradient2', retryBudget: 'share' }), dial(2, 4000));
    const whole = createRun(document);
    whole.advance(3333, Infinity);
    const snapshot = whole.snapshot();
    whole.advance(10_000, Infinity);
    const resumed = createRun(document);
    resumed.restore(snapshot);
    resumed.advance(10_000, Infinity);
    expect(resumed.traceHash).toBe(whole.traceHash);
    expect(resumed.report()).toEqual(whole.report());
    expect(connectionOf(whole.report(), 'caller-callee').measures.circuitOpened).toBeGreaterThan(0);
  });
});
