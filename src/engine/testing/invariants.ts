import { PROTOCOLS } from '../../model/catalog.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { isDirect } from '../build-wires.ts';
import type { EngineRun } from '../engine-run.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, Report, SourceReport, TimeSummary } from '../report.ts';

/** What was under way when measuring began, as it was seen then: what the report says is carried in. */
export interface CarriedIn {
  /** Calls in progress, connection by connection. */
  readonly inProgress: readonly number[];
  /** Requests without an answer, source by source. */
  readonly unanswered: readonly number[];
  /** Requests answered whose effects were not finished, source by source. */
  readonly unfinished: readonly number[];
  /** Messages that receivers had yet to work on, connection by connection. */
  readonly lag: readonly number[];
}

/** Nothing was under way: for runs without warm-up. */
export const NOTHING: CarriedIn = { inProgress: [], unanswered: [], unfinished: [], lag: [] };

/** What is under way now. To be asked just before the warm-up ends. */
export function underWay(run: EngineRun): CarriedIn {
  const report = run.report();
  return {
    inProgress: report.connections.map(({ measures }) => measures.inProgress),
    unanswered: report.sources.map(({ measures }) => measures.unanswered),
    unfinished: report.sources.map(({ measures }) => measures.unfinished),
    lag: report.connections.map(({ measures }) => measures.lag),
  };
}

/** Everything about a run's present measures that cannot be: books that do not balance, negative gauges, measures that
 *  are not finite, percentiles out of order. Empty when all is well. */
export function violations(document: BrownoutDocument, run: EngineRun, carried: CarriedIn = NOTHING): string[] {
  const report = run.report();
  const found: string[] = [];
  const check = (isRight: boolean, place: string, rule: string): void => {
    if (!isRight) found.push(`${place}: ${rule} at ${report.nowMs} ms`);
  };
  const losesWorkers = canLoseWorkers(document);
  const isHedging = hedges(document);
  report.components.forEach((component) => checkComponent(component, losesWorkers, check));
  checkCarriedIn(report, carried, check);
  report.connections.forEach((connection) => checkConnection(connection, isHedging, check));
  report.channels.forEach((channel, i) => checkChannel(channel, isLog(document, i), check));
  report.sources.forEach((source) => checkSource(report, source, check));
  checkChannelsAgainstConnections(document, report, check);
  checkOffsets(run, report, check);
  document.connections.forEach((connection, i) => {
    if (isDirect(connection)) checkDirect(report.connections[i], carried.lag[i] ?? 0, check);
  });
  const inside = report.components.reduce((sum, { measures }) => sum + measures.inSystem, 0);
  check(run.inFlight >= inside, 'run', `${run.inFlight} records in use, but ${inside} requests in the system`);
  return found;
}

/** Whether a channel is a partitioned log, whatever kind of channel the document sees in it. */
function isLog(document: BrownoutDocument, channel: number): boolean {
  const { broker } = document.channels[channel];
  return PROTOCOLS[document.brokers.find(({ id }) => id === broker)!.protocol].isLog === true;
}

/** Whether a call can have several attempts out at once, also over other connections than its own. */
function hedges(document: BrownoutDocument): boolean {
  const isSet = [...document.schedule, ...document.log].some((entry) => entry.type === 'set' && entry.param === 'hedging');
  return isSet || document.connections.some(({ params }) => params?.['hedging'] === 'on');
}

function checkCarriedIn(report: Report, carried: CarriedIn, check: Check): void {
  const isSeen = (told: number, seen: number | undefined, id: string, what: string): void =>
    check(told === (seen ?? 0), id, `${told} ${what} carried in, but ${seen ?? 0} were seen`);
  report.connections.forEach(({ id, carriedIn }, i) => isSeen(carriedIn, carried.inProgress[i], id, 'calls'));
  report.sources.forEach((source, i) => {
    isSeen(source.carriedIn, carried.unanswered[i], source.id, 'requests without an answer');
    isSeen(source.unfinishedCarriedIn, carried.unfinished[i], source.id, 'unfinished requests');
  });
}

type Check = (isRight: boolean, place: string, rule: string) => void;

