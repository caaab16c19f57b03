import { expect, test } from 'vitest';
import { placeNames, spreadLabels } from './spread-labels.ts';

const ROOM = { gap: 10, top: 0, bottom: 100 };

test('labels with room stay where they are', () => {
  expect(spreadLabels([80, 20, 50], ROOM)).toEqual([80, 20, 50]);
});

test('labels at one height stand round it under each other, in the given order', () => {
  expect(spreadLabels([50, 50, 50], ROOM)).toEqual([40, 50, 60]);
});

test('labels of lines that cross and cross again keep their places', () => {
  expect(spreadLabels([50, 53], ROOM)).toEqual(spreadLabels([53, 50], ROOM));
  expect(spreadLabels([50, 70], ROOM)).toEqual([50, 70]);
  expect(spreadLabels([70, 50], ROOM)).toEqual([70, 50]);
});

test('no two labels are closer than the gap, and none is moved more than it must be', () => {
  const placed = spreadLabels([48, 90, 52, 10], ROOM);
  expect(placed).toEqual([45, 90, 55, 10]);
});

test('labels at an end are pushed back inside', () => {
  expect(spreadLabels([99, 98], ROOM)).toEqual([90, 100]);
  expect(spreadLabels([-5, -5], ROOM)).toEqual([0, 10]);
  expect(spreadLabels([9, 9, 9, 9], { gap: 10, top: 0, bottom: 20 })).toEqual([0, 10, 20, 20]);
});

test('names that fit stand at their places, one that would leave the line ends with it', () => {
  const name = (at: number) => ({ at, width: 30, isFirst: false });
  expect(placeNames([name(0), name(50), name(190)], 200)).toEqual([0, 50, 170]);
});

test('of names that want the same room the first faults stand, then what came first', () => {
  const name = (at: number, isFirst: boolean) => ({ at, width: 30, isFirst });
  expect(placeNames([name(0, false), name(20, true), name(30, true), name(90, false)], 200)).toEqual([undefined, 20, undefined, 90]);
});
