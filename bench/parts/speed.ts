import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { BrownoutDocument } from '../../src/model/document.ts';
import type { CPrograms } from '../lib/c-programs.ts';
import type { Figures } from '../lib/engine-program.ts';
import { atLeast, atMost, type Goal, told } from '../lib/goal.ts';
import type { Host } from '../lib/hosts.mjs';
import { type Measured, type Part, runOnce, type Setting, textOf } from '../lib/part.ts';
import { findPeers, type Peer, type PeerValues, type PeerWorkload } from '../lib/peers.ts';
import { importBuild, outputOf, workFolder } from '../lib/project.ts';
import { compact, markdownTable, median } from '../lib/table.ts';
import { type Work, type Workload, WORKLOADS } from '../lib/workloads.ts';

/** The speed of the engine as it is published, with all its statistics and its trace hash, beside plain C programs and
 *  beside what people simulate with otherwise: everything once per round. */
export const speed: Part = { name: 'speed', title: 'Speed', measure };

const HEAP = 'C, heap';
const LADDER = 'C, ladder queue';

/** All measurements of one engine on one workload. */
interface Series {
  readonly work: Work;
  readonly cpuMs: number[];
  readonly figures?: Figures;
  readonly values?: PeerValues;
}

class Book {
  private readonly series = new Map<string, Series>();

  /** Notes a run; whatever is no time must be the same whenever it is repeated. */
  note(engine: string, workload: string, cpuMs: number, result: Omit<Series, 'cpuMs'>): void {
    const key = `${engine}|${workload}`;
    const entry = this.series.get(key) ?? { ...result, cpuMs: [] };
    const same = ({ work, figures, values }: Omit<Series, 'cpuMs'>): string => JSON.stringify([work, figures, values]);
    if (same(entry) !== same(result)) throw new Error(`${key} gave different results.`);
    entry.cpuMs.push(cpuMs);
    this.series.set(key, entry);
  }

  of(engine: string, workload: string): Series | undefined {
    return this.series.get(`${engine}|${workload}`);
  }

  /** Processor time of one request, or event, in ns. */
  ns(engine: string, workload: string, per: keyof Work = 'requests'): number {
    const entry = this.of(engine, workload);
    return entry === undefined ? NaN : (median(entry.cpuMs) * 1e6) / entry.work[per];
  }

  /** How many times as long one engine takes for a request as another, as the median of the rounds' ratios. */
  ratio(engine: string, other: string, workload: string, per: keyof Work = 'requests'): number {
    const [a, b] = [this.of(engine, workload), this.of(other, workload)];
    if (a === undefined || b === undefined) return NaN;
    return median(a.cpuMs.map((ms, round) => ms / a.work[per] / (b.cpuMs[round]! / b.work[per])));
  }
}

async function measure({ options, hosts, c }: Setting): Promise<Measured> {
  const peers = findPeers();
  const book = new Book();
  for (let round = -1; round < options.rounds; round++) {
    for (const workload of WORKLOADS) await measureWorkload(workload, { hosts, c, peers }, round < 0 ? undefined : book);
    process.stdout.write(`round ${round + 1} of ${options.rounds}\n`);
  }
  const checks = peerChecks(book, peers);
  const body = [
    `Processor time of the thread that runs the engine, medians over rounds. ${versions(c, peers)}`,
    speedTable(book, hosts, peers),
    '### The same everywhere: trace hashes',
    await hashTable(book, hosts),
    ...(checks.length === 0 ? [] : ['### The same model in other simulators', checks]),
  ];
  return { body: body.join('\n\n'), goals: goals(book, peers) };
}

