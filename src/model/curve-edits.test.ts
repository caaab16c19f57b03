import { describe, expect, it } from 'vitest';
import {
  addAfter, addPoint, type CurvePoint, LOAD_LIMITS, loadPoints, movePoint, removePoint, setLoadPoints, setRecording, setStages, stageLimits, stagePoints, valueAtTime,
} from './curve-edits.ts';
import { type BrownoutDocument, type Component, emptyDocument } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { sourceCurve } from './load-curve.ts';
import { parseDocument } from './parse.ts';

function withClient(params: NonNullable<Component['params']>): BrownoutDocument {
  return { ...emptyDocument(), components: [{ id: 'c', kind: 'client', name: 'Clients', x: 0, y: 0, params }] };
}

function after(document: BrownoutDocument, edit: Edit): BrownoutDocument {
  const applied = applyEdit(document, edit);
  const read = parseDocument(JSON.parse(JSON.stringify(applied.document)));
  expect(read.ok ? [] : read.problems).toEqual([]);
  expect(JSON.stringify(applyEdit(applied.document, applied.inverse).document)).toBe(JSON.stringify(document));
  return applied.document;
}

const points: readonly CurvePoint[] = [{ atMs: 0, value: 100 }, { atMs: 10_000, value: 200 }, { atMs: 20_000, value: 0 }];
const limits = stageLimits(withClient({}).components[0]!);

describe('stages as points', () => {
  it('begin with the rate, and end each stage at its target', () => {
    const [client] = withClient({ ratePerSec: 50, shape: 'stages', stages: [5000, 80, 0, 10] }).components;
    expect(stagePoints(client!)).toEqual([{ atMs: 0, value: 50 }, { atMs: 5000, value: 80 }, { atMs: 5000, value: 10 }]);
  });

  it('are what the engine draws its curve from', () => {
    const document = after(withClient({}), setStages(withClient({}), 'c', points));
    expect(stagePoints(document.components[0]!)).toEqual(points);
    const corners = sourceCurve(document.components[0]!, 60_000);
    expect(corners.map(({ atMs, factor }) => [atMs, factor * 100])).toEqual(points.map(({ atMs, value }) => [atMs, value]));
  });

  it('are users where the loop is closed', () => {
    const document = after(withClient({ arrivals: 'closed' }), setStages(withClient({ arrivals: 'closed' }), 'c', points));
    expect(document.components[0]!.params).toMatchObject({ users: 100, shape: 'stages', stages: [10_000, 200, 10_000, 0] });
    const closed = stageLimits(document.components[0]!);
    expect(movePoint(points, 0, { atMs: 0, value: 0.2 }, closed)[0]).toEqual({ atMs: 0, value: 1 });
    expect(movePoint(points, 1, { atMs: 10_000, value: 7.6 }, closed)[1]!.value).toBe(8);
  });
});

describe('moving points', () => {
  it('keeps them between their neighbours, and within what is allowed', () => {
    expect(movePoint(points, 1, { atMs: 25_000, value: -5 }, limits)[1]).toEqual({ atMs: 20_000, value: 0 });
    expect(movePoint(points, 0, { atMs: 4000, value: 30 }, limits)[0]).toEqual({ atMs: 0, value: 30 });
    expect(movePoint(points, 2, { atMs: 5000, value: 1e9 }, limits)[2]).toEqual({ atMs: 10_000, value: 1_000_000 });
    expect(movePoint(points, 1, points[1]!, limits)).toBe(points);
    expect(movePoint(points, 9, points[1]!, limits)).toBe(points);
  });

  it('adds one where it belongs', () => {
    expect(addPoint(points, { atMs: 15_000, value: 90 }, limits)[2]).toEqual({ atMs: 15_000, value: 90 });
    expect(addPoint(points, { atMs: 90_000, value: 90 }, limits).at(-1)).toEqual({ atMs: 90_000, value: 90 });
    expect(addPoint([], { atMs: 90_000, value: 2 }, LOAD_LIMITS)).toEqual([{ atMs: 90_000, value: 2 }]);
    const full = Array.from({ length: limits.maxPoints }, (_, i) => ({ atMs: i, value: 1 }));
    expect(addPoint(full, { atMs: 5, value: 1 }, limits)).toBe(full);
  });

  it('adds one behind another', () => {
    expect(addAfter(points, 0, limits)[1]).toEqual({ atMs: 5000, value: 150 });
    expect(addAfter(points, 2, limits)[3]).toEqual({ atMs: 30_000, value: 0 });
    expect(addAfter([{ atMs: 0, value: 1 }], 0, LOAD_LIMITS)[1]).toEqual({ atMs: 10_000, value: 1 });
  });

  it('removes all but those that must stay', () => {
    expect(removePoint(points, 1, limits)).toEqual([points[0], points[2]]);
    expect(removePoint(points, 0, limits)).toBe(points);
    expect(removePoint(points.slice(0, 2), 1, limits)).toHaveLength(2);
    expect(removePoint([points[0]!], 0, LOAD_LIMITS)).toEqual([]);
  });
});

describe('a recording', () => {
  it('becomes the load of its source, with its mean for a rate, and the length of the run', () => {
    const start = withClient({ arrivals: 'constant' });
    const document = after(start, setRecording(start, 'c', { ratesPerSec: [100, 300, 0], everyMs: 1000, horizonMs: 3000 }));
    expect(document.settings.horizonMs).toBe(3000);
    expect(document.components[0]!.params).toMatchObject({ arrivals: 'constant', ratePerSec: 133, shape: 'recorded' });
    const corners = sourceCurve(document.components[0]!, 3000);
    expect(corners.slice(0, 4).map(({ factor }) => Math.round(factor * 133))).toEqual([100, 100, 300, 300]);
    expect(after(start, setRecording(start, 'c', { ratesPerSec: [1], everyMs: 1 })).settings).toEqual(start.settings);
  });
});

describe('the load curve', () => {
  it('goes there and back', () => {
    const document = after(emptyDocument(), setLoadPoints(points));
    expect(document.load[1]).toEqual({ atMs: 10_000, factor: 200 });
    expect(loadPoints(document)).toEqual(points);
  });

  it('has a value at every moment', () => {
    expect([-1, 0, 5000, 10_000, 15_000, 30_000].map((atMs) => valueAtTime(points, atMs))).toEqual([100, 100, 150, 200, 100, 0]);
    expect(valueAtTime([], 7)).toBe(1);
  });
});
