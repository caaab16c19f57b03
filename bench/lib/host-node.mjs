/** The node host: runs programs of the bundles on request, one at a time, on its main thread. */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';

/** @type {any} */
const host = globalThis;
const [directory = '', ...bundles] = process.argv.slice(2);
host.wasm = {};
for (const file of bundles) {
  const path = join(directory, file);
  if (file.endsWith('.wasm')) host.wasm[file.slice(0, -5)] = readFileSync(path);
  else runInThisContext(readFileSync(path, 'utf8'), { filename: path });
}

const collections = { young: 0, full: 0, ms: 0 };
const observer = new PerformanceObserver((list) => list.getEntries().forEach(countCollection));
observer.observe({ entryTypes: ['gc'] });

/** @param {import('node:perf_hooks').PerformanceEntry} entry */
function countCollection(entry) {
  const { kind } = /** @type {{ kind: number }} */ (entry.detail);
  if (kind === constants.NODE_PERFORMANCE_GC_MINOR) collections.young++;
  if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections.full++;
  collections.ms += entry.duration;
}

/** Lets the observer hear of all collections so far. */
async function settle() {
  await setImmediate();
  await setImmediate();
  observer.takeRecords().forEach(countCollection);
}

/** Bytes that the program makes on the heap while it runs, by sampling; collected ones count as well.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number>} */
async function heapBytes(work) {
  const session = new Session();
  session.connect();
  const all = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
  await session.post('HeapProfiler.startSampling', { samplingInterval: 4096, ...all });
  await work();
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  return sizeOf(profile.head);
}

/** @param {import('node:inspector').HeapProfiler.SamplingHeapProfileNode} node
 * @returns {number} */
function sizeOf(node) {
  return node.children.reduce((sum, child) => sum + sizeOf(child), node.selfSize);
}

/** Samples by function while the program runs.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Record<string, number>>} */
async function samplesOf(work) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  /** @type {Record<string, number>} */
  const samples = {};
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    if (callFrame.functionName === '(idle)') continue;
    const isCompiled = callFrame.url.startsWith('wasm:');
    const name = isCompiled ? `${callFrame.functionName.split('assembly/').at(-1)} (wasm)` : callFrame.functionName || '(unnamed)';
    samples[name] = (samples[name] ?? 0) + hitCount;
  }
  return samples;
}

/** @param {{ program: string, args: unknown[], isWeighed?: boolean, isProfiled?: boolean }} order */
async function fulfil({ program, args, isWeighed, isProfiled }) {
  if (isProfiled === true) {
    process.send?.({ values: await samplesOf(async () => host.programs[program](...args)) });
    return;
  }
  if (isWeighed === true) {
    process.send?.({ values: await heapBytes(async () => host.programs[program](...args)) });
    return;
  }
  await settle();
  Object.assign(collections, { young: 0, full: 0, ms: 0 });
  const start = performance.now();
  const values = await host.programs[program](...args);
  const wallMs = performance.now() - start;
  await settle();
  process.send?.({ values, wallMs, collections });
}

/** @param {unknown} error */
const fail = (error) => process.send?.({ error: error instanceof Error ? error.message : String(error) });

process.on('message', (/** @type {any} */ order) => void fulfil(order).catch(fail));
process.send?.({ ready: true });
