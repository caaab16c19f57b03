/** Lines, fields, numbers and times of a CSV of any origin. Everything is bounded: nothing of a line beyond its longest
 *  length is kept. */

/** Longest line that is read, in characters; most of its fields. */
export const MOST_LINE_CHARACTERS = 4096;
const MOST_FIELDS = 64;

/** Takes text in pieces of any size and gives lines, numbered from 1. A line that is too long is given as undefined. */
export function createLineSplitter(take: (line: string | undefined, number: number) => void) {
  let rest = '';
  let isTooLong = false;
  let number = 0;
  const give = (line: string): void => {
    number++;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    take(isTooLong || text.length > MOST_LINE_CHARACTERS ? undefined : text, number);
    isTooLong = false;
  };
  return {
    push(text: string): void {
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        give(rest + text.slice(from, end));
        rest = '';
        from = end + 1;
      }
      rest += text.slice(from, from + MOST_LINE_CHARACTERS + 2);
      if (rest.length > MOST_LINE_CHARACTERS + 1) {
        isTooLong = true;
        rest = '';
      }
    },
    end(): void {
      if (rest !== '' || isTooLong) give(rest);
    },
  };
}

/** What stands between fields; a space only where all fields are numbers. */
export type Separator = ',' | ';' | '\t' | ' ';

/** The separator of a line: the most frequent one outside of quotes. Undefined for a single field. */
export function separatorOf(line: string): Separator | undefined {
  const bare = line.replace(/"[^"]*"/g, '""');
  const counts = ([';', '\t', ','] as const).map((separator) => [separator, bare.split(separator).length - 1] as const);
  const [separator, count] = counts.reduce((best, candidate) => (candidate[1] > best[1] ? candidate : best));
  if (count > 0) return separator;
  const words = line.trim().split(/\s+/);
  return words.length > 1 && words.every((word) => numberOf(word) !== undefined) ? ' ' : undefined;
}

/** The fields of a line, without the quotes around them. */
export function fieldsOf(line: string, separator: Separator | undefined): readonly string[] {
  if (separator === undefined) return [unquoted(line)];
  if (separator === ' ') return line.trim().split(/\s+/, MOST_FIELDS);
  if (!line.includes('"')) return line.split(separator, MOST_FIELDS).map((field) => field.trim());
  const fields: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at <= line.length && fields.length < MOST_FIELDS; at++) {
    const character = line[at];
    if (character === '"') isQuoted = !isQuoted;
    if (at < line.length && (character !== separator || isQuoted)) continue;
    fields.push(unquoted(line.slice(from, at)));
    from = at + 1;
  }
  return fields;
}

function unquoted(field: string): string {
  const trimmed = field.trim();
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1).replaceAll('""', '"').trim() : trimmed;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** A finite number as programs write it; with `hasDecimalComma` also `12,5`. Undefined for all else. */
export function numberOf(text: string, hasDecimalComma = false): number | undefined {
  const plain = hasDecimalComma ? text.replace(',', '.') : text;
  if (!NUMBER.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const LOG = /^\[?(\d{1,2})\/([A-Za-z]{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})\s*([+-]\d{4})?\]?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date and time, as ISO 8601 or web servers' logs write them, in milliseconds since 1970. Without a zone it is taken as
 *  UTC: only differences count. Undefined for all else, days that no month has included. */
export function dateOf(text: string): number | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = iso;
    return momentOf({ year, month, day, hour, minute, second, zone }, Number(`0.${fraction || '0'}`) * 1000);
  }
  const log = LOG.exec(text);
  if (log === null) return undefined;
  const [, day, name, year, hour, minute, second, zone] = log;
  return momentOf({ year, month: String(MONTHS.indexOf(name!.toLowerCase()) + 1), day, hour, minute, second, zone }, 0);
}

type Written = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'zone', string | undefined>>;

function momentOf(written: Written, fractionMs: number): number | undefined {
  const [year, month, day, hour, minute, second] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map((name) => Number(written[name]));
  if (month! < 1 || month! > 12 || day! < 1 || day! > daysIn(year!, month!) || hour! > 23 || minute! > 59 || second! > 60) return undefined;
  const minutes = (daysSince1970(year!, month!, day!) * 24 + hour!) * 60 + minute! - zoneMinutes(written.zone);
  return (minutes * 60 + second!) * 1000 + fractionMs;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const digits = zone.replace(/\D/g, '');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysIn(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days of the Gregorian calendar since 1 January 1970. */
function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162;
  for (let earlier = 1; earlier < month; earlier++) days += daysIn(year, earlier);
  return days + day - 1;
}
