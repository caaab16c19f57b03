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
 *  Exact mean value analysis (Reiser and Lavenberg 1980), with marginal probabilities at stations of several servers.
 *  Rounding costs a few digits at saturated stations of many servers. Holds for exponential service, first come first served, when a request holds nothing while it is elsewhere. */
export function closedNetworkMeans(options: {
  readonly users: number;
  readonly thinkMs: number;
  readonly stations: readonly ClosedStation[];
}): ClosedNetworkMeans {
  const { users, thinkMs, stations } = options;
  /** Probability of j requests at a station, for j below the number of its servers. */
  const marginals = stations.map(({ servers }) => Array.from({ length: servers }, (_, j) => (j === 0 ? 1 : 0)));
  let inside = stations.map(() => 0);
  let sojourns = stations.map(() => 0);
  let perMs = 0;
  for (let n = 1; n <= users; n++) {
    sojourns = stations.map((station, i) => sojournWith(station, inside[i], marginals[i]));
    perMs = n / (thinkMs + stations.reduce((sum, { visits }, i) => sum + visits * sojourns[i], 0));
    inside = stations.map(({ visits }, i) => perMs * visits * sojourns[i]);
    stations.forEach((station, i) => updateMarginals(station, marginals[i], perMs));
  }
  return {
    throughputPerSec: perMs * 1000,
    responseMs: perMs > 0 ? users / perMs - thinkMs : 0,
    stations: stations.map(({ servers, serviceMs, visits }, i) => ({
      sojournMs: sojourns[i],
      numberInSystem: inside[i],
      utilization: (perMs * visits * serviceMs) / servers,
    })),
  };
}

/** Time per visit when an arrival sees the network with one request less. */
function sojournWith({ servers, serviceMs }: ClosedStation, inside: number, marginal: readonly number[]): number {
  let idle = 0;
  for (let j = 0; j < servers - 1; j++) idle += (servers - 1 - j) * marginal[j];
  return (serviceMs / servers) * (1 + inside + idle);
}

function updateMarginals({ servers, serviceMs, visits }: ClosedStation, marginal: number[], perMs: number): void {
  const busy = perMs * visits * serviceMs;
  for (let j = servers - 1; j >= 1; j--) marginal[j] = (busy / j) * marginal[j - 1];
  let missing = 0;
  for (let j = 1; j < servers; j++) missing += (servers - j) * marginal[j];
  // The difference of nearly equal numbers at a station that is never idle: rounding must not make it negative.
  marginal[0] = Math.max(0, 1 - (busy + missing) / servers);
}
