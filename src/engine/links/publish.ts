import { childKey } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ARRIVED, CALLING, DOUBLES, HOLDS, KEY, MESSAGE_OUT, MESSAGE_TRAVELLING, META, NONE, NUMBER, PARENT, PARENT_TOKEN,
  PLACE, ROOT, STATE_MASK, STEP, TIME, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  ATTEMPTS, CALLS, CALL_FAILED, COMPONENT_COLUMNS, ERRORS, FAILED, HELD, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS,
  OK, REJECTION, SUCCEEDED, TAP_FORWARD, TIMED_OUT, TIMEOUT, TURNED_AWAY, VANISHED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD, STEP_WORDS } from '../network.ts';
import {
  BROKER_PARAMETER_COLUMNS, CONFIRM, CONFIRM_TIMEOUT, LATENCY, LINK_PARAMETER_COLUMNS, WRITE_TIME,
} from '../parameters.ts';
import { addEffects, effectEnded } from '../sources.ts';
import { effectsOf, refuse } from './confirm.ts';
import { append } from './log.ts';
import { enqueueMessage } from './queue.ts';

/**
 * The sender's half of queue and stream connections: a message travels to its broker, which stores it and, if asked,
 * confirms. Rules PB1 to PB6 of `docs/spec.md`.
 */

/** Sends a message for the job's present step. True when the job now waits for the broker's confirmation. */
export function publish(core: Core, job: number, link: number): boolean {
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + CALLS]++;
  core.linkMeasures[measures + ATTEMPTS]++;
  const row = link * LINK_PARAMETER_COLUMNS;
  const isConfirmed = core.linkParameters[row + CONFIRM] === 1;
  if (isConfirmed) waitForConfirm(core, job, link);
  else core.linkMeasures[measures + SUCCEEDED]++;
  const root = rootOf(core, job);
  const effects = effectsOf(core, link);
  addEffects(core, root, effects);
  const latency = core.linkParameters[row + LATENCY];
  const now = core.clock[NOW];
  if (core.i32[job * WORDS + META] & TRACED) {
    core.tapRow(TAP_FORWARD, now, now + latency, link, core.i32[job * WORDS + NUMBER], OK);
  }
  if (core.cuts[link] > 0) {
    core.linkMeasures[measures + VANISHED]++;
    for (let i = 0; i < effects; i++) effectEnded(core, root, false);
    return isConfirmed;
  }
  // Nobody will tell what became of a message that nobody waits for, so it must not name its request.
  sendMessage(core, job, link, effects > 0 ? root : NONE, isConfirmed);
  return isConfirmed;
}

function waitForConfirm(core: Core, job: number, link: number): void {
  const { i32, network } = core;
  const at = job * WORDS;
  const token = core.nextToken();
  i32[at + TOKEN] = token;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | CALLING;
  core.callBegan[job] = core.clock[NOW];
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + IN_PROGRESS]++;
  core.linkMeasures[measures + IN_PROGRESS_AREA] -= core.clock[NOW];
  if (i32[at + META] & HOLDS) {
    const component = network.stationComponent[i32[at + PLACE] & 0xffff];
    core.componentMeasures[component * COMPONENT_COLUMNS + HELD]++;
  }
  if (core.callLane[link] === 0) {
    core.callLane[link] = laneFor(core, core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM_TIMEOUT]) + 1;
  }
  setTimer(core, job, token, core.callLane[link] - 1);
}

function sendMessage(core: Core, job: number, link: number, root: number, isConfirmed: boolean): void {
  const message = core.allocate();
  const { i32, f64, network } = core;
  const from = job * WORDS;
  const at = message * WORDS;
  const channel = network.linkChannel[link];
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  const write = core.brokerParameters[network.channelBroker[channel] * BROKER_PARAMETER_COLUMNS + WRITE_TIME];
  const step = i32[from + STEP] & 0xffff;
  i32[at + META] = MESSAGE_TRAVELLING | (i32[from + META] & TRACED);
  i32[at + PLACE] = link << 16;
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], network.program[step * STEP_WORDS + 2]);
  i32[at + PARENT] = isConfirmed ? job : NONE;
  i32[at + PARENT_TOKEN] = isConfirmed ? i32[from + TOKEN] : 0;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = root;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(message, job);
  f64[message * DOUBLES + ARRIVED] = core.clock[NOW];
  f64[message * DOUBLES + TIME] = core.clock[NOW] + latency + write;
  core.schedule(message);
}

/** The request at its source that this work is for, or NONE when whoever asked for it has gone. */
export function rootOf(core: Core, job: number): number {
  const { i32, slotToken, slotCursor } = core;
  let record = job;
  for (;;) {
    const at = record * WORDS;
    if (i32[at + META] & ROOT) return record;
    const parent = i32[at + PARENT];
    const token = i32[at + PARENT_TOKEN];
    if (parent === NONE) return NONE;
    if (parent < NONE) return slotToken[-parent - 2] === token ? i32[slotCursor[-parent - 2] * WORDS + STEP] : NONE;
    if (i32[parent * WORDS + TOKEN] !== token) return NONE;
    if ((i32[parent * WORDS + META] & STATE_MASK) === MESSAGE_OUT) return i32[parent * WORDS + STEP];
    record = parent;
  }
}

/** A message reaches its broker. */
export function messageArrived(core: Core, message: number): void {
  const { network } = core;
  const channel = network.linkChannel[core.i32[message * WORDS + PLACE] >>> 16];
  if (core.brokerCrashes[network.channelBroker[channel]] > 0) refuse(core, message, channel);
  else if (network.channelIsLog[channel]) append(core, message, channel);
  else enqueueMessage(core, message, channel);
}

/** The broker's word reaches the sender, or its patience ends (`TIMEOUT`). A publish is not tried again. */
export function confirmed(core: Core, job: number, link: number, outcome: number): void {
  const measures = link * LINK_COLUMNS;
  const now = core.clock[NOW];
  core.linkMeasures[measures + IN_PROGRESS]--;
  core.linkMeasures[measures + IN_PROGRESS_AREA] += now;
  if (outcome === OK) {
    core.linkMeasures[measures + SUCCEEDED]++;
    if (core.network.linkTo[link] < 0) core.recordExchange(link, core.callBegan[job], core.callBegan[job]);
    core.endCall(job, true);
    return;
  }
  core.linkMeasures[measures + FAILED]++;
  core.linkMeasures[measures + (outcome === TIMEOUT ? TIMED_OUT : outcome === REJECTION ? TURNED_AWAY : ERRORS)]++;
  core.note(core.network.componentCount + core.network.linkCount + link, CALL_FAILED, link);
  core.endCall(job, false);
}
