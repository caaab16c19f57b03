import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReplicationsJson } from '../analysis/replications-json.ts';
import { countText, figureText } from '../base/figure-text.ts';
import { meanInterval } from '../base/statistics/interval.ts';
import { writeDuration } from '../base/units.ts';
import type { Report } from '../engine/report.ts';
import { simulate } from '../engine/simulate.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { encodeLink } from '../model/link/link.ts';
import { parseDocumentText } from '../model/parse.ts';
import { runSim } from './sim.ts';

const DIAGRAMS = new URL('../../public/diagrams/', import.meta.url);
const path = (name: string): string => new URL(`${name}.json`, DIAGRAMS).pathname;
const FILE = path('job-over-queue');
const SCENARIO = path('one-job-nine-ways');

function shipped(file = FILE): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error('The shipped diagram does not parse.');
  return parsed.document;
}

/** Runs a command line; `input` is what stands in the file `-`. */
async function sim(args: readonly string[], input = '') {
  let printed = '';
  let complaints = '';
  const code = await runSim(args, {
    readFile: (file) => (file === '-' ? input : readFileSync(file, 'utf8')),
    print: (text) => (printed += text),
    complain: (text) => (complaints += text),
  });
  return { code, printed, complaints };
}

async function reportOf(args: readonly string[], input = ''): Promise<Report> {
  const { printed, complaints } = await sim([...args, '--json'], input);
  expect(complaints).toBe('');
  return JSON.parse(printed) as Report;
}

/** What the engine alone reports of a document after this warm-up. */
function figuresAfter(document: BrownoutDocument, warmUpMs: number): Report {
  return simulate({ ...document, settings: { ...document.settings, warmUpMs } });
}

const short = ['--horizon', '5s'];
const shortly = (document: BrownoutDocument, changes: Partial<BrownoutDocument['settings']> = {}): BrownoutDocument => ({
  ...document,
  settings: { ...document.settings, horizonMs: 5000, ...changes },
});

