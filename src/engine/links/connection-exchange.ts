import { type Core, EXCHANGE_COLUMNS, EXTRA_COLUMNS, EXTRA_DEADLINE, NOW } from '../core.ts';
import {
  ARRIVED, BRANCH, COPY, DEADLINE_DUE, DOUBLES, KEY, META, NEXT, NONE, PARENT, PARENT_TOKEN, RESET_DUE, ROOT, STATE_MASK,
  TOKEN, WAITING_FOR_CONNECTION, WORDS,
} from '../kernel/record.ts';
import { LINK_COLUMNS, LOSS, OK, POOL_WAITING, RESETS, TIMEOUT } from '../measure/columns.ts';
import { CALL_TIMEOUT, LATENCY, LINK_PARAMETER_COLUMNS, TOTAL_TIMEOUT } from '../parameters.ts';
import {
  CANCELS, CHANNEL, CONNECTIONS, INHERITS_DEADLINE, KEEP_ALIVE, LOSS_RATIO, MULTIPLEXED, RETRANSMIT, ROUND_ROBIN, TELLS_DEADLINE,
  transportParameter, WAIT_FOR_READY, PER_CONNECTION,
} from '../transport-parameters.ts';
import { THERE } from './bandwidth.ts';
import { cancelCallee } from './cancellation.ts';
import {
  closeConnection, connectionOfCall, EXCHANGE_CALLEE, EXCHANGE_CONNECTION, EXCHANGE_DEADLINE, freeConnectionOf, hasPlace,
  limitOf, newConnection, occupy, openExchange, placeOf, placesOf, POOL_CONNECTIONS, POOL_FAILING, POOL_LINE, POOL_OPEN,
  POOL_OPENING, POOL_TURN, poolRow, stationOfConnection, UNPINNED, vacate,
} from './connection.ts';
import { BACK_KEY, delayOver, delayWithoutLoss, lossesOf, lossOver } from './disturbance.ts';
import { scheduleAbout } from './due-event.ts';
import { beginHandshake } from './handshake.ts';
import { CANCELLED, UNREACHABLE, WAITING } from './outcomes.ts';
import { poolOf } from './policy-state.ts';

/**
 * Exchanges over connections: an attempt asks for a connection, waits in line for one, is carried there and back, and gives
 * its place back. What sends an attempt on its way is passed in, because it stands above. Rules SYNC1 to SYNC7 and SYN1 to
 * SYN29 of `docs/spec/sync.md`.
 */

/** Sends an attempt that has its connection. */
export type Send = (core: Core, job: number, link: number) => void;

// The beginning.

/** Begins an attempt over a link with a transport. Returns OK when it may be sent without a connection, WAITING when it
 *  waits for one or is already on its way, and otherwise what has become of it. */
export function beginExchange(core: Core, job: number, link: number, send: Send): number {
  const transport = core.network.transport[link];
  const row = openExchange(core, job);
  if (transport & (CANCELS | INHERITS_DEADLINE) && isCancelled(core, job)) return TIMEOUT;
  if (core.network.sendsDeadlines && !bound(core, job, link, row)) return TIMEOUT;
  if (!(transport & CONNECTIONS)) return OK;
  return askForConnection(core, job, link, send);
}

/** Whether the request that a job works on was cancelled by whoever sent it. */
function isCancelled(core: Core, job: number): boolean {
  const at = job * WORDS;
  return core.i32[at + PARENT] === NONE && !(core.i32[at + META] & (ROOT | BRANCH));
}

/** Works out when an attempt ends at the latest, and sees to it when that is because of the deadline that came with the
 *  caller's own request. Returns whether there is time left. */
function bound(core: Core, job: number, link: number, row: number): boolean {
  const now = core.clock[NOW];
  const inherited = deadlineOf(core, job, link);
  if (inherited <= now) return false;
  const { i32, linkParameters } = core;
  const timeout = now + linkParameters[link * LINK_PARAMETER_COLUMNS + CALL_TIMEOUT];
  const guard = i32[job * WORDS + META] & COPY ? i32[job * WORDS + PARENT] : NONE;
  const total = guard === NONE ? Infinity : core.callBegan[guard] + linkParameters[link * LINK_PARAMETER_COLUMNS + TOTAL_TIMEOUT];
  core.exchanges[row + EXCHANGE_DEADLINE] = Math.min(inherited, timeout, total);
  if (inherited < timeout && inherited < total) scheduleAbout(core, job, DEADLINE_DUE, inherited);
  return true;
}

/** When the deadline runs out that a call takes over from the caller's own request; infinity for none. */
export function deadlineOf(core: Core, job: number, link: number): number {
  if (!(core.network.transport[link] & INHERITS_DEADLINE)) return Infinity;
  return core.extras[job * EXTRA_COLUMNS + EXTRA_DEADLINE];
}

// The line.

/** Asks for a connection for the present attempt: also for one that is sent again. */
export function askForConnection(core: Core, job: number, link: number, send: Send): number {
  const pool = poolOf(core, job, link);
  if (core.poolHead[pool] === NONE) {
    const connection = connectionFor(core, link, pool);
    if (connection !== NONE) {
      occupy(core, job, connection, placesOf(core, link));
      send(core, job, link);
      return WAITING;
    }
  }
  if (isFailingFast(core, link, pool)) return UNREACHABLE;
  joinLine(core, job, link, pool);
  serveLine(core, link, pool, send);
  return WAITING;
}

