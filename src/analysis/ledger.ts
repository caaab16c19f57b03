import type { ChannelReport, ComponentReport, ConnectionReport, Report } from '../engine/report.ts';
import { PROTOCOLS } from '../model/catalog.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { failedWithoutAttempt, RunPlaces } from './failure-trail.ts';

/** What a row of a ledger counts. What each means stands in `COMPONENT_MEASURES` and its like. */
export type LedgerCause =
  | 'carriedIn' | 'offered' | 'called' | 'published' | 'copies' | 'answeredBefore' | 'answeredNow'
  | 'completed' | 'answered' | 'succeeded' | 'finished' | 'done'
  | 'turnedAway' | 'shed' | 'rateLimited' | 'droppedWaiting' | 'failedHere' | 'wasted' | 'failedByCall' | 'lost'
  | 'failed' | 'ranOutOfTime' | 'gaveUp' | 'abandoned' | 'effectsLost'
  | 'dropped' | 'deadLettered' | 'messagesLost' | 'expiredUnread' | 'truncated'
  | 'waiting' | 'atWork' | 'elsewhere' | 'inProgress' | 'unanswered' | 'unfinished' | 'ready' | 'unacknowledged' | 'delayed' | 'kept'
  | 'timedOut' | 'rejected' | 'errors' | 'vanished' | 'circuitRefused' | 'limited' | 'resets' | 'refused' | 'unreached' | 'unconfirmed';

/** How a row counts: what came in, what ended well or badly, and what is neither. */
export type LedgerSide = 'in' | 'well' | 'bad' | 'here';

/** One line of a ledger. */
export interface LedgerRow {
  readonly cause: LedgerCause;
  readonly side: LedgerSide;
  /** A whole number. */
  readonly count: number;
  /** Ids of the components, connections and channels where these requests are or went, the way to the place included. */
  readonly places: readonly string[];
  /** Whose row it is where several things share a ledger: id of a load source. */
  readonly of?: string;
}

/** Whose books a ledger keeps. `effects` is the whole system's second one: what became of the work behind answers. */
export type LedgerSubject = 'system' | 'effects' | 'component' | 'connection' | 'channel';

/** The books of one thing over the measured time: everything that came in is somewhere. */
export interface Ledger {
  readonly subject: LedgerSubject;
  /** Id of the component, connection or channel; empty for the whole system. */
  readonly id: string;
  /** Rows that are not zero, and those that always stand there; what came in first. */
  readonly rows: readonly LedgerRow[];
  readonly cameIn: number;
  readonly accountedFor: number;
  /** Whether both are the same, to the last request. */
  readonly isBalanced: boolean;
  /** What happened to single attempts on the way, retries counted, which is no part of the balance. */
  readonly onTheWay: readonly LedgerRow[];
}

/** A ledger's lines before those of nothing are left out. */
type Line = Omit<LedgerRow, 'places'> & { readonly places?: readonly string[]; readonly always?: boolean };

/** The books of a run: the whole system first, then every component, connection and channel in the diagram's order
 *  (rule CK2 of `docs/spec.md`). Exact: all counts are whole numbers. */
export function ledgersOf(document: BrownoutDocument, report: Report): readonly Ledger[] {
  const places = new RunPlaces(document, report);
  return [
    ...systemLedgers(places, report),
    ...report.components.map((component) => componentLedger(places, component)),
    ...report.connections.map((connection) => connectionLedger(places, connection)),
    ...report.channels.map((channel) => channelLedger(places, document, channel)),
  ];
}

/** The books of one component, connection or channel; undefined when the run has none of this id. */
export function ledgerOf(document: BrownoutDocument, report: Report, id: string): Ledger | undefined {
  const places = new RunPlaces(document, report);
  const component = places.components.get(id);
  if (component !== undefined) return componentLedger(places, component);
  const connection = places.connections.get(id);
  if (connection !== undefined) return connectionLedger(places, connection);
  const channel = report.channels.find((item) => item.id === id);
  return channel === undefined ? undefined : channelLedger(places, document, channel);
}

/** Where in the whole system requests, calls and messages met trouble, most first. Attempts count one by one, so that one
 *  request may stand here several times; what failed because something behind it failed is told only where it began. */
