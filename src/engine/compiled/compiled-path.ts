import { type Core, EVENTS, MOST_EVENTS } from '../core.ts';
import {
  BUSY_AT, FROM_AT, HAZARD_AT, HEAD_AT, HISTOGRAM_AT, INSIDE_AT, IS_PLAIN, LANE_AT, LENGTH_AT, MEASURES_AT, NEXT_AT, PARAMETERS_AT, REPLICAS_AT, ROW,
  SERVERS_AT, SLOW_AT, SOURCE_AT, START, SUMS_AT, TAIL_AT, TURN_AT, WORD_AT,
} from '../plain/plain-tables.ts';
import { STEP_WORDS } from '../network.ts';
import {
  CALL_TIMEOUT, COMPONENT_PARAMETER_COLUMNS, DETERMINISTIC, HOLD, LATENCY, LINK_PARAMETER_COLUMNS, MAX_CONCURRENT, MAX_CONNECTIONS, PROBABILITY,
  QUEUE_CAPACITY, RELEASE, SERVICE_DISTRIBUTION,
} from '../parameters.ts';
import type { PlainPath } from '../plain/plain-path.ts';
import { noteUse, takeGround, type Tenant } from './grounds.ts';
import { bytesFor, Home, moveOut } from './home.ts';
import * as place from './memory-layout.ts';

/** Columns of the tables that lead to a double, and to a word, of the fixed part. */
const STATION_DOUBLES = [MEASURES_AT, PARAMETERS_AT, SUMS_AT, SLOW_AT];
const STATION_WORDS = [HISTOGRAM_AT, WORD_AT, SERVERS_AT, BUSY_AT, HEAD_AT, TAIL_AT, LENGTH_AT, INSIDE_AT];
const LINK_DOUBLES = [MEASURES_AT, PARAMETERS_AT, SUMS_AT];
const LINK_WORDS = [HISTOGRAM_AT, LANE_AT, REPLICAS_AT, TURN_AT];
const SOURCE_DOUBLES = [MEASURES_AT, PARAMETERS_AT, SUMS_AT, SOURCE_AT, HAZARD_AT, FROM_AT];
const SOURCE_WORDS = [HISTOGRAM_AT, NEXT_AT];

/** Events that the compiled loop takes before it comes back for nothing else: a host that compiles better what runs often puts
 *  that into force at a call. */
const BUDGET = 4096;

/**
 * The compiled path of one run: the plain path in WebAssembly, over the same state. It takes over at the beginning of an event,
 * when a run has become long; what it does not do itself is done by the plain path and the general code.
 */
export class CompiledPath implements Tenant {
  private readonly core: Core;
  private readonly plain: PlainPath;
  private readonly opensAt: number;
  private home: Home | undefined;
  private isClosed: boolean;

  /** Takes over once `opensAt` events have happened. */
  constructor(core: Core, plain: PlainPath, opensAt: number) {
    this.core = core;
    this.plain = plain;
    this.opensAt = opensAt;
    // What requests carry besides their line is not in its memory.
    this.isClosed = core.network.hasExtras || opensAt === Infinity;
  }

  /** Until how many events have happened nobody needs to ask whether this path is open. */
  get closedUntil(): number {
    return this.isClosed ? Infinity : this.opensAt;
  }

  /** Whether `run` can be called: the run is long enough, and its state is in the memory, to which it is moved if need be. */
  isOpen(): boolean {
    const { core, home } = this;
    if (this.isClosed || core.clock[EVENTS] < this.opensAt) return false;
    // The general code ends the run.
    if (core.clock[EVENTS] > MOST_EVENTS - BUDGET) this.isClosed = true;
    if (this.isClosed) return false;
    if (home !== undefined && home.holdsAll()) return true;
    return this.moveIn();
  }

  /** Makes more room. Returns whether there is now. */
  grow(): boolean {
    return !this.home!.canHold() && this.moveIn();
  }

  private moveIn(): boolean {
    if (this.home === undefined || !this.home.canHold()) this.moveToNewGround();
    if (this.home === undefined) return false;
    this.home.moveIn();
    this.plain.follow();
    this.writeTables();
    return true;
  }

  private moveToNewGround(): void {
    const { core } = this;
    if (this.home !== undefined) this.leave();
    const tableBytes = this.tableBytes();
    const ground = takeGround(bytesFor(core, tableBytes), this);
    if (ground === undefined) this.isClosed = true;
    else this.home = new Home(core, ground, tableBytes);
  }

  /** Moves the run's state out of the memory; it comes back when it is to go on. */
  leave(): void {
    moveOut(this.core);
    this.plain.follow();
    this.home = undefined;
  }

