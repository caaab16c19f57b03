import { type Core, NOW } from '../core.ts';
import { ADMISSION_LIMIT, COMPONENT_COLUMNS } from '../measure/columns.ts';
import {
  ADMISSION, ADMISSION_BUFFER, ADMISSION_CAP, ADMISSION_FIXED, ADMISSION_GRADIENT, ADMISSION_INITIAL, ADMISSION_MAX,
  ADMISSION_OFF, ADMISSION_PERMITS, ADMISSION_PROBE_EVERY, ADMISSION_PROBE_REQUESTS, ADMISSION_UPDATE, ADMISSION_VEGAS,
  COMPONENT_PARAMETER_COLUMNS,
} from '../parameters.ts';
import { adaptLimit, limitInForce, type LimitRows } from './limit-algorithms.ts';
import {
  LIMIT, LIMIT_BEFORE, LIMIT_COUNT, LIMIT_TIME, PROBE_AT, SAMPLE_ROW, SAMPLES, stationRow, WINDOW_END,
} from './station-state.ts';

/**
 * How many requests a station lets in at once: a fixed number, or one that follows the times it measures, from arrival to
 * reply. Rules RES10 and RES153 to RES157 of `docs/spec/resilience-stations.md`.
 */

/** Times kept of one window of Envoy's gradient; of more, the last so many. */
const SAMPLES_KEPT = 256;
/** Envoy's gradient stays within these, its limit never goes below so many, and after so many updates at that it probes. */
const LEAST_GRADIENT = 0.5;
const GREATEST_GRADIENT = 2;
const LEAST_LIMIT = 3;

function rowsOf(core: Core, component: number, station: number): LimitRows {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const parameters = core.componentParameters;
  const most = parameters[row + (parameters[row + ADMISSION] === ADMISSION_VEGAS ? ADMISSION_CAP : ADMISSION_MAX)];
  return { state: core.stationState, at: stationRow(station) + LIMIT, parameters, first: row + ADMISSION_INITIAL, most };
}

/** Requests that the station lets in at once. */
export function limitOf(core: Core, component: number, station: number): number {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const kind = core.componentParameters[row + ADMISSION];
  if (kind === ADMISSION_FIXED) return core.componentParameters[row + ADMISSION_PERMITS];
  if (kind !== ADMISSION_GRADIENT) return limitInForce(rowsOf(core, component, station));
  updateGradient(core, component, station);
  return Math.floor(core.stationState[stationRow(station) + LIMIT]);
}

/** A request that was let in is over after `tookMs`; those that failed or were lost are no samples. `inside` were there
 *  when it left, itself included. */
export function limitLearns(core: Core, component: number, station: number, sample: { readonly tookMs: number; readonly inside: number }): void {
  const kind = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + ADMISSION];
  if (kind === ADMISSION_GRADIENT) {
    updateGradient(core, component, station);
    keepSample(core, station, sample.tookMs);
    if (core.stationState[stationRow(station) + LIMIT_BEFORE] > 0) endProbe(core, component, station);
  } else if (kind > ADMISSION_FIXED) adaptLimit(kind, rowsOf(core, component, station), { ...sample, isDropped: false });
  countLimit(core, component);
}

/** Brings the gauge of a component up to date: the sum over its stations. */
export function countLimit(core: Core, component: number): void {
  const { firstStation, replicaCount } = core.network;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const kind = core.componentParameters[row + ADMISSION];
  let sum = 0;
  for (let replica = 0; kind !== ADMISSION_OFF && replica < replicaCount[component]; replica++) {
    const kept = core.stationState[stationRow(firstStation[component] + replica) + LIMIT];
    sum += kind === ADMISSION_FIXED ? core.componentParameters[row + ADMISSION_PERMITS] : Math.floor(kept);
  }
  core.componentMeasures[component * COMPONENT_COLUMNS + ADMISSION_LIMIT] = sum;
}

/** Forgets what the limits of a component have learnt: another algorithm is in force. */
export function forgetLimits(core: Core, component: number): void {
  const { firstStation, replicaCount } = core.network;
  for (let replica = 0; replica < replicaCount[component]; replica++) {
    const row = stationRow(firstStation[component] + replica);
    core.stationState.fill(0, row + LIMIT, row + SAMPLES + 1);
  }
  countLimit(core, component);
}

// Envoy's gradient controller.

