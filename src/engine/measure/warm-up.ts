import type { Core } from '../core.ts';
import { MEASURED_FROM, NOW, SCALER_COLUMNS } from '../core.ts';
import { SEEN_BUSY, SEEN_WORK, SEEN_WORKERS } from '../stations/station-state.ts';
import * as col from './columns.ts';

/** Areas and the gauges that they are integrals of. */
const COMPONENT_AREAS: readonly (readonly [area: number, gauges: readonly number[]])[] = [
  [col.WORKING_AREA, [col.WORKING]],
  [col.QUEUED_AREA, [col.QUEUE_LENGTH]],
  [col.IN_SYSTEM_AREA, [col.IN_SYSTEM]],
  [col.WORKERS_AREA, [col.WORKERS]],
  [col.REPLICAS_AREA, [col.REPLICAS_RUNNING]],
];
/** Counters that stand apart. */
const COMPONENT_COUNTERS: readonly number[] = [
  col.DROPPED_WAITING, col.SHED, col.PREEMPTIONS, col.REPLICAS_STARTED, col.COLD_STARTS, col.EJECTIONS, col.EVICTIONS,
  col.STALE_HITS, col.COALESCED, col.WASTED, col.RATE_LIMITED_HERE, col.UNTIMED_MS,
];
const FIRST_COMPONENT_COUNTER = col.OFFERED;
const LAST_COMPONENT_COUNTER = col.MISSES;

/** Workers that jobs keep, whatever they do. */
export function busyWorkers(core: Core, component: number): number {
  const { network } = core;
  const first = network.firstStation[component];
  let busy = 0;
  for (let station = first; station < first + network.replicaCount[component]; station++) busy += core.busy[station];
  return busy;
}

/** Begins to measure at the present moment: gauges stay, counters, areas and histograms begin anew. What is in the
 *  system is carried in, so that offered + carried in = outcomes + in system holds for the measured time. */
export function beginMeasuring(core: Core): void {
  const { network } = core;
  const now = core.clock[NOW];
  core.clock[MEASURED_FROM] = now;
  core.histograms.fill(0);
  core.histogramSums.fill(0);
  core.readAnswered.fill(0);
  for (let component = 0; component < network.componentCount; component++) resetComponent(core, component, now);
  for (let link = 0; link < network.linkCount; link++) resetLink(core, link, now);
  for (let channel = 0; channel < network.channelCount; channel++) resetChannel(core, channel, now);
  for (let source = 0; source < network.sourceCount; source++) {
    const row = source * col.SOURCE_COLUMNS;
    core.sourceCarriedIn[source] = core.sourceMeasures[row + col.NOT_FINISHED];
    core.sourceMeasures.fill(0, row + col.ANSWERED, row + col.EFFECTS_LOST + 1);
  }
}

function resetComponent(core: Core, component: number, now: number): void {
  const row = component * col.COMPONENT_COLUMNS;
  const measures = core.componentMeasures;
  core.carriedIn[component] = measures[row + col.IN_SYSTEM];
  forgetSeen(core, component, now);
  measures.fill(0, row + FIRST_COMPONENT_COUNTER, row + LAST_COMPONENT_COUNTER + 1);
  for (const counter of COMPONENT_COUNTERS) measures[row + counter] = 0;
  for (const [area, gauges] of COMPONENT_AREAS) measures[row + area] = -now * measures[row + gauges[0]];
  measures[row + col.BUSY_AREA] = -now * busyWorkers(core, component);
}

/** What an autoscaler has seen is counted from the same beginning as the areas: measuring must not change a run. */
function forgetSeen(core: Core, component: number, now: number): void {
  const row = component * col.COMPONENT_COLUMNS;
  const scaler = component * SCALER_COLUMNS;
  const measures = core.componentMeasures;
  core.scalerState[scaler + SEEN_WORK] -= measures[row + col.WORKING_AREA] + now * measures[row + col.WORKING];
  core.scalerState[scaler + SEEN_BUSY] -= measures[row + col.BUSY_AREA] + now * busyWorkers(core, component);
  core.scalerState[scaler + SEEN_WORKERS] -= measures[row + col.WORKERS_AREA] + now * measures[row + col.WORKERS];
}

function resetLink(core: Core, link: number, now: number): void {
  const row = link * col.LINK_COLUMNS;
  core.linkCarriedIn[link] = core.linkMeasures[row + col.IN_PROGRESS];
  core.linkMeasures.fill(0, row + col.CALLS, row + col.DUPLICATES + 1);
  core.linkMeasures.fill(0, row + col.CIRCUIT_OPENS, row + col.CALLS_TIMED_OUT + 1);
  core.linkMeasures.fill(0, row + col.REBALANCES, row + col.CANCELLATIONS + 1);
  core.linkMeasures[row + col.IN_PROGRESS_AREA] = -now * core.linkMeasures[row + col.IN_PROGRESS];
}

function resetChannel(core: Core, channel: number, now: number): void {
  const row = channel * col.CHANNEL_COLUMNS;
  const measures = core.channelMeasures;
  core.channelCarriedIn[channel] =
    measures[row + col.READY] + (core.network.channelIsLog[channel] ? 0 : measures[row + col.OUT] + measures[row + col.DELAYED]);
  measures.fill(0, row + col.PUBLISHED, row + col.FINISHED + 1);
  measures.fill(0, row + col.UNROUTABLE, row + col.COPIES + 1);
  measures[row + col.TRUNCATED] = 0;
  measures[row + col.READY_AREA] = -now * measures[row + col.READY];
}
