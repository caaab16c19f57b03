import type { Core } from '../core.ts';
import { MEASURED_FROM, NOW } from '../core.ts';
import * as col from './columns.ts';

/** Areas and the gauges that they are integrals of. */
const COMPONENT_AREAS: readonly (readonly [area: number, gauges: readonly number[]])[] = [
  [col.WORKING_AREA, [col.WORKING]],
  [col.QUEUED_AREA, [col.QUEUE_LENGTH]],
  [col.IN_SYSTEM_AREA, [col.IN_SYSTEM]],
  [col.WORKERS_AREA, [col.WORKERS]],
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
  measures.fill(0, row + FIRST_COMPONENT_COUNTER, row + LAST_COMPONENT_COUNTER + 1);
  for (const [area, gauges] of COMPONENT_AREAS) measures[row + area] = -now * measures[row + gauges[0]];
  measures[row + col.BUSY_AREA] = -now * busyWorkers(core, component);
}

function resetLink(core: Core, link: number, now: number): void {
  const row = link * col.LINK_COLUMNS;
  core.linkCarriedIn[link] = core.linkMeasures[row + col.IN_PROGRESS];
  core.linkMeasures.fill(0, row + col.CALLS, row + col.DUPLICATES + 1);
  core.linkMeasures[row + col.IN_PROGRESS_AREA] = -now * core.linkMeasures[row + col.IN_PROGRESS];
}

function resetChannel(core: Core, channel: number, now: number): void {
  const row = channel * col.CHANNEL_COLUMNS;
  const measures = core.channelMeasures;
  core.channelCarriedIn[channel] = measures[row + col.READY] + (core.network.channelIsLog[channel] ? 0 : measures[row + col.OUT]);
  measures.fill(0, row + col.PUBLISHED, row + col.FINISHED + 1);
  measures[row + col.READY_AREA] = -now * measures[row + col.READY];
}