describe('npm run sim', () => {
  it('prints the report of the engine as JSON, of a scenario', async () => {
    expect(await reportOf([SCENARIO, ...short])).toEqual(simulate(shortly(shipped(SCENARIO))));
  });

  it('takes seed, horizon and changes', async () => {
    const report = await reportOf([FILE, ...short, '--seed=9', '--set', 'components.orders.servers=1', '--set', 'settings.warmUpMs=1s']);
    const document = shortly(shipped(), { seed: 9, warmUpMs: 1000 });
    const components = document.components.map((item) =>
      item.id === 'orders' ? { ...item, params: { ...item.params, servers: 1 } } : item,
    );
    expect(report).toMatchObject(figuresAfter({ ...document, components }, report.warmUpMs));
    expect(report.warmUpMs).toBeGreaterThanOrEqual(1000);
    expect(report.traceHash).not.toBe(simulate(shortly(shipped())).traceHash);
  });

  it('runs a link, its token, and standard input alike', async () => {
    const token = encodeLink(shipped(), { engineVersion: ENGINE_VERSION });
    const expected = await reportOf([FILE, ...short]);
    expect(expected.traceHash).toBe(simulate(shortly(shipped())).traceHash);
    for (const file of [`https://example.org/brownout/#${token}`, `#${token}`, token]) {
      expect(await reportOf([file, ...short])).toEqual(expected);
    }
    expect(await reportOf(['-', ...short], JSON.stringify(shipped()))).toEqual(expected);
  });

  it('says when a link was made with another engine, and runs it all the same', async () => {
    const token = encodeLink(shipped(), { engineVersion: ENGINE_VERSION + 1 });
    const { code, printed, complaints } = await sim([token, ...short]);
    expect(code).toBe(0);
    expect(complaints).toContain(`made with engine ${ENGINE_VERSION + 1}`);
    expect(printed).toContain('ran to its horizon');
  });

  it('prints a table with every source, component, connection and channel', async () => {
    const { code, printed } = await sim([FILE, ...short]);
    const { title, components, connections, channels } = shipped();
    expect(code).toBe(0);
    expect(printed).toContain(title);
    expect(printed).toContain(`trace ${simulate(shortly(shipped())).traceHash}`);
    for (const { name } of [...components, ...channels]) expect(printed).toMatch(new RegExp(`^${name} `, 'm'));
    for (const { id } of connections) expect(printed).toMatch(new RegExp(`^${id} \\(`, 'm'));
    for (const word of ['p99.9', 'of all', 'answered share', 'dead-lettered', 'utilization']) expect(printed).toContain(word);
    expect(printed).not.toMatch(/NaN|undefined|null|\[object/);
  });

  it('counts unanswered requests when asked to, and changes nothing else of the table', async () => {
    const failing = [FILE, ...short, '--set', 'components.orders.failureRatio=0.5'];
    const [plain, counting] = [await sim(failing), await sim([...failing, '--count-unanswered'])].map(({ printed }) => printed.split('\n'));
    const source = (await reportOf(failing)).sources[0]!;
    const line = (lines: readonly string[] | undefined): string => lines!.find((text) => text.startsWith(`${source.name}: answered`))!;
    expect(line(plain).split(/\s{2,}/)[1]).toBe(countText(source.answeredMs.count));
    expect(line(counting).split(/\s{2,}/)[1]).toBe(countText(source.offered));
    expect(source.answeredMs.count).toBeLessThan(source.offered);
    expect(counting).toContain('End to end (ms), unanswered requests counted as at least their timeout');
    expect(counting!.filter((text) => !plain!.includes(text)).length).toBeLessThanOrEqual(5);
  });

  it.each([
    [['no-such-file.json'], 'there is no such file'],
    [['/'], 'is a folder, not a file'],
    [['https://example.org/'], 'the link holds no document'],
    [['https://example.org/#nonsense!'], 'The link is damaged'],
    [[], 'which FILE?'],
    [[FILE, '--set', 'components.db.serviceMs=1ms'], 'there is no component "db"'],
    [[FILE, '--horizon', '5s', '--set', 'settings.warmUpMs=9s'], 'must not be longer than the run'],
  ])('refuses %j: a message on the error stream and exit code 1', async (args, message) => {
    const { code, printed, complaints } = await sim(args);
    expect(code).toBe(1);
    expect(printed).toBe('');
    expect(complaints).toContain(message);
  });

  it('lists every problem of a file at once', async () => {
    const broken = JSON.stringify({ ...shipped(), title: 7, settings: { seed: -1, horizonMs: 1, warmUpMs: 0 } });
    const { code, complaints } = await sim(['-'], broken);
    expect(code).toBe(1);
    expect(complaints).toContain('title');
    expect(complaints).toContain('seed');
    expect((await sim(['-'], '{"format": ')).complaints).toContain('is not valid JSON');
  });

  it('[ME14] leaves the warm-up that is found out of a steady run, and says so', async () => {
    const report = await reportOf([FILE, '--horizon', '120s']);
    const document = shortly(shipped(), { horizonMs: 120_000 });
    expect(report.warmUpFoundMs).toBeGreaterThan(document.settings.warmUpMs);
    expect(report.warmUpMs).toBe(report.warmUpFoundMs);
    expect(report).toMatchObject(figuresAfter(document, report.warmUpMs));
    const { printed } = await sim([FILE, '--horizon', '120s']);
    expect(printed).toContain(`one run; steady: nothing is planned to happen; warm-up found (MSER-5): ${writeDuration(report.warmUpMs)}; ${writeDuration(report.warmUpMs)} left out`);
    const set = await sim([FILE, '--horizon', '120s', '--set', 'settings.warmUpMs=100s']);
    expect(set.printed).toContain(`${writeDuration(100_000)} left out`);
    expect((await sim([SCENARIO, ...short])).printed).toContain(`one run; scenario: it has a schedule; warm-up of ${writeDuration(0)}, as set, left out\nno intervals`);
  });

  it('[ME15] prints means of a steady run with their intervals, in the table and as JSON', async () => {
    const { sources, halfWidths } = await reportOf([FILE, '--horizon', '120s']);
    const [source, width] = [sources[0]!, halfWidths!.sources[0]!];
    expect(width.answeredMs.mean! / source.answeredMs.mean!).toBeGreaterThan(0);
    expect([width.offered, width.answeredMs.p99]).toEqual([null, null]);
    const { printed } = await sim([FILE, '--horizon', '120s']);
    expect(printed).toContain(`${figureText(source.answeredMs.mean)} ± ${figureText(width.answeredMs.mean)}`);
    expect(printed).toContain(`${figureText(source.offeredPerSec)} ± ${figureText(width.offeredPerSec)}`);
  });

  it('[ME14] has no intervals of a run that is too short to tell where its warm-up ends', async () => {
    const crowded = [FILE, '--horizon', '60s', '--set', 'components.invoicing.servers=1', '--set', 'components.invoicing.serviceMs=100ms'];
    const report = await reportOf(crowded);
    expect([report.warmUpFoundMs, report.warmUpMs]).toEqual([null, shipped().settings.warmUpMs]);
    const { printed } = await sim(crowded);
    expect(printed).toContain('too short to tell where its warm-up ends');
    expect(printed).not.toContain('±');
  });

  it('explains itself', async () => {
    const { code, printed } = await sim(['--help']);
    expect(code).toBe(0);
    expect(printed).toContain('--set PATH=VALUE');
  });

  it('[ME13] repeats a run with other seeds and tells how sure every figure is', async () => {
    const { printed, complaints } = await sim([FILE, '--horizon', '20s', '--set', 'settings.warmUpMs=2s', '--replications', '4', '--json']);
    expect(complaints).toBe('');
    const { seeds, mode, warmUpMs, report, halfWidths } = JSON.parse(printed) as ReplicationsJson;
    const runs = seeds.map((seed) => simulate(shortly(shipped(), { horizonMs: 20_000, seed, warmUpMs })));
    expect([mode, seeds.length, seeds[0]]).toEqual(['steady', 4, runs[0]!.seed]);
    const answered = runs.map(({ sources }) => sources[0]!.throughputPerSec);
    expect(report.sources[0]!.throughputPerSec).toBeCloseTo(meanInterval(answered).mean, 9);
    expect(halfWidths.sources[0]!.throughputPerSec).toBeCloseTo(meanInterval(answered).halfWidth, 9);
    expect(report.sources[0]!.answeredMs.count).toBe(runs.reduce((sum, { sources }) => sum + sources[0]!.answeredMs.count, 0));
  });

  it('[ME13] prints repeated runs for people', async () => {
    const { code, printed } = await sim([FILE, ...short, '--replications', '2']);
    expect(code).toBe(0);
    expect(printed).toContain('2 runs with other seeds');
    expect(printed).toMatch(/answered {2,}[\d,]+ {2,}[\d.]+ ± [\d.]+/);
    expect(printed).toContain('too few');
  });
});
