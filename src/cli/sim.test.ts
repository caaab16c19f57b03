import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReplicationsJson } from '../analysis/replications-json.ts';
import { countText } from '../base/figure-text.ts';
import { meanInterval } from '../base/statistics/interval.ts';
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

function shipped(): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(FILE, 'utf8'));
  if (!parsed.ok) throw new Error('The shipped diagram does not parse.');
  return parsed.document;
}

/** Runs a command line; `input` is what stands in the file `-`. */
function sim(args: readonly string[], input = '') {
  let printed = '';
  let complaints = '';
  const code = runSim(args, {
    readFile: (file) => (file === '-' ? input : readFileSync(file, 'utf8')),
    print: (text) => (printed += text),
    complain: (text) => (complaints += text),
  });
  return { code, printed, complaints, all: async () => ({ code: await code, printed, complaints }) };
}

function reportOf(args: readonly string[], input = ''): Report {
  const { printed, complaints } = sim([...args, '--json'], input);
  expect(complaints).toBe('');
  return JSON.parse(printed) as Report;
}

const short = ['--horizon', '5s'];
const shortly = (document: BrownoutDocument, changes: Partial<BrownoutDocument['settings']> = {}): BrownoutDocument => ({
  ...document,
  settings: { ...document.settings, horizonMs: 5000, ...changes },
});

describe('npm run sim', () => {
  it('prints the report of the engine as JSON', () => {
    expect(reportOf([FILE, ...short])).toEqual(simulate(shortly(shipped())));
  });

  it('takes seed, horizon and changes', () => {
    const report = reportOf([FILE, ...short, '--seed=9', '--set', 'components.orders.servers=1', '--set', 'settings.warmUpMs=1s']);
    const document = shortly(shipped(), { seed: 9, warmUpMs: 1000 });
    const components = document.components.map((item) =>
      item.id === 'orders' ? { ...item, params: { ...item.params, servers: 1 } } : item,
    );
    expect(report).toEqual(simulate({ ...document, components }));
    expect(report.traceHash).not.toBe(simulate(shortly(shipped())).traceHash);
  });

  it('runs a link, its token, and standard input alike', () => {
    const token = encodeLink(shipped(), { engineVersion: ENGINE_VERSION });
    const expected = simulate(shortly(shipped()));
    for (const file of [`https://example.org/brownout/#${token}`, `#${token}`, token]) {
      expect(reportOf([file, ...short])).toEqual(expected);
    }
    expect(reportOf(['-', ...short], JSON.stringify(shipped()))).toEqual(expected);
  });

  it('says when a link was made with another engine, and runs it all the same', () => {
    const token = encodeLink(shipped(), { engineVersion: ENGINE_VERSION + 1 });
    const { code, printed, complaints } = sim([token, ...short]);
    expect(code).toBe(0);
    expect(complaints).toContain(`made with engine ${ENGINE_VERSION + 1}`);
    expect(printed).toContain('ran to its horizon');
  });

  it('prints a table with every source, component, connection and channel', () => {
    const { code, printed } = sim([FILE, ...short]);
    const { title, components, connections, channels } = shipped();
    expect(code).toBe(0);
    expect(printed).toContain(title);
    expect(printed).toContain(`trace ${simulate(shortly(shipped())).traceHash}`);
    for (const { name } of [...components, ...channels]) expect(printed).toMatch(new RegExp(`^${name} `, 'm'));
    for (const { id } of connections) expect(printed).toMatch(new RegExp(`^${id} \\(`, 'm'));
    for (const word of ['p99.9', 'of all', 'answered share', 'dead-lettered', 'utilization']) expect(printed).toContain(word);
    expect(printed).not.toMatch(/NaN|undefined|null|\[object/);
  });

  it('counts unanswered requests when asked to, and changes nothing else of the table', () => {
    const failing = [FILE, ...short, '--set', 'components.orders.failureRatio=0.5'];
    const [plain, counting] = [sim(failing), sim([...failing, '--count-unanswered'])].map(({ printed }) => printed.split('\n'));
    const source = reportOf(failing).sources[0]!;
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
  ])('refuses %j: a message on the error stream and exit code 1', (args, message) => {
    const { code, printed, complaints } = sim(args);
    expect(code).toBe(1);
    expect(printed).toBe('');
    expect(complaints).toContain(message);
  });

  it('lists every problem of a file at once', () => {
    const broken = JSON.stringify({ ...shipped(), title: 7, settings: { seed: -1, horizonMs: 1, warmUpMs: 0 } });
    const { code, complaints } = sim(['-'], broken);
    expect(code).toBe(1);
    expect(complaints).toContain('title');
    expect(complaints).toContain('seed');
    expect(sim(['-'], '{"format": ').complaints).toContain('is not valid JSON');
  });

  it('explains itself', () => {
    const { code, printed } = sim(['--help']);
    expect(code).toBe(0);
    expect(printed).toContain('--set PATH=VALUE');
  });

  it('[ME13] repeats a run with other seeds and tells how sure every figure is', async () => {
    const { printed, complaints } = await sim([FILE, '--horizon', '20s', '--set', 'settings.warmUpMs=2s', '--replications', '4', '--json']).all();
    expect(complaints).toBe('');
    const { seeds, mode, warmUpMs, report, halfWidths } = JSON.parse(printed) as ReplicationsJson;
    const runs = seeds.map((seed) => reportOf([FILE, '--horizon', '20s', '--seed', String(seed), '--set', `settings.warmUpMs=${warmUpMs}ms`]));
    expect([mode, seeds.length, seeds[0]]).toEqual(['steady', 4, runs[0]!.seed]);
    const answered = runs.map(({ sources }) => sources[0]!.throughputPerSec);
    expect(report.sources[0]!.throughputPerSec).toBeCloseTo(meanInterval(answered).mean, 9);
    expect(halfWidths.sources[0]!.throughputPerSec).toBeCloseTo(meanInterval(answered).halfWidth, 9);
    expect(report.sources[0]!.answeredMs.count).toBe(runs.reduce((sum, { sources }) => sum + sources[0]!.answeredMs.count, 0));
  });

  it('[ME13] prints repeated runs for people', async () => {
    const { code, printed } = await sim([FILE, ...short, '--replications', '2']).all();
    expect(code).toBe(0);
    expect(printed).toContain('2 runs with other seeds');
    expect(printed).toMatch(/answered {2,}[\d,]+ {2,}[\d.]+ ± [\d.]+/);
    expect(printed).toContain('too few');
  });
});
