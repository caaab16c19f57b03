import { uniform } from '../../base/random.ts';
import { type Core, EXCHANGE_COLUMNS, NOW, POOL_COLUMNS, STANDING } from '../core.ts';
import {
  ARRIVED, ATTEMPT_MASK, CONNECTION_GONE, CONNECTION_OPEN, CONNECTION_OPENING, DOUBLES, KEY, META, NONE, NUMBER, PARENT,
  PARENT_TOKEN, PLACE, STARTED, STATE_MASK, STEP, TIME, TOKEN, WORDS,
} from '../kernel/record.ts';
import { CONNECTED, CONNECTS, DISCONNECTS, LINK_COLUMNS } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_TRANSPORT } from '../network.ts';
import { LINK_PARAMETER_COLUMNS, MAX_CONCURRENT } from '../parameters.ts';
import {
  AGE_GRACE, AGE_JITTER, CONNECTION_LIMIT, IDLE_TIMEOUT, KEEP_ALIVE, MAX_AGE, MULTIPLEXED, ROUND_ROBIN, transportParameter,
} from '../transport-parameters.ts';

/**
 * Connections under calls. Each is a record of the pool: `PLACE` has its replica (or `UNPINNED`) and its link, `PARENT` the
 * pool of the caller's replica, `PARENT_TOKEN` the exchanges on it (while it cannot connect: failures in a row), `KEY` the
 * target that a balancer behind it has chosen for it plus one (while it is opened: the address that is tried), `STEP` and
 * `NUMBER` its neighbours among those with a free place plus one, `ARRIVED` since when it has been idle, `STARTED` when it
 * is too old, `callBegan` and `served` when the last segment that was lost on it, there and back, will have come through
 * (`callBegan` while it is opened: since when). They are counted as standing records. Rules SYN1 to SYN29 of
 * `docs/spec/sync.md`.
 */

/** In place of a station: no replica in particular. */
export const UNPINNED = 0xffff;

// Columns of `poolState`.
/** The first connection with a free place, plus one. */
const FREE_CONNECTION = 0;
/** Connections, open ones and others, but not those that are only finishing. */
export const POOL_CONNECTIONS = 1;
/** Those that are opened for the first time; those that could not be opened and try again; open ones. */
export const POOL_OPENING = 2;
export const POOL_FAILING = 3;
export const POOL_OPEN = 4;
/** Calls in line. */
export const POOL_LINE = 5;
/** The replica whose turn is next. */
export const POOL_TURN = 6;

// Columns of `exchanges`.
/** The connection of the present attempt plus one, 0 for none; -1 for one that the server closed meanwhile. */
export const EXCHANGE_CONNECTION = 0;
/** The callee's record plus one. */
export const EXCHANGE_CALLEE = 1;
/** Times that the present attempt was sent again. */
export const EXCHANGE_RESENDS = 2;
/** When the present attempt ends at the latest. */
export const EXCHANGE_DEADLINE = 3;

// Flags in `META`, which connections share with jobs.
const LISTED = 1 << 21;
/** Its event is pending. */
const WATCHED = 1 << 22;
/** Takes no further exchanges. */
const CLOSING = 1 << 23;

/** Phase of a connection that is too old and whose exchanges may end within the grace. */
const IN_GRACE = 1;

/** Where a pool's columns begin. */
export function poolRow(pool: number): number {
  return pool * POOL_COLUMNS;
}

/** Gives a record that makes an attempt fresh columns in `exchanges`. */
export function openExchange(core: Core, job: number): number {
  if (core.exchanges.length === 0) core.exchanges = new Float64Array((core.i32.length / WORDS) * EXCHANGE_COLUMNS);
  const at = job * EXCHANGE_COLUMNS;
  const { exchanges } = core;
  exchanges[at] = 0;
  exchanges[at + EXCHANGE_CALLEE] = 0;
  exchanges[at + EXCHANGE_RESENDS] = 0;
  exchanges[at + EXCHANGE_DEADLINE] = Infinity;
  return at;
}

/** The connection that an attempt uses, or NONE. */
export function connectionOfCall(core: Core, job: number): number {
  const at = job * EXCHANGE_COLUMNS + EXCHANGE_CONNECTION;
  return at < core.exchanges.length && core.exchanges[at] > 0 ? core.exchanges[at] - 1 : NONE;
}

