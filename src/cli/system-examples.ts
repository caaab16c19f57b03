import { createRun } from '../engine/run.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, Report, SourceReport } from '../engine/report.ts';
import type { BrownoutDocument, Protocol } from '../model/document.ts';
import { applySet } from './set-path.ts';

/** Looks at a run at moments in seconds, in the order of time. */
interface Watch {
  readonly at: (second: number) => Moment;
}

/** What a report says at one moment, by id. */
interface Moment {
  readonly source: (id: string) => SourceReport['measures'];
  readonly times: (id: string) => Pick<SourceReport, 'answeredMs' | 'doneMs'>;
  readonly component: (id: string) => ComponentReport['measures'];
  readonly connection: (id: string) => ConnectionReport['measures'];
  readonly channel: (id: string) => ChannelReport['measures'];
}

function momentOf(report: Report): Moment {
  const find = <T extends { readonly id: string }>(items: readonly T[], id: string): T => {
    const item = items.find((candidate) => candidate.id === id);
    if (item === undefined) throw new Error(`The report of "${report.title}" tells nothing of ${id}.`);
    return item;
  };
  return {
    source: (id) => find(report.sources, id).measures,
    times: (id) => find(report.sources, id),
    component: (id) => find(report.components, id).measures,
    connection: (id) => find(report.connections, id).measures,
    channel: (id) => find(report.channels, id).measures,
  };
}

/** Starts a run of a document and looks at it. */
function watch(document: BrownoutDocument): Watch {
  const run = createRun(document);
  return {
    at: (second) => {
      run.advance(second * 1000, Infinity);
      return momentOf(run.report());
    },
  };
}

/** A shipped diagram of one system: what it shows, read from its own run. */
interface SystemExample<Figures> {
  /** Name of its file. */
  readonly id: string;
  /** Takes the figures that show the behaviour out of a run of the document. */
  readonly measure: (document: BrownoutDocument) => Figures;
  /** Says them in one line. */
  readonly say: (figures: Figures) => string;
}

function example<Figures>(id: string, take: (watch: Watch) => Figures, say: (figures: Figures) => string): SystemExample<Figures> {
  return { id, measure: (document) => take(watch(document)), say };
}

/** What a measure of a connection, by its id, grew by between two moments. */
function counted(from: Moment, to: Moment, measure: keyof ConnectionReport['measures']): (id: string) => number {
  return (id) => to.connection(id)[measure] - from.connection(id)[measure];
}

const round = (value: number) => Math.round(value);

