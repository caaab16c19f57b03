import {
  clearer,
  type Health,
  judgeConnection,
  judgeHealth,
  SLOW_TREND_MS,
  type Stretch,
  TREND_MS,
  trendFor,
} from '../analysis/health.ts';
import type { BrownoutDocument, Component } from '../model/document.ts';
import { KIND_OUTLINES, PROTOCOL_OUTLINES } from '../model/outlines.ts';
import { isTarget } from '../model/zones.ts';
import { RATE_WINDOW_MS } from '../worker/protocol.ts';
import { loadDialAt, valueAt } from './active-faults.ts';
import type { RowIndex, RunFeed, Trend } from './run-feed.ts';

const BAD_ENDINGS = ['rejected', 'failedHere', 'failedByCall', 'lost'] as const;

/** How a component is now, by the frames of the feed: one verdict for everything that shows it. 'idle' before there is
 *  a run. `document` gives the replicas, waiting places and users in force at the feed's moment. */
export function componentHealth(feed: RunFeed, component: Component, limits: ComponentLimits): Health {
  const row = feed.rowOf('components', component.id);
  if (row < 0 || feed.frame === undefined) return 'idle';
  return component.kind === 'client'
    ? clientHealth(feed, row, { sourceRow: feed.rowOf('sources', component.id), users: limits.users })
    : serverHealth(feed, row, limits);
}

/** What a component may hold, all replicas together, and what happens to it from outside. */
export interface ComponentLimits {
  /** Replicas there should be; 0 for a client. */
  readonly replicas: number;
  /** Waiting places; Infinity when unbounded. */
  readonly queueCapacity: number;
  /** Users of a closed client; 0 for everything else. */
  readonly users: number;
  /** When faults act on it, in the whole run. */
  readonly faults: readonly Times[];
  /** Connections over which others call it and wait for the reply. */
  readonly calls: readonly IncomingCall[];
}

