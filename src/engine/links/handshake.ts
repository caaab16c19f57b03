import { type Core, NOW } from '../core.ts';
import { CONNECTION_FAILED, CONNECTION_OPENING, KEY, META, PARENT, PARENT_TOKEN, PLACE, STATE_MASK, WORDS } from '../kernel/record.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { DOWN, INACTIVE } from '../stations/station-word.ts';
import {
  CONNECT_TIMEOUT, PICK_FIRST, RECONNECT_BASE, RECONNECT_CAP, TLS, TLS_ROUND_TRIPS, transportParameter,
} from '../transport-parameters.ts';
import {
  connectionOpened, countConnect, draw, linkOfConnection, phaseOf, POOL_FAILING, POOL_OPENING, poolRow, setPhase,
  stationOfConnection, UNPINNED, wakeAt,
} from './connection.ts';

/**
 * How a connection is opened: one round trip for TCP and as many as TLS needs; a first packet that is lost on a cut
 * connection is sent again after 1, 3, 7 and so on up to 63 s, as Linux does, and given up after 127 s or the timeout; a
 * callee that is down refuses after one round trip. A gRPC channel then tries its other addresses, and all of them again
 * after a pause that grows. Rules SYN30 to SYN39 of `docs/spec/sync.md`.
 */

// Phases: what the pending event means. Up to `LAST_TRY` it is the number of the first packet that was lost.
const LAST_TRY = 6;
const ANSWERED = 8;
const SECURED = 9;
const REFUSED = 10;
const GIVEN_UP = 11;

/** Linux gives up after the time that its last first packet had, too. */
const SYN_GIVEN_UP_MS = 127_000;
/** gRPC's growth and jitter of pauses. */
const GROWTH = 1.6;
const JITTER = 0.2;

/** What a step of a handshake comes to. */
export type Step = 'pending' | 'opened' | 'failed';

/** Begins to open a connection, to its first address. A callee without any delay takes it at once. */
export function beginHandshake(core: Core, connection: number): Step {
  const link = linkOfConnection(core, connection);
  if (core.network.transport[link] & PICK_FIRST) aim(core, connection, 0);
  return sendFirstPacket(core, connection);
}

function sendFirstPacket(core: Core, connection: number): Step {
  countConnect(core, linkOfConnection(core, connection));
  core.callBegan[connection] = core.clock[NOW];
  return trySending(core, connection, 0);
}

/** Lets a connection try an address: replicas in order, from the one with the caller's own number on. */
function aim(core: Core, connection: number, address: number): void {
  const { i32, network } = core;
  const at = connection * WORDS;
  const link = i32[at + PLACE] >>> 16;
  const component = network.linkTo[link];
  const count = Math.max(1, core.activeReplicas[component]);
  const own = i32[at + PARENT] - network.poolStart[link];
  i32[at + KEY] = address;
  i32[at + PLACE] = (network.firstStation[component] + ((own + address) % count)) | (link << 16);
}

function giveUpAt(core: Core, connection: number): number {
  return core.callBegan[connection] + Math.min(SYN_GIVEN_UP_MS, transportParameter(core, linkOfConnection(core, connection), CONNECT_TIMEOUT));
}

/** Sends the first packet for the `lost` + 1st time. */
function trySending(core: Core, connection: number, lost: number): Step {
  const link = linkOfConnection(core, connection);
  if (core.cuts[link] === 0) return waitRoundTrips(core, connection, 1, ANSWERED);
  const next = lost < LAST_TRY ? core.callBegan[connection] + ((2 << lost) - 1) * 1000 : Infinity;
  return waitUntil(core, connection, next, lost + 1);
}

/** Comes to a phase at a moment, or gives up when the time is over before. */
function waitUntil(core: Core, connection: number, atMs: number, phase: number): Step {
  const end = giveUpAt(core, connection);
  setPhase(core, connection, atMs < end || atMs === core.clock[NOW] ? phase : GIVEN_UP);
  wakeAt(core, connection, Math.min(atMs, end));
  return 'pending';
}

