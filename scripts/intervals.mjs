import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { buildCliIfStale, CLI_PROGRAM } from './build.mjs';
import { isProgram, ROOT } from './tools.mjs';

const DIAGRAMS = join(ROOT, 'public/diagrams');
const TARGET = join(ROOT, 'docs/intervals.md');
const RUNS = 10;

/** @typedef {import('../src/analysis/replications-json.ts').ReplicationsJson} Replications */

/** Writes `docs/intervals.md`: how wide every interval is when the shipped examples are repeated. Nothing in its table is
 * typed by hand.
 * @param {number} [runs] How often each is run. */
export async function writeIntervalsPage(runs = RUNS) {
  await buildCliIfStale();
  const entries = /** @type {{ id: string }[]} */ (JSON.parse(readFileSync(join(DIAGRAMS, 'index.json'), 'utf8')));
  const all = entries.map(({ id }) => ({ id, ...repeated(id, runs) }));
  writeFileSync(TARGET, page(all, runs));
}

/** @param {string} id
 * @param {number} runs
 * @returns {Replications} */
function repeated(id, runs) {
  const args = [CLI_PROGRAM, join(DIAGRAMS, `${id}.json`), '--replications', String(runs), '--json'];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }));
}

/** @param {readonly (Replications & { id: string })[]} all
 * @param {number} runs */
function page(all, runs) {
  const rows = all.flatMap(({ id, mode, warmUpFoundMs, warmUpMs, report, halfWidths }) =>
    report.sources.map((source, i) => {
      const width = halfWidths.sources[i];
      const cells = [
        [source.throughputPerSec, width.throughputPerSec],
        [source.answeredMs.mean, width.answeredMs.mean],
        [source.answeredMs.p50, width.answeredMs.p50],
        [source.answeredMs.p99, width.answeredMs.p99],
        [source.answeredMs.p999, width.answeredMs.p999],
      ].map(([value, half]) => cell(value, half, source.answeredMs.count));
      const warmUp = mode === 'scenario' ? `${seconds(warmUpMs)} set` : warmUpFoundMs === null ? 'too short to tell' : `${seconds(warmUpFoundMs)} found`;
      return `| ${id} | ${source.name} | ${mode} | ${warmUp} | ${cells.join(' | ')} |`;
    }),
  );
  return `# Sizes of intervals on the shipped examples

Written by \`node scripts/intervals.mjs\` with engine ${all[0]?.report.engineVersion}: ${runs} runs of each example with other seeds; every figure with half
the width of its interval at 95 %, and that as a share of the figure. Times are milliseconds to the answer, percentiles of all
samples of all runs. "not enough data": fewer than ten samples lie above it, in all runs together; no width: in some single run.

| example | load source | mode | warm-up | answered /s | mean | p50 | p99 | p99.9 |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** @param {number | null} value
 * @param {number | null} half
 * @param {number} count Samples. */
function cell(value, half, count) {
  if (value === null) return count > 0 ? 'not enough data' : '-';
  if (half === null) return figure(value);
  return `${figure(value)} ± ${figure(half)}${value > 0 ? ` (${((100 * half) / value).toFixed(1)} %)` : ''}`;
}

/** @param {number} value */
function figure(value) {
  return value === 0 ? '0' : value >= 100 ? value.toFixed(1) : value.toPrecision(3);
}

/** @param {number} ms */
function seconds(ms) {
  return `${Number((ms / 1000).toFixed(2))} s`;
}

if (isProgram(import.meta.url)) await writeIntervalsPage();
