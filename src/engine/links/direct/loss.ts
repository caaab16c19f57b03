import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import { DOUBLES, NEXT, NONE, STARTED, TIME, TOKEN, WORDS } from '../../kernel/record.ts';
import { DISCONNECTS, LINK_COLUMNS, UNACKNOWLEDGED } from '../../measure/columns.ts';
import { RESUME_LOSE, RESUME_REPEAT } from '../../stream-parameters.ts';
import { dropUnsent, putBack, recallArrived, recallTravelling, takeArrived, takeDone } from './chain.ts';
import { tryLater } from './connect.ts';
import { loseCopy, settle } from './copies.ts';
import { closeStream } from './open.ts';
import { firstStreamOf, isConnected, isGone, latencyOf, linkOfStream, receivingStation, requestPump, resumption } from './wires.ts';
import { AWAY } from './wire-state.ts';

/** Losing streams: what becomes of their messages. */

/** A wire is lost, and the streams of its present connection with it: its opener learns of it at once, and comes back as it
 *  is used to. Streams of a former connection, which the server asked to be replaced, go on. */
export function loseWire(core: Core, wire: number): void {
  const { wires, network } = core;
  if (!isConnected(core, wire)) return;
  core.linkMeasures[network.wireLink[wire] * LINK_COLUMNS + DISCONNECTS]++;
  wires.wirePhase[wire] = AWAY;
  wires.wireFailures[wire] = 0;
  loseStreamsAt(core, wire, wires.wireStation[wire]);
  tryLater(core, wire);
}

/** All open streams of a wire that lead to a server replica are lost. */
export function loseStreamsAt(core: Core, wire: number, station: number): void {
  const first = firstStreamOf(core, wire);
  const count = core.network.streamsPerWire[core.network.wireLink[wire]];
  for (let stream = first; stream < first + count; stream++) {
    if (core.wires.streamOpen[stream] !== 0 && core.wires.streamStation[stream] === station) loseStream(core, stream);
  }
}

/** An open stream breaks off. What the receiver has read it works on; what else was under way is lost, or sent again. */
export function loseStream(core: Core, stream: number): void {
  const link = linkOfStream(core, stream);
  const receiver = receivingStation(core, stream);
  const how = resumption(core, link);
  closeStream(core, stream);
  // A handler at the server ends with its stream; a client goes on reading what it has.
  const keepsUnread = core.network.opensAtSender[link] === 0 && !isGone(core, receiver);
  if (how === RESUME_LOSE) loseMessages(core, stream, keepsUnread);
  else if (how === RESUME_REPEAT) rewind(core, stream);
  else if (keepsUnread) recallTravelling(core, stream);
  else recallArrived(core, stream);
  if (how !== RESUME_REPEAT) core.wires.inWork[stream] = NONE;
  core.wires.sentOnStream[stream] = core.wires.doneCount[stream];
  // Whoever waits to send has room now, or learns that there is nobody to send to.
  requestPump(core, stream);
}

/** What was not read is lost, and the result of an upload with it. */
function loseMessages(core: Core, stream: number, keepsUnread: boolean): void {
  const { wires } = core;
  recallTravelling(core, stream);
  while (!keepsUnread && wires.arrivedCount[stream] > 0) loseCopy(core, takeArrived(core, stream));
  while (wires.unsentHead[stream] !== NONE) loseCopy(core, dropUnsent(core, stream));
  wires.streamSpoiled[stream] = 0;
  for (let message = takeDone(core, stream); message !== NONE; message = takeDone(core, stream)) loseCopy(core, message);
}

/** All messages since the last checkpoint will be sent again, those worked on already among them. */
function rewind(core: Core, stream: number): void {
  const { wires, i32 } = core;
  recallArrived(core, stream);
  const inWork = wires.inWork[stream];
  if (inWork !== NONE) {
    i32[inWork * WORDS + TOKEN] = 0;
    core.linkMeasures[linkOfStream(core, stream) * LINK_COLUMNS + UNACKNOWLEDGED]--;
    wires.inWork[stream] = NONE;
    putBack(core, stream, inWork);
  }
  const done: number[] = [];
  for (let message = takeDone(core, stream); message !== NONE; message = takeDone(core, stream)) done.push(message);
  for (const message of done.reverse()) putBack(core, stream, message);
}

/** The messages of a stream that were done, and had to wait for its end or a checkpoint, are settled. */
export function settleDone(core: Core, stream: number): void {
  const isWell = core.wires.streamSpoiled[stream] === 0;
  core.wires.streamSpoiled[stream] = 0;
  for (let message = takeDone(core, stream); message !== NONE; message = takeDone(core, stream)) {
    settle(core, message, isWell);
    core.free(message);
  }
}

/** A connection is cut: what is under way will be sent again when the cut is mended, as TCP does. */
export function stall(core: Core, stream: number): void {
  const { wires, network } = core;
  const link = linkOfStream(core, stream);
  if (network.isSocket[link] === 0 && wires.streamOpen[stream] !== 0) {
    for (let message = wires.travelHead[stream]; message !== wires.unsentHead[stream]; message = core.i32[message * WORDS + NEXT]) {
      if (message === NONE) break;
      const bytes = core.f64[message * DOUBLES + STARTED];
      wires.streamUsed[stream] -= bytes;
      wires.wireUsed[network.streamWire[stream]] -= bytes;
      wires.sentOnStream[stream]--;
    }
  }
  if (isHeldBack(core, stream, link)) wires.arrivalArmed[stream] = 0;
  wires.lastArrival[stream] = 0;
  wires.wireHeld[network.streamWire[stream]] = 0;
  recallTravelling(core, stream);
}

/** Whether what is first on its way arrives later than the way takes: its timer is not to be waited for when it is sent again. */
function isHeldBack(core: Core, stream: number, link: number): boolean {
  const first = core.wires.travelHead[stream];
  return first !== NONE && core.f64[first * DOUBLES + TIME] > core.clock[NOW] + latencyOf(core, link);
}
