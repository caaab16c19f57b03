import { describe, expect, test } from 'vitest';
import type { BrownoutDocument } from '../../model/document.ts';
import { buildNetwork } from '../build-network.ts';
import { COMPONENT_ROWS, Core, NOW, SUM_COLUMNS, SUM_TOTAL } from '../core.ts';
import type { EngineRun } from '../engine-run.ts';
import type { Invariant } from '../report.ts';
import { createRun } from '../run.ts';
import { build, call, channel, consume, fault, poisson, publish, service, set, settings } from '../testing/build.ts';
import * as col from './columns.ts';

const DOCUMENT = build(
  poisson('users', 100), service('api', { servers: 4, serviceMs: 20, serviceDistribution: 'exponential' }), call('users', 'api'),
  channel('jobs'), publish('api', 'jobs'), service('worker', { servers: 2, serviceMs: 5 }), consume('jobs', 'worker'),
  settings({ horizonMs: 5123, warmUpMs: 300 }),
);

/** A service whose workers are all busy. */
const BUSY = [poisson('users', 300), service('api', { servers: 8, serviceMs: 400 }), call('users', 'api'), settings({ horizonMs: 5000 })];

/** Changes a run's state behind its back: writes over a copy of it at the place where a core of the same network keeps that,
 *  and restores the copy. */
function corrupt(run: EngineRun, document: BrownoutDocument, place: (core: Core) => Float64Array | Int32Array, change: (old: number) => number): void {
  const snapshot = run.snapshot();
  const { byteOffset, BYTES_PER_ELEMENT } = place(new Core(buildNetwork(document)));
  const view = BYTES_PER_ELEMENT === 8 ? new Float64Array(snapshot.buffers[0], byteOffset, 1) : new Int32Array(snapshot.buffers[0], byteOffset, 1);
  view[0] = change(view[0]);
  run.restore(snapshot);
}

const API = 1;
const component = (column: number) => (core: Core) => core.componentMeasures.subarray(API * col.COMPONENT_COLUMNS + column);
const connection = (column: number) => (core: Core) => core.linkMeasures.subarray(column);
const queue = (column: number) => (core: Core) => core.channelMeasures.subarray(column);
const source = (column: number) => (core: Core) => core.sourceMeasures.subarray(column);

interface Case {
  readonly what: string;
  readonly place: (core: Core) => Float64Array | Int32Array;
  readonly change: (old: number) => number;
  readonly invariant: Invariant;
  readonly id: string;
}

const more = (old: number): number => old + 1;
const CASES: readonly Case[] = [
  { what: 'one request more that completed', place: component(col.COMPLETED), change: more, invariant: 'conservation', id: 'api' },
  { what: 'one call more', place: connection(col.CALLS), change: more, invariant: 'conservation', id: 'users-api' },
  { what: 'one message more', place: queue(col.PUBLISHED), change: more, invariant: 'conservation', id: 'jobs' },
  { what: 'a delivery that no connection knows', place: queue(col.OUT), change: more, invariant: 'conservation', id: 'jobs' },
  { what: 'one request more that was done', place: source(col.DONE), change: more, invariant: 'conservation', id: 'users' },
  { what: 'one answer more', place: source(col.ANSWERED), change: more, invariant: 'conservation', id: 'users' },
  { what: 'a line below zero', place: component(col.QUEUE_LENGTH), change: () => -1, invariant: 'nothingNegative', id: 'api' },
  { what: "a replica's line below zero", place: (core) => core.queueLength.subarray(API), change: () => -1000, invariant: 'nothingNegative', id: 'api' },
  { what: 'more retries than attempts', place: connection(col.RETRIES), change: () => 1e6, invariant: 'causalOrder', id: 'users-api' },
  { what: 'a time that ended before it began', place: (core) => core.histogramSums.subarray(API * COMPONENT_ROWS * SUM_COLUMNS + SUM_TOTAL), change: () => -5, invariant: 'causalOrder', id: '' },
  { what: 'more workers at work than there are', place: component(col.WORKING), change: () => 9, invariant: 'utilization', id: 'api' },
  { what: 'workers that were busy for longer than they are there', place: component(col.BUSY_AREA), change: () => 1e9, invariant: 'utilization', id: 'api' },
  { what: 'a measure that is no number', place: component(col.BUSY_AREA), change: () => NaN, invariant: 'finiteMeasures', id: 'api' },
  { what: 'an endless measure', place: connection(col.IN_PROGRESS_AREA), change: () => Infinity, invariant: 'finiteMeasures', id: 'users-api' },
  { what: 'a part of a request', place: component(col.HITS), change: () => 0.5, invariant: 'finiteMeasures', id: 'api' },
];

