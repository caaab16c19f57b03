/** What is measured of every component, in the order of columns. Gauges tell the present, counters count since warm-up,
 *  areas are integrals over simulated milliseconds. All are sums over the component's replicas. */
export const COMPONENT_MEASURES = [
  /** Gauge: workers doing own work. */
  'working',
  /** Gauge: workers kept by a call that is out (`hold`). */
  'held',
  /** Gauge: requests waiting for a worker. */
  'queued',
  /** Gauge: requests here in any state, those waiting for replies included. */
  'inSystem',
  /** Gauge: workers in force, after capacity loss and crashes. 0 for a component without workers. */
  'workers',
  /** Gauge: replicas that are up. */
  'replicasUp',
  /** Counter: requests that arrived, rejected ones included. For a client: requests begun. */
  'offered',
  /** Counter: requests that began service. */
  'started',
  /** Counter: requests that ended well. */
  'completed',
  /** Counter: requests turned away at once: queue full, connection limit, or down. */
  'rejected',
  /** Counter: requests that failed by themselves (errors fault, own failures, call loops). */
  'failedHere',
  /** Counter: requests that failed because a call or a publish of theirs failed. */
  'failedByCall',
  /** Counter: requests lost in a crash. */
  'lost',
  /** Counter: cache hits. */
  'hits',
  /** Counter: cache misses. */
  'misses',
  /** Area: busy workers, working or held. Divided by time and workers it is the utilization. */
  'busyArea',
  /** Area: workers doing own work. */
  'workingArea',
  /** Area: requests waiting. */
  'queuedArea',
  /** Area: requests here in any state. */
  'inSystemArea',
  /** Area: workers in force. */
  'workersArea',
  /** Counter: requests turned away after they had waited: timed out in the queue, expired, or dropped by CoDel. They are
   *  rejected ones too. */
  'droppedWaiting',
  /** Counter: requests turned away by load shedding or a concurrency limit before they waited. They are rejected ones too. */
  'shed',
  /** Gauge: requests that the concurrency limit lets in, summed over replicas. 0 without one. */
  'admissionLimit',
  /** Gauge: requests that wait outside a full queue (back-pressure). They are queued ones too. */
  'blocked',
  /** Counter: services interrupted by a request of higher priority. */
  'preemptions',
  /** Gauge: replicas that run: given work, starting, or finishing their last work. */
  'replicasRunning',
  /** Area: replicas that run: what they cost. */
  'replicasArea',
  /** Counter: replicas started by autoscaling. */
  'replicasStarted',
  /** Counter: requests that waited for an instance to start. */
  'coldStarts',
  /** Gauge, balancer: targets ejected by outlier detection or failed health checks. */
  'ejected',
  /** Counter, balancer: ejections by outlier detection. */
  'ejections',
  /** Gauge, cache of keys: entries kept. */
  'entries',
  /** Counter, cache of keys: entries evicted to make room. */
  'evictions',
  /** Counter, cache of keys: answers from an entry that was due for renewal. They are hits too. */
  'staleHits',
  /** Counter, cache of keys: misses that waited for the fetch of another. They are misses too. */
  'coalesced',
  /** Counter: work that was finished although the request had been cancelled. Such requests failed here. */
  'wasted',
  /** Counter: requests turned away by the component's rate limiter, as HTTP says with 429. They are rejected ones too, and not
   *  among those shed. */
  'rateLimited',
  /** Time that requests which have left were here in the measured time and of which no histogram tells, in ms: those that ended
   *  badly, and those that came before measuring began. */
  'untimedMs',
] as const;

/** What is measured of every connection, in the order of columns. A call is what the caller's step makes; each try of
 *  it is an attempt. For queue and stream the publish side counts calls and attempts, the consumer side deliveries. */
