import { exponential } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { DIAL, NOW } from '../core.ts';
import { DOUBLES, KEY, META, STEP, THINKING, TIME, TOKEN, USERS_CHANGE, WORDS } from '../kernel/record.ts';
import { SALT_THINK, SALT_WORDS } from '../network.ts';
import { THINK_DISTRIBUTION, THINK_MEAN, USERS } from '../parameters.ts';
import { curveAt, factorIn, pieceAt, pieceEndMs, rowOf } from './rate.ts';

/**
 * Closed loop: users who ask, wait for the answer, think, and ask again. Their number follows the source's curve and
 * the load dial; those that are too many leave when they would next think. Rules LD6 to LD8 of `docs/spec.md`.
 */

/** Whether a source has crashed: it begins no requests. Those under way go on. */
export function isDown(core: Core, source: number): boolean {
  return core.crashes[core.network.sourceComponent[source]] > 0;
}

function mostUsers(core: Core, source: number): number {
  return core.componentParameters[rowOf(core, source) + USERS] * core.clock[DIAL];
}

/** Users that there should be now. */
export function targetUsers(core: Core, source: number): number {
  return Math.round(mostUsers(core, source) * curveAt(core, source, core.clock[NOW]));
}

/** Brings the number of users to what parameter, curve and dial ask for. */
export function adjustUsers(core: Core, source: number): void {
  if (isDown(core, source)) return;
  const target = targetUsers(core, source);
  while (core.sourceUsers[source] < target) {
    core.sourceUsers[source]++;
    think(core, source);
  }
}

/** After an answer: the user thinks, or leaves when there are too many. */
export function nextOfUser(core: Core, source: number): void {
  if (core.sourceUsers[source] > targetUsers(core, source)) core.sourceUsers[source]--;
  else think(core, source);
}

function think(core: Core, source: number): void {
  const { network } = core;
  const row = rowOf(core, source);
  const mean = core.componentParameters[row + THINK_MEAN];
  const number = core.sourceNext[source]++;
  const salt = network.sourceComponent[source] * SALT_WORDS + SALT_THINK;
  const isExponential = core.componentParameters[row + THINK_DISTRIBUTION] === 0;
  const salts = network.componentSalts;
  const pause = isExponential ? mean * exponential(salts[salt], salts[salt + 1], number) : mean;
  const user = core.allocate();
  const at = user * WORDS;
  core.i32[at + META] = THINKING;
  core.i32[at + TOKEN] = 0;
  core.i32[at + STEP] = source;
  core.i32[at + KEY] = number;
  core.f64[user * DOUBLES + TIME] = core.clock[NOW] + pause;
  core.schedule(user);
}

/** Schedules the moment at which the curve next asks for another number of users. A source of a constant curve has
 *  none. After a turn of the dial the moment that was scheduled may come for nothing, or late by one user. */
export function scheduleUsersChange(core: Core, source: number): void {
  const at = nextChangeMs(core, source);
  if (at === Infinity) return;
  const record = core.allocate();
  core.i32[record * WORDS + META] = USERS_CHANGE;
  core.i32[record * WORDS + KEY] = 0;
  core.i32[record * WORDS + TOKEN] = 0;
  core.i32[record * WORDS + STEP] = source;
  core.f64[record * DOUBLES + TIME] = at;
  core.schedule(record);
}

/** First moment from now on at which the rounded number of users differs from the present one, or a corner. */
function nextChangeMs(core: Core, source: number): number {
  const now = core.clock[NOW];
  const most = mostUsers(core, source);
  const piece = pieceAt(core, source, core.network.curveStart[source], now);
  const end = pieceEndMs(core, source, piece);
  if (end === Infinity) return Infinity;
  const value = most * factorIn(core, source, piece, now);
  const slope = (most * factorIn(core, source, piece, end) - value) / (end - now);
  if (slope === 0) return end;
  const wanted = Math.round(value) + (slope > 0 ? 0.5 : -0.5);
  const at = now + (wanted - value) / slope;
  // A user is added just after the half is passed, so that rounding is on the new side.
  return at >= end ? end : Math.max(at, now) + 1e-6;
}
