/** Health of a part, as shown by its colour, shape and word. */
export type Health = 'idle' | 'ok' | 'strained' | 'failing' | 'down';

/** What happened at a part in a stretch of simulated time that ends now. */
export interface Stretch {
  /** Length in ms; shorter than wished while the run is young. */
  readonly spanMs: number;
  /** Requests, messages or records that arrived. */
  readonly arrived: number;
  /** By how much the number here has risen: requests in the system, or messages that wait. */
  readonly change: number;
  /** Requests that began service; 0 where nothing serves. */
  readonly started: number;
  /** Busy workers divided by workers, 0..1. NaN: there are no workers. */
  readonly utilization: number;
}

/** What a verdict on health is based on: gauges of now, and counts over a trailing window of simulated time. */
export interface HealthEvidence {
  /** Replicas that are up, and how many there should be. */
  readonly replicasUp: number;
  readonly replicas: number;
  /** Requests that ended in the window, well or badly. */
  readonly endedWell: number;
  readonly endedBadly: number;
  /** Requests here now, in any state; of a client those that are not answered. */
  readonly inSystem: number;
  readonly queued: number;
  /** Waiting requests at the window's beginning. */
  readonly queuedBefore: number;
  /** Waiting places of all replicas together; Infinity when unbounded. */
  readonly queueCapacity: number;
  /** The window, about two seconds. */
  readonly recent: Stretch;
  /** A longer one, in which chance evens out. */
  readonly trend: Stretch;
  /** Users of a closed client; 0 for everything else. */
  readonly users: number;
  /** Whether a fault acts on it. */
  readonly hasFault: boolean;
  /** Calls to it in the window: attempts that were made, and those that gave up waiting for its reply. */
  readonly called: number;
  readonly givenUp: number;
}

/** From this share of recent requests on that end badly, a part is failing. */
export const FAILING_SHARE = 0.05;
/** Above this share of busy workers a part is strained, if it is not by chance. */
export const STRAINED_UTILIZATION = 0.85;
/** A part that is this busy on average is not strained, however busy it is for moments. */
export const STEADY_UTILIZATION = 0.7;
/** Workers this busy for the whole trend are strained, though there may be too few requests to tell chance apart. */
export const FULL_UTILIZATION = 0.98;
/** How many standard deviations of chance a change has to exceed: in the short window, where the eye is quick to
 *  follow, and in the longer one. */
export const RECENT_DEVIATIONS = 3;
export const TREND_DEVIATIONS = 4;
/** Above this share of its waiting places, at both ends of the window, a queue strains its part. */
export const STRAINED_QUEUE_SHARE = 0.5;
/** A queue shorter than this is no backlog, however fast it grew. */
export const SMALLEST_BACKLOG = 10;
/** This many waiting at both ends of the window, and no worker free between, are strain. */
export const LONG_QUEUE = 20;
/** At least this many, if they are more than what arrives in `BEHIND_MS`, are too far behind. */
export const FAR_BACKLOG = 50;
export const BEHIND_MS = 5000;
/** Workers that are all busy and begin less than this share of what they began before, and not by chance, are slowed. */
export const SLOWED_SHARE = 0.5;
/** Below this share of what a client asked in a trend of at least `BEHIND_MS`, it is not served as it should be. */
export const SERVED_SHARE = 2 / 3;
/** Requests that a client has to ask for that share to mean something. */
export const SERVED_LEAST = 50;
/** From this share of a closed client's users on that wait, for longer than `STUCK_MS` each, they are stuck. */
export const STUCK_SHARE = 0.9;
export const STUCK_MS = 1000;

/** The verdict on one component. The gravest rule that holds decides, in this order:
 *  down: it has replicas and none is up;
 *  failing: more than 5 % of the requests that ended in the window ended badly;
 *  strained: workers busier than 85 % and not by chance, a queue above half its limit or long for the whole window, more
 *  requests here than before and not by chance, more than come in 5 s, more than 5 % of the calls to it given up by
 *  callers, all workers busy with far less than before, a fault while anything is here, or a client that is not served;
 *  idle: nothing arrived and nothing is here; ok: everything else.
 *
 *  Chance: the counts of a stretch vary by about the square root of themselves (Poisson), and utilization over n
 *  services by about the square root of 2/n of itself (exponential times). Verdicts ask for several times that, so that
 *  a queue at 70 % load, which is long now and then, stays steady. */
export function judgeHealth(evidence: HealthEvidence): Health {
  if (evidence.replicas > 0 && evidence.replicasUp === 0) return 'down';
  const ended = evidence.endedWell + evidence.endedBadly;
  if (ended > 0 && evidence.endedBadly > FAILING_SHARE * ended) return 'failing';
  if (isBusy(evidence) || isQueueLong(evidence) || isFallingBehind(evidence.inSystem, evidence)) return 'strained';
  if (isUnserved(evidence) || isStuck(evidence)) return 'strained';
  if (isSlowed(evidence) || evidence.givenUp > FAILING_SHARE * Math.max(1, evidence.called)) return 'strained';
  if (evidence.recent.arrived === 0 && evidence.inSystem === 0) return 'idle';
  return evidence.hasFault ? 'strained' : 'ok';
}

/** Trend that a verdict on a part with this many services per second needs, in ms: the slower it is, the longer chance
 *  keeps it busy. */
export function trendFor(startedPerSec: number): number {
  return Math.min(SLOW_TREND_MS, Math.max(TREND_MS, (1000 * TREND_SERVICES) / Math.max(1, startedPerSec)));
}

