import { EXPONENTIAL_HEIGHTS, EXPONENTIAL_LAYERS } from '../../base/random.ts';
import { type Core, MOST_RECORDS, type Pools, RECORDS_LIVE } from '../core.ts';
import { HEADER_DOUBLES, HEADER_WORDS, type ListArrays } from '../kernel/event-list.ts';
import { WORDS } from '../kernel/record.ts';
import * as place from './memory-layout.ts';
import type { Ground } from './grounds.ts';

/**
 * Where everything stands in a memory of WebAssembly: all of a run's state on which the compiled path works is moved into it,
 * with room to spare.
 */

/** Records and timers that a home has room for at least: about a megabyte. */
const LEAST_RECORDS = 4096;

/** How much a home has room for. */
interface Room {
  readonly records: number;
  readonly timers: number;
  readonly bottom: number;
  readonly top: number;
  readonly buckets: number;
}

/** Hands out places one after another. */
class Places {
  used: number;

  constructor(from: number) {
    this.used = from;
  }

  take(bytes: number): number {
    const at = this.used;
    this.used = (at + bytes + 63) & ~63;
    return at;
  }
}

/** Where everything stands, in bytes. */
type Layout = ReturnType<typeof layOut>;

function layOut(core: Core, room: Room, tableBytes: readonly number[]) {
  const places = new Places(place.FIXED);
  return {
    fixed: places.take(core.fixed.length),
    tables: tableBytes.map((bytes) => places.take(bytes)),
    pool: places.take(room.records * WORDS * 4),
    callBegan: places.take(room.records * 8),
    served: places.take(room.records * 8),
    timerAt: places.take(room.timers * 8),
    timerWords: places.take(room.timers * 16),
    bottomTimes: places.take(room.bottom * 8),
    bottomRecords: places.take(room.bottom * 4),
    topTimes: places.take(room.top * 8),
    topRecords: places.take(room.top * 4),
    buckets: places.take(room.buckets * 4),
    links: places.take(room.records * 4),
    end: places.used,
  };
}

/** What a run's state asks for now: twice what it has, if records run short. */
function roomFor(core: Core): Room {
  const now = core.i32.length / WORDS;
  const isShort = core.counters[RECORDS_LIVE] * 4 > now * 3;
  const records = Math.min(MOST_RECORDS, Math.max(LEAST_RECORDS, isShort ? now * 2 : now));
  const { bottom, top, buckets } = core.list.capacities;
  return {
    records,
    timers: Math.max(LEAST_RECORDS, core.timerAt.length),
    bottom: Math.max(bottom, records),
    top: Math.max(top, records),
    buckets: Math.max(buckets, 2 * records),
  };
}

function hasRoom(have: Room, want: Room): boolean {
  return have.records >= want.records && have.timers >= want.timers && have.bottom >= want.bottom && have.top >= want.top && have.buckets >= want.buckets;
}

/** Bytes that the run's state and tables of these sizes would take in a memory. */
export function bytesFor(core: Core, tableBytes: readonly number[]): number {
  return layOut(core, roomFor(core), tableBytes).end;
}

/** Moves the run's state into buffers of its own. */
export function moveOut(core: Core): void {
  const room = roomFor(core);
  const layout = layOut(core, room, []);
  const buffer = new ArrayBuffer(layout.end);
  core.moveFixed(buffer, layout.fixed);
  core.movePools(poolsAt(buffer, layout, room));
  core.list.moveTo(listAt(buffer, layout, room));
}

/** A run's state in WebAssembly's memory. */
export class Home {
  readonly ground: Ground;
  /** Places of the tables, in the order in which their sizes were given. */
  readonly tables: readonly number[];
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  private readonly core: Core;
  private readonly room: Room;
  private readonly pools: Pools;
  private readonly listArrays: ListArrays;
  /** `replacements` of the event list after it was moved here. */
  private replacements = -1;

  /** Lays out a ground that is large enough; nothing of the run's state is in it. */
  constructor(core: Core, ground: Ground, tableBytes: readonly number[]) {
    const room = roomFor(core);
    const layout = layOut(core, room, tableBytes);
    const { buffer } = ground.memory;
    this.core = core;
    this.ground = ground;
    this.room = room;
    this.tables = layout.tables;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.pools = poolsAt(buffer, layout, room);
    this.listArrays = listAt(buffer, layout, room);
    this.writeCells(layout);
  }

