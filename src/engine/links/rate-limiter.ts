import { type Core, NOW } from '../core.ts';
import {
  LINK_PARAMETER_COLUMNS, RATE_BURST, RATE_LIMITER, RATE_PERMITS, RATE_SLIDING_WINDOW, RATE_TOKEN_BUCKET, RATE_WAIT, RATE_WINDOW,
} from '../parameters.ts';
import { RATE_CYCLE, RATE_GIVEN, RATE_MOMENT, RATE_SPENT, RATE_TIMES } from './policy-state.ts';
import { addToWindow, turnWindow, windowSum } from './sliding-window.ts';

/**
 * Rate limiter of one replica of a caller: token bucket (tokens come evenly), sliding window (ten parts) or fixed window
 * (counted from time 0). Token bucket and fixed window can let a call reserve its turn and wait for it. Rules RES55 to
 * RES58 of `docs/spec/resilience.md`.
 */

/** Tells how long a call must wait for its turn, which is then its own: 0 when it may go on at once, -1 when it is
 *  refused and has no turn. */
export function takeTurn(core: Core, link: number, row: number): number {
  const kind = core.linkParameters[link * LINK_PARAMETER_COLUMNS + RATE_LIMITER];
  if (kind === RATE_TOKEN_BUCKET) return takeToken(core, link, row);
  return kind === RATE_SLIDING_WINDOW ? takeFromSliding(core, link, row) : takeFromFixed(core, link, row);
}

function takeToken(core: Core, link: number, row: number): number {
  const { policies, linkParameters } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const now = core.clock[NOW];
  const perMs = linkParameters[at + RATE_PERMITS] / linkParameters[at + RATE_WINDOW];
  const spent = Math.max(0, policies[row + RATE_SPENT] - (now - policies[row + RATE_MOMENT]) * perMs);
  const missing = spent + 1 - linkParameters[at + RATE_BURST];
  const wait = missing > ROUNDING ? missing / perMs : 0;
  policies[row + RATE_MOMENT] = now;
  policies[row + RATE_SPENT] = wait > linkParameters[at + RATE_WAIT] ? spent : spent + 1;
  return wait > linkParameters[at + RATE_WAIT] ? -1 : wait;
}

/** Tokens come at rates that sums of times meet only nearly. */
const ROUNDING = 1e-9;

function takeFromSliding(core: Core, link: number, row: number): number {
  const { policies, linkParameters } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const part = turnWindow(policies, row + RATE_TIMES, 1, linkParameters[at + RATE_WINDOW], core.clock[NOW]);
  if (windowSum(policies, row + RATE_TIMES, 0) >= linkParameters[at + RATE_PERMITS]) return -1;
  addToWindow(policies, row + RATE_TIMES, 0, part, 1);
  return 0;
}

/** Takes a place in the present window, or in a later one that is not full if that begins soon enough. */
function takeFromFixed(core: Core, link: number, row: number): number {
  const { policies, linkParameters } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const width = linkParameters[at + RATE_WINDOW];
  const now = core.clock[NOW];
  const present = Math.floor(now / width) + 1;
  const isNew = policies[row + RATE_CYCLE] < present;
  const latest = isNew ? present : policies[row + RATE_CYCLE];
  const given = isNew ? 0 : policies[row + RATE_GIVEN];
  const isFull = given >= linkParameters[at + RATE_PERMITS];
  const cycle = isFull ? latest + 1 : latest;
  const wait = Math.max(0, (cycle - 1) * width - now);
  if (wait > linkParameters[at + RATE_WAIT]) return -1;
  policies[row + RATE_CYCLE] = cycle;
  policies[row + RATE_GIVEN] = isFull ? 1 : given + 1;
  return wait;
}
