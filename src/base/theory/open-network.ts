import { multiServerMeans, type QueueMeans } from './multi-server.ts';

/** One station of an open network. */
export interface NetworkStation {
  readonly servers: number;
  /** Mean of an exponential service time. */
  readonly serviceMs: number;
  /** Poisson arrivals from outside. */
  readonly arrivalRatePerSec: number;
  /** Share of the requests leaving here that go to each station; what is left leaves the network. */
  readonly routing: readonly number[];
}

/** What passes a station, and what it is like there. */
export type NetworkStationMeans = QueueMeans & { readonly throughputPerSec: number };

/** Open Jackson network: every station is M/M/c by itself, with the flow that the traffic equations give (Jackson 1957).
 *  Exact when a request visits a station, leaves it, and queues at the next one without holding anything. Throws when a
 *  request never leaves. */
export function openNetworkMeans(stations: readonly NetworkStation[]): NetworkStationMeans[] {
  const flows = solve(
    stations.map((_, to) => stations.map((station, from) => (from === to ? 1 : 0) - (station.routing[to] ?? 0))),
    stations.map(({ arrivalRatePerSec }) => arrivalRatePerSec),
  );
  return stations.map(({ servers, serviceMs }, i) => ({
    throughputPerSec: flows[i],
    ...multiServerMeans({ arrivalRatePerSec: flows[i], serviceMs, servers }),
  }));
}

/** Mean time from entering the network to leaving it, by Little's law over the whole. */
export function networkSojournMs(stations: readonly NetworkStation[]): number {
  const inside = openNetworkMeans(stations).reduce((sum, { numberInSystem }) => sum + numberInSystem, 0);
  return (inside * 1000) / stations.reduce((sum, { arrivalRatePerSec }) => sum + arrivalRatePerSec, 0);
}

/** Solves a small system of linear equations by elimination with the largest pivot. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) pivot = row;
    if (Math.abs(matrix[pivot][column]) < 1e-12) throw new Error('The traffic equations have no solution: some request never leaves.');
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    [right[column], right[pivot]] = [right[pivot], right[column]];
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = matrix[row][column] / matrix[column][column];
      for (let k = column; k < n; k++) matrix[row][k] -= factor * matrix[column][k];
      right[row] -= factor * right[column];
    }
  }
  return right.map((value, i) => value / matrix[i][i]);
}
