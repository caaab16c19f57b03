import { afterEach, expect, test, vi } from 'vitest';
import { BUCKETS } from '../../base/histogram.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import type { Core } from '../core.ts';
import type { EngineRun } from '../engine-run.ts';
import { WORDS } from '../kernel/record.ts';
import { createRun } from '../run.ts';
import { build, call, service, settings, steady } from '../testing/build.ts';
import { workloadCallChain, workloadManyInFlight } from '../testing/workloads.ts';
import { HISTOGRAM_BUCKETS } from './memory-layout.ts';
import { PROGRAM } from './program.ts';
import { bytesOf } from './web-assembly.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

function coreOf(run: EngineRun): Core {
  return (run as unknown as { readonly core: Core }).core;
}

/** Whether the run's state stands in one memory of WebAssembly, whose size is in pages. */
function isAtHome(run: EngineRun): boolean {
  const { fixed, i32 } = coreOf(run);
  return i32.buffer === fixed.buffer && fixed.buffer.byteLength % 65_536 === 0;
}

/** What must not depend on who took the events. */
function outcomeOf(run: EngineRun): string {
  return JSON.stringify([run.report(), run.inFlight]);
}

function ended(document: BrownoutDocument, run: EngineRun): string {
  run.advance(document.settings.horizonMs, Infinity);
  return outcomeOf(run);
}

test('the build puts the program into its module', () => {
  expect([...bytesOf(PROGRAM).subarray(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  expect(bytesOf('AQID/w==')).toEqual(new Uint8Array([1, 2, 3, 255]));
});

test('the program is made for the histograms that there are', () => expect(HISTOGRAM_BUCKETS).toBe(BUCKETS));

test('[DE1] a long run moves into the memory of WebAssembly, and a short one does not', () => {
  const document = workloadCallChain({ seconds: 10 });
  const run = createRun(document);
  run.advance(1000, Infinity);
  expect(isAtHome(run)).toBe(false);
  run.advance(10_000, Infinity);
  expect(isAtHome(run)).toBe(true);
  expect(outcomeOf(run)).toBe(ended(document, createRun(document, 'plainFirst')));
});

test('[DE1] a run that outgrows its memory moves to a larger one', () => {
  const document = workloadManyInFlight({ seconds: 0.3 });
  const run = createRun(document, 'compiledFirst');
  const outcome = ended(document, run);
  expect(coreOf(run).i32.length / WORDS).toBeGreaterThan(16_384);
  expect(isAtHome(run)).toBe(true);
  expect(outcome).toBe(ended(document, createRun(document, 'plainFirst')));
});

test('[DE1] more runs than there are memories take turns', () => {
  const documents = [1, 2, 3, 4, 5, 6].map((seed) => workloadCallChain({ seconds: 2, ratePerSec: 200 * seed, seed }));
  const runs = documents.map((document) => createRun(document, 'compiledFirst'));
  for (let untilMs = 500; untilMs <= 2000; untilMs += 500) for (const run of runs) run.advance(untilMs, Infinity);
  expect(runs.filter(isAtHome)).toHaveLength(4);
  expect(runs.map(outcomeOf)).toEqual(documents.map((document) => ended(document, createRun(document, 'plainFirst'))));
});

test('[DE1] a run goes on in its memory after it was put back', () => {
  const document = workloadCallChain({ seconds: 2 });
  const run = createRun(document, 'compiledFirst');
  run.advance(1000, Infinity);
  const snapshot = run.snapshot();
  const outcome = ended(document, run);
  run.restore(snapshot);
  expect(ended(document, run)).toBe(outcome);
  expect(isAtHome(run)).toBe(true);
});

test('[DE1] a run comes back when its events are spent, also before timers that were cancelled', () => {
  const document = workloadCallChain({ seconds: 2 });
  const run = createRun(document, 'compiledFirst');
  const { horizonMs } = document.settings;
  let calls = 0;
  while (!run.advance(horizonMs, 1 + (calls % 3)) && calls < 100_000) calls++;
  expect(calls).toBeGreaterThan(1000);
  expect(outcomeOf(run)).toBe(ended(document, createRun(document, 'plainFirst')));
});

test('[DE1] hundreds of events at one moment come in their order', () => {
  const sources = Array.from({ length: 60 }, (_, i) => [
    steady(`users${i}`, i % 2 === 0 ? 10 : 20), call(`users${i}`, 'api', { connections: false }),
  ]).flat();
  const api = service('api', { servers: 40, queueCapacity: 'unbounded', serviceMs: 50, serviceDistribution: 'deterministic' });
  const document = build(...sources, api, settings({ horizonMs: 5000 }));
  expect(ended(document, createRun(document, 'compiledFirst'))).toBe(ended(document, createRun(document, 'generalOnly')));
});

test.each([
  ['there is no WebAssembly', undefined],
  ['the policy of the page forbids it', { Module: forbidden }],
  ['there is no memory', { ...WebAssembly, Module: WebAssembly.Module, Memory: forbidden }],
])('[DE1] a run does the same without the compiled path when %s', async (_, host) => {
  const document = workloadCallChain({ seconds: 2 });
  vi.resetModules();
  vi.stubGlobal('WebAssembly', host);
  const { createRun: create } = await import('../run.ts');
  const run = create(document, 'compiledFirst');
  expect(ended(document, run)).toBe(ended(document, createRun(document, 'plainFirst')));
  expect(isAtHome(run)).toBe(false);
});

function forbidden(): never {
  throw new Error('Refused.');
}
