import { type Core, EXCHANGE_COLUMNS, POOL_COLUMNS, RECORDS_MADE } from '../core.ts';
import {
  CALLING, CANCEL_DUE, CONNECTION_FAILED, CONNECTION_GONE, CONNECTION_OPEN, CONNECTION_OPENING, DEADLINE_DUE, META, NONE, NUMBER, PARENT,
  PARENT_TOKEN, STATE_MASK, STEP, TOKEN, WORDS,
} from '../kernel/record.ts';
import { LINK_COLUMNS, LOSS, RESENT } from '../measure/columns.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { DOWN } from '../stations/station-word.ts';
import { CHANNEL, CONNECTIONS, MULTIPLEXED, ON_RESET, PER_CONNECTION, RESEND, ROUND_ROBIN, transportParameter } from '../transport-parameters.ts';
import { attemptFailed, attemptTimedOut, sendAgainAttempt, serveWaiting } from './call.ts';
import { jobCancelled } from './cancelled.ts';
import {
  closeConnection, connectionOfCall, connectionOpened, dropConnection, eventTaken, EXCHANGE_RESENDS, freeConnection,
  isConnection, limitOf, linkOfConnection, lookAtClock, newConnection, placesOf, poolRow, relist, stationOfConnection, UNPINNED,
} from './connection.ts';
import { isFailingFast, nextReplica, takeFirstInLine } from './connection-exchange.ts';
import { connectAgain, goOnConnecting, pauseConnecting, type Step } from './handshake.ts';
import { UNREACHABLE } from './outcomes.ts';

/** What happens to connections: their events, and what is done to them from outside. Rules SYN1 to SYN59 of
 *  `docs/spec/sync.md`. */

/** An event of a transport happens: those with states from `FIRST_TRANSPORT_STATE` on. */
export function transportEvent(core: Core, record: number, state: number): void {
  switch (state) {
    case CONNECTION_OPEN:
      clockLookedAt(core, record);
      break;
    case CONNECTION_OPENING:
      eventTaken(core, record);
      stepTaken(core, record, goOnConnecting(core, record));
      break;
    case CONNECTION_FAILED:
      eventTaken(core, record);
      stepTaken(core, record, connectAgain(core, record));
      break;
    case CONNECTION_GONE:
      freeConnection(core, record);
      break;
    default:
      jobEvent(core, record, state);
  }
}

/** Who waits while a connection is closed asks for another. */
function clockLookedAt(core: Core, connection: number): void {
  const link = linkOfConnection(core, connection);
  const pool = core.i32[connection * WORDS + PARENT];
  const look = lookAtClock(core, connection);
  if (look === 'cut') failExchanges(core, connection);
  else if (look !== 'stays') serveWaiting(core, link, pool);
}

/** An event about the attempt of a job: nothing happens when the attempt is over by now. */
function jobEvent(core: Core, event: number, state: number): void {
  const at = event * WORDS;
  const job = core.i32[at + PARENT];
  const token = core.i32[at + PARENT_TOKEN];
  const subject = core.i32[at + STEP];
  const link = core.i32[at + NUMBER];
  core.free(event);
  if (state === CANCEL_DUE) {
    if (core.cuts[link] === 0) jobCancelled(core, subject, token, job);
  } else if (core.i32[job * WORDS + TOKEN] !== token) return;
  else if (state === DEADLINE_DUE) attemptTimedOut(core, job);
  else wasReset(core, job);
}

/** The connection was closed under an attempt: it is sent again, once, or fails. */
function wasReset(core: Core, job: number): void {
  const link = linkOfCall(core, job);
  const resends = job * EXCHANGE_COLUMNS + EXCHANGE_RESENDS;
  if (transportParameter(core, link, ON_RESET) !== RESEND || core.exchanges[resends] > 0) {
    attemptFailed(core, job, link, LOSS);
    return;
  }
  core.exchanges[resends]++;
  core.linkMeasures[link * LINK_COLUMNS + RESENT]++;
  sendAgainAttempt(core, job, link);
}

/** A step of a handshake was taken: those in line go, or learn that nobody can be reached. */
function stepTaken(core: Core, connection: number, step: Step): void {
  if (step === 'pending') return;
  const link = linkOfConnection(core, connection);
  const pool = core.i32[connection * WORDS + PARENT];
  if (step === 'failed') connectFailed(core, connection, link, pool);
  serveWaiting(core, link, pool);
}

/** A channel goes on trying; other connections are given up, and with them who waits: one for a connection of its own, all
 *  for a shared one. */
function connectFailed(core: Core, connection: number, link: number, pool: number): void {
  const transport = core.network.transport[link];
  if (transport & CHANNEL) {
    pauseConnecting(core, connection);
    if (isFailingFast(core, link, pool)) failWaiting(core, link, pool, Infinity);
    return;
  }
  closeConnection(core, connection);
  failWaiting(core, link, pool, transport & MULTIPLEXED ? Infinity : 1);
}

