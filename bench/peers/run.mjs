/** Runs a workload in a library: `node run.mjs LIBRARY WORKLOAD REQUESTS`. Prints, as JSON, the processor time of the main
 * thread in ms and what the run gave, times in seconds. A quarter of the work is done beforehand, for the compilers. */
import { threadMs } from '../lib/thread-time.mjs';
import { seedDraws } from './draws.mjs';

const [library = '', workload = '', requests = ''] = process.argv.slice(2);
const { workloads } = await import(`./${library}.mjs`);
const thread = { pid: process.pid, tid: process.pid };

/** @param {number} count */
async function measured(count) {
  /** @type {number[]} */
  const latencies = [];
  seedDraws(1);
  const before = threadMs(thread);
  await workloads[workload](count, latencies);
  return { cpuMs: threadMs(thread) - before, latencies: latencies.toSorted((a, b) => a - b) };
}

await measured(Number(requests) / 4);
const { cpuMs, latencies } = await measured(Number(requests));
const count = latencies.length;
const mean = latencies.reduce((sum, latency) => sum + latency, 0) / count;
const values = { requests: count, mean, p50: latencies[count >> 1], p99: latencies[Math.floor(count * 0.99)] };
console.log(JSON.stringify({ cpuMs, values }));
