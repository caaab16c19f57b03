/** A unit as people write it: `factor` times ten to the power of `exponent` is its size in the base unit. Kept apart so
 *  that the power of ten is read by the number parser, which rounds once, and not multiplied. */
interface WrittenUnit {
  readonly names: readonly string[];
  readonly factor: number;
  readonly exponent: number;
}

/** Units of time, in milliseconds, longest first. The first name is the one that is written back. */
const DURATIONS: readonly WrittenUnit[] = [
  { names: ['d', 'day', 'days'], factor: 864, exponent: 5 },
  { names: ['h', 'hour', 'hours'], factor: 36, exponent: 5 },
  { names: ['min', 'm', 'minute', 'minutes'], factor: 6, exponent: 4 },
  { names: ['s', 'sec', 'second', 'seconds'], factor: 1, exponent: 3 },
  { names: ['ms', 'millisecond', 'milliseconds'], factor: 1, exponent: 0 },
  { names: ['µs', 'us', 'μs'], factor: 1, exponent: -3 },
];

/** Multiples of a plain number, greatest first. Case counts: `M` is a million and `m` is nothing. */
const MULTIPLES: readonly WrittenUnit[] = [
  { names: ['G'], factor: 1, exponent: 9 },
  { names: ['M'], factor: 1, exponent: 6 },
  { names: ['k', 'K'], factor: 1, exponent: 3 },
  { names: [''], factor: 1, exponent: 0 },
];

/** Sizes in bytes, greatest first. A bare multiple is a decimal one: `64k` are 64,000 bytes, as `64 kB` are. */
const SIZES: readonly WrittenUnit[] = [
  { names: ['GiB'], factor: 1_073_741_824, exponent: 0 },
  { names: ['GB', 'G'], factor: 1, exponent: 9 },
  { names: ['MiB'], factor: 1_048_576, exponent: 0 },
  { names: ['MB', 'M'], factor: 1, exponent: 6 },
  { names: ['KiB'], factor: 1024, exponent: 0 },
  { names: ['kB', 'k', 'K', 'KB'], factor: 1, exponent: 3 },
  { names: ['B', ''], factor: 1, exponent: 0 },
];

/** What a rate can be "per", as seconds. */
const PERIODS: Readonly<Record<string, number>> = { s: 1, sec: 1, second: 1, min: 60, m: 60, h: 3600, hour: 3600 };

const NUMBER = /^(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,3}))?\s*(.*)$/;

/** Splits `1.5 k` into the number and the rest; undefined when it does not begin with a number. Exponents are read. */
function splitNumber(text: string): { readonly digits: string; readonly exponent: number; readonly rest: string } | undefined {
  const match = NUMBER.exec(text.trim());
  if (match === null) return undefined;
  return { digits: match[1], exponent: Number(match[2] ?? 0), rest: match[3].trim() };
}

function readIn(units: readonly WrittenUnit[], text: string): number | undefined {
  const parts = splitNumber(text);
  const unit = units.find((candidate) => parts !== undefined && candidate.names.includes(parts.rest));
  if (parts === undefined || unit === undefined) return undefined;
  const value = Number(`${parts.digits}e${parts.exponent + unit.exponent}`) * unit.factor;
  return Number.isFinite(value) ? value : undefined;
}

/** Whether the text is a number without any unit, such as `250`. */
export function isBareNumber(text: string): boolean {
  return splitNumber(text)?.rest === '';
}

const DURATION_PART = /(?:\d|\.\d)[\d.]*(?:e[+-]?\d+)?\s*[a-zµμ]+/g;

/** Reads a duration with its unit, `250ms`, `1.5 s`, `2min`, `1h 30min`, `40us`, and gives it in milliseconds. Undefined for
 *  anything else, a number without a unit and a negative one included, and parts whose units do not descend. */
export function parseDuration(text: string): number | undefined {
  const parts = text.match(DURATION_PART) ?? [];
  if (parts.length === 0 || text.replace(/\s/g, '') !== parts.join('').replace(/\s/g, '')) return undefined;
  const units = parts.map((part) => DURATIONS.findIndex(({ names }) => names.includes(splitNumber(part)!.rest)));
  if (units.some((unit, index) => index > 0 && unit <= units[index - 1]!)) return undefined;
  return parts.map((part) => readIn(DURATIONS, part)).reduce((sum, ms) => (sum === undefined || ms === undefined ? undefined : sum + ms));
}