/** Link of a connection. */
export function linkOfConnection(core: Core, connection: number): number {
  return core.i32[connection * WORDS + PLACE] >>> 16;
}

/** Replica that a connection belongs to, or `UNPINNED`. */
export function stationOfConnection(core: Core, connection: number): number {
  return core.i32[connection * WORDS + PLACE] & 0xffff;
}

/** Whether a record is a connection in one of its states. */
export function isConnection(core: Core, record: number): boolean {
  const state = core.i32[record * WORDS + META] & STATE_MASK;
  return state >= CONNECTION_OPEN && state < CONNECTION_GONE;
}

/** Exchanges that one connection of a link carries at once. */
export function placesOf(core: Core, link: number): number {
  return core.network.transport[link] & MULTIPLEXED ? core.linkParameters[link * LINK_PARAMETER_COLUMNS + MAX_CONCURRENT] : 1;
}

/** Connections that one pool of a link may have. */
export function limitOf(core: Core, link: number): number {
  if (core.network.transport[link] & MULTIPLEXED) return transportParameter(core, link, CONNECTION_LIMIT);
  return core.linkParameters[link * LINK_PARAMETER_COLUMNS + MAX_CONCURRENT];
}

/** Makes a connection that has yet to be opened. */
export function newConnection(core: Core, link: number, pool: number, station: number): number {
  const connection = core.allocate();
  const at = connection * WORDS;
  const { i32 } = core;
  i32[at + META] = CONNECTION_OPENING;
  i32[at + PLACE] = station | (link << 16);
  i32[at + KEY] = 0;
  i32[at + PARENT] = pool;
  i32[at + PARENT_TOKEN] = 0;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = 0;
  i32[at + NUMBER] = 0;
  core.counters[STANDING]++;
  core.poolState[poolRow(pool) + POOL_CONNECTIONS]++;
  core.poolState[poolRow(pool) + POOL_OPENING]++;
  if (core.network.transport[link] & ROUND_ROBIN) core.channelConnection[placeOf(core, link, pool, station)] = connection + 1;
  return connection;
}

/** Place of a replica's connection in `channelConnection`. */
export function placeOf(core: Core, link: number, pool: number, station: number): number {
  const { channelPlaces, poolStart, replicaCount, firstStation, linkTo } = core.network;
  const component = linkTo[link];
  return channelPlaces[link] + (pool - poolStart[link]) * replicaCount[component] + station - firstStation[component];
}

/** A connection's handshake is over: it carries exchanges from now on. */
export function connectionOpened(core: Core, connection: number): void {
  const { i32, f64 } = core;
  const at = connection * WORDS;
  const link = linkOfConnection(core, connection);
  const row = poolRow(i32[at + PARENT]);
  core.poolState[row + (i32[at + PARENT_TOKEN] > 0 ? POOL_FAILING : POOL_OPENING)]--;
  core.poolState[row + POOL_OPEN]++;
  core.linkMeasures[link * LINK_COLUMNS + CONNECTED]++;
  i32[at + META] = CONNECTION_OPEN;
  i32[at + KEY] = 0;
  i32[at + PARENT_TOKEN] = 0;
  f64[connection * DOUBLES + ARRIVED] = core.clock[NOW];
  f64[connection * DOUBLES + STARTED] = core.clock[NOW] + lifeMs(core, connection, link);
  core.callBegan[connection] = 0;
  core.served[connection] = 0;
  list(core, connection);
  watch(core, connection);
}

/** How long a connection lives, jitter included. The draw is keyed by pool and moment. */
function lifeMs(core: Core, connection: number, link: number): number {
  const life = transportParameter(core, link, MAX_AGE);
  if (life === Infinity) return life;
  const jitter = transportParameter(core, link, AGE_JITTER);
  return life * (1 - jitter + 2 * jitter * draw(core, link, core.i32[connection * WORDS + PARENT], Math.floor(core.clock[NOW])));
}

/** A number from 0 to 1 that belongs to a pool of a link and to `index`. */
export function draw(core: Core, link: number, pool: number, index: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_TRANSPORT;
  return uniform(salts[salt], salts[salt + 1], (Math.imul(pool - core.network.poolStart[link] + 1, 0x9e3779b1) + index) | 0);
}

