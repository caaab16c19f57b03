import { expect, test } from 'vitest';
import { closedNetworkMeans } from '../base/theory/closed-network.ts';
import { erlangB } from '../base/theory/erlang.ts';
import { finiteQueueMeans } from '../base/theory/finite-queue.ts';
import { generalServiceWaitMs } from '../base/theory/general-service.ts';
import { multiServerMeans, sojournQuantileMs, waitQuantileMs } from '../base/theory/multi-server.ts';
import type { BrownoutDocument } from '../model/document.ts';
import type { ParameterValues } from '../model/parameter.ts';
import type { Report } from './report.ts';
import { simulate } from './simulate.ts';
import { build, call, fault, type Part, poisson, service, settings, users } from './testing/build.ts';
import { componentOf, connectionOf, sourceOf } from './testing/read.ts';

const isFull = process.env['BROWNOUT_FULL'] === '1';
const RUNS = 20;
/** Student's t with 18 degrees of freedom such that all of about 60 intervals together hold at a level of 99.9 %. */
const STUDENT = 5.85;
/** Requests of one run. A full run has half-widths about a fourth as wide. */
const REQUESTS = isFull ? 150_000 : 10_000;
/** Widest half-width by which a comparison still says something, relative to the value. */
const WIDEST = isFull ? 0.04 : 0.15;
/** Relative error of percentiles from a histogram. */
const HISTOGRAM_ERROR = 0.008;

type Figures = Readonly<Record<string, number | null>>;

interface Comparison {
  readonly parts: readonly Part[];
  readonly ratePerSec: number;
  readonly measure: (report: Report) => Figures;
  readonly theory: Readonly<Record<string, number>>;
  /** A figure whose expectation is known, and with which the others go up and down: a control variate. */
  readonly control?: string;
}

/** Runs a system from 20 fixed seeds and compares the means of what is measured with theory, by their intervals. */
function expectTheory({ parts, ratePerSec, measure, theory, control }: Comparison): string {
  const horizonMs = (REQUESTS / ratePerSec) * 1000;
  const document = build(...parts, settings({ horizonMs, warmUpMs: horizonMs * 0.05 }));
  const samples = Array.from({ length: RUNS }, (_, i) => measure(simulate(withSeed(document, 1000 + i))));
  const read = (name: string): number[] => samples.map((sample) => sample[name] ?? Number.NaN);
  for (const [name, exact] of Object.entries(theory)) {
    const values = control === undefined || control === name ? read(name) : adjusted(read(name), read(control), theory[control]);
    const mean = meanOf(values);
    const halfWidth = STUDENT * Math.sqrt(covariance(values, values) / RUNS);
    const slack = /p\d+$/i.test(name) ? HISTOGRAM_ERROR * exact : 1e-9;
    const found = `${name}: ${mean.toPrecision(6)} ± ${halfWidth.toPrecision(2)}, theory ${exact.toPrecision(6)}`;
    expect(Math.abs(mean - exact), found).toBeLessThanOrEqual(halfWidth + slack);
    expect(halfWidth / exact, `${found}: too wide`).toBeLessThan(WIDEST);
  }
  return `${RUNS} runs of ${REQUESTS} requests`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i] - meanB), 0) / (a.length - 2);
}

/** Takes out of each value what the control's deviation from its expectation explains. */
function adjusted(values: readonly number[], controls: readonly number[], expectation: number): number[] {
  const slope = covariance(values, controls) / covariance(controls, controls);
  return values.map((value, i) => value - slope * (controls[i] - expectation));
}

function withSeed(document: BrownoutDocument, seed: number): BrownoutDocument {
  return { ...document, settings: { ...document.settings, seed } };
}

const exponential = (id: string, params: Record<string, number | string> = {}): Part => service(id, { serviceDistribution: 'exponential', ...params });

