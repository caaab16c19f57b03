import { exp, ln } from '../math.ts';
import { type GeneralService, generalServiceWaitMs } from './general-service.ts';

/** Mean sojourn time of a request that needs `needMs` of service in M/G/1 with processor sharing. Exact, and the same for
 *  every distribution of service times with this mean (Kleinrock 1967). Infinite when the load is 1 or more. */
export function sharedSojournMs({ arrivalRatePerSec, serviceMs }: Pick<GeneralService, 'arrivalRatePerSec' | 'serviceMs'>, needMs = serviceMs): number {
  const load = (arrivalRatePerSec / 1000) * serviceMs;
  return load < 1 ? needMs / (1 - load) : Infinity;
}

/** Variance of the waiting time of M/M/1, first come first served or last come first served, in square milliseconds. Exact
 *  (Kleinrock 1975, sections 5.7 and 5.8 by way of the busy period). Means of both are the same; last come first served
 *  spreads more, by the factor the load decides. */
export function waitVariance({ arrivalRatePerSec, serviceMs }: Pick<GeneralService, 'arrivalRatePerSec' | 'serviceMs'>, order: 'fifo' | 'lifo'): number {
  const load = (arrivalRatePerSec / 1000) * serviceMs;
  if (load >= 1) return Infinity;
  const mean = (load * serviceMs) / (1 - load);
  // Second moments: first come first served 2 a s² / (1 - a)²; last come first served the same divided by 1 - a (Takács 1963).
  const second = (2 * load * serviceMs * serviceMs) / ((1 - load) * (1 - load));
  return (order === 'fifo' ? second : second / (1 - load)) - mean * mean;
}

/** One class of a queue with priorities; the first class is served first. */
export interface PriorityClass {
  readonly arrivalRatePerSec: number;
  readonly serviceMs: number;
  /** Coefficient of variation of service times. */
  readonly variation: number;
}

/** Mean waits of the classes of M/G/1 when a request in service is not interrupted (Cobham 1954). Exact. Infinite for
 *  every class at which the load of it and of those before it reaches 1. */
export function priorityWaitsMs(classes: readonly PriorityClass[]): number[] {
  const residual = classes.reduce((sum, one) => sum + residualMs(one), 0);
  return withLoadsBefore(classes, (_, before, upTo) => residual / ((1 - before) * (1 - upTo)));
}

/** Mean sojourn times of the classes of M/G/1 when an arrival interrupts a request of a later class, which goes on where it
 *  was (preemptive resume; Kleinrock 1976, section 3.6). Exact. */
export function preemptiveSojournsMs(classes: readonly PriorityClass[]): number[] {
  let residual = 0;
  return withLoadsBefore(classes, (one, before, upTo) => {
    residual += residualMs(one);
    return one.serviceMs / (1 - before) + residual / ((1 - before) * (1 - upTo));
  });
}

/** Work that an arrival finds in service because of a class, on average. */
function residualMs({ arrivalRatePerSec, serviceMs, variation }: PriorityClass): number {
  return ((arrivalRatePerSec / 1000) * serviceMs * serviceMs * (1 + variation * variation)) / 2;
}

function withLoadsBefore(classes: readonly PriorityClass[], of: (one: PriorityClass, before: number, upTo: number) => number): number[] {
  let before = 0;
  return classes.map((one) => {
    const upTo = before + (one.arrivalRatePerSec / 1000) * one.serviceMs;
    const value = of(one, before, upTo);
    before = upTo;
    return upTo < 1 ? value : Infinity;
  });
}

/** Mean sojourn time of a request that needs `needMs` in M/G/1 when the last arrival interrupts all others (preemptive last
 *  come first served). Exact: the same as with processor sharing (Kleinrock 1976, section 4.3). */
export const interruptedSojournMs = sharedSojournMs;

/** Mean wait of M/G/1 in any order that does not look at service times and does not interrupt: that of first come first
 *  served. Exact (Kleinrock 1976, section 3.4, conservation law). */
export const conservedWaitMs = generalServiceWaitMs;

/** Density of the busy period of M/M/1 after `ms`, per millisecond (Takács 1962; Kleinrock 1975, section 5.8). */
function busyPeriodDensity(arrivalsPerMs: number, servicesPerMs: number, ms: number): number {
  const square = arrivalsPerMs * servicesPerMs * ms * ms;
  // I1(2x) / x as a series, all of whose terms are positive: sum of x^2k / (k! (k + 1)!).
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) sum += term *= square / (k * (k + 1));
  return servicesPerMs * exp(ln(sum) - (arrivalsPerMs + servicesPerMs) * ms);
}

/** The `q`-quantile of the waiting time of M/M/1, last come first served, requests in service not interrupted (0 <= q < 1):
 *  who finds the server busy waits for a whole busy period, since what is left of the service is exponential again
 *  (Takács 1963). Exact, by Simpson's rule with steps that make an error below 1e-6. Infinite when the load is 1 or more. */
export function lifoWaitQuantileMs({ arrivalRatePerSec, serviceMs }: Pick<GeneralService, 'arrivalRatePerSec' | 'serviceMs'>, q: number): number {
  const arrivalsPerMs = arrivalRatePerSec / 1000;
  const load = arrivalsPerMs * serviceMs;
  if (load >= 1) return Infinity;
  if (1 - q >= load) return 0;
  const goal = 1 - (1 - q) / load;
  const density = (ms: number): number => busyPeriodDensity(arrivalsPerMs, 1 / serviceMs, ms);
  const stepMs = serviceMs / 100;
  let below = 0;
  for (let ms = 0, left = density(0); ; ms += stepMs) {
    const right = density(ms + stepMs);
    const part = (stepMs / 6) * (left + 4 * density(ms + stepMs / 2) + right);
    if (below + part >= goal) return ms + (stepMs * (goal - below)) / part;
    below += part;
    left = right;
  }
}
