import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import { DOUBLES, KEY, META, NONE, NUMBER, PARENT_TOKEN, STARTED, TIME, TRACED, WORDS } from '../../kernel/record.ts';
import { BATCHES, BYTES, LINK_COLUMNS, OK, TAP_FORWARD } from '../../measure/columns.ts';
import {
  READ_RATE, SLOW_CLIENTS, SLOW_READ_RATE, STREAM_MESSAGES, streamParameter, CLIENTS,
} from '../../stream-parameters.ts';
import { isNarrow, occupyLine, THERE } from '../bandwidth.ts';
import { resendingMs } from '../disturbance.ts';
import { moveOn } from './chain.ts';
import { isActing, latencyOf, receivingStation, sendingStation, setWireTimer, STREAM_ARRIVES, STREAM_SENDS } from './wires.ts';

/** What passes over a wire: as much as its windows let through, or as fast as the client reads. */

/** Sets the draws of a message that is sent on another stream apart from its former ones. */
const AGAIN_KEY = 0x9e3779b1;

/** Sends what may be sent of a stream now. */
export function transmit(core: Core, stream: number): void {
  const { wires, network } = core;
  const wire = network.streamWire[stream];
  const link = network.wireLink[wire];
  if (wires.unsentHead[stream] === NONE || !canPass(core, stream, link)) return;
  if (network.isSocket[link]) transmitToSocket(core, stream, link);
  else while (wires.unsentHead[stream] !== NONE && fitsWindows(core, stream, wire, link) && isLineReady(core, stream, link)) sendFirst(core, stream, wire, link);
}

/** Whether both ends are there and the way between them is whole. A socket's receiver that is frozen takes nothing. */
export function canPass(core: Core, stream: number, link: number): boolean {
  if (core.wires.streamOpen[stream] === 0 || core.cuts[link] > 0 || !isActing(core, sendingStation(core, stream))) return false;
  return core.network.isSocket[link] === 0 || isActing(core, receivingStation(core, stream));
}

/** Whether the windows, and the length of the stream, let the next message go. One that is larger than a window goes when
 *  nothing else is in it. */
function fitsWindows(core: Core, stream: number, wire: number, link: number): boolean {
  const { wires } = core;
  if (wires.sentOnStream[stream] >= streamParameter(core, link, STREAM_MESSAGES)) return false;
  const bytes = core.f64[wires.unsentHead[stream] * DOUBLES + STARTED];
  if (wires.streamUsed[stream] > 0 && wires.streamUsed[stream] + bytes > wires.wireStreamWindow[wire]) return false;
  if (wires.wireUsed[wire] === 0 || wires.wireUsed[wire] + bytes <= wires.wireWindow[wire]) return true;
  wires.wireStalled[wire] = 1;
  return false;
}

/** Whether the stream's last message has left, where bandwidth is limited; else it goes on when it has. */
function isLineReady(core: Core, stream: number, link: number): boolean {
  if (!isNarrow(core, link) || core.wires.nextSendAt[stream] <= core.clock[NOW]) return true;
  armSending(core, stream);
  return false;
}

function armSending(core: Core, stream: number): void {
  const { wires } = core;
  if (wires.sendArmed[stream] === 0) setWireTimer(core, STREAM_SENDS, stream, wires.streamEpoch[stream], wires.nextSendAt[stream]);
  wires.sendArmed[stream] = 1;
}

/** Sends the first message that waits, over the windows. */
function sendFirst(core: Core, stream: number, wire: number, link: number): void {
  const { wires } = core;
  const message = moveOn(core, stream);
  const bytes = core.f64[message * DOUBLES + STARTED];
  const window = Math.min(wires.wireStreamWindow[wire], wires.wireWindow[wire]);
  const latency = latencyOf(core, link);
  wires.streamUsed[stream] += bytes;
  wires.wireUsed[wire] += bytes;
  core.i32[message * WORDS + PARENT_TOKEN] = wires.streamEpoch[stream];
  const left = putOnTheWay(core, stream, message, core.clock[NOW], latency + 2 * latency * (Math.ceil(bytes / window) - 1));
  if (isNarrow(core, link)) wires.nextSendAt[stream] = left;
}

