/** The AssemblyScript prototypes as programs, over the modules that the host loaded. */
import { offer } from './measure.ts';

type Exports = {
  runChain(seed: number, ratePerSec: number, horizonMs: number): void;
  runSingle(seed: number, customers: number): void;
  percentile(share: number): number;
  count(index: number): number;
  chainLatencySum(): number;
  singleEnd(): number;
  singleSojournSum(): number;
};

declare const globalThis: { wasm: Record<string, Uint8Array<ArrayBuffer>> };

function offerModule(name: string): void {
  let exports: Exports | undefined;
  const load = (): Exports => {
    const module = new WebAssembly.Module(globalThis.wasm[name]);
    const abort = (): never => {
      throw new Error(`${name} aborted`);
    };
    return new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as Exports;
  };
  const runChain = (runs: number, ratePerSec: number, horizonMs: number): number[] => {
    const engine = (exports ??= load());
    for (let seed = 1; seed <= runs; seed++) engine.runChain(seed, ratePerSec, horizonMs);
    const counts = [0, 1, 2, 3, 4, 5, 6].map((i) => engine.count(i));
    return [...counts, engine.chainLatencySum() / counts[1], engine.percentile(0.5), engine.percentile(0.99)];
  };
  const runSingle = (runs: number, customers: number): number[] => {
    const engine = (exports ??= load());
    for (let seed = 1; seed <= runs; seed++) engine.runSingle(seed, customers);
    return [customers, engine.singleEnd(), engine.singleSojournSum() / customers / 1000];
  };
  offer(name, {
    W1: (runs, customers = 2_000_000) => runSingle(runs, customers),
    W2: (runs, horizonMs = 600_000) => runChain(runs, 500, horizonMs),
    'W2-hot': (runs, horizonMs = 60_000) => runChain(runs, 1400, horizonMs),
  });
}

for (const name of ['as-ladder-keyed', 'as-ladder-sequential']) offerModule(name);
