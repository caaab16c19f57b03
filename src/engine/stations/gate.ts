import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ATTEMPT_MASK, ATTEMPT_SHIFT, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, REPLYING, TIME, DOUBLES, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { BACK, SHORTLY_BACK } from '../links/bandwidth.ts';
import { arrivalBack } from '../links/connection-exchange.ts';
import { BACK_KEY, delayOver } from '../links/disturbance.ts';
import { handlerEnded } from '../links/handlers.ts';
import { heldOutcome, holdWord, mayBeSaid } from '../links/held-words.ts';
import {
  COMPONENT_COLUMNS, DROPPED_WAITING, IN_SYSTEM, IN_SYSTEM_AREA, LINK_COLUMNS, OK, REJECTED, REJECTION, REQUEST_REJECTED,
  TAP_BACK, TAP_LEAVE, VANISHED,
} from '../measure/columns.ts';
import { countUntimed } from '../measure/untimed.ts';
import { SYNC } from '../network.ts';
import { CONNECTIONS } from '../transport-parameters.ts';

/** The gate of a station: requests are let in or turned away, and replies leave. */

/** Counts a job in. */
export function enter(core: Core, component: number, station: number): void {
  const measures = component * COMPONENT_COLUMNS;
  core.inStation[station]++;
  core.componentMeasures[measures + IN_SYSTEM]++;
  core.componentMeasures[measures + IN_SYSTEM_AREA] -= core.clock[NOW];
}

/** Refuses a job that is not inside. */
export function turnAway(core: Core, job: number, component: number): void {
  core.componentMeasures[component * COMPONENT_COLUMNS + REJECTED]++;
  core.note(component, REQUEST_REJECTED, component);
  const at = job * WORDS;
  if (core.i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_LEAVE, now, now, component, core.i32[at + NUMBER], REJECTION);
  }
  sendReply(core, job, REJECTION);
}

/** Refuses a job that has waited. It stands in no line any more. */
export function turnOut(core: Core, job: number, component: number, station: number): void {
  const measures = component * COMPONENT_COLUMNS;
  core.inStation[station]--;
  core.componentMeasures[measures + IN_SYSTEM]--;
  core.componentMeasures[measures + IN_SYSTEM_AREA] += core.clock[NOW];
  core.componentMeasures[measures + DROPPED_WAITING]++;
  countUntimed(core, job, component);
  turnAway(core, job, component);
}

/** Whether a job came as a call; messages are limited by their consumer and never turned away. */
export function isCall(core: Core, job: number): boolean {
  return core.network.linkKind[core.i32[job * WORDS + PLACE] >>> 16] === SYNC;
}

/** Sends a job's outcome to whoever waits for it and ends the job. Over a link with delay the record itself travels. */
export function sendReply(core: Core, job: number, outcome: number): void {
  const { i32, f64, network } = core;
  const at = job * WORDS;
  const parent = i32[at + PARENT];
  const link = i32[at + PLACE] >>> 16;
  if (parent === NONE) {
    core.free(job);
    return;
  }
  if (network.linkGated[link] === 1) {
    if (holdWord(core, job, outcome)) return;
    handlerEnded(core, job);
  }
  if (parent > NONE && core.cuts[link] > 0) {
    core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
    core.free(job);
    return;
  }
  const now = core.clock[NOW];
  const way = outcome === OK && network.linkKind[link] === SYNC ? BACK : SHORTLY_BACK;
  let arrival = now;
  if (network.transport[link] & CONNECTIONS) arrival = arrivalBack(core, job, link, way);
  else if (parent > NONE) arrival += delayOver(core, link, i32[at + KEY] ^ BACK_KEY, job, way);
  if (i32[at + META] & TRACED && network.linkKind[link] === SYNC) core.tapRow(TAP_BACK, now, arrival, link, i32[at + NUMBER], outcome);
  if (arrival > now) {
    i32[at + META] = (i32[at + META] & TRACED) | REPLYING | (outcome << ATTEMPT_SHIFT);
    i32[at + TOKEN] = 0;
    f64[job * DOUBLES + TIME] = arrival;
    core.schedule(job);
    return;
  }
  core.reply(parent, i32[at + PARENT_TOKEN], link, outcome);
  core.free(job);
}

/** The pause of a client before its word on a message is over. */
export function heldWordDue(core: Core, record: number): void {
  if (mayBeSaid(core, record)) sendReply(core, record, heldOutcome(core, record));
}

/** A reply that has travelled reaches whoever waits for it. */
export function arriveReply(core: Core, record: number): void {
  const { i32 } = core;
  const at = record * WORDS;
  const outcome = (i32[at + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  core.reply(i32[at + PARENT], i32[at + PARENT_TOKEN], i32[at + PLACE] >>> 16, outcome);
  core.free(record);
}
