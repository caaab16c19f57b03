import type { Core } from '../../core.ts';
import { DOUBLES, NEXT, NONE, STARTED, WORDS } from '../../kernel/record.ts';
import { BUFFERED, LINK_COLUMNS } from '../../measure/columns.ts';
import { leaveLine } from '../bandwidth.ts';
import { linkOfStream } from './wires.ts';

/** The chain of a stream's messages: arrived, on their way, not sent. */

/** Puts a message behind all others. */
export function append(core: Core, stream: number, message: number): void {
  const { wires, i32 } = core;
  i32[message * WORDS + NEXT] = NONE;
  if (wires.chainTail[stream] === NONE) wires.chainHead[stream] = message;
  else i32[wires.chainTail[stream] * WORDS + NEXT] = message;
  wires.chainTail[stream] = message;
  if (wires.unsentHead[stream] === NONE) wires.unsentHead[stream] = message;
  countUnsent(core, stream, message, 1);
}

/** Puts a message that was sent before in front of those that are not sent. */
export function putBack(core: Core, stream: number, message: number): void {
  const { wires, i32 } = core;
  const before = wires.sentTail[stream];
  const next = wires.unsentHead[stream];
  i32[message * WORDS + NEXT] = next;
  if (before === NONE) wires.chainHead[stream] = message;
  else i32[before * WORDS + NEXT] = message;
  if (next === NONE) wires.chainTail[stream] = message;
  wires.unsentHead[stream] = message;
  countUnsent(core, stream, message, 1);
}

/** The first message that is not sent is on its way from now on. */
export function moveOn(core: Core, stream: number): number {
  const { wires, i32 } = core;
  const message = wires.unsentHead[stream];
  wires.unsentHead[stream] = i32[message * WORDS + NEXT];
  wires.sentTail[stream] = message;
  if (wires.travelHead[stream] === NONE) wires.travelHead[stream] = message;
  countUnsent(core, stream, message, -1);
  return message;
}

/** The first message on its way has arrived. */
export function arriveFirst(core: Core, stream: number): number {
  const { wires, i32 } = core;
  const message = wires.travelHead[stream];
  const next = i32[message * WORDS + NEXT];
  wires.travelHead[stream] = next === wires.unsentHead[stream] ? NONE : next;
  wires.arrivedCount[stream]++;
  return message;
}

/** Takes the first message that has arrived out of the chain. */
export function takeArrived(core: Core, stream: number): number {
  const { wires, i32 } = core;
  const message = wires.chainHead[stream];
  wires.chainHead[stream] = i32[message * WORDS + NEXT];
  if (wires.chainHead[stream] === NONE) wires.chainTail[stream] = NONE;
  if (wires.sentTail[stream] === message) wires.sentTail[stream] = NONE;
  wires.arrivedCount[stream]--;
  return message;
}

/** Takes the first message that is not sent out of the chain. */
export function dropUnsent(core: Core, stream: number): number {
  const { wires, i32 } = core;
  const message = wires.unsentHead[stream];
  const next = i32[message * WORDS + NEXT];
  const before = wires.sentTail[stream];
  wires.unsentHead[stream] = next;
  if (before === NONE) wires.chainHead[stream] = next;
  else i32[before * WORDS + NEXT] = next;
  if (next === NONE) wires.chainTail[stream] = before;
  countUnsent(core, stream, message, -1);
  return message;
}

/** What is on its way will be sent again. */
export function recallTravelling(core: Core, stream: number): void {
  const { wires, i32 } = core;
  const first = wires.travelHead[stream];
  if (first === NONE) return;
  const link = linkOfStream(core, stream);
  for (let message = first; message !== wires.unsentHead[stream]; message = i32[message * WORDS + NEXT]) {
    countUnsent(core, stream, message, 1);
    leaveLine(core, link, message, core.f64[message * DOUBLES + STARTED]);
  }
  wires.travelHead[stream] = NONE;
  wires.unsentHead[stream] = first;
  wires.sentTail[stream] = lastArrived(core, stream);
}

/** What has arrived and is unread will be sent again, before what is not sent. */
export function recallArrived(core: Core, stream: number): void {
  const { wires, i32 } = core;
  recallTravelling(core, stream);
  for (let message = wires.chainHead[stream]; message !== wires.unsentHead[stream]; message = i32[message * WORDS + NEXT]) {
    countUnsent(core, stream, message, 1);
  }
  wires.arrivedCount[stream] = 0;
  wires.sentTail[stream] = NONE;
  wires.unsentHead[stream] = wires.chainHead[stream];
}

function lastArrived(core: Core, stream: number): number {
  const { wires, i32 } = core;
  let last = NONE;
  for (let i = 0; i < wires.arrivedCount[stream]; i++) last = last === NONE ? wires.chainHead[stream] : i32[last * WORDS + NEXT];
  return last;
}

function countUnsent(core: Core, stream: number, message: number, change: number): void {
  core.wires.unsentCount[stream] += change;
  core.wires.unsentBytes[stream] += change * core.f64[message * DOUBLES + STARTED];
  core.linkMeasures[linkOfStream(core, stream) * LINK_COLUMNS + BUFFERED] += change;
}

/** Puts a message behind those that are done and not settled. */
export function appendDone(core: Core, stream: number, message: number): void {
  const { wires, i32 } = core;
  i32[message * WORDS + NEXT] = NONE;
  if (wires.doneTail[stream] === NONE) wires.doneHead[stream] = message;
  else i32[wires.doneTail[stream] * WORDS + NEXT] = message;
  wires.doneTail[stream] = message;
  wires.doneCount[stream]++;
}

/** Takes the first message that is done and not settled, or NONE. */
export function takeDone(core: Core, stream: number): number {
  const { wires, i32 } = core;
  const message = wires.doneHead[stream];
  if (message === NONE) return NONE;
  wires.doneHead[stream] = i32[message * WORDS + NEXT];
  if (wires.doneHead[stream] === NONE) wires.doneTail[stream] = NONE;
  wires.doneCount[stream]--;
  return message;
}
