import type { EngineRun } from '../engine/engine-run.ts';
import type { Report } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';

/** How far a closed form or a published result is meant to hold. An approximate one names its published relative error and
 *  where that was found to hold; `error` is 0.05 for 5 %. */
export type Standing =
  | { readonly kind: 'exact' }
  | { readonly kind: 'approximate'; readonly error: number; readonly regime: string };

/** What an exact closed form has. */
export const EXACT: Standing = { kind: 'exact' };

/** What a figure is told in. */
export type FigureUnit = 'ms' | 'perSec' | 'share' | 'count';

/** One figure of a family: what theory says, and what it is called. */
export interface Figure {
  /** Key of the figure in what `measure` returns; unique within its family. */
  readonly id: string;
  /** What it is, for people: "mean wait". */
  readonly title: string;
  readonly unit: FigureUnit;
  /** What the closed form or the publication says; greater than 0. */
  readonly theory: number;
  /** A percentile from a histogram: its own error (`HISTOGRAM_ERROR`) is allowed for, and its interval may be wider. */
  readonly isPercentile?: boolean;
  /** Of single figures of a family that stand otherwise than the family. */
  readonly standing?: Standing;
}

/** Figures of one run by their ids. NaN where the run has too few data to tell. */
export type Measured = Readonly<Record<string, number>>;

/** A system whose behaviour is known, drawn as people draw it, and what of its runs is compared with what is known. */
export interface Family {
  /** Unique among all families: lower case and hyphens. */
  readonly id: string;
  /** For people: "M/M/1". */
  readonly title: string;
  /** Heading under which it stands. */
  readonly group: FamilyGroup;
  /** What is drawn and compared, in a sentence or two. */
  readonly summary: string;
  /** Where the closed form or the result was published. */
  readonly source: string;
  readonly standing: Standing;
  /** The system as a document. Its settings tell how long one replication lasts; its seed is replaced. */
  readonly draw: () => BrownoutDocument;
  /** How many replications make the figures; `DEFAULT_REPLICATIONS` when absent. */
  readonly replications?: number;
  readonly figures: readonly Figure[];
  /** Reads the figures of one replication. `run` stands at its beginning, with `createRun`: the function advances it, for
   *  which `fromReport` is the usual way. */
  readonly measure: (run: EngineRun) => Measured;
  /** Figures that `measure` returns beside those compared, and what they are in expectation, exactly: control variates
   *  (Lavenberg and Welch 1981). What they explain of the others is taken out of them. */
  readonly controls?: Readonly<Record<string, number>>;
}

/** Headings of the table, in its order. */
export const FAMILY_GROUPS = [
  'One queue', 'Orders of service', 'Networks', 'Fan-out and choice', 'Resilience', 'Caches', 'Messaging', 'Published results',
] as const;

export type FamilyGroup = (typeof FAMILY_GROUPS)[number];

/** Independent replications of a family. */
export const DEFAULT_REPLICATIONS = 64;

/** Relative error of percentiles from the engine's histogram: half of one bucket, 1/128. */
export const HISTOGRAM_ERROR = 1 / 128;

/** Measures by reading the report at the document's horizon. */
export function fromReport(read: (report: Report) => Measured): (run: EngineRun) => Measured {
  return (run) => {
    run.advance(Infinity, Infinity);
    return read(run.report());
  };
}
