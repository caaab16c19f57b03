import { expect, test } from 'vitest';
import { createRun } from '../engine/run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { SERIES_COLUMNS } from './protocol.ts';
import { samplingInterval, SeriesSampler } from './series-sampler.ts';
import { diagram } from './testing/documents.ts';

const column = (name: (typeof SERIES_COLUMNS)[number]): number => SERIES_COLUMNS.indexOf(name);
const ANSWERED = column('p99Ms');
const DONE = column('doneP99Ms');

/** Rows of a run, one per second. */
function rowsOf(document: BrownoutDocument, seconds: number): readonly Float64Array[] {
  const run = createRun(document);
  const sampler = new SeriesSampler(run, document);
  return Array.from({ length: seconds }, (_, index) => {
    run.advance(1000 * (index + 1), Infinity);
    return sampler.row();
  });
}

test('where nothing is left to do after the answer, requests are done when they are answered', () => {
  for (const row of rowsOf(diagram('cascading-timeouts', { warmUpMs: 0 }), 10)) {
    expect(row[DONE]).toBe(row[ANSWERED]);
    expect(row[DONE]).toBeGreaterThan(0);
  }
});

test('work behind a queue is done later than it is answered', () => {
  const rows = rowsOf(diagram('slow-consumer', { warmUpMs: 0 }), 20);
  const last = rows.at(-1)!;
  expect(last[DONE]).toBeGreaterThan(5 * last[ANSWERED]!);
});

test('done times begin with the requests that are measured, and then are those of a run without a warm-up', () => {
  const cold = rowsOf(diagram('cascading-timeouts', { warmUpMs: 0 }), 10).map((row) => row[DONE]);
  const warm = rowsOf(diagram('cascading-timeouts', { warmUpMs: 4500 }), 10).map((row) => row[DONE]);
  expect(warm.slice(0, 4)).toEqual([NaN, NaN, NaN, NaN]);
  expect(warm[4]).toBeGreaterThan(0);
  expect(warm.slice(6)).toEqual(cold.slice(6));
});

test('percentiles are of the last two seconds, not of the interval alone', () => {
  const document = diagram('cascading-timeouts', { warmUpMs: 0 });
  const rows = (step: number): readonly Float64Array[] => {
    const run = createRun(document);
    const sampler = new SeriesSampler(run, document);
    return Array.from({ length: 10_000 / step }, (_, index) => {
      run.advance(step * (index + 1), Infinity);
      return sampler.row();
    });
  };
  const fine = rows(samplingInterval(document.settings.horizonMs)).filter(([atMs]) => atMs! % 2000 === 0);
  const coarse = rows(2000);
  expect(fine.map((row) => row[ANSWERED])).toEqual(coarse.map((row) => row[ANSWERED]));
  expect(fine.map((row) => row[DONE])).toEqual(coarse.map((row) => row[DONE]));
  expect(coarse.length).toBe(5);
});

test('after a step to another moment only what follows it is told', () => {
  const document = diagram('cascading-timeouts', { warmUpMs: 0 });
  const run = createRun(document);
  const sampler = new SeriesSampler(run, document);
  run.advance(5000, Infinity);
  sampler.restart();
  run.advance(5000.001, Infinity);
  expect(sampler.row()[DONE]).toBeNaN();
});
