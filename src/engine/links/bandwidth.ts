import { type Core, EXTRA_BYTES, EXTRA_CLASS, EXTRA_COLUMNS, NOW } from '../core.ts';
import { PLACE, WORDS } from '../kernel/record.ts';
import { QUEUE, SYNC } from '../network.ts';
import { BANDWIDTH, CHANNEL_PARAMETER_COLUMNS, LINK_PARAMETER_COLUMNS, MESSAGE_BYTES } from '../parameters.ts';
import { RECORD_BYTES, streamParameter } from '../stream-parameters.ts';

/**
 * Bandwidth: a connection of the diagram is one line in each direction, which carries one message after another, in the
 * order in which they were sent. Each takes its bytes by the rate, and travels from then on. Nothing is computed for
 * lines without a limit. Rules FA40 to FA44 of `docs/spec/faults.md`.
 */

// Directions of a line: two columns of `lineFree` for each link.
export const THERE = 0;
export const BACK = 1;
/** In place of a direction: back, and too short to take any bandwidth: an acknowledgement, a refusal, an error. */
export const SHORTLY_BACK = 2;

/** Bits of `disturbed`: chance has a part in the delay; bandwidth is limited; the network answers a share with errors. */
export const BY_CHANCE = 1;
export const NARROW = 2;
export const FAILING = 4;

/** Bytes per millisecond of one megabit per second. */
const BYTES_PER_MBIT = 125;
/** Size of a request, reply or message of which nothing says one. An assumption. */
const USUAL_BYTES = 1024;
/** Bytes that a reader of a log has fetched ahead: `max.partition.fetch.bytes` of Kafka. */
const FETCHED_AHEAD = 1_048_576;

/** Bytes per millisecond that a link carries by itself. */
export function ownRate(core: Core, link: number): number {
  return core.linkParameters[link * LINK_PARAMETER_COLUMNS + BANDWIDTH] * BYTES_PER_MBIT;
}

/** Bytes per millisecond of so many megabits per second. */
export function rateOf(mbps: number): number {
  return mbps * BYTES_PER_MBIT;
}

/** Sets the rates with which a run begins. */
export function startLines(core: Core): void {
  for (let link = 0; link < core.network.linkCount; link++) {
    core.lineRate[link] = ownRate(core, link);
    if (core.lineRate[link] !== Infinity) core.disturbed[link] |= NARROW;
  }
}

/** Whether a link's bandwidth is limited now. */
export function isNarrow(core: Core, link: number): boolean {
  return (core.disturbed[link] & NARROW) !== 0;
}

/** How long the message of a record waits for the line and then takes to get onto it, from now on. Nothing with an
 *  unlimited bandwidth. */
export function lineMs(core: Core, link: number, record: number, way: number): number {
  if (!isNarrow(core, link) || way === SHORTLY_BACK) return 0;
  const now = core.clock[NOW];
  return occupyLine(core, { link, way, record, bytes: bytesOver(core, link, record, way), fromMs: now }) - now;
}

/** What takes a line, and from when on it is there to be sent. */
export interface Transfer {
  readonly link: number;
  readonly way: number;
  readonly record: number;
  readonly bytes: number;
  readonly fromMs: number;
}

/** Puts a message into the line of a link. Returns when the last of its bytes has left; then it travels. */
export function occupyLine(core: Core, { link, way, record, bytes, fromMs }: Transfer): number {
  const line = 2 * link + way;
  const begins = core.lineFree[line] > fromMs ? core.lineFree[line] : fromMs;
  const leaves = begins + bytes / core.lineRate[link];
  core.lineFree[line] = leaves;
  if (core.departures.length === 0) core.departures = new Float64Array(core.callBegan.length);
  core.departures[record] = leaves;
  return leaves;
}

/** When a record of a log, appended at `appendedMs`, has reached its reader, or would have: it is fetched as soon as it is
 *  there and the line is free, and so much ahead of the work as one fetch holds. */
export function fetchedBy(core: Core, job: number, { link, bytes, appendedMs }: { readonly link: number; readonly bytes: number; readonly appendedMs: number }): number {
  const ahead = FETCHED_AHEAD / core.lineRate[link];
  const fromMs = Math.max(appendedMs, core.clock[NOW] - ahead);
  return occupyLine(core, { link, way: THERE, record: job, bytes, fromMs });
}

/** A message that has not left yet will be sent another time: those that join the line from now on need not wait for it. */
export function leaveLine(core: Core, link: number, record: number, bytes: number): void {
  const now = core.clock[NOW];
  const line = 2 * link + THERE;
  if (!isNarrow(core, link) || core.departures.length === 0 || core.departures[record] <= now) return;
  core.lineFree[line] = Math.max(now, core.lineFree[line] - bytes / core.lineRate[link]);
  core.departures[record] = 0;
}

/** What is in a line is gone, as when the connection is cut. */
export function emptyLine(core: Core, link: number): void {
  core.lineFree[2 * link + THERE] = 0;
  core.lineFree[2 * link + BACK] = 0;
}

/** Bytes of what a record sends over a link: those of its class, or the usual ones of the protocol. */
function bytesOver(core: Core, link: number, record: number, way: number): number {
  const { network } = core;
  if (network.linkKind[link] === SYNC) return bytesOfCall(core, record, way);
  const own = network.hasExtras ? core.extras[record * EXTRA_COLUMNS + EXTRA_BYTES] : 0;
  if (own > 0) return own;
  if (network.linkKind[link] !== QUEUE) return streamParameter(core, link, RECORD_BYTES);
  const declared = core.channelParameters[network.linkChannel[link] * CHANNEL_PARAMETER_COLUMNS + MESSAGE_BYTES];
  return declared > 0 ? declared : USUAL_BYTES;
}

function bytesOfCall(core: Core, record: number, way: number): number {
  const { network } = core;
  const kind = network.hasExtras ? core.extras[record * EXTRA_COLUMNS + EXTRA_CLASS] : 0;
  const bytes = way === THERE ? network.classRequestBytes[kind] : network.classReplyBytes[kind];
  return bytes > 0 ? bytes : USUAL_BYTES;
}

/** Bytes of a record that a log keeps: those of its class, or the size that its producer declares. */
export function bytesOfRecord(core: Core, record: number): number {
  const own = core.network.hasExtras ? core.extras[record * EXTRA_COLUMNS + EXTRA_BYTES] : 0;
  return own > 0 ? own : streamParameter(core, core.i32[record * WORDS + PLACE] >>> 16, RECORD_BYTES);
}