/** Everything about one station as the report tells it. */
function stationOf(report: Report, id: string) {
  const { waitMs, sojournMs, meanInQueue, meanInSystem, utilization, measures } = componentOf(report, id);
  return {
    utilization, waitMs: waitMs.mean, waitP95: waitMs.p95, sojournMs: sojournMs.mean, p50: sojournMs.p50, p90: sojournMs.p90, p99: sojournMs.p99,
    numberInQueue: meanInQueue, numberInSystem: meanInSystem, rejectedShare: measures.rejected / measures.offered,
  };
}

test('M/M/1', ({ task }) => {
  const queue = { arrivalRatePerSec: 65, serviceMs: 10, servers: 1 };
  const { utilization, waitMs, sojournMs, numberInQueue, numberInSystem } = multiServerMeans(queue);
  task.meta.counted = expectTheory({
    parts: [poisson('users', 65), exponential('api'), call('users', 'api')], ratePerSec: 65, measure: (report) => stationOf(report, 'api'), control: 'utilization',
    theory: {
      utilization, waitMs, sojournMs, numberInQueue, numberInSystem, p50: sojournQuantileMs(queue, 0.5), p90: sojournQuantileMs(queue, 0.9),
      p99: sojournQuantileMs(queue, 0.99),
    },
  });
});

test('M/M/c', ({ task }) => {
  const queue = { arrivalRatePerSec: 280, serviceMs: 10, servers: 4 };
  const { utilization, waitMs, sojournMs, numberInSystem } = multiServerMeans(queue);
  task.meta.counted = expectTheory({
    parts: [poisson('users', 280), exponential('api', { servers: 4 }), call('users', 'api')], ratePerSec: 280, measure: (report) => stationOf(report, 'api'),
    control: 'utilization',
    theory: {
      utilization, waitMs, sojournMs, numberInSystem, waitP95: waitQuantileMs(queue, 0.95), p50: sojournQuantileMs(queue, 0.5), p99: sojournQuantileMs(queue, 0.99),
    },
  });
});

test('M/M/c/K under overload', ({ task }) => {
  const queue = { arrivalRatePerSec: 330, serviceMs: 10, servers: 3, queueCapacity: 5 };
  const { utilization, waitMs, sojournMs, numberInQueue, numberInSystem, rejectedShare } = finiteQueueMeans(queue);
  const api = exponential('api', { servers: 3, queueCapacity: 5 });
  task.meta.counted = expectTheory({
    parts: [poisson('users', 330), api, call('users', 'api')], ratePerSec: 330, measure: (report) => stationOf(report, 'api'),
    theory: { utilization, waitMs, sojournMs, numberInQueue, numberInSystem, rejectedShare },
  });
});

test('Erlang\'s loss formula does not mind the distribution of service times', ({ task }) => {
  for (const distribution of ['exponential', 'deterministic', 'lognormal']) {
    const api = service('api', { servers: 5, queueCapacity: 0, serviceDistribution: distribution, serviceVariation: 2 });
    task.meta.counted = expectTheory({
      parts: [poisson('users', 400), api, call('users', 'api')], ratePerSec: 400, measure: (report) => stationOf(report, 'api'), theory: { rejectedShare: erlangB(5, 4) },
    });
  }
});

test('M/D/1 and M/G/1', ({ task }) => {
  const shapes: { readonly params: ParameterValues; readonly variation: number; readonly serviceMs?: number }[] = [
    { params: { serviceDistribution: 'deterministic' }, variation: 0 },
    { params: { serviceDistribution: 'erlang', erlangStages: 3 }, variation: 1 / Math.sqrt(3) },
    { params: { serviceDistribution: 'lognormal', serviceVariation: 1.2 }, variation: 1.2 },
    // 5 and 20 ms, one as likely as the other: mean 12.5, deviation 7.5.
    { params: { serviceDistribution: 'empirical', serviceSamplesMs: [5, 20] }, variation: 0.6, serviceMs: 12.5 },
  ];
  for (const { params, variation, serviceMs = 10 } of shapes) {
    const waitMs = generalServiceWaitMs({ arrivalRatePerSec: 50, serviceMs, variation });
    task.meta.counted = expectTheory({
      parts: [poisson('users', 50), service('api', params), call('users', 'api')], ratePerSec: 50, measure: (report) => stationOf(report, 'api'),
      control: 'utilization', theory: { waitMs, utilization: 0.05 * serviceMs },
    });
  }
});

