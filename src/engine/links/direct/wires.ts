import type { Core } from '../../core.ts';
import { EXTRA_BYTES, EXTRA_COLUMNS, STANDING, STREAM_PUMP } from '../../core.ts';
import { NONE, PLACE, WORDS } from '../../kernel/record.ts';
import { CLIENT } from '../../network.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../../parameters.ts';
import { DOWN, FROZEN, INACTIVE, INSTANCE, OUT_BITS } from '../../stations/station-word.ts';
import { CLIENT_WRITE, RECORD_BYTES, RESUME_FROM, RESUME_LOSE, SHAPE, SHAPE_CLIENT, STREAM_MESSAGES, streamParameter } from '../../stream-parameters.ts';
import { setStreamTimer } from '../member.ts';
import { CONNECTED_PHASE } from './wire-state.ts';

/**
 * What the files about streams without a broker share: who is at which end, what may pass, and timers.
 */

// What a timer is about; the kinds below these are those of logs.
export const FIRST_WIRE_TIMER = 9;
export const STREAM_ARRIVES = 9;
export const STREAM_SENDS = 10;
export const STREAM_REOPENS = 12;
export const STREAM_EXPIRES = 13;
export const WIRE_TRIES = 14;
export const WIRE_MADE = 15;
export const WIRE_REFUSED = 16;
export const WIRE_IDLE = 17;
export const PING_UNANSWERED = 18;
export const WIRE_AGED = 19;
export const GRACE_ENDS = 20;
export const SAMPLE_ENDS = 21;

/** Sets a timer about a wire or stream. None of them is a request or message in flight. */
export function setWireTimer(core: Core, kind: number, subject: number, token: number, atMs: number): void {
  core.counters[STANDING]++;
  setStreamTimer(core, kind, subject, token, atMs);
}

/** Lets a stream do what it can now, at this moment but after the present action. */
export function requestPump(core: Core, stream: number): void {
  if (core.wires.streamWoken[stream] !== 0) return;
  core.wires.streamWoken[stream] = 1;
  core.reply(stream, 0, STREAM_PUMP, 0);
}

/** Lets every stream of a wire do what it can, the one after `first` first. */
export function pumpWire(core: Core, wire: number, first = 0): void {
  const start = firstStreamOf(core, wire);
  const count = core.network.streamsPerWire[core.network.wireLink[wire]];
  const from = first - start + 1;
  for (let i = 0; i < count; i++) requestPump(core, start + ((from + i + count) % count));
}

/** The link of a stream. */
export function linkOfStream(core: Core, stream: number): number {
  return core.network.wireLink[core.network.streamWire[stream]];
}

/** First stream of a wire. */
export function firstStreamOf(core: Core, wire: number): number {
  const { network } = core;
  const link = network.wireLink[wire];
  return network.streamStart[link] + (wire - network.wireStart[link]) * network.streamsPerWire[link];
}

/** Streams of a link. */
export function streamsOfLink(core: Core, link: number): number {
  return core.network.wiresOf[link] * core.network.streamsPerWire[link];
}

/** The component that is connected to. */
export function serverOf(core: Core, link: number): number {
  const { network } = core;
  return network.opensAtSender[link] ? network.linkTo[link] : network.linkFrom[link];
}

/** Row of a server replica in the tables of server replicas. */
export function serverRow(core: Core, link: number, station: number): number {
  return core.network.serverStart[link] + station - core.network.firstStation[serverOf(core, link)];
}

/** Station that sends on a stream, NONE while there is none. */
export function sendingStation(core: Core, stream: number): number {
  const wire = core.network.streamWire[stream];
  return core.network.opensAtSender[core.network.wireLink[wire]] ? core.network.wireOpener[wire] : core.wires.streamStation[stream];
}

/** Station that receives on a stream, NONE while there is none. */
export function receivingStation(core: Core, stream: number): number {
  const wire = core.network.streamWire[stream];
  return core.network.opensAtSender[core.network.wireLink[wire]] ? core.wires.streamStation[stream] : core.network.wireOpener[wire];
}

/** Whether a replica can keep connections: it is up and part of its component. What a client has begun goes on. */
export function canServe(core: Core, station: number): boolean {
  const component = core.network.stationComponent[station];
  if (core.network.componentKind[component] === CLIENT) return true;
  const word = core.stationWord[station];
  if (word & INSTANCE) return core.crashes[component] === 0;
  return (word & OUT_BITS) === 0;
}

/** Whether a replica does anything with its connections: it keeps them and is not frozen. */
export function isActing(core: Core, station: number): boolean {
  return canServe(core, station) && (core.stationWord[station] & FROZEN) === 0;
}

/** Whether a process is gone, with all that it knew. One that was taken away finishes what it has begun. */
export function isGone(core: Core, station: number): boolean {
  return (core.stationWord[station] & DOWN) !== 0;
}

/** Whether a replica was taken away, or has not come. */
export function isInactive(core: Core, station: number): boolean {
  const word = core.stationWord[station];
  return (word & INACTIVE) !== 0 && (word & INSTANCE) === 0;
}

/** Whether a wire is connected. */
export function isConnected(core: Core, wire: number): boolean {
  return core.wires.wirePhase[wire] === CONNECTED_PHASE;
}

/** The station that the work of a job belongs to, as its connections see it. */
export function stationOfSender(core: Core, job: number): number {
  const { network } = core;
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  return core.stationWord[station] & INSTANCE ? network.firstStation[network.stationComponent[station]] : station;
}

/** One-way delay of a link. */
export function latencyOf(core: Core, link: number): number {
  return core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
}

/** Bytes of the message that a job sends. */
export function bytesOfJob(core: Core, job: number, link: number): number {
  const own = core.network.hasExtras ? core.extras[job * EXTRA_COLUMNS + EXTRA_BYTES] : 0;
  return own > 0 ? own : streamParameter(core, link, RECORD_BYTES);
}

/** How a link's application goes on after a loss: RESUME_LOSE, exactly (1), or RESUME_REPEAT. Sockets lose. */
export function resumption(core: Core, link: number): number {
  return core.network.isSocket[link] ? RESUME_LOSE : streamParameter(core, link, RESUME_FROM);
}

/** Whether the messages of a stream have one result, at its end. */
export function isUpload(core: Core, link: number): boolean {
  if (core.network.isSocket[link]) return false;
  return streamParameter(core, link, SHAPE) === SHAPE_CLIENT && streamParameter(core, link, STREAM_MESSAGES) !== Infinity;
}

/** Whether nothing else is known about the wire's station. */
export function hasStation(core: Core, wire: number): boolean {
  return core.wires.wireStation[wire] !== NONE;
}

/** Time that a worker needs to write one message to all clients of its replica. */
export function writeLoopMs(core: Core, job: number, link: number): number {
  const station = stationOfSender(core, job);
  return core.wires.serverStreams[serverRow(core, link, station)] * streamParameter(core, link, CLIENT_WRITE);
}

