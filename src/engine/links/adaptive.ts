import type { Core } from '../core.ts';
import { LIMIT_IN_FORCE, LINK_COLUMNS, LOSS, OK, TIMEOUT } from '../measure/columns.ts';
import {
  CONCURRENCY_LIMIT, LIMIT_AIMD, LIMIT_BACKOFF_FACTOR, LIMIT_GRADIENT2, LIMIT_HEADROOM, LIMIT_INITIAL, LIMIT_MAX, LIMIT_MIN,
  LIMIT_SLOW, LIMIT_SMOOTHING, LIMIT_TOLERANCE, LIMIT_WINDOW, LINK_PARAMETER_COLUMNS,
} from '../parameters.ts';
import { isTurnedAway } from './outcomes.ts';
import { ADAPTED_LIMIT, LONG_COUNT, LONG_TIME } from './policy-state.ts';

/**
 * Concurrency limits that follow what they measure, after Netflix's concurrency-limits: each sample is the time of one
 * call (or attempt), how many were in progress when it began, and whether it was dropped. Errors are no samples. Rules
 * RES10 and RES60 to RES63 of `docs/spec/resilience.md`.
 */

/** Gradient2: samples that the long mean takes in as a plain mean before it is a moving one. */
const WARM_UP_SAMPLES = 10;
/** Gradient2: the limit never falls by more than half at once; a long mean twice the time sinks by this factor. */
const LEAST_GRADIENT = 0.5;
const SINKING = 0.95;
/** Vegas: the shortest time is taken anew after so many samples for each call of the limit. */
const PROBE_SAMPLES = 30;

/** The limit in force, in whole calls; the first value before anything was measured. */
export function adaptedLimit(core: Core, link: number, row: number): number {
  if (core.policies[row + ADAPTED_LIMIT] === 0) {
    setLimit(core, link, row, core.linkParameters[link * LINK_PARAMETER_COLUMNS + LIMIT_INITIAL]);
  }
  return Math.floor(core.policies[row + ADAPTED_LIMIT]);
}

/** A call that held a permit is over. `inUse` permits were taken when it got its own, itself included. */
export function adaptLimit(core: Core, link: number, row: number, sample: { readonly tookMs: number; readonly inUse: number; readonly outcome: number }): void {
  const isDropped = sample.outcome === TIMEOUT || sample.outcome === LOSS || isTurnedAway(sample.outcome);
  if (sample.outcome !== OK && !isDropped) return;
  const kind = core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONCURRENCY_LIMIT];
  if (kind === LIMIT_AIMD) aimd(core, link, row, sample.tookMs, sample.inUse, isDropped);
  else if (kind === LIMIT_GRADIENT2) {
    if (!isDropped) gradient2(core, link, row, sample.tookMs, sample.inUse);
  } else vegas(core, link, row, sample.tookMs, sample.inUse, isDropped);
}

function aimd(core: Core, link: number, row: number, tookMs: number, inUse: number, isDropped: boolean): void {
  const at = link * LINK_PARAMETER_COLUMNS;
  const limit = adaptedLimit(core, link, row);
  if (isDropped || tookMs > core.linkParameters[at + LIMIT_SLOW]) {
    keepLimit(core, link, row, Math.floor(limit * core.linkParameters[at + LIMIT_BACKOFF_FACTOR]));
  } else if (inUse * 2 >= limit) keepLimit(core, link, row, limit + 1);
}

/** Compares each time with the long mean of all. A call that took no time says nothing. */
function gradient2(core: Core, link: number, row: number, tookMs: number, inUse: number): void {
  if (tookMs <= 0) return;
  const { policies, linkParameters } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const long = longMean(core, link, row, tookMs);
  adaptedLimit(core, link, row);
  const limit = policies[row + ADAPTED_LIMIT];
  if (inUse < limit / 2) return;
  const ratio = (linkParameters[at + LIMIT_TOLERANCE] * long) / tookMs;
  const gradient = ratio < LEAST_GRADIENT ? LEAST_GRADIENT : ratio < 1 ? ratio : 1;
  const smoothing = linkParameters[at + LIMIT_SMOOTHING];
  const aim = limit * gradient + linkParameters[at + LIMIT_HEADROOM];
  keepLimit(core, link, row, limit * (1 - smoothing) + aim * smoothing);
}

/** Takes a time into the long mean and returns it; where it is twice the time it sinks besides. */
function longMean(core: Core, link: number, row: number, tookMs: number): number {
  const { policies } = core;
  const count = ++policies[row + LONG_COUNT];
  const factor = count <= WARM_UP_SAMPLES ? 1 / count : 2 / (core.linkParameters[link * LINK_PARAMETER_COLUMNS + LIMIT_WINDOW] + 1);
  const long = policies[row + LONG_TIME] * (1 - factor) + tookMs * factor;
  policies[row + LONG_TIME] = long > 2 * tookMs ? long * SINKING : long;
  return long;
}

/** Estimates the queue at the callee from the shortest time seen. */
function vegas(core: Core, link: number, row: number, tookMs: number, inUse: number, isDropped: boolean): void {
  if (tookMs <= 0) return;
  const { policies } = core;
  adaptedLimit(core, link, row);
  const limit = policies[row + ADAPTED_LIMIT];
  const isProbe = ++policies[row + LONG_COUNT] >= PROBE_SAMPLES * limit;
  if (isProbe) policies[row + LONG_COUNT] = 0;
  if (isProbe || policies[row + LONG_TIME] === 0 || tookMs < policies[row + LONG_TIME]) {
    policies[row + LONG_TIME] = tookMs;
    return;
  }
  const step = decimalSize(limit);
  const queue = Math.ceil(limit * (1 - policies[row + LONG_TIME] / tookMs));
  if (isDropped) keepLimit(core, link, row, limit - step);
  else if (inUse * 2 < limit) return;
  else if (queue <= step) keepLimit(core, link, row, limit + 6 * step);
  else if (queue < 3 * step) keepLimit(core, link, row, limit + step);
  else if (queue > 6 * step) keepLimit(core, link, row, limit - step);
}

/** Whole part of the decimal logarithm, at least 1. */
function decimalSize(limit: number): number {
  let size = 1;
  for (let power = 100; power <= limit; power *= 10) size++;
  return size;
}

/** Sets the limit within its bounds. Vegas has no lower one but 1. */
function keepLimit(core: Core, link: number, row: number, limit: number): void {
  const at = link * LINK_PARAMETER_COLUMNS;
  const kind = core.linkParameters[at + CONCURRENCY_LIMIT];
  const least = kind === LIMIT_AIMD || kind === LIMIT_GRADIENT2 ? core.linkParameters[at + LIMIT_MIN] : 1;
  const most = core.linkParameters[at + LIMIT_MAX];
  setLimit(core, link, row, Math.max(least, Math.min(most, limit)));
}

/** Sets the limit and the link's gauge. */
function setLimit(core: Core, link: number, row: number, limit: number): void {
  const before = Math.floor(core.policies[row + ADAPTED_LIMIT]);
  core.policies[row + ADAPTED_LIMIT] = limit;
  core.linkMeasures[link * LINK_COLUMNS + LIMIT_IN_FORCE] += Math.floor(limit) - before;
}
