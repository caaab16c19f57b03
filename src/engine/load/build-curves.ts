import { componentSpecs, parameter } from '../../model/catalog.ts';
import type { BrownoutDocument, Component } from '../../model/document.ts';

/** A corner of a rate curve. Two corners of one time make a step. */
interface Corner {
  readonly atMs: number;
  readonly factor: number;
}

/** Corners per period of a daily curve: straight lines between them stay within 0.2 % of the sine. */
const CORNERS_PER_PERIOD = 48;
/** Most corners of one curve. */
const MOST_CORNERS = 4000;
/** Pieces into which a line is cut where two sloping lines are multiplied. */
const PRODUCT_PIECES = 8;

/** Rate curves of all load sources, one after another: what the source itself declares, times the document's curve if
 *  its loop is open. Each begins at time 0 and is constant after its last corner. */
export function compileCurves(document: BrownoutDocument) {
  const curveStart: number[] = [0];
  const times: number[] = [];
  const factors: number[] = [];
  const common = document.load.map(({ atMs, factor }) => ({ atMs, factor }));
  for (const component of document.components) {
    if (component.kind !== 'client') continue;
    const own = ownCurve(component, document.settings.horizonMs);
    const isClosed = component.params?.['arrivals'] === 'closed';
    for (const { atMs, factor } of isClosed ? own : product(own, common)) {
      times.push(atMs);
      factors.push(factor);
    }
    curveStart.push(times.length);
  }
  return {
    curveStart: Int32Array.from(curveStart),
    curveTimes: Float64Array.from(times),
    curveFactors: Float64Array.from(factors),
  };
}

function ownCurve(component: Component, horizonMs: number): readonly Corner[] {
  const specs = componentSpecs(component);
  const value = (name: string) => parameter(specs, component.params, name);
  const base = (value('arrivals') === 'closed' ? value('users') : value('ratePerSec')) as number;
  switch (value('shape')) {
    case 'stages':
      return stages(value('stages') as readonly number[], base);
    case 'daily':
      return daily(value('periodMs') as number, value('swing') as number, horizonMs);
    case 'recorded':
      return recorded(value('recordedPerSec') as readonly number[], value('recordedEveryMs') as number, base);
    default:
      return [{ atMs: 0, factor: 1 }];
  }
}

/** Durations and targets in turn, as k6 has them: each stage goes in a straight line to its target. */
function stages(list: readonly number[], base: number): readonly Corner[] {
  const corners: Corner[] = [{ atMs: 0, factor: 1 }];
  let atMs = 0;
  for (let i = 0; i + 1 < list.length; i += 2) {
    atMs += list[i]!;
    corners.push({ atMs, factor: base > 0 ? list[i + 1]! / base : 0 });
  }
  return corners;
}

function daily(periodMs: number, swing: number, horizonMs: number): readonly Corner[] {
  const corners: Corner[] = [];
  const step = periodMs / CORNERS_PER_PERIOD;
  for (let i = 0; i <= MOST_CORNERS && (i === 0 || (i - 1) * step < horizonMs); i++) {
    corners.push({ atMs: i * step, factor: 1 + swing * sineOfTurn((i % CORNERS_PER_PERIOD) / CORNERS_PER_PERIOD) });
  }
  return corners;
}

/** Sine of a share of a full turn, from its series: engines differ in `Math.sin`. */
function sineOfTurn(turn: number): number {
  const folded = turn > 0.75 ? turn - 1 : turn > 0.25 ? 0.5 - turn : turn;
  const x = folded * 6.283185307179586;
  const x2 = x * x;
  return x * (1 - (x2 / 6) * (1 - (x2 / 20) * (1 - (x2 / 42) * (1 - (x2 / 72) * (1 - x2 / 110)))));
}

/** Measured rates, each for as long; nothing afterwards. */
function recorded(rates: readonly number[], everyMs: number, base: number): readonly Corner[] {
  const corners: Corner[] = [];
  rates.forEach((rate, i) => {
    const factor = base > 0 ? rate / base : 0;
    corners.push({ atMs: i * everyMs, factor }, { atMs: (i + 1) * everyMs, factor });
  });
  corners.push({ atMs: rates.length * everyMs, factor: 0 });
  return corners;
}

/** Two curves multiplied. Where both slope, the product is bent; it is drawn with short straight lines. */
function product(own: readonly Corner[], common: readonly Corner[]): readonly Corner[] {
  if (common.length === 0) return own;
  const times = [...new Set([0, ...own.map((c) => c.atMs), ...common.map((c) => c.atMs)])].sort((a, b) => a - b);
  const corners: Corner[] = [];
  const push = (atMs: number, side: 'left' | 'right'): void => {
    const factor = valueAt(own, atMs, side) * valueAt(common, atMs, side);
    const last = corners.at(-1);
    if (last === undefined || last.atMs !== atMs || last.factor !== factor) corners.push({ atMs, factor });
  };
  times.forEach((atMs, i) => {
    if (i > 0) {
      const before = times[i - 1]!;
      const isBent = valueAt(own, before, 'right') !== valueAt(own, atMs, 'left') && valueAt(common, before, 'right') !== valueAt(common, atMs, 'left');
      for (let piece = 1; isBent && piece < PRODUCT_PIECES; piece++) push(before + ((atMs - before) * piece) / PRODUCT_PIECES, 'right');
      push(atMs, 'left');
    }
    push(atMs, 'right');
  });
  return corners.slice(0, MOST_CORNERS);
}

/** Value of a curve, at a step on the side asked for. */
function valueAt(curve: readonly Corner[], atMs: number, side: 'left' | 'right'): number {
  const isBefore = (corner: Corner): boolean => (side === 'right' ? corner.atMs <= atMs : corner.atMs < atMs);
  let i = 0;
  while (i < curve.length && isBefore(curve[i]!)) i++;
  const from = curve[i - 1];
  const to = curve[i];
  if (from === undefined) return to?.factor ?? 1;
  if (to === undefined) return from.factor;
  if (to.atMs === from.atMs) return side === 'right' ? to.factor : from.factor;
  return from.factor + ((atMs - from.atMs) / (to.atMs - from.atMs)) * (to.factor - from.factor);
}
