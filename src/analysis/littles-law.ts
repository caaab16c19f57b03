import type { ComponentReport, Report } from '../engine/report.ts';

/** Little's law held against what was measured of one component: L, the mean number here, against lambda times W. */
export interface LittlesLaw {
  /** L: requests here, averaged over the measured time. From the area under their number. */
  readonly numberInSystem: number;
  /** Lambda: requests that left per second, well or badly. */
  readonly leavingPerSec: number;
  /** W: time that each of them was here within the measured time, on average, in ms. From the stamps of the requests
   *  themselves, which have nothing to do with the area. */
  readonly timeHereMs: number;
  /** L - lambda * W. What those who are still here have spent is in L alone, so it is not below zero. */
  readonly residual: number;
  /** The residual as a share of L; 0 when nothing was here. */
  readonly share: number;
  /** How many are still here. */
  readonly stillHere: number;
  /** `holds`: the residual is at most 1 % of L, or nobody is here and it is 0 but for rounding. `open`: those still here
   *  can explain it, and it shrinks as the run goes on unless their number grows. `broken`: nothing explains it, so the
   *  engine has miscounted. `empty`: nothing has been here yet. */
  readonly verdict: 'empty' | 'holds' | 'open' | 'broken';
}

/** From this share of L on a residual is told as open. */
export const SMALL_RESIDUAL = 0.01;
/** Areas are sums of products of times and numbers: what rounding may leave, as a share of the area and of the time. */
const ROUNDING = 1e-6;

/** Little's law of one component over the measured time (rule CK1 of `docs/spec.md`). Requests that came before it count with
 *  what falls into it, those that ended badly with the time they were here, those turned away at once with none. */
export function littlesLaw(component: ComponentReport, report: Pick<Report, 'nowMs' | 'warmUpMs'>): LittlesLaw {
  const elapsedMs = measuredMs(report);
  const { measures: m, sojournMs } = component;
  const left = m.completed + m.rejected + m.failedHere + m.failedByCall + m.lost;
  const spentMs = sojournMs.count * (sojournMs.mean ?? 0) + m.untimedMs;
  const restMs = m.inSystemArea - spentMs;
  const perMs = (value: number): number => (elapsedMs > 0 ? value / elapsedMs : 0);
  return {
    numberInSystem: perMs(m.inSystemArea),
    leavingPerSec: 1000 * perMs(left),
    timeHereMs: left > 0 ? spentMs / left : 0,
    residual: perMs(restMs),
    share: m.inSystemArea > 0 ? restMs / m.inSystemArea : 0,
    stillHere: m.inSystem,
    verdict: verdictOf({ restMs, areaMs: m.inSystemArea, left, stillHere: m.inSystem, elapsedMs }),
  };
}

/** Length of the measured time so far, in ms: from the end of the warm-up, or from the start as long as that lasts. */
export function measuredMs({ nowMs, warmUpMs }: Pick<Report, 'nowMs' | 'warmUpMs'>): number {
  return nowMs >= warmUpMs ? nowMs - warmUpMs : nowMs;
}

interface Balance {
  readonly restMs: number;
  readonly areaMs: number;
  readonly left: number;
  readonly stillHere: number;
  readonly elapsedMs: number;
}

function verdictOf({ restMs, areaMs, left, stillHere, elapsedMs }: Balance): LittlesLaw['verdict'] {
  const slack = ROUNDING * (areaMs + elapsedMs + 1);
  // Nobody can have been here for longer than was measured.
  if (restMs < -slack || restMs > stillHere * elapsedMs + slack) return 'broken';
  if (left === 0 && stillHere === 0) return 'empty';
  return restMs <= Math.max(slack, SMALL_RESIDUAL * areaMs) ? 'holds' : 'open';
}