/** Lets happen what has come due: a window's update, or the beginning of a probe of the shortest time. */
function updateGradient(core: Core, component: number, station: number): void {
  const { stationState, componentParameters } = core;
  const row = stationRow(station);
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const now = core.clock[NOW];
  if (stationState[row + LIMIT] === 0) stationState[row + LIMIT] = LEAST_LIMIT;
  if (stationState[row + LIMIT_BEFORE] > 0) return;
  if (now >= stationState[row + PROBE_AT]) {
    beginProbe(core, station);
    return;
  }
  if (now < stationState[row + WINDOW_END]) return;
  if (stationState[row + SAMPLES] > 0) followGradient(core, component, station);
  stationState[row + WINDOW_END] = now + componentParameters[parameters + ADMISSION_UPDATE];
  stationState[row + SAMPLES] = 0;
}

/** Holds the limit at its least until the shortest time is known anew. */
function beginProbe(core: Core, station: number): void {
  const { stationState } = core;
  const row = stationRow(station);
  stationState[row + LIMIT_BEFORE] = stationState[row + LIMIT];
  stationState[row + LIMIT] = LEAST_LIMIT;
  stationState[row + SAMPLES] = 0;
}

function endProbe(core: Core, component: number, station: number): void {
  const { stationState, componentParameters } = core;
  const row = stationRow(station);
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  if (stationState[row + SAMPLES] < componentParameters[parameters + ADMISSION_PROBE_REQUESTS]) return;
  const now = core.clock[NOW];
  stationState[row + LIMIT_TIME] = median(core, station);
  stationState[row + LIMIT] = stationState[row + LIMIT_BEFORE];
  stationState[row + LIMIT_BEFORE] = 0;
  stationState[row + SAMPLES] = 0;
  stationState[row + PROBE_AT] = now + componentParameters[parameters + ADMISSION_PROBE_EVERY];
  stationState[row + WINDOW_END] = now + componentParameters[parameters + ADMISSION_UPDATE];
}

function followGradient(core: Core, component: number, station: number): void {
  const { stationState, componentParameters } = core;
  const row = stationRow(station);
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const sampled = median(core, station);
  const buffered = stationState[row + LIMIT_TIME] * (1 + componentParameters[parameters + ADMISSION_BUFFER]);
  const ratio = sampled > 0 ? buffered / sampled : GREATEST_GRADIENT;
  const limit = stationState[row + LIMIT] * Math.max(LEAST_GRADIENT, Math.min(GREATEST_GRADIENT, ratio));
  const next = limit + Math.sqrt(limit);
  stationState[row + LIMIT] = Math.max(LEAST_LIMIT, Math.min(componentParameters[parameters + ADMISSION_CAP], Math.floor(next)));
  // A limit that stays at its least may be the fault of a shortest time that is out of date.
  stationState[row + LIMIT_COUNT] = stationState[row + LIMIT] === LEAST_LIMIT ? stationState[row + LIMIT_COUNT] + 1 : 0;
  if (stationState[row + LIMIT_COUNT] < 5) return;
  stationState[row + LIMIT_COUNT] = 0;
  stationState[row + PROBE_AT] = core.clock[NOW];
}

function keepSample(core: Core, station: number, tookMs: number): void {
  const row = stationRow(station);
  if (core.stationState[row + SAMPLE_ROW] === 0) core.stationState[row + SAMPLE_ROW] = addSampleRow(core);
  const first = (core.stationState[row + SAMPLE_ROW] - 1) * SAMPLES_KEPT;
  core.delaySamples[first + (core.stationState[row + SAMPLES]++ % SAMPLES_KEPT)] = tookMs;
}

/** Makes room for the times of one more station; returns its row plus one. */
function addSampleRow(core: Core): number {
  const larger = new Float64Array(core.delaySamples.length + SAMPLES_KEPT);
  larger.set(core.delaySamples);
  core.delaySamples = larger;
  return larger.length / SAMPLES_KEPT;
}

/** Median of the times in the present window. */
function median(core: Core, station: number): number {
  const row = stationRow(station);
  const first = (core.stationState[row + SAMPLE_ROW] - 1) * SAMPLES_KEPT;
  const kept = Math.min(SAMPLES_KEPT, core.stationState[row + SAMPLES]);
  const sorted = core.delaySamples.slice(first, first + kept).sort();
  return sorted[Math.floor((kept - 1) / 2)];
}

