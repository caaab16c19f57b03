import type { Core } from '../core.ts';
import {
  CLUSTER_PARAMETER_COLUMNS, CLUSTER_PARAMETERS, LOG_PARAMETER_COLUMNS, LOG_PARAMETERS, STREAM_PARAMETER_COLUMNS, STREAM_PARAMETERS,
} from '../stream-parameters.ts';
import { batches } from './cluster.ts';
import { resumeWires, wireLinkChanged, wiresLoseLink, wiresLoseStation } from './direct/wire-faults.ts';
import { forgetLosses, forgetMember } from './log-losses.ts';
import { memberBack, memberCrashed, memberLeaves, memberSilent } from './consumer-group.ts';
import { wakeGroup, wakeReaders } from './member.ts';
import { producerCrashed, tend } from './producer.ts';

/**
 * What faults and live changes do to logs.
 */

/** A replica goes down: its place in groups, and what its producers have not sent. */
export function logsLoseStation(core: Core, component: number, replica: number): void {
  const { network } = core;
  const station = network.firstStation[component] + replica;
  for (let member = 0; member < network.memberCount; member++) {
    if (network.memberStation[member] !== station) continue;
    memberCrashed(core, member);
    forgetMember(core, member);
  }
  wiresLoseStation(core, station);
  if (network.producerCount === 0) return;
  const pending = batches(core);
  for (let link = 0; link < network.linkCount; link++) {
    if (network.linkFrom[link] === component && network.producerStart[link] >= 0) producerCrashed(core, link, replica, pending);
  }
}

/** A connection is cut: the members at its end cannot be reached. */
export function logsLoseLink(core: Core, link: number): void {
  const { network } = core;
  for (let member = 0; member < network.memberCount; member++) {
    if (network.memberLink[member] === link) memberSilent(core, member);
  }
  forgetLosses(core, link);
  wiresLoseLink(core, link);
}

/** A replica stands still: its members say nothing until it goes on. */
export function logsFreeze(core: Core, station: number): void {
  for (let member = 0; member < core.network.memberCount; member++) {
    if (core.network.memberStation[member] === station) memberSilent(core, member);
  }
}

/** A replica that stood still goes on. */
export function logsThaw(core: Core, station: number): void {
  for (let member = 0; member < core.network.memberCount; member++) {
    if (core.network.memberStation[member] === station) memberBack(core, member);
  }
  resumeWires(core);
}

/** A replica is taken away in good order: its members say goodbye, and their partitions go to the others at once. */
export function logsDismiss(core: Core, station: number): void {
  for (let member = 0; member < core.network.memberCount; member++) {
    if (core.network.memberStation[member] === station) memberLeaves(core, member);
  }
  wiresLoseStation(core, station);
}

/** Something has come back: whoever can goes on, or joins its group again. */
export function resumeLogs(core: Core): void {
  for (let member = 0; member < core.network.memberCount; member++) memberBack(core, member);
  resumeWires(core);
}

/** Changes a parameter of a log's or stream's link, and lets both ends look at what it means to them. */
export function setStreamParameter(core: Core, link: number, name: string, value: number): void {
  const { network } = core;
  const column = STREAM_PARAMETERS.indexOf(name as (typeof STREAM_PARAMETERS)[number]);
  if (column < 0) return;
  core.logs.streamParameters[network.streamRow[link] * STREAM_PARAMETER_COLUMNS + column] = value;
  logLinkChanged(core, link);
  wireLinkChanged(core, link, name);
}

/** Some parameter of a link has changed. */
export function logLinkChanged(core: Core, link: number): void {
  const { network } = core;
  if (network.groupOfLink[link] >= 0) wakeGroup(core, network.groupOfLink[link]);
  for (let accumulator = 0; accumulator < network.accumulatorCount; accumulator++) {
    if (network.accumulatorLink[accumulator] === link) tend(core, accumulator);
  }
}

/** Changes a parameter of a log. */
export function setLogParameter(core: Core, channel: number, name: string, value: number): void {
  const column = LOG_PARAMETERS.indexOf(name as (typeof LOG_PARAMETERS)[number]);
  if (column < 0) return;
  core.logs.logParameters[channel * LOG_PARAMETER_COLUMNS + column] = value;
  wakeReaders(core, channel);
}

/** Changes a parameter of a cluster. */
export function setClusterParameter(core: Core, broker: number, name: string, value: number): void {
  const column = CLUSTER_PARAMETERS.indexOf(name as (typeof CLUSTER_PARAMETERS)[number]);
  if (column >= 0) core.logs.clusterParameters[broker * CLUSTER_PARAMETER_COLUMNS + column] = value;
}
