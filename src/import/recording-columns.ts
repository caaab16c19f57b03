import { numberOf } from './recording-lines.ts';

/** Which columns of a CSV say when and how much: by their names, else by what stands in the first line. */

/** A column: its place from 1, and its name where there is a header. */
export interface Column {
  readonly place: number;
  readonly name?: string;
}

/** Columns of a recording, and what its lines stand for. */
export interface Columns {
  readonly reading: 'arrivals' | 'rates' | 'counts';
  readonly time: Column;
  readonly value?: Column;
}

const TIME_NAMES = [/^(time|timestamp|ts|date|datetime|at|when|t|epoch|@timestamp|_time)$/i, /^(time|date|timestamp)/i, /(time|date|stamp|second|minute|hour)/i];
const RATE_NAMES = [/rate|rps|qps|tps|per.?s|\/s|req.?s$/i, /^(value|load|arrivals|throughput)/i];
const COUNT_NAMES = [/count|requests|hits|calls|total|sum|number|events|messages/i];

/** The columns of a table by its header and its first line; undefined when no column has times. `reading` is what was asked
 *  for. Without it a table of times alone, or of more than can be told, is one of requests. */
export function describeColumns(table: {
  readonly header: readonly string[] | undefined;
  readonly fields: readonly string[];
  readonly reading: Columns['reading'] | undefined;
  readonly isTime: (field: string) => boolean;
  readonly hasDecimalComma: boolean;
}): Columns | undefined {
  const { header, fields, isTime, hasDecimalComma } = table;
  const places = fields.map((_, index) => index);
  const timed = places.filter((index) => isTime(fields[index]!));
  const time = named(header, timed, TIME_NAMES) ?? timed[0];
  if (time === undefined) return undefined;
  const numeric = places.filter((index) => index !== time && numberOf(fields[index]!, hasDecimalComma) !== undefined);
  const rate = named(header, numeric, RATE_NAMES);
  const count = named(header, numeric, COUNT_NAMES);
  const only = fields.length === 2 ? numeric[0] : undefined;
  const found = rate !== undefined ? 'rates' : count !== undefined ? 'counts' : only !== undefined ? 'rates' : 'arrivals';
  const reading = table.reading ?? found;
  if (reading === 'arrivals') return { reading, time: column(header, time) };
  const value = (reading === 'rates' ? (rate ?? count) : (count ?? rate)) ?? numeric[0];
  return value === undefined ? { reading: 'arrivals', time: column(header, time) } : { reading, time: column(header, time), value: column(header, value) };
}

function named(header: readonly string[] | undefined, places: readonly number[], patterns: readonly RegExp[]): number | undefined {
  if (header === undefined) return undefined;
  for (const pattern of patterns) {
    const found = places.find((index) => pattern.test(header[index] ?? ''));
    if (found !== undefined) return found;
  }
  return undefined;
}

function column(header: readonly string[] | undefined, index: number): Column {
  const name = header?.[index]?.slice(0, 60);
  return { place: index + 1, ...(name === undefined || name === '' ? {} : { name }) };
}
