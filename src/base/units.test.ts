import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isBareNumber,
  parseBytes,
  parseCount,
  parseDuration,
  parseFactor,
  parseRate,
  parseRatio,
  writeBytes,
  writeCount,
  writeDuration,
  writeRate,
  writeRatio,
} from './units.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['1.5 s', 1500],
    ['1.005s', 1005],
    ['600s', 600_000],
    ['2min', 120_000],
    ['1.1 min', 66_000],
    ['.5h', 1_800_000],
    ['7d', 604_800_000],
    ['40us', 0.04],
    ['40µs', 0.04],
    ['2e3ms', 2000],
    [' 0s ', 0],
    ['3.5min', 210_000],
    ['1h 30min', 5_400_000],
    ['1m30s', 90_000],
    ['1 d 2 h 250 ms', 93_600_250],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['250', '', 's', '-5s', '1,5s', '5 parsecs', '1s2s', '2s1min', '1h 30', '1h, 2s', '1..5s', '1e999s', 'NaN ms', '0x10ms', 'constructor', '5 toString'])(
    'refuses "%s"',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('parseRate', () => {
  it.each([
    ['100/s', 100],
    ['1.5k/s', 1500],
    ['1.5k / s', 1500],
    ['90/min', 1.5],
    ['7200/h', 2],
    ['2M', 2_000_000],
  ])('reads %s', (text, perSec) => expect(parseRate(text)).toBe(perSec));

  it.each(['100/', '/s', '5/fortnight', '5/s/s', '5ms', '5/constructor', '5m/s'])('refuses "%s"', (text) =>
    expect(parseRate(text)).toBeUndefined(),
  );
});

describe('other quantities', () => {
  it('reads shares and percentages alike', () => {
    expect(parseRatio('5%')).toBe(0.05);
    expect(parseRatio('0.05')).toBe(0.05);
    expect(parseRatio('5 k')).toBeUndefined();
  });

  it('reads factors with and without a cross', () => {
    expect([parseFactor('10'), parseFactor('10x'), parseFactor('x10'), parseFactor('× 2.5')]).toEqual([10, 10, 10, 2.5]);
    expect(parseFactor('xx')).toBeUndefined();
  });

  it('reads sizes by decimal and by binary units', () => {
    expect(['500', '64k', '64 kB', '16 KiB', '1.5MB', '32 MiB', '1 GiB'].map(parseBytes)).toEqual([
      500, 64_000, 64_000, 16_384, 1_500_000, 33_554_432, 1_073_741_824,
    ]);
    expect(['5 kb', 'KiB', '1 TB', '-1 B'].map(parseBytes)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('tells a number without a unit', () => {
    expect(['250', ' 2.5 ', '1e3'].every(isBareNumber)).toBe(true);
    expect(['250ms', '', '1 k', '-1'].some(isBareNumber)).toBe(false);
  });
});

describe('writing', () => {
  it('takes the longest unit that is exact', () => {
    expect([600_000, 90_000, 100_000, 1500, 250, 0.2, 0.04, 0, 604_800_000].map(writeDuration)).toEqual([
      '10 min', '1.5 min', '100 s', '1.5 s', '250 ms', '200 µs', '40 µs', '0 ms', '7 d',
    ]);
    expect([0, 0.25, 500, 1500, 2_000_000, 1_234_567].map(writeCount)).toEqual(['0', '0.25', '500', '1.5k', '2M', '1234.567k']);
    expect([0, 500, 1024, 16_384, 65_535, 64_000, 1_500_000, 33_554_432].map(writeBytes)).toEqual([
      '0 B', '500 B', '1 KiB', '16 KiB', '65.535 kB', '64 kB', '1.5 MB', '32 MiB',
    ]);
    expect([1500, 100].map(writeRate)).toEqual(['1.5k/s', '100/s']);
    expect([0.05, 1, 0.999, 0].map(writeRatio)).toEqual(['5%', '100%', '99.9%', '0%']);
  });

  it('is read back as the very same number', () => {
    const numbers = fc.oneof(
      fc.double({ min: 0, max: 1e12, noNaN: true }),
      fc.integer({ min: 0, max: 1e9 }),
      fc.integer({ min: 0, max: 1e6 }).map((value) => value / 1000),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        expect(parseDuration(writeDuration(value))).toBe(value);
        expect(parseCount(writeCount(value))).toBe(value);
        expect(parseBytes(writeBytes(value))).toBe(value);
        expect(parseRate(writeRate(value))).toBe(value);
        expect(parseRatio(writeRatio(value))).toBe(value);
      }),
      { numRuns: 3000 },
    );
  });
});
