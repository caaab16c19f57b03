import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './find-chromium.mjs';
import { CACHE, formatDuration, freePort, ROOT, runNode, runTool } from './tools.mjs';
import { checkRules } from './rules/check-rules.mjs';
import { checkSizes } from './size-budget.mjs';

/**
 * What a stage found. A stage without tests that goes wrong counts as one failure.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @typedef {{ name: string, run: () => Promise<Counts> }} Stage */

/** @typedef {Counts & { name: string, durationMs: number }} StageResult */

/** Where vitest and Playwright leave their reports for the sum at the end. */
export const REPORTS = { unit: join(CACHE, 'unit.json'), browser: join(CACHE, 'browser.json') };

/** The quick inner loop: no build, no browser. @type {readonly Stage[]} */
export const CHECK_STAGES = [
  { name: 'types', run: async () => verdict((await runTool('tsc', ['-b'])) === 0) },
  { name: 'lint', run: async () => verdict((await runTool('oxlint', LINT)) === 0) },
  { name: 'import rules', run: async () => verdict(checkRules()) },
  { name: 'unit tests', run: runUnitTests },
];

/** What follows in `npm test`. @type {readonly Stage[]} */
export const BROWSER_STAGES = [
  { name: 'build', run: async () => verdict((await runNode(['scripts/build.mjs'])) === 0) },
  { name: 'size budget', run: async () => verdict(checkSizes()) },
  { name: 'browser tests', run: runBrowserTests },
];

/** What follows in `npm run test:full`: the same documents in every JavaScript engine that the machine has.
 * @type {readonly Stage[]} */
export const FULL_STAGES = [
  { name: 'host parity', run: async () => (await import('./parity.mjs')).checkParity() },
  { name: 'accuracy', run: async () => (await import('./accuracy.mjs')).checkAccuracy() },
];

const LINT = ['--type-aware', 'src', 'scripts', 'e2e', 'bench', 'vite.config.ts', 'playwright.config.ts'];

/** Runs the stages one after the other, each announced by its name and followed by its duration. A stage that
 * throws has failed; the others run all the same, so that one run tells everything.
 * @param {readonly Stage[]} stages
 * @param {(results: readonly StageResult[]) => void} [onStage] Told all results so far after each stage.
 * @returns {Promise<StageResult[]>} */
export async function runStages(stages, onStage = () => undefined) {
  /** @type {StageResult[]} */
  const results = [];
  for (const { name, run } of stages) {
    console.log(`\n== ${name}`);
    const startedAt = performance.now();
    const counts = await run().catch(reportCrash);
    const durationMs = performance.now() - startedAt;
    console.log(`== ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'}, ${formatDuration(durationMs)}`);
    results.push({ name, durationMs, ...counts });
    onStage(results);
  }
  return results;
}

/** Prints the closing line, which people and machines read alike, and sets the exit code: non-zero when
 * anything failed, and when nothing passed.
 * @param {readonly StageResult[]} results */
export function conclude(results) {
  const { passed, failed, skipped } = addCounts(results);
  console.log(`\n${results.map(({ name, durationMs }) => `${name} ${formatDuration(durationMs)}`).join(', ')}`);
  if (passed === 0) console.error('No test passed, so this run proves nothing.');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** @param {readonly Counts[]} results
 * @returns {Counts} */
export function addCounts(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of results) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** @param {boolean} isGood
 * @returns {Counts} */
function verdict(isGood) {
  return { passed: 0, failed: isGood ? 0 : 1, skipped: 0 };
}

/** @param {unknown} error
 * @returns {Counts} */
function reportCrash(error) {
  console.error(error);
  return verdict(false);
}

/** @returns {Promise<Counts>} */
async function runUnitTests() {
  makeRoomFor(REPORTS.unit);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS.unit}`];
  const code = await runTool('vitest', ['run', ...reporters]);
  const report = readReport(REPORTS.unit);
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  return orFailure(code, { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0, skipped });
}

/** @returns {Promise<Counts>} */
async function runBrowserTests() {
  if (!hasBrowserTests()) {
    console.log('There is no e2e/*.spec.ts, so no browser was started.');
    return { passed: 0, failed: 0, skipped: 0 };
  }
  makeRoomFor(REPORTS.browser);
  const env = {
    CHROMIUM_PATH: ensureChromium().path,
    BROWNOUT_PORT: String(await freePort()),
    PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.browser,
  };
  const code = await runTool('playwright', ['test', '--reporter=list,json'], env);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(REPORTS.browser).stats ?? {};
  return orFailure(code, { passed: expected, failed: unexpected + flaky, skipped });
}

function hasBrowserTests() {
  const folder = join(ROOT, 'e2e');
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.spec.ts'));
}

/** A runner may fail without a failed test: nothing matched, or an error outside any test.
 * @param {number} code
 * @param {Counts} counts
 * @returns {Counts} */
function orFailure(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Removes the report of an earlier run, so that it can never be counted again.
 * @param {string} path */
function makeRoomFor(path) {
  mkdirSync(CACHE, { recursive: true });
  rmSync(path, { force: true });
}

/** @param {string} path
 * @returns {any} */
function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
