import { describeColumns, type Column, type Columns } from './recording-columns.ts';
import { createLineSplitter, dateOf, fieldsOf, MOST_LINE_CHARACTERS, numberOf, type Separator, separatorOf } from './recording-lines.ts';

/** Recorded load: a CSV of times, one request a line, or of times with rates or counts. It is read twice, in pieces: first
 *  to learn its columns and its span, then to add it up in at most 500 bins. However long it is, only these are kept. */

/** Bounds of what is read. */
export const RECORDING_LIMITS = { fileBytes: 67_108_864, lines: 5_000_000, problems: 20, bins: 500 } as const;

/** What a line stands for: one request; a time and the rate per second from then on; a time and a count until the next. */
export type Reading = 'arrivals' | 'rates' | 'counts';

/** Unit of times that are written as plain numbers. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** What is known beforehand; the rest is found out. */
export interface RecordingOptions {
  readonly reading?: Reading;
  readonly unit?: TimeUnit;
}

/** A line that could not be read, counted from 1, and why. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** A recording, understood and binned. */
export interface Recording {
  readonly reading: Reading;
  readonly timeColumn: Column;
  readonly valueColumn?: Column;
  /** How times are written: as dates, or as numbers of this unit. */
  readonly times: 'text' | TimeUnit;
  /** Lines that count, and lines that could not be read; the first of these. */
  readonly lines: number;
  readonly unread: number;
  readonly problems: readonly LineProblem[];
  /** When it begins, in milliseconds since 1970; absent where times are counted from no date. */
  readonly beginsAtMs?: number;
  readonly spanMs: number;
  readonly requests: number;
  readonly meanPerSec: number;
  readonly peakPerSec: number;
  /** How long each rate holds, in milliseconds. */
  readonly everyMs: number;
  /** Requests per second, at most 500, to four significant figures. */
  readonly ratesPerSec: readonly number[];
}

/** A recording, or why there is none, with the first lines that could not be read. */
export type RecordingResult =
  | { readonly ok: true; readonly recording: Recording }
  | { readonly ok: false; readonly message: string; readonly problems: readonly LineProblem[] };

/** Text in pieces, which can be read from the start as often as it is asked for. */
export type Pieces = () => AsyncIterable<string> | Iterable<string>;

/** What a long reading tells, and whether it shall go on. */
export interface Watch {
  readonly progress?: (lines: number) => void;
  readonly isStopped?: () => boolean;
}

const MAX_RATE = 1_000_000;
const MOST_SPAN_MS = 86_400_000 * RECORDING_LIMITS.bins;
const MOST_TIME_MS = 1e15;
const UNIT_MS: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 0.001, ns: 0.000_001 };
/** From here on a number is rather a date, since 1970, in the finer unit. */
const DATES_FROM: readonly (readonly [number, TimeUnit])[] = [[1e17, 'ns'], [1e14, 'us'], [1e11, 'ms']];
/** From here on a number of seconds is a date: September 2001. */
const EPOCH_FROM_MS = 1e12;

/** Why reading ended before its end. */
class Refusal extends Error {}

/** Reads a recording. Never throws for what is in the text; `isStopped` ends it with a refusal. */
export async function readRecording(pieces: Pieces, options: RecordingOptions = {}, watch: Watch = {}): Promise<RecordingResult> {
  const survey = createSurvey(options);
  try {
    await readLines(pieces, (line, number) => survey.take(line, number), watch);
    const plan = survey.plan();
    const bins = createBins(plan);
    const table = survey.table();
    await readLines(pieces, (line) => bins.take(table(line)), watch);
    return { ok: true, recording: { ...survey.found(), ...bins.sum() } };
  } catch (reason) {
    if (!(reason instanceof Refusal)) throw reason;
    return { ok: false, message: reason.message, problems: survey.problems };
  }
}

