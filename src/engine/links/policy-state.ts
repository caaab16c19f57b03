import { CALL_COLUMNS, type Core, NOW, POLICY_COLUMNS, POLICY_ROWS } from '../core.ts';
import { PLACE, WORDS } from '../kernel/record.ts';

/**
 * State of the policies of resilience. Every replica of a caller keeps, for each of its links that has policies, one row
 * of `policies`; every record that makes a call over such a link keeps what it holds in its columns of `callState`.
 * Both pools stay empty until the first such call. A row of zeroes is a fresh one.
 */

// Columns of a row: circuit breaker.
/** CIRCUIT_CLOSED, CIRCUIT_OPEN or CIRCUIT_HALF_OPEN. */
export const CIRCUIT_STATE = 0;
/** Until when the circuit is open. */
export const BLOCKED_UNTIL = 1;
/** Times opened since it was last closed. */
export const OPENINGS = 2;
/** Counts openings of all time, so that a probe knows whether it is still one. */
export const GENERATION = 3;
export const FAILURES_IN_A_ROW = 4;
/** Half-open: probes in progress, outcomes seen, failures and slow ones among them. */
export const PROBES_OUT = 5;
export const PROBES_DONE = 6;
export const PROBES_FAILED = 7;
export const PROBES_SLOW = 8;
/** Window of the last calls: place of the next one, and how many are in it, failed, and were slow. */
export const RING_PLACE = 9;
export const RING_CALLS = 10;
export const RING_FAILURES = 11;
export const RING_SLOW = 12;
/** Window of time with three counters: calls, failures, slow ones. */
export const CALL_WINDOW = 13;

// Retry budget.
/** Tokens that are gone from a full bucket: thousandths for gRPC's throttling, whole ones for AWS. */
export const TOKENS_SPENT = 44;
export const ACTIVE_RETRIES = 45;
export const ACTIVE_ATTEMPTS = 46;
/** Window of time with two counters: deposits (Finagle) or requests and accepted ones (Google SRE). */
export const BUDGET_WINDOW = 47;

// Concurrency limit.
export const PERMITS_TAKEN = 68;
/** Records plus one, 0 for none. */
export const LINE_HEAD = 69;
export const LINE_TAIL = 70;
export const LINE_LENGTH = 71;
/** The adaptive limit, 0 before the first call. */
export const ADAPTED_LIMIT = 72;
/** Gradient2: long mean of times and how many it has seen; Vegas: shortest time and samples since it was taken anew. */
export const LONG_TIME = 73;
export const LONG_COUNT = 74;

/** Rate limiter: the first of what `rate-limiter.ts` keeps. */
export const RATE_STATE = 75;

/** The window of the last calls: two bits for each (failed, slow), sixteen calls in one number that is an int32. */
export const RING = 90;

export const CIRCUIT_CLOSED = 0;
export const CIRCUIT_OPEN = 1;
export const CIRCUIT_HALF_OPEN = 2;

// Columns of `callState`.
/** What the record holds: the bits below. */
export const HOLDINGS = 0;
/** When the present attempt began to ask, and when the permit was given. */
export const ATTEMPT_BEGAN = 1;
export const PERMIT_BEGAN = 2;
/** Permits in use when this one was given, itself included. */
export const PERMITS_THEN = 3;
/** Tokens that the last retry paid. */
export const TOKENS_PAID = 4;
/** Generation of the half-open circuit that this attempt probes, 0 for none. */
export const PROBE_OF = 5;
/** Guarding: the first copy; of a copy: the next one. Records plus one, 0 for none. */
export const NEXT_COPY = 6;
/** Stage of the pipeline at which the record waits. */
export const STAGE = 7;
/** Attempt after which backoff began from the first wait again. */
export const BACKOFF_FROM = 8;

/** Holds a permit of the concurrency limit for the whole call, or for the attempt. */
export const CALL_PERMIT = 1;
export const ATTEMPT_PERMIT = 2;
/** Has been let through by the circuit breaker, which will learn the outcome. */
export const IN_BREAKER = 4;
/** Its present attempt, or the one to come, is a retry that the budget counts as active. */
export const RETRYING = 8;
/** Its attempt counts as active. */
export const ACTIVE = 16;

// Stages that a call and then each of its attempts pass, outermost first. Bit `1 << stage` of a link's policies says
// whether the link has it.
export const STAGE_RATE_OF_CALL = 1;
export const STAGE_LIMIT_OF_CALL = 2;
export const STAGE_THROTTLING = 3;
export const STAGE_RATE_OF_ATTEMPT = 4;
export const STAGE_LIMIT_OF_ATTEMPT = 5;
export const STAGE_BREAKER = 6;
export const STAGE_RATE_INSIDE = 7;
export const STAGE_LIMIT_INSIDE = 8;

// Further bits of a link's policies.
/** Attempts are made by copies, under a total timeout or hedged. */
export const GUARDED = 1 << 10;
export const HEDGED = 1 << 11;
export const BUDGETED = 1 << 12;
/** The callee's pushback changes pauses. */
export const PUSHED_BACK = 1 << 13;
/** Had policies once in this run, so calls may hold something. */
export const EVER = 1 << 14;

const FIRST_ROWS = 4;

/** The connection pool of the caller's replica: one process, with its own breaker, budget and limits. */
export function poolOf(core: Core, job: number, link: number): number {
  const { network } = core;
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  return network.poolStart[link] + station - network.firstStation[network.stationComponent[station]];
}

/** Where the row of a caller's replica begins in `policies`; it is made when there is none. */
export function policyRow(core: Core, job: number, link: number): number {
  const pool = poolOf(core, job, link);
  const row = core.policyOf[pool];
  if (row > 0) return (row - 1) * POLICY_COLUMNS;
  const rows = core.counters[POLICY_ROWS];
  if ((rows + 1) * POLICY_COLUMNS > core.policies.length) growPolicies(core);
  core.counters[POLICY_ROWS] = rows + 1;
  core.policyOf[pool] = rows + 1;
  return rows * POLICY_COLUMNS;
}

function growPolicies(core: Core): void {
  const policies = new Float64Array(Math.max(FIRST_ROWS * POLICY_COLUMNS, core.policies.length * 2));
  policies.set(core.policies);
  core.policies = policies;
}

/** Where the columns of a record begin in `callState`, cleared for a call that begins. */
export function openCallState(core: Core, job: number): number {
  if (core.callState.length === 0) core.callState = new Float64Array((core.i32.length / WORDS) * CALL_COLUMNS);
  const at = job * CALL_COLUMNS;
  core.callState.fill(0, at, at + CALL_COLUMNS);
  core.callState[at + ATTEMPT_BEGAN] = core.clock[NOW];
  return at;
}

/** Whether a record holds something. */
export function holds(core: Core, job: number, holding: number): boolean {
  return (core.callState[job * CALL_COLUMNS + HOLDINGS] & holding) !== 0;
}

/** Notes that a record holds something, which it did not. */
export function hold(core: Core, job: number, holding: number): void {
  core.callState[job * CALL_COLUMNS + HOLDINGS] |= holding;
}

/** Notes that a record holds something no longer. */
export function letGo(core: Core, job: number, holding: number): void {
  core.callState[job * CALL_COLUMNS + HOLDINGS] &= ~holding;
}