test('tandem of Jackson: stations that free their worker while they call', ({ task }) => {
  const first = multiServerMeans({ arrivalRatePerSec: 120, serviceMs: 10, servers: 2 });
  const second = multiServerMeans({ arrivalRatePerSec: 120, serviceMs: 5, servers: 1 });
  const third = multiServerMeans({ arrivalRatePerSec: 120, serviceMs: 15, servers: 3 });
  const release = { hold: 'release' };
  const parts = [
    poisson('users', 120), exponential('a', { servers: 2, serviceMs: 10 }), exponential('b', { serviceMs: 5 }), exponential('c', { servers: 3, serviceMs: 15 }),
    call('users', 'a'), call('a', 'b', release), call('b', 'c', release),
  ];
  const measure = (report: Report) => ({
    a: componentOf(report, 'a').waitMs.mean, b: componentOf(report, 'b').waitMs.mean, c: componentOf(report, 'c').waitMs.mean,
    end: sourceOf(report, 'users').answeredMs.mean,
    load: ['a', 'b', 'c'].reduce((sum, id) => sum + componentOf(report, id).measures.busyArea, 0) / (report.nowMs - report.warmUpMs),
  });
  task.meta.counted = expectTheory({
    parts, ratePerSec: 120, measure, control: 'load',
    theory: { a: first.waitMs, b: second.waitMs, c: third.waitMs, end: first.sojournMs + second.sojournMs + third.sojournMs, load: 1.2 + 0.6 + 1.8 },
  });
});

test('closed network: users who think, exact mean values', ({ task }) => {
  const stations = [{ servers: 2, serviceMs: 20, visits: 1 }, { servers: 1, serviceMs: 12, visits: 1 }];
  for (const [count, thinkMs] of [[6, 100], [20, 150]]) {
    const exact = closedNetworkMeans({ users: count, thinkMs, stations });
    const parts = [
      users('users', count, thinkMs, { thinkDistribution: 'exponential' }), exponential('a', { servers: 2, serviceMs: 20 }), exponential('b', { serviceMs: 12 }),
      call('users', 'a'), call('a', 'b', { hold: 'release' }),
    ];
    const measure = (report: Report) => ({
      throughput: sourceOf(report, 'users').throughputPerSec, response: sourceOf(report, 'users').answeredMs.mean, a: componentOf(report, 'a').utilization,
      b: componentOf(report, 'b').utilization, inB: componentOf(report, 'b').meanInSystem,
    });
    task.meta.counted = expectTheory({
      parts, ratePerSec: exact.throughputPerSec, measure,
      theory: {
        throughput: exact.throughputPerSec, response: exact.responseMs, a: exact.stations[0].utilization, b: exact.stations[1].utilization,
        inB: exact.stations[1].numberInSystem,
      },
    });
  }
});

test('think times of any distribution give the same closed network', ({ task }) => {
  const exact = closedNetworkMeans({ users: 15, thinkMs: 120, stations: [{ servers: 1, serviceMs: 10, visits: 1 }] });
  const parts = [users('users', 15, 120), exponential('a'), call('users', 'a')];
  task.meta.counted = expectTheory({
    parts, ratePerSec: exact.throughputPerSec, theory: { throughput: exact.throughputPerSec, response: exact.responseMs },
    measure: (report) => ({ throughput: sourceOf(report, 'users').throughputPerSec, response: sourceOf(report, 'users').answeredMs.mean }),
  });
});