async function readLines(pieces: Pieces, take: (line: string | undefined, number: number) => void, { progress, isStopped }: Watch): Promise<void> {
  let lines = 0;
  let isFirst = true;
  const splitter = createLineSplitter((line, number) => {
    lines = number;
    if (number > RECORDING_LIMITS.lines) throw new Refusal('It has more than 5,000,000 lines.');
    take(line, number);
  });
  for await (const piece of pieces()) {
    if (piece.includes('\0')) throw new Refusal('It is not a text: choose a CSV file.');
    splitter.push(isFirst ? piece.replace(/^\ufeff/, '') : piece);
    isFirst &&= piece === '';
    progress?.(lines);
    if (isStopped?.() === true) throw new Refusal('Reading was stopped.');
  }
  splitter.end();
}

/** One line that counts: when, and, unless it is one request, how much from then on. */
interface Row {
  readonly atMs: number;
  readonly value: number;
}

/** What the second reading needs to know. */
interface Plan {
  readonly reading: Reading;
  readonly fromMs: number;
  readonly spanMs: number;
  readonly everyMs: number;
  /** How long the last rate or count holds. */
  readonly lastGapMs: number;
}

type ReadRow = (fields: readonly string[]) => Row | string;

/** First reading: columns from the first lines, then the span of all that can be read. */
function createSurvey(options: RecordingOptions) {
  const problems: LineProblem[] = [];
  let unread = 0;
  let header: readonly string[] | undefined;
  let separator: Separator | undefined;
  let columns: Columns | undefined;
  let times: Recording['times'] = 'text';
  let readRow: ReadRow | undefined;
  const span = { count: 0, least: Infinity, most: -Infinity, last: Number.NaN, leastGap: Infinity, mostGap: 0, lastGap: 0 };

  const refuse = (line: number, message: string): undefined => {
    unread++;
    if (problems.length < RECORDING_LIMITS.problems) problems.push({ line, message });
    return undefined;
  };
  const begin = (line: string): boolean => {
    separator ??= separatorOf(line);
    const fields = fieldsOf(line, separator);
    const isTime = (field: string): boolean => timeOf(field, separator !== ',') !== undefined;
    if (header === undefined && !fields.some(isTime)) {
      header = fields;
      return true;
    }
    columns = describeColumns({ header, fields, reading: options.reading, isTime, hasDecimalComma: separator !== ',' });
    if (columns === undefined) return false;
    times = unitOf(numberOf(fields[columns.time.place - 1]!, separator !== ','), columns.time.name, options.unit);
    readRow = rowReader(columns, times, separator !== ',');
    return false;
  };
  const takeRow = ({ atMs }: Row, line: number): void => {
    const isOrdered = columns!.reading !== 'arrivals';
    if (isOrdered && atMs <= span.last) {
      refuse(line, 'its time is not after that of the line before');
      return;
    }
    if (span.count > 0) {
      span.lastGap = atMs - span.last;
      span.leastGap = Math.min(span.leastGap, span.lastGap);
      span.mostGap = Math.max(span.mostGap, span.lastGap);
    }
    span.count++;
    span.last = atMs;
    span.least = Math.min(span.least, atMs);
    span.most = Math.max(span.most, atMs);
  };
  /** What stands in a line; undefined for nothing, for the header, and for what cannot be read. */
  const rowOf = (line: string | undefined, tell: (message: string) => undefined): Row | undefined => {
    if (line === undefined) return tell(`it is longer than ${MOST_LINE_CHARACTERS} characters`);
    if (line.trim() === '' || line.startsWith('#')) return undefined;
    if (readRow === undefined && begin(line)) return undefined;
    if (readRow === undefined) return tell('no time was found in it');
    const row = readRow(fieldsOf(line, separator));
    return typeof row === 'string' ? tell(row) : row;
  };

  return {
    problems,
    take(line: string | undefined, number: number): void {
      const row = rowOf(line, (message) => refuse(number, message));
      if (row !== undefined) takeRow(row, number);
    },
    /** Reads the same lines once more; what was refused is left out again. */
    table() {
      let last = -Infinity;
      const isOrdered = columns!.reading !== 'arrivals';
      let isHeader = header !== undefined;
      return (line: string | undefined): Row | undefined => {
        if (isHeader && line !== undefined && line.trim() !== '' && !line.startsWith('#')) {
          isHeader = false;
          return undefined;
        }
        const row = rowOf(line, () => undefined);
        if (row === undefined || (isOrdered && row.atMs <= last)) return undefined;
        last = row.atMs;
        return row;
      };
    },
    plan(): Plan {
      const { count, least, most } = span;
      if (columns === undefined || count === 0) throw new Refusal(whyEmpty(header, problems.length));
      if (count < 2) throw new Refusal('It has a single line: at least two are needed to tell a rate.');
      const isRequests = columns.reading === 'arrivals';
      const spanMs = isRequests ? most - least : most - least + span.lastGap;
      if (spanMs <= 0) throw new Refusal('All its times are the same.');
      if (spanMs > MOST_SPAN_MS) throw new Refusal('It spans more than 500 days: is the unit of its times right?');
      return { reading: columns.reading, fromMs: least, spanMs, lastGapMs: span.lastGap, everyMs: isRequests ? binOfArrivals(spanMs, count) : binOfRates(spanMs, span) };
    },
    found(): Omit<Recording, keyof ReturnType<ReturnType<typeof createBins>['sum']>> {
      const { reading, time, value } = columns!;
      const isDated = times === 'text' || span.least >= EPOCH_FROM_MS;
      return {
        reading,
        timeColumn: time,
        ...(value === undefined ? {} : { valueColumn: value }),
        times,
        lines: span.count,
        unread,
        problems,
        ...(isDated ? { beginsAtMs: span.least } : {}),
      };
    },
  };
}

