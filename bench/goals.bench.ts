import process from 'node:process';
import { isStudyThread, serveStudies } from '../src/cli/study-thread.ts';
import { buildCPrograms } from './lib/c-programs.ts';
import { type Goal, goalTable, told } from './lib/goal.ts';
import type { Host } from './lib/hosts.mjs';
import { type BenchOptions, publish, readBenchOptions } from './lib/measurements.ts';
import type { Part, Setting } from './lib/part.ts';
import { bundleProgram, importBrowserFinder, importHosts, versionOf } from './lib/project.ts';
import { garbage } from './parts/garbage.ts';
import { growth } from './parts/growth.ts';
import { memory } from './parts/memory.ts';
import { profile } from './parts/profile.ts';
import { replications } from './parts/replications.ts';
import { speed } from './parts/speed.ts';
import { watching } from './parts/watching.ts';

/** The engine as it is published against the goals of its speed. Parts can be run alone with `--parts`. */

/** In the order in which they run: what needs a quiet machine most comes first. */
const PARTS: readonly Part[] = [speed, replications, garbage, memory, profile, growth, watching];
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
  const setting: Setting = { options, hosts, c, program: new URL(import.meta.url) };
  const goals: Goal[] = [];
  try {
    for (const part of parts) goals.push(...(await measurePart(part, setting)));
  } finally {
    for (const host of hosts) await host.stop();
  }
  if (parts.length === PARTS.length) publish(options, { name: 'goals', title: 'Goals', body: goalTable(goals) });
}

/** Measures a part and publishes it. One that fails is told, and takes nothing from the others. */
async function measurePart(part: Part, setting: Setting): Promise<readonly Goal[]> {
  const startedAt = performance.now();
  try {
    const { body, goals } = await part.measure(setting);
    const ownGoals = goals.length === 0 ? [] : [goalTable(goals)];
    publish(setting.options, { name: part.name, title: part.title, body: [body, ...ownGoals].join('\n\n') });
    return goals;
  } catch (error) {
    process.exitCode = 1;
    const why = error instanceof Error ? error.message : String(error);
    console.error(`${part.name} failed: ${why}`);
    return [told(part.title, `failed: ${why}`)];
  } finally {
    process.stdout.write(`${part.name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  }
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
