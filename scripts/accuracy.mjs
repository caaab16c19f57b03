import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bundleForNode } from './build.mjs';
import { CACHE, formatDuration, isProgram, ROOT } from './tools.mjs';

/** @typedef {typeof import('../src/accuracy/program.ts')} Program */
/** @typedef {import('../src/accuracy/record.ts').AccuracyRecord} AccuracyRecord */
/** @typedef {import('../src/accuracy/record.ts').FamilyRecord} FamilyRecord */
/** @typedef {import('../src/accuracy/family.ts').Family} Family */
/** @typedef {import('../src/accuracy/measure.ts').Replication} Replication */
/** A replication to run. @typedef {{ family: number, replication: number, round: number }} Task */

const DATA = join(ROOT, 'docs/accuracy.json');
const PAGE = join(ROOT, 'docs/accuracy.md');

/** Replications that a thread takes at once: enough to pay for the message. */
const TASKS_AT_ONCE = 4;

/** Bundles what measures, for node.
 * @returns {Promise<string>} Path of the module. */
async function bundle() {
  const outDir = join(CACHE, 'accuracy');
  await bundleForNode({ entry: join(ROOT, 'src/accuracy/program.ts'), outDir, fileName: 'program.mjs' });
  return join(outDir, 'program.mjs');
}

/** @param {string} path
 * @returns {Promise<Program>} */
function load(path) {
  return import(pathToFileURL(path).href);
}

/** Runs tasks on all cores. What a task gives depends on nothing but the task.
 * @param {string} path
 * @param {readonly Task[]} tasks
 * @returns {Promise<Replication[]>} In the order of the tasks. */
async function runTasks(path, tasks) {
  /** @type {Replication[]} */
  const results = [];
  let next = 0;
  const threads = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, () => {
    const thread = new Worker(new URL(import.meta.url), { workerData: { path } });
    return /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      const give = () => {
        if (next >= tasks.length) {
          void thread.terminate();
          resolve();
          return;
        }
        const at = next;
        next += TASKS_AT_ONCE;
        thread.postMessage({ at, tasks: tasks.slice(at, next) });
      };
      thread.on('error', reject);
      thread.on('message', (/** @type {{ at: number, done: Replication[] }} */ { at, done }) => {
        done.forEach((result, i) => (results[at + i] = result));
        give();
      });
      give();
    }));
  });
  await Promise.all(threads);
  return results;
}

/** Measures families; those of which a figure lies outside are measured again from fresh seeds.
 * @param {string} path
 * @param {Program} program
 * @param {readonly Family[]} families
 * @param {number} level
 * @param {number} [rounds] How many fresh seeds decide.
 * @returns {Promise<FamilyRecord[]>} */
async function measure(path, program, families, level, rounds = program.FRESH_SEEDS) {
  const { FAMILIES, decide, judge, replicationsOf } = program;
  /** @param {Family} family @param {number} round */
  const tasksOf = (family, round) => Array.from({ length: replicationsOf(family) }, (_, replication) => ({ family: FAMILIES.indexOf(family), replication, round }));
  /** @param {readonly { family: Family, round: number }[]} sets */
  const records = async (sets) => {
    const results = await runTasks(path, sets.flatMap(({ family, round }) => tasksOf(family, round)));
    let at = 0;
    return sets.map(({ family }) => judge(family, results.slice(at, (at += replicationsOf(family))), level));
  };
  const first = await records(families.map((family) => ({ family, round: 0 })));
  const outside = first.filter(({ figures }) => figures.some(({ verdict }) => verdict !== 'agrees'));
  if (outside.length > 0) console.log(`Outside at first, measured again from ${rounds} fresh seeds: ${outside.map(({ title }) => title).join(', ')}`);
  const fresh = Array.from({ length: rounds }, (_, i) => i + 1);
  const again = await records(outside.flatMap(({ id }) => fresh.map((round) => ({ family: /** @type {Family} */ (FAMILIES.find((family) => family.id === id)), round }))));
  return first.map((record) => (outside.includes(record) ? decide(record, again.filter(({ id }) => id === record.id)) : record));
}

/** Measures everything and returns the record.
 * @param {readonly string[]} names Families to measure; all when empty.
 * @param {number} [rounds] How many fresh seeds decide.
 * @returns {Promise<{ record: AccuracyRecord, program: Program }>} */
