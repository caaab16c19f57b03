import { exponential } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { DIAL } from '../core.ts';
import { SALT_BURST, SALT_WORDS } from '../network.ts';
import {
  ARRIVALS, BURSTY_ARRIVALS, BURST_FACTOR, BURST_MEAN, CALM_MEAN, CLOSED_ARRIVALS, COMPONENT_PARAMETER_COLUMNS, RATE,
} from '../parameters.ts';

/**
 * The rate of a load source over time: its curve (straight pieces), times the load dial, times the phase of a bursty
 * source. The state keeps the piece and the phase in which the source's last arrival fell, so nothing is searched.
 */

/** First parameter of a source's component. */
export function rowOf(core: Core, source: number): number {
  return core.network.sourceComponent[source] * COMPONENT_PARAMETER_COLUMNS;
}

/** Whether a source's users wait for their answers. */
export function isClosed(core: Core, source: number): boolean {
  return core.componentParameters[rowOf(core, source) + ARRIVALS] === CLOSED_ARRIVALS;
}

/** Whether a source changes between calm and burst (a Markov-modulated Poisson process of two states). */
export function isBursty(core: Core, source: number): boolean {
  return core.componentParameters[rowOf(core, source) + ARRIVALS] === BURSTY_ARRIVALS;
}

/** Requests per millisecond where the curve is 1, phases left out. */
export function baseRate(core: Core, source: number): number {
  return (core.componentParameters[rowOf(core, source) + RATE] / 1000) * core.clock[DIAL];
}

/** Corner of a source's curve at or before a moment, from corner `piece` on: the last one of its time. */
export function pieceAt(core: Core, source: number, piece: number, timeMs: number): number {
  const { curveStart, curveTimes } = core.network;
  const end = curveStart[source + 1] - 1;
  let found = piece;
  while (found < end && curveTimes[found + 1] <= timeMs) found++;
  return found;
}

/** End of a piece; infinity for the last one. */
export function pieceEndMs(core: Core, source: number, piece: number): number {
  const { curveStart, curveTimes } = core.network;
  return piece + 1 < curveStart[source + 1] ? curveTimes[piece + 1] : Infinity;
}

/** Factor of a piece at a moment inside it, its end included. */
export function factorIn(core: Core, source: number, piece: number, timeMs: number): number {
  const { curveStart, curveTimes, curveFactors } = core.network;
  const from = curveFactors[piece];
  if (piece + 1 >= curveStart[source + 1]) return from;
  const length = curveTimes[piece + 1] - curveTimes[piece];
  if (length <= 0 || timeMs <= curveTimes[piece]) return from;
  return from + ((timeMs - curveTimes[piece]) / length) * (curveFactors[piece + 1] - from);
}

/** Factor of a source's curve at a moment. */
export function curveAt(core: Core, source: number, timeMs: number): number {
  const piece = pieceAt(core, source, core.network.curveStart[source], timeMs);
  return factorIn(core, source, piece, timeMs);
}

/** Factor of phase number `phase`: even ones are calm, odd ones bursts; the mean over time is 1. */
export function phaseFactor(core: Core, source: number, phase: number): number {
  if (!isBursty(core, source)) return 1;
  const row = rowOf(core, source);
  const burst = core.componentParameters[row + BURST_MEAN];
  const calm = core.componentParameters[row + CALM_MEAN];
  const times = core.componentParameters[row + BURST_FACTOR];
  const low = (burst + calm) / (calm + burst * times);
  return phase % 2 === 1 ? low * times : low;
}

/** Length of phase number `phase`, exponential. */
export function phaseLengthMs(core: Core, source: number, phase: number): number {
  const row = rowOf(core, source);
  const mean = core.componentParameters[row + (phase % 2 === 1 ? BURST_MEAN : CALM_MEAN)];
  const salts = core.network.componentSalts;
  const salt = core.network.sourceComponent[source] * SALT_WORDS + SALT_BURST;
  return mean * exponential(salts[salt], salts[salt + 1], phase);
}
