import { TARGET_COLUMNS } from '../core.ts';

/** What a balancer keeps about each of its targets. A row of zeroes is a fresh one. */

// Columns of `targetState`.
/** Why it is given nothing now: the bits below. */
export const OUT = 0;
/** Peak EWMA: the moving mean of times, and when it was last brought up to date. */
export const MEAN_TIME = 1;
export const MEAN_AT = 2;
/** Weighted least requests: when it is next, in virtual time. */
export const TURN_AT = 3;
/** Outlier detection: failures in a row, ejections that the time out of service goes by, and when it was ejected. */
export const FAILURES = 4;
export const TIMES_EJECTED = 5;
export const EJECTED_AT = 6;
/** Answers since the last look, and failures among them. */
export const SEEN = 7;
export const SEEN_FAILED = 8;
/** Health checks: bad and good probes in a row. */
export const BAD_PROBES = 9;
export const GOOD_PROBES = 10;
/** Of the balancer's i-th row: number, from its first target on, of the i-th target that it may choose. */
export const ELIGIBLE = 11;

/** The replica does not run. */
export const OUT_AWAY = 1;
/** Ejected by outlier detection. */
export const OUT_EJECTED = 2;
/** Failed its health checks. */
export const OUT_UNHEALTHY = 4;

/** First column of a target. */
export function targetRow(target: number): number {
  return target * TARGET_COLUMNS;
}
