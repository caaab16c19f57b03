import {
  AWAITING_FETCH, BLOCKED, CALLING, GUARDING, HEDGE_PENDING, JOINING, PAUSING, PUBLISH_PAUSE, QUEUED, SERVING, WAITING_FOR_CONNECTION,
  WAITING_FOR_PERMIT, WAITING_TO_PUBLISH,
} from '../kernel/record.ts';

/** Whether a record in this state is a job, or a branch or copy of one, at its station: waiting, in service, or between the
 *  steps of its program. */
export function isInside(state: number): boolean {
  return (
    state === QUEUED || state === BLOCKED || state === AWAITING_FETCH || state === SERVING || state === CALLING || state === PAUSING ||
    state === WAITING_FOR_CONNECTION || state === JOINING || state === WAITING_FOR_PERMIT || state === GUARDING ||
    state === HEDGE_PENDING || state === WAITING_TO_PUBLISH || state === PUBLISH_PAUSE
  );
}
