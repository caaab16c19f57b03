/** A number and its unit apart, so that the unit can stand still in smaller type while the number changes. */
export interface Measure {
  readonly number: string;
  readonly unit: string;
}

const NO_BREAK_SPACE = '\u00a0';
const FIGURE_SPACE = '\u2007';
const NO_VALUE = '–';

const MULTIPLES = ['', 'k', 'M', 'G', 'T'];
/** Ten tenths for each of 0..9, then the whole numbers to 999. */
const TEXTS_PER_MULTIPLE = 1100;
/** Every compact number ever shown; at most 5,500 entries, so that drawing at 60 frames a second makes no garbage. */
const compactTexts: (string | undefined)[] = [];

/** At most three significant figures, and at most four characters with the multiple's letter: `9.9`, `128`, `1.2k`. */
export function formatCompact(value: number): string {
  if (Number.isNaN(value)) return NO_VALUE;
  if (value === Infinity) return '∞';
  if (value < 0) return `−${formatCompact(-value)}`;
  if (value < 0.095) return value < 0.005 ? '0' : value.toFixed(2);
  let multiple = 0;
  let mantissa = value;
  // 999.6 reads as 1.0k, so the multiple is chosen by the rounded value.
  while (mantissa >= 999.5 && multiple < MULTIPLES.length - 1) {
    mantissa /= 1000;
    multiple += 1;
  }
  return compactText(mantissa, multiple);
}

function compactText(mantissa: number, multiple: number): string {
  const step = mantissa < 9.95 ? Math.round(mantissa * 10) : 100 + Math.round(mantissa);
  if (step >= TEXTS_PER_MULTIPLE) return `${mantissa.toFixed(0)}${MULTIPLES[multiple]}`;
  const index = multiple * TEXTS_PER_MULTIPLE + step;
  compactTexts[index] ??= `${step < 100 ? (step / 10).toFixed(1) : step - 100}${MULTIPLES[multiple]}`;
  return compactTexts[index];
}

/** One decimal under ten, none above; a bare `0`, and never `10.0`. */
function shortDecimal(value: number): string {
  return formatCompact(Math.min(value, 999));
}

/** A count of things: whole up to 999, then compact. */
export function formatCount(value: number): string {
  return Number.isFinite(value) && Math.abs(value) < 999.5 ? formatCompactInteger(value) : formatCompact(value);
}

function formatCompactInteger(value: number): string {
  const whole = Math.round(value);
  return whole < 0 ? `−${-whole}` : `${whole}`;
}

/** A count with thousands marked, for places with room: `12,480`. */
export function formatExactCount(value: number): string {
  if (!Number.isFinite(value)) return formatCompact(value);
  const digits = `${Math.round(Math.abs(value))}`.replace(/\B(?=(\d{3})+$)/g, ',');
  return value <= -0.5 ? `−${digits}` : digits;
}

/** Events per second: `8.4/s`, `128/s`, `1.2k/s`. */
export function formatRate(perSec: number): string {
  return `${formatCompact(perSec)}/s`;
}

/** A share from 0 to 1 as a percentage: `0%`, `0.4%`, `72%`, `99.95%`. Only a full share reads 100%. */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return NO_VALUE;
  const percent = ratio * 100;
  if (percent > 99 && percent < 100) return `${floorTo(percent, percent >= 99.9 ? 2 : 1)}%`;
  if (percent > 0 && percent < 0.95) return percent < 0.05 ? '<0.1%' : `${percent.toFixed(1)}%`;
  return `${Math.round(percent)}%`;
}

function floorTo(value: number, digits: number): string {
  const scale = digits === 2 ? 100 : 10;
  return (Math.floor(value * scale + 1e-6) / scale).toFixed(digits);
}

/** A duration in the unit that fits: `0.4 ms`, `34 ms`, `1.5 s`, `34 s`, `2.5 min`, `3.2 h`. */
export function formatDuration(ms: number): string {
  const { number, unit } = durationParts(ms);
  return unit === '' ? number : `${number}${NO_BREAK_SPACE}${unit}`;
}

export function durationParts(ms: number): Measure {
  if (!Number.isFinite(ms)) return { number: formatCompact(ms), unit: '' };
  if (ms < 0) {
    const positive = durationParts(-ms);
    return { number: `−${positive.number}`, unit: positive.unit };
  }
  if (ms > 0 && ms < 0.0995) return { number: shortDecimal(ms * 1000), unit: 'µs' };
  if (ms < 999.5) return { number: shortDecimal(ms), unit: 'ms' };
  if (ms < 59_500) return { number: shortDecimal(ms / 1000), unit: 's' };
  if (ms < 3_570_000) return { number: shortDecimal(ms / 60_000), unit: 'min' };
  return { number: shortDecimal(ms / 3_600_000), unit: 'h' };
}

/** A moment of the run: `0:08.1`, `12:30.0`, `1:02:30.0`, with more digits after the point where they are asked for.
 *  Cut, not rounded, so that it never runs ahead. */
export function formatClock(ms: number, digits = 1): string {
  if (!Number.isFinite(ms)) return NO_VALUE;
  const perSec = 10 ** digits;
  const parts = Math.floor((Math.max(0, ms) * perSec) / 1000 + 1e-7);
  const seconds = Math.floor(parts / perSec);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const tail = `${twoDigits(seconds % 60)}.${String(parts % perSec).padStart(digits, '0')}`;
  return hours > 0 ? `${hours}:${twoDigits(minutes % 60)}:${tail}` : `${minutes}:${tail}`;
}

/** Digits after the clock's point that change visibly at a speed: tenths of a second as things usually go, down to
 *  microseconds in the slowest motion. A run that stands still, perhaps between two events, shows milliseconds. */
export function clockDigits(speed: number | 'max', isStill: boolean): number {
  const moving = speed === 'max' ? 1 : Math.min(6, Math.max(1, Math.round(-2 * Math.log10(speed))));
  return isStill ? Math.max(3, moving) : moving;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** A size in decimal multiples: `512 B`, `1.4 kB`, `34 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return formatCompact(bytes);
  if (Math.abs(bytes) < 999.5) return `${formatCompactInteger(bytes)}${NO_BREAK_SPACE}B`;
  const compact = formatCompact(bytes);
  return `${compact.slice(0, -1)}${NO_BREAK_SPACE}${compact.slice(-1)}B`;
}

/** Pads on the left with spaces as wide as a figure, so that a changing number does not move its neighbours. */
export function padFigures(text: string, width: number): string {
  return text.padStart(width, FIGURE_SPACE);
}
