import type { Core } from '../core.ts';
import {
  ADMISSION, ADMISSION_OFF, ADMISSION_RATE, BLOCK_WHEN_FULL, COMPONENT_PARAMETER_COLUMNS, DROP_EXPIRED, ORDER_FIFO,
  ORDER_PREEMPTIVE, ORDER_SHARED, QUEUE_ORDER, RATE_OFF, SCALING, SCALING_SERVERLESS, SHEDDING, SHED_OFF, WAIT_LIMIT, WAIT_LIMIT_NONE, WHEN_FULL,
} from '../parameters.ts';

/**
 * The word of a station tells in bits what is unusual about it, so that a plain one pays for all of it with one look.
 */

/** The replica, or its component, has crashed. */
export const DOWN = 1;
/** The replica has not started, or was taken away by autoscaling: it is given no new work. */
export const INACTIVE = 1 << 1;
/** Stands still. */
export const FROZEN = 1 << 2;
/** The line in front of the workers is not first come, first served. */
export const ORDERED = 1 << 3;
/** Requests of higher priority interrupt others. */
export const PREEMPTIVE = 1 << 4;
/** Some of those in line may have been interrupted. Stays once it is set. */
export const INTERRUPTED = 1 << 5;
/** Those in line may be dropped: by a timeout, by CoDel, or because they have expired. */
export const DROPPING = 1 << 6;
/** A full line lets requests wait outside. */
export const BLOCKING = 1 << 7;
/** All requests are worked on at once and share the workers. */
export const SHARED = 1 << 8;
/** Turns requests away before the line is full. */
export const SHEDDING_LOAD = 1 << 9;
/** Lets only so many requests in. */
export const LIMITED = 1 << 10;
/** One of a pool of instances that start on demand. */
export const INSTANCE = 1 << 11;
/** Taken away, and finishing its last work. */
export const DRAINING = 1 << 12;
/** Has just started, and is not up to speed yet. */
export const FRESH = 1 << 13;
/** Fails on some of the messages that it gets. */
export const POISONED = 1 << 14;

/** Lets only so many requests in within a time. */
export const RATE_LIMITED = 1 << 15;

/** What a line needs special care for. */
export const LINE_BITS = ORDERED | PREEMPTIVE | INTERRUPTED | DROPPING | BLOCKING;
/** What the end of a service needs special care for. */
export const WORK_BITS = FROZEN | PREEMPTIVE | SHARED;
/** What the beginning of a service needs special care for. */
export const BEGIN_BITS = WORK_BITS | FRESH;
/** Given no work. */
export const OUT_BITS = DOWN | INACTIVE;

/** Bits that come from parameters; the others are kept as they are. */
const PARAMETER_BITS = ORDERED | PREEMPTIVE | DROPPING | BLOCKING | SHARED | SHEDDING_LOAD | LIMITED | RATE_LIMITED;

/** The bits that a component's parameters ask for now. */
export function wordOfParameters(core: Core, component: number): number {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const { componentParameters } = core;
  // An instance that starts on demand has no line.
  if (componentParameters[row + SCALING] === SCALING_SERVERLESS) return 0;
  const order = componentParameters[row + QUEUE_ORDER];
  let word = 0;
  if (order === ORDER_SHARED) word |= SHARED;
  else if (order !== ORDER_FIFO) word |= ORDERED;
  if (order === ORDER_PREEMPTIVE) word |= PREEMPTIVE | INTERRUPTED;
  const drops = componentParameters[row + WAIT_LIMIT] !== WAIT_LIMIT_NONE || componentParameters[row + DROP_EXPIRED] === 1;
  if (drops) word |= DROPPING;
  if (componentParameters[row + WHEN_FULL] === BLOCK_WHEN_FULL) word |= BLOCKING;
  if (componentParameters[row + SHEDDING] !== SHED_OFF) word |= SHEDDING_LOAD;
  if (componentParameters[row + ADMISSION] !== ADMISSION_OFF) word |= LIMITED;
  if (componentParameters[row + ADMISSION_RATE] !== RATE_OFF) word |= RATE_LIMITED;
  return word;
}

/** Brings the parameters' bits of a station up to date; the others stay. */
export function setParameterBits(core: Core, station: number, bits: number): void {
  core.stationWord[station] = (core.stationWord[station] & ~PARAMETER_BITS) | bits;
}

/** Brings one bit of a station's word up to date. */
export function setBit(core: Core, station: number, bit: number, isSet: boolean): void {
  if (isSet) core.stationWord[station] |= bit;
  else core.stationWord[station] &= ~bit;
}