export const CONNECTION_MEASURES = [
  /** Gauge: calls in progress, pauses between attempts included. */
  'inProgress',
  /** Gauge: calls waiting in the caller for a free connection; of a hedged call each copy. */
  'waitingForConnection',
  /** Gauge, queue: deliveries not yet acknowledged. Stream: records being processed. */
  'unacknowledged',
  /** Gauge, stream: records appended and not yet processed by this group. */
  'lag',
  /** Counter: calls, or messages published. */
  'calls',
  /** Counter: attempts sent. */
  'attempts',
  /** Counter: attempts after the first one. */
  'retries',
  /** Counter: calls that ended well. */
  'succeeded',
  /** Counter: calls that failed after their last attempt. */
  'failed',
  /** Counter: attempts that timed out. */
  'timedOut',
  /** Counter: attempts turned away by the callee. */
  'rejected',
  /** Counter: attempts that got an error reply. */
  'errors',
  /** Counter: attempts or replies that vanished on a cut connection. */
  'vanished',
  /** Counter: replies that came after their attempt was given up. */
  'lateReplies',
  /** Counter: calls abandoned because their caller crashed. */
  'abandoned',
  /** Counter, consumer side: deliveries. */
  'delivered',
  /** Counter, consumer side: deliveries of a message that had been delivered before. */
  'redelivered',
  /** Counter, consumer side: messages acknowledged in time. */
  'acknowledged',
  /** Counter, consumer side: work finished on a message that had been taken back: done twice. */
  'duplicates',
  /** Area: calls in progress. */
  'inProgressArea',
  /** Gauge: the circuit breaker: 0 closed, 1 open, 2 half-open. Of several replicas the worst: open before half-open. */
  'circuit',
  /** Gauge: calls or attempts that hold a permit of the concurrency limit. */
  'permitsInUse',
  /** Gauge: calls that wait in the caller for a permit or for their turn at the rate limiter. */
  'waitingForPermit',
  /** Gauge: the adaptive concurrency limit, summed over the caller's replicas that have called. 0 without one. */
  'concurrencyLimit',
  /** Counter: times that the circuit opened. */
  'circuitOpened',
  /** Counter: attempts that an open circuit refused. They are no attempts sent. */
  'circuitRefused',
  /** Counter: calls or attempts that a limit in the caller refused. */
  'limited',
  /** Counter: retries and hedges that the retry budget dropped. */
  'retriesDropped',
  /** Counter: copies sent beside the first one by hedging; each is an attempt and a retry too. */
  'hedges',
  /** Counter: calls that ran out of their total timeout. They are calls failed. */
  'callsTimedOut',
  /** Gauge, log and stream: messages that the sender keeps: in unfinished batches, unacknowledged, or held up by a receiver. */
  'buffered',
  /** Gauge, log: records that a group has worked through and not committed: they are done again after a crash. Added to
   *  `lag` it is what the broker's own tools call lag. */
  'uncommitted',
  /** Gauge, log: consumers that take part in the group; those of them that have no partition. */
  'members',
  'idleMembers',
  /** Gauge, stream without a broker: streams or clients that are connected; call: connections that are open. */
  'connected',
  /** Counter, log: times that the group shared out its partitions anew. */
  'rebalances',
  /** Counter: messages passed over without being worked on: deleted before they were read, skipped with them, dropped for
   *  a slow receiver, or missed while disconnected; once for each receiver. */
  'skipped',
  /** Counter: batches, or writes to single receivers, that were sent. */
  'batches',
  /** Counter: bytes of the messages sent, once for each receiver. */
  'bytes',
  /** Counter, call and stream without a broker: attempts to connect; connections closed or lost. */
  'connects',
  'disconnects',
  /** Counter, call: attempts that met a connection that the server had closed. They are attempts sent. */
  'resets',
  /** Counter, call: attempts sent again over another connection, without being counted as retries. */
  'resent',
  /** Counter, call: requests that the callee was told to cancel, and that it still had. */
  'cancellations',
] as const;

/** What is measured of every channel, in the order of columns. */
export const CHANNEL_MEASURES = [
  /** Gauge, queue: messages ready for delivery. Log: records kept. */
  'ready',
  /** Gauge, queue: delivered and not yet acknowledged. */
  'unacknowledged',
  /** Gauge: age of the oldest ready message (log: of the oldest record that some group has yet to read), ms. */
  'oldestAgeMs',
  /** Counter: messages taken in. */
  'published',
  /** Counter: messages refused (full, or broker down). */
  'refused',
  /** Counter: messages dropped because the queue was full. */
  'dropped',
  /** Counter: messages that were given up and are kept as dead letters or were sent on. */
  'deadLettered',
  /** Counter. Log: records deleted by retention before some group read them. Queue: messages that expired and are gone. */
  'expiredUnread',
  /** Counter: messages lost because the consumer acknowledged before the work and then failed. */
  'lost',
  /** Counter, queue: messages acknowledged and gone. Log: records read by every group. */
  'finished',
  /** Area: messages ready. */
  'readyArea',
  /** Gauge, queue: messages that wait out a delay before they are ready: scheduled ones, and ones before a retry. */
  'delayed',
  /** Gauge: 1 while the broker lets nobody publish (memory alarm), else 0. */
  'publishersBlocked',
  /** Counter: messages that no queue wanted, or to which nobody listened. They are counted as dropped, or refused. */
  'unroutable',
  /** Counter: messages accepted and dropped because they had been taken in before. They are not counted as published. */
  'duplicatesDropped',
  /** Counter: sends and receives that the broker refused because it was busy. Such sends are counted as refused. */
  'throttled',
  /** Counter: times that the broker cut a consumer off: slow, or an acknowledgement overdue. */
  'consumersCut',
  /** Counter: times that consumers asked for messages, whether there were any or not. */
  'polls',
  /** Counters: messages given up, by cause: the consumer rejected them, they expired, the queue was full, too many
   *  deliveries. Whether kept, sent on or gone, they are counted elsewhere. */
  'givenUpRejected',
  'givenUpExpired',
  'givenUpFull',
  'givenUpDeliveries',
  /** Counter: copies made beyond the message that was published, for further listeners of a subject or consumers of a
   *  stream. */
  'copies',
  /** Counter, log: records that were lost with their leader before every group had read them. */
  'truncated',
] as const;