/** How long a connection may be idle before one end closes it. */
function idleMs(core: Core, link: number): number {
  return Math.min(transportParameter(core, link, IDLE_TIMEOUT), transportParameter(core, link, KEEP_ALIVE));
}

/** Sees to it that an event comes before the connection can have been idle for too long, or be too old. */
function watch(core: Core, connection: number): void {
  const { f64, i32 } = core;
  const row = connection * DOUBLES;
  const isIdle = i32[connection * WORDS + PARENT_TOKEN] === 0;
  const idleFrom = isIdle ? f64[row + ARRIVED] : core.clock[NOW];
  const due = Math.min(f64[row + STARTED], idleFrom + idleMs(core, linkOfConnection(core, connection)));
  watchFor(core, connection, due);
}

function watchFor(core: Core, connection: number, dueMs: number): void {
  if (dueMs === Infinity) return;
  core.f64[connection * DOUBLES + TIME] = Math.max(dueMs, core.clock[NOW]);
  core.i32[connection * WORDS + META] |= WATCHED;
  core.schedule(connection);
}

/** Lets a connection that is opened come up again at a moment. */
export function wakeAt(core: Core, connection: number, atMs: number): void {
  core.f64[connection * DOUBLES + TIME] = atMs;
  core.i32[connection * WORDS + META] |= WATCHED;
  core.schedule(connection);
}

/** A connection's event has come up: it is not pending any more. */
export function eventTaken(core: Core, connection: number): void {
  core.i32[connection * WORDS + META] &= ~WATCHED;
}

/** What an open connection's look at the clock comes to. */
export type Look = 'stays' | 'closed' | 'retired' | 'cut';

/** An open connection looks at the clock, and is closed when it has been idle for too long or is too old. `cut` says that
 *  the exchanges on it are out of grace. */
export function lookAtClock(core: Core, connection: number): Look {
  eventTaken(core, connection);
  const { f64, i32 } = core;
  const now = core.clock[NOW];
  const link = linkOfConnection(core, connection);
  const row = connection * DOUBLES;
  const isIdle = i32[connection * WORDS + PARENT_TOKEN] === 0;
  if (i32[connection * WORDS + META] & CLOSING) return phaseOf(core, connection) === IN_GRACE ? 'cut' : 'stays';
  if (isIdle && now >= f64[row + ARRIVED] + idleMs(core, link)) {
    closeConnection(core, connection);
    return 'closed';
  }
  if (now >= f64[row + STARTED]) {
    if (!isIdle) {
      setPhase(core, connection, IN_GRACE);
      watchFor(core, connection, now + transportParameter(core, link, AGE_GRACE));
    }
    closeConnection(core, connection);
    return 'retired';
  }
  watch(core, connection);
  return 'stays';
}

/** Takes an exchange on. */
export function occupy(core: Core, job: number, connection: number, places: number): void {
  const at = connection * WORDS;
  core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_CONNECTION] = connection + 1;
  if (++core.i32[at + PARENT_TOKEN] >= places) unlist(core, connection);
}

/** An exchange is over: its connection has a place for another, unless it is to close. */
export function vacate(core: Core, job: number): void {
  const connection = connectionOfCall(core, job);
  if (connection === NONE) return;
  core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_CONNECTION] = 0;
  const at = connection * WORDS;
  const isIdle = --core.i32[at + PARENT_TOKEN] === 0;
  if (core.i32[at + META] & CLOSING) {
    if (isIdle) dispose(core, connection);
    return;
  }
  if (isIdle) core.f64[connection * DOUBLES + ARRIVED] = core.clock[NOW];
  list(core, connection);
}

/** A connection takes no further exchanges, and goes when those on it are over. */
export function closeConnection(core: Core, connection: number): void {
  const { i32 } = core;
  const at = connection * WORDS;
  const state = i32[at + META] & STATE_MASK;
  if (i32[at + META] & CLOSING) return;
  const link = linkOfConnection(core, connection);
  const row = poolRow(i32[at + PARENT]);
  core.poolState[row + POOL_CONNECTIONS]--;
  const station = stationOfConnection(core, connection);
  if (core.network.transport[link] & ROUND_ROBIN) core.channelConnection[placeOf(core, link, i32[at + PARENT], station)] = 0;
  if (state !== CONNECTION_OPEN) {
    core.poolState[row + (i32[at + PARENT_TOKEN] > 0 ? POOL_FAILING : POOL_OPENING)]--;
    dispose(core, connection);
    return;
  }
  unlist(core, connection);
  core.poolState[row + POOL_OPEN]--;
  core.linkMeasures[link * LINK_COLUMNS + CONNECTED]--;
  core.linkMeasures[link * LINK_COLUMNS + DISCONNECTS]++;
  i32[at + META] |= CLOSING;
  if (i32[at + PARENT_TOKEN] === 0) dispose(core, connection);
}