function canLoseWorkers(document: BrownoutDocument): boolean {
  return [...document.schedule, ...document.log].some(
    (entry) => (entry.type === 'fault' && entry.fault === 'capacityLoss') || (entry.type === 'set' && (entry.param === 'servers' || entry.param === 'queueOrder')),
  );
}

/** Areas are sums of products of times up to the horizon: rounding is far below this. */
const SLACK = 1e-3;

function checkMeasures(place: string, measures: Readonly<Record<string, number>>, check: Check): void {
  for (const [name, value] of Object.entries(measures)) {
    check(Number.isFinite(value), place, `${name} is ${value}`);
    check(value >= (name.endsWith('Area') ? -SLACK : 0), place, `${name} is ${value}`);
    if (!name.endsWith('Area') && !name.endsWith('Ms') && !name.endsWith('PerSec')) {
      check(Number.isInteger(value), place, `${name} is ${value}`);
    }
  }
}

function checkTimes(place: string, times: TimeSummary, check: Check): void {
  const { count, mean, max } = times;
  check(count === 0 ? mean === null && max === null : mean !== null && max !== null, place, 'times without samples');
  if (mean === null || max === null) return;
  check(mean >= 0 && mean <= max * (1 + 1e-12), place, `mean ${mean} beyond maximum ${max}`);
  const quantiles = [times.p50, times.p90, times.p95, times.p99, times.p999].filter((value) => value !== null);
  quantiles.forEach((value, i) => check(value >= (quantiles[i - 1] ?? 0) && value <= max, place, `percentiles ${quantiles.join(' ')} max ${max}`));
}

function checkComponent(component: ComponentReport, losesWorkers: boolean, check: Check): void {
  const { id, measures: m, carriedIn } = component;
  checkMeasures(id, m, check);
  const ended = m.completed + m.rejected + m.failedHere + m.failedByCall + m.lost;
  check(m.offered + carriedIn === ended + m.inSystem, id, `offered ${m.offered} + ${carriedIn}, ended ${ended}, inside ${m.inSystem}`);
  check(m.working + m.held + m.queued <= m.inSystem, id, `working ${m.working} + held ${m.held} + queued ${m.queued} of ${m.inSystem}`);
  if (component.kind !== 'client' && component.kind !== 'loadBalancer' && !losesWorkers) {
    check(m.working + m.held <= m.workers, id, `working ${m.working} + held ${m.held} of ${m.workers} workers`);
    check(m.busyArea <= m.workersArea + SLACK, id, `busy for ${m.busyArea} of ${m.workersArea}`);
  }
  check(m.workingArea <= m.busyArea + SLACK, id, `working for ${m.workingArea}, busy for ${m.busyArea}`);
  check(m.hits + m.misses <= m.offered + carriedIn, id, 'more look-ups than requests');
  const { utilization, answeredShare } = component;
  check(utilization === null || (utilization >= 0 && utilization <= 1), id, `utilization ${utilization}`);
  check(answeredShare === null || (answeredShare >= 0 && answeredShare <= 1), id, `share answered ${answeredShare}`);
  for (const times of [component.waitMs, component.serviceMs, component.sojournMs]) checkTimes(id, times, check);
}

function checkConnection(connection: ConnectionReport, isHedging: boolean, check: Check): void {
  const { id, measures: m, carriedIn, answeredShare } = connection;
  checkMeasures(id, m, check);
  const ended = m.succeeded + m.failed + m.abandoned;
  check(m.calls + carriedIn === ended + m.inProgress, id, `calls ${m.calls} + ${carriedIn}, ended ${ended}, in progress ${m.inProgress}`);
  check(isHedging || m.waitingForConnection <= m.inProgress, id, `${m.waitingForConnection} wait of ${m.inProgress} in progress`);
  check(m.retries <= m.attempts, id, 'more retries than attempts');
  check(m.redelivered <= m.delivered, id, 'more redeliveries than deliveries');
  check(answeredShare === null || (answeredShare >= 0 && answeredShare <= 1), id, `share answered ${answeredShare}`);
  for (const times of [connection.waitMs, connection.serviceMs, connection.sojournMs]) checkTimes(id, times, check);
}

