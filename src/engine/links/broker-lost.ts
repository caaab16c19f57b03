import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  BATCH_FAILING, BATCH_REPLYING, BATCH_TRAVELLING, DOUBLES, MESSAGE_TRAVELLING, META, NEXT, NONE, PARENT, PLACE, STARTED, STATE_MASK, STEP, TIME, WORDS,
} from '../kernel/record.ts';
import { LINK_COLUMNS, VANISHED } from '../measure/columns.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { emptyLine, leaveLine } from './bandwidth.ts';
import { forgetNode, leaderOf } from './log-losses.ts';
import { isAwaited } from './producer.ts';

/**
 * Connections that end because the broker at their end goes down: what is on its way to it finds nobody who knows the
 * connection, and whoever sent it is told by a reset, even if the broker is back by then. Rules FA61 and FA62 of
 * `docs/spec/faults.md`.
 */

/** All connections to a broker, a cluster as a whole, end now. To be called when it is down. */
export function endConnections(core: Core, broker: number): void {
  const { network } = core;
  for (let node = 0; node < core.logs.nodeStride; node++) forgetNode(core, broker, node);
  for (let link = 0; link < network.linkCount; link++) if (isToBroker(core, link, broker) && network.linkTo[link] < 0) emptyLine(core, link);
  changePending(core, (record, state, link) => {
    if (!isToBroker(core, link, broker)) return;
    if (state === MESSAGE_TRAVELLING) comeToNothing(core, record);
    else endBatch(core, record, state, link);
  });
}

/** The connections to one broker of a cluster end now. */
export function endConnectionsToNode(core: Core, broker: number, node: number): void {
  forgetNode(core, broker, node);
  changePending(core, (record, state, link) => {
    if (state === MESSAGE_TRAVELLING || !isToBroker(core, link, broker)) return;
    if (leaderOf(core, core.network.accumulatorPartition[core.i32[record * WORDS + STEP]]) === node) endBatch(core, record, state, link);
  });
}

function isToBroker(core: Core, link: number, broker: number): boolean {
  const channel = core.network.linkChannel[link];
  return channel >= 0 && core.network.channelBroker[channel] === broker;
}

/** Goes through all messages and batches under way, whose times `change` may alter. For rare occasions. */
function changePending(core: Core, change: (record: number, state: number, link: number) => void): void {
  const pending = new Int32Array(core.list.size);
  const count = core.list.drainTo(pending);
  for (let i = 0; i < count; i++) {
    const record = pending[i];
    const state = core.i32[record * WORDS + META] & STATE_MASK;
    const isUnderWay = state === MESSAGE_TRAVELLING || state === BATCH_TRAVELLING || state === BATCH_REPLYING || state === BATCH_FAILING;
    if (isUnderWay) change(record, state, core.i32[record * WORDS + PLACE] >>> 16);
    core.list.push(record);
  }
}

/** What is on its way is refused now, by a broker that is down. */
function comeToNothing(core: Core, record: number): void {
  core.f64[record * DOUBLES + TIME] = core.clock[NOW];
  if (core.departures.length > 0) core.departures[record] = 0;
}

/** The producer of a batch learns of the end of its connection, sooner than by its timeout. An answer that has been sent
 *  arrives, unless it has yet to be sent again, or waits behind one that has. */
function endBatch(core: Core, batch: number, state: number, link: number): void {
  if (state === BATCH_TRAVELLING) {
    leaveLine(core, link, batch, bytesOfBatch(core, batch));
    comeToNothing(core, batch);
    return;
  }
  const { f64 } = core;
  const time = batch * DOUBLES + TIME;
  const told = core.clock[NOW] + core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (f64[time] <= told || core.cuts[link] > 0 || !isAwaited(core, batch)) return;
  f64[time] = told;
  if (state === BATCH_FAILING) return;
  core.i32[batch * WORDS + META] = BATCH_FAILING;
  for (let message = core.i32[batch * WORDS + PARENT]; message !== NONE; message = core.i32[message * WORDS + NEXT]) {
    core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
  }
}

function bytesOfBatch(core: Core, batch: number): number {
  let bytes = 0;
  for (let message = core.i32[batch * WORDS + PARENT]; message !== NONE; message = core.i32[message * WORDS + NEXT]) {
    bytes += core.f64[message * DOUBLES + STARTED];
  }
  return bytes;
}
