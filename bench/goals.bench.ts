import process from 'node:process';
import { isStudyThread, serveStudies } from '../src/cli/study-thread.ts';
import { buildCPrograms } from './lib/c-programs.ts';
import { type Goal, goalTable } from './lib/goal.ts';
import type { Host } from './lib/hosts.mjs';
import { type BenchOptions, publish, readBenchOptions } from './lib/measurements.ts';
import type { Part } from './lib/part.ts';
import { bundleProgram, importBrowserFinder, importHosts, versionOf } from './lib/project.ts';
import { garbage } from './parts/garbage.ts';
import { growth } from './parts/growth.ts';
import { memory } from './parts/memory.ts';
import { profile } from './parts/profile.ts';
import { replications } from './parts/replications.ts';
import { speed } from './parts/speed.ts';
import { watching } from './parts/watching.ts';

/** The engine as it is published against the goals of its speed. Parts can be run alone with `--parts`. */

/** In the order in which they run: what needs a quiet machine most comes before what fills memory. */
const PARTS: readonly Part[] = [speed, replications, watching, garbage, memory, profile, growth];
const ROUNDS = 7;

/** A thread of studies is started with the program that needs it. */
if (isStudyThread()) serveStudies();
else await main();

async function main(): Promise<void> {
  const options = readBenchOptions(ROUNDS);
  const unknown = options.parts?.filter((name) => PARTS.every((part) => part.name !== name)) ?? [];
  if (unknown.length > 0) throw new Error(`No part is called ${unknown.join(', ')}. There are: ${PARTS.map(({ name }) => name).join(', ')}.`);
  const parts = PARTS.filter(({ name }) => options.parts?.includes(name) ?? true);
  const c = buildCPrograms();
  const hosts = await startHosts(options);
  const goals: Goal[] = [];
  try {
    for (const part of parts) {
      const startedAt = performance.now();
      const measured = await part.measure({ options, hosts, c, program: new URL(import.meta.url) });
      goals.push(...measured.goals);
      const ownGoals = measured.goals.length === 0 ? [] : [goalTable(measured.goals)];
      publish(options, { name: part.name, title: part.title, body: [measured.body, ...ownGoals].join('\n\n') });
      process.stdout.write(`${part.name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
    }
  } finally {
    for (const host of hosts) await host.stop();
  }
  if (parts.length === PARTS.length) publish(options, { name: 'goals', title: 'Goals', body: goalTable(goals) });
}

async function startHosts(options: BenchOptions): Promise<Host[]> {
  const { startNode, startChromium, startFirefox } = await importHosts();
  const directory = await bundleProgram('engine-program');
  const bundles = ['engine-program.js'];
  const hosts: Host[] = [];
  if (options.hosts.includes('node')) hosts.push(await startNode({ directory, bundles }));
  const { findChromium } = await importBrowserFinder();
  const chromium = findChromium()?.path;
  if (options.hosts.includes('chromium') && chromium === undefined) console.log('skipped: Chromium, because there is none on this machine');
  else if (options.hosts.includes('chromium')) hosts.push(await startChromium({ directory, bundles, ...(chromium === undefined ? {} : { browser: chromium }) }));
  if (options.hosts.includes('firefox')) {
    if (versionOf('firefox-esr') === undefined) console.log('skipped: Firefox, because there is no firefox-esr on this machine');
    else hosts.push(await startFirefox({ directory, bundles }));
  }
  return hosts;
}