test('worker-holding nested calls: the caller is a queue with the sum of both works', ({ task }) => {
  // Work of 6 and 9 ms, both exponential: mean 15, variance 36 + 81.
  const waitMs = generalServiceWaitMs({ arrivalRatePerSec: 40, serviceMs: 15, variation: Math.sqrt(36 + 81) / 15 });
  const parts = [poisson('users', 40), exponential('api', { serviceMs: 6 }), exponential('back', { servers: 100, serviceMs: 9 }), call('users', 'api'), call('api', 'back')];
  const measure = (report: Report) => ({ ...stationOf(report, 'api'), end: sourceOf(report, 'users').answeredMs.mean });
  task.meta.counted = expectTheory({
    parts, ratePerSec: 40, measure, control: 'utilization', theory: { waitMs, utilization: 0.6, end: waitMs + 15 },
  });
});

test('retries: attempts per call and the share that succeeds', ({ task }) => {
  // Each attempt fails with 0.4: 1 + 0.4 + 0.16 + 0.064 attempts, and 1 - 0.4^4 succeed.
  const parts = [
    poisson('users', 200), service('api', { servers: 1000, failureRatio: 0.4 }), call('users', 'api', { maxAttempts: 4, backoffMs: 5, jitter: 'full' }),
  ];
  const measure = (report: Report) => {
    const { attempts, calls, succeeded, failed } = connectionOf(report, 'users-api').measures;
    return { attempts: attempts / calls, succeeded: succeeded / (succeeded + failed), errors: componentOf(report, 'api').measures.failedHere / calls };
  };
  task.meta.counted = expectTheory({
    parts, ratePerSec: 200, measure, theory: { attempts: 1.624, succeeded: 1 - 0.4 ** 4, errors: 1.624 * 0.4 },
  });
});

test('retries of timeouts: the share of attempts that an exponential work makes late', ({ task }) => {
  // Work of 10 ms on average is later than 20 ms with e^-2; replies that come late are as many as timeouts.
  const late = Math.exp(-2);
  const parts = [poisson('users', 200), exponential('api', { servers: 1000 }), call('users', 'api', { maxAttempts: 3, timeoutMs: 20, backoffMs: 0 })];
  const measure = (report: Report) => {
    const { attempts, calls, timedOut, succeeded, failed } = connectionOf(report, 'users-api').measures;
    return { attempts: attempts / calls, timedOut: timedOut / attempts, succeeded: succeeded / (succeeded + failed) };
  };
  task.meta.counted = expectTheory({
    parts, ratePerSec: 200, measure, theory: { attempts: 1 + late + late * late, timedOut: late, succeeded: 1 - late ** 3 },
  });
});

test('Poisson arrivals split by chance are Poisson: two M/M/1 behind one connection each', ({ task }) => {
  const { waitMs } = multiServerMeans({ arrivalRatePerSec: 60, serviceMs: 10, servers: 1 });
  const parts = [
    poisson('users', 150), service('front', { servers: 10_000, serviceMs: 0 }), exponential('a'), exponential('b', { serviceMs: 1 }), call('users', 'front'),
    call('front', 'a', { probability: 0.4 }), call('front', 'b', { probability: 0.5 }),
  ];
  task.meta.counted = expectTheory({
    parts, ratePerSec: 150, measure: (report) => stationOf(report, 'a'), control: 'utilization', theory: { waitMs, utilization: 0.6 },
  });
});

test('capacity lost and slowed down: the queue is as long as that of what is left', ({ task }) => {
  const { waitMs } = multiServerMeans({ arrivalRatePerSec: 100, serviceMs: 20, servers: 3 });
  const parts = [
    poisson('users', 100), exponential('api', { servers: 6, serviceMs: 10 }), call('users', 'api'), fault('capacityLoss', 'api', 0, undefined, { share: 0.5 }),
    fault('slowdown', 'api', 0, undefined, { factor: 2 }),
  ];
  task.meta.counted = expectTheory({
    parts, ratePerSec: 100, measure: (report) => stationOf(report, 'api'), control: 'utilization', theory: { waitMs, utilization: 2 / 3 },
  });
});
