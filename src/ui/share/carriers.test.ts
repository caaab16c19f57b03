import { describe, expect, it } from 'vitest';
import { CARRIERS, carrierScale, LONGEST_LINK } from './carriers.ts';

describe('carrierScale', () => {
  it('puts the limits at even distances and never leaves the scale', () => {
    const parts = CARRIERS.length + 1;
    CARRIERS.forEach((carrier, index) => expect(carrierScale(carrier.most)).toBeCloseTo((index + 1) / parts));
    expect([carrierScale(0), carrierScale(LONGEST_LINK), carrierScale(1e9)]).toEqual([0, 1, 1]);
  });

  it('rises with every character', () => {
    for (let length = 1; length < 5000; length += 7) expect(carrierScale(length)).toBeGreaterThan(carrierScale(length - 1));
  });
});
