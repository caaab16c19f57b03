import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import {
  workloadCallChain, workloadManyChains, workloadManyInFlight, workloadServiceGraph, workloadSingleQueue,
} from '../src/engine/testing/workloads.ts';
import type { BrownoutDocument } from '../src/model/document.ts';
import { buildCPrograms, type CPrograms } from './lib/c-programs.ts';
import type { Figures, Sizes, Watching } from './lib/engine-program.ts';
import type { Host, Result } from './lib/hosts.mjs';
import { type BenchOptions, publish, readBenchOptions } from './lib/measurements.ts';
import { bundleProgram, importBrowserFinder, importBuild, importHosts, outputOf, shippedDiagram, versionOf, workFolder } from './lib/project.ts';
import { bytes, compact, markdownTable, median } from './lib/table.ts';
import { withSlowDatabase } from './lib/slow-database.ts';

/** The speed of the engine as it is published, with all its statistics and its trace hash, beside plain C programs. */

interface Workload {
  readonly name: string;
  readonly document: BrownoutDocument;
  /** The same in C: events and requests from what the program prints. */
  readonly c?: { readonly program: string; readonly args?: readonly string[]; readonly count: (values: readonly number[]) => Work };
}

interface Work {
  readonly events: number;
  readonly requests: number;
}

/** Every measurement of one engine on one workload. */
interface Series {
  readonly work: Work;
  readonly cpuMs: number[];
  readonly results: Result[];
  readonly figures?: Figures;
}

const chainWork = ([events, completed, failed]: readonly number[]): Work => ({ events: events!, requests: completed! + failed! });
const flowWork = ([events, completed]: readonly number[]): Work => ({ events: events!, requests: completed! });

const ESHOP = withSlowDatabase(shippedDiagram('eshop'), 'postgres');

const WORKLOADS: readonly Workload[] = [
  { name: 'W1', document: workloadSingleQueue(2_000_000), c: { program: 'single', count: ([n]) => ({ events: 2 * n!, requests: n! }) } },
  { name: 'W2', document: workloadCallChain({ seconds: 600 }), c: { program: 'chain', count: chainWork } },
  { name: 'W2-hot', document: workloadCallChain({ seconds: 60, ratePerSec: 1400 }), c: { program: 'chain', args: ['1400', '60000'], count: chainWork } },
  { name: 'W3', document: workloadServiceGraph({ seconds: 60 }), c: { program: 'dag', count: flowWork } },
  { name: 'W5', document: workloadManyInFlight({ seconds: 20 }), c: { program: 'many', count: flowWork } },
  { name: 'eShop', document: ESHOP },
];

const textOf = (document: BrownoutDocument): string => JSON.stringify(document);

/** All series, by `engine|workload`. */
const series = new Map<string, Series>();

function note(engine: string, workload: string, result: Result, work: Work, figures?: Figures): void {
  const key = `${engine}|${workload}`;
  const entry: Series = series.get(key) ?? { work, cpuMs: [], results: [], ...(figures === undefined ? {} : { figures }) };
  if (JSON.stringify([entry.work, entry.figures]) !== JSON.stringify([work, figures])) throw new Error(`${key} gave different results.`);
  entry.cpuMs.push(result.cpuMs);
  entry.results.push(result);
  series.set(key, entry);
}

/** Runs a document once, compiled beforehand, and gives what the run alone cost. */
async function runOnce(host: Host, document: BrownoutDocument): Promise<{ readonly result: Result; readonly figures: Figures }> {
  await host.run('engine/prepare', [textOf(document)]);
  const result = await host.run('engine/advance', []);
  const { values } = await host.run('engine/figures', []);
  return { result, figures: values as Figures };
}

async function measureRound(hosts: readonly Host[], c: CPrograms | undefined, isWarmUp: boolean): Promise<void> {
  for (const workload of WORKLOADS) {
    if (c !== undefined && workload.c !== undefined) {
      const { cpuMs, values } = c.run(workload.c.program, workload.c.args);
      if (!isWarmUp) note('C', workload.name, { cpuMs, values, wallMs: cpuMs }, workload.c.count(values));
    }
    for (const host of hosts) {
      const { result, figures } = await runOnce(host, workload.document);
      if (!isWarmUp) note(host.name, workload.name, result, { events: figures.events, requests: figures.requests }, figures);
    }
  }
}

function speedTable(hosts: readonly Host[]): string {
  const rows = WORKLOADS.flatMap(({ name }) =>
    ['C', ...hosts.map((host) => host.name)].flatMap((engine) => {
      const entry = series.get(`${engine}|${name}`);
      return entry === undefined ? [] : [speedRow(name, engine, entry, series.get(`C|${name}`))];
    }),
  );
  return markdownTable(['workload', 'engine', 'time of one run', 'events/s', 'requests/s', 'time per request / C', 'time per event / C'], rows);
}

