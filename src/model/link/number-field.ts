import type { Coder } from './coder.ts';
import { DamagedError } from './range-coder.ts';

/** Digits before the exponent, at most, that are coded as a whole number. */
const MAX_DIGITS = 15;
/** Powers of ten that scaled numbers have; anything else is coded as 64 bits. */
const MIN_POWER = -12;
const MAX_POWER = 12;

/** A number as sign, digits without trailing zeros and a power of ten: 0.05 is 5 and -2. */
interface Scaled {
  readonly negative: boolean;
  readonly digits: number;
  readonly power: number;
}

/** Codes any finite number, exactly. People write round ones: 500 is cheaper than 512, and both are cheaper than a
 *  number with many digits. Numbers of one field look alike, so its powers and digits are learned. */
export function codeNumber(coder: Coder, field: string, value: number): number {
  const scaled = coder.isReading ? undefined : scale(value);
  if (coder.flag(`${field} is long`, scaled === undefined, 400)) return finite(coder.double(value));
  const digits = coder.count(`${field} digits`, scaled?.digits ?? 0);
  if (digits === 0) return 0;
  const power = coder.choice(`${field} power`, MAX_POWER - MIN_POWER + 1, (scaled?.power ?? 0) - MIN_POWER) + MIN_POWER;
  const negative = coder.flag(`${field} is negative`, scaled?.negative ?? false, 4000);
  return finite(Number(`${negative ? '-' : ''}${digits}e${power}`));
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new DamagedError('A number is not finite.');
  return value + 0;
}

/** The shortest decimal that stands for exactly this number; undefined when it needs too many digits. */
function scale(value: number): Scaled | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + (all.length - significant.length);
  if (significant === '') return { negative: false, digits: 0, power: 0 };
  if (significant.length > MAX_DIGITS || power < MIN_POWER || power > MAX_POWER) return undefined;
  return { negative: sign === '-', digits: Number(significant), power };
}
