import { countText, figureText, NO_FIGURE, shareText } from '../base/figure-text.ts';
import { writeDuration } from '../base/units.ts';
import type {
  ChannelReport,
  ComponentReport,
  ConnectionReport,
  Report,
  RunOutcome,
  SourceReport,
  TimeSummary,
} from '../engine/report.ts';
import { percentileText, scarceNote } from './percentile-text.ts';
import { type TableColumn, textTable } from './text-table.ts';

/** A column of a section: heading and how an item's cell is written. The first column is a name and stands left. */
type Columns<Item> = readonly (readonly [heading: string, cell: (item: Item) => string])[];

const MOST_INCIDENTS = 30;

/** Writes a report for people: what was run, then totals and times of every load source, component, connection and
 *  channel, then the incidents. Times are milliseconds, beside the share of requests that they are times of; on request
 *  those end to end count unanswered requests too. */
export function reportTable(report: Report, { countUnanswered }: { readonly countUnanswered: boolean }): string {
  const sections = [
    heading(report),
    section('Load sources', SOURCE_COLUMNS, report.sources),
    countUnanswered
      ? section('End to end (ms), unanswered requests counted as at least their timeout', TIME_COLUMNS, report.sources.flatMap(timesOfAll))
      : section('End to end (ms)', TIME_COLUMNS, report.sources.flatMap(timesOfSource)),
    section('Components', COMPONENT_COLUMNS, report.components),
    section('Work of components', COMPONENT_LOAD_COLUMNS, report.components),
    section('Times in components (ms)', TIME_COLUMNS, report.components.flatMap(timesOfComponent)),
    section('Connections', CONNECTION_COLUMNS, report.connections),
    section('Trouble on connections', TROUBLE_COLUMNS, report.connections.filter(hasTrouble)),
    section('Times of calls and messages (ms)', TIME_COLUMNS, report.connections.flatMap(timesOfConnection)),
    section('Channels', CHANNEL_COLUMNS, report.channels),
    incidents(report),
  ];
  return `${[...sections, ...scarceNote(sections)].filter((text) => text !== '').join('\n\n')}\n`;
}

/** Says in words where a run stands and why. */
export function outcomeText(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'running':
      return 'still running';
    case 'horizon':
      return 'ran to its horizon';
    case 'zeroDelayLoop':
    case 'tooManyInFlight':
    case 'tooManyEvents':
      return `stopped early at ${outcome.place}: ${outcome.message}`;
    case 'broken':
      return `stopped by a mistake of the engine: ${brokenText(outcome)}; the figures are not to be trusted`;
  }
}

/** Which invariant does not hold, where, and the figures that say so. */
export function brokenText({ invariant, place, message }: Extract<RunOutcome, { kind: 'broken' }>): string {
  return `${place === '' ? invariant : `${invariant} of "${place}"`}: ${message}`;
}

function heading(report: Report): string {
  const { title, seed, engineVersion, events, traceHash, warmUpMs } = report;
  return [
    title,
    `${outcomeText(report.outcome)}; ${writeDuration(report.nowMs)} of ${writeDuration(report.horizonMs)} simulated`,
    `one run, measured after a warm-up of ${writeDuration(warmUpMs)}; --replications 10 tells how sure its figures are`,
    `seed ${seed}, engine ${engineVersion}, ${countText(events)} events, trace ${traceHash}`,
  ].join('\n');
}

function section<Item>(title: string, columns: Columns<Item>, items: readonly Item[]): string {
  if (items.length === 0) return '';
  const headings = columns.map(([text], index): TableColumn => ({ heading: text, align: index === 0 ? 'left' : 'right' }));
  const rows = items.map((item) => columns.map(([, cell]) => cell(item)));
  return `${title}\n${textTable(headings, rows)}`;
}

