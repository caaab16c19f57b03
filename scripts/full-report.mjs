import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { addCounts, REPORTS } from './stages.mjs';
import { formatDuration, ROOT } from './tools.mjs';

const TARGET = join(ROOT, 'docs/test-full.md');

/** @typedef {{ file: string, passed: number, failed: number, skipped: number, durationMs: number }} FileRow */

/** Forgets the reports of an earlier run, so that none of them is told as this one's. */
export function beginFullReport() {
  for (const path of Object.values(REPORTS)) rmSync(path, { force: true });
}

/** Writes what a full run has found so far, to be committed with the code that it tested. A run takes long: what is
 * written after each stage is there whatever ends it.
 * @param {readonly import('./stages.mjs').StageResult[]} results
 * @param {number} stages How many stages there are in all. */
export function writeFullReport(results, stages) {
  const text = fullReport(results, { stages, unit: readJson(REPORTS.unit), browser: readJson(REPORTS.browser) });
  mkdirSync(join(ROOT, 'docs'), { recursive: true });
  writeFileSync(TARGET, text);
  if (results.length === stages) console.log(`\nThe result is in ${relative(ROOT, TARGET)}; commit it.`);
}

/** The page of a full run.
 * @param {readonly import('./stages.mjs').StageResult[]} results
 * @param {{ readonly stages: number, readonly unit: any, readonly browser: any }} reports What vitest and Playwright wrote.
 * @returns {string} */
export function fullReport(results, reports) {
  const { passed, failed, skipped } = addCounts(results);
  const unit = reports.unit.testResults ?? [];
  const browser = (reports.browser.suites ?? []).flatMap(specsOf);
  const isWhole = results.length === reports.stages;
  const lines = [
    '# The last full test run',
    '',
    '`npm run test:full` wrote this. It runs every count that the project promises (seeds, fuzz, hosts); `npm test` runs fewer.',
    '',
    `- Tested: ${describeCommit()}`,
    `- Host: node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`,
    `- Result: **${passed} passed, ${failed} failed, ${skipped} skipped**`,
    ...(isWhole ? [] : [`- Not finished: ${results.length} of ${reports.stages} stages`]),
    ...table(['stage', 'passed', 'failed', 'skipped', 'duration'], results.map(stageRow)),
    ...section('Counted', ['test', 'ran'], [...unit.flatMap(countedUnit), ...browser.flatMap(countedBrowser)]),
    ...section('Unit tests', ['file', 'passed', 'failed', 'skipped', 'duration'], unit.map(unitRow)),
    ...section('Browser tests', ['test', 'result', 'duration'], browser.map(browserRow)),
  ];
  return `${lines.join('\n')}\n`;
}

function describeCommit() {
  const git = (/** @type {string[]} */ args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  // The page itself changes while the run goes on.
  const dirty = git(['status', '--porcelain', '--untracked-files=no', '--', '.', ':!docs/test-full.md']) === '' ? '' : ', with changes that were not committed';
  return `${git(['log', '-1', '--format=%h of %cs, "%s"'])}${dirty}`;
}

/** @param {import('./stages.mjs').StageResult} result */
function stageRow({ name, passed, failed, skipped, durationMs }) {
  const isTest = passed + skipped > 0;
  return [name, isTest || failed > 0 ? passed : 'ok', isTest || failed > 0 ? failed : '', isTest ? skipped : '', formatDuration(durationMs)];
}

/** A unit test tells what it ran through `task.meta.counted`, for example "500 random cut points".
 * @param {any} file */
function countedUnit(file) {
  return file.assertionResults.flatMap((/** @type {any} */ test) =>
    test.meta?.counted === undefined ? [] : [[test.fullName, test.meta.counted]],
  );
}

/** A browser test tells what it ran through an annotation of the type "counted".
 * @param {any} spec */
function countedBrowser(spec) {
  return spec.tests.flatMap((/** @type {any} */ test) =>
    test.annotations
      .filter((/** @type {any} */ note) => note.type === 'counted')
      .map((/** @type {any} */ note) => [spec.title, note.description]),
  );
}

/** @param {any} file */
function unitRow(file) {
  const statuses = file.assertionResults.map((/** @type {any} */ test) => test.status);
  const count = (/** @type {string} */ status) => statuses.filter((/** @type {string} */ each) => each === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const name = relative(ROOT, file.name).replaceAll('\\', '/');
  return [name, passed, failed, statuses.length - passed - failed, formatDuration(file.endTime - file.startTime)];
}

/** @param {any} spec */
function browserRow(spec) {
  const durationMs = spec.tests.flatMap((/** @type {any} */ test) => test.results).reduce(
    (/** @type {number} */ sum, /** @type {any} */ result) => sum + result.duration,
    0,
  );
  const isSkipped = spec.tests.every((/** @type {any} */ test) => test.status === 'skipped');
  const result = isSkipped ? 'skipped' : spec.ok ? 'passed' : 'failed';
  return [`${spec.file}: ${spec.title}`, result, formatDuration(durationMs)];
}

/** Every spec in a Playwright suite and the suites inside it.
 * @param {any} suite
 * @returns {any[]} */
function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

/** @param {string} title
 * @param {string[]} head
 * @param {unknown[][]} rows */
function section(title, head, rows) {
  return rows.length === 0 ? [] : ['', `## ${title}`, ...table(head, rows)];
}

/** @param {string[]} head
 * @param {unknown[][]} rows */
function table(head, rows) {
  const line = (/** @type {unknown[]} */ cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A report; nothing when there is none, or when its writer was ended on the way.
 * @param {string} path
 * @returns {any} */
function readJson(path) {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  } catch {
    return {};
  }
}
