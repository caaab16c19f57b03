import { type Core, NOW, RECORDS_MADE } from '../core.ts';
import {
  BATCH_TRAVELLING, DELIVERING, DOUBLES, MESSAGE_TRAVELLING, META, NEXT, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, REPLYING, STATE_MASK,
  STEP, STREAM_TIMER, TIME, TOKEN, TRAVELLING, TURNED_BACK, WORDS,
} from '../kernel/record.ts';
import { BACK, NARROW, THERE } from '../links/bandwidth.ts';
import { connectionOfCall } from '../links/connection.ts';
import { firstStreamOf, linkOfStream, STREAM_ARRIVES, STREAM_SENDS, streamsOfLink } from '../links/direct/wires.ts';
import { MULTIPLEXED } from '../transport-parameters.ts';
import { filterPending } from './pending.ts';

/**
 * A line gets another rate while messages stand in it: what has not left yet leaves sooner or later by the ratio of the
 * rates, and arrives as much sooner or later. What has left arrives when it was to arrive. Rule FA42 of
 * `docs/spec/faults.md`.
 */

/** Sets how many bytes a link carries per millisecond, infinity for no limit. */
export function setLineRate(core: Core, link: number, rate: number): void {
  const before = core.lineRate[link];
  if (before === rate) return;
  core.lineRate[link] = rate;
  core.disturbed[link] = rate === Infinity ? core.disturbed[link] & ~NARROW : core.disturbed[link] | NARROW;
  if (before === Infinity) forgetDepartures(core, link);
  else stretchLine(core, link, rate === Infinity ? 0 : before / rate);
}

/** Records keep the departures of those that had their places before them. */
function forgetDepartures(core: Core, link: number): void {
  if (core.departures.length === 0) return;
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) if (isOnTheWay(core, record, link)) core.departures[record] = 0;
  forMessagesOnStreams(core, link, (message) => (core.departures[message] = 0));
}

/** Messages of the link's streams that are on their way, stream by stream, the first sent first. */
function forMessagesOnStreams(core: Core, link: number, act: (message: number, stream: number) => void): void {
  const { wires, network } = core;
  if (network.wireStart[link] < 0) return;
  const first = firstStreamOf(core, network.wireStart[link]);
  for (let stream = first; stream < first + streamsOfLink(core, link); stream++) {
    let message = wires.travelHead[stream];
    while (message !== NONE && message !== wires.unsentHead[stream]) {
      act(message, stream);
      message = core.i32[message * WORDS + NEXT];
    }
  }
}

function isOnTheWay(core: Core, record: number, link: number): boolean {
  const at = record * WORDS;
  if (core.i32[at + PLACE] >>> 16 !== link) return false;
  const state = core.i32[at + META] & STATE_MASK;
  return state === TRAVELLING || state === TURNED_BACK || state === REPLYING || state === MESSAGE_TRAVELLING || state === DELIVERING || state === BATCH_TRAVELLING;
}

function stretchLine(core: Core, link: number, ratio: number): void {
  for (const way of [THERE, BACK]) core.lineFree[2 * link + way] = stretched(core, core.lineFree[2 * link + way], ratio);
  if (core.departures.length === 0) return;
  stretchStreams(core, link, ratio);
  const heads = new Map<string, number>();
  filterPending(core, (record) => {
    if (isOnTheWay(core, record, link)) leaveAnew(core, record, { link, ratio, heads });
    else if (isOfStream(core, record, link)) armAnew(core, record);
    return true;
  });
}

/** A moment to come, as far from now as the ratio says. */
function stretched(core: Core, atMs: number, ratio: number): number {
  const now = core.clock[NOW];
  return atMs > now ? now + (atMs - now) * ratio : atMs;
}

interface Change {
  readonly link: number;
  readonly ratio: number;
  /** When the last message so far arrives, for each connection and direction. */
  readonly heads: Map<string, number>;
}

/** Moves the arrival of a message. Messages come in the order of their arrivals, which connections keep. */
function leaveAnew(core: Core, record: number, { link, ratio, heads }: Change): void {
  const time = record * DOUBLES + TIME;
  if (core.departures[record] > core.clock[NOW]) {
    const leaves = stretched(core, core.departures[record], ratio);
    core.f64[time] += leaves - core.departures[record];
    core.departures[record] = leaves;
  }
  if (!(core.network.transport[link] & MULTIPLEXED)) return;
  const connection = connectionUnder(core, record);
  if (connection === NONE) return;
  const isBack = (core.i32[record * WORDS + META] & STATE_MASK) === REPLYING;
  const name = `${connection} ${isBack}`;
  const head = Math.max(heads.get(name) ?? 0, core.f64[time]);
  core.f64[time] = head;
  heads.set(name, head);
  (isBack ? core.served : core.callBegan)[connection] = head;
}

/** The connection that a request or reply travels over, NONE when nobody waits for it any more. */
function connectionUnder(core: Core, record: number): number {
  const at = record * WORDS;
  const caller = core.i32[at + PARENT];
  if (caller < 0 || core.i32[caller * WORDS + TOKEN] !== core.i32[at + PARENT_TOKEN]) return NONE;
  return connectionOfCall(core, caller);
}

// Streams without a broker.

function stretchStreams(core: Core, link: number, ratio: number): void {
  const { wires, f64 } = core;
  let former = NONE;
  forMessagesOnStreams(core, link, (message, stream) => {
    const isFirst = stream !== former;
    former = stream;
    const leaves = stretched(core, core.departures[message], ratio);
    const arrives = f64[message * DOUBLES + TIME] + leaves - core.departures[message];
    core.departures[message] = leaves;
    wires.lastArrival[stream] = isFirst ? arrives : Math.max(arrives, wires.lastArrival[stream]);
    f64[message * DOUBLES + TIME] = wires.lastArrival[stream];
    if (isFirst) wires.nextSendAt[stream] = stretched(core, wires.nextSendAt[stream], ratio);
  });
}

/** Whether a record is a timer of a stream of this link that is still meant. */
function isOfStream(core: Core, record: number, link: number): boolean {
  const at = record * WORDS;
  const { i32 } = core;
  if ((i32[at + META] & STATE_MASK) !== STREAM_TIMER || (i32[at + STEP] !== STREAM_ARRIVES && i32[at + STEP] !== STREAM_SENDS)) return false;
  const stream = i32[at + NUMBER];
  return linkOfStream(core, stream) === link && core.wires.streamEpoch[stream] === i32[at + PARENT_TOKEN];
}

function armAnew(core: Core, timer: number): void {
  const { wires, f64, i32 } = core;
  const stream = i32[timer * WORDS + NUMBER];
  const head = wires.travelHead[stream];
  if (i32[timer * WORDS + STEP] === STREAM_SENDS) f64[timer * DOUBLES + TIME] = Math.max(core.clock[NOW], wires.nextSendAt[stream]);
  else if (head !== NONE) f64[timer * DOUBLES + TIME] = Math.max(core.clock[NOW], f64[head * DOUBLES + TIME]);
}