  /** Whether the run's state is here as a whole. */
  holdsAll(): boolean {
    const { core, pools } = this;
    return core.i32 === pools.i32 && core.timerAt === pools.timerAt && core.list.replacements === this.replacements;
  }

  /** Whether the run's state would fit. */
  canHold(): boolean {
    return hasRoom(this.room, roomFor(this.core));
  }

  /** Moves here what of the run's state is not. */
  moveIn(): void {
    const { core } = this;
    const { buffer } = this.ground.memory;
    if (core.fixed.buffer !== buffer) core.moveFixed(buffer, place.FIXED);
    if (core.i32 !== this.pools.i32 || core.timerAt !== this.pools.timerAt) core.movePools(this.pools);
    core.list.moveTo(this.listArrays);
    this.replacements = core.list.replacements;
    this.words[place.LANE_DELAY_CELL / 4] = core.laneDelay.byteOffset;
    this.words[place.LANE_HEAD_CELL / 4] = core.laneHead.byteOffset;
    this.words[place.LANE_TAIL_CELL / 4] = core.laneTail.byteOffset;
    this.words[place.LANE_RECORD_CELL / 4] = core.laneRecord.byteOffset;
  }

  private writeCells(layout: Layout): void {
    const { words, doubles, room } = this;
    const cells: readonly (readonly [number, number])[] = [
      [place.POOL_CELL, layout.pool], [place.BEGAN_CELL, layout.callBegan], [place.SERVED_CELL, layout.served],
      [place.TIMER_AT_CELL, layout.timerAt], [place.TIMER_WORDS_CELL, layout.timerWords],
      [place.BOTTOM_TIMES_CELL, layout.bottomTimes], [place.BOTTOM_RECORDS_CELL, layout.bottomRecords],
      [place.TOP_TIMES_CELL, layout.topTimes], [place.TOP_RECORDS_CELL, layout.topRecords],
      [place.BUCKETS_CELL, layout.buckets], [place.CHAIN_CELL, layout.links],
      [place.RECORD_CAPACITY_CELL, room.records], [place.TIMER_CAPACITY_CELL, room.timers],
      [place.BOTTOM_CAPACITY_CELL, room.bottom], [place.BUCKET_CAPACITY_CELL, room.buckets],
    ];
    for (const [cell, value] of cells) words[cell / 4] = value;
    doubles[place.ONE_CELL / 8] = 1;
    doubles.set(EXPONENTIAL_LAYERS, place.LAYERS_PLACE / 8);
    doubles.set(EXPONENTIAL_HEIGHTS, place.HEIGHTS_PLACE / 8);
  }
}

function poolsAt(buffer: ArrayBuffer, layout: Layout, room: Room): Pools {
  return {
    i32: new Int32Array(buffer, layout.pool, room.records * WORDS),
    f64: new Float64Array(buffer, layout.pool, (room.records * WORDS) / 2),
    callBegan: new Float64Array(buffer, layout.callBegan, room.records),
    served: new Float64Array(buffer, layout.served, room.records),
    timerAt: new Float64Array(buffer, layout.timerAt, room.timers),
    timerWords: new Int32Array(buffer, layout.timerWords, room.timers * 4),
  };
}

function listAt(buffer: ArrayBuffer, layout: Layout, room: Room): ListArrays {
  return {
    header: new Int32Array(buffer, place.LIST_HEADER, HEADER_WORDS),
    scalars: new Float64Array(buffer, place.LIST_SCALARS, HEADER_DOUBLES),
    bottomTimes: new Float64Array(buffer, layout.bottomTimes, room.bottom),
    bottomRecords: new Int32Array(buffer, layout.bottomRecords, room.bottom),
    topTimes: new Float64Array(buffer, layout.topTimes, room.top),
    topRecords: new Int32Array(buffer, layout.topRecords, room.top),
    buckets: new Int32Array(buffer, layout.buckets, room.buckets),
    links: new Int32Array(buffer, layout.links, room.records),
  };
}
