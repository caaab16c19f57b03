import { componentSpecs, parameter } from './catalog.ts';
import { type BrownoutDocument, type Component, LIMITS } from './document.ts';
import { type Edit, withParams } from './edit.ts';
import { baseOf } from './load-curve.ts';

/** Curves drawn by hand: the stages of a load source, and the load curve of the whole document. */

/** A point of a curve that is drawn: at a simulated time, a rate per second, users, or a factor. */
export interface CurvePoint {
  readonly atMs: number;
  readonly value: number;
}

/** What points of a curve may be. */
export interface CurveLimits {
  /** The first point stays at time 0, and is never removed. */
  readonly isFirstFixed: boolean;
  readonly minPoints: number;
  readonly maxPoints: number;
  /** Smallest value of the first point, and of all others. */
  readonly firstMin: number;
  readonly max: number;
  readonly isInteger: boolean;
  /** Latest time of a point. */
  readonly lastMs: number;
}

/** Longest a stage may be, in milliseconds: what the list of stages allows. */
const LONGEST_STAGE_MS = 1_000_000_000;
const MOST_STAGES = 100;
const MOST_RATE = 1_000_000;
const MOST_USERS = 100_000;

/** The document's load curve: factors, at any times. */
export const LOAD_LIMITS: CurveLimits = {
  isFirstFixed: false, minPoints: 0, maxPoints: LIMITS.loadPoints, firstMin: 0, max: 1000, isInteger: false, lastMs: 31_536_000_000,
};

/** What the points of a source's stages may be: rates per second, or users of a closed loop. */
export function stageLimits(client: Component): CurveLimits {
  const isClosed = client.params?.['arrivals'] === 'closed';
  return {
    isFirstFixed: true,
    minPoints: 2,
    maxPoints: MOST_STAGES + 1,
    firstMin: isClosed ? 1 : 0,
    max: isClosed ? MOST_USERS : MOST_RATE,
    isInteger: isClosed,
    lastMs: LONGEST_STAGE_MS,
  };
}

/** The stages of a load source as points: its rate or users at the start, then the target of each stage at its end. */
export function stagePoints(client: Component): readonly CurvePoint[] {
  const list = parameter(componentSpecs(client), client.params, 'stages') as readonly number[];
  const points: CurvePoint[] = [{ atMs: 0, value: baseOf(client) }];
  for (let i = 0; i + 1 < list.length; i += 2) points.push({ atMs: points.at(-1)!.atMs + list[i]!, value: list[i + 1]! });
  return points;
}

/** Gives a load source these points as its stages, and with them the shape of stages. Throws when it is not there. */
export function setStages(document: BrownoutDocument, clientId: string, points: readonly CurvePoint[]): Edit {
  const client = document.components.find(({ id }) => id === clientId);
  if (client === undefined) throw new Error(`The document has no component ${clientId}.`);
  const stages = points.slice(1).flatMap(({ atMs, value }, i) => [atMs - points[i]!.atMs, value]);
  const first = client.params?.['arrivals'] === 'closed' ? 'users' : 'ratePerSec';
  const values = { ...client.params, shape: 'stages', stages, [first]: points[0]!.value };
  return { type: 'replace', collection: 'components', item: withParams(client, componentSpecs(client), values) };
}

/** Makes a load source replay recorded rates, each for so many milliseconds, and, if asked, the run as long as they are. Its
 *  own rate becomes their mean, which is what the load dial and a live change are told against. Throws when the document has
 *  no such component. */
export function setRecording(
  document: BrownoutDocument,
  clientId: string,
  recording: { readonly ratesPerSec: readonly number[]; readonly everyMs: number; readonly horizonMs?: number },
): Edit {
  const { ratesPerSec, everyMs, horizonMs } = recording;
  const client = document.components.find(({ id }) => id === clientId);
  if (client === undefined) throw new Error(`The document has no component ${clientId}.`);
  const mean = ratesPerSec.reduce((sum, rate) => sum + rate, 0) / ratesPerSec.length;
  const values = { ...client.params, ratePerSec: Number(mean.toPrecision(3)), shape: 'recorded', recordedPerSec: ratesPerSec, recordedEveryMs: everyMs };
  const item = withParams(client, componentSpecs(client), values);
  const replaced: Edit = { type: 'replace', collection: 'components', item };
  return horizonMs === undefined ? replaced : { type: 'batch', edits: [replaced, { type: 'setSettings', settings: { horizonMs } }] };
}

