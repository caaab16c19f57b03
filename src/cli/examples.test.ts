import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EngineRun } from '../engine/engine-run.ts';
import { createRun } from '../engine/run.ts';
import type { BrownoutDocument, FaultKind } from '../model/document.ts';
import { parseDocumentText } from '../model/parse.ts';

/** When the fault of a "try this" starts, in simulated milliseconds: the system must have been calm until then. */
const FAULT_AT = 20_000;

const folder = new URL('../../public/diagrams/', import.meta.url);
const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { id: string; group: string; system?: string }[];
/** Those without faults of their own; what the diagrams of single systems show is in `system-examples.test.ts`, what those of
 *  published results in `src/accuracy/families/published.test.ts`. */
const ids = index.filter((entry) => entry.system === undefined && entry.group !== 'published').map((entry) => entry.id);

function shipped(id: string): BrownoutDocument {
  const result = parseDocumentText(readFileSync(new URL(`${id}.json`, folder), 'utf8'));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

/** A run of a shipped document with one fault, as one click in the app injects it. */
function broken(id: string, fault: FaultKind, target: string, durationMs: number): EngineRun {
  const document = shipped(id);
  const entry = { id: 'try-this', type: 'fault' as const, fault, target, atMs: FAULT_AT, durationMs };
  return createRun({ ...document, schedule: [...document.schedule, entry] });
}

function runTo(run: EngineRun, atMs: number) {
  while (!run.advance(atMs, 1_000_000));
  return run.report();
}

type Figures = ReturnType<typeof runTo>;
const component = (report: Figures, id: string) => report.components.find((item) => item.id === id)!.measures;
const lag = (report: Figures, to: string) => report.connections.find((item) => item.to === to && item.kind === 'stream')!.measures.lag;
const source = (report: Figures) => report.sources[0]!.measures;
/** Good answers per second between two reports. */
const answeredPerSec = (from: Figures, to: Figures) =>
  (1000 * (source(to).answered - source(from).answered)) / (to.nowMs - from.nowMs);
/** The connections whose attempts timed out, by sender, in the order in which they first did. */
const timeoutOrder = (run: EngineRun, report: Figures) => [
  ...new Set(
    run
      .incidents(0)
      .filter((incident) => incident.kind === 'attemptTimedOut')
      .map((incident) => report.connections.find((item) => item.id === incident.subject)!.from),
  ),
];

describe('shipped examples, left alone', () => {
  it.each(ids)('%s is calm: nobody fails, nothing is turned away, no worker is always busy', (id) => {
    const report = runTo(createRun(shipped(id)), 120_000);
    expect(report.outcome.kind).not.toMatch(/zero|too/);
    for (const { measures } of report.sources) {
      expect(measures.failed).toBe(0);
      expect(measures.effectsLost).toBe(0);
      expect(measures.answered).toBeGreaterThan(100);
    }
    for (const item of report.components) {
      expect(item.measures.rejected).toBe(0);
      expect(item.utilization ?? 0).toBeLessThan(0.92);
    }
  });
});

describe('shipped examples, when their "try this" is done', () => {
  it('hello: the copy that is left fills its queue, and recovers', () => {
    const run = broken('hello', 'crash', 'shop-2', 10_000);
    expect(component(runTo(run, FAULT_AT), 'shop-1').queued).toBeLessThan(10);
    expect(component(runTo(run, FAULT_AT + 9_000), 'shop-1').queued).toBeGreaterThan(25);
    expect(component(runTo(run, FAULT_AT + 60_000), 'shop-1').queued).toBeLessThan(10);
  });

  it('cascading-timeouts: timeouts climb from the database to the users', () => {
    const run = broken('cascading-timeouts', 'slowdown', 'stock-database', 20_000);
    const report = runTo(run, FAULT_AT + 20_000);
    expect(timeoutOrder(run, report)).toEqual(['stock', 'orders', 'web', 'users']);
    expect(source(report).failed).toBeGreaterThan(400);
    const calm = runTo(run, FAULT_AT + 40_000);
    expect(source(runTo(run, FAULT_AT + 60_000)).failed).toBe(source(calm).failed);
  });

  it('job-over-queue and job-over-stream: the same failing work is repeated aside or stops the lane', () => {
    const overQueue = runTo(broken('job-over-queue', 'errors', 'invoicing', 20_000), FAULT_AT + 20_000);
    expect(overQueue.channels[0]!.measures.ready).toBeLessThan(50);
    expect(overQueue.connections[1]!.measures.redelivered).toBeGreaterThan(300);
    const overStream = runTo(broken('job-over-stream', 'errors', 'invoicing', 20_000), FAULT_AT + 20_000);
    expect(lag(overStream, 'invoicing')).toBeGreaterThan(500);
    for (const report of [overQueue, overStream]) expect(source(report).failed).toBe(0);
  });

  it('job-over-queue and job-over-stream have the same requests and the same parts', () => {
    const [overQueue, overStream] = [shipped('job-over-queue'), shipped('job-over-stream')];
    expect(overQueue.components).toEqual(overStream.components);
    const [one, other] = [overQueue, overStream].map((document) => runTo(createRun(document), 60_000));
    expect(source(one!).answered).toBe(source(other!).answered);
  });

  it('retry-storm: stays drowned after the cause is gone', () => {
    const run = broken('retry-storm', 'slowdown', 'payments', 20_000);
    const before = runTo(run, FAULT_AT);
    expect(source(before).failed).toBe(0);
    const after = runTo(run, FAULT_AT + 40_000);
    expect(answeredPerSec(after, runTo(run, FAULT_AT + 100_000))).toBeLessThan(5);
  });

  it('slow-consumer: one group falls behind, the other does not notice', () => {
    const report = runTo(broken('slow-consumer', 'slowdown', 'archive', 20_000), FAULT_AT + 20_000);
    expect(lag(report, 'archive')).toBeGreaterThan(500);
    expect(lag(report, 'alarms')).toBeLessThan(30);
  });

  it('cache-outage: the store drowns, and goes on drowning while the cache is cold', () => {
    const run = broken('cache-outage', 'crash', 'cache', 10_000);
    const before = runTo(run, FAULT_AT);
    const back = runTo(run, FAULT_AT + 10_000);
    expect(answeredPerSec(before, back)).toBeLessThan(80);
    const cold = runTo(run, FAULT_AT + 15_000);
    expect(answeredPerSec(back, cold)).toBeLessThan(80);
    const warm = runTo(run, FAULT_AT + 60_000);
    expect(answeredPerSec(warm, runTo(run, FAULT_AT + 80_000))).toBeGreaterThan(190);
  });

  it('eshop: the waiting reaches the shop front, then the shoppers, and goes away', () => {
    const run = broken('eshop', 'slowdown', 'postgres', 20_000);
    const report = runTo(run, FAULT_AT + 20_000);
    expect(timeoutOrder(run, report).slice(0, 3)).toEqual(['webapp', 'shoppers', 'mobile-app-users']);
    expect(source(report).failed).toBeGreaterThan(200);
    const calm = runTo(run, FAULT_AT + 45_000);
    const later = runTo(run, FAULT_AT + 75_000);
    expect(source(later).failed).toBe(source(calm).failed);
    expect(answeredPerSec(calm, later)).toBeGreaterThan(90);
  });

  it('online-boutique: nothing fails, everybody waits', () => {
    const report = runTo(broken('online-boutique', 'slowdown', 'productcatalogservice', 20_000), FAULT_AT + 15_000);
    expect(source(report).failed).toBe(0);
    expect(source(report).unanswered).toBeGreaterThan(400);
  });

  it('social-network: callers fail without the cache although the store is healthy', () => {
    const run = broken('social-network', 'crash', 'post-storage-memcached', 10_000);
    const before = runTo(run, FAULT_AT);
    const report = runTo(run, FAULT_AT + 9_000);
    expect(source(report).failed).toBeGreaterThan(500);
    expect(answeredPerSec(before, report)).toBeLessThan(100);
    expect(component(report, 'post-storage-mongodb').rejected).toBe(0);
    expect(component(report, 'post-storage-mongodb').queued).toBe(0);
  });
});
