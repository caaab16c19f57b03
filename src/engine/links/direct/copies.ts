import { childKey } from '../../../base/random.ts';
import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import {
  ARRIVED, DONE_BEFORE, DOUBLES, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, STARTED, STEP, STREAM_MESSAGE, TOKEN, TRACED, WORDS,
} from '../../kernel/record.ts';
import { ATTEMPTS, LAG, LINK_COLUMNS, LOSS, SKIPPED, TAP_DEAD } from '../../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD, STEP_WORDS } from '../../network.ts';
import { addEffects, effectEnded } from '../../sources.ts';
import { linkOfStream } from './wires.ts';

/**
 * Messages of streams: one record for each receiver that a message is meant for. `PARENT` is its stream, `PARENT_TOKEN` the
 * incarnation of the stream that it was sent on, `TOKEN` names the delivery in work, `STEP` is the root, `ARRIVED` when it was
 * published, `STARTED` its size, `TIME` when it arrives; `callBegan` when it was first given to the receiver, and
 * `served` how often.
 */

/** Whom a message is from, and what it is. */
export interface Sent {
  readonly job: number;
  readonly link: number;
  readonly root: number;
  readonly bytes: number;
}

/** Key of all draws of what a job's present step publishes. */
export function keyOfMessage(core: Core, job: number, link: number): number {
  const { network, i32 } = core;
  const step = i32[job * WORDS + STEP] & 0xffff;
  return childKey(i32[job * WORDS + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], network.program[step * STEP_WORDS + 2]);
}

/** A message for the receiver of a stream, in no chain yet. It is the request's `index`-th of this step. */
export function makeCopy(core: Core, stream: number, { job, link, root, bytes }: Sent, index: number): number {
  const message = core.allocate();
  const { i32, f64 } = core;
  const at = message * WORDS;
  const key = keyOfMessage(core, job, link);
  countMeant(core, link, root);
  core.wires.streamTaken[stream]++;
  core.linkMeasures[link * LINK_COLUMNS + LAG]++;
  i32[at + META] = STREAM_MESSAGE | (i32[job * WORDS + META] & TRACED);
  i32[at + PLACE] = 0xffff | (link << 16);
  i32[at + KEY] = index === 0 ? key : childKey(key, core.network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], index);
  i32[at + PARENT] = stream;
  i32[at + PARENT_TOKEN] = 0;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = root;
  i32[at + NUMBER] = i32[job * WORDS + NUMBER];
  core.inherit(message, job);
  f64[message * DOUBLES + ARRIVED] = core.clock[NOW];
  f64[message * DOUBLES + STARTED] = bytes;
  core.served[message] = 0;
  return message;
}

/** A message is meant for a receiver. */
function countMeant(core: Core, link: number, root: number): void {
  core.linkMeasures[link * LINK_COLUMNS + ATTEMPTS]++;
  addEffects(core, root, 1);
}

/** A receiver is not there, or takes no more: what is meant for it is lost before anybody kept it. */
export function missed(core: Core, { job, link, root }: Sent): void {
  countMeant(core, link, root);
  core.linkMeasures[link * LINK_COLUMNS + SKIPPED]++;
  effectEnded(core, root, false);
  tapDead(core, job, link);
}

/** A message was worked on for the first time: it is behind the receiver no more. */
export function countEnded(core: Core, message: number): void {
  const at = message * WORDS;
  const stream = core.i32[at + PARENT];
  core.i32[at + META] |= DONE_BEFORE;
  core.linkMeasures[linkOfStream(core, stream) * LINK_COLUMNS + LAG]--;
  core.wires.streamEnded[stream]++;
}

/** Whether a message was worked on before. */
export function wasDone(core: Core, message: number): boolean {
  return (core.i32[message * WORDS + META] & DONE_BEFORE) !== 0;
}

/** What a message was to bring about has happened, or will not. */
export function settle(core: Core, message: number, isWell: boolean): void {
  const at = message * WORDS;
  effectEnded(core, core.i32[at + STEP], isWell);
  core.i32[at + STEP] = NONE;
}

/** A message is lost. It stands in no chain any more. */
export function loseCopy(core: Core, message: number): void {
  const link = core.i32[message * WORDS + PLACE] >>> 16;
  if (!wasDone(core, message)) {
    countEnded(core, message);
    core.linkMeasures[link * LINK_COLUMNS + SKIPPED]++;
    tapDead(core, message, link);
  }
  settle(core, message, false);
  core.free(message);
}

function tapDead(core: Core, record: number, link: number): void {
  const at = record * WORDS;
  const now = core.clock[NOW];
  if (core.i32[at + META] & TRACED) core.tapRow(TAP_DEAD, now, now, link, core.i32[at + NUMBER], LOSS);
}
