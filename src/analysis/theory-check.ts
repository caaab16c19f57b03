import type { ComponentReport, Report } from '../engine/report.ts';
import { measuredMs } from './littles-law.ts';
import type { Theory, TheoryValues } from './theory-model.ts';

/** How a measured value stands to theory's. `few`: too few requests to compare. `agrees`: within what chance brings. `differs`:
 *  further off than that. */
export type Agreement = 'few' | 'agrees' | 'differs';

/** One value of theory beside the measured one. */
export interface TheoryRow {
  readonly measure: keyof TheoryValues;
  readonly theory: number;
  /** Null: not enough data. */
  readonly measured: number | null;
  /** Measured less theory, as a share of theory; null where there is nothing to compare. */
  readonly deviation: number | null;
  /** What deviation chance typically brings in a run of this length, as a share. */
  readonly chance: number;
  readonly agreement: Agreement;
}

/** Theory's values beside the measured ones, and what to say of all together. */
export interface TheoryCheck {
  readonly rows: readonly TheoryRow[];
  /** `early`: the station has not had time to forget that it began empty, or there is too little data. */
  readonly verdict: 'early' | 'agrees' | 'differs';
}

/** A deviation up to this many times what chance typically brings is no surprise. */
const SURPRISE = 4;
/** Beyond this, chance is told as "not enough data". */
const TOO_WIDE = 0.3;
/** How often a station must have been able to forget its beginning. */
const FORGETTINGS = 20;
/** Fewer than so many that waited, or were turned away, say nothing about those that do. */
const FEW = 30;
/** What an approximate formula may be off by besides. */
const APPROXIMATION = 0.15;
/** Relative error of percentiles from the histogram. */
const HISTOGRAM = 0.008;

/** Holds what was measured of a component against theory (rule CK6 of `docs/spec.md`). */
export function checkTheory(theory: Theory, component: ComponentReport, report: Pick<Report, 'nowMs' | 'warmUpMs'>): TheoryCheck {
  const elapsedMs = measuredMs(report);
  const rows = (Object.keys(theory.values) as (keyof TheoryValues)[]).map((measure) => rowOf(theory, component, { measure, elapsedMs }));
  const isEarly = elapsedMs < FORGETTINGS * theory.relaxationMs || rows.every(({ agreement }) => agreement === 'few');
  const differs = rows.some(({ agreement }) => agreement === 'differs');
  return { rows, verdict: isEarly ? 'early' : differs ? 'differs' : 'agrees' };
}

function rowOf(theory: Theory, component: ComponentReport, { measure, elapsedMs }: { readonly measure: keyof TheoryValues; readonly elapsedMs: number }): TheoryRow {
  const exact = theory.values[measure]!;
  const measured = measuredOf(component, measure);
  const chance = chanceOf(theory, measure, elapsedMs);
  const deviation = measured === null || !(exact > 0) ? null : measured / exact - 1;
  const allowed = SURPRISE * chance + (theory.isExact ? 0 : APPROXIMATION) + (measure === 'p99Ms' ? HISTOGRAM : 0);
  const isFew = deviation === null || chance > TOO_WIDE || component.sojournMs.count < FEW;
  return { measure, theory: exact, measured, deviation, chance, agreement: isFew ? 'few' : Math.abs(deviation) <= allowed ? 'agrees' : 'differs' };
}

function measuredOf(component: ComponentReport, measure: keyof TheoryValues): number | null {
  const { measures, counts } = component;
  const values: Readonly<Record<keyof TheoryValues, number | null>> = {
    utilization: component.utilization,
    waitMs: component.waitMs.mean,
    sojournMs: component.sojournMs.mean,
    p99Ms: component.sojournMs.p99,
    numberInQueue: component.meanInQueue,
    numberInSystem: component.meanInSystem,
    rejectedShare: counts.offered > 0 ? measures.rejected / counts.offered : null,
  };
  return values[measure];
}

/** What chance brings: of the load, that of counts and of work; of waits, no less than what so few that wait can tell. */
function chanceOf(theory: Theory, measure: keyof TheoryValues, elapsedMs: number): number {
  const { arrivalRatePerSec, serviceMs, servers, replicas, values, chance, variation } = theory;
  const requests = Math.max(1, (arrivalRatePerSec / 1000) * elapsedMs);
  const ofWork = Math.sqrt((1 + variation * variation) / requests);
  if (measure === 'utilization') return theory.model === 'closed' ? Math.max(ofWork, chance / 2) : Math.min(ofWork, chance);
  if (measure === 'rejectedShare') return Math.max(chance, Math.sqrt(4 / Math.max(1, requests * values.rejectedShare!)));
  if (measure === 'p99Ms') return Math.max(1.5 * chance, Math.sqrt(4 / (0.01 * requests)) / 2);
  if (measure !== 'waitMs' && measure !== 'numberInQueue') return chance;
  const spare = Math.max(1e-9, servers - ((arrivalRatePerSec / 1000) * serviceMs) / replicas);
  const waited = requests * Math.min(1, ((values.waitMs ?? 0) * spare) / serviceMs);
  return waited < FEW ? Infinity : Math.max(chance, Math.sqrt(4 / waited));
}