export function troubleOf(ledgers: readonly Ledger[]): readonly LedgerRow[] {
  const own = ledgers.filter(({ subject }) => subject === 'component' || subject === 'channel').flatMap(({ rows }) => rows);
  const onTheWay = ledgers.filter(({ subject }) => subject === 'connection').flatMap((ledger) => ledger.onTheWay);
  // An attempt that was turned away or failed at its callee stands in the callee's own books.
  const isOwn = ({ cause }: LedgerRow): boolean => cause !== 'failedByCall' && cause !== 'rejected' && cause !== 'errors';
  return [...own, ...onTheWay].filter((row) => row.side === 'bad' && row.count > 0 && isOwn(row)).sort((a, b) => b.count - a.count);
}

function made(subject: LedgerSubject, id: string, lines: readonly Line[], onTheWay: readonly Line[] = []): Ledger {
  const sum = (isMeant: (line: Line) => boolean): number => lines.filter(isMeant).reduce((total, { count }) => total + count, 0);
  const cameIn = sum(({ side }) => side === 'in');
  const accountedFor = sum(({ side }) => side !== 'in');
  const rowsOf = (all: readonly Line[]): LedgerRow[] =>
    all.filter(({ always, count }) => always === true || count !== 0).map(({ always: _, ...line }) => ({ ...line, places: line.places ?? [id] }));
  return { subject, id, rows: rowsOf(lines), cameIn, accountedFor, isBalanced: cameIn === accountedFor, onTheWay: rowsOf(onTheWay) };
}

function systemLedgers(run: RunPlaces, report: Report): readonly Ledger[] {
  const { sources } = report;
  const ids = sources.map(({ id }) => id);
  const total = (of: (source: Report['sources'][number]) => number): number => sources.reduce((sum, source) => sum + of(source), 0);
  const each = (cause: LedgerCause, side: LedgerSide, of: (source: Report['sources'][number]) => number): Line[] =>
    sources.map((source) => {
      const places = cause === 'failed' ? run.failureTrail(source.id) : [source.id, ...run.worstFirst(source.id, 'inProgress')];
      return { cause, side, count: of(source), places, ...(sources.length > 1 ? { of: source.id } : {}) };
    });
  const requests = made('system', '', [
    { cause: 'carriedIn', side: 'in', count: total(({ carriedIn }) => carriedIn), places: ids },
    { cause: 'offered', side: 'in', count: total(({ offered }) => offered), places: ids, always: true },
    { cause: 'answered', side: 'well', count: total(({ measures }) => measures.answered), places: ids, always: true },
    ...each('failed', 'bad', ({ measures }) => measures.failed),
    ...each('unanswered', 'here', ({ measures }) => measures.unanswered),
  ]);
  const effects = made('effects', '', [
    { cause: 'answeredBefore', side: 'in', count: total(({ unfinishedCarriedIn }) => unfinishedCarriedIn), places: ids },
    { cause: 'answeredNow', side: 'in', count: total(({ measures }) => measures.answered), places: ids, always: true },
    { cause: 'done', side: 'well', count: total(({ measures }) => measures.done), places: ids, always: true },
    { cause: 'effectsLost', side: 'bad', count: total(({ measures }) => measures.effectsLost), places: channelsThat(report, losesMessages, ids) },
    { cause: 'unfinished', side: 'here', count: total(({ measures }) => measures.unfinished), places: channelsThat(report, keepsMessages, ids) },
  ]);
  return [requests, effects];
}

const losesMessages = ({ measures: m }: ChannelReport): boolean => m.dropped + m.deadLettered + m.lost + m.expiredUnread + m.refused + m.truncated > 0;
const keepsMessages = ({ measures: m }: ChannelReport): boolean => m.ready + m.unacknowledged + m.delayed > 0;

function channelsThat({ channels }: Report, isMeant: (channel: ChannelReport) => boolean, otherwise: readonly string[]): readonly string[] {
  const found = channels.filter(isMeant).map(({ id }) => id);
  return found.length > 0 ? found : otherwise;
}