/** gRPC: while a channel has failed and not yet connected, calls that are not told to wait fail at once. */
export function isFailingFast(core: Core, link: number, pool: number): boolean {
  if (!(core.network.transport[link] & CHANNEL) || transportParameter(core, link, WAIT_FOR_READY) === 1) return false;
  const row = poolRow(pool);
  return core.poolState[row + POOL_FAILING] > 0 && core.poolState[row + POOL_OPEN] === 0 && core.poolState[row + POOL_OPENING] === 0;
}

/** Puts an attempt in line for a connection of its replica's pool. */
export function joinLine(core: Core, job: number, link: number, pool: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | WAITING_FOR_CONNECTION;
  i32[at + NEXT] = NONE;
  const tail = core.poolTail[pool];
  if (tail === NONE) core.poolHead[pool] = job;
  else i32[tail * WORDS + NEXT] = job;
  core.poolTail[pool] = job;
  core.poolState[poolRow(pool) + POOL_LINE]++;
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]++;
}

/** Takes a job that no longer waits out of the line; usually it is the first. */
export function leaveConnectionLine(core: Core, job: number, link: number): void {
  const { i32 } = core;
  const pool = poolOf(core, job, link);
  let before = NONE;
  for (let waiting = core.poolHead[pool]; waiting !== job; waiting = i32[waiting * WORDS + NEXT]) before = waiting;
  const next = i32[job * WORDS + NEXT];
  if (before === NONE) core.poolHead[pool] = next;
  else i32[before * WORDS + NEXT] = next;
  if (next === NONE) core.poolTail[pool] = before;
  core.poolState[poolRow(pool) + POOL_LINE]--;
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]--;
}

/** Takes the first job out of a line that is not empty. */
export function takeFirstInLine(core: Core, link: number, pool: number): number {
  const job = core.poolHead[pool];
  leaveConnectionLine(core, job, link);
  return job;
}

/** Lets waiting attempts go while there are places for them, and opens connections for the others. */
export function serveLine(core: Core, link: number, pool: number, send: Send): void {
  const places = placesOf(core, link);
  while (core.poolHead[pool] !== NONE) {
    const connection = connectionFor(core, link, pool);
    if (connection !== NONE) {
      const job = takeFirstInLine(core, link, pool);
      occupy(core, job, connection, places);
      send(core, job, link);
    } else if (!openAnother(core, link, pool, places)) return;
  }
}

/** A connection with a free place, or NONE. */
function connectionFor(core: Core, link: number, pool: number): number {
  if (core.network.transport[link] & ROUND_ROBIN) return nextInTurn(core, link, pool);
  return freeConnectionOf(core, pool, placesOf(core, link));
}

/** Begins to open another connection if those that are being opened are not enough for the line. Returns whether one is
 *  open already. */
function openAnother(core: Core, link: number, pool: number, places: number): boolean {
  if (core.network.transport[link] & ROUND_ROBIN) return false;
  const row = poolRow(pool);
  const { poolState } = core;
  while (!areEnough(core, row, places) && poolState[row + POOL_CONNECTIONS] < limitOf(core, link)) {
    const isPinned = (core.network.transport[link] & PER_CONNECTION) !== 0;
    const connection = newConnection(core, link, pool, isPinned ? nextReplica(core, link) : UNPINNED);
    if (beginHandshake(core, connection) === 'opened') return true;
  }
  return false;
}

/** Whether the connections that are being opened are enough for the line, or the channel pauses. */
function areEnough(core: Core, row: number, places: number): boolean {
  const opening = core.poolState[row + POOL_OPENING];
  return core.poolState[row + POOL_FAILING] > 0 || (opening > 0 && opening * places >= core.poolState[row + POOL_LINE]);
}

/** The next replica in turn whose connection has a free place; connections that are missing are opened. */
function nextInTurn(core: Core, link: number, pool: number): number {
  const component = core.network.linkTo[link];
  const count = core.activeReplicas[component];
  const places = placesOf(core, link);
  const turn = poolRow(pool) + POOL_TURN;
  if (core.poolState[poolRow(pool) + POOL_CONNECTIONS] < count) openMissing(core, link, pool, count);
  for (let i = 0; i < count; i++) {
    const replica = (core.poolState[turn] + i) % count;
    const connection = core.channelConnection[placeOf(core, link, pool, core.network.firstStation[component] + replica)] - 1;
    if (connection < 0 || !hasPlace(core, connection, places)) continue;
    core.poolState[turn] = (replica + 1) % count;
    return connection;
  }
  return NONE;
}

function openMissing(core: Core, link: number, pool: number, count: number): void {
  const first = core.network.firstStation[core.network.linkTo[link]];
  for (let replica = 0; replica < count; replica++) {
    if (core.channelConnection[placeOf(core, link, pool, first + replica)] > 0) continue;
    beginHandshake(core, newConnection(core, link, pool, first + replica));
  }
}

