/**
 * Concurrency limits that follow what they measure, after Netflix's concurrency-limits (Gradient2Limit, VegasLimit,
 * AIMDLimit). Pure arithmetic on a row of state and a row of parameters, so that callers and stations share it.
 */

// Columns of the state, from its first one on.
/** The limit, not rounded; 0 before the first use. */
export const STATE_LIMIT = 0;
/** Gradient2: the long mean of times; Vegas: the shortest time. */
export const STATE_TIME = 1;
/** Gradient2: samples in the long mean; Vegas: samples since the shortest time was taken anew. */
export const STATE_COUNT = 2;

// Columns of the parameters, from their first one on.
const INITIAL = 0;
const MIN = 1;
const SLOW = 3;
const BACKOFF = 4;
const TOLERANCE = 5;
const SMOOTHING = 6;
const HEADROOM = 7;
const WINDOW = 8;

/** Numbers of the algorithms among the options of callers and stations alike. */
export const AIMD = 2;
export const GRADIENT2 = 3;
export const VEGAS = 4;

/** Gradient2: samples that the long mean takes in as a plain mean before it is a moving one. */
const WARM_UP_SAMPLES = 10;
/** Gradient2: the limit never falls by more than half at once; a long mean of twice the time sinks by this factor. */
const LEAST_GRADIENT = 0.5;
const SINKING = 0.95;
/** Vegas: the shortest time is taken anew after so many samples for each call of the limit. */
const PROBE_SAMPLES = 30;

/** Where state and parameters of a limit stand, and what bounds it from above. */
export interface LimitRows {
  readonly state: Float64Array;
  readonly at: number;
  readonly parameters: Float64Array;
  readonly first: number;
  readonly most: number;
}

/** What became of one call: its time, how many were in progress when it began, itself included, and whether it was
 *  dropped instead of answered. */
export interface LimitSample {
  readonly tookMs: number;
  readonly inside: number;
  readonly isDropped: boolean;
}

/** The limit in force, in whole calls; the first value before anything was measured. */
export function limitInForce(rows: LimitRows): number {
  if (rows.state[rows.at + STATE_LIMIT] === 0) rows.state[rows.at + STATE_LIMIT] = rows.parameters[rows.first + INITIAL];
  return Math.floor(rows.state[rows.at + STATE_LIMIT]);
}

/** Takes a sample in. */
export function adaptLimit(algorithm: number, rows: LimitRows, sample: LimitSample): void {
  limitInForce(rows);
  if (algorithm === AIMD) aimd(rows, sample);
  else if (sample.tookMs <= 0 && !sample.isDropped) return;
  else if (algorithm === VEGAS) vegas(rows, sample);
  else if (!sample.isDropped) gradient2(rows, sample);
}

function keep(rows: LimitRows, limit: number, least: number): void {
  rows.state[rows.at + STATE_LIMIT] = Math.max(least, Math.min(rows.most, limit));
}

/** One more while it is used, a tenth less (by default) after a drop or a slow answer. */
function aimd(rows: LimitRows, { tookMs, inside, isDropped }: LimitSample): void {
  const { parameters, first } = rows;
  const limit = limitInForce(rows);
  if (isDropped || tookMs > parameters[first + SLOW]) keep(rows, Math.floor(limit * parameters[first + BACKOFF]), parameters[first + MIN]);
  else if (inside * 2 >= limit) keep(rows, limit + 1, parameters[first + MIN]);
}

/** Compares each time with the long mean of all. */
function gradient2(rows: LimitRows, { tookMs, inside }: LimitSample): void {
  const { state, at, parameters, first } = rows;
  const long = longMean(rows, tookMs);
  const limit = state[at + STATE_LIMIT];
  if (inside < limit / 2) return;
  const ratio = (parameters[first + TOLERANCE] * long) / tookMs;
  const gradient = ratio < LEAST_GRADIENT ? LEAST_GRADIENT : ratio < 1 ? ratio : 1;
  const smoothing = parameters[first + SMOOTHING];
  keep(rows, limit * (1 - smoothing) + (limit * gradient + parameters[first + HEADROOM]) * smoothing, parameters[first + MIN]);
}

/** Takes a time into the long mean and returns it; where it is twice the time it sinks besides. */
function longMean(rows: LimitRows, tookMs: number): number {
  const { state, at, parameters, first } = rows;
  const count = ++state[at + STATE_COUNT];
  const factor = count <= WARM_UP_SAMPLES ? 1 / count : 2 / (parameters[first + WINDOW] + 1);
  const long = state[at + STATE_TIME] * (1 - factor) + tookMs * factor;
  state[at + STATE_TIME] = long > 2 * tookMs ? long * SINKING : long;
  return long;
}

/** Estimates the queue from the shortest time seen. */
function vegas(rows: LimitRows, { tookMs, inside, isDropped }: LimitSample): void {
  const { state, at } = rows;
  const limit = state[at + STATE_LIMIT];
  const isProbe = ++state[at + STATE_COUNT] >= PROBE_SAMPLES * limit;
  if (isProbe) state[at + STATE_COUNT] = 0;
  if (tookMs > 0 && (isProbe || state[at + STATE_TIME] === 0 || tookMs < state[at + STATE_TIME])) {
    state[at + STATE_TIME] = tookMs;
    return;
  }
  const step = decimalSize(limit);
  const queue = Math.ceil(limit * (1 - state[at + STATE_TIME] / tookMs));
  if (isDropped) keep(rows, limit - step, 1);
  else if (inside * 2 < limit) return;
  else if (queue <= step) keep(rows, limit + 6 * step, 1);
  else if (queue < 3 * step) keep(rows, limit + step, 1);
  else if (queue > 6 * step) keep(rows, limit - step, 1);
}

/** Whole part of the decimal logarithm, at least 1. */
function decimalSize(limit: number): number {
  let size = 1;
  for (let power = 100; power <= limit; power *= 10) size++;
  return size;
}
