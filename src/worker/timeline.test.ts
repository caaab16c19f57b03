import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { simulate } from '../engine/simulate.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';
import { SERIES_COLUMNS } from './protocol.ts';
import { samplingInterval } from './series-sampler.ts';
import { crashOf, DIAGRAMS, diagram } from './testing/documents.ts';
import { Timeline } from './timeline.ts';

const MIB = 1024 * 1024;
/** `npm run test:full` cuts longer runs at more moments. */
const IS_FULL = process.env['BROWNOUT_FULL'] === '1';
const HORIZON_MS = IS_FULL ? 60_000 : 12_000;
const CUTS = IS_FULL ? 10 : 4;

function timelineOf(document: BrownoutDocument, checkpointBytes = 64 * MIB): Timeline {
  // Close together, so that short runs have many of them.
  return new Timeline(document, { createRun, checkpointBytes, checkpointEvents: 200 });
}

/** Runs to the moment in calls of so many events. */
function goTo(timeline: Timeline, atMs: number, events = 1000): void {
  if (atMs < timeline.nowMs) timeline.standBefore(atMs);
  while (!timeline.advance(atMs, events));
}

/** Everything that can be seen of a moment. */
function seen(timeline: Timeline) {
  const { components, connections, channels, sources, partitions } = timeline.run.observe();
  return {
    nowMs: timeline.nowMs,
    hash: timeline.run.traceHash,
    events: timeline.run.events,
    inFlight: timeline.run.inFlight,
    measures: [components, connections, channels, sources, partitions].map((view) => [...view]),
    report: timeline.run.report(),
  };
}

function at(document: BrownoutDocument, atMs: number) {
  const timeline = timelineOf(document);
  goTo(timeline, atMs, Infinity);
  return seen(timeline);
}

/** Numbers that look random and are always the same. */
function* numbersFrom(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe.each(DIAGRAMS)('the run of %s', (name) => {
  const document = diagram(name, { horizonMs: HORIZON_MS, warmUpMs: 1500 });
  const whole = simulate(document);

  it('is the same however it is sliced', () => {
    const random = numbersFrom(7);
    const timeline = timelineOf(document);
    while (!timeline.isOver) {
      const untilMs = timeline.nowMs + random.next().value * 400;
      timeline.advance(untilMs, 1 + Math.floor(random.next().value * 3000));
    }
    expect(timeline.run.report()).toEqual(whole);
  });

  it('goes on the same from any snapshot, in a fresh engine too', () => {
    const random = numbersFrom(11);
    for (let cut = 0; cut < CUTS; cut++) {
      const atMs = random.next().value * HORIZON_MS;
      const original = timelineOf(document);
      goTo(original, atMs, 1 + Math.floor(random.next().value * 500));
      const snapshot = original.snapshot();
      const fresh = timelineOf(document);
      fresh.resume(snapshot);
      goTo(original, HORIZON_MS);
      goTo(fresh, HORIZON_MS, 77);
      expect(seen(fresh)).toEqual(seen(original));
      expect(fresh.run.report()).toEqual(whole);
    }
  });

  it('shows every moment as it was, whichever way one comes to it', () => {
    const random = numbersFrom(13);
    const timeline = timelineOf(document);
    const moments = Array.from({ length: CUTS + 1 }, () => random.next().value * HORIZON_MS);
    const expected = new Map(moments.map((atMs) => [atMs, at(document, atMs)]));
    goTo(timeline, HORIZON_MS);
    for (const atMs of [...moments, ...moments.toReversed()]) {
      goTo(timeline, atMs, 333);
      expect(seen(timeline)).toEqual(expected.get(atMs));
    }
    goTo(timeline, HORIZON_MS);
    expect(timeline.run.report()).toEqual(whole);
  });

  it('with a live entry is the run of the document that has it in its log', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 3210.5);
    const dated = timeline.apply(crashOf(document, { id: 'l77', atMs: 0, durationMs: 2500 }));
    expect(dated.atMs).toBe(3211);
    goTo(timeline, HORIZON_MS);
    expect(timeline.run.report()).toEqual(simulate({ ...document, log: [...document.log, dated] }));
  });
});