/** Each shipped diagram of a system with the figures that show what tells the system from the others. */
export const SYSTEM_EXAMPLES = {
  http1: example('http1-pool', ({ at }) => {
    const slow = at(50);
    const end = at(120);
    const [waiting, waitingShared] = (['pool', 'streams'] as const).map((id) => slow.connection(id).waitingForConnection);
    return { waiting, waitingShared, connections: slow.connection('pool').connected, polls: end.connection('poll').calls, resets: end.connection('poll').resets };
  }, (f) => `At 0:50 ${f.waiting} calls wait for one of ${f.connections} connections, ${f.waitingShared} over HTTP/2; ${f.resets} of ${f.polls} polls meet a closed connection.`),

  http2: example('http2-sticky', ({ at }) => {
    const [back, end] = [at(45), at(100)];
    const since = (id: string) => end.component(id).offered - back.component(id).offered;
    return { sticky: since('api-2'), stickyOther: since('api-1'), spread: since('api-4'), spreadOther: since('api-3') };
  }, (f) => `Requests after 0:45, to the copy that stayed and the one that came back: ${f.stickyOther} and ${f.sticky} behind layer 4, ${f.spreadOther} and ${f.spread} behind layer 7.`),

  grpc: example('grpc-deadline', ({ at }) => {
    const end = at(120);
    return {
      late: end.source('buyers').failed,
      lateInTurns: end.source('parcels').failed,
      cancelled: end.connection('first').cancellations,
      spared: end.component('payment').droppedWaiting,
    };
  }, (f) => `Deadlines missed: ${f.late} by pick_first, ${f.lateInTurns} by round_robin. Of ${f.cancelled} calls that were cancelled, ${f.spared} cost no work.`),

  rabbitmq: example('rabbitmq-prefetch', ({ at }) => {
    const [away, back, end] = [at(39), at(50), at(180)];
    return {
      waiting: away.channel('to-pack').ready,
      hoarded: back.connection('to-a').unacknowledged,
      other: back.connection('to-b').unacknowledged,
      lost: end.source('shoppers').effectsLost,
      deadLetters: end.channel('to-refund').deadLettered,
      redelivered: end.connection('to-refunds').redelivered,
    };
  }, (f) => `${f.waiting} orders wait while nobody packs; at 0:50 Packer A holds ${f.hoarded} and Packer B ${f.other}. ${f.deadLetters} refunds are dead letters after ${f.redelivered} redeliveries; ${f.lost} orders are lost.`),

  kafkaQueue: example('kafka-as-queue', ({ at }) => {
    const failing = at(50);
    return {
      idle: failing.connection('over-kafka').idleMembers,
      members: failing.connection('over-kafka').members,
      behind: failing.connection('over-kafka').lag,
      waiting: failing.channel('queue').ready,
      failed: failing.component('log-packers').failedHere,
    };
  }, (f) => `${f.idle} of ${f.members} packers have no partition. At 0:50, after ${f.failed} failed attempts, ${f.behind} orders wait on Kafka and ${f.waiting} on RabbitMQ.`),

  kafka: example('kafka-rebalance', ({ at }) => {
    const [before, during, after] = [at(39), at(40), at(120)];
    const done = counted(before, during, 'acknowledged');
    return {
      eager: done('eager'),
      cooperative: done('cooperative'),
      idle: during.connection('eager').idleMembers,
      idleCooperative: during.connection('cooperative').idleMembers,
      lost: after.source('sensors').effectsLost,
    };
  }, (f) => `In the second from 0:39 the eager group does ${f.eager} records with ${f.idle} of 3 members idle, the cooperative one ${f.cooperative} with ${f.idleCooperative} idle.`),

  serviceBus: example('service-bus-locks', ({ at }) => {
    const [burst, end] = [at(25), at(300)];
    return {
      inSessions: burst.connection('in-sessions').unacknowledged,
      duplicates: end.connection('prefetching').duplicates,
      deadLetters: end.channel('letters').deadLettered,
      plainDuplicates: end.connection('plain').duplicates,
      plainDeadLetters: end.channel('copies').deadLettered,
    };
  }, (f) => `With prefetch ${f.duplicates} letters are printed for nothing and ${f.deadLetters} are dead letters; without, ${f.plainDuplicates} and ${f.plainDeadLetters}. In four sessions ${f.inSessions} bookings are in work at once.`),

  storageQueue: example('storage-queue-poison', ({ at }) => {
    const end = at(300);
    return {
      videos: end.channel('videos').published,
      encoded: end.component('encoder').completed,
      finished: end.channel('videos').finished,
      poison: end.channel('pictures').deadLettered,
      attempts: end.component('thumbnails').failedHere,
    };
  }, (f) => `${f.videos} videos are encoded ${f.encoded} times, and ${f.finished} of them is ever finished; ${f.poison} thumbnails are poison after ${f.attempts} failed attempts.`),

  nats: example('nats-at-most-once', ({ at }) => {
    const [waiting, end] = [at(29.9), at(120)];
    return {
      gone: end.channel('live').dropped,
      done: end.channel('live').finished,
      waited: waiting.channel('stored').ready,
      gonePersistent: end.channel('stored').dropped + end.channel('stored').lost,
      cut: end.channel('trend').consumersCut,
      published: end.channel('trend').published,
      failed: end.source('sensors').failed,
    };
  }, (f) => `While nobody listens ${f.gone} readings are gone on NATS; on RabbitMQ ${f.waited} wait and ${f.gonePersistent} are lost. The slow consumer is cut off ${f.cut} times, and ${f.failed} publishers notice.`),

  jetstream: example('jetstream-pending', ({ at }) => {
    const [from, to, end] = [at(25), at(45), at(120)];
    const done = counted(from, to, 'acknowledged');
    return {
      short: done('short-wait'),
      long: done('long-wait'),
      pending: to.connection('long-wait').unacknowledged,
      redelivered: end.connection('short-wait').redelivered,
      lost: end.source('devices').effectsLost,
    };
  }, (f) => `From 0:25 to 0:45 Reports does ${f.long} messages with ${f.pending} pending, Alerts ${f.short}; ${f.redelivered} are delivered to it again, ${f.lost} lost.`),

  grpcStream: example('grpc-stream-windows', ({ at }) => {
    const [slow, end] = [at(40), at(120)];
    return {
      waiting: slow.component('collector').queued,
      underWay: slow.connection('windowed').lag,
      atReceiver: slow.component('index').queued,
      pileAtReceiver: slow.component('other-index').queued,
      waitingOpen: slow.component('other-collector').queued,
      lost: end.source('apps').effectsLost + end.source('apps').failed,
    };
  }, (f) => `At 0:40 ${f.underWay} messages are in the stream and ${f.waiting} requests wait at the sender; over the WebSocket ${f.pileAtReceiver} lie at the receiver and ${f.waitingOpen} wait. Lost: ${f.lost}.`),

  webSocket: example('websocket-storm', ({ at }) => {
    const [kept, before, after, end] = [at(39), at(51.9), at(52.2), at(120)];
    const tries = counted(before, after, 'connects');
    return {
      kept: kept.connection('fixed').buffered,
      cut: kept.connection('jittered').disconnects,
      fixed: tries('fixed'),
      jittered: tries('jittered'),
      missed: end.connection('fixed').skipped,
    };
  }, (f) => `At 0:39 ${f.kept} messages are kept for slow browsers, and elsewhere ${f.cut} were cut off. Around 0:52 ${f.fixed} try at once, with jitter ${f.jittered}. ${f.missed} messages are missed.`),

  standardHandler: example('aspire-standard', ({ at }) => {
    const [few, many, end] = [at(45), at(60), at(90)];
    const sent = counted(many, end, 'attempts');
    return {
      failed: few.source('shoppers').failed,
      failedBare: few.source('other-shoppers').failed,
      retries: few.connection('handled').retries,
      opened: end.connection('handled').circuitOpened,
      refused: end.connection('handled').circuitRefused,
      sent: sent('handled'),
      sentBare: sent('bare'),
    };
  }, (f) => `With few errors ${f.retries} retries leave ${f.failed} failures, bare ${f.failedBare}. With many the breaker opens ${f.opened} times: ${f.sent} attempts are sent and ${f.refused} refused, bare ${f.sentBare} are sent.`),

  hedgingHandler: example('aspire-hedging', ({ at }) => {
    const end = at(120);
    return {
      hedges: end.connection('hedged').hedges,
      p99: end.times('shoppers').answeredMs.p99!,
      bareP99: end.times('other-shoppers').answeredMs.p99!,
    };
  }, (f) => `${f.hedges} second copies bring the 99th percentile from ${round(f.bareP99)} ms to ${round(f.p99)} ms.`),
} as const;

