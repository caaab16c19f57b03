import { CALL_COLUMNS, type Core, NOW } from '../core.ts';
import { ATTEMPT_MASK, ATTEMPT_SHIFT, META, TOKEN, WORDS } from '../kernel/record.ts';
import { CALLS, IN_PROGRESS, IN_PROGRESS_AREA, LIMITED, LINK_COLUMNS, OK, PERMIT_WAITING } from '../measure/columns.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { beginAttempt, continueAttempt, finishCall, pauseEnded, tryAttempt } from './call.ts';
import { guardCall } from './guard.ts';
import { leavePermitLine } from './limiter.ts';
import { OVER_LIMIT, WAITING } from './outcomes.ts';
import { enterAttempt, enterCall, isCallStage } from './pipeline.ts';
import { GUARDED, openCallState, policyRow, STAGE } from './policy-state.ts';

/**
 * Where a synchronous call begins, and where it goes on after it has waited in the caller. Rules SY1 to SY12 of
 * `docs/spec.md` and those of `docs/spec/resilience.md`.
 */

/** Begins a call: past the policies around it, then its first attempt. */
export function beginCall(core: Core, job: number, link: number): void {
  const now = core.clock[NOW];
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + CALLS]++;
  core.linkMeasures[measures + IN_PROGRESS]++;
  core.linkMeasures[measures + IN_PROGRESS_AREA] -= now;
  core.callBegan[job] = now;
  const at = job * WORDS;
  core.i32[at + META] = (core.i32[at + META] & ~ATTEMPT_MASK) | (1 << ATTEMPT_SHIFT);
  if (core.linkPolicies[link] === 0) {
    beginAttempt(core, job, link);
    return;
  }
  openCallState(core, job);
  continueCall(core, job, link, enterCall(core, job, link));
}

/** Goes on with a call as the policies around it say: its first attempt, failure, or not yet. */
function continueCall(core: Core, job: number, link: number, verdict: number): void {
  if (verdict === WAITING) return;
  if (verdict !== OK) finishCall(core, job, link, verdict);
  else if (core.linkPolicies[link] & GUARDED) guardCall(core, job, link);
  else tryAttempt(core, job, link);
}

/** The pause of a record is over: a retry is due, or its turn at a rate limiter has come. */
export function pausedGoesOn(core: Core, job: number): void {
  if (core.callState.length === 0 || core.callState[job * CALL_COLUMNS + STAGE] === 0) {
    pauseEnded(core, job);
    return;
  }
  core.linkMeasures[linkOfCall(core, job) * LINK_COLUMNS + PERMIT_WAITING]--;
  goOn(core, job, OK);
}

/** A record that waited for a permit has it, unless it is gone by now. */
export function permitCame(core: Core, job: number, token: number): void {
  if (core.i32[job * WORDS + TOKEN] !== token) return;
  core.i32[job * WORDS + TOKEN] = 0;
  goOn(core, job, OK);
}

/** A record has waited for a permit for as long as it may: it is refused. */
export function permitTimedOut(core: Core, job: number): void {
  const link = linkOfCall(core, job);
  leavePermitLine(core, job, link, policyRow(core, job, link));
  core.linkMeasures[link * LINK_COLUMNS + LIMITED]++;
  goOn(core, job, OVER_LIMIT);
}

/** Goes on after the stage at which a record waited. */
function goOn(core: Core, job: number, verdict: number): void {
  const link = linkOfCall(core, job);
  const stage = core.callState[job * CALL_COLUMNS + STAGE];
  core.callState[job * CALL_COLUMNS + STAGE] = 0;
  const isOfCall = isCallStage(stage);
  if (verdict !== OK) (isOfCall ? continueCall : continueAttempt)(core, job, link, verdict);
  else if (isOfCall) continueCall(core, job, link, enterCall(core, job, link, stage + 1));
  else continueAttempt(core, job, link, enterAttempt(core, job, link, stage + 1));
}

