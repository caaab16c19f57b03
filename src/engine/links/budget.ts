import { uniform } from '../../base/random.ts';
import { CALL_COLUMNS, type Core, NOW } from '../core.ts';
import { ATTEMPT_MASK, ATTEMPT_SHIFT, KEY, META, WORDS } from '../kernel/record.ts';
import { FAILURE, OK, REJECTION, TIMEOUT } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_RESILIENCE } from '../network.ts';
import {
  BUCKET_REJECTION_COST, BUCKET_RETRY_COST, BUCKET_TIMEOUT_COST, BUCKET_TOKENS, BUDGET_ACTIVE, BUDGET_ACTIVE_SHARE,
  BUDGET_BUCKET, BUDGET_CLIENT_THROTTLING, BUDGET_OF_CALLS, BUDGET_RESERVE, BUDGET_SHARE, BUDGET_THROTTLING, BUDGET_TTL,
  LINK_PARAMETER_COLUMNS, MAX_ACTIVE_RETRIES, RETRY_BUDGET, THROTTLE_RATIO, THROTTLE_TOKENS, THROTTLING_FACTOR,
  THROTTLING_WINDOW,
} from '../parameters.ts';
import { CANCELLED, isOwnRefusal, isRetried } from './outcomes.ts';
import { ACTIVE_ATTEMPTS, ACTIVE_RETRIES, BUDGET_WINDOW, hold, holds, letGo, RETRYING, TOKENS_PAID, TOKENS_SPENT } from './policy-state.ts';
import { addToWindow, turnWindow, windowSum } from './sliding-window.ts';

/**
 * Retry budgets of one replica of a caller. They drop retries (and hedges); none delays them. Rules SYNC8, RES5 and
 * RES40 to RES45 of `docs/spec/resilience.md`.
 */

/** gRPC counts tokens in thousandths, so that ratios of three decimals add up exactly. */
const THOUSANDTHS = 1000;

function kindOf(core: Core, link: number): number {
  return core.linkParameters[link * LINK_PARAMETER_COLUMNS + RETRY_BUDGET];
}

/** A call begins: it is what a share of calls is a share of. */
export function budgetSeesCall(core: Core, link: number, row: number): void {
  const at = link * LINK_PARAMETER_COLUMNS;
  if (kindOf(core, link) !== BUDGET_OF_CALLS || core.linkParameters[at + BUDGET_SHARE] === 0) return;
  const part = turnWindow(core.policies, row + BUDGET_WINDOW, 1, core.linkParameters[at + BUDGET_TTL], core.clock[NOW]);
  addToWindow(core.policies, row + BUDGET_WINDOW, 0, part, 1);
}

/** An attempt is over: tokens come and go. Refusals of the caller itself and cancelled attempts leave them alone. */
export function budgetLearns(core: Core, job: number, link: number, row: number, outcome: number): void {
  if (outcome === CANCELLED || isOwnRefusal(outcome)) return;
  const kind = kindOf(core, link);
  if (kind === BUDGET_THROTTLING) throttle(core, link, row, outcome);
  else if (kind === BUDGET_BUCKET && outcome === OK) refill(core, job, row);
  else if (kind === BUDGET_CLIENT_THROTTLING && isAccepted(outcome)) {
    const part = turnClientWindow(core, link, row);
    addToWindow(core.policies, row + BUDGET_WINDOW, 1, part, 1);
  }
}

/** gRPC: a failure that would be retried takes a token, a success gives a part of one back. */
function throttle(core: Core, link: number, row: number, outcome: number): void {
  const at = link * LINK_PARAMETER_COLUMNS;
  const most = core.linkParameters[at + THROTTLE_TOKENS] * THOUSANDTHS;
  const spent = core.policies[row + TOKENS_SPENT];
  if (outcome === OK) {
    core.policies[row + TOKENS_SPENT] = Math.max(0, spent - Math.floor(core.linkParameters[at + THROTTLE_RATIO] * THOUSANDTHS + 1e-9));
  } else if (isRetried(core, link, outcome)) core.policies[row + TOKENS_SPENT] = Math.min(most, spent + THOUSANDTHS);
}