describe('Timeline', () => {
  const document = diagram('cascading-timeouts', { horizonMs: 20_000, warmUpMs: 0 });
  const crash = (id: string, durationMs = 3000): ScheduleEntry => crashOf(document, { id, atMs: 0, durationMs });

  it('steps one event at a time', () => {
    const timeline = timelineOf(document);
    const stepped = timelineOf(document);
    for (let events = 1; events <= 400; events++) {
      expect(stepped.step()).toBe(true);
      expect(stepped.run.events).toBe(events);
    }
    goTo(timeline, stepped.nowMs);
    expect(stepped.run.traceHash).toBe(timeline.run.traceHash);
    goTo(stepped, 20_000);
    expect(stepped.run.report()).toEqual(simulate(document));
    expect(stepped.step()).toBe(false);
  });

  it('steps over sampling intervals without events and samples them', () => {
    const quiet = { ...document, components: document.components.map((component) =>
      component.kind === 'client' ? { ...component, params: { ratePerSec: 0.5, arrivals: 'constant' } } : component) };
    const timeline = timelineOf(quiet);
    for (let i = 0; i < 3; i++) timeline.step();
    expect(timeline.nowMs).toBeGreaterThan(1000);
    expect(timeline.takeRows().length / SERIES_COLUMNS.length).toBe(Math.floor(timeline.nowMs / timeline.intervalMs));
  });

  it('keeps to its memory cap and then still shows every moment', () => {
    const long = diagram('eshop', { horizonMs: 24_000 });
    const roomy = timelineOf(long);
    goTo(roomy, 24_000);
    const cap = Math.floor(roomy.memory.bytes / 2.5);
    const tight = timelineOf(long, cap);
    goTo(tight, 24_000);
    expect(tight.memory.bytes).toBeLessThanOrEqual(cap);
    expect(tight.memory.checkpoints).toBeGreaterThan(2);
    expect(tight.memory.eventsApart).toBeGreaterThan(roomy.memory.eventsApart);
    for (const atMs of [23_000, 7777.7, 13_000]) {
      goTo(tight, atMs);
      expect(seen(tight)).toEqual(at(long, atMs));
    }
  });

  it('forgets a withdrawn entry as if it had never been', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 4000);
    const first = timeline.apply(crash('l1'));
    goTo(timeline, 9000);
    const second = timeline.apply(crash('l2'));
    goTo(timeline, 15_000);
    expect(timeline.withdraw('l1')).toBe(true);
    goTo(timeline, 15_000);
    expect(timeline.log).toEqual([second]);
    expect(seen(timeline)).toEqual(at({ ...document, log: [second] }, 15_000));
    expect(timeline.withdraw('l2')).toBe(true);
    expect(timeline.withdraw('l2')).toBe(false);
    goTo(timeline, 20_000);
    expect(timeline.run.report()).toEqual(simulate(document));
    expect(first.atMs).toBe(4001);
  });

  it('takes entries of the document itself back too, and those that are still to come', () => {
    const planned = crashOf(document, { id: 'l1', atMs: 6000, durationMs: 1000 });
    const later = crashOf(document, { id: 'l2', atMs: 12_000, durationMs: 1000 });
    const timeline = timelineOf({ ...document, log: [planned, later] });
    goTo(timeline, 8000);
    timeline.withdraw('l2');
    goTo(timeline, 8000);
    expect(seen(timeline)).toEqual(at({ ...document, log: [planned] }, 8000));
    timeline.withdraw('l1');
    goTo(timeline, 20_000);
    expect(timeline.run.report()).toEqual(simulate(document));
  });

  it('carries an entry made after a rewind, and keeps those that come later', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 9000);
    const late = timeline.apply(crash('l1'));
    goTo(timeline, 14_000);
    goTo(timeline, 3000);
    const early = timeline.apply(crash('l2', 500));
    expect(early.atMs).toBe(3001);
    goTo(timeline, 20_000);
    const expected = simulate({ ...document, log: [late, early] });
    expect(timeline.run.report()).toEqual(expected);
    for (const atMs of [12_000, 6000, 2000]) {
      goTo(timeline, atMs);
      expect(seen(timeline)).toEqual(at({ ...document, log: [late, early] }, atMs));
    }
    goTo(timeline, 20_000);
    expect(timeline.run.report()).toEqual(expected);
  });

  it('withdraws the first made of two entries, which acts last', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 9000);
    const late = timeline.apply(crash('l1'));
    goTo(timeline, 3000);
    const slow = { id: 'l2', type: 'fault', fault: 'slowdown', target: 'orders', atMs: 0, durationMs: 4500 } as const;
    const early = timeline.apply(slow);
    goTo(timeline, 14_000);
    timeline.withdraw('l1');
    goTo(timeline, 14_000);
    expect(late.atMs).toBe(9001);
    expect(seen(timeline)).toEqual(at({ ...document, log: [early] }, 14_000));
    goTo(timeline, 5000);
    expect(seen(timeline)).toEqual(at({ ...document, log: [early] }, 5000));
  });

  it('goes back to the document as loaded on reset', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 4000);
    timeline.apply(crash('l1'));
    timeline.extend(30_000);
    goTo(timeline, 25_000);
    timeline.reset();
    expect([timeline.nowMs, timeline.log.length]).toEqual([0, 0]);
    goTo(timeline, 20_000);
    expect(timeline.run.report()).toEqual(simulate(document));
    expect(timeline.isOver).toBe(true);
  });

  it('runs on beyond its horizon, also after going back', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 20_000);
    expect(timeline.isOver).toBe(true);
    timeline.extend(26_000);
    goTo(timeline, 26_000);
    goTo(timeline, 5000);
    goTo(timeline, 26_000);
    const expected = simulate({ ...document, settings: { ...document.settings, horizonMs: 26_000 } });
    expect(timeline.run.report()).toEqual(expected);
    goTo(timeline, 8000);
    timeline.apply(crash('l1'));
    timeline.withdraw('l1');
    goTo(timeline, 26_000);
    expect(timeline.run.report()).toEqual(expected);
  });
});