/** Length of a trend: of `TREND_SERVICES` services, within these limits. */
export const TREND_MS = 10_000;
export const SLOW_TREND_MS = 30_000;
export const TREND_SERVICES = 150;

function isBusy({ recent, trend }: HealthEvidence): boolean {
  if (recent.utilization > busyAbove(recent.started)) return true;
  const isWhole = trend.spanMs >= 0.95 * trendFor((1000 * trend.started) / trend.spanMs);
  return isWhole && trend.utilization > Math.min(FULL_UTILIZATION, busyAbove(trend.started));
}

/** Utilization over n services that a part which is busy at `STEADY_UTILIZATION` does not reach by chance. */
function busyAbove(services: number): number {
  const chance = STEADY_UTILIZATION * Math.sqrt(2 / Math.max(1, services));
  return Math.max(STRAINED_UTILIZATION, STEADY_UTILIZATION + TREND_DEVIATIONS * chance);
}

/** Whether all workers are busy and yet begin far less than they did before the window. */
function isSlowed({ recent, trend }: HealthEvidence): boolean {
  const earlierMs = trend.spanMs - recent.spanMs;
  if (earlierMs < recent.spanMs || !(recent.utilization > FULL_UTILIZATION)) return false;
  const usual = ((trend.started - recent.started) * recent.spanMs) / earlierMs;
  return recent.started < Math.min(SLOWED_SHARE * usual, usual - TREND_DEVIATIONS * Math.sqrt(usual));
}

function isQueueLong({ queued, queuedBefore, queueCapacity, recent }: HealthEvidence): boolean {
  const least = Math.min(queued, queuedBefore);
  if (queueCapacity > 0 && least > STRAINED_QUEUE_SHARE * queueCapacity) return true;
  return least >= LONG_QUEUE && recent.utilization > FULL_UTILIZATION;
}

/** What is waiting somewhere, in the window and over the trend. */
interface Flow {
  readonly recent: Stretch;
  readonly trend: Stretch;
}

/** Whether a queue, backlog or lag grows, or is more than what arrives in `BEHIND_MS`. */
export function isFallingBehind(now: number, { recent, trend }: Flow): boolean {
  if (isGrowing(now, recent, RECENT_DEVIATIONS) || isGrowing(now, trend, TREND_DEVIATIONS)) return true;
  return now >= FAR_BACKLOG && now * trend.spanMs > BEHIND_MS * trend.arrived && trend.spanMs > 0;
}

/** Whether something worth the name has grown by more than chance explains: what arrived and what went each vary by the
 *  square root of their number. */
export function isGrowing(now: number, stretch: Stretch, deviations: number): boolean {
  return now >= SMALLEST_BACKLOG && stretch.change > deviations * Math.sqrt(moved(stretch));
}

/** Of two stretches the one in which a growth stands out more: a sudden one in the shorter, a slow one in the longer. */
export function clearer(a: Stretch, b: Stretch): Stretch {
  return a.change * a.change * moved(b) >= b.change * b.change * moved(a) || b.change <= 0 ? a : b;
}

/** What arrived and what went, together. */
function moved({ arrived, change }: Stretch): number {
  return Math.max(change, 2 * arrived - change);
}

/** Whether a source's requests end more slowly than they are asked. */
function isUnserved({ replicas, trend }: HealthEvidence): boolean {
  if (replicas > 0 || trend.spanMs < BEHIND_MS || trend.arrived < SERVED_LEAST) return false;
  return trend.arrived - trend.change < SERVED_SHARE * trend.arrived;
}

/** Whether nearly all users of a closed client wait, by Little's law each for longer than `STUCK_MS`. */
function isStuck({ users, inSystem, recent, endedWell, endedBadly }: HealthEvidence): boolean {
  const least = Math.min(inSystem, inSystem - recent.change);
  if (users === 0 || recent.spanMs === 0 || least < STUCK_SHARE * users) return false;
  return least * recent.spanMs > STUCK_MS * (endedWell + endedBadly);
}

/** What a verdict on a connection is based on, over the same window. */
export interface ConnectionEvidence {
  readonly isCut: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly attempts: number;
  readonly inProgress: number;
  /** Backlog (queue) or lag (stream) now; 0 for sync. */
  readonly backlog: number;
  readonly backlogCapacity: number;
  /** How the backlog changed. */
  readonly recent: Stretch;
  readonly trend: Stretch;
}

/** The verdict on one connection: down when cut, failing when more than 5 % of the calls that ended failed, strained
 *  when more than 5 % of attempts timed out although calls succeed in the end, or when its backlog grows and not by
 *  chance, is more than what comes in 5 s, or passes half its limit, idle when unused. */
export function judgeConnection(evidence: ConnectionEvidence): Health {
  if (evidence.isCut) return 'down';
  const ended = evidence.succeeded + evidence.failed;
  if (ended > 0 && evidence.failed > FAILING_SHARE * ended) return 'failing';
  if (evidence.timedOut > FAILING_SHARE * Math.max(1, evidence.attempts)) return 'strained';
  if (evidence.backlog > STRAINED_QUEUE_SHARE * evidence.backlogCapacity) return 'strained';
  if (isFallingBehind(evidence.backlog, evidence)) return 'strained';
  return evidence.attempts === 0 && evidence.inProgress === 0 && evidence.backlog === 0 ? 'idle' : 'ok';
}