  private tableBytes(): number[] {
    const { network } = this.core;
    const { stations, links, sources, rates } = this.plain.tables;
    return [stations, links, sources, network.program, network.stationComponent, rates].map((table) => table.byteLength);
  }

  /** Takes events, until `stopsAt` have happened in the run at the most, which is not yet so; see `assembly/path.ts`. */
  run(limitMs: number, isExclusive: boolean, stopsAt: number): number {
    const { ground } = this.home!;
    const left = stopsAt - this.core.clock[EVENTS];
    noteUse(ground);
    return ground.run(limitMs, isExclusive ? 1 : 0, left < BUDGET ? left : BUDGET);
  }

  /** To be called when it has been found out anew what is plain. */
  renew(): void {
    if (this.home?.holdsAll() === true) this.writeTables();
  }

  /** Every how many requests one is traced. */
  traceEvery(every: number): void {
    if (this.home !== undefined) this.home.words[place.TRACE_CELL / 4] = every;
  }

  /** Bits of a plain link. */
  private linkBits(link: number): number {
    const { linkParameters } = this.core;
    const row = link * LINK_PARAMETER_COLUMNS;
    return (
      place.PLAIN_BIT |
      (linkParameters[row + PROBABILITY] >= 1 ? 0 : place.SHARED_BIT) |
      (linkParameters[row + CALL_TIMEOUT] === Infinity ? 0 : place.TIMED_BIT) |
      (linkParameters[row + MAX_CONCURRENT] === Infinity ? 0 : place.LIMITED_BIT) |
      (linkParameters[row + HOLD] === RELEASE ? place.RELEASING_BIT : 0) |
      (linkParameters[row + LATENCY] === 0 ? 0 : place.DELAYED_BIT)
    );
  }

  /** Bits of a plain station. */
  private stationBits(station: number): number {
    const { componentParameters, network } = this.core;
    const row = network.stationComponent[station] * COMPONENT_PARAMETER_COLUMNS;
    const isOwnWork = network.program[(this.plain.tables.stations[station * ROW + START] & 0xffff) * STEP_WORDS + 2] === -1;
    const distribution = componentParameters[row + SERVICE_DISTRIBUTION];
    const isBounded = componentParameters[row + MAX_CONNECTIONS] !== Infinity || componentParameters[row + QUEUE_CAPACITY] !== Infinity;
    return (
      place.PLAIN_BIT |
      (isOwnWork && distribution === 0 ? place.EXPONENTIAL_BIT : 0) |
      (isOwnWork && distribution === DETERMINISTIC ? place.CONSTANT_BIT : 0) |
      (isBounded ? place.BOUNDED_BIT : 0)
    );
  }

  private writeTables(): void {
    const home = this.home!;
    const { network } = this.core;
    const { stations, links, sources, rates } = this.plain.tables;
    const [stationsAt, linksAt, sourcesAt, programAt, sourceOfAt, ratesAt] = home.tables;
    const { words } = home;
    writeTable(words, stationsAt, stations, STATION_DOUBLES, STATION_WORDS);
    writeTable(words, linksAt, links, LINK_DOUBLES, LINK_WORDS);
    writeTable(words, sourcesAt, sources, SOURCE_DOUBLES, SOURCE_WORDS);
    for (let station = 0; station < network.stationCount; station++) {
      if (stations[station * ROW + IS_PLAIN] === 1) words[stationsAt / 4 + station * ROW] = this.stationBits(station);
    }
    for (let link = 0; link < network.linkCount; link++) {
      if (links[link * ROW + IS_PLAIN] === 1) words[linksAt / 4 + link * ROW] = this.linkBits(link);
    }
    words.set(network.program, programAt / 4);
    network.stationComponent.forEach((component, station) => (words[sourceOfAt / 4 + station] = network.sourceOf[component]));
    home.doubles.set(rates, ratesAt / 8);
    words[place.STATIONS_CELL / 4] = stationsAt;
    words[place.LINKS_CELL / 4] = linksAt;
    words[place.SOURCES_CELL / 4] = sourcesAt;
    words[place.PROGRAM_CELL / 4] = programAt;
    words[place.SOURCE_OF_CELL / 4] = sourceOfAt;
    words[place.RATES_CELL / 4] = ratesAt;
    words[place.TRACE_CELL / 4] = this.core.traceEvery;
  }
}

/** Writes a table of the plain path, with places in bytes instead of numbers of words and doubles. */
function writeTable(words: Int32Array, at: number, table: Int32Array, doubleColumns: readonly number[], wordColumns: readonly number[]): void {
  words.set(table, at / 4);
  for (let row = at / 4; row < at / 4 + table.length; row += ROW) {
    for (const column of doubleColumns) words[row + column] = place.FIXED + words[row + column] * 8;
    for (const column of wordColumns) words[row + column] = place.FIXED + words[row + column] * 4;
  }
}
