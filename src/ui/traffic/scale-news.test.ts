import { expect, test } from 'vitest';
import { followScale, noScale } from './scale-news.ts';

const told = (...tellings: readonly (readonly [opening: number, every: number])[]) =>
  tellings.reduce((news, [opening, every]) => followScale(news, { opening, every }), noScale(0));

test('a step of the scale is news, with what it was', () => {
  expect(told([1, 2], [1, 5])).toEqual({ opening: 1, every: 5, before: 2 });
  expect(told([1, 2], [1, 5], [1, 1])).toEqual({ opening: 1, every: 1, before: 5 });
});

test('the first scale of a document is none, whatever the document before had', () => {
  expect(told([1, 2], [2, 0], [2, 5])).toEqual({ opening: 2, every: 5, before: undefined });
  expect(told([1, 2], [2, 5])).toEqual({ opening: 2, every: 5, before: undefined });
});

test('a run of the same document that begins anew is compared with what it was before', () => {
  expect(told([1, 2], [1, 0], [1, 2])).toEqual({ opening: 1, every: 2, before: undefined });
  expect(told([1, 2], [1, 0], [1, 5])).toEqual({ opening: 1, every: 5, before: 2 });
});

test('the same said again is the same object', () => {
  const news = told([1, 2], [1, 5]);
  expect(followScale(news, { opening: 1, every: 5 })).toBe(news);
});
