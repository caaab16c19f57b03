/** Health of a part, as shown by its colour, shape and word. */
export type Health = 'idle' | 'ok' | 'strained' | 'failing' | 'down';

/** What a verdict on health is based on: gauges of now, and counts over a trailing window of simulated time. */
export interface HealthEvidence {
  /** Replicas that are up, and how many there should be. */
  readonly replicasUp: number;
  readonly replicas: number;
  /** Requests that ended in the window, well or badly. */
  readonly endedWell: number;
  readonly endedBadly: number;
  /** Requests that arrived in the window. */
  readonly offered: number;
  /** Requests here now, in any state. */
  readonly inSystem: number;
  /** Busy workers divided by workers over the window, 0..1. NaN: there are no workers. */
  readonly utilization: number;
  readonly queued: number;
  /** Waiting requests at the window's beginning. */
  readonly queuedBefore: number;
  /** Waiting places of all replicas together; Infinity when unbounded. */
  readonly queueCapacity: number;
}

/** From this share of recent requests on that end badly, a part is failing. */
export const FAILING_SHARE = 0.05;
/** Above this share of busy workers a part is strained. */
export const STRAINED_UTILIZATION = 0.85;
/** Above this share of its waiting places a queue strains its part. */
export const STRAINED_QUEUE_SHARE = 0.5;
/** A queue shorter than this is no backlog, however fast it grew. */
export const SMALLEST_BACKLOG = 10;
/** A queue that grew by more than this factor over the window is growing. */
export const GROWTH_FACTOR = 1.5;

/** The verdict on one component. The gravest rule that holds decides, in this order:
 *  down: it has replicas and none is up; failing: more than 5 % of the requests that ended in the window ended badly;
 *  strained: workers busier than 85 %, queue above half its limit, or queue growing; idle: nothing arrived and nothing
 *  is here; ok: everything else. */
export function judgeHealth(evidence: HealthEvidence): Health {
  if (evidence.replicas > 0 && evidence.replicasUp === 0) return 'down';
  const ended = evidence.endedWell + evidence.endedBadly;
  if (ended > 0 && evidence.endedBadly > FAILING_SHARE * ended) return 'failing';
  if (isStrained(evidence)) return 'strained';
  return evidence.offered === 0 && evidence.inSystem === 0 ? 'idle' : 'ok';
}

function isStrained(evidence: HealthEvidence): boolean {
  if (evidence.utilization > STRAINED_UTILIZATION) return true;
  if (evidence.queueCapacity > 0 && evidence.queued > STRAINED_QUEUE_SHARE * evidence.queueCapacity) return true;
  return isGrowing(evidence.queuedBefore, evidence.queued);
}

/** Whether a queue, backlog or lag grew over the window to something worth the name. */
export function isGrowing(before: number, now: number): boolean {
  return now >= SMALLEST_BACKLOG && now > GROWTH_FACTOR * Math.max(before, 1);
}

/** What a verdict on a connection is based on, over the same window. */
export interface ConnectionEvidence {
  readonly isCut: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly attempts: number;
  readonly inProgress: number;
  /** Backlog (queue) or lag (stream) now and at the window's beginning; 0 for sync. */
  readonly backlog: number;
  readonly backlogBefore: number;
  readonly backlogCapacity: number;
}

/** The verdict on one connection: down when cut, failing when more than 5 % of the calls that ended failed, strained
 *  when more than 5 % of attempts timed out although calls succeed in the end, or when its backlog grows or passes half
 *  its limit, idle when unused. */
export function judgeConnection(evidence: ConnectionEvidence): Health {
  if (evidence.isCut) return 'down';
  const ended = evidence.succeeded + evidence.failed;
  if (ended > 0 && evidence.failed > FAILING_SHARE * ended) return 'failing';
  if (evidence.timedOut > FAILING_SHARE * Math.max(1, evidence.attempts)) return 'strained';
  if (evidence.backlog > STRAINED_QUEUE_SHARE * evidence.backlogCapacity) return 'strained';
  if (isGrowing(evidence.backlogBefore, evidence.backlog)) return 'strained';
  return evidence.attempts === 0 && evidence.inProgress === 0 && evidence.backlog === 0 ? 'idle' : 'ok';
}