/** Runs a workload once in everything that has it. A warm-up is not noted, and spares what has none. */
async function measureWorkload(workload: Workload, by: { readonly hosts: readonly Host[]; readonly c: CPrograms | undefined; readonly peers: readonly Peer[] }, book: Book | undefined): Promise<void> {
  const { name, c: inC, document } = workload;
  if (by.c !== undefined && inC !== undefined) {
    const heap = by.c.run(inC.program, inC.args);
    const ladder = by.c.run(`${inC.program}-ladder`, inC.args);
    if (JSON.stringify(heap.values) !== JSON.stringify(ladder.values)) throw new Error(`${name}: heap and ladder queue gave different results.`);
    book?.note(HEAP, name, heap.cpuMs, { work: inC.count(heap.values) });
    book?.note(LADDER, name, ladder.cpuMs, { work: inC.count(ladder.values) });
  }
  for (const host of by.hosts) {
    const { result, figures } = await runOnce(host, document);
    book?.note(host.name, name, result.cpuMs, { work: { events: figures.events, requests: figures.requests }, figures });
  }
  if (book === undefined) return;
  for (const peer of by.peers) {
    if (peer.requests[name as PeerWorkload] === undefined) continue;
    const { cpuMs, values } = peer.run(name as PeerWorkload);
    book.note(peer.name, name, cpuMs, { work: { events: NaN, requests: values.requests }, values });
  }
}

function versions(c: CPrograms | undefined, peers: readonly Peer[]): string {
  const all = [...(c === undefined ? [] : [`gcc ${c.version} -O3`]), ...peers.map(({ name, version }) => `${name} ${version}`)];
  return all.length === 0 ? '' : `${all.join(', ')}.`;
}

function speedTable(book: Book, hosts: readonly Host[], peers: readonly Peer[]): string {
  const engines = [HEAP, LADDER, ...hosts.map(({ name }) => name), ...peers.map(({ name }) => name)];
  const rows = WORKLOADS.flatMap(({ name }) => engines.flatMap((engine) => speedRow(book, name, engine)));
  return markdownTable(['workload', 'engine', 'time of one run', 'requests/s', 'events/s', 'time per request / heap', 'per event / heap', 'time per request / ladder queue'], rows);
}

function speedRow(book: Book, workload: string, engine: string): string[][] {
  const entry = book.of(engine, workload);
  if (entry === undefined) return [];
  const ms = median(entry.cpuMs);
  const perSec = (count: number): string => (Number.isFinite(count) ? compact((count / ms) * 1000) : '–');
  const ratio = (other: string, per: keyof Work): string => numberOrDash(book.ratio(engine, other, workload, per));
  return [[
    workload, engine, `${ms.toFixed(0)} ms`, perSec(entry.work.requests), perSec(entry.work.events),
    ratio(HEAP, 'requests'), ratio(HEAP, 'events'), ratio(LADDER, 'requests'),
  ]];
}

function numberOrDash(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 20 ? value.toFixed(0) : value.toFixed(2);
}

/** The command line's trace hash of a document. */
async function commandLineHash(name: string, document: BrownoutDocument): Promise<string> {
  const { buildCliIfStale, CLI_PROGRAM } = await importBuild();
  await buildCliIfStale();
  const file = join(workFolder('documents'), `${name}.json`);
  writeFileSync(file, textOf(document));
  return (JSON.parse(outputOf(process.execPath, [CLI_PROGRAM, file, '--json'])) as { traceHash: string }).traceHash;
}

async function hashTable(book: Book, hosts: readonly Host[]): Promise<string> {
  const rows: string[][] = [];
  for (const { name, document } of WORKLOADS) {
    const hashes = hosts.map((host) => book.of(host.name, name)?.figures?.traceHash ?? '');
    hashes.push(await commandLineHash(name, document));
    const isOne = new Set(hashes).size === 1;
    if (!isOne) process.exitCode = 1;
    rows.push([name, ...hashes, isOne ? 'the same' : '**different**']);
  }
  return markdownTable(['workload', ...hosts.map((host) => host.name), 'command line', ''], rows);
}

/** What theory and long runs say of the workloads, in seconds, and how far a short run may be off: five standard errors of
 *  some ten thousand requests. */