function speedRow(workload: string, engine: string, { work, cpuMs }: Series, anchor: Series | undefined): string[] {
  const ms = median(cpuMs);
  const perSec = (count: number): string => compact((count / ms) * 1000);
  const ratio = (of: keyof Work): string =>
    anchor === undefined ? '–' : (ms / work[of] / (median(anchor.cpuMs) / anchor.work[of])).toFixed(2);
  return [workload, engine, `${ms.toFixed(0)} ms`, perSec(work.events), perSec(work.requests), ratio('requests'), ratio('events')];
}

/** The command line's trace hash of a document. */
async function commandLineHash(name: string, document: BrownoutDocument): Promise<string> {
  const { buildCliIfStale, CLI_PROGRAM } = await importBuild();
  await buildCliIfStale();
  const file = join(workFolder('documents'), `${name}.json`);
  writeFileSync(file, textOf(document));
  return (JSON.parse(outputOf(process.execPath, [CLI_PROGRAM, file, '--json'])) as { traceHash: string }).traceHash;
}

async function hashTable(hosts: readonly Host[]): Promise<string> {
  const rows: string[][] = [];
  for (const { name, document } of WORKLOADS) {
    const hashes = hosts.map((host) => series.get(`${host.name}|${name}`)?.figures?.traceHash ?? '');
    hashes.push(await commandLineHash(name, document));
    const isOne = new Set(hashes).size === 1;
    if (!isOne) process.exitCode = 1;
    rows.push([name, ...hashes, isOne ? 'the same' : '**different**']);
  }
  return markdownTable(['workload', ...hosts.map((host) => host.name), 'command line', ''], rows);
}

/** What a run makes on the heap, also one that is four times as long: what is made per event is four times as much there.
 *  Collections alone would not tell, for the collector adapts how much it lets pass between two of them. */
async function garbageTable(node: Host, options: BenchOptions): Promise<string> {
  const long = [
    { name: 'W1, four times as long', document: workloadSingleQueue(8_000_000) },
    { name: 'W2, four times as long', document: workloadCallChain({ seconds: 2400 }) },
  ];
  for (let round = 0; round < Math.min(3, options.rounds); round++) {
    for (const { name, document } of long) {
      const { result, figures } = await runOnce(node, document);
      note('node', name, result, { events: figures.events, requests: figures.requests }, figures);
    }
  }
  const rows: string[][] = [];
  for (const { name, document } of [...WORKLOADS, ...long]) rows.push(await garbageRow(node, name, document));
  return markdownTable(['workload, in node', 'events', 'made on the heap', 'bytes per event', 'young collections', 'full', 'their wall time'], rows);
}

async function garbageRow(node: Host, name: string, document: BrownoutDocument): Promise<string[]> {
  const { results, work } = series.get(`node|${name}`)!;
  const count = (kind: 'young' | 'full' | 'ms'): number => median(results.map(({ collections }) => collections?.[kind] ?? NaN));
  await node.run('engine/prepare', [textOf(document)]);
  const made = (await node.weigh?.('engine/advance', [])) ?? NaN;
  const perEvent = (made / work.events).toFixed(2);
  return [name, compact(work.events), bytes(made), perEvent, String(count('young')), String(count('full')), `${count('ms').toFixed(1)} ms`];
}

/** W2 copied side by side, each time with as many events in all: what an event costs when the system is larger. */
async function growthTable(hosts: readonly Host[], options: BenchOptions): Promise<string> {
  const copies = [1, 2, 25, 250];
  for (let round = -1; round < Math.min(3, options.rounds); round++) {
    for (const count of copies) {
      const document = workloadManyChains({ copies: count, seconds: 600 / count });
      for (const host of hosts) {
        const { result, figures } = await runOnce(host, document);
        if (round >= 0) note(host.name, `${count} chains`, result, { events: figures.events, requests: figures.requests }, figures);
      }
    }
  }
  const nsPerEvent = (host: Host, count: number): number => {
    const { cpuMs, work } = series.get(`${host.name}|${count} chains`)!;
    return (median(cpuMs) * 1e6) / work.events;
  };
  const rows = copies.map((count) => {
    const cells = hosts.flatMap((host) => {
      const ns = nsPerEvent(host, count);
      return [`${ns.toFixed(0)} ns`, (ns / nsPerEvent(host, copies[0]!)).toFixed(2)];
    });
    return [`${count} (${4 * count} components)`, ...cells];
  });
  return markdownTable(['chains of W2', ...hosts.flatMap(({ name }) => [`an event in ${name}`, 'to one chain'])], rows);
}

async function memoryTable(node: Host): Promise<string> {
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
  return `${markdownTable(heads, rows)}\n\nA request is ${(inFlight / unanswered).toFixed(2)} records here. Buffers double when they are full, so they may be up to twice what is in use.`;
}

const SNAPSHOT_COUNT = 200;

