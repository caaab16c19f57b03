import { exp, ln } from '../math.ts';

/** One station of a closed network. */
export interface ClosedStation {
  readonly servers: number;
  /** Mean of an exponential service time. */
  readonly serviceMs: number;
  /** Visits per request. */
  readonly visits: number;
}

/** Long-run means of a closed network. */
export interface ClosedNetworkMeans {
  readonly throughputPerSec: number;
  /** From asking to the answer, thinking left out. */
  readonly responseMs: number;
  /** Of every station: time per visit, and the mean number there. */
  readonly stations: readonly { readonly sojournMs: number; readonly numberInSystem: number; readonly utilization: number }[];
}

/** Closed network with think time: `users` who think for `thinkMs` (mean, any distribution), ask, and wait for the answer.
 *  The same figures as exact mean value analysis (Reiser and Lavenberg 1980), but by convolution (Buzen 1973), which only
 *  adds positive numbers, so that stations of many servers lose no digits. Exact for exponential service, first come first
 *  served, when a request holds nothing while it is elsewhere. */
export function closedNetworkMeans(options: {
  readonly users: number;
  readonly thinkMs: number;
  readonly stations: readonly ClosedStation[];
}): ClosedNetworkMeans {
  const { users, thinkMs, stations } = options;
  if (users === 0) return { throughputPerSec: 0, responseMs: 0, stations: stations.map(() => ({ sojournMs: 0, numberInSystem: 0, utilization: 0 })) };
  // In units of the bottleneck's time per request no weight is out of reach of the others.
  const unitMs = stations.reduce((most, { servers, serviceMs, visits }) => Math.max(most, (serviceMs * visits) / servers), 0) || thinkMs;
  const thinking = weights(thinkMs / unitMs, Infinity, users);
  const factors = stations.map(({ servers, serviceMs, visits }) => weights((serviceMs * visits) / unitMs, servers, users));
  const whole = factors.reduce(convolve, thinking);
  const perMs = whole[users - 1] / whole[users] / unitMs;
  return {
    throughputPerSec: perMs * 1000,
    responseMs: users / perMs - thinkMs,
    stations: stations.map(({ servers, serviceMs, visits }, i) => {
      const others = factors.filter((_, j) => j !== i).reduce(convolve, thinking);
      const numberInSystem = factors[i].reduce((sum, weight, k) => sum + (k * weight * others[users - k]) / whole[users], 0);
      const utilization = (perMs * visits * serviceMs) / servers;
      return { sojournMs: visits > 0 ? numberInSystem / (perMs * visits) : 0, numberInSystem, utilization };
    }),
  };
}

/** Weights of 0 to `users` requests at a station, up to a factor, which cancels out. */
function weights(demand: number, servers: number, users: number): number[] {
  const logs = [0];
  for (let k = 1; k <= users; k++) logs.push(logs[k - 1] + (demand > 0 ? ln(demand) : -Infinity) - ln(Math.min(k, servers)));
  const most = logs.reduce((a, b) => Math.max(a, b));
  return logs.map((log) => exp(log - most));
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, n) => {
    let sum = 0;
    for (let k = 0; k <= n; k++) sum += a[k] * b[n - k];
    return sum;
  });
}