/** Counts an attempt to connect. */
export function countConnect(core: Core, link: number): void {
  core.linkMeasures[link * LINK_COLUMNS + CONNECTS]++;
}

function dispose(core: Core, connection: number): void {
  const at = connection * WORDS;
  if (core.i32[at + META] & WATCHED) core.i32[at + META] = CONNECTION_GONE;
  else freeConnection(core, connection);
}

/** Gives the record of a connection back. */
export function freeConnection(core: Core, connection: number): void {
  core.counters[STANDING]--;
  core.free(connection);
}

/** Forgets a connection whose caller is gone, whatever is on it. */
export function dropConnection(core: Core, connection: number): void {
  const at = connection * WORDS;
  if ((core.i32[at + META] & STATE_MASK) === CONNECTION_OPEN) core.i32[at + PARENT_TOKEN] = 0;
  if (core.i32[at + META] & CLOSING) dispose(core, connection);
  else closeConnection(core, connection);
}

// Connections with a free place.

function list(core: Core, connection: number): void {
  const { i32, poolState } = core;
  const at = connection * WORDS;
  if (i32[at + META] & LISTED) return;
  const cell = poolRow(i32[at + PARENT]) + FREE_CONNECTION;
  const next = poolState[cell];
  i32[at + META] |= LISTED;
  i32[at + STEP] = next;
  i32[at + NUMBER] = 0;
  if (next > 0) i32[(next - 1) * WORDS + NUMBER] = connection + 1;
  poolState[cell] = connection + 1;
}

function unlist(core: Core, connection: number): void {
  const { i32 } = core;
  const at = connection * WORDS;
  if (!(i32[at + META] & LISTED)) return;
  i32[at + META] &= ~LISTED;
  const next = i32[at + STEP];
  const before = i32[at + NUMBER];
  if (before > 0) i32[(before - 1) * WORDS + STEP] = next;
  else core.poolState[poolRow(i32[at + PARENT]) + FREE_CONNECTION] = next;
  if (next > 0) i32[(next - 1) * WORDS + NUMBER] = before;
}

/** The connection with a free place that was freed last, or NONE. */
export function freeConnectionOf(core: Core, pool: number, places: number): number {
  const cell = poolRow(pool) + FREE_CONNECTION;
  for (;;) {
    const connection = core.poolState[cell] - 1;
    if (connection < 0 || core.i32[connection * WORDS + PARENT_TOKEN] < places) return connection;
    unlist(core, connection);
  }
}

/** Puts a connection back among those with a free place, if it has one after the limit was changed. */
export function relist(core: Core, connection: number, places: number): void {
  const meta = core.i32[connection * WORDS + META];
  const isOpen = (meta & STATE_MASK) === CONNECTION_OPEN && !(meta & CLOSING);
  if (isOpen && core.i32[connection * WORDS + PARENT_TOKEN] < places) list(core, connection);
}

/** Whether an open connection has a free place. */
export function hasPlace(core: Core, connection: number, places: number): boolean {
  const at = connection * WORDS;
  return (core.i32[at + META] & STATE_MASK) === CONNECTION_OPEN && !(core.i32[at + META] & CLOSING) && core.i32[at + PARENT_TOKEN] < places;
}

/** Step of the handshake that a connection is at: see `handshake.ts`. */
export function phaseOf(core: Core, connection: number): number {
  return (core.i32[connection * WORDS + META] & ATTEMPT_MASK) >>> 8;
}

/** Notes the step of the handshake that a connection is at. */
export function setPhase(core: Core, connection: number, phase: number): void {
  const at = connection * WORDS + META;
  core.i32[at] = (core.i32[at] & ~ATTEMPT_MASK) | (phase << 8);
}
