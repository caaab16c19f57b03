import { type Core, NOW } from '../core.ts';
import {
  LINK_PARAMETER_COLUMNS, RATE_BURST, RATE_LIMITER, RATE_PERMITS, RATE_SLIDING_WINDOW, RATE_TOKEN_BUCKET, RATE_WAIT, RATE_WINDOW,
} from '../parameters.ts';
import { RATE_STATE } from './policy-state.ts';
import { addToWindow, turnWindow, windowSum } from './sliding-window.ts';

/**
 * Rate limiter of one replica, of a caller or in front of a component: token bucket (tokens come evenly), sliding window
 * (ten parts) or fixed window (counted from time 0). Token bucket and fixed window can let a call reserve its turn and wait
 * for it. Rules RES55 to RES58 of `docs/spec/resilience.md` and RES200 to RES204 of `docs/spec/resilience-stations.md`.
 */

/** Numbers that a rate limiter keeps; zeroes are a fresh one. */
export const RATE_COLUMNS = 15;

// Of these: tokens gone (may exceed the bucket by reservations), as of the moment that follows; number plus one of the
// latest fixed window that has given permits, and how many it gave; a sliding window with one counter.
const SPENT = 0;
const MOMENT = 1;
const CYCLE = 2;
const GIVEN = 3;
const TIMES = 4;

/** What a rate limiter is told. */
export interface Rate {
  /** As the option of `rateLimiter` is numbered. */
  readonly kind: number;
  /** Calls of a window, or tokens that come in such a time. */
  readonly permits: number;
  readonly windowMs: number;
  /** Tokens that the bucket holds. */
  readonly burst: number;
  /** How long a call may wait for its turn. */
  readonly waitMs: number;
}

/** Tells how long a call must wait for its turn in the caller, which is then its own: 0 when it may go on at once, -1 when
 *  it is refused and has no turn. */
export function takeTurn(core: Core, link: number, row: number): number {
  const { linkParameters } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const rate: Rate = {
    kind: linkParameters[at + RATE_LIMITER],
    permits: linkParameters[at + RATE_PERMITS],
    windowMs: linkParameters[at + RATE_WINDOW],
    burst: linkParameters[at + RATE_BURST],
    waitMs: linkParameters[at + RATE_WAIT],
  };
  return turnAt(core.policies, row + RATE_STATE, rate, core.clock[NOW]);
}

/** Takes a turn of a limiter whose numbers begin at `at`: how long to wait for it, or -1 for none. */
export function turnAt(values: Float64Array, at: number, rate: Rate, now: number): number {
  if (rate.kind === RATE_TOKEN_BUCKET) return takeToken(values, at, rate, now);
  return rate.kind === RATE_SLIDING_WINDOW ? takeFromSliding(values, at, rate, now) : takeFromFixed(values, at, rate, now);
}

function takeToken(values: Float64Array, at: number, { permits, windowMs, burst, waitMs }: Rate, now: number): number {
  const perMs = permits / windowMs;
  const spent = Math.max(0, values[at + SPENT] - (now - values[at + MOMENT]) * perMs);
  const missing = spent + 1 - burst;
  const wait = missing > ROUNDING ? missing / perMs : 0;
  values[at + MOMENT] = now;
  values[at + SPENT] = wait > waitMs ? spent : spent + 1;
  return wait > waitMs ? -1 : wait;
}

/** Tokens come at rates that sums of times meet only nearly. */
const ROUNDING = 1e-9;

function takeFromSliding(values: Float64Array, at: number, { permits, windowMs }: Rate, now: number): number {
  const part = turnWindow(values, at + TIMES, 1, windowMs, now);
  if (windowSum(values, at + TIMES, 0) >= permits) return -1;
  addToWindow(values, at + TIMES, 0, part, 1);
  return 0;
}

/** Takes a place in the present window, or in a later one that is not full if that begins soon enough. */
function takeFromFixed(values: Float64Array, at: number, { permits, windowMs, waitMs }: Rate, now: number): number {
  const present = Math.floor(now / windowMs) + 1;
  const isNew = values[at + CYCLE] < present;
  const latest = isNew ? present : values[at + CYCLE];
  const given = isNew ? 0 : values[at + GIVEN];
  const isFull = given >= permits;
  const cycle = isFull ? latest + 1 : latest;
  const wait = Math.max(0, (cycle - 1) * windowMs - now);
  if (wait > waitMs) return -1;
  values[at + CYCLE] = cycle;
  values[at + GIVEN] = isFull ? 1 : given + 1;
  return wait;
}