async function snapshotTable(hosts: readonly Host[], options: BenchOptions): Promise<string> {
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

interface Watched {
  readonly name: string;
  readonly watching: Watching;
  readonly keepsCheckpoints: boolean;
}

const WATCHED: readonly Watched[] = [
  { name: 'session to the end, no moments kept for going back', watching: 'toEnd', keepsCheckpoints: false },
  { name: 'session to the end', watching: 'toEnd', keepsCheckpoints: true },
  { name: 'session playing at most speed, frames', watching: 'frames', keepsCheckpoints: true },
  { name: 'session playing at most speed, frames and dots', watching: 'dots', keepsCheckpoints: true },
];

/** Runs of one document per measurement, so that the browser's frames fall into it. */
const WATCHED_RUNS = 3;

/** What it costs to watch: the published session in the worker against the engine alone in the same worker. */
async function watchTable(worker: Host, options: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const workload of WORKLOADS.filter(({ name }) => name === 'W2' || name === 'W3' || name === 'eShop')) {
    rows.push(...(await watchRows(worker, workload, Math.min(5, options.rounds))));
  }
  return markdownTable(['workload', `in ${worker.name}'s worker`, 'time of one run', 'to engine alone', 'added', 'frames per second'], rows);
}

async function watchRows(worker: Host, { name, document }: Workload, rounds: number): Promise<string[][]> {
  const text = textOf(document);
  const alone: number[] = [];
  const watched = WATCHED.map(() => ({ cpuMs: [] as number[], frames: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    const { cpuMs } = await worker.run('engine/runAlone', [text, WATCHED_RUNS]);
    if (round >= 0) alone.push(cpuMs);
    for (const [i, { watching, keepsCheckpoints }] of WATCHED.entries()) {
      const result = await worker.run('engine/watch', [text, { count: WATCHED_RUNS, watching, keepsCheckpoints }]);
      const { frames, traceHash } = result.values as { frames: number; traceHash: string };
      if (traceHash !== series.get(`${worker.name}|${name}`)?.figures?.traceHash) throw new Error(`${name}: watching changed the run.`);
      if (round < 0) continue;
      watched[i]!.cpuMs.push(result.cpuMs);
      watched[i]!.frames.push((frames / result.wallMs) * 1000);
    }
  }
  const ratios = watched.map(({ cpuMs }) => median(cpuMs.map((ms, round) => ms / alone[round]!)));
  return [
    [name, 'engine alone', `${(median(alone) / WATCHED_RUNS).toFixed(0)} ms`, '1.00', '', '–'],
    ...WATCHED.map((variant, i) => {
      const added = ratios[i]! - (i === 0 ? 1 : ratios[i - 1]!);
      const time = `${(median(watched[i]!.cpuMs) / WATCHED_RUNS).toFixed(0)} ms`;
      return [name, variant.name, time, ratios[i]!.toFixed(2), `${(100 * added).toFixed(0)} %`, median(watched[i]!.frames).toFixed(0)];
    }),
  ];
}

async function startHosts(options: BenchOptions): Promise<Host[]> {
  const { startNode, startChromium, startFirefox } = await importHosts();
  const directory = await bundleProgram('engine-program');
  const bundles = ['engine-program.js'];
  const hosts: Host[] = [];
  if (options.hosts.includes('node')) hosts.push(await startNode({ directory, bundles }));
  const { findChromium } = await importBrowserFinder();
  const chromium = findChromium()?.path;
  if (options.hosts.includes('chromium') && chromium === undefined) console.log('skipped: Chromium, because there is none on this machine');
  else if (options.hosts.includes('chromium')) hosts.push(await startChromium({ directory, bundles, ...(chromium === undefined ? {} : { browser: chromium }) }));
  if (options.hosts.includes('firefox')) {
    if (versionOf('firefox-esr') === undefined) console.log('skipped: Firefox, because there is no firefox-esr on this machine');
    else hosts.push(await startFirefox({ directory, bundles }));
  }
  return hosts;
}

async function main(): Promise<void> {
  const options = readBenchOptions(7);
  const c = buildCPrograms();
  const hosts = await startHosts(options);
  try {
    for (let round = -1; round < options.rounds; round++) {
      await measureRound(hosts, c, round < 0);
      process.stdout.write(`round ${round + 1} of ${options.rounds}\n`);
    }
    publish(options, { name: 'engine', title: 'Engine', body: await body(hosts, c, options) });
  } finally {
    for (const host of hosts) await host.stop();
  }
}

async function body(hosts: readonly Host[], c: CPrograms | undefined, options: BenchOptions): Promise<string> {
  const node = hosts.find(({ name }) => name === 'node');
  const worker = hosts.find(({ name }) => name === 'chromium') ?? hosts.find(({ name }) => name === 'firefox');
  const { findChromium } = await importBrowserFinder();
  const chromium = findChromium();
  const versions = [c && `gcc ${c.version} -O3`, chromium && `Chromium ${versionOf(chromium.path)}`].filter(Boolean).join(', ');
  return [
    `Processor time of the thread that runs the engine, medians. ${versions}.`,
    speedTable(hosts),
    '### Growth',
    await growthTable(hosts, options),
    '### The same everywhere: trace hashes',
    await hashTable(hosts),
    ...(node === undefined ? [] : ['### Garbage', await garbageTable(node, options), '### Memory', await memoryTable(node)]),
    '### Snapshots',
    await snapshotTable(hosts, options),
    ...(worker === undefined ? [] : ['### Being watched', await watchTable(worker, options)]),
  ].join('\n\n');
}

await main();
