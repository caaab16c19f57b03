import { expect, it } from 'vitest';
import { intervalText } from './interval-text.ts';

it('writes a figure and its half-width to the second digit of the width', () => {
  expect(intervalText(41.8349, 0.6213)).toEqual(['41.83', '0.62']);
  expect(intervalText(12_480.4, 151.2)).toEqual(['12,480', '151']);
  expect(intervalText(0.99035, 0.0004, true)).toEqual(['99.035%', '0.040%']);
  expect(intervalText(5, 0)).toEqual(['5', '0']);
});