function incidents({ incidents: all }: Report): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MOST_INCIDENTS).map(({ atMs, kind, subject }) => [writeDuration(Math.round(atMs)), kind, subject]);
  const columns = ['at', 'incident', 'where'].map((text): TableColumn => ({ heading: text, align: 'left' }));
  const more = all.length > MOST_INCIDENTS ? `\nand ${countText(all.length - MOST_INCIDENTS)} more` : '';
  return `Incidents\n${textTable(columns, shown)}${more}`;
}

/** The columns of measures that are counts, by their names. */
function counts<Name extends string>(
  ...names: readonly (readonly [heading: string, name: Name])[]
): Columns<{ readonly measures: Readonly<Record<Name, number>> }> {
  return names.map(([text, name]) => [text, (item) => countText(item.measures[name])]);
}

/** One line of times. */
interface Times {
  readonly label: string;
  readonly summary: TimeSummary;
  readonly share: number | null;
}

const TIME_COLUMNS: Columns<Times> = [
  ['', ({ label }) => label],
  ['count', ({ summary }) => countText(summary.count)],
  ['mean', ({ summary }) => figureText(summary.mean)],
  ['p50', ({ summary }) => percentileText(summary, 'p50')],
  ['p90', ({ summary }) => percentileText(summary, 'p90')],
  ['p95', ({ summary }) => percentileText(summary, 'p95')],
  ['p99', ({ summary }) => percentileText(summary, 'p99')],
  ['p99.9', ({ summary }) => percentileText(summary, 'p999')],
  ['max', ({ summary }) => figureText(summary.max)],
  ['of all', ({ share }) => shareText(share)],
];

function timesOfSource(source: SourceReport): Times[] {
  const doneShare = source.offered > 0 ? source.doneMs.count / source.offered : null;
  return [
    { label: `${source.name}: answered`, summary: source.answeredMs, share: source.answeredShare },
    { label: `${source.name}: done`, summary: source.doneMs, share: doneShare },
  ];
}

/** The share beside them is still the one that was answered, or done: the rest is what they were counted for. */
function timesOfAll(source: SourceReport): Times[] {
  const { answeredMs, doneMs } = source.countingUnanswered;
  const [answered, done] = timesOfSource(source);
  return [{ ...answered, summary: answeredMs }, { ...done, summary: doneMs }];
}

function timesOfComponent(component: ComponentReport): Times[] {
  return threeTimes(component.name, component);
}

function timesOfConnection(connection: ConnectionReport): Times[] {
  return threeTimes(wayOf(connection), connection);
}

/** Lines for wait, service and sojourn; none for what was not measured. */
function threeTimes(label: string, item: ComponentReport | ConnectionReport): Times[] {
  const { waitMs, serviceMs, sojournMs, answeredShare: share } = item;
  const lines = [
    { label: `${label}: wait`, summary: waitMs, share },
    { label: `${label}: service`, summary: serviceMs, share },
    { label: `${label}: sojourn`, summary: sojournMs, share },
  ];
  return lines.filter(({ summary }) => summary.count > 0);
}

function wayOf({ id, from, to }: ConnectionReport): string {
  return `${id} (${from} > ${to})`;
}

const SOURCE_COLUMNS: Columns<SourceReport> = [
  ['', ({ name }) => name],
  ['at start', ({ carriedIn }) => countText(carriedIn)],
  ['offered', ({ offered }) => countText(offered)],
  ['offered/s', ({ offeredPerSec }) => figureText(offeredPerSec)],
  ...counts<'answered' | 'failed' | 'unanswered'>(
    ['answered', 'answered'],
    ['failed', 'failed'],
    ['unanswered', 'unanswered'],
  ),
  ['unfinished at start', ({ unfinishedCarriedIn }) => countText(unfinishedCarriedIn)],
  ...counts<'done' | 'unfinished' | 'good' | 'effectsLost'>(
    ['done', 'done'],
    ['unfinished', 'unfinished'],
    ['effects lost', 'effectsLost'],
    ['good', 'good'],
  ),
  ['answered/s', ({ throughputPerSec }) => figureText(throughputPerSec)],
  ['good/s', ({ goodputPerSec }) => figureText(goodputPerSec)],
  ['answered share', ({ answeredShare }) => shareText(answeredShare)],
];