describe('what is measured', () => {
  test.each(CASES)('[IN1] [IN2] [IN3] $what stops the run within half a second', ({ place, change, invariant, id }) => {
    const run = createRun(DOCUMENT);
    run.advance(1999, Infinity);
    corrupt(run, DOCUMENT, place, change);
    expect(run.outcome.kind).toBe('running');
    expect(run.advance(5000, Infinity)).toBe(true);
    expect(run.outcome).toMatchObject({ kind: 'broken', invariant, place: id, message: expect.stringContaining('at 2000 ms') });
    expect(run.nowMs).toBe(2000);
  });

  test('[IN1] a broken run stays broken, in its report, its snapshots and when it is extended', () => {
    const run = createRun(DOCUMENT);
    run.advance(1999, Infinity);
    corrupt(run, DOCUMENT, component(col.COMPLETED), more);
    run.advance(5000, Infinity);
    const { outcome } = run;
    run.extend(10_000);
    expect(run.advance(10_000, Infinity)).toBe(true);
    expect(run.step()).toBe(false);
    expect(run.report().outcome).toEqual(outcome);
    const other = createRun(DOCUMENT);
    other.restore(run.snapshot());
    expect(other.outcome).toEqual(outcome);
  });

  test('[IN2] it is looked at before the warm-up ends and its counters begin anew, and at the end of the run', () => {
    for (const [fromMs, untilMs] of [[250, 300], [5050, 5123]] as const) {
      const run = createRun(DOCUMENT);
      run.advance(fromMs, Infinity);
      corrupt(run, DOCUMENT, component(col.COMPLETED), more);
      run.advance(6000, Infinity);
      expect(run.outcome).toMatchObject({ kind: 'broken', invariant: 'conservation' });
      expect(run.nowMs).toBe(untilMs);
    }
  });

  test('[IN2] a run that breaks a rule ends at the same moment, however it is cut', () => {
    const ends = [Infinity, 1, 7].map((events) => {
      const run = createRun(DOCUMENT);
      run.advance(1234, Infinity);
      corrupt(run, DOCUMENT, component(col.COMPLETED), more);
      while (!run.advance(5000, events));
      return [run.nowMs, run.traceHash, run.outcome];
    });
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
    expect(ends[0][0]).toBe(1500);
  });

  test('[IN3] workers that finish what they had in hand when they were taken away break nothing, whoever takes them', () => {
    const planned = build(...BUSY, fault('capacityLoss', 'api', 1000, 1000, { share: 1 }));
    const run = createRun(planned);
    run.advance(5000, Infinity);
    expect(run.outcome.kind).toBe('horizon');
    const live = createRun(build(...BUSY));
    live.advance(1000, Infinity);
    live.apply({ ...set('api', 'servers', 1, live.nextEntryMs()).schedule![0], id: 'live' });
    live.advance(5000, Infinity);
    expect(live.outcome.kind).toBe('horizon');
  });
});

describe('the order of events', () => {
  test.each([
    ['dated before the present moment', () => 4000],
    ['met by a clock that is no number', () => NaN],
  ])('[IN4] an event that is %s does not happen, and stops the run', (_, now) => {
    const run = createRun(DOCUMENT);
    run.advance(1999, Infinity);
    const { events, traceHash } = run;
    corrupt(run, DOCUMENT, (core) => core.clock.subarray(NOW), now);
    expect(run.advance(5000, Infinity)).toBe(true);
    expect(run.outcome).toMatchObject({ kind: 'broken', invariant: 'causalOrder', message: expect.stringContaining('was set for') });
    expect(run.events).toBe(events);
    expect(run.traceHash).toBe(traceHash);
  });
});