/** Sends to a client as fast as it reads. */
function transmitToSocket(core: Core, stream: number, link: number): void {
  const { wires } = core;
  const gap = gapMs(core, stream, link);
  const now = core.clock[NOW];
  while (wires.unsentHead[stream] !== NONE) {
    const from = wires.nextSendAt[stream];
    if (from > now) {
      armSending(core, stream);
      return;
    }
    const left = sendToSocket(core, stream, link, now);
    wires.nextSendAt[stream] = Math.max(now + gap, left);
  }
}

/** Writes the only message that waits for a client, at a moment of the write loop that is still to come. Nothing waits
 *  for the client itself, so no event is needed for the moment. */
export function writeAhead(core: Core, stream: number, link: number, atMs: number): void {
  const { wires } = core;
  if (wires.unsentCount[stream] !== 1 || !canPass(core, stream, link) || gapMs(core, stream, link) > 0 || isNarrow(core, link)) {
    if (wires.nextSendAt[stream] < atMs) wires.nextSendAt[stream] = atMs;
    transmit(core, stream);
    return;
  }
  sendToSocket(core, stream, link, atMs);
}

/** Sends the first message that waits to a client. Returns when the last of its bytes has left. */
function sendToSocket(core: Core, stream: number, link: number, atMs: number): number {
  const message = moveOn(core, stream);
  core.i32[message * WORDS + PARENT_TOKEN] = core.wires.streamEpoch[stream];
  return putOnTheWay(core, stream, message, atMs, latencyOf(core, link));
}

/** Time between two messages that a client takes. */
function gapMs(core: Core, stream: number, link: number): number {
  const { network } = core;
  const clients = streamParameter(core, link, CLIENTS);
  const client = (stream - network.streamStart[link]) % clients;
  const isSlow = client < streamParameter(core, link, SLOW_CLIENTS);
  return 1000 / streamParameter(core, link, isSlow ? SLOW_READ_RATE : READ_RATE);
}

/** A message is sent, and arrives after all that was sent before it. Returns when the last of its bytes has left. */
function putOnTheWay(core: Core, stream: number, message: number, sentMs: number, delayMs: number): number {
  const { wires, f64, network } = core;
  const link = network.wireLink[network.streamWire[stream]];
  const measures = link * LINK_COLUMNS;
  const bytes = f64[message * DOUBLES + STARTED];
  const leftMs = isNarrow(core, link) ? occupyLine(core, { link, way: THERE, record: message, bytes, fromMs: sentMs }) : sentMs;
  const arrivesMs = Math.max(afterLosses(core, stream, message, leftMs + delayMs), wires.lastArrival[stream]);
  f64[message * DOUBLES + TIME] = arrivesMs;
  wires.lastArrival[stream] = arrivesMs;
  wires.sentOnStream[stream]++;
  wires.wirePassed[network.streamWire[stream]] = core.clock[NOW];
  core.linkMeasures[measures + BATCHES]++;
  core.linkMeasures[measures + BYTES] += bytes;
  const at = message * WORDS;
  if (core.i32[at + META] & TRACED) core.tapRow(TAP_FORWARD, sentMs, arrivesMs, link, core.i32[at + NUMBER], OK);
  armArrival(core, stream);
  return leftMs;
}

/** When a message arrives that would at `dueMs`: what is lost is sent again, and all that is sent later on the same connection
 *  waits for it, whichever stream it is of. */
function afterLosses(core: Core, stream: number, message: number, dueMs: number): number {
  const { wires, i32, network } = core;
  const wire = network.streamWire[stream];
  const at = message * WORDS;
  const key = i32[at + KEY] + Math.imul(i32[at + PARENT_TOKEN], AGAIN_KEY);
  const again = resendingMs(core, network.wireLink[wire], key | 0);
  const arrivesMs = Math.max(dueMs + again, wires.wireHeld[wire]);
  if (again > 0) wires.wireHeld[wire] = arrivesMs;
  return arrivesMs;
}

/** Sees to it that the first message on its way is looked at when it arrives. */
export function armArrival(core: Core, stream: number): void {
  const { wires } = core;
  if (wires.arrivalArmed[stream] !== 0 || wires.travelHead[stream] === NONE) return;
  wires.arrivalArmed[stream] = 1;
  setWireTimer(core, STREAM_ARRIVES, stream, wires.streamEpoch[stream], core.f64[wires.travelHead[stream] * DOUBLES + TIME]);
}
