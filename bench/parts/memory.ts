import { workloadManyInFlight } from '../../src/engine/testing/workloads.ts';
import type { Figures, Sizes } from '../lib/engine-program.ts';
import { atMost } from '../lib/goal.ts';
import type { Host } from '../lib/hosts.mjs';
import { hostNamed, type Measured, type Part, type Setting, textOf } from '../lib/part.ts';
import { bytes, compact, markdownTable, median } from '../lib/table.ts';
import { ESHOP } from '../lib/workloads.ts';

/** What requests in flight take, and what moments to return to cost. */
export const memory: Part = { name: 'memory', title: 'Memory and snapshots', measure };

const MOST_BYTES = 150;

async function measure(setting: Setting): Promise<Measured> {
  const node = hostNamed(setting, 'node');
  const flight = node === undefined ? undefined : await measureFlight(node);
  const goal = atMost({ what: 'bytes per request, 100,000 in flight', value: flight?.bytesPerRequest ?? NaN, limit: MOST_BYTES, decimals: 0 });
  return { body: [flight?.table ?? 'Memory is measured in node, which takes no part.', await snapshotTable(setting)].join('\n\n'), goals: [goal] };
}

async function measureFlight(node: Host): Promise<{ readonly table: string; readonly bytesPerRequest: number }> {
  await node.run('engine/prepare', [textOf(workloadManyInFlight({ seconds: 20 }))]);
  const empty = (await node.run('engine/sizes', [])).values as Sizes;
  await node.run('engine/advance', [10_000]);
  const full = (await node.run('engine/sizes', [])).values as Sizes;
  const { unanswered, inFlight } = (await node.run('engine/figures', [])).values as Figures;
  const row = (name: string, of: keyof Sizes): string[] => {
    const taken = full[of] - empty[of];
    return [name, bytes(empty[of]), bytes(full[of]), (taken / unanswered).toFixed(0), (taken / inFlight).toFixed(0)];
  };
  const heads = ['W5 after 10 s', 'at time 0', `with ${compact(unanswered)} requests in flight`, 'bytes per request', 'bytes per record'];
  const rows = [row('in use (a snapshot)', 'snapshotBytes'), row('a snapshot, packed', 'packedBytes'), row('room in the buffers', 'capacityBytes')];
  const about = `A request is ${(inFlight / unanswered).toFixed(2)} records here. Buffers double when they are full, so they may be up to twice what is in use.`;
  return { table: `${markdownTable(heads, rows)}\n\n${about}`, bytesPerRequest: (full.snapshotBytes - empty.snapshotBytes) / unanswered };
}

const SNAPSHOT_COUNT = 200;

async function snapshotTable({ hosts, options }: Setting): Promise<string> {
  const rows: string[][] = [];
  for (const host of hosts) {
    await host.run('engine/prepare', [textOf(ESHOP)]);
    await host.run('engine/advance', [300_000]);
    const sizes = (await host.run('engine/sizes', [])).values as Sizes;
    const cost = { takeSnapshots: [] as number[], packSnapshots: [] as number[], restoreSnapshots: [] as number[] };
    for (let round = 0; round < options.rounds; round++) {
      for (const [name, times] of Object.entries(cost)) times.push((await host.run(`engine/${name}`, [SNAPSHOT_COUNT])).cpuMs / SNAPSHOT_COUNT);
    }
    const times = Object.values(cost).map((all) => `${median(all).toFixed(3)} ms`);
    rows.push([host.name, bytes(sizes.snapshotBytes), bytes(sizes.packedBytes), ...times]);
  }
  return markdownTable(['eShop at 300 s', 'snapshot', 'packed', 'to take', 'to pack', 'to restore'], rows);
}
