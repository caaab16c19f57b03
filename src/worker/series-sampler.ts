import { BUCKETS, percentile } from '../base/histogram.ts';
import type { EngineRun } from '../engine/engine-run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { COMPONENT, COMPONENT_MEASURES, SOURCE, SOURCE_MEASURES } from '../model/measures.ts';
import { SERIES_COLUMNS } from './protocol.ts';

/** Sampling intervals of a whole run, about: the width of the strip. */
const INTERVALS = 600;
const SHORTEST_INTERVAL_MS = 100;

/** The sampling interval of a run: a 600th of the horizon, rounded up to 1, 2 or 5 times a power of ten, at least
 *  100 simulated milliseconds. */
export function samplingInterval(horizonMs: number): number {
  const wanted = horizonMs / INTERVALS;
  let decade = SHORTEST_INTERVAL_MS;
  while (decade * 5 < wanted) decade *= 10;
  const step = [1, 2, 5].find((candidate) => decade * candidate >= wanted) ?? 10;
  return decade * step;
}

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
  private readonly warmUpMs: number;
  private readonly recent = new Float64Array(BUCKETS);
  private last: Totals;

  constructor(run: EngineRun, document: BrownoutDocument) {
    this.run = run;
    this.clients = document.components.flatMap(({ kind }, index) => (kind === 'client' ? [index] : []));
    this.warmUpMs = document.settings.warmUpMs;
    this.last = this.totals();
  }

  /** Forgets what is past: the next row begins at the present moment. */
  restart(): void {
    this.last = this.totals();
    this.takeRecent();
  }

  /** The row of the time since the last one; columns as `SERIES_COLUMNS`. NaN where nobody was answered. */
  row(): Float64Array {
    const now = this.totals();
    const before = this.baseline(now.atMs);
    const perSec = 1000 / (now.atMs - this.last.atMs);
    const answers = this.takeRecent();
    const row = new Float64Array(SERIES_COLUMNS.length);
    row[0] = now.atMs;
    row[1] = (now.offered - before.offered) * perSec;
    row[2] = (now.answered - before.answered) * perSec;
    row[3] = (now.good - before.good) * perSec;
    row[4] = (now.failed - before.failed) * perSec;
    row[5] = percentile(this.recent, answers, 0.5) ?? NaN;
    row[6] = percentile(this.recent, answers, 0.99) ?? NaN;
    row[7] = this.run.inFlight;
    this.last = now;
    return row;
  }

  /** Counters start anew when the warm-up ends: what the last row saw does not count against them. */
  private baseline(nowMs: number): Totals {
    const startedAnew = this.last.atMs < this.warmUpMs && nowMs >= this.warmUpMs;
    return startedAnew ? { ...this.last, offered: 0, answered: 0, good: 0, failed: 0 } : this.last;
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
