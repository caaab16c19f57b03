import { expect, test } from 'vitest';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES, INCIDENT_KINDS, OUTCOME, SOURCE_MEASURES, TAP_KIND, TAP_STRIDE } from '../../model/measures.ts';
import { TAP_WIDTH } from '../core.ts';
import * as col from './columns.ts';

/** The constants by their names. */
const COLUMNS: Readonly<Record<string, number>> = { ...col };

/** The constants in the order of the model's names. */
const COMPONENT = [
  'WORKING', 'HELD', 'QUEUE_LENGTH', 'IN_SYSTEM', 'WORKERS', 'REPLICAS_UP', 'OFFERED', 'BEGUN', 'COMPLETED', 'REJECTED', 'FAILED_HERE', 'FAILED_BY_CALL', 'LOST',
  'HITS', 'MISSES', 'BUSY_AREA', 'WORKING_AREA', 'QUEUED_AREA', 'IN_SYSTEM_AREA', 'WORKERS_AREA',
  'DROPPED_WAITING', 'SHED', 'ADMISSION_LIMIT', 'BLOCKED_OUTSIDE', 'PREEMPTIONS', 'REPLICAS_RUNNING', 'REPLICAS_AREA', 'REPLICAS_STARTED', 'COLD_STARTS', 'EJECTED', 'EJECTIONS',
  'ENTRIES', 'EVICTIONS', 'STALE_HITS', 'COALESCED', 'WASTED', 'RATE_LIMITED_HERE', 'UNTIMED_MS',
] as const;
const LINK = [
  'IN_PROGRESS', 'POOL_WAITING', 'UNACKNOWLEDGED', 'LAG', 'CALLS', 'ATTEMPTS', 'RETRIES', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'TURNED_AWAY', 'ERRORS', 'VANISHED',
  'LATE_REPLIES', 'ABANDONED', 'DELIVERED', 'REDELIVERED', 'ACKNOWLEDGED', 'DUPLICATES', 'IN_PROGRESS_AREA',
  'CIRCUIT', 'PERMITS_IN_USE', 'PERMIT_WAITING', 'LIMIT_IN_FORCE', 'CIRCUIT_OPENS', 'CIRCUIT_REFUSALS', 'LIMITED', 'RETRIES_DROPPED', 'HEDGES', 'CALLS_TIMED_OUT',
  'BUFFERED', 'UNCOMMITTED', 'MEMBERS', 'IDLE_MEMBERS', 'CONNECTED', 'REBALANCES', 'SKIPPED', 'BATCHES', 'BYTES', 'CONNECTS', 'DISCONNECTS', 'RESETS', 'RESENT', 'CANCELLATIONS',
] as const;
const CHANNEL = [
  'READY', 'OUT', 'OLDEST_AGE', 'PUBLISHED', 'REFUSED', 'DROPPED', 'DEAD_LETTERED', 'EXPIRED', 'MESSAGES_LOST', 'FINISHED', 'READY_AREA',
  'DELAYED', 'BLOCKED', 'UNROUTABLE', 'DUPLICATES_DROPPED', 'THROTTLED', 'CONSUMERS_CUT', 'POLLS', 'DEAD_REJECTED', 'DEAD_EXPIRED', 'DEAD_FULL', 'DEAD_DELIVERIES', 'COPIES', 'TRUNCATED',
] as const;
const SOURCE = ['NOT_ANSWERED', 'NOT_FINISHED', 'ANSWERED', 'ANSWER_FAILED', 'DONE', 'GOOD', 'EFFECTS_LOST', 'OFFERED_RATE'] as const;

/** Words of the model and of the columns that do not resemble each other. */
const SYNONYMS: Readonly<Record<string, string>> = {
  queued: 'queueLength', started: 'begun', waitingForConnection: 'poolWaiting', rejected: 'turnedAway', oldestAgeMs: 'oldestAge', expiredUnread: 'expired',
  lost: 'messagesLost', unanswered: 'notAnswered', unfinished: 'notFinished', failed: 'answerFailed', offeredPerSec: 'offeredRate', unacknowledged: 'out',
  blocked: 'blockedOutside', waitingForPermit: 'permitWaiting', concurrencyLimit: 'limitInForce', circuitOpened: 'circuitOpens',
  circuitRefused: 'circuitRefusals', publishersBlocked: 'blocked', givenUpRejected: 'deadRejected', givenUpExpired: 'deadExpired', givenUpFull: 'deadFull',
  givenUpDeliveries: 'deadDeliveries', rateLimited: 'rateLimitedHere',
};

function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function expectSame(constants: readonly (keyof typeof col)[], names: readonly string[], count: number): void {
  expect(count).toBe(names.length);
  expect(constants.map((name) => COLUMNS[name])).toEqual(names.map((_, index) => index));
  names.forEach((name, i) => expect([name, SYNONYMS[name]], `column ${i}`).toContain(camel(constants[i])));
}

test('columns are those of the model', () => {
  expectSame(COMPONENT, COMPONENT_MEASURES, col.COMPONENT_COLUMNS);
  expectSame(LINK, CONNECTION_MEASURES, col.LINK_COLUMNS);
  expectSame(CHANNEL, CHANNEL_MEASURES, col.CHANNEL_COLUMNS);
  expectSame(SOURCE, SOURCE_MEASURES, col.SOURCE_COLUMNS);
});

test('outcomes, rows of the tap and incidents are those of the model', () => {
  expect([col.OK, col.FAILURE, col.REJECTION, col.TIMEOUT, col.LOSS]).toEqual([OUTCOME.ok, OUTCOME.failed, OUTCOME.rejected, OUTCOME.timedOut, OUTCOME.lost]);
  expect([col.TAP_FORWARD, col.TAP_BACK, col.TAP_DELIVER, col.TAP_LEAVE, col.TAP_TIMEOUT, col.TAP_DEAD]).toEqual([
    TAP_KIND.forward, TAP_KIND.back, TAP_KIND.deliver, TAP_KIND.leave, TAP_KIND.timeout, TAP_KIND.dead,
  ]);
  expect(TAP_WIDTH).toBe(TAP_STRIDE);
  const incidents = [col.FAULT_STARTED, col.FAULT_ENDED, col.ATTEMPT_TIMED_OUT, col.CALL_FAILED, col.REQUEST_REJECTED, col.MESSAGE_DROPPED, col.CHANGED, col.CIRCUIT_OPENED];
  expect(incidents.map((kind) => INCIDENT_KINDS[kind])).toEqual([
    'faultStarted', 'faultEnded', 'attemptTimedOut', 'callFailed', 'requestRejected', 'messageDropped', 'changed', 'circuitOpened',
  ]);
  expect(INCIDENT_KINDS).toHaveLength(incidents.length);
});
