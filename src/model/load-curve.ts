import { componentSpecs, parameter } from './catalog.ts';
import type { Component } from './document.ts';

/** A corner of a curve over time, in simulated milliseconds; straight lines between corners. Two corners of one time make
 *  a step. Constant before the first and after the last. */
export interface Corner {
  readonly atMs: number;
  readonly factor: number;
}

/** Corners per period of a daily curve: straight lines between them stay within 0.2 % of the sine. */
const CORNERS_PER_PERIOD = 48;
/** Most corners of one curve. */
export const MOST_CORNERS = 4000;

/** What a load source multiplies its rate, or its number of users, by over time, as it declares it itself: the document's
 *  curve and the load dial come on top. Rules LD13 to LD16 of `docs/spec.md`. */
export function sourceCurve(component: Component, horizonMs: number): readonly Corner[] {
  const specs = componentSpecs(component);
  const value = (name: string) => parameter(specs, component.params, name);
  const base = baseOf(component);
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

/** Requests per second, or users of a closed loop, where a source's curve is 1. */
export function baseOf(component: Component): number {
  const specs = componentSpecs(component);
  const isClosed = parameter(specs, component.params, 'arrivals') === 'closed';
  return parameter(specs, component.params, isClosed ? 'users' : 'ratePerSec') as number;
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
