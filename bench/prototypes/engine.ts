/** The TypeScript prototypes as programs. Each runs once per seed from 1 to `runs` and returns what the last run gave. */
import { Chain } from './chain.ts';
import { offer } from './measure.ts';
import { Single } from './single.ts';

declare const BUNDLE: string;

let chain: Chain | undefined;
let single: Single | undefined;

function runChain(runs: number, ratePerSec: number, horizonMs: number): number[] {
  chain ??= new Chain();
  for (let seed = 1; seed <= runs; seed++) chain.run(seed, ratePerSec, horizonMs);
  const meanMs = chain.clock[1] / chain.counts[1];
  return [...chain.counts.subarray(0, 7), meanMs, chain.percentile(0.5), chain.percentile(0.99)];
}

function runSingle(runs: number, customers: number): number[] {
  single ??= new Single();
  for (let seed = 1; seed <= runs; seed++) single.run(seed, customers);
  return [customers, single.clock[0], single.clock[1] / customers / 1000];
}

offer(BUNDLE, {
  W1: (runs, customers = 2_000_000) => runSingle(runs, customers),
  W2: (runs, horizonMs = 600_000) => runChain(runs, 500, horizonMs),
  'W2-hot': (runs, horizonMs = 60_000) => runChain(runs, 1400, horizonMs),
});