/** The document's load curve as points. */
export function loadPoints(document: Pick<BrownoutDocument, 'load'>): readonly CurvePoint[] {
  return document.load.map(({ atMs, factor }) => ({ atMs, value: factor }));
}

/** Gives the document this load curve. */
export function setLoadPoints(points: readonly CurvePoint[]): Edit {
  return { type: 'setLoad', load: points.map(({ atMs, value }) => ({ atMs, factor: value })) };
}

/** The curve with one point elsewhere: between its neighbours in time, and within the limits. The very same curve when it
 *  cannot move. */
export function movePoint(points: readonly CurvePoint[], index: number, to: CurvePoint, limits: CurveLimits): readonly CurvePoint[] {
  const old = points[index];
  if (old === undefined) return points;
  const earliest = points[index - 1]?.atMs ?? 0;
  const latest = points[index + 1]?.atMs ?? limits.lastMs;
  const atMs = index === 0 && limits.isFirstFixed ? 0 : clamp(to.atMs, earliest, latest);
  const least = index === 0 ? limits.firstMin : 0;
  const value = clamp(limits.isInteger ? Math.round(to.value) : to.value, least, limits.max);
  return atMs === old.atMs && value === old.value ? points : points.with(index, { atMs, value });
}

/** The curve with one point more, put where it belongs in time; the very same curve when it is full. */
export function addPoint(points: readonly CurvePoint[], point: CurvePoint, limits: CurveLimits): readonly CurvePoint[] {
  if (points.length >= limits.maxPoints) return points;
  const after = points.findIndex(({ atMs }) => atMs > point.atMs);
  const index = after < 0 ? points.length : after;
  if (index === 0 && limits.isFirstFixed) return points;
  return movePoint(points.toSpliced(index, 0, point), index, point, limits);
}

/** The curve with one point more in the middle of the stretch after a point; after the last one, half a stretch on. */
export function addAfter(points: readonly CurvePoint[], index: number, limits: CurveLimits): readonly CurvePoint[] {
  const from = points[index];
  if (from === undefined || points.length >= limits.maxPoints) return points;
  const to = points[index + 1];
  const stretch = from.atMs - (points[index - 1]?.atMs ?? 0);
  const point = to === undefined
    ? { atMs: Math.min(limits.lastMs, from.atMs + (stretch > 0 ? stretch : 10_000)), value: from.value }
    : { atMs: Math.round((from.atMs + to.atMs) / 2), value: tidy((from.value + to.value) / 2, limits) };
  return points.toSpliced(index + 1, 0, point);
}

/** The curve without one of its points; the very same curve when it must stay. */
export function removePoint(points: readonly CurvePoint[], index: number, limits: CurveLimits): readonly CurvePoint[] {
  if (points.length <= limits.minPoints || points[index] === undefined || (index === 0 && limits.isFirstFixed)) return points;
  return points.toSpliced(index, 1);
}

/** Height of a curve at a moment; constant before its first and after its last point, 1 without any. */
export function valueAtTime(points: readonly CurvePoint[], atMs: number): number {
  const after = points.findIndex((point) => point.atMs > atMs);
  const to = after < 0 ? undefined : points[after];
  const from = points[after < 0 ? points.length - 1 : after - 1];
  if (from === undefined || to === undefined) return (from ?? to)?.value ?? 1;
  return from.value + ((atMs - from.atMs) / (to.atMs - from.atMs)) * (to.value - from.value);
}

function tidy(value: number, { isInteger }: CurveLimits): number {
  return isInteger ? Math.round(value) : Number(value.toPrecision(4));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