async function measureAll(names, rounds) {
  const path = await bundle();
  const program = await load(path);
  const { FAMILIES, FAMILY_WISE_LEVEL, FRESH_SEEDS, figureLevel, ENGINE_VERSION } = program;
  const unknown = names.filter((name) => FAMILIES.every(({ id }) => id !== name));
  if (unknown.length > 0) throw new Error(`No family is called ${unknown.join(', ')}. There are: ${FAMILIES.map(({ id }) => id).join(', ')}`);
  const chosen = names.length === 0 ? FAMILIES : FAMILIES.filter(({ id }) => names.includes(id));
  const level = figureLevel(FAMILIES.reduce((sum, { figures }) => sum + figures.length, 0));
  const families = await measure(path, program, chosen, level, rounds);
  const date = new Date().toISOString().slice(0, 10);
  return { program, record: { engineVersion: ENGINE_VERSION, date, level: FAMILY_WISE_LEVEL, figureLevel: level, freshSeeds: FRESH_SEEDS, families } };
}

/** Prints a measurement and counts what is wrong in it: figures that differ from theory, and intervals that are too wide.
 * @param {AccuracyRecord} record
 * @param {Program} program */
function tell(record, { figureLine, isTooWide }) {
  let passed = 0;
  let failed = 0;
  for (const family of record.families) {
    for (const figure of family.figures) {
      if (figure.verdict === 'differs' || isTooWide(figure)) failed++;
      else passed++;
      console.log(figureLine(family, figure));
    }
  }
  const events = record.families.reduce((sum, family) => sum + family.events, 0);
  console.log(`${passed} figures agree with theory, ${failed} do not or are too wide; ${(events / 1e6).toFixed(0)} million events`);
  return { passed, failed, skipped: 0 };
}

/** Measures every family and compares with theory, and with the record that was committed: the engine gives the same
 * figures on every machine. For `npm run test:full`.
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} */
export async function checkAccuracy() {
  const { record, program } = await measureAll([]);
  const counts = tell(record, program);
  const committed = /** @type {AccuracyRecord} */ (JSON.parse(readFileSync(DATA, 'utf8')));
  const isSame = JSON.stringify(committed.families) === JSON.stringify(record.families);
  if (!isSame) console.error('docs/accuracy.json is not what this engine measures: run npm run accuracy.');
  return { ...counts, passed: counts.passed + (isSame ? 1 : 0), failed: counts.failed + (isSame ? 0 : 1) };
}

/** The committed record with these families in place of what it has of them. Only what was measured at the same level, by
 * the same version of the engine, can stand beside them; `npm run test:full` holds that all of it is what a whole
 * measurement gives.
 * @param {AccuracyRecord} record
 * @returns {AccuracyRecord} */
function intoCommitted(record) {
  const committed = /** @type {AccuracyRecord} */ (JSON.parse(readFileSync(DATA, 'utf8')));
  if (committed.engineVersion !== record.engineVersion || committed.figureLevel !== record.figureLevel) {
    throw new Error('The figures or the engine have changed since docs/accuracy.json was written: measure all families.');
  }
  return { ...record, families: committed.families.map((family) => record.families.find(({ id }) => id === family.id) ?? family) };
}

/** `npm run accuracy [-- FAMILY... --first --write]`: measures all families, writes `docs/accuracy.json` and
 * `docs/accuracy.md`. With names it measures those and only prints, unless `--write` puts them in their places there;
 * `--first` leaves the fresh seeds out. */
async function main() {
  const startedAt = performance.now();
  const args = process.argv.slice(2);
  const names = args.filter((arg) => !arg.startsWith('-'));
  const { record, program } = await measureAll(names, args.includes('--first') ? 0 : undefined);
  const { failed } = tell(record, program);
  if (args.length === 0 || args.includes('--write')) {
    const whole = names.length === 0 ? record : intoCommitted(record);
    writeFileSync(DATA, `${JSON.stringify(whole, undefined, 1)}\n`);
    writeFileSync(PAGE, program.accuracyPage(whole));
  }
  console.log(formatDuration(performance.now() - startedAt));
  if (failed > 0) process.exitCode = 1;
}

if (!isMainThread && parentPort !== null && typeof workerData?.path === 'string') {
  const port = parentPort;
  const { FAMILIES, replicate } = await load(workerData.path);
  port.on('message', (/** @type {{ at: number, tasks: Task[] }} */ { at, tasks }) => {
    port.postMessage({ at, done: tasks.map(({ family, replication, round }) => replicate(FAMILIES[family], replication, round)) });
  });
} else if (isProgram(import.meta.url)) await main();