describe('what a timeline tells', () => {
  const document = diagram('cascading-timeouts', { horizonMs: 20_000, warmUpMs: 0 });
  const crash = crashOf(document, { id: 'l1', atMs: 0, durationMs: 4000 });
  const columns = SERIES_COLUMNS.length;

  /** What a listener knows that follows every cut. */
  class Listener {
    rows: number[][] = [];
    incidents: Incident[] = [];
    told = 0;

    hear(timeline: Timeline): void {
      const fromMs = timeline.takeCut() ?? Infinity;
      this.rows = this.rows.filter(([atMs]) => atMs < fromMs);
      this.incidents = this.incidents.filter(({ atMs }) => atMs < fromMs);
      const rows = timeline.takeRows();
      for (let i = 0; i < rows.length; i += columns) this.rows.push([...rows.subarray(i, i + columns)]);
      this.incidents.push(...timeline.takeIncidents());
      this.told += rows.length / columns;
    }
  }

  function heardWhole(whole: BrownoutDocument): Listener {
    const listener = new Listener();
    const timeline = timelineOf(whole);
    goTo(timeline, whole.settings.horizonMs);
    listener.hear(timeline);
    return listener;
  }

  it('is one row for every sampling interval, in order', () => {
    const { rows } = heardWhole(document);
    const intervalMs = samplingInterval(20_000);
    expect(rows.map(([atMs]) => atMs)).toEqual(Array.from({ length: 20_000 / intervalMs }, (_, i) => (i + 1) * intervalMs));
  });

  it('adds up to the report, a warm-up in the middle of an interval notwithstanding', () => {
    for (const warmUpMs of [0, 5000, 5030]) {
      const warm = { ...document, settings: { ...document.settings, warmUpMs } };
      const { rows } = heardWhole(warm);
      const sum = (column: number, fromMs: number): number =>
        rows.filter(([atMs]) => atMs > fromMs).reduce((total, row) => total + row[column] * (samplingInterval(20_000) / 1000), 0);
      const cold = simulate(document).sources[0];
      expect(sum(1, 0)).toBeCloseTo(cold.offered, 6);
      expect(sum(2, 0)).toBeCloseTo(cold.measures.answered, 6);
      expect(sum(4, 0)).toBeCloseTo(cold.measures.failed, 6);
      if (warmUpMs % 100 === 0) expect(sum(2, warmUpMs)).toBeCloseTo(simulate(warm).sources[0].measures.answered, 6);
    }
  });

  it('is told once, however one seeks', () => {
    const timeline = timelineOf(document);
    const listener = new Listener();
    for (const atMs of [8000, 2000, 5000, 9000, 0, 100, 20_000, 3000, 20_000]) {
      goTo(timeline, atMs, 500);
      listener.hear(timeline);
    }
    const expected = heardWhole(document);
    expect(listener.rows).toEqual(expected.rows);
    expect(listener.incidents).toEqual(expected.incidents);
    expect(listener.told).toBe(expected.rows.length);
  });

  it('is cut and told anew when the log changes in the past', () => {
    const timeline = timelineOf(document);
    const listener = new Listener();
    goTo(timeline, 15_000);
    listener.hear(timeline);
    goTo(timeline, 5000);
    const dated = timeline.apply(crash);
    goTo(timeline, 20_000);
    listener.hear(timeline);
    const expected = heardWhole({ ...document, log: [dated] });
    expect(listener.rows).toEqual(expected.rows);
    expect(listener.incidents).toEqual(expected.incidents);
    expect(expected.incidents.some(({ subject }) => subject === 'l1')).toBe(true);
    timeline.withdraw('l1');
    goTo(timeline, 20_000);
    listener.hear(timeline);
    expect(listener.rows).toEqual(heardWhole(document).rows);
    expect(listener.incidents).toEqual(heardWhole(document).incidents);
  });

  it('is not cut by a change at the present edge', () => {
    const timeline = timelineOf(document);
    goTo(timeline, 5000);
    timeline.apply(crash);
    expect(timeline.takeCut()).toBeUndefined();
  });
});

describe('samplingInterval', () => {
  it('is a round step of about a 3000th of the run, at least a tenth of a second', () => {
    const seconds = [1, 10, 60, 120, 121, 300, 600, 601, 3600, 86_400];
    expect(seconds.map((horizon) => samplingInterval(horizon * 1000))).toEqual([
      100, 100, 100, 100, 100, 100, 200, 500, 2000, 50_000,
    ]);
    expect([999, 10, 1].map(samplingInterval)).toEqual([99.9, 1, 0.1]);
    for (const horizonMs of [1, 77_777, 1e6, 31_536_000_000]) {
      expect(horizonMs / samplingInterval(horizonMs)).toBeLessThanOrEqual(3000);
    }
  });
});
