import { describe, expect, it } from 'vitest';
import {
  clockDigits,
  formatBytes,
  formatClock,
  formatCompact,
  formatCount,
  formatDuration,
  formatExactCount,
  formatRate,
  formatRatio,
  padFigures,
} from './format.ts';

const each = (format: (value: number) => string, values: readonly number[]): string =>
  values.map(format).join(' | ').replaceAll('\u00a0', '_');

describe('numbers', () => {
  it('keeps compact numbers at four characters', () => {
    const values = [0, 0.04, 0.4, 8.44, 9.95, 10, 128.4, 999.4, 999.6, 1234, 9949, 9950, 12_345, 999_600, 1.2e6, 3e13];
    expect(each(formatCompact, values)).toMatchInlineSnapshot(`"0 | 0.04 | 0.4 | 8.4 | 10 | 10 | 128 | 999 | 1.0k | 1.2k | 9.9k | 10k | 12k | 1.0M | 1.2M | 30T"`);
    for (let value = 0.01; value < 1e14; value *= 1.07) expect(formatCompact(value).length).toBeLessThanOrEqual(4);
  });

  it('writes what is not a number as such', () => {
    expect(each(formatCompact, [Number.NaN, Infinity, -Infinity, -1234])).toMatchInlineSnapshot(`"– | ∞ | −∞ | −1.2k"`);
  });

  it('writes counts whole while they are short', () => {
    expect(each(formatCount, [0, 3, 3.4, 999, 999.6, 1000, 48_200, -12])).toMatchInlineSnapshot(`"0 | 3 | 3 | 999 | 1.0k | 1.0k | 48k | −12"`);
    expect(each(formatExactCount, [0, 999, 1000, 1_234_567, -4200])).toMatchInlineSnapshot(`"0 | 999 | 1,000 | 1,234,567 | −4,200"`);
  });

  it('writes rates', () => {
    expect(each(formatRate, [0, 0.25, 8.4, 128, 1200])).toMatchInlineSnapshot(`"0/s | 0.3/s | 8.4/s | 128/s | 1.2k/s"`);
  });

  it('calls only a full share 100% and only nothing 0%', () => {
    const values = [0, 0.0001, 0.004, 0.0096, 0.125, 0.72, 0.994, 0.9996, 0.99999, 1, 1.2, Number.NaN];
    expect(each(formatRatio, values)).toMatchInlineSnapshot(`"0% | <0.1% | 0.4% | 1% | 13% | 72% | 99.4% | 99.96% | 99.99% | 100% | 120% | –"`);
  });
});

describe('time and size', () => {
  it('writes durations in the unit that fits', () => {
    const values = [0, 0.02, 0.4, 3.42, 34, 999.4, 999.6, 1500, 34_000, 59_940, 59_960, 150_000, 3_600_000, -34];
    expect(each(formatDuration, values)).toMatchInlineSnapshot(`"0_ms | 20_µs | 0.4_ms | 3.4_ms | 34_ms | 999_ms | 1.0_s | 1.5_s | 34_s | 1.0_min | 1.0_min | 2.5_min | 1.0_h | −34_ms"`);
  });

  it('writes moments of the run', () => {
    expect(each((ms) => formatClock(ms), [0, 99, 8100, 59_999, 60_000, 750_000, 3_750_000])).toMatchInlineSnapshot(`"0:00.0 | 0:00.0 | 0:08.1 | 0:59.9 | 1:00.0 | 12:30.0 | 1:02:30.0"`);
  });

  it('writes sizes', () => {
    expect(each(formatBytes, [0, 512, 1400, 34e6, 1.25e9])).toMatchInlineSnapshot(`"0_B | 512_B | 1.4_kB | 34_MB | 1.3_GB"`);
  });
});

it('pads with spaces of the width of a figure', () => {
  expect(padFigures('8.4', 4)).toBe('\u20078.4');
  expect(padFigures('1.2k', 4)).toBe('1.2k');
});

describe('the clock in slow motion', () => {
  it('shows as many digits as change visibly', () => {
    const speeds = [0.001, 0.01, 0.1, 0.25, 1, 100, 'max'] as const;
    expect(speeds.map((speed) => clockDigits(speed, false))).toEqual([6, 4, 2, 1, 1, 1, 1]);
    expect(speeds.map((speed) => clockDigits(speed, true))).toEqual([6, 4, 3, 3, 3, 3, 3]);
  });

  it('cuts them off without running ahead', () => {
    expect([1, 3, 4, 6].map((digits) => formatClock(8_100.0459, digits))).toEqual(['0:08.1', '0:08.100', '0:08.1000', '0:08.100045']);
    expect(formatClock(59_999.999_9, 6)).toBe('0:59.999999');
    expect(formatClock(3_750_000, 3)).toBe('1:02:30.000');
  });
});
