import type { NumberSpec } from '../../model/parameter.ts';

/** How a slider's even steps map to values. */
export interface SliderScale {
  readonly steps: number;
  toValue(position: number): number;
  /** The nearest step; values beyond the usual range are at its ends. */
  toPosition(value: number): number;
}

const STEPS = 100;
/** A usual range that spans more than this is walked through by factors instead of differences. */
const WIDE = 50;

/** Linear over narrow ranges; over wide ones by powers, so that small values can be set as finely as large ones. A range
 *  from zero begins with zero itself. Values are rounded to what people would type. */
export function scaleOf(spec: Pick<NumberSpec, 'usual' | 'integer'>): SliderScale {
  const [least, most] = spec.usual;
  const round = (value: number): number => tidy(value, spec.integer);
  const values = Array.from({ length: STEPS + 1 }, (_, step) => round(spread(least, most, step / STEPS)));
  const unique = values.filter((value, index) => index === 0 || value > values[index - 1]!);
  return {
    steps: unique.length - 1,
    toValue: (position) => unique[Math.min(unique.length - 1, Math.max(0, Math.round(position)))]!,
    toPosition(value) {
      let best = 0;
      unique.forEach((candidate, index) => {
        if (Math.abs(candidate - value) < Math.abs(unique[best]! - value)) best = index;
      });
      return best;
    },
  };
}

function spread(least: number, most: number, share: number): number {
  if (most <= Math.max(least, 1e-9) * WIDE && least > 0) return least + (most - least) * share;
  if (least > 0) return least * (most / least) ** share;
  // From zero: the cube keeps small values apart without needing a smallest one.
  return most <= 10 ? most * share : most * share ** 3;
}

/** At most two significant digits, never finer than a thousandth. */
function tidy(value: number, isInteger: boolean): number {
  const rounded = Number(value.toPrecision(2));
  return isInteger ? Math.round(rounded) : Math.round(rounded * 1000) / 1000;
}
