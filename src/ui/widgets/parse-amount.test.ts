import { expect, it } from 'vitest';
import { parseAmount } from './parse-amount.ts';

it('reads numbers as people type them', () => {
  const texts = ['1200', ' 1,200 ', '1.5k', '2M', '.5', '-3', '−3', '0', '1 k'];
  expect(texts.map(parseAmount)).toEqual([1200, 1200, 1500, 2_000_000, 0.5, -3, -3, 0, 1000]);
});

it('refuses everything else', () => {
  const texts = ['', '.', 'k', 'twelve', '1,20', '1e5', 'NaN', '1..2', '--1', '1.5kk', 'Infinity'];
  expect(texts.map(parseAmount)).toEqual(texts.map(() => undefined));
});
