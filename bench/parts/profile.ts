import { type Measured, type Part, type Setting, textOf } from '../lib/part.ts';
import { bundleProgram, importHosts } from '../lib/project.ts';
import { markdownTable } from '../lib/table.ts';
import { WORKLOADS } from '../lib/workloads.ts';

/** Where the time of the hot loop goes, by the functions of the engine: a profile by samples, in a build that keeps names. */
export const profile: Part = { name: 'profile', title: 'Where the time goes', measure };

/** A function is told if it takes so much of some workload; the others make up the last row. */
const LEAST_SHARE = 0.02;
const WARM_UPS = 2;

type Shares = ReadonlyMap<string, number>;

async function measure({ hosts }: Setting): Promise<Measured> {
  if (!hosts.some(({ name }) => name === 'node')) return { body: 'Profiles are made in node, which takes no part.', goals: [] };
  const { startNode } = await importHosts();
  const node = await startNode({ directory: await bundleProgram('engine-program', { keepsNames: true }), bundles: ['engine-program.js'], nodeFlags: ['--single-threaded-gc'] });
  const all = new Map<string, Shares>();
  try {
    for (const { name, document, longer } of WORKLOADS) {
      for (let i = 0; i < WARM_UPS; i++) {
        await node.run('engine/prepare', [textOf(document)]);
        await node.run('engine/advance', []);
      }
      await node.run('engine/prepare', [textOf(longer ?? document)]);
      all.set(name, sharesOf((await node.profile?.('engine/advance', [])) ?? {}));
    }
  } finally {
    await node.stop();
  }
  const about = 'Shares of the samples taken while a run goes on, in node, by function; what the compilers put into its caller counts as the caller. A name with `wasm` is the compiled path.';
  return { body: `${about}\n\n${shareTable(all)}`, goals: [] };
}

/** Shares of samples, the busiest first. */
function sharesOf(samples: Readonly<Record<string, number>>): Shares {
  const total = Object.values(samples).reduce((sum, count) => sum + count, 0);
  return new Map(Object.entries(samples).map(([name, count]) => [name, count / total]));
}

function shareTable(all: ReadonlyMap<string, Shares>): string {
  const greatest = new Map<string, number>();
  for (const shares of all.values()) for (const [name, share] of shares) greatest.set(name, Math.max(share, greatest.get(name) ?? 0));
  const names = [...greatest].filter(([, share]) => share >= LEAST_SHARE).toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
  const percent = (share: number): string => (share < 0.0005 ? '' : `${(100 * share).toFixed(1)} %`);
  const rest = (shares: Shares): number => 1 - names.reduce((sum, name) => sum + (shares.get(name) ?? 0), 0);
  const rows = names.map((name) => [`\`${name}\``, ...[...all.values()].map((shares) => percent(shares.get(name) ?? 0))]);
  return markdownTable(['function', ...all.keys()], [...rows, ['all others', ...[...all.values()].map((shares) => percent(rest(shares)))]]);
}
