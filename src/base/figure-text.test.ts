import { describe, expect, it } from 'vitest';
import { countText, figureText, shareText } from './figure-text.ts';

describe('figures', () => {
  it('have four significant digits, and thousands apart', () => {
    const values = [0, 0.00012345, 0.01234, 0.9996, 9.8764, 9.9996, 99.996, 123.44, 999.96, 12_345.6, null, NaN];
    expect(values.map(figureText)).toEqual([
      '0', '0.00012', '0.012', '1.000', '9.876', '10.00', '100.0', '123.4', '1,000', '12,346', '-', '-',
    ]);
    expect([0, 999, 1000, 1_234_567].map(countText)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('call only a full share full and only none none', () => {
    expect([0, 1, 0.5, 0.99999, 0.9995, 0.00001, 0.0123, null].map(shareText)).toEqual([
      '0%', '100%', '50.0%', '99.99%', '99.95%', '0.01%', '1.2%', '-',
    ]);
  });
});
