import { expect, test } from 'vitest';
import { spreadLabels } from './spread-labels.ts';

const ROOM = { gap: 10, top: 0, bottom: 100 };

test('labels with room stay where they are', () => {
  expect(spreadLabels([80, 20, 50], ROOM)).toEqual([80, 20, 50]);
});

test('labels at one height stand under each other, in the given order', () => {
  expect(spreadLabels([50, 50, 50], ROOM)).toEqual([50, 60, 70]);
});

test('labels at an end are pushed back inside', () => {
  expect(spreadLabels([99, 98], ROOM)).toEqual([100, 90]);
  expect(spreadLabels([-5, -5], ROOM)).toEqual([0, 10]);
});
