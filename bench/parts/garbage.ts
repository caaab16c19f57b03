import type { BrownoutDocument } from '../../src/model/document.ts';
import { atMost } from '../lib/goal.ts';
import type { Host } from '../lib/hosts.mjs';
import { hostNamed, type Measured, type Part, runOnce, type Setting, textOf } from '../lib/part.ts';
import { bytes, compact, markdownTable, median } from '../lib/table.ts';
import { WORKLOADS } from '../lib/workloads.ts';

/** What a run makes on the heap, also one that is four times as long: what is made per event is four times as much there. */
export const garbage: Part = { name: 'garbage', title: 'Garbage', measure };

/** Collections are told by medians of at most so many runs. */
const MOST_ROUNDS = 3;
/** Collections differ by one from run to run, whatever is run. */
const STRAY_COLLECTIONS = 1;

interface Heap {
  readonly events: number;
  readonly young: number;
  readonly full: number;
  readonly wallMs: number;
  readonly madeBytes: number;
}

async function measure(setting: Setting): Promise<Measured> {
  const node = hostNamed(setting, 'node');
  if (node === undefined) return { body: 'Garbage is measured in node, which takes no part.', goals: [] };
  const rounds = Math.min(MOST_ROUNDS, setting.options.rounds);
  const rows: string[][] = [];
  const goals = [];
  for (const { name, document, longer } of WORKLOADS) {
    if (longer === undefined) continue;
    const short = await heapOf(node, document, rounds);
    const long = await heapOf(node, longer, rounds);
    rows.push(rowOf(name, short), rowOf(`${name}, four times as long`, long));
    const added = long.young + long.full - short.young - short.full;
    goals.push(atMost({ what: `${name}: collections that a run of four times the length has more`, value: added, limit: STRAY_COLLECTIONS, decimals: 0 }));
  }
  const heads = ['workload, in node', 'events', 'made on the heap', 'bytes per event', 'young collections', 'full', 'their wall time'];
  return { body: markdownTable(heads, rows), goals };
}

/** Two runs go before, so that what compilers make is made. */
async function heapOf(node: Host, document: BrownoutDocument, rounds: number): Promise<Heap> {
  for (let i = 0; i < 2; i++) await runOnce(node, document);
  const runs: Awaited<ReturnType<typeof runOnce>>[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await runOnce(node, document));
  const count = (kind: 'young' | 'full' | 'ms'): number => median(runs.map(({ result }) => result.collections?.[kind] ?? NaN));
  await node.run('engine/prepare', [textOf(document)]);
  const madeBytes = (await node.weigh?.('engine/advance', [])) ?? NaN;
  return { events: runs[0]!.figures.events, young: count('young'), full: count('full'), wallMs: count('ms'), madeBytes };
}

function rowOf(name: string, { events, young, full, wallMs, madeBytes }: Heap): string[] {
  return [name, compact(events), bytes(madeBytes), (madeBytes / events).toFixed(3), String(young), String(full), `${wallMs.toFixed(1)} ms`];
}