/** Why no line of a text counts. The first line that holds no time is taken for the names of columns. */
function whyEmpty(header: readonly string[] | undefined, unread: number): string {
  if (header?.[0]?.trimStart().startsWith('<') === true) return 'It is a web page or XML, not a recording: choose a CSV file.';
  if (/^[[{]/.test(header?.[0]?.trimStart() ?? '')) return 'It is JSON, not a recording: choose a CSV file.';
  if (unread > 0) return 'No line of it could be read.';
  if (header === undefined) return 'There is nothing in it.';
  return `There is no time in it, only the line “${shortened(header.join(', '))}”.`;
}

function timeOf(field: string, hasDecimalComma: boolean): number | undefined {
  return numberOf(field, hasDecimalComma) ?? dateOf(field);
}

/** The unit of a column of times: as it was told, as its name says, or by the size of its first number. */
function unitOf(first: number | undefined, name: string | undefined, told: TimeUnit | undefined): Recording['times'] {
  if (first === undefined) return 'text';
  if (told !== undefined) return told;
  const named = /(?:^|[^a-zµμ])(ns|us|µs|μs|ms|s|nanos\w*|micros\w*|millis\w*|secs?|seconds?)\)?\]?$/i.exec(name ?? '')?.[1]?.toLowerCase();
  if (named !== undefined) return named.startsWith('n') ? 'ns' : /^[uµμ]|^micro/.test(named) ? 'us' : named.startsWith('m') ? 'ms' : 's';
  return DATES_FROM.find(([from]) => first >= from)?.[1] ?? 's';
}