/** Replicas behind one link that run take turns. */
export function nextReplica(core: Core, link: number): number {
  const { network } = core;
  const component = network.linkTo[link];
  const count = core.activeReplicas[component];
  if (count <= 1) return network.firstStation[component];
  const turn = core.turn[link] < count ? core.turn[link] : 0;
  core.turn[link] = turn + 1 >= count ? 0 : turn + 1;
  return network.firstStation[component] + turn;
}

// On the way.

/** The replica that an attempt goes to: its connection's, or the next in turn. */
export function stationOfExchange(core: Core, job: number, link: number): number {
  const connection = connectionOfCall(core, job);
  const station = connection === NONE ? UNPINNED : stationOfConnection(core, connection);
  return station === UNPINNED ? nextReplica(core, link) : station;
}

/** Whether an attempt is sent over a connection that the server has closed and the caller does not know it yet. Then its
 *  connection is gone, and the caller learns of it a round trip later. */
export function meetsClosedConnection(core: Core, job: number, link: number): boolean {
  const connection = connectionOfCall(core, job);
  if (connection === NONE || core.i32[connection * WORDS + PARENT_TOKEN] > 1) return false;
  const now = core.clock[NOW];
  const roundTrip = 2 * core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  const idleSince = core.f64[connection * DOUBLES + ARRIVED];
  if (roundTrip === 0 || now < idleSince + transportParameter(core, link, KEEP_ALIVE) - roundTrip) return false;
  closeConnection(core, connection);
  vacate(core, job);
  core.linkMeasures[link * LINK_COLUMNS + RESETS]++;
  scheduleAbout(core, job, RESET_DUE, now + roundTrip);
  return true;
}

/** When an attempt that is sent now reaches its callee. */
export function arrivalThere(core: Core, job: number, link: number, callee: number): number {
  return arrivalOver(core, link, connectionOfCall(core, job), callee, THERE);
}

/** When a reply that is sent now reaches its caller. `callee` is the record that answers. */
export function arrivalBack(core: Core, callee: number, link: number, way: number): number {
  const at = callee * WORDS;
  const caller = core.i32[at + PARENT];
  const isAwaited = core.i32[caller * WORDS + TOKEN] === core.i32[at + PARENT_TOKEN];
  const connection = isAwaited ? connectionOfCall(core, caller) : NONE;
  return arrivalOver(core, link, connection, callee, way);
}

/** TCP: what is lost is sent again after a wait, and what was sent after it on the same connection cannot overtake it. */
function arrivalOver(core: Core, link: number, connection: number, callee: number, way: number): number {
  const key = way === THERE ? core.i32[callee * WORDS + KEY] : core.i32[callee * WORDS + KEY] ^ BACK_KEY;
  if (connection === NONE) return core.clock[NOW] + delayOver(core, link, key, callee, way);
  const ratio = lossOver(core, link, transportParameter(core, link, LOSS_RATIO));
  const heads = way === THERE ? core.callBegan : core.served;
  const isDisturbed = core.disturbed[link] !== 0;
  let arrival = core.clock[NOW] + delayWithoutLoss(core, link, key, callee, way);
  if (ratio === 0 && !isDisturbed && heads[connection] <= arrival) return arrival;
  const losses = ratio === 0 ? 0 : lossesOf(core, link, key, ratio);
  if (losses > 0) arrival += transportParameter(core, link, RETRANSMIT) * ((1 << losses) - 1);
  if (!(core.network.transport[link] & MULTIPLEXED)) return arrival;
  if (arrival < heads[connection]) arrival = heads[connection];
  else if (losses > 0 || isDisturbed) heads[connection] = arrival;
  return arrival;
}

/** Lets the callee's record know the deadline, and the caller the record. */
export function noteCallee(core: Core, job: number, link: number, callee: number): void {
  const { network } = core;
  if (network.transport[link] !== 0) core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_CALLEE] = callee + 1;
  if (!network.sendsDeadlines) return;
  const isTold = (network.transport[link] & TELLS_DEADLINE) !== 0;
  core.extras[callee * EXTRA_COLUMNS + EXTRA_DEADLINE] = isTold ? core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_DEADLINE] : Infinity;
}

// The end.

/** An attempt that was sent is over: its place on the connection is free. HTTP/1.1 closes the connection of an attempt that
 *  is given up; a protocol that cancels tells the callee. */
export function endExchangeOver(core: Core, job: number, link: number, outcome: number, send: Send): void {
  const isGivenUp = outcome === TIMEOUT || outcome === CANCELLED;
  if (isGivenUp) cancelCallee(core, job, link, outcome);
  core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_CALLEE] = 0;
  const transport = core.network.transport[link];
  if (!(transport & CONNECTIONS)) return;
  const connection = connectionOfCall(core, job);
  const isBroken = isGivenUp || outcome === LOSS;
  if (connection !== NONE && isBroken && !(transport & MULTIPLEXED)) closeConnection(core, connection);
  vacate(core, job);
  core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_CONNECTION] = 0;
  serveLine(core, link, poolOf(core, job, link), send);
}
