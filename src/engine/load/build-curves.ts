import type { BrownoutDocument, Component } from '../../model/document.ts';
import { type Corner, MOST_CORNERS, sourceCurve } from '../../model/load-curve.ts';

/** Pieces into which a line is cut where two sloping lines are multiplied. */
const PRODUCT_PIECES = 8;

/** The curve of a source that sends nothing. */
const SILENCE: readonly Corner[] = [{ atMs: 0, factor: 0 }];

/** Rate curves of all load sources, one after another: what the source itself declares, times the document's curve if
 *  its loop is open. Each begins at time 0 and is constant after its last corner. */
export function compileCurves(document: BrownoutDocument) {
  const curveStart: number[] = [0];
  const times: number[] = [];
  const factors: number[] = [];
  const common = document.load.map(({ atMs, factor }) => ({ atMs, factor }));
  for (const component of document.components) {
    if (component.kind !== 'client') continue;
    const own = sends(document, component) ? sourceCurve(component, document.settings.horizonMs) : SILENCE;
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

/** Whether a load source has anything to send its requests to. */
function sends(document: BrownoutDocument, source: Component): boolean {
  return source.handlers !== undefined || document.connections.some(({ from }) => from === source.id);
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
