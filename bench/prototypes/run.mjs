/**
 * Measures all prototypes in one interleaved session: each round runs every engine in every host once, and the medians
 * over the rounds are printed as a table, with the time relative to the C program. Usage:
 * node run.mjs [--rounds 7] [--hosts node,chromium,firefox] [--engines name,...] [--json FILE]
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engines, modules } from './build.mjs';
import { startChromium, startFirefox, startNode } from '../lib/hosts.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    hosts: { type: 'string', default: 'node,chromium,firefox' },
    engines: { type: 'string' },
    json: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const all = [...engines.map((e) => e.name), ...modules.map((m) => m.name)];
const chosen = options.engines?.split(',') ?? all;
const bundles = [...engines.map((e) => `${e.name}.js`), ...modules.map((m) => `${m.name}.wasm`), 'as.js'];

/** Runs per measurement, so that one takes some tenths of a second, and the work that one run does. */
const workloads = [
  { name: 'W1', runs: 3, unit: 'customers', c: 'single', arguments: [], work: (values) => values[0] },
  { name: 'W2', runs: 5, unit: 'requests', c: 'chain', arguments: [], work: (values) => values[1] },
  { name: 'W2-hot', runs: 8, unit: 'events', c: 'chain', arguments: ['1400', '60000'], work: (values) => values[0] },
];
const cPrograms = ['C, heap, xoshiro256**', 'C, heap, keyed'];

function runC(name, workload) {
  const program = join(here, '../c/build', workload.c + (name.endsWith('keyed') ? '-keyed' : ''));
  return JSON.parse(execFileSync(program, [String(workload.runs), ...workload.arguments], { encoding: 'utf8' }));
}

const starters = { node: startNode, chromium: startChromium, firefox: startFirefox };
const hosts = [];
/** By engine, host and workload: nanoseconds per unit of work in each round, and what the runs gave. */
const results = new Map();

function note(engine, host, workload, { cpuMs, values }) {
  const key = [engine, host, workload.name].join('|');
  const entry = results.get(key) ?? { ns: [], values };
  if (JSON.stringify(entry.values) !== JSON.stringify(values)) throw new Error(`${key} gave different results`);
  entry.ns.push((cpuMs * 1e6) / (workload.runs * workload.work(values)));
  results.set(key, entry);
}

async function round(isWarmUp) {
  for (const workload of workloads) {
    for (const name of cPrograms) {
      const result = runC(name, workload);
      if (!isWarmUp) note(name, 'native', workload, result);
    }
    for (const engine of chosen) {
      for (const host of hosts) {
        const result = await host.run(`${engine}/${workload.name}`, [workload.runs]);
        if (!isWarmUp) note(engine, host.name, workload, result);
      }
    }
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function print() {
  const anchor = (workload) => median(results.get([cPrograms[0], 'native', workload.name].join('|')).ns);
  const heads = workloads.flatMap((w) => [`${w.name}, ${w.unit}/s`, 'time / C']);
  console.log(`| engine | host | ${heads.join(' | ')} |`);
  console.log(`| --- | --- | ${heads.map(() => '---:').join(' | ')} |`);
  const rows = [...cPrograms.map((name) => [name, 'native'])];
  for (const host of hosts) for (const engine of chosen) rows.push([engine, host.name]);
  for (const [engine, host] of rows) {
    const cells = workloads.flatMap((workload) => {
      const ns = median(results.get([engine, host, workload.name].join('|')).ns);
      return [`${(1e3 / ns).toFixed(2)} M`, (ns / anchor(workload)).toFixed(2)];
    });
    console.log(`| ${engine} | ${host} | ${cells.join(' | ')} |`);
  }
}

/** All engines with the same draws must have done the same, bit for bit, in every host. */
function checkAgreement() {
  for (const kind of ['keyed', 'sequential']) {
    for (const workload of workloads) {
      const seen = new Set();
      for (const [key, { values }] of results) {
        const [engine, , name] = key.split('|');
        if (name === workload.name && engine.endsWith(kind)) seen.add(JSON.stringify(values));
      }
      if (seen.size > 1) throw new Error(`${workload.name}, ${kind}: results differ: ${[...seen].join(' ')}`);
      console.log(`${workload.name}, ${kind}: the same in all engines and hosts: ${[...seen]}`);
    }
  }
}

try {
  for (const name of options.hosts.split(',').filter(Boolean)) hosts.push(await starters[name]({ directory: join(here, 'build'), bundles }));
  await round(true);
  for (let i = 0; i < rounds; i++) await round(false);
  checkAgreement();
  print();
  if (options.json) writeFileSync(options.json, JSON.stringify(Object.fromEntries(results), null, 1));
} finally {
  for (const host of hosts) await host.stop();
}
