import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { addCounts, REPORTS } from './stages.mjs';
import { formatDuration, ROOT } from './tools.mjs';

const TARGET = join(ROOT, 'docs/test-full.md');

/** @typedef {{ file: string, passed: number, failed: number, skipped: number, durationMs: number }} FileRow */

/** Writes what a full run found, to be committed with the code that it tested.
 * @param {readonly import('./stages.mjs').StageResult[]} results */
export function writeFullReport(results) {
  const { passed, failed, skipped } = addCounts(results);
  const unit = readJson(REPORTS.unit).testResults ?? [];
  const browser = (readJson(REPORTS.browser).suites ?? []).flatMap(specsOf);
  const lines = [
    '# The last full test run',
    '',
    '`npm run test:full` wrote this. It runs every count that the project promises (seeds, fuzz, hosts); `npm test` runs fewer.',
    '',
    `- Tested: ${describeCommit()}`,
    `- Host: node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`,
    `- Result: **${passed} passed, ${failed} failed, ${skipped} skipped**`,
    ...table(['stage', 'passed', 'failed', 'skipped', 'duration'], results.map(stageRow)),
    ...section('Counted', ['test', 'ran'], [...unit.flatMap(countedUnit), ...browser.flatMap(countedBrowser)]),
    ...section('Unit tests', ['file', 'passed', 'failed', 'skipped', 'duration'], unit.map(unitRow)),
    ...section('Browser tests', ['test', 'result', 'duration'], browser.map(browserRow)),
  ];
  mkdirSync(join(ROOT, 'docs'), { recursive: true });
  writeFileSync(TARGET, `${lines.join('\n')}\n`);
  console.log(`\nThe result is in ${relative(ROOT, TARGET)}; commit it.`);
}

function describeCommit() {
  const git = (/** @type {string[]} */ args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  const dirty = git(['status', '--porcelain', '--untracked-files=no']) === '' ? '' : ', with changes that were not committed';
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

/** @param {string} path
 * @returns {any} */
function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
