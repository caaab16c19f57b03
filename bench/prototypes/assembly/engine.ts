/** What the module offers: runs of W1 and W2, and what the last run gave. */
import { counts, latencySum, percentile, runChain } from './chain';
import { makeLayers } from './draws';
import { now, runSingle, sojournSum } from './single';

makeLayers();

export { percentile, runChain, runSingle };

export function count(index: i32): i32 {
  return counts[index];
}

export function chainLatencySum(): f64 {
  return latencySum;
}

export function singleEnd(): f64 {
  return now;
}

export function singleSojournSum(): f64 {
  return sojournSum;
}
