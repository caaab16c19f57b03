import type { Core } from '../core.ts';
import { HANDLE } from '../core.ts';
import { BUFFERED, META, NEXT, NONE, PARENT, PARENT_TOKEN, PLACE, TRACED, WORDS } from '../kernel/record.ts';
import { LOSS } from '../measure/columns.ts';
import { HANDLERS, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { MODE_SESSIONS } from '../queue-tables.ts';
import { INSTANCE } from '../stations/station-word.ts';
import { bytesOf } from './boxes.ts';

/**
 * Client libraries that hand messages to a few handlers at a time. What they hold beyond that waits in a buffer, in
 * order; its leases run meanwhile.
 */

/** The subscription that a delivery over a gated link belongs to. Instances that start on demand share one client. */
export function subscriptionOf(core: Core, job: number): number {
  const { linkSubscription, linkTo, firstStation } = core.network;
  const place = core.i32[job * WORDS + PLACE];
  const link = place >>> 16;
  const station = place & 0xffff;
  return linkSubscription[link] + (core.stationWord[station] & INSTANCE ? 0 : station - firstStation[linkTo[link]]);
}

/** Whether a handler is free. Where sessions limit what is at work, handlers do not. */
export function hasHandler(core: Core, subscription: number): boolean {
  const { subscriptionLink, linkChannel, channelMode } = core.network;
  const link = subscriptionLink[subscription];
  if (channelMode[linkChannel[link]] === MODE_SESSIONS) return true;
  return core.handlersBusy[subscription] < core.linkParameters[link * LINK_PARAMETER_COLUMNS + HANDLERS];
}

/** Lets a delivery wait in its client. */
export function buffer(core: Core, job: number, subscription: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & TRACED) | BUFFERED;
  i32[at + NEXT] = NONE;
  const tail = core.bufferTail[subscription];
  if (tail === NONE) core.bufferHead[subscription] = job;
  else i32[tail * WORDS + NEXT] = job;
  core.bufferTail[subscription] = job;
  core.bufferLength[subscription]++;
  core.bufferBytes[subscription] += jobBytes(core, job);
}

/** Bytes of a delivery. */
export function jobBytes(core: Core, job: number): number {
  return bytesOf(core, job, core.network.linkChannel[core.i32[job * WORDS + PLACE] >>> 16]);
}

/** A handler has ended, well or not: it takes up what waits longest. */
export function handlerEnded(core: Core, job: number): void {
  const subscription = subscriptionOf(core, job);
  core.handlersBusy[subscription]--;
  startHandlers(core, subscription);
}

/** Lets free handlers take up what waits. */
export function startHandlers(core: Core, subscription: number): void {
  while (core.bufferHead[subscription] !== NONE && hasHandler(core, subscription)) {
    const job = takeBuffered(core, subscription);
    core.handlersBusy[subscription]++;
    core.reply(job, 0, HANDLE, 0);
  }
}

function takeBuffered(core: Core, subscription: number): number {
  const job = core.bufferHead[subscription];
  const next = core.i32[job * WORDS + NEXT];
  core.bufferHead[subscription] = next;
  if (next === NONE) core.bufferTail[subscription] = NONE;
  core.bufferLength[subscription]--;
  core.bufferBytes[subscription] -= jobBytes(core, job);
  return job;
}

/** All that waits in a client is gone, and whoever waits for it learns of it as of a lost connection. */
export function dropBuffer(core: Core, subscription: number): void {
  const { i32 } = core;
  while (core.bufferHead[subscription] !== NONE) {
    const job = takeBuffered(core, subscription);
    const at = job * WORDS;
    core.reply(i32[at + PARENT], i32[at + PARENT_TOKEN], i32[at + PLACE] >>> 16, LOSS);
    core.free(job);
  }
}

/** Replicas have crashed: what waits in their clients is gone. */
export function dropBuffers(core: Core, stations: readonly number[]): void {
  const { subscriptionStation } = core.network;
  for (let subscription = 0; subscription < subscriptionStation.length; subscription++) {
    if (stations.includes(subscriptionStation[subscription])) dropBuffer(core, subscription);
  }
}