/** What became of requests, calls and messages: the same columns for components and connections. */
const COUNT_COLUMNS: Columns<ComponentReport | ConnectionReport> = (
  [
    ['offered', 'offered'],
    ['started', 'started'],
    ['completed', 'completed'],
    ['rejected', 'rejected'],
    ['timed out', 'timedOut'],
    ['failed', 'failed'],
    ['retried', 'retried'],
    ['redelivered', 'redelivered'],
    ['dead-lettered', 'deadLettered'],
    ['in flight', 'inFlight'],
  ] as const
).map(([text, name]) => [text, ({ counts: all }) => countText(all[name])]);

const COMPONENT_COLUMNS: Columns<ComponentReport> = [['', ({ name }) => name], ...COUNT_COLUMNS];

const COMPONENT_LOAD_COLUMNS: Columns<ComponentReport> = [
  ['', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['completed/s', ({ throughputPerSec }) => figureText(throughputPerSec)],
  ['good/s', ({ goodputPerSec }) => figureText(goodputPerSec)],
  ['utilization', ({ utilization }) => shareText(utilization)],
  ['mean in queue', ({ meanInQueue }) => figureText(meanInQueue)],
  ['mean in system', ({ meanInSystem }) => figureText(meanInSystem)],
  ['in system at start', ({ carriedIn }) => countText(carriedIn)],
  ['failed here', ({ measures }) => countText(measures.failedHere)],
  ['by a call', ({ measures }) => countText(measures.failedByCall)],
  ['lost', ({ measures }) => countText(measures.lost)],
  ['hit ratio', ({ measures: { hits, misses } }) => shareText(hits + misses > 0 ? hits / (hits + misses) : null)],
];

const CONNECTION_COLUMNS: Columns<ConnectionReport> = [
  ['', wayOf],
  ['protocol', ({ protocol }) => protocol],
  ['calls/s', ({ callsPerSec }) => figureText(callsPerSec)],
  ['throughput/s', ({ throughputPerSec }) => figureText(throughputPerSec)],
  ['good/s', ({ goodputPerSec }) => figureText(goodputPerSec)],
  ['at start', ({ carriedIn }) => countText(carriedIn)],
  ...COUNT_COLUMNS,
];

const TROUBLES = [
  ['errors', 'errors'],
  ['vanished', 'vanished'],
  ['late replies', 'lateReplies'],
  ['abandoned', 'abandoned'],
  ['done twice', 'duplicates'],
  ['wait for connection', 'waitingForConnection'],
  ['resets', 'resets'],
  ['lag', 'lag'],
] as const;

const TROUBLE_COLUMNS: Columns<ConnectionReport> = [['', wayOf], ...counts<(typeof TROUBLES)[number][1]>(...TROUBLES)];

function hasTrouble({ measures }: ConnectionReport): boolean {
  return TROUBLES.some(([, name]) => measures[name] > 0);
}

const CHANNEL_COLUMNS: Columns<ChannelReport> = [
  ['', ({ name }) => name],
  ['broker', ({ broker }) => broker],
  ...counts<'published' | 'refused' | 'dropped' | 'deadLettered' | 'expiredUnread' | 'lost' | 'finished' | 'ready' | 'unacknowledged'>(
    ['published', 'published'],
    ['refused', 'refused'],
    ['dropped', 'dropped'],
    ['dead-lettered', 'deadLettered'],
    ['expired unread', 'expiredUnread'],
    ['lost', 'lost'],
    ['finished', 'finished'],
    ['ready', 'ready'],
    ['unacknowledged', 'unacknowledged'],
  ),
  ['at start', ({ carriedIn }) => countText(carriedIn)],
  ['mean ready', ({ meanReady }) => figureText(meanReady)],
  ['oldest', ({ measures }) => (measures.oldestAgeMs > 0 ? writeDuration(Math.round(measures.oldestAgeMs)) : NO_FIGURE)],
];