function rowReader(columns: Columns, times: Recording['times'], hasDecimalComma: boolean): ReadRow {
  const { time, value, reading } = columns;
  const factor = times === 'text' ? 1 : UNIT_MS[times];
  return (fields) => {
    const field = fields[time.place - 1];
    if (field === undefined || field === '') return 'it has no time';
    const written = times === 'text' ? dateOf(field) : numberOf(field, hasDecimalComma);
    if (written === undefined) return `“${shortened(field)}” is ${times === 'text' ? 'no date and time' : 'no number'}`;
    const atMs = written * factor;
    if (Math.abs(atMs) > MOST_TIME_MS) return `the time ${shortened(field)} is out of range`;
    if (value === undefined) return { atMs, value: 1 };
    const amount = fields[value.place - 1];
    if (amount === undefined || amount === '') return `it has no ${reading === 'rates' ? 'rate' : 'count'}`;
    const number = numberOf(amount, hasDecimalComma);
    if (number === undefined) return `“${shortened(amount)}” is no number`;
    if (number < 0 || number > (reading === 'rates' ? MAX_RATE : 1e12)) return `${shortened(amount)} is not between 0 and ${reading === 'rates' ? '1,000,000' : '1e12'}`;
    return { atMs, value: number };
  };
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}

/** Fine enough for 500 bins, and so coarse that a bin has a request on average. */
function binOfArrivals(spanMs: number, count: number): number {
  return tidyAbove(Math.max(1, spanMs / (RECORDING_LIMITS.bins - 1), spanMs / count));
}

/** As the recording has them, where it is even and short enough. */
function binOfRates(spanMs: number, { count, leastGap, mostGap }: { readonly count: number; readonly leastGap: number; readonly mostGap: number }): number {
  const isEven = mostGap - leastGap <= mostGap / 1000;
  if (isEven && count <= RECORDING_LIMITS.bins && leastGap >= 1) return Math.round(leastGap * 1000) / 1000;
  return tidyAbove(Math.max(1, spanMs / (RECORDING_LIMITS.bins - 1), isEven ? 1 : leastGap));
}

const TIDY_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000];

function tidyAbove(least: number): number {
  return TIDY_MS.find((width) => width >= least) ?? TIDY_MS.at(-1)!;
}

/** Second reading: requests of each bin. */
function createBins({ reading, fromMs, spanMs, everyMs, lastGapMs }: Plan) {
  const count = Math.min(RECORDING_LIMITS.bins, Math.max(1, reading === 'arrivals' ? Math.floor(spanMs / everyMs) + 1 : Math.ceil(spanMs / everyMs - 1e-6)));
  const requests = new Float64Array(count);
  let last: Row | undefined;
  const binOf = (atMs: number): number => Math.min(count - 1, Math.max(0, Math.floor((atMs - fromMs) / everyMs)));
  /** Spreads what comes from one time to another evenly over the bins between. */
  const spread = ({ atMs, value }: Row, untilMs: number): void => {
    const perMs = reading === 'rates' ? value / 1000 : value / (untilMs - atMs);
    for (let bin = binOf(atMs); bin < count; bin++) {
      const start = fromMs + bin * everyMs;
      const end = bin === count - 1 ? Infinity : start + everyMs;
      requests[bin]! += perMs * (Math.min(end, untilMs) - Math.max(start, atMs));
      if (untilMs <= end) return;
    }
  };
  return {
    take(row: Row | undefined): void {
      if (row === undefined) return;
      if (reading === 'arrivals') requests[binOf(row.atMs)]!++;
      else if (last !== undefined) spread(last, row.atMs);
      last = row;
    },
    sum(): Pick<Recording, 'spanMs' | 'requests' | 'meanPerSec' | 'peakPerSec' | 'everyMs' | 'ratesPerSec'> {
      if (reading !== 'arrivals' && last !== undefined) spread(last, last.atMs + lastGapMs);
      const ratesPerSec = Array.from(requests, (number) => Number(((number / everyMs) * 1000).toPrecision(4)));
      const total = requests.reduce((sum, number) => sum + number, 0);
      const peakPerSec = ratesPerSec.reduce((most, rate) => Math.max(most, rate), 0);
      if (peakPerSec > MAX_RATE) throw new Refusal('It has more than 1,000,000 requests in a second: is the unit of its times right?');
      if (peakPerSec === 0) throw new Refusal('All its rates are 0.');
      return { spanMs, requests: total, meanPerSec: total / (spanMs / 1000), peakPerSec, everyMs, ratesPerSec };
    },
  };
}
