import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { CDPSession, Page } from '@playwright/test';
import { ENGINE_VERSION } from '../src/engine/version.ts';
import { encodeLink } from '../src/model/link/link.ts';
import { largestLink, packedBomb, randomLink, writeFileBomb } from './lib/bombs.ts';
import type { Decoding } from './lib/link-program.ts';
import { type BenchOptions, publish, readBenchOptions } from './lib/measurements.ts';
import { bundleProgram, importBuild, importHosts, ROOT, shippedDiagram, workFolder } from './lib/project.ts';
import { openFile, openPage, type Site, startSite, untilIdle } from './lib/site.ts';
import { bytes, markdownTable, median, quantile } from './lib/table.ts';

/** How long links are, how long they take to read, and what input costs that is made to cost dearly. */

const OPTIONS = { engineVersion: ENGINE_VERSION };
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

function exampleNames(): string[] {
  return readdirSync(join(ROOT, 'public/diagrams'))
    .filter((file) => file.endsWith('.json') && file !== 'index.json')
    .map((file) => file.slice(0, -5));
}

/** Decodes in a node process of its own, so that the first time is the very first. */
async function inFreshNode(work: (run: (program: string, args: readonly unknown[]) => Promise<unknown>) => Promise<void>): Promise<void> {
  const { startNode } = await importHosts();
  const host = await startNode({ directory: await programs(), bundles: ['link-program.js'] });
  try {
    await work(async (program, args) => (await host.run(program, args)).values as unknown);
  } finally {
    await host.stop();
  }
}

let bundled: Promise<string> | undefined;
const programs = (): Promise<string> => (bundled ??= bundleProgram('link-program'));

async function exampleTable(options: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const name of exampleNames()) {
    const document = shippedDiagram(name);
    const token = encodeLink(document, OPTIONS);
    const file = readFileSync(join(ROOT, `public/diagrams/${name}.json`)).length;
    const { cold, warm } = await decodingTimes(token, options);
    const size = `${document.components.length} + ${document.connections.length}`;
    rows.push([name, size, bytes(file), String(token.length), ms(median(cold)), ms(median(warm)), ms(quantile(warm, 0.99))]);
  }
  return markdownTable(['example', 'components + connections', 'as a file', 'characters', 'first decoding', 'median', 'p99'], rows);
}

async function decodingTimes(token: string, { rounds }: BenchOptions): Promise<{ cold: number[]; warm: number[] }> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < Math.min(3, rounds); round++) {
    await inFreshNode(async (run) => {
      const first = (await run('links/decode', [token, 1])) as Decoding;
      if (first.result !== 'ok') throw new Error(`The link was not read: ${first.result}`);
      cold.push(...first.ms);
      await run('links/decode', [token, 200]);
      warm.push(...((await run('links/decode', [token, 300])) as Decoding).ms);
    });
  }
  return { cold, warm };
}

/** What a reader of links goes through for tokens that are made to cost it dearly, in a process that has read one link. */
async function bombTable(options: BenchOptions): Promise<string> {
  const usual = encodeLink(shippedDiagram('eshop'), OPTIONS);
  const tokens = [
    { name: 'eShop', token: usual },
    { name: 'the largest document: 1,000 components, 3,000 connections', token: largestLink() },
    { name: 'bomb: 4 MB of names in a link of full length', token: packedBomb() },
    { name: 'random bytes in a link of full length', token: randomLink() },
    { name: 'a link of 10 MiB', token: usual.repeat(Math.ceil((10 << 20) / usual.length)) },
  ];
  const rows: string[][] = [];
  for (const { name, token } of tokens) {
    const times: number[] = [];
    const extra: number[] = [];
    let result = '';
    for (let round = 0; round < Math.min(3, options.rounds); round++) {
      await inFreshNode(async (run) => {
        await run('links/decode', [usual, 1]);
        const weighed = (await run('links/weigh', [token])) as Decoding & { extraBytes: number };
        times.push(...weighed.ms);
        extra.push(weighed.extraBytes);
        ({ result } = weighed);
      });
    }
    rows.push([name, String(token.length), result, ms(median(times)), bytes(median(extra))]);
  }
  return markdownTable(['link, in node', 'characters', 'result', 'time', 'extra memory'], rows);
}

/** Most memory that a process has had in use, in bytes. */
function mostMemory(pid: number): number {
  const path = `/proc/${pid}/status`;
  const line = existsSync(path) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8')) : null;
  return line === null ? 0 : Number(line[1]) * 1024;
}

