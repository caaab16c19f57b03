import process from 'node:process';
import { workloadManyChains, workloadManyInFlight } from '../../src/engine/testing/workloads.ts';
import type { BrownoutDocument } from '../../src/model/document.ts';
import type { Figures } from '../lib/engine-program.ts';
import { atMost, type Goal } from '../lib/goal.ts';
import type { Host } from '../lib/hosts.mjs';
import { type Measured, type Part, type Setting, textOf } from '../lib/part.ts';
import { markdownTable, median } from '../lib/table.ts';

/** What an event costs when the system is larger, and when more events are pending. */
export const growth: Part = { name: 'growth', title: 'Growth', measure };

/** A size of a system: all sizes have about as many events, so that none is measured for longer. */
interface Size {
  readonly name: string;
  readonly document: BrownoutDocument;
  /** From when on is measured, in ms of the run. */
  readonly fromMs: number;
}

/** Chains have three services and a source of requests: 12, 100 and 1,000 components. */
const CHAINS = [3, 25, 250].map((copies): Size => ({
  name: `${copies} chains (${4 * copies} components)`,
  document: workloadManyChains({ copies, seconds: 1 + 1200 / copies }),
  fromMs: 1000,
}));

/** So long until as many are in flight as there ever are, and so many arrivals after that. */
const FILLING_SECONDS = 5;
const ARRIVALS = 1_000_000;
/** The most that one of these services has workers for, with room to spare. */
const MOST_IN_A_CROWD = 500_000;

const PENDING = [1e3, 1e4, 1e5, 1e6].map((pending): Size => ({
  name: pending.toLocaleString('en'),
  document: crowds(pending, FILLING_SECONDS + ARRIVALS / pending),
  fromMs: FILLING_SECONDS * 1000,
}));

/** Requests that take an exponential second, so many at a time, in as many services as have room for them. */
function crowds(pending: number, seconds: number): BrownoutDocument {
  const count = Math.ceil(pending / MOST_IN_A_CROWD);
  const crowd = workloadManyInFlight({ seconds, ratePerSec: pending / count });
  const copies = Array.from({ length: count }, (_, i) => i);
  return {
    ...crowd,
    components: copies.flatMap((i) => crowd.components.map((component) => ({ ...component, id: `${component.id}-${i}` }))),
    connections: copies.flatMap((i) => crowd.connections.map((connection) => ({
      ...connection, id: `${connection.id}-${i}`, from: `${connection.from}-${i}`, to: `${connection.to}-${i}`,
    }))),
  };
}

/** Growth is told by medians of at most so many rounds. */
const MOST_ROUNDS = 3;

async function measure({ options, hosts }: Setting): Promise<Measured> {
  // Firefox would tell the same once more, at length.
  const measured = hosts.filter(({ name }) => name !== 'firefox' || hosts.length === 1);
  const ns = new Map<string, number[]>();
  const rounds = Math.min(MOST_ROUNDS, options.rounds);
  for (let round = -1; round < rounds; round++) {
    for (const size of [...CHAINS, ...PENDING]) {
      for (const host of measured) {
        if (round < 0 && size.document.connections.length > 100) continue;
        const value = await nsPerEvent(host, size);
        if (round >= 0) ns.set(keyOf(host, size), [...(ns.get(keyOf(host, size)) ?? []), value]);
      }
    }
    process.stdout.write(`growth: round ${round + 1} of ${rounds}\n`);
  }
  const of = (host: Host, size: Size): number => median(ns.get(keyOf(host, size)) ?? []);
  const table = (head: string, sizes: readonly Size[]): string =>
    markdownTable(
      [head, ...measured.flatMap(({ name }) => [`an event in ${name}`, 'to the first'])],
      sizes.map((size) => [size.name, ...measured.flatMap((host) => [`${of(host, size).toFixed(0)} ns`, (of(host, size) / of(host, sizes[0]!)).toFixed(2)])]),
    );
  const goals = measured.flatMap((host): Goal[] => [
    atMost({ what: `cost of an event at 1,000 components / at 12, ${host.name}`, value: of(host, CHAINS[2]!) / of(host, CHAINS[0]!), limit: 1.5 }),
    atMost({ what: `cost of an event with 10^5 pending / with 10^3, ${host.name}`, value: of(host, PENDING[2]!) / of(host, PENDING[0]!), limit: 2 }),
  ]);
  return { body: [table('copies of W2', CHAINS), table('events pending (W5)', PENDING)].join('\n\n'), goals };
}

function keyOf(host: Host, size: Size): string {
  return `${host.name}|${size.name}`;
}

/** Processor time of an event, once the system is full. */
async function nsPerEvent(host: Host, { name, document, fromMs }: Size): Promise<number> {
  await host.run('engine/prepare', [textOf(document)]);
  await host.run('engine/advance', [fromMs]);
  const before = (await host.run('engine/figures', [])).values as Figures;
  const { cpuMs } = await host.run('engine/advance', []);
  const after = (await host.run('engine/figures', [])).values as Figures;
  if (after.outcome !== 'horizon') throw new Error(`${name}: the run ended otherwise: ${after.outcome}`);
  return (cpuMs * 1e6) / (after.events - before.events);
}

