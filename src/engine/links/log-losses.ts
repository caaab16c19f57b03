import type { Core } from '../core.ts';
import { ARRIVED, DOUBLES, KEY, NONE, STEP, TIME, WORDS } from '../kernel/record.ts';
import { REQUEST_TIMEOUT, streamParameter } from '../stream-parameters.ts';
import { BACK_KEY, resendingMs } from './disturbance.ts';

/**
 * Packets that are lost between a log and those who use it. Every producer and every member of a group has one TCP
 * connection to each broker: what is lost on it is sent again, and all that was sent later waits for it. Rules FA58 to
 * FA61 of `docs/spec/faults.md`.
 */

/** Sets the draws of a batch that is sent again apart from its former ones. */
const AGAIN_KEY = 0x9e3779b1;

/** A batch, or the answer to it, is on its way: it arrives as much later as it is lost, or as something before it on the
 *  same connection is. Returns whether that is later than its producer waits, which then connects anew. */
export function arrivesTooLate(core: Core, batch: number, link: number, way: number): boolean {
  const { logs, f64, i32, network } = core;
  const accumulator = i32[batch * WORDS + STEP];
  const line = 2 * (network.accumulatorProducer[accumulator] * logs.nodeStride + leaderOf(core, network.accumulatorPartition[accumulator])) + way;
  const key = (i32[batch * WORDS + KEY] ^ (way * BACK_KEY)) + Math.imul(logs.accumulatorFailures[accumulator], AGAIN_KEY);
  const again = resendingMs(core, link, key | 0);
  const time = batch * DOUBLES + TIME;
  if (again === 0 && logs.producerHeld[line] <= f64[time]) return false;
  f64[time] = Math.max(f64[time] + again, logs.producerHeld[line]);
  const patience = f64[batch * DOUBLES + ARRIVED] + streamParameter(core, link, REQUEST_TIMEOUT);
  if (again > 0) logs.producerHeld[line] = Math.min(f64[time], patience);
  return f64[time] > patience;
}

/** When a record reaches the member that reads a slot, if it would at `dueMs` without losses. What was appended with one
 *  batch is lost together, or not; what has reached the member by now is at hand. */
export function reachesMember(core: Core, slot: number, record: number, dueMs: number): number {
  const { logs, f64, network } = core;
  const member = logs.slotOwner[slot];
  const line = member * logs.nodeStride + leaderOf(core, network.slotPartition[slot]);
  const appendedMs = f64[record * DOUBLES + TIME];
  const isOfLast = logs.slotSetOut[slot] === appendedMs;
  const again = isOfLast ? 0 : resendingMs(core, network.memberLink[member], core.i32[record * WORDS + KEY]);
  const arrivesMs = Math.max(dueMs + again, logs.memberHeld[line]);
  logs.slotSetOut[slot] = appendedMs;
  if (again > 0) logs.memberHeld[line] = arrivesMs;
  return arrivesMs;
}

/** The connections of a link are gone, as when it is cut: those after them begin anew. */
export function forgetLosses(core: Core, link: number): void {
  const { network } = core;
  for (let accumulator = 0; accumulator < network.accumulatorCount; accumulator++) {
    if (network.accumulatorLink[accumulator] === link) forgetProducer(core, network.accumulatorProducer[accumulator]);
  }
  for (let member = 0; member < network.memberCount; member++) {
    if (network.memberLink[member] === link) forgetMember(core, member);
  }
}

/** The connections of a member are gone with it. */
export function forgetMember(core: Core, member: number): void {
  const { logs } = core;
  logs.memberHeld.fill(0, member * logs.nodeStride, (member + 1) * logs.nodeStride);
}

/** The connections of a producer are gone with it. */
export function forgetProducer(core: Core, producer: number): void {
  const { logs } = core;
  logs.producerHeld.fill(0, 2 * producer * logs.nodeStride, 2 * (producer + 1) * logs.nodeStride);
}

/** The connections to one broker of a cluster are gone, as when it crashes: those to it after that begin anew, while those to
 *  the others stay as they are. */
export function forgetNode(core: Core, broker: number, node: number): void {
  const { logs, network } = core;
  for (let accumulator = 0; accumulator < network.accumulatorCount; accumulator++) {
    if (network.channelBroker[network.linkChannel[network.accumulatorLink[accumulator]]] !== broker) continue;
    const line = 2 * (network.accumulatorProducer[accumulator] * logs.nodeStride + node);
    logs.producerHeld.fill(0, line, line + 2);
  }
  for (let member = 0; member < network.memberCount; member++) {
    if (network.channelBroker[network.linkChannel[network.memberLink[member]]] === broker) logs.memberHeld[member * logs.nodeStride + node] = 0;
  }
}

/** The broker of its cluster that leads a partition, or did so last. */
export function leaderOf(core: Core, partition: number): number {
  const leader = core.logs.partitionLeader[partition];
  return leader === NONE ? core.logs.partitionLast[partition] : leader;
}