function failWaiting(core: Core, link: number, pool: number, most: number): void {
  for (let count = 0; count < most && core.poolHead[pool] !== NONE; count++) {
    attemptFailed(core, takeFirstInLine(core, link, pool), link, UNREACHABLE);
  }
}

/** Fails all exchanges on a connection that is cut off. */
function failExchanges(core: Core, connection: number): void {
  const jobs: number[] = [];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const isOnIt = (core.i32[record * WORDS + META] & STATE_MASK) === CALLING && connectionOfCall(core, record) === connection;
    if (isOnIt) jobs.push(record);
  }
  for (const job of jobs) attemptFailed(core, job, linkOfCall(core, job), LOSS);
}

// From outside.

/** Opens the connections that are there from the beginning. */
export function startTransports(core: Core): void {
  const { network } = core;
  for (let link = 0; link < network.linkCount; link++) {
    if (!(network.transport[link] & CONNECTIONS)) continue;
    const from = network.linkFrom[link];
    for (let replica = 0; replica < network.replicaCount[from]; replica++) prewarm(core, link, network.poolStart[link] + replica);
  }
}

function prewarm(core: Core, link: number, pool: number): void {
  const { network } = core;
  const transport = network.transport[link];
  const component = network.linkTo[link];
  const isTurning = (transport & ROUND_ROBIN) !== 0;
  const most = isTurning ? core.activeReplicas[component] : limitOf(core, link);
  for (let i = 0; i < Math.min(network.prewarmed[link], most); i++) {
    const isPinned = (transport & PER_CONNECTION) !== 0;
    const first = network.firstStation[component];
    const station = isTurning ? first + i : isPinned ? nextReplica(core, link) : UNPINNED;
    connectionOpened(core, newConnection(core, link, pool, station));
  }
}

/** All connections of a link, or all. */
function connectionsWhere(core: Core, isMeant: (connection: number) => boolean): number[] {
  const found: number[] = [];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) if (isConnection(core, record) && isMeant(record)) found.push(record);
  return found;
}

/** Replicas have crashed or are taken away: open connections to them are closed, and so are those that lead to no replica in
 *  particular when none is left. Who waits asks for others. */
export function loseConnectionsTo(core: Core, component: number, stations: readonly number[]): void {
  const { linkTo, firstStation, replicaCount, linkCount, transport } = core.network;
  let isReached = false;
  for (let link = 0; link < linkCount && !isReached; link++) isReached = linkTo[link] === component && (transport[link] & CONNECTIONS) !== 0;
  if (!isReached) return;
  const all = Array.from({ length: replicaCount[component] }, (_, i) => firstStation[component] + i);
  const isNoneLeft = all.every((station) => core.stationWord[station] & DOWN);
  const lost = connectionsWhere(core, (connection) => {
    if (linkTo[linkOfConnection(core, connection)] !== component) return false;
    if ((core.i32[connection * WORDS + META] & STATE_MASK) !== CONNECTION_OPEN) return false;
    const station = stationOfConnection(core, connection);
    return station === UNPINNED ? isNoneLeft : stations.includes(station);
  });
  const pools = lost.map((connection) => ({ link: linkOfConnection(core, connection), pool: core.i32[connection * WORDS + PARENT] }));
  for (const connection of lost) closeConnection(core, connection);
  for (const { link, pool } of pools) serveWaiting(core, link, pool);
}

/** Replicas of a link's caller are gone, and with them their connections. */
export function dropConnections(core: Core, link: number, replicas: readonly number[]): void {
  const { poolStart, transport } = core.network;
  const pools = replicas.map((replica) => poolStart[link] + replica);
  if (transport[link] & CONNECTIONS) {
    const isMeant = (connection: number): boolean => linkOfConnection(core, connection) === link && pools.includes(core.i32[connection * WORDS + PARENT]);
    for (const connection of connectionsWhere(core, isMeant)) dropConnection(core, connection);
  }
  for (const pool of pools) core.poolState.fill(0, poolRow(pool), poolRow(pool) + POOL_COLUMNS);
}

/** A parameter of a link has changed: connections may have other places, and who waits may go. */
export function transportChanged(core: Core, link: number): void {
  const { transport, linkFrom, poolStart, replicaCount } = core.network;
  if (!(transport[link] & CONNECTIONS)) return;
  const places = placesOf(core, link);
  for (const connection of connectionsWhere(core, (one) => linkOfConnection(core, one) === link)) relist(core, connection, places);
  for (let replica = 0; replica < replicaCount[linkFrom[link]]; replica++) {
    const pool = poolStart[link] + replica;
    if (isFailingFast(core, link, pool)) failWaiting(core, link, pool, Infinity);
    serveWaiting(core, link, pool);
  }
}