function checkChannel(channel: ChannelReport, isLog: boolean, check: Check): void {
  const { id, measures: m, carriedIn } = channel;
  checkMeasures(id, m, check);
  // A record that one group skipped is lost to that group alone; it is finished or expires all the same.
  const gone = m.finished + m.expiredUnread + m.truncated + (isLog ? 0 : m.dropped + m.deadLettered + m.lost);
  const here = isLog ? m.ready : m.ready + m.unacknowledged + m.delayed;
  check(m.published + m.copies + carriedIn === gone + here, id, `published ${m.published} + ${carriedIn}, gone ${gone}, here ${here}`);
}

function checkSource(report: Report, source: SourceReport, check: Check): void {
  const { id, measures: m, offered, carriedIn, unfinishedCarriedIn } = source;
  checkMeasures(id, m, check);
  const component = report.components.find((candidate) => candidate.id === id)!.measures;
  check(component.completed === m.answered && component.failedByCall === m.failed, id, 'component and source disagree on answers');
  check(component.inSystem === m.unanswered, id, `${component.inSystem} in the system, ${m.unanswered} unanswered`);
  const replied = m.answered + m.failed + m.unanswered;
  check(offered + carriedIn === replied, id, `offered ${offered} + ${carriedIn}, answered, failed or unanswered ${replied}`);
  const ended = m.done + m.effectsLost + m.unfinished;
  check(m.answered + unfinishedCarriedIn === ended, id, `answered ${m.answered} + ${unfinishedCarriedIn}, done, lost or unfinished ${ended}`);
  check(m.good <= m.done, id, `good ${m.good} of ${m.done} done`);
  check(source.answeredMs.count <= m.answered && source.doneMs.count <= m.done, id, 'more times than requests');
  check(source.answeredShare === null || source.answeredShare <= 1, id, `share answered ${source.answeredShare}`);
  const { countingUnanswered } = source;
  for (const times of [source.answeredMs, source.doneMs, countingUnanswered.answeredMs, countingUnanswered.doneMs]) checkTimes(id, times, check);
  // Before the measured time requests are counted, and their times are not.
  const timed = report.nowMs < report.warmUpMs ? 0 : offered;
  for (const { count } of [countingUnanswered.answeredMs, countingUnanswered.doneMs]) check(count === timed, id, `${count} times of ${offered} requests`);
}

/** Deliveries that are out are told by the channel and by the connections that they went over. */
function checkChannelsAgainstConnections(document: BrownoutDocument, report: Report, check: Check): void {
  for (const channel of report.channels) {
    const out = document.connections.reduce(
      (sum, connection, i) => sum + (connection.channel === channel.id ? report.connections[i].measures.unacknowledged : 0),
      0,
    );
    check(out === channel.measures.unacknowledged, channel.id, `${channel.measures.unacknowledged} out, by connection ${out}`);
  }
}

/** Of a stream without a broker: what was meant for a receiver was worked on, refused by it, lost, or is still to be done. */
function checkDirect({ id, measures: m }: ConnectionReport, carriedIn: number, check: Check): void {
  const ended = m.acknowledged + m.errors + m.rejected + m.skipped;
  check(m.attempts + carriedIn === ended + m.lag, id, `meant ${m.attempts} + ${carriedIn}, ended ${ended}, to be done ${m.lag}`);
}

/** A group's lag is at most what lies between its offsets and the ends of the partitions; retention may have made holes. */
function checkOffsets(run: EngineRun, report: Report, check: Check): void {
  const { partitions } = run.observe();
  for (const log of run.partitionLayout) {
    const ready = report.channels.find(({ id }) => id === log.channel)?.measures.ready;
    for (const reader of log.readers) {
      let behind = 0;
      for (let p = 0; p < log.partitions; p++) {
        const own = partitions[log.endOffset + p] - partitions[reader.offset + p];
        check(own >= 0, reader.connection, `offset ${partitions[reader.offset + p]} beyond the end ${partitions[log.endOffset + p]}`);
        behind += own;
      }
      const { lag } = report.connections.find(({ id }) => id === reader.connection)!.measures;
      // Of streams without a broker only the first are told one by one.
      check(ready === undefined || (lag <= behind && lag <= ready), reader.connection, `lag ${lag} with offsets ${behind} behind and ${ready} kept`);
    }
  }
}
