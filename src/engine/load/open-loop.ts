import { exponential } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { ARRIVAL, DOUBLES, KEY, META, NONE, STEP, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { SALT_ARRIVAL, SALT_WORDS } from '../network.ts';
import { ARRIVALS, CONSTANT_ARRIVALS } from '../parameters.ts';
import { baseRate, factorIn, isBursty, phaseFactor, phaseLengthMs, pieceAt, pieceEndMs, rowOf } from './rate.ts';

/**
 * Open loop: a source carries the hazard that is left until its next arrival, in units of mean arrivals, so a change
 * of rate keeps what is left. Rules LD1 to LD5 of `docs/spec.md`.
 */

/** Starts a source at the present moment. */
export function startOpen(core: Core, source: number): void {
  core.sourceFrom[source] = core.clock[NOW];
  core.sourcePiece[source] = pieceAt(core, source, core.network.curveStart[source], core.clock[NOW]);
  core.sourcePhase[source] = 0;
  core.sourcePhaseEnd[source] = isBursty(core, source) ? core.clock[NOW] + phaseLengthMs(core, source, 0) : Infinity;
  drawHazard(core, source);
  scheduleArrival(core, source);
}

/** The source's event has come: the next one is drawn and scheduled. */
export function nextArrival(core: Core, source: number): void {
  moveTo(core, source, core.clock[NOW]);
  drawHazard(core, source);
  scheduleArrival(core, source);
}

function drawHazard(core: Core, source: number): void {
  const component = core.network.sourceComponent[source];
  const isConstant = core.componentParameters[rowOf(core, source) + ARRIVALS] === CONSTANT_ARRIVALS;
  const salt = component * SALT_WORDS + SALT_ARRIVAL;
  const salts = core.network.componentSalts;
  core.sourceHazard[source] = isConstant ? 1 : exponential(salts[salt], salts[salt + 1], core.sourceNext[source]);
}

/** Schedules the arrival at which the source's hazard will be used up; none while the load is zero for good. A former
 *  event must be out of the list. */
export function scheduleArrival(core: Core, source: number): void {
  const at = timeOfHazard(core, source);
  core.sourceRecord[source] = NONE;
  if (at === Infinity) return;
  const record = core.allocate();
  core.sourceRecord[source] = record;
  core.i32[record * WORDS + META] = ARRIVAL;
  core.i32[record * WORDS + KEY] = core.sourceNext[source];
  core.i32[record * WORDS + TOKEN] = 0;
  core.i32[record * WORDS + STEP] = source;
  core.f64[record * DOUBLES + TIME] = at;
  core.schedule(record);
}

/** Most phases that are looked through for one arrival: a source whose bursts are that short has a mean rate. */
const MOST_PHASES = 100_000;

/** The time at which the integral of the rate from `sourceFrom` on reaches the hazard: piece by piece of the curve and
 *  phase by phase, each a straight line, so a quadratic in its well-conditioned form. */
function timeOfHazard(core: Core, source: number): number {
  const rate = baseRate(core, source);
  if (rate <= 0) return Infinity;
  let from = core.sourceFrom[source];
  let piece = core.sourcePiece[source];
  let phase = core.sourcePhase[source];
  let phaseEnd = core.sourcePhaseEnd[source];
  let hazard = core.sourceHazard[source];
  for (let i = 0; i < MOST_PHASES; i++) {
    const pieceEnd = pieceEndMs(core, source, piece);
    const end = pieceEnd < phaseEnd ? pieceEnd : phaseEnd;
    const level = rate * phaseFactor(core, source, phase);
    const start = level * factorIn(core, source, piece, from);
    if (end === Infinity) return start > 0 ? from + hazard / start : Infinity;
    const stop = level * factorIn(core, source, piece, end);
    const area = ((start + stop) / 2) * (end - from);
    if (area >= hazard) return from + solve(start, (stop - start) / (end - from), hazard, end - from);
    hazard -= area;
    from = end;
    if (end === pieceEnd) piece = pieceAt(core, source, piece, end);
    if (end === phaseEnd) phaseEnd = end + phaseLengthMs(core, source, ++phase);
  }
  return from;
}

/** Solves start x + slope x^2 / 2 = hazard for x, at most `longest`. */
function solve(start: number, slope: number, hazard: number, longest: number): number {
  const root = start * start + 2 * slope * hazard;
  const delay = (2 * hazard) / (start + Math.sqrt(root > 0 ? root : 0));
  return delay < longest ? delay : longest;
}

/** Counts the hazard used up so far with the rate that held; to be called before a rate changes. */
export function settleHazard(core: Core, source: number): void {
  const now = core.clock[NOW];
  const rate = baseRate(core, source);
  while (core.sourceFrom[source] < now) {
    const piece = core.sourcePiece[source];
    const from = core.sourceFrom[source];
    const end = Math.min(now, pieceEndMs(core, source, piece), core.sourcePhaseEnd[source]);
    const level = rate * phaseFactor(core, source, core.sourcePhase[source]);
    const used = (level * (factorIn(core, source, piece, from) + factorIn(core, source, piece, end)) * (end - from)) / 2;
    core.sourceHazard[source] = Math.max(0, core.sourceHazard[source] - used);
    moveTo(core, source, end);
  }
}

/** Moves the source's place on its curve and in its phases to a later moment. */
function moveTo(core: Core, source: number, timeMs: number): void {
  core.sourceFrom[source] = timeMs;
  core.sourcePiece[source] = pieceAt(core, source, core.sourcePiece[source], timeMs);
  while (core.sourcePhaseEnd[source] <= timeMs) {
    core.sourcePhase[source]++;
    core.sourcePhaseEnd[source] += phaseLengthMs(core, source, core.sourcePhase[source]);
  }
}
