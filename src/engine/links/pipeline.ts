import { CALL_COLUMNS, type Core, NOW } from '../core.ts';
import { DOUBLES, META, PAUSING, STATE_MASK, TIME, TOKEN, WAITING_FOR_PERMIT, WORDS } from '../kernel/record.ts';
import { CIRCUIT_REFUSALS, LIMITED, LINK_COLUMNS, OK, PERMIT_WAITING } from '../measure/columns.ts';
import { SYNC } from '../network.ts';
import {
  BREAKER, BREAKER_OFF, BUDGET_CLIENT_THROTTLING, BUDGET_NONE, CONCURRENCY_LIMIT, HEDGING, LIMIT_OFF, LIMIT_PLACE,
  LINK_PARAMETER_COLUMNS, PLACE_ATTEMPT, PLACE_CALL, PUSHBACK, PUSHBACK_NONE, RATE_LIMITER, RATE_OFF, RATE_PLACE,
  RETRY_BUDGET, TOTAL_TIMEOUT,
} from '../parameters.ts';
import { circuitAdmits, circuitForgets, circuitLearns } from './breaker.ts';
import { budgetLearns, budgetSeesCall, clientThrottlingAdmits, endActiveRetry } from './budget.ts';
import { leavePermitLine, returnPermit, takePermit } from './limiter.ts';
import { CANCELLED, OPEN_CIRCUIT, OVER_LIMIT, WAITING } from './outcomes.ts';
import {
  ACTIVE, ACTIVE_ATTEMPTS, ATTEMPT_BEGAN, ATTEMPT_PERMIT, BUDGETED, CALL_PERMIT, EVER, GUARDED, HEDGED, hold, holds,
  IN_BREAKER, letGo, policyRow, PUSHED_BACK, STAGE, STAGE_BREAKER, STAGE_LIMIT_INSIDE, STAGE_LIMIT_OF_ATTEMPT,
  STAGE_LIMIT_OF_CALL, STAGE_RATE_INSIDE, STAGE_RATE_OF_ATTEMPT, STAGE_RATE_OF_CALL, STAGE_THROTTLING,
} from './policy-state.ts';
import { takeTurn } from './rate-limiter.ts';

/**
 * The order in which the policies of a link enclose a call. Around the call: rate limiter, concurrency limit, total
 * timeout, then retries or hedging; around each attempt: client throttling, rate limiter, concurrency limit, circuit
 * breaker, limiters that stand inside it, and the attempt's timeout. Limiters stand where their place says. Rules RES1
 * and RES70 to RES74 of `docs/spec/resilience.md`.
 */

/** Last stage of the call, and last of the attempt. */
const LAST_CALL_STAGE = STAGE_LIMIT_OF_CALL;
const LAST_STAGE = STAGE_LIMIT_INSIDE;

/** Works out which policies a link has by its parameters now. A link without any costs a call one look at this word. */
export function renewPolicies(core: Core, link: number): void {
  if (core.network.linkKind[link] !== SYNC) return;
  const at = link * LINK_PARAMETER_COLUMNS;
  const { linkParameters } = core;
  let policies = limiterStages(core, at);
  if (linkParameters[at + BREAKER] !== BREAKER_OFF) policies |= 1 << STAGE_BREAKER;
  const budget = linkParameters[at + RETRY_BUDGET];
  if (budget !== BUDGET_NONE) policies |= BUDGETED;
  if (budget === BUDGET_CLIENT_THROTTLING) policies |= 1 << STAGE_THROTTLING;
  if (linkParameters[at + HEDGING] === 1) policies |= GUARDED | HEDGED;
  if (linkParameters[at + TOTAL_TIMEOUT] !== Infinity) policies |= GUARDED;
  if (linkParameters[at + PUSHBACK] !== PUSHBACK_NONE) policies |= PUSHED_BACK;
  core.linkPolicies[link] = policies === 0 ? core.linkPolicies[link] & EVER : policies | EVER;
}

function limiterStages(core: Core, at: number): number {
  const { linkParameters } = core;
  let stages = 0;
  if (linkParameters[at + CONCURRENCY_LIMIT] !== LIMIT_OFF) {
    const place = linkParameters[at + LIMIT_PLACE];
    stages |= 1 << (place === PLACE_CALL ? STAGE_LIMIT_OF_CALL : place === PLACE_ATTEMPT ? STAGE_LIMIT_OF_ATTEMPT : STAGE_LIMIT_INSIDE);
  }
  if (linkParameters[at + RATE_LIMITER] !== RATE_OFF) {
    const place = linkParameters[at + RATE_PLACE];
    stages |= 1 << (place === PLACE_CALL ? STAGE_RATE_OF_CALL : place === PLACE_ATTEMPT ? STAGE_RATE_OF_ATTEMPT : STAGE_RATE_INSIDE);
  }
  return stages;
}

/** Lets a call pass the stages around it, from `stage` on. Returns OK, WAITING, or the refusal. */
export function enterCall(core: Core, job: number, link: number, stage = STAGE_RATE_OF_CALL): number {
  if (stage === STAGE_RATE_OF_CALL && core.linkPolicies[link] & BUDGETED) budgetSeesCall(core, link, policyRow(core, job, link));
  return passStages(core, job, link, stage, LAST_CALL_STAGE);
}

