import { uniform } from '../../../base/random.ts';
import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import { NONE } from '../../kernel/record.ts';
import { CONNECTS, LINK_COLUMNS } from '../../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER } from '../../network.ts';
import { FROZEN } from '../../stations/station-word.ts';
import {
  ACCEPT_RATE, CONNECT_ROUND_TRIPS, CONNECT_TIMEOUT, CONNECTION_AGE, CONNECTION_WINDOW, RECONNECT, RECONNECT_BASE, RECONNECT_CAP,
  RECONNECT_FULL_JITTER, RECONNECT_NEVER, RECONNECT_SIGNALR, streamParameter, WINDOW,
} from '../../stream-parameters.ts';
import { watchSilence } from './keepalive.ts';
import { openStreams } from './open.ts';
import {
  canServe, hasStation, isActing, latencyOf, serverOf, serverRow, setWireTimer, WIRE_AGED, WIRE_MADE, WIRE_REFUSED, WIRE_TRIES,
} from './wires.ts';
import { AWAY, CONNECTED_PHASE, CONNECTING, GIVEN_UP, PAUSED } from './wire-state.ts';

/** Connecting: which server replica, how long it takes, and when the next try comes after one that failed. */

/** Waits of the SignalR client before its tries, in milliseconds; then it stops. */
const SIGNALR_WAITS = [0, 2000, 10_000, 30_000];
/** By how much gRPC's waits grow, and how far they vary either way. */
const GRPC_GROWTH = 1.6;
const GRPC_SPREAD = 0.2;
/** By how much the age at which a connection is replaced varies either way. */
const AGE_SPREAD = 0.1;

/** All wires whose ends exist are connected when a run begins. */
export function startWires(core: Core): void {
  const { network } = core;
  core.wires.wirePassed.fill(core.clock[NOW]);
  for (let wire = 0; wire < network.wireCount; wire++) {
    const station = canServe(core, network.wireOpener[wire]) ? nextServer(core, network.wireLink[wire]) : NONE;
    if (station !== NONE) connected(core, wire, station);
  }
}

/** The server replica whose turn it is, of those that can serve; NONE when there is none. */
export function nextServer(core: Core, link: number): number {
  const { network, wires } = core;
  const server = serverOf(core, link);
  const count = network.listenerCount[server];
  for (let i = 0; i < count; i++) {
    const station = network.firstStation[server] + ((wires.connectTurn[link] + i) % count);
    if (!canServe(core, station)) continue;
    wires.connectTurn[link] = (wires.connectTurn[link] + i + 1) % count;
    return station;
  }
  return NONE;
}

/** A wire is connected to a server replica; its streams are opened. */
export function connected(core: Core, wire: number, station: number): void {
  const { wires, network } = core;
  const link = network.wireLink[wire];
  wires.wireToken[wire]++;
  wires.wirePhase[wire] = CONNECTED_PHASE;
  wires.wireStation[wire] = station;
  wires.wireFailures[wire] = 0;
  wires.wirePassed[wire] = core.clock[NOW];
  wires.wireHeld[wire] = 0;
  wires.wireWindow[wire] = streamParameter(core, link, CONNECTION_WINDOW);
  wires.wireStreamWindow[wire] = streamParameter(core, link, WINDOW);
  wires.wireBestSample[wire] = 0;
  wires.wireSampling[wire] = 0;
  watchAge(core, wire, link);
  watchSilence(core, wire);
  openStreams(core, wire);
}

/** The server will ask for a new connection in the place of one that is old. */
export function watchAge(core: Core, wire: number, link: number): void {
  const age = isSocket(core, link) ? Infinity : streamParameter(core, link, CONNECTION_AGE);
  if (age === Infinity) return;
  const atMs = core.clock[NOW] + age * (1 - AGE_SPREAD + 2 * AGE_SPREAD * draw(core, wire, link));
  setWireTimer(core, WIRE_AGED, wire, core.wires.wireToken[wire], atMs);
}

function isSocket(core: Core, link: number): boolean {
  return core.network.isSocket[link] === 1;
}

function draw(core: Core, wire: number, link: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const key = Math.imul(wire + 1, 0x9e3779b1) + core.wires.wireDraws[wire]++;
  return uniform(salts[salt], salts[salt + 1], key | 0);
}

