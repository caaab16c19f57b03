import { expect, test } from 'vitest';
import { estimateExpectation } from './control-variates.ts';
import { meanInterval } from './interval.ts';
import { studentQuantile } from './student.ts';

/** Numbers that look like chance, from -1 to 1, the same every time. */
function noise(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => (state = (state * 48_271) % 2_147_483_647) / 1_073_741_823.5 - 1);
}

test('without controls it is the mean and its standard error', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const { mean, standardError, degrees } = estimateExpectation(values);
  const { mean: plain, halfWidth } = meanInterval(values, 0.95);
  expect(mean).toBeCloseTo(plain, 12);
  expect(degrees).toBe(7);
  expect(standardError * studentQuantile(0.975, degrees)).toBeCloseTo(halfWidth, 9);
});

test('what controls explain wholly is taken out wholly', () => {
  const [first, second] = [noise(20, 3), noise(20, 17)];
  const values = first.map((value, i) => 7 + 2 * (value - 0.25) - 5 * (second[i]! + 0.5));
  const { mean, standardError } = estimateExpectation(values, [{ values: first, expectation: 0.25 }, { values: second, expectation: -0.5 }]);
  expect(mean).toBeCloseTo(7, 10);
  expect(standardError).toBeLessThan(1e-9);
});

test('one control: intercept and standard error of simple regression', () => {
  // x = 0 1 2 3, y = 1 3 2 5: the line 1.1 + 1.1 x, residuals' squares 2.7, of which 2 degrees of freedom are left.
  const { mean, standardError, degrees } = estimateExpectation([1, 3, 2, 5], [{ values: [0, 1, 2, 3], expectation: 0 }]);
  expect(mean).toBeCloseTo(1.1, 12);
  expect(degrees).toBe(2);
  expect(standardError).toBeCloseTo(Math.sqrt((2.7 / 2) * (1 / 4 + (1.5 * 1.5) / 5)), 12);
});

test('controls that say nothing new cost nothing', () => {
  const values = noise(10, 5);
  const control = { values: noise(10, 9), expectation: 0 };
  const twice = { values: control.values.map((value) => 3 * value + 1), expectation: 1 };
  const still = { values: values.map(() => 4), expectation: 4 };
  expect(estimateExpectation(values, [control, twice, still])).toEqual(estimateExpectation(values, [control]));
});

test('refuses too few values, and lists of different length', () => {
  expect(() => estimateExpectation([1])).toThrow('too few');
  expect(() => estimateExpectation([1, 2, 3], [{ values: [1, 2], expectation: 1 }])).toThrow('2 values instead of 3');
});