const EXPECTED: Readonly<Record<PeerWorkload, { readonly mean: number; readonly p50: number; readonly p99: number; readonly within: number }>> = {
  W1: { mean: 5, p50: 5 * Math.LN2, p99: 5 * Math.log(100), within: 0.2 },
  W2: { mean: 0.03, p50: 0.0246, p99: 0.105, within: 0.1 },
  W3: { mean: 0.0352, p50: 0.022, p99: 0.124, within: 0.1 },
};

function peerChecks(book: Book, peers: readonly Peer[]): string {
  const rows = peers.flatMap(({ name }) =>
    (Object.keys(EXPECTED) as PeerWorkload[]).flatMap((workload) => {
      const values = book.of(name, workload)?.values;
      return values === undefined ? [] : [peerRow(name, workload, values)];
    }),
  );
  if (rows.length === 0) return '';
  return markdownTable(['simulator', 'workload', 'requests', 'mean', 'expected', 'p50', 'expected', 'p99', 'expected', ''], rows);
}

function peerRow(name: string, workload: PeerWorkload, values: PeerValues): string[] {
  const expected = EXPECTED[workload];
  const cells = (['mean', 'p50', 'p99'] as const).flatMap((which) => [values[which].toPrecision(3), expected[which].toPrecision(3)]);
  const isSame = (['mean', 'p50', 'p99'] as const).every((which) => Math.abs(values[which] / expected[which] - 1) <= expected.within);
  if (!isSame) process.exitCode = 1;
  return [name, workload, compact(values.requests), ...cells, isSame ? 'the same model' : '**another model**'];
}

/** At most so many times the C program's processor time; the C program is the one with the heap. */
const TO_C: readonly { readonly workload: string; readonly host: string; readonly limit: number }[] = [
  { workload: 'W1', host: 'node', limit: 2 },
  { workload: 'W1', host: 'chromium', limit: 2.6 },
  { workload: 'W2', host: 'node', limit: 1.5 },
  { workload: 'W2', host: 'chromium', limit: 1.5 },
  { workload: 'W2', host: 'firefox', limit: 3 },
  { workload: 'W3', host: 'node', limit: 1 },
  { workload: 'W3', host: 'chromium', limit: 1 },
  { workload: 'W3', host: 'firefox', limit: 3 },
  { workload: 'W5', host: 'node', limit: 1.2 },
  { workload: 'W5', host: 'chromium', limit: 1.2 },
];

const TO_SIMPY = { W1: 80, W2: 100, W3: 60 } as const;
const TO_NPM = { W1: 15, W2: 40 } as const;

function goals(book: Book, peers: readonly Peer[]): Goal[] {
  const toC = TO_C.map(({ workload, host, limit }) => atMost({ what: `${nameOf(workload)}, ${host}: time / C program`, value: book.ratio(host, HEAP, workload), limit }));
  const firefox = told('W1, firefox: time / C program', numberOrDash(book.ratio('firefox', HEAP, 'W1')));
  const simPy = Object.entries(TO_SIMPY).map(([workload, limit]) =>
    atLeast({ what: `${workload}: SimPy's time / node's`, value: book.ratio('SimPy', 'node', workload), limit, decimals: 0 }),
  );
  const npm = Object.entries(TO_NPM).map(([workload, limit]) => {
    const ratios = peers.filter(({ isFromNpm }) => isFromNpm).map(({ name }) => ({ name, ratio: book.ratio(name, 'node', workload) }));
    const fastest = ratios.toSorted((a, b) => a.ratio - b.ratio)[0];
    const what = `${workload}: time of the fastest library from npm${fastest === undefined ? '' : ` (${fastest.name})`} / node's`;
    return atLeast({ what, value: fastest?.ratio ?? NaN, limit, decimals: 0 });
  });
  return [...toC, firefox, ...simPy, ...npm];
}

function nameOf(workload: string): string {
  return workload === 'W5' ? '100,000 in flight (W5)' : workload;
}