/** A wire tries to connect. */
export function tryToConnect(core: Core, wire: number): void {
  const { wires } = core;
  const link = core.network.wireLink[wire];
  const now = core.clock[NOW];
  if (!isActing(core, core.network.wireOpener[wire])) {
    wires.wirePhase[wire] = AWAY;
    return;
  }
  wires.wirePhase[wire] = CONNECTING;
  const token = ++wires.wireToken[wire];
  core.linkMeasures[link * LINK_COLUMNS + CONNECTS]++;
  const patience = now + streamParameter(core, link, CONNECT_TIMEOUT);
  const station = core.cuts[link] > 0 ? NONE : nextServer(core, link);
  if (station === NONE || core.stationWord[station] & FROZEN) {
    const isAnswered = station === NONE && core.cuts[link] === 0;
    setWireTimer(core, WIRE_REFUSED, wire, token, isAnswered ? Math.min(patience, now + 2 * latencyOf(core, link)) : patience);
    return;
  }
  wires.wireStation[wire] = station;
  const madeMs = handshakeEnd(core, link, station);
  if (madeMs > patience) setWireTimer(core, WIRE_REFUSED, wire, token, patience);
  else setWireTimer(core, WIRE_MADE, wire, token, madeMs);
}

/** When a connection asked for now is made: it waits in line at the server replica, which takes so many per second. A try
 *  that is given up keeps its place in the line. */
function handshakeEnd(core: Core, link: number, station: number): number {
  const { wires } = core;
  const row = serverRow(core, link, station);
  const latency = latencyOf(core, link);
  const begins = Math.max(core.clock[NOW] + latency, wires.acceptFree[row]);
  const accepted = begins + 1000 / streamParameter(core, link, ACCEPT_RATE);
  wires.acceptFree[row] = accepted;
  return accepted + latency + 2 * latency * Math.max(0, streamParameter(core, link, CONNECT_ROUND_TRIPS) - 1);
}

/** A handshake is over: the wire is connected, unless an end or the way between is gone. */
export function wireMade(core: Core, wire: number): void {
  const station = core.wires.wireStation[wire];
  const isWhole = isActing(core, station) && core.cuts[core.network.wireLink[wire]] === 0;
  if (isWhole && canServe(core, core.network.wireOpener[wire])) connected(core, wire, station);
  else tryFailed(core, wire);
}

/** A try to connect has failed. */
export function tryFailed(core: Core, wire: number): void {
  core.wires.wireFailures[wire]++;
  tryLater(core, wire);
}

/** Sets the next try after a loss or a failed try, if there is to be one. */
export function tryLater(core: Core, wire: number): void {
  const { wires } = core;
  const token = ++wires.wireToken[wire];
  if (!canServe(core, core.network.wireOpener[wire])) {
    wires.wirePhase[wire] = AWAY;
    return;
  }
  const wait = waitMs(core, wire);
  wires.wirePhase[wire] = wait === Infinity ? GIVEN_UP : PAUSED;
  if (wait < Infinity) setWireTimer(core, WIRE_TRIES, wire, token, core.clock[NOW] + wait);
}

/** Time before the next try. */
function waitMs(core: Core, wire: number): number {
  const link = core.network.wireLink[wire];
  const failures = core.wires.wireFailures[wire];
  const how = streamParameter(core, link, RECONNECT);
  if (how === RECONNECT_NEVER) return Infinity;
  if (how === RECONNECT_SIGNALR) return SIGNALR_WAITS[failures] ?? Infinity;
  const base = streamParameter(core, link, RECONNECT_BASE);
  const cap = streamParameter(core, link, RECONNECT_CAP);
  if (how === RECONNECT_FULL_JITTER) return draw(core, wire, link) * grown(base, 2, failures, cap);
  if (failures === 0) return 0;
  return grown(base, GRPC_GROWTH, failures - 1, cap) * (1 - GRPC_SPREAD + 2 * GRPC_SPREAD * draw(core, wire, link));
}

function grown(base: number, factor: number, times: number, cap: number): number {
  let wait = base;
  for (let i = 0; i < times && wait < cap; i++) wait *= factor;
  return Math.min(wait, cap);
}

/** Whether a receiver that is not connected would be served by this server replica. */
export function belongsTo(core: Core, wire: number, station: number): boolean {
  return hasStation(core, wire) && core.wires.wireStation[wire] === station;
}