/** The nine ways of the one job, in the order in which its table lists them. */
export const NINE_WAYS: readonly Protocol[] = [
  'http1', 'grpc', 'rabbitmq', 'kafka', 'serviceBus', 'storageQueue', 'nats', 'grpcStream', 'webSocket',
];

/** The connection whose protocol is the one field that changes. */
const JOB = 'job';

/** What became of the one job over one protocol. Times are milliseconds, the others numbers of requests or deliveries. */
export interface WayFigures {
  readonly protocol: Protocol;
  readonly kind: string;
  readonly failed: number;
  readonly lost: number;
  readonly redelivered: number;
  readonly duplicates: number;
  readonly connections: number;
  readonly answeredP50: number;
  readonly answeredP99: number;
  readonly doneP50: number;
  readonly doneP99: number;
}

/** The same document with one field changed, the protocol of its one connection, as `--set` and the inspector change it. */
export function overProtocol(document: BrownoutDocument, protocol: Protocol): BrownoutDocument {
  const changed = applySet(document, `connections.${JOB}.protocol=${protocol}`);
  if (!changed.ok) throw new Error(changed.message);
  return changed.document;
}

/** Runs the job over one protocol. */
export function runWay(document: BrownoutDocument, protocol: Protocol): WayFigures {
  const changed = overProtocol(document, protocol);
  const end = watch(changed).at(changed.settings.horizonMs / 1000);
  const [source, job, times] = [end.source('shoppers'), end.connection(JOB), end.times('shoppers')];
  return {
    protocol,
    kind: changed.connections.find(({ id }) => id === JOB)!.kind,
    failed: source.failed,
    lost: source.effectsLost,
    redelivered: job.redelivered,
    duplicates: job.duplicates,
    connections: job.connected,
    answeredP50: times.answeredMs.p50!,
    answeredP99: times.answeredMs.p99!,
    doneP50: times.doneMs.p50!,
    doneP99: times.doneMs.p99!,
  };
}
