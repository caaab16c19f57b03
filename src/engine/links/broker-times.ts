import type { Core } from '../core.ts';
import { BROKER_TIMES, NOW, RECORDS_MADE } from '../core.ts';
import { DOUBLES, TIME } from '../kernel/record.ts';
import { BROKER_PARAMETER_COLUMNS, CHANNEL_PARAMETER_COLUMNS, INTAKE, WRITE_TIME } from '../parameters.ts';
import { CLUSTER_PARAMETER_COLUMNS, REPLICATION_TIME } from '../stream-parameters.ts';
import { forChannels, isInWork, isStill } from './standstill.ts';

/**
 * A slow broker: the time to store, the time between two messages that a queue takes in, and the time in which followers
 * copy are stretched. The parameters in force hold the stretched times, so that nobody asks; what they are without a fault
 * stands beside them. Rule FA54 of `docs/spec/faults.md`.
 */

// Columns of `brokerOwnTimes`.
const OWN_WRITE = 0;
const OWN_COPYING = 1;

/** Sets by what a broker's times are stretched, 1 for not at all; what is left of what it is at is stretched as well. */
export function slowBroker(core: Core, broker: number, factor: number): void {
  const before = core.brokerSlow[broker];
  if (before === factor) return;
  if (before === 1) noteOwn(core, broker);
  core.brokerSlow[broker] = factor;
  setWriteTime(core, broker, core.brokerOwnTimes[BROKER_TIMES * broker + OWN_WRITE]);
  setCopyTime(core, broker, core.brokerOwnTimes[BROKER_TIMES * broker + OWN_COPYING]);
  forChannels(core, broker, (channel) => setIntake(core, channel, core.intakeOwn[channel]));
  stretch(core, broker, factor / before);
}

function noteOwn(core: Core, broker: number): void {
  core.brokerOwnTimes[BROKER_TIMES * broker + OWN_WRITE] = core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + WRITE_TIME];
  core.brokerOwnTimes[BROKER_TIMES * broker + OWN_COPYING] = core.logs.clusterParameters[broker * CLUSTER_PARAMETER_COLUMNS + REPLICATION_TIME];
  forChannels(core, broker, (channel) => (core.intakeOwn[channel] = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + INTAKE]));
}

/** Sets a broker's own write time; a slow-down in force stretches it. Milliseconds. */
export function setWriteTime(core: Core, broker: number, ms: number): void {
  core.brokerOwnTimes[BROKER_TIMES * broker + OWN_WRITE] = ms;
  core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + WRITE_TIME] = ms * core.brokerSlow[broker];
}

/** Sets the time in which a cluster's followers copy; a slow-down in force stretches it. Milliseconds. */
export function setCopyTime(core: Core, broker: number, ms: number): void {
  core.brokerOwnTimes[BROKER_TIMES * broker + OWN_COPYING] = ms;
  core.logs.clusterParameters[broker * CLUSTER_PARAMETER_COLUMNS + REPLICATION_TIME] = ms * core.brokerSlow[broker];
}

/** Sets how many messages a queue takes in per second; a slow-down in force divides it. */
export function setIntake(core: Core, channel: number, ratePerSec: number): void {
  core.intakeOwn[channel] = ratePerSec;
  core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + INTAKE] = ratePerSec / core.brokerSlow[core.network.channelBroker[channel]];
}

function stretch(core: Core, broker: number, ratio: number): void {
  const now = isStill(core, broker) ? 0 : core.clock[NOW];
  forChannels(core, broker, (channel) => (core.intakeFree[channel] = later(core.intakeFree[channel], now, ratio)));
  if (isStill(core, broker)) stretchHeld(core, broker, ratio);
  else stretchPending(core, broker, ratio);
}

function later(atMs: number, now: number, ratio: number): number {
  return atMs > now ? now + (atMs - now) * ratio : atMs;
}

function stretchPending(core: Core, broker: number, ratio: number): void {
  const pending = new Int32Array(core.list.size);
  const count = core.list.drainTo(pending);
  for (let i = 0; i < count; i++) {
    const time = pending[i] * DOUBLES + TIME;
    if (isInWork(core, pending[i], broker)) core.f64[time] = later(core.f64[time], core.clock[NOW], ratio);
    core.list.push(pending[i]);
  }
}

function stretchHeld(core: Core, broker: number, ratio: number): void {
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) if (isInWork(core, record, broker)) core.f64[record * DOUBLES + TIME] *= ratio;
}