/** Processor time of all threads of a process so far, in ticks of 10 ms. */
function processorMs(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return 0;
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Makes the kernel forget the most memory, so that the next peak can be seen. */
function forgetMostMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** How the command line took a file; `most` is the most memory that it had in use, in bytes. */
interface Reading {
  readonly cpuMs: number;
  readonly most: number;
  readonly code: number | null;
  readonly message: string;
}

/** Has the command line read a file, and watches its memory. */
async function commandLine(file: string): Promise<Reading> {
  const { CLI_PROGRAM } = await importBuild();
  const child = spawn(process.execPath, [CLI_PROGRAM, file, '--horizon', '1ms'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let message = '';
  let most = 0;
  let cpuMs = 0;
  child.stderr.on('data', (chunk: Buffer) => (message += chunk.toString()));
  // The kernel keeps the height, and the time, for as long as the process lives.
  const watch = setInterval(() => {
    most = Math.max(most, mostMemory(child.pid ?? 0));
    cpuMs = Math.max(cpuMs, processorMs(child.pid ?? 0));
  }, 5);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  return { cpuMs, most, code, message: message.trim().split('\n').at(-1) ?? '' };
}

async function fileRows(bomb: string, rounds: number): Promise<string[][]> {
  const { buildCliIfStale } = await importBuild();
  await buildCliIfStale();
  const files = [
    { name: 'command line: eShop', file: join(ROOT, 'public/diagrams/eshop.json') },
    { name: 'command line: a bomb of 64 MiB', file: bomb },
  ];
  const rows: string[][] = [];
  let usual = 0;
  for (const { name, file } of files) {
    const runs: Reading[] = [];
    for (let round = 0; round < rounds; round++) runs.push(await commandLine(file));
    const most = median(runs.map((run) => run.most));
    const extra = usual === 0 ? '–' : bytes(most - usual);
    usual ||= most;
    const { code, message } = runs[0]!;
    rows.push([name, code === 0 ? 'read' : `refused: ${message}`, ms(median(runs.map((run) => run.cpuMs))), extra]);
  }
  return rows;
}

interface Opening {
  readonly name: string;
  /** What the dialog that refuses it is called. */
  readonly dialog: string;
  readonly open: (page: Page) => Promise<void>;
}

/** What an opening cost: in all, the main thread, and in memory (bytes); and what the reader was told. */
interface Opened {
  readonly wallMs: number;
  readonly mainMs: number;
  readonly extra: number;
  readonly text: string;
}

/** Opens something in the running page and tells what it cost the page's main thread and process. */
async function openIn(site: Site, { dialog, open }: Opening): Promise<Opened> {
  const { page, tools } = await openPage(site, site.url);
  try {
    await untilIdle(page);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await untilIdle(page);
    const pid = await rendererOf(site, page);
    forgetMostMemory(pid);
    const before = mostMemory(pid);
    const mainBefore = await mainThreadMs(tools);
    const start = performance.now();
    await open(page);
    const refusal = page.getByRole('dialog', { name: dialog });
    await refusal.waitFor({ timeout: 60_000 });
    const wallMs = performance.now() - start;
    const text = (await refusal.locator('li').first().innerText()).trim();
    return { wallMs, mainMs: (await mainThreadMs(tools)) - mainBefore, extra: mostMemory(pid) - before, text };
  } finally {
    await page.context().close();
  }
}

async function mainThreadMs(tools: CDPSession): Promise<number> {
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = await tools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}

/** The process that renders the page: the one that works while the page does. */
async function rendererOf({ browser }: Site, page: Page): Promise<number> {
  const tools = await browser.newBrowserCDPSession();
  const times = async (): Promise<Map<number, number>> => {
    const { processInfo } = await tools.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]));
  };
  const before = await times();
  await page.evaluate(() => {
    const end = performance.now() + 300;
    while (performance.now() < end);
  });
  const used = [...(await times())].map(([id, time]) => ({ id, used: time - (before.get(id) ?? 0) }));
  await tools.detach();
  return used.toSorted((a, b) => b.used - a.used)[0]!.id;
}

async function pageRows(site: Site, bomb: string, rounds: number): Promise<string[][]> {
  const small = join(workFolder('documents'), 'wrong.json');
  writeFileSync(small, '{"format": "brownout", "version": 1, "title": 7}');
  const setHash = (token: string) => (page: Page) => page.evaluate<void>(`void (location.hash = '${token}')`);
  const link = 'This link cannot be opened';
  const openings: readonly Opening[] = [
    { name: 'page: a damaged link of 12 characters', dialog: link, open: setHash('AQdamagedabc') },
    { name: 'page: the bomb in a link of full length', dialog: link, open: setHash(packedBomb()) },
    { name: 'page: a wrong file of 48 bytes', dialog: 'This document has 10 mistakes', open: (page) => openFile(page, small) },
    { name: 'page: a bomb of 64 MiB in a file', dialog: 'This file cannot be opened', open: (page) => openFile(page, bomb) },
  ];
  const rows: string[][] = [];
  for (const opening of openings) {
    const runs: Opened[] = [];
    for (let round = 0; round < rounds; round++) runs.push(await openIn(site, opening));
    const of = (key: 'wallMs' | 'mainMs' | 'extra'): number => median(runs.map((run) => run[key]));
    rows.push([opening.name, `refused: ${runs[0]!.text}`, `${ms(of('mainMs'))} of the main thread, ${ms(of('wallMs'))} in all`, bytes(of('extra'))]);
  }
  return rows;
}

async function inputTable(options: BenchOptions): Promise<string> {
  const rounds = Math.min(3, options.rounds);
  const bomb = join(workFolder('documents'), 'bomb.json');
  writeFileBomb(bomb);
  const rows = await fileRows(bomb, rounds);
  const site = await startSite();
  if (site !== undefined) {
    try {
      rows.push(...(await pageRows(site, bomb, rounds)));
    } finally {
      await site.stop();
    }
  }
  return markdownTable(['input', 'result', 'time', 'extra memory'], rows);
}

const options = readBenchOptions(3);
const body = [
  'Processor times in node. Each first decoding has a process of its own and includes the dictionary.',
  await exampleTable(options),
  '### Input that is made to cost dearly',
  'Times are processor time of node, of the command line with all its threads (to the next 10 ms), and as they say for the page. Extra memory: by how much the process used more at its height than before (for the command line: than when it reads eShop).',
  await bombTable(options),
  await inputTable(options),
].join('\n\n');
publish(options, { name: 'links', title: 'Links and files', body });
