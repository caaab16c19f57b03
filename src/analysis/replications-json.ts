import type { Report } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { halfWidths } from './merge-runs.ts';
import { replicationSeed } from './replication-seeds.ts';
import { runMode } from './run-mode.ts';
import type { RepeatedRun } from './studies.ts';

/** Repeated runs as they are saved, and as `--replications --json` prints them: see docs/report-format.md. */
export interface ReplicationsJson {
  readonly schema: 'brownout-replications';
  readonly version: 1;
  readonly mode: 'steady' | 'scenario';
  /** Left out at the beginning of every run. */
  readonly warmUpMs: number;
  /** Found by MSER-5 in the first seed's run; null where nothing was looked for, or the run is too short to tell. */
  readonly warmUpFoundMs: number | null;
  readonly seeds: readonly number[];
  readonly confidence: 0.95;
  /** Means over the runs; times of all samples of all runs. */
  readonly report: Report;
  /** Half the width of every figure's interval, in the report's form; null where it cannot be said. */
  readonly halfWidths: Report;
}

/** Repeated runs as JSON. */
export function replicationsJson(document: BrownoutDocument, { report, runs, warmUpMs, found }: RepeatedRun): ReplicationsJson {
  return {
    schema: 'brownout-replications',
    version: 1,
    mode: runMode(document).kind,
    warmUpMs,
    warmUpFoundMs: found?.kind === 'found' ? found.lengthMs : null,
    seeds: runs.map((_, index) => replicationSeed(document.settings.seed, index)),
    confidence: 0.95,
    report,
    halfWidths: halfWidths(runs),
  };
}