/** Reads a rate, `100/s`, `1.5k/s`, `90/min`, `5/h`, and gives it per second; without "per", a number is per second.
 *  Undefined for anything else. */
export function parseRate(text: string): number | undefined {
  const [amount, period, ...more] = text.trim().split('/');
  if (more.length > 0) return undefined;
  const value = parseCount(amount);
  if (value === undefined || period === undefined) return value;
  const seconds = Object.hasOwn(PERIODS, period.trim()) ? PERIODS[period.trim()] : undefined;
  return seconds === undefined ? undefined : value / seconds;
}

/** Reads a plain number with an optional multiple, `500`, `1.5k`, `2M`. Undefined for anything else. */
export function parseCount(text: string): number | undefined {
  return readIn(MULTIPLES, text);
}

/** Reads a size in bytes, `500`, `16 KiB`, `1.5 MB`, `64k`. Undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  return readIn(SIZES, text);
}

/** Reads a ratio, as a share (`0.05`) or in percent (`5%`), and gives it as a share. Undefined for anything else. */
export function parseRatio(text: string): number | undefined {
  return readIn([{ names: [''], factor: 1, exponent: 0 }, { names: ['%'], factor: 1, exponent: -2 }], text);
}

/** Reads a factor, `10`, `10x` or `x10`. Undefined for anything else. */
export function parseFactor(text: string): number | undefined {
  return parseCount(text.trim().replace(/^[x×]\s*|\s*[x×]$/, ''));
}

/** Writes a duration so that `parseDuration` reads back the very same number: in the longest unit in which it has at
 *  most three decimals (`10 min`, `1.5 s`, `250 ms`), else in milliseconds with as many as it needs. */
export function writeDuration(ms: number): string {
  return writeIn(DURATIONS, ms, ' ') ?? `${ms} ms`;
}

/** Writes a rate per second so that `parseRate` reads back the very same number: `1.5k/s`, `100/s`. */
export function writeRate(perSec: number): string {
  return `${writeCount(perSec)}/s`;
}

/** Writes a number so that `parseCount` reads back the very same one: `2M`, `1.5k`, `500`. */
export function writeCount(value: number): string {
  return writeIn(MULTIPLES, value, '') ?? `${value}`;
}

/** Writes a size in bytes so that `parseBytes` reads back the very same number: in the greatest binary unit of which it
 *  is a whole multiple (`16 KiB`), else in the greatest decimal one in which it has at most three decimals (`65.535 kB`). */
export function writeBytes(bytes: number): string {
  const binary = SIZES.find(({ factor }) => factor > 1 && bytes >= factor && bytes % factor === 0);
  if (binary !== undefined) return `${bytes / binary.factor} ${binary.names[0]}`;
  return writeIn(SIZES.filter(({ factor }) => factor === 1), bytes, ' ') ?? `${bytes} B`;
}

/** Writes a share as percent so that `parseRatio` reads back the very same number: `5%`, `99.9%`; a share that percent
 *  cannot tell exactly is written as it is. */
export function writeRatio(ratio: number): string {
  const percent = `${shortest(ratio * 100)}%`;
  return parseRatio(percent) === ratio ? percent : `${ratio}`;
}

function writeIn(units: readonly WrittenUnit[], value: number, space: string): string | undefined {
  if (value === 0) return `0${space}${units.find((unit) => unit.factor === 1 && unit.exponent === 0)?.names[0] ?? ''}`;
  for (const unit of units) {
    const size = Number(`1e${unit.exponent}`) * unit.factor;
    if (!(value >= size)) continue;
    const text = `${shortest(value / size)}${space}${unit.names[0]}`;
    if (readIn(units, text) === value) return text;
  }
  return undefined;
}

/** At most three decimals, without trailing zeros. */
function shortest(value: number): string {
  return `${Math.round(value * 1000) / 1000}`;
}
