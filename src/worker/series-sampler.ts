import { BUCKETS, percentile } from '../base/histogram.ts';
import type { EngineRun } from '../engine/engine-run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { COMPONENT, COMPONENT_MEASURES, SOURCE, SOURCE_MEASURES } from '../model/measures.ts';

/** Sampling intervals of a whole run, about: the width of the strip. */
const INTERVALS = 600;
const SHORTEST_INTERVAL_MS = 100;
/** A run has at least so many intervals, however short it is. */
const FEWEST_INTERVALS = 10;

/** The sampling interval of a run: a 600th of the horizon, rounded up to 1, 2 or 5 times a power of ten, at least
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

/** Makes the rows of the strip: what happened in the whole system since the last row. It reads counters and the
 *  histogram of recent answers, and never changes an outcome. */
export class SeriesSampler {
  private readonly run: EngineRun;
  private readonly clients: readonly number[];
  private readonly recent = new Float64Array(BUCKETS);
  private readonly done = new Float64Array(BUCKETS);
  /** Done times that were told already. None are counted before the warm-up ends. */
  private readonly doneBefore = new Float64Array(BUCKETS);
  private last: Totals;

  constructor(run: EngineRun, document: BrownoutDocument) {
    this.run = run;
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
    const answers = this.takeRecent();
    const rates = COUNTED.map((name) => (now[name] - last[name]) * perSec);
    const p50 = percentile(this.recent, answers, 0.5) ?? NaN;
    const p99 = percentile(this.recent, answers, 0.99) ?? NaN;
    this.last = now;
    return Float64Array.of(now.atMs, ...rates, p50, p99, this.run.inFlight, this.takeDoneP99());
  }

  private takeDoneP99(): number {
    const { done, doneBefore } = this;
    this.readDone(done);
    let total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const inAll = done[bucket]!;
      done[bucket]! -= doneBefore[bucket]!;
      doneBefore[bucket] = inAll;
      total += done[bucket]!;
    }
    return percentile(done, total, 0.99) ?? NaN;
  }

  private readDone(into: Float64Array): void {
    into.fill(0);
    this.run.addDone(into);
  }

  private takeRecent(): number {
    this.recent.fill(0);
    return this.run.takeRecentAnswered(this.recent);
  }

  private totals(): Totals {
    const { components, sources } = this.run.observe();
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