function componentLedger(run: RunPlaces, { id, kind, measures: m, carriedIn }: ComponentReport): Ledger {
  const waitsFor = [id, ...run.worstFirst(id, 'inProgress')];
  const isClient = kind === 'client';
  return made('component', id, [
    { cause: 'carriedIn', side: 'in', count: carriedIn },
    { cause: 'offered', side: 'in', count: m.offered, places: [id, ...run.leadingTo(id)], always: true },
    { cause: isClient ? 'answered' : 'completed', side: 'well', count: m.completed, always: true },
    { cause: 'turnedAway', side: 'bad', count: m.rejected - m.shed - m.rateLimited - m.droppedWaiting },
    { cause: 'shed', side: 'bad', count: m.shed },
    { cause: 'rateLimited', side: 'bad', count: m.rateLimited },
    { cause: 'droppedWaiting', side: 'bad', count: m.droppedWaiting },
    { cause: 'failedHere', side: 'bad', count: m.failedHere - m.wasted },
    { cause: 'wasted', side: 'bad', count: m.wasted },
    { cause: 'failedByCall', side: 'bad', count: m.failedByCall, places: run.failureTrail(id) },
    { cause: 'lost', side: 'bad', count: m.lost },
    ...(isClient
      ? [{ cause: 'unanswered', side: 'here', count: m.inSystem, places: waitsFor } as const]
      : ([
          { cause: 'waiting', side: 'here', count: m.queued },
          { cause: 'atWork', side: 'here', count: m.working },
          { cause: 'elsewhere', side: 'here', count: m.inSystem - m.queued - m.working, places: waitsFor },
        ] as const)),
  ]);
}

function connectionLedger(run: RunPlaces, { id, to, kind, measures: m, carriedIn }: ConnectionReport): Ledger {
  const withCallee = kind === 'sync' ? [id, to] : [id];
  return made(
    'connection',
    id,
    [
      { cause: 'carriedIn', side: 'in', count: carriedIn },
      { cause: kind === 'sync' ? 'called' : 'published', side: 'in', count: m.calls, always: true },
      { cause: 'succeeded', side: 'well', count: m.succeeded, always: true },
      { cause: 'ranOutOfTime', side: 'bad', count: m.callsTimedOut, places: withCallee },
      { cause: 'gaveUp', side: 'bad', count: m.failed - m.callsTimedOut, places: run.failureTrail(id) },
      { cause: 'abandoned', side: 'bad', count: m.abandoned },
      { cause: 'inProgress', side: 'here', count: m.inProgress, places: withCallee },
    ],
    [
      { cause: 'timedOut', side: 'bad', count: m.timedOut, places: withCallee },
      { cause: 'rejected', side: 'bad', count: m.rejected, places: withCallee },
      { cause: 'errors', side: 'bad', count: m.errors, places: run.failureTrail(id) },
      { cause: 'vanished', side: 'bad', count: m.vanished },
      { cause: 'resets', side: 'bad', count: m.resets },
      { cause: 'circuitRefused', side: 'bad', count: m.circuitRefused },
      { cause: 'limited', side: 'bad', count: m.limited },
      { cause: kind === 'sync' ? 'unreached' : 'unconfirmed', side: 'bad', count: failedWithoutAttempt(m), places: withCallee },
    ],
  );
}

function channelLedger(run: RunPlaces, document: BrownoutDocument, { id, measures: m, carriedIn, broker }: ChannelReport): Ledger {
  const protocol = document.brokers.find((item) => item.id === broker)?.protocol;
  const isLog = protocol !== undefined && PROTOCOLS[protocol].isLog === true;
  const readers = [id, ...run.ofChannel(id)];
  const kept: readonly Line[] = isLog
    ? [{ cause: 'kept', side: 'here', count: m.ready }]
    : [
        { cause: 'dropped', side: 'bad', count: m.dropped },
        { cause: 'deadLettered', side: 'bad', count: m.deadLettered, places: readers },
        { cause: 'messagesLost', side: 'bad', count: m.lost, places: readers },
        { cause: 'ready', side: 'here', count: m.ready },
        { cause: 'unacknowledged', side: 'here', count: m.unacknowledged, places: readers },
        { cause: 'delayed', side: 'here', count: m.delayed },
      ];
  return made(
    'channel',
    id,
    [
      { cause: 'carriedIn', side: 'in', count: carriedIn },
      { cause: 'published', side: 'in', count: m.published, places: readers, always: true },
      { cause: 'copies', side: 'in', count: m.copies },
      { cause: 'finished', side: 'well', count: m.finished, always: true },
      { cause: 'expiredUnread', side: 'bad', count: m.expiredUnread },
      { cause: 'truncated', side: 'bad', count: m.truncated },
      ...kept,
    ],
    [{ cause: 'refused', side: 'bad', count: m.refused }],
  );
}