function waitRoundTrips(core: Core, connection: number, count: number, phase: number): Step {
  const link = linkOfConnection(core, connection);
  const wait = 2 * count * core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (wait > 0) return waitUntil(core, connection, core.clock[NOW] + wait, phase);
  if (phase === ANSWERED) return answered(core, connection);
  connectionOpened(core, connection);
  return 'opened';
}

/** The answer to the first packet is there. A refusal without delay comes at this moment, after the present action. */
function answered(core: Core, connection: number): Step {
  const link = linkOfConnection(core, connection);
  if (isRefusing(core, connection, link)) return waitUntil(core, connection, core.clock[NOW], REFUSED);
  return waitRoundTrips(core, connection, TLS_ROUND_TRIPS[transportParameter(core, link, TLS)], SECURED);
}

/** Whether nobody listens at the other end. */
function isRefusing(core: Core, connection: number, link: number): boolean {
  const { firstStation, replicaCount, linkTo } = core.network;
  const out = DOWN | INACTIVE;
  const station = stationOfConnection(core, connection);
  if (station !== UNPINNED) return (core.stationWord[station] & out) !== 0;
  const component = linkTo[link];
  for (let other = firstStation[component]; other < firstStation[component] + replicaCount[component]; other++) {
    if ((core.stationWord[other] & DOWN) === 0) return false;
  }
  return true;
}

/** The event of a connection that is opened comes up. */
export function goOnConnecting(core: Core, connection: number): Step {
  const phase = phaseOf(core, connection);
  const link = linkOfConnection(core, connection);
  if (phase === REFUSED || phase === GIVEN_UP) return tryNextAddress(core, connection, link);
  if (phase <= LAST_TRY) return trySending(core, connection, phase);
  if (core.cuts[link] > 0) return trySending(core, connection, 0);
  if (phase === ANSWERED) return isRefusing(core, connection, link) ? tryNextAddress(core, connection, link) : answered(core, connection);
  connectionOpened(core, connection);
  return 'opened';
}

function tryNextAddress(core: Core, connection: number, link: number): Step {
  if (!(core.network.transport[link] & PICK_FIRST)) return 'failed';
  const next = core.i32[connection * WORDS + KEY] + 1;
  if (next >= core.activeReplicas[core.network.linkTo[link]]) return 'failed';
  aim(core, connection, next);
  return sendFirstPacket(core, connection);
}

/** A channel pauses before it tries again by itself: longer after each failure in a row. */
export function pauseConnecting(core: Core, connection: number): void {
  const { i32 } = core;
  const at = connection * WORDS;
  const link = linkOfConnection(core, connection);
  const pool = i32[at + PARENT];
  const failures = i32[at + PARENT_TOKEN];
  if (failures === 0) {
    core.poolState[poolRow(pool) + POOL_OPENING]--;
    core.poolState[poolRow(pool) + POOL_FAILING]++;
  }
  i32[at + PARENT_TOKEN] = failures + 1;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | CONNECTION_FAILED;
  wakeAt(core, connection, core.clock[NOW] + reconnectPauseMs(core, link, pool, failures));
}

/** gRPC: a first pause that grows by 1.6 to its cap, ±20 %. */
function reconnectPauseMs(core: Core, link: number, pool: number, failures: number): number {
  const cap = transportParameter(core, link, RECONNECT_CAP);
  let pause = transportParameter(core, link, RECONNECT_BASE);
  for (let i = 0; i < failures && pause < cap; i++) pause *= GROWTH;
  return Math.min(pause, cap) * (1 - JITTER + 2 * JITTER * draw(core, link, pool, failures));
}

/** The pause of a channel is over: it begins with its first address again. */
export function connectAgain(core: Core, connection: number): Step {
  const at = connection * WORDS;
  core.i32[at + META] = CONNECTION_OPENING;
  return beginHandshake(core, connection);
}