/** A stretch of simulated time; its end is not part of it. */
interface Times {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface IncomingCall {
  readonly id: string;
  /** When timeouts tell nothing of who is called, because the connection is or was cut. */
  readonly deaf: readonly Times[];
}

function isWithin(times: readonly Times[], nowMs: number): boolean {
  return times.some(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs);
}

/** When faults act on something, each for `lingerMs` longer than it lasts. */
function faultTimes(document: BrownoutDocument, target: string, lingerMs = 0): readonly Times[] {
  return [...document.schedule, ...document.log].flatMap((entry) =>
    entry.type === 'fault' && isTarget(document, entry, target)
      ? [{ fromMs: entry.atMs, untilMs: entry.atMs + (entry.durationMs ?? Infinity) + lingerMs }]
      : [],
  );
}

function callsTo(document: BrownoutDocument, component: Component): readonly IncomingCall[] {
  return document.connections.flatMap((connection) => {
    if (connection.kind !== 'sync' || connection.to !== component.id) return [];
    const timeoutMs = Number(connection.params?.['timeoutMs'] ?? PROTOCOL_OUTLINES[connection.protocol].drawn['timeoutMs']);
    return [{ id: connection.id, deaf: faultTimes(document, connection.id, timeoutMs + RATE_WINDOW_MS) }];
  });
}

/** The limits in force at a moment of the run. */
export function limitsAt(document: BrownoutDocument, component: Component, nowMs: number): ComponentLimits {
  const read = (name: string): number | undefined => {
    const usual = KIND_OUTLINES[component.kind].drawn[name];
    if (usual === undefined) return undefined;
    const value = valueAt(document, { target: component.id, spec: { name, default: usual }, params: component.params, nowMs });
    if (name === 'users' && component.params?.arrivals !== 'closed') return 0;
    return typeof value === 'number' ? value : value === 'unbounded' ? Infinity : undefined;
  };
  const events = { faults: faultTimes(document, component.id), calls: callsTo(document, component) };
  if (component.kind === 'client') {
    const users = Math.round((read('users') ?? 0) * loadDialAt(document, nowMs));
    return { replicas: 0, queueCapacity: Infinity, users, ...events };
  }
  const replicas = Math.max(1, read('replicas') ?? 1);
  return { replicas, queueCapacity: (read('queueCapacity') ?? Infinity) * replicas, users: 0, ...events };
}

function serverHealth(feed: RunFeed, row: RowIndex, limits: ComponentLimits): Health {
  const queued = feed.component(row, 'queued');
  let endedBadly = 0;
  for (const measure of BAD_ENDINGS) endedBadly += feed.componentChange(row, measure);
  return judgeHealth({
    ...limits,
    replicasUp: feed.component(row, 'replicasUp'),
    endedWell: feed.componentChange(row, 'completed'),
    endedBadly,
    inSystem: feed.component(row, 'inSystem'),
    queued,
    queuedBefore: queued - feed.componentChange(row, 'queued'),
    recent: {
      spanMs: feed.windowMs,
      arrived: feed.componentChange(row, 'offered'),
      change: feed.componentChange(row, 'inSystem'),
      started: feed.componentChange(row, 'started'),
      utilization: feed.utilization(row),
    },
    trend: serverTrend(feed, row),
    hasFault: isWithin(limits.faults, feed.frame?.nowMs ?? 0),
    ...patienceOfCallers(feed, limits.calls),
  });
}

/** How many attempts at calling it were made and given up; those that a cut kept from it tell nothing. */
function patienceOfCallers(feed: RunFeed, calls: readonly IncomingCall[]): { readonly called: number; readonly givenUp: number } {
  const nowMs = feed.frame?.nowMs ?? 0;
  let called = 0;
  let givenUp = 0;
  for (const { id, deaf } of calls) {
    if (isWithin(deaf, nowMs)) continue;
    const row = feed.rowOf('connections', id);
    called += feed.connectionChange(row, 'attempts');
    givenUp += feed.connectionChange(row, 'timedOut');
  }
  return { called, givenUp };
}

function serverTrend(feed: RunFeed, row: RowIndex): Stretch {
  let trend = feed.trend(TREND_MS);
  const wishedMs = trendFor((1000 * trend.component(row, 'started')) / Math.max(1, trend.spanMs));
  if (wishedMs > TREND_MS) trend = feed.trend(wishedMs);
  const workers = trend.component(row, 'workersArea');
  return {
    spanMs: trend.spanMs,
    arrived: trend.component(row, 'offered'),
    change: trend.component(row, 'inSystem'),
    started: trend.component(row, 'started'),
    utilization: workers > 0 ? trend.component(row, 'busyArea') / workers : Number.NaN,
  };
}

function clientHealth(
  feed: RunFeed,
  row: RowIndex,
  { sourceRow, users }: { readonly sourceRow: RowIndex; readonly users: number },
): Health {
  const trend = feed.trend(TREND_MS);
  const arrived = feed.componentChange(row, 'offered');
  const change = feed.sourceChange(sourceRow, 'unanswered');
  return judgeHealth({
    replicasUp: 0,
    replicas: 0,
    endedWell: feed.sourceChange(sourceRow, 'answered'),
    endedBadly: feed.sourceChange(sourceRow, 'failed'),
    inSystem: feed.source(sourceRow, 'unanswered'),
    queued: 0,
    queuedBefore: 0,
    queueCapacity: Infinity,
    users,
    hasFault: false,
    called: 0,
    givenUp: 0,
    recent: waiting(feed.windowMs, arrived, change),
    trend: waiting(trend.spanMs, trend.component(row, 'offered'), trend.source(sourceRow, 'unanswered')),
  });
}

/** A stretch of something that only waits. */
function waiting(spanMs: number, arrived: number, change: number): Stretch {
  return { spanMs, arrived, change, started: 0, utilization: Number.NaN };
}

/** What piles up for a connection or in a channel: how much now, and how much came in. */
export interface PileSource {
  readonly now: number;
  /** Difference of what is waiting over a stretch. */
  readonly change: (trend: Trend) => number;
  /** What came in over a stretch. */
  readonly arrived: (trend: Trend) => number;
  readonly capacity: number;
}

/** Nothing piles up on a call-and-reply connection. */
export const NO_PILE: PileSource = { now: 0, change: () => 0, arrived: () => 0, capacity: Infinity };

/** How a connection, or a channel by itself, is now. */
export function pileHealth(
  feed: RunFeed,
  counts: {
    readonly isCut: boolean;
    readonly succeeded: number;
    readonly failed: number;
    readonly timedOut: number;
    readonly attempts: number;
    readonly inProgress: number;
  },
  pile: PileSource,
): Health {
  const stretch = (trend: Trend): Stretch => waiting(trend.spanMs, pile.arrived(trend), pile.change(trend));
  return judgeConnection({
    ...counts,
    backlog: pile.now,
    backlogCapacity: pile.capacity,
    recent: stretch(feed.recent()),
    trend: clearer(stretch(feed.trend(TREND_MS)), stretch(feed.trend(SLOW_TREND_MS))),
  });
}
