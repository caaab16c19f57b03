import { BUCKETS, percentile } from '../base/histogram.ts';
import type { EngineRun } from '../engine/engine-run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { COMPONENT, COMPONENT_MEASURES, SOURCE, SOURCE_MEASURES } from '../model/measures.ts';
import { IntervalTimes } from './interval-times.ts';
import { RATE_WINDOW_MS } from './protocol.ts';

/** Sampling intervals of a whole run, about: so many that a strip that shows the first tenth of it is still fine. */
const INTERVALS = 3000;
const SHORTEST_INTERVAL_MS = 100;
/** A run has at least so many intervals, however short it is. */
const FEWEST_INTERVALS = 10;

/** The sampling interval of a run: a 3000th of the horizon, rounded up to 1, 2 or 5 times a power of ten, at least
 *  100 simulated milliseconds; a run of less than a second has ten. */
export function samplingInterval(horizonMs: number): number {
  if (horizonMs < FEWEST_INTERVALS * SHORTEST_INTERVAL_MS) return horizonMs / FEWEST_INTERVALS;
  const wanted = horizonMs / INTERVALS;
  let decade = SHORTEST_INTERVAL_MS;
  while (decade * 5 < wanted) decade *= 10;
  const step = [1, 2, 5].find((candidate) => decade * candidate >= wanted) ?? 10;
  return decade * step;
}

/** What rows count, in the order of their columns. */
const COUNTED = ['offered', 'answered', 'good', 'failed'] as const;

interface Totals {
  atMs: number;
  offered: number;
  answered: number;
  good: number;
  failed: number;
}

/** Times of the requests answered, and of those done, in every interval. */
export interface SampledTimes {
  readonly answered: IntervalTimes;
  readonly done: IntervalTimes;
}

/** No times yet. */
export function sampledTimes(): SampledTimes {
  return { answered: new IntervalTimes(), done: new IntervalTimes() };
}

/** Makes the rows of the strip: rates of the time since the last row, percentiles of the last `RATE_WINDOW_MS`, since one
 *  interval alone has too few answers for them. It reads counters and the histogram of recent answers, and never changes
 *  an outcome. */
export class SeriesSampler {
  private readonly run: EngineRun;
  private readonly clients: readonly number[];
  private readonly intervalMs: number;
  private readonly windowIntervals: number;
  private readonly times: SampledTimes;
  private readonly recent = new Float64Array(BUCKETS);
  private readonly done = new Float64Array(BUCKETS);
  /** Done times that were told already. None are counted before the warm-up ends. */
  private readonly doneBefore = new Float64Array(BUCKETS);
  private last: Totals;

  /** @param times Times of every interval that was run through. A sampler that goes on from an earlier moment of the same
   *  history gets those of the sampler before, so that its first windows are whole. */
  constructor(run: EngineRun, document: BrownoutDocument, times: SampledTimes = sampledTimes()) {
    this.run = run;
    this.times = times;
    this.intervalMs = samplingInterval(document.settings.horizonMs);
    this.windowIntervals = Math.max(1, Math.round(RATE_WINDOW_MS / this.intervalMs));
    this.clients = document.components.flatMap(({ kind }, index) => (kind === 'client' ? [index] : []));
    this.last = this.totals();
    this.readDone(this.doneBefore);
  }

  /** Forgets what is past: the next row begins at the present moment. */
  restart(): void {
    this.last = this.totals();
    this.takeRecent();
    this.readDone(this.doneBefore);
  }

  /** To be called right before the warm-up ends, when counters start anew: what they say now is not lost. */
  warmUpEnds(): void {
    const now = this.totals();
    const { last } = this;
    for (const name of COUNTED) last[name] -= now[name];
  }

  /** The row of the time since the last one; columns as `SERIES_COLUMNS`. */
  row(): Float64Array {
    const now = this.totals();
    const { last } = this;
    const perSec = 1000 / (now.atMs - last.atMs);
    this.takeRecent();
    const rates = COUNTED.map((name) => (now[name] - last[name]) * perSec);
    this.takeDone();
    const interval = Math.round(now.atMs / this.intervalMs);
    const answers = this.inWindow(this.times.answered, interval, this.recent);
    const p50 = percentile(this.recent, answers, 0.5) ?? NaN;
    const p99 = percentile(this.recent, answers, 0.99) ?? NaN;
    const doneP99 = percentile(this.done, this.inWindow(this.times.done, interval, this.done), 0.99) ?? NaN;
    this.last = now;
    return Float64Array.of(now.atMs, ...rates, p50, p99, this.run.inFlight, doneP99);
  }

  /** Notes the times of an interval and adds those of the window before it to them. Returns how many there are. */
  private inWindow(times: IntervalTimes, interval: number, counts: Float64Array): number {
    times.note(interval, counts);
    return times.addTo(counts, { from: interval - this.windowIntervals + 1, to: interval - 1 });
  }

  private takeDone(): void {
    const { done, doneBefore } = this;
    this.readDone(done);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const inAll = done[bucket]!;
      done[bucket]! -= doneBefore[bucket]!;
      doneBefore[bucket] = inAll;
    }
  }

  private readDone(into: Float64Array): void {
    into.fill(0);
    this.run.addDone(into);
  }

  private takeRecent(): void {
    this.recent.fill(0);
    this.run.takeRecentAnswered(this.recent);
  }

  private totals(): Totals {
    const { components, sources } = this.run.observeSources();
    const totals = { atMs: this.run.nowMs, offered: 0, answered: 0, good: 0, failed: 0 };
    this.clients.forEach((component, source) => {
      const row = source * SOURCE_MEASURES.length;
      totals.offered += components[component * COMPONENT_MEASURES.length + COMPONENT.offered];
      totals.answered += sources[row + SOURCE.answered];
      totals.good += sources[row + SOURCE.good];
      totals.failed += sources[row + SOURCE.failed];
    });
    return totals;
  }
}
