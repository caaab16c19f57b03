import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bundleForNode } from './build.mjs';
import { CACHE, formatDuration, isProgram, ROOT } from './tools.mjs';

/** @typedef {typeof import('../src/engine/testing/fuzz.ts')} Fuzz */
/** @typedef {import('../src/engine/testing/fuzz.ts').Fuzzed} Fuzzed */

/**
 * What to run: seeds of a sequence until so many were run or so many minutes are over, or one seed alone.
 * @typedef {{ count: number, minutes: number, sequence: number, seed: number | undefined, properties: string[], workers: number }} Plan
 */

const USAGE = `npm run fuzz [-- OPTIONS]: runs random documents of all kinds, protocols and faults with the engine's invariants on.
  --count N        documents to run; 2000 without --minutes
  --minutes M      how long to run, whatever the count
  --seed S         runs one seed again, and nothing else
  --sequence N     which documents: the same number gives the same ones; without it, others each time
  --property NAME  only this property; may be repeated
  --workers N      threads; as many as there are cores without it
Exit code 1 when something was found: each finding comes with its seed and the smallest document that shows it.`;

const MOST_FINDINGS = 20;
const PROGRESS_MS = 5000;

/** Bundles the engine and its properties, because node 20 cannot run TypeScript.
 * @returns {Promise<string>} The module's URL. */
async function bundleFuzz() {
  const outDir = join(CACHE, 'fuzz', String(process.pid));
  await bundleForNode({ entry: join(ROOT, 'src/engine/testing/fuzz.ts'), outDir, fileName: 'fuzz.mjs' });
  return pathToFileURL(join(outDir, 'fuzz.mjs')).href;
}

/** @param {readonly string[]} args
 * @returns {Plan | undefined} Nothing when help is wanted. */
function planOf(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      sequence: { type: 'string' },
      property: { type: 'string', multiple: true },
      workers: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  const minutes = numberOf('minutes', values.minutes) ?? Infinity;
  const seed = numberOf('seed', values.seed);
  return {
    count: seed === undefined ? (numberOf('count', values.count) ?? (minutes === Infinity ? 2000 : Infinity)) : 1,
    minutes,
    sequence: numberOf('sequence', values.sequence) ?? Math.floor(Math.random() * 1e9),
    seed,
    properties: values.property ?? [],
    workers: numberOf('workers', values.workers) ?? availableParallelism(),
  };
}

/** @param {string} name
 * @param {string | undefined} text */
function numberOf(name, text) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= 0)) throw new Error(`--${name} is a number, not "${text}".`);
  return number;
}

/** Runs a plan and prints what it comes to. Returns the exit code.
 * @param {Plan} plan */
async function run(plan) {
  const module = await bundleFuzz();
  const { EVERYTHING, findingText, PROPERTY_NAMES, seedOf } = /** @type {Fuzz} */ (await import(module));
  const unknown = plan.properties.filter((name) => !PROPERTY_NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`No property is called ${unknown.join(', ')}. There are: ${PROPERTY_NAMES.join(', ')}.`);
  const properties = plan.properties.length > 0 ? plan.properties : [...PROPERTY_NAMES];
  const startedMs = performance.now();
  const endMs = startedMs + plan.minutes * 60_000;
  const met = new Set();
  const tally = { seeds: 0, documents: 0, findings: 0 };
  console.log(plan.seed === undefined ? `fuzz: sequence ${plan.sequence}, properties ${properties.join(', ')}` : `fuzz: seed ${plan.seed}`);

  const tell = () => console.log(`fuzz: ${tally.seeds} seeds, ${tally.findings} of them with findings, ${formatDuration(performance.now() - startedMs)}`);
  const progress = setInterval(tell, PROGRESS_MS);
  let given = 0;
  const nextSeed = () => {
    if (given >= plan.count || performance.now() >= endMs || tally.findings >= MOST_FINDINGS) return undefined;
    return plan.seed ?? seedOf(plan.sequence, given++);
  };
  const take = (/** @type {Fuzzed} */ { documents, findings, met: made }) => {
    tally.seeds++;
    tally.documents += documents;
    if (findings.length > 0) tally.findings++;
    for (const name of made) met.add(name);
    // One mistake often shows in several properties: its smallest document is told once.
    const [first, ...others] = findings;
    if (first !== undefined) console.log(`\n${findingText(first)}`);
    for (const { property, wrong } of others) console.log(`The same seed fails "${property}" too: ${wrong[0] ?? ''}`);
    if (plan.seed !== undefined) given++;
  };
  const most = Math.min(plan.workers, plan.count);
  await Promise.all(Array.from({ length: most }, () => work({ module, properties }, nextSeed, take)));
  clearInterval(progress);

  tell();
  const missed = EVERYTHING.filter((name) => !met.has(name));
  console.log(`fuzz: ${tally.documents} documents against ${properties.length} properties; they were made of ${EVERYTHING.length - missed.length} of ${EVERYTHING.length} kinds, protocols and faults`);
  if (missed.length > 0 && tally.seeds >= 1000) console.log(`fuzz: never met: ${missed.join(', ')}`);
  return tally.findings > 0 || tally.seeds === 0 ? 1 : 0;
}

/** One thread, which is given a seed whenever it has none.
 * @param {{ module: string, properties: string[] }} data
 * @param {() => number | undefined} nextSeed
 * @param {(fuzzed: Fuzzed) => void} take
 * @returns {Promise<void>} */
function work(data, nextSeed, take) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    const give = () => {
      const seed = nextSeed();
      if (seed === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage(seed);
    };
    worker.once('online', give);
    worker.once('error', reject);
    worker.on('message', (/** @type {Fuzzed} */ fuzzed) => {
      take(fuzzed);
      give();
    });
  });
}

async function beWorker() {
  const { fuzz } = /** @type {Fuzz} */ (await import(workerData.module));
  parentPort?.on('message', (/** @type {number} */ seed) => parentPort?.postMessage(fuzz(seed, workerData.properties)));
}

if (!isMainThread) await beWorker();
else if (isProgram(import.meta.url)) {
  const plan = planOf(process.argv.slice(2));
  if (plan === undefined) console.log(USAGE);
  else process.exitCode = await run(plan);
}