/** AWS: a call that succeeds gets back what its last retry paid; one that needed none earns a token. */
function refill(core: Core, job: number, row: number): void {
  const attempt = (core.i32[job * WORDS + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  const earned = attempt > 1 ? core.callState[job * CALL_COLUMNS + TOKENS_PAID] : 1;
  core.policies[row + TOKENS_SPENT] = Math.max(0, core.policies[row + TOKENS_SPENT] - earned);
}

/** Accepted: the callee worked on it, well or not. */
function isAccepted(outcome: number): boolean {
  return outcome === OK || outcome === FAILURE;
}

/** Whether the budget allows a retry after this outcome; if so it is paid. */
export function budgetAllows(core: Core, job: number, link: number, row: number, outcome: number): boolean {
  const { linkParameters, policies } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  switch (linkParameters[at + RETRY_BUDGET]) {
    case BUDGET_THROTTLING:
      return isAboveHalf(core, link, row);
    case BUDGET_OF_CALLS:
      return withdraw(core, link, row);
    case BUDGET_ACTIVE_SHARE: {
      const share = linkParameters[at + BUDGET_SHARE] * policies[row + ACTIVE_ATTEMPTS];
      return takeActive(core, job, row, Math.max(linkParameters[at + MAX_ACTIVE_RETRIES], share));
    }
    case BUDGET_ACTIVE:
      return takeActive(core, job, row, linkParameters[at + MAX_ACTIVE_RETRIES]);
    case BUDGET_BUCKET:
      return pay(core, job, link, row, outcome);
    default:
      return true;
  }
}

/** gRPC: whether more than half of the tokens are left. Hedges ask this too. */
export function isAboveHalf(core: Core, link: number, row: number): boolean {
  const most = core.linkParameters[link * LINK_PARAMETER_COLUMNS + THROTTLE_TOKENS] * THOUSANDTHS;
  return core.policies[row + TOKENS_SPENT] < most / 2;
}

/** Finagle: a retry costs as many deposits as a share of one retry needs; the reserve pays for the first ones. */
function withdraw(core: Core, link: number, row: number): boolean {
  const { linkParameters, policies } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const ttl = linkParameters[at + BUDGET_TTL];
  const share = linkParameters[at + BUDGET_SHARE];
  const cost = share > 0 ? 1 / share : 1;
  const part = turnWindow(policies, row + BUDGET_WINDOW, 1, ttl, core.clock[NOW]);
  const reserve = (linkParameters[at + BUDGET_RESERVE] * ttl * cost) / 1000;
  if (reserve + windowSum(policies, row + BUDGET_WINDOW, 0) + ROUNDING < cost) return false;
  addToWindow(policies, row + BUDGET_WINDOW, 0, part, -cost);
  return true;
}

/** Shares such as 0.3 leave costs that do not add up exactly. */
const ROUNDING = 1e-9;

/** Envoy: a retry is active from the decision until its attempt is over. */
function takeActive(core: Core, job: number, row: number, most: number): boolean {
  if (core.policies[row + ACTIVE_RETRIES] >= most) return false;
  core.policies[row + ACTIVE_RETRIES]++;
  hold(core, job, RETRYING);
  return true;
}

/** A retry that was counted as active is over, or will not happen. */
export function endActiveRetry(core: Core, job: number, row: number): void {
  if (!holds(core, job, RETRYING)) return;
  letGo(core, job, RETRYING);
  core.policies[row + ACTIVE_RETRIES]--;
}

function pay(core: Core, job: number, link: number, row: number, outcome: number): boolean {
  const { linkParameters, policies } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const cost = linkParameters[at + (outcome === TIMEOUT ? BUCKET_TIMEOUT_COST : outcome === REJECTION ? BUCKET_REJECTION_COST : BUCKET_RETRY_COST)];
  if (linkParameters[at + BUCKET_TOKENS] - policies[row + TOKENS_SPENT] < cost) return false;
  policies[row + TOKENS_SPENT] += cost;
  core.callState[job * CALL_COLUMNS + TOKENS_PAID] = cost;
  return true;
}

/** Google SRE: counts an attempt, and tells whether the caller lets it go. What it refuses counts as a request too, so
 *  that refusing goes on while nothing is accepted. */
export function clientThrottlingAdmits(core: Core, job: number, link: number, row: number): boolean {
  const { policies } = core;
  const at = row + BUDGET_WINDOW;
  const part = turnClientWindow(core, link, row);
  const requests = windowSum(policies, at, 0);
  const accepts = windowSum(policies, at, 1);
  addToWindow(policies, at, 0, part, 1);
  const factor = core.linkParameters[link * LINK_PARAMETER_COLUMNS + THROTTLING_FACTOR];
  const probability = (requests - factor * accepts) / (requests + 1);
  return probability <= 0 || drawFor(core, job, link) >= probability;
}

function turnClientWindow(core: Core, link: number, row: number): number {
  return turnWindow(core.policies, row + BUDGET_WINDOW, 2, core.linkParameters[link * LINK_PARAMETER_COLUMNS + THROTTLING_WINDOW], core.clock[NOW]);
}

function drawFor(core: Core, job: number, link: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_RESILIENCE;
  const attempt = (core.i32[job * WORDS + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  return uniform(salts[salt], salts[salt + 1], (core.i32[job * WORDS + KEY] + attempt) | 0);
}