/** Lets an attempt pass the stages around it, from `stage` on. Returns OK, WAITING, or the refusal. */
export function enterAttempt(core: Core, job: number, link: number, stage = LAST_CALL_STAGE + 1): number {
  if (stage === LAST_CALL_STAGE + 1) core.callState[job * CALL_COLUMNS + ATTEMPT_BEGAN] = core.clock[NOW];
  const verdict = passStages(core, job, link, stage, LAST_STAGE);
  if (verdict === OK && core.linkPolicies[link] & BUDGETED) {
    hold(core, job, ACTIVE);
    core.policies[policyRow(core, job, link) + ACTIVE_ATTEMPTS]++;
  }
  return verdict;
}

/** Whether a stage stands around the whole call. */
export function isCallStage(stage: number): boolean {
  return stage <= LAST_CALL_STAGE;
}

function passStages(core: Core, job: number, link: number, from: number, to: number): number {
  const policies = core.linkPolicies[link];
  for (let stage = from; stage <= to; stage++) {
    if (!(policies & (1 << stage))) continue;
    const verdict = passStage(core, job, link, stage);
    if (verdict === OK) continue;
    if (verdict === WAITING) core.callState[job * CALL_COLUMNS + STAGE] = stage;
    else core.linkMeasures[link * LINK_COLUMNS + (verdict === OPEN_CIRCUIT ? CIRCUIT_REFUSALS : LIMITED)]++;
    return verdict;
  }
  return OK;
}

function passStage(core: Core, job: number, link: number, stage: number): number {
  const row = policyRow(core, job, link);
  switch (stage) {
    case STAGE_BREAKER:
      if (!circuitAdmits(core, job, link, row)) return OPEN_CIRCUIT;
      core.callState[job * CALL_COLUMNS + ATTEMPT_BEGAN] = core.clock[NOW];
      hold(core, job, IN_BREAKER);
      return OK;
    case STAGE_THROTTLING:
      return clientThrottlingAdmits(core, job, link, row) ? OK : OVER_LIMIT;
    case STAGE_LIMIT_OF_CALL:
      return takePermit(core, job, link, row, CALL_PERMIT);
    case STAGE_LIMIT_OF_ATTEMPT:
    case STAGE_LIMIT_INSIDE:
      return takePermit(core, job, link, row, ATTEMPT_PERMIT);
    default:
      return waitForTurn(core, job, link, row);
  }
}

function waitForTurn(core: Core, job: number, link: number, row: number): number {
  const wait = takeTurn(core, link, row);
  if (wait < 0) return OVER_LIMIT;
  if (wait === 0) return OK;
  const { i32 } = core;
  i32[job * WORDS + META] = (i32[job * WORDS + META] & ~STATE_MASK) | PAUSING;
  i32[job * WORDS + TOKEN] = 0;
  core.f64[job * DOUBLES + TIME] = core.clock[NOW] + wait;
  core.linkMeasures[link * LINK_COLUMNS + PERMIT_WAITING]++;
  core.schedule(job);
  return WAITING;
}

/** An attempt is over, in whatever way: what it held goes back, and the policies learn the outcome. */
export function settleAttempt(core: Core, job: number, link: number, outcome: number): void {
  const row = policyRow(core, job, link);
  returnPermit(core, job, link, row, { holding: ATTEMPT_PERMIT, outcome });
  if (holds(core, job, IN_BREAKER)) {
    letGo(core, job, IN_BREAKER);
    if (outcome === CANCELLED) circuitForgets(core, job, row);
    else circuitLearns(core, job, link, row, outcome !== OK);
  }
  endActiveRetry(core, job, row);
  if (holds(core, job, ACTIVE)) {
    letGo(core, job, ACTIVE);
    core.policies[row + ACTIVE_ATTEMPTS]--;
  }
  if (core.linkPolicies[link] & BUDGETED) budgetLearns(core, job, link, row, outcome);
}

/** A call is over: what it held goes back. */
export function settleCall(core: Core, job: number, link: number, outcome: number): void {
  const row = policyRow(core, job, link);
  endActiveRetry(core, job, row);
  returnPermit(core, job, link, row, { holding: CALL_PERMIT, outcome });
}

/** As `settleAttempt`, of an attempt that nobody waits for any more and that may still wait itself. */
export function cancelAttempt(core: Core, job: number, link: number): void {
  const state = core.i32[job * WORDS + META] & STATE_MASK;
  const stage = job * CALL_COLUMNS + STAGE;
  if (state === PAUSING && core.callState[stage] > 0) core.linkMeasures[link * LINK_COLUMNS + PERMIT_WAITING]--;
  if (state === WAITING_FOR_PERMIT && !holds(core, job, ATTEMPT_PERMIT)) leavePermitLine(core, job, link, policyRow(core, job, link));
  core.callState[stage] = 0;
  settleAttempt(core, job, link, CANCELLED);
}