/** What is measured of every load source (a client), in the order of columns, besides its component's measures. */
export const SOURCE_MEASURES = [
  /** Gauge: requests neither answered nor failed. */
  'unanswered',
  /** Gauge: requests answered whose effects are not all done. */
  'unfinished',
  /** Counter: requests answered well. */
  'answered',
  /** Counter: requests whose answer is a failure. */
  'failed',
  /** Counter: requests answered well whose every required effect is finished. */
  'done',
  /** Counter: of those done, the ones that made their deadline: goodput, once each. */
  'good',
  /** Counter: requests answered well of which a required effect was lost. */
  'effectsLost',
  /** Gauge: requests per second offered now (0 for a closed loop). */
  'offeredPerSec',
] as const;

export type ComponentMeasure = (typeof COMPONENT_MEASURES)[number];
export type ConnectionMeasure = (typeof CONNECTION_MEASURES)[number];
export type ChannelMeasure = (typeof CHANNEL_MEASURES)[number];
export type SourceMeasure = (typeof SOURCE_MEASURES)[number];

function columns<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>;
}

/** Column number of each measure. */
export const COMPONENT = columns(COMPONENT_MEASURES);
export const CONNECTION = columns(CONNECTION_MEASURES);
export const CHANNEL = columns(CHANNEL_MEASURES);
export const SOURCE = columns(SOURCE_MEASURES);

/** One row of the trace tap: what a sampled request did, for drawing. All numbers; see `TAP_KIND`. */
export const TAP_COLUMNS = ['kind', 'startMs', 'endMs', 'place', 'request', 'outcome'] as const;
export const TAP_STRIDE = TAP_COLUMNS.length;

/** Kinds of tap row. `place` is the connection's index, for `leave` the component's. `request` is the number of the
 *  request in the run, over all sources, from 0: all that is done for it carries this number. */
export const TAP_KIND = {
  /** Travels from sender to receiver: a call's attempt, or a message to its broker. */
  forward: 0,
  /** Travels back: the reply, with its outcome. */
  back: 1,
  /** A message or record travels from its broker to the consumer. */
  deliver: 2,
  /** Ends at a component: rejected, or lost in a crash. */
  leave: 3,
  /** The caller gives an attempt up. */
  timeout: 4,
  /** A message is dropped or dead-lettered at its channel's connection. */
  dead: 5,
} as const;

/** Outcomes of an attempt, a request or a message, as numbers in columns and taps. */
export const OUTCOME = {
  ok: 0,
  failed: 1,
  rejected: 2,
  timedOut: 3,
  lost: 4,
} as const;

/** Things worth telling that happen in a run; the first of an episode is noted, see `Incident`. */
export const INCIDENT_KINDS = [
  'faultStarted',
  'faultEnded',
  'attemptTimedOut',
  'callFailed',
  'requestRejected',
  'messageDropped',
  'changed',
  'circuitOpened',
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** The first of a series of like events: noted when none like it happened in the five seconds before. */
export interface Incident {
  readonly kind: IncidentKind;
  readonly atMs: number;
  /** Id of the component (requestRejected), connection (attemptTimedOut, circuitOpened, callFailed: its caller fails because of
   *  it), channel (messageDropped) or schedule entry (faultStarted, faultEnded, changed). */
  readonly subject: string;
}
