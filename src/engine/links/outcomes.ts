import { REJECTION, TIMEOUT } from '../measure/columns.ts';
import type { Core } from '../core.ts';
import {
  LINK_PARAMETER_COLUMNS, RETRY_CHOSEN, RETRY_ERRORS, RETRY_ERRORS_TOO, RETRY_ON, RETRY_OPEN_CIRCUIT_TOO, RETRY_REFUSED_TOO,
  RETRY_REJECTIONS_TOO, RETRY_TIMEOUTS, RETRY_TIMEOUTS_TOO,
} from '../parameters.ts';

/**
 * Outcomes of attempts as the caller tells them apart. To those that replies carry (columns.ts: OK, FAILURE, REJECTION,
 * TIMEOUT, LOSS) come what the caller learns or decides itself.
 */

/** Nobody listens: the callee is down. */
export const UNREACHABLE = 5;
/** The caller's own circuit breaker refused. Nothing was sent. */
export const OPEN_CIRCUIT = 6;
/** A limit in the caller refused. Nothing was sent. */
export const OVER_LIMIT = 7;
/** Nobody waits for it any more: another copy won, or the call ran out of time. */
export const CANCELLED = 8;

/** No outcome yet: the record waits in the caller for a permit or for its turn. */
export const WAITING = -1;

/** Whether an outcome is the caller's own refusal, before anything was sent. */
export function isOwnRefusal(outcome: number): boolean {
  return outcome === OPEN_CIRCUIT || outcome === OVER_LIMIT;
}

/** Whether a link retries after this outcome, budget and number of attempts aside. */
export function isRetried(core: Core, link: number, outcome: number): boolean {
  const row = link * LINK_PARAMETER_COLUMNS;
  const retryOn = core.linkParameters[row + RETRY_ON];
  if (retryOn === RETRY_CHOSEN) return core.linkParameters[row + toggleOf(outcome)] === 1;
  if (isOwnRefusal(outcome)) return false;
  if (retryOn === RETRY_TIMEOUTS) return outcome === TIMEOUT;
  if (retryOn === RETRY_ERRORS) return outcome !== TIMEOUT;
  return true;
}

/** Column of the toggle that says whether an outcome is among the chosen ones. */
function toggleOf(outcome: number): number {
  if (outcome === TIMEOUT) return RETRY_TIMEOUTS_TOO;
  if (outcome === REJECTION) return RETRY_REJECTIONS_TOO;
  if (outcome === UNREACHABLE) return RETRY_REFUSED_TOO;
  return isOwnRefusal(outcome) ? RETRY_OPEN_CIRCUIT_TOO : RETRY_ERRORS_TOO;
}

/** Whether the callee turned the attempt away, rather than failing at it. */
export function isTurnedAway(outcome: number): boolean {
  return outcome === REJECTION || outcome === UNREACHABLE;
}
