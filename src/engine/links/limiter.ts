import { CALL_COLUMNS, type Core, NOW, PERMIT } from '../core.ts';
import { META, NEXT, NONE, STATE_MASK, TOKEN, WAITING_FOR_PERMIT, WORDS } from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import { LIMIT_IN_FORCE, LINK_COLUMNS, OK, PERMITS_IN_USE, PERMIT_WAITING } from '../measure/columns.ts';
import {
  CONCURRENCY_LIMIT, LIMIT_FIXED, LIMIT_OFF, LIMIT_PERMITS, LIMIT_QUEUE, LIMIT_WAIT, LINK_PARAMETER_COLUMNS,
} from '../parameters.ts';
import { adaptLimit, adaptedLimit } from './adaptive.ts';
import { CANCELLED, OVER_LIMIT, WAITING } from './outcomes.ts';
import {
  ADAPTED_LIMIT, ATTEMPT_PERMIT, CALL_PERMIT, hold, holds, letGo, LINE_HEAD, LINE_LENGTH, LINE_TAIL, PERMITS_TAKEN,
  PERMITS_THEN, PERMIT_BEGAN, STAGE, STAGE_LIMIT_OF_CALL,
} from './policy-state.ts';

/**
 * Concurrency limit (bulkhead) of one replica of a caller: so many permits, fixed or adaptive, and a bounded line for
 * calls that wait for one. Rules RES1, RES10 and RES50 to RES54 of `docs/spec/resilience.md`.
 */


/** Permits that there are now. */
function limitOf(core: Core, link: number, row: number): number {
  const at = link * LINK_PARAMETER_COLUMNS;
  const kind = core.linkParameters[at + CONCURRENCY_LIMIT];
  if (kind === LIMIT_OFF) return Infinity;
  return kind === LIMIT_FIXED ? core.linkParameters[at + LIMIT_PERMITS] : adaptedLimit(core, link, row);
}

/** Takes a permit, waits for one, or is refused. A record that waits gets a token, and the inbox tells when it has one. */
export function takePermit(core: Core, job: number, link: number, row: number, holding: number): number {
  const { policies, linkParameters } = core;
  if (policies[row + LINE_HEAD] === 0 && policies[row + PERMITS_TAKEN] < limitOf(core, link, row)) {
    grant(core, job, link, row, holding);
    return OK;
  }
  if (policies[row + LINE_LENGTH] >= linkParameters[link * LINK_PARAMETER_COLUMNS + LIMIT_QUEUE]) return OVER_LIMIT;
  joinLine(core, job, link, row);
  return WAITING;
}

/** Gives a permit to a record, counted and dated. */
function grant(core: Core, job: number, link: number, row: number, holding: number): void {
  const at = job * CALL_COLUMNS;
  hold(core, job, holding);
  core.callState[at + PERMIT_BEGAN] = core.clock[NOW];
  core.callState[at + PERMITS_THEN] = ++core.policies[row + PERMITS_TAKEN];
  core.linkMeasures[link * LINK_COLUMNS + PERMITS_IN_USE]++;
}

function joinLine(core: Core, job: number, link: number, row: number): void {
  const { i32, policies } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | WAITING_FOR_PERMIT;
  i32[at + NEXT] = NONE;
  i32[at + TOKEN] = core.nextToken();
  const tail = policies[row + LINE_TAIL];
  if (tail === 0) policies[row + LINE_HEAD] = job + 1;
  else i32[(tail - 1) * WORDS + NEXT] = job;
  policies[row + LINE_TAIL] = job + 1;
  policies[row + LINE_LENGTH]++;
  core.linkMeasures[link * LINK_COLUMNS + PERMIT_WAITING]++;
  const wait = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LIMIT_WAIT];
  if (wait === Infinity) return;
  if (core.permitLane[link] === 0) core.permitLane[link] = laneFor(core, wait) + 1;
  setTimer(core, job, i32[at + TOKEN], core.permitLane[link] - 1);
}

/** Takes a record that no longer waits out of the line. */
export function leavePermitLine(core: Core, job: number, link: number, row: number): void {
  const { i32, policies } = core;
  let before = NONE;
  for (let waiting = policies[row + LINE_HEAD] - 1; waiting !== job; waiting = i32[waiting * WORDS + NEXT]) before = waiting;
  const next = i32[job * WORDS + NEXT];
  if (before === NONE) policies[row + LINE_HEAD] = next + 1;
  else i32[before * WORDS + NEXT] = next;
  if (next === NONE) policies[row + LINE_TAIL] = before + 1;
  policies[row + LINE_LENGTH]--;
  i32[job * WORDS + TOKEN] = 0;
  core.linkMeasures[link * LINK_COLUMNS + PERMIT_WAITING]--;
}

/** Gives a permit back, lets an adaptive limit learn from its use, and grants what is free to those who wait. */
export function returnPermit(core: Core, job: number, link: number, row: number, use: { readonly holding: number; readonly outcome: number }): void {
  if (!holds(core, job, use.holding)) return;
  letGo(core, job, use.holding);
  core.policies[row + PERMITS_TAKEN]--;
  core.linkMeasures[link * LINK_COLUMNS + PERMITS_IN_USE]--;
  const kind = core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONCURRENCY_LIMIT];
  if (kind > LIMIT_FIXED && use.outcome !== CANCELLED) {
    const at = job * CALL_COLUMNS;
    const tookMs = core.clock[NOW] - core.callState[at + PERMIT_BEGAN];
    adaptLimit(core, link, row, { tookMs, inUse: core.callState[at + PERMITS_THEN], outcome: use.outcome });
  }
  grantPermits(core, link, row);
}

/** Grants what permits there are to those who wait, in order. They go on after the present action. */
export function grantPermits(core: Core, link: number, row: number): void {
  const { i32, policies } = core;
  while (policies[row + LINE_HEAD] !== 0 && policies[row + PERMITS_TAKEN] < limitOf(core, link, row)) {
    const job = policies[row + LINE_HEAD] - 1;
    leavePermitLine(core, job, link, row);
    grant(core, job, link, row, permitOf(core, job));
    const token = core.nextToken();
    i32[job * WORDS + TOKEN] = token;
    core.reply(job, token, PERMIT, 0);
  }
}

/** Which permit a record waits for: that of its call or that of its attempt. */
function permitOf(core: Core, job: number): number {
  return core.callState[job * CALL_COLUMNS + STAGE] === STAGE_LIMIT_OF_CALL ? CALL_PERMIT : ATTEMPT_PERMIT;
}

/** Forgets an adaptive limit: another kind of limit is in force, or the process has restarted. */
export function forgetLimit(core: Core, link: number, row: number): void {
  core.linkMeasures[link * LINK_COLUMNS + LIMIT_IN_FORCE] -= Math.floor(core.policies[row + ADAPTED_LIMIT]);
  core.policies[row + ADAPTED_LIMIT] = 0;
}
