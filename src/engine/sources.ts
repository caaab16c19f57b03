import { childKey, uniform } from '../base/random.ts';
import type { Core } from './core.ts';
import {
  ANSWERED_AND_DONE, ANSWERED_FIRST, DONE_LATER, EXTRA_BYTES, EXTRA_CLASS, EXTRA_COLUMNS, EXTRA_DEADLINE, EXTRA_KEY, MEASURED_FROM, NOW, NUMBER_COUNTER,
} from './core.ts';
import {
  ARRIVED, CALLING, DOUBLES, EFFECTS_PENDING, KEY, META, NONE, NO_LINK, NUMBER, PARENT, PARENT_TOKEN, PLACE, ROOT,
  SPOILED, STATE_MASK, STEP, TOKEN, TRACED, UNANSWERED, WORDS,
} from './kernel/record.ts';
import { nextOfUser } from './load/closed-loop.ts';
import { isClosed, rowOf } from './load/rate.ts';
import {
  ANSWERED, ANSWER_FAILED, BEGUN, COMPLETED, COMPONENT_COLUMNS, DONE, EFFECTS_LOST, FAILED_BY_CALL, GOOD, IN_SYSTEM,
  IN_SYSTEM_AREA, NOT_ANSWERED, NOT_FINISHED, OFFERED, SOURCE_COLUMNS,
} from './measure/columns.ts';
import { sourceRow } from './measure/source-row.ts';
import { recordFailure, recordLoss } from './measure/unanswered.ts';
import { countUntimed } from './measure/untimed.ts';
import { SALT_ARRIVAL, SALT_CLASS, SALT_WORDS } from './network.ts';
import { DEADLINE } from './parameters.ts';

/**
 * The beginning of a request at its source, and its two ends: *answered* (the caller is free) and *done* (its last
 * required effect is finished). Rules LD9 to LD12 of `docs/spec.md`.
 */

/** Names the draws that choose which requests are drawn. */
export const SAMPLE_KEY = 0x5a3d1e;

/** A request begins at its source. */
export function beginRequest(core: Core, source: number, number: number): void {
  const request = core.allocate();
  const { i32, network } = core;
  const component = network.sourceComponent[source];
  const now = core.clock[NOW];
  const at = request * WORDS;
  const id = core.counters[NUMBER_COUNTER]++;
  const isTraced = core.traceEvery > 0 && isSampled(number, core.traceEvery);
  const salt = component * SALT_WORDS + SALT_ARRIVAL;
  i32[at + META] = CALLING | ROOT | (isTraced ? TRACED : 0);
  i32[at + PLACE] = network.firstStation[component] | (NO_LINK << 16);
  i32[at + KEY] = childKey(number, network.componentSalts[salt], 0);
  i32[at + PARENT] = NONE;
  i32[at + PARENT_TOKEN] = 0;
  i32[at + TOKEN] = 0;
  chooseClass(core, request, source);
  i32[at + STEP] = core.programOf(component, request);
  i32[at + NUMBER] = id;
  core.f64[request * DOUBLES + ARRIVED] = now;
  const measures = component * COMPONENT_COLUMNS;
  core.componentMeasures[measures + OFFERED]++;
  core.componentMeasures[measures + BEGUN]++;
  core.componentMeasures[measures + IN_SYSTEM]++;
  core.componentMeasures[measures + IN_SYSTEM_AREA] -= now;
  core.sourceMeasures[source * SOURCE_COLUMNS + NOT_ANSWERED]++;
  core.resume(request);
}

/** Whether a request is the one of its `every` that stands for them in the picture. Which of them it is changes from group to
 *  group: always the first would follow whatever goes in turns, and show one of two replicas only. */
export function isSampled(number: number, every: number): boolean {
  const group = Math.floor(number / every);
  return number - group * every === (childKey(group, SAMPLE_KEY, 0) >>> 0) % every;
}

/** Draws the class of a request from its source's mix. */
export function chooseClass(core: Core, request: number, source: number): void {
  const { network } = core;
  if (!network.hasExtras) return;
  const at = request * EXTRA_COLUMNS;
  const component = network.sourceComponent[source];
  const salt = component * SALT_WORDS + SALT_CLASS;
  const draw = uniform(network.componentSalts[salt], network.componentSalts[salt + 1], core.i32[request * WORDS + KEY]);
  let chosen = 0;
  while (chosen < network.classCount - 1 && draw >= network.mix[source * network.classCount + chosen]) chosen++;
  core.extras[at + EXTRA_CLASS] = chosen;
  core.extras[at + EXTRA_DEADLINE] = Infinity;
  core.extras[at + EXTRA_BYTES] = network.classRequestBytes[chosen];
  core.extras[at + EXTRA_KEY] = core.i32[request * WORDS + KEY];
}

/** A request is answered, well or not. It stays until its effects are finished. */
export function endRequest(core: Core, request: number, isWell: boolean): void {
  const { i32, network } = core;
  const now = core.clock[NOW];
  const at = request * WORDS;
  const component = network.stationComponent[i32[at + PLACE] & 0xffff];
  const source = network.sourceOf[component];
  const measures = component * COMPONENT_COLUMNS;
  core.componentMeasures[measures + IN_SYSTEM]--;
  core.componentMeasures[measures + IN_SYSTEM_AREA] += now;
  core.componentMeasures[measures + (isWell ? COMPLETED : FAILED_BY_CALL)]++;
  const row = source * SOURCE_COLUMNS;
  core.sourceMeasures[row + NOT_ANSWERED]--;
  core.sourceMeasures[row + (isWell ? ANSWERED : ANSWER_FAILED)]++;
  i32[at + TOKEN] = 0;
  if (!isWell || core.f64[request * DOUBLES + ARRIVED] < core.clock[MEASURED_FROM]) countUntimed(core, request, component);
  if (isWell) recordAnswer(core, request, source);
  else {
    i32[at + META] |= UNANSWERED;
    recordFailure(core, request, source);
  }
  if (i32[at + PARENT_TOKEN] === 0) finishRequest(core, request, source, false);
  else {
    i32[at + META] = (i32[at + META] & ~STATE_MASK) | EFFECTS_PENDING;
    if (isWell) core.sourceMeasures[row + NOT_FINISHED]++;
  }
  if (isClosed(core, source)) nextOfUser(core, source);
}

/** Counts the time of an answer, and with it that of being done if nothing is pending or lost. */
function recordAnswer(core: Core, request: number, source: number): void {
  const took = core.clock[NOW] - core.f64[request * DOUBLES + ARRIVED];
  const isDone = core.i32[request * WORDS + PARENT_TOKEN] === 0 && !(core.i32[request * WORDS + META] & SPOILED);
  if (core.f64[request * DOUBLES + ARRIVED] < core.clock[MEASURED_FROM]) core.recordRecent(took);
  else core.record(sourceRow(core, source) + (isDone ? ANSWERED_AND_DONE : ANSWERED_FIRST), took);
}

/** All effects of an answered request are over. */
function finishRequest(core: Core, request: number, source: number, wasPending: boolean): void {
  const at = request * WORDS;
  const row = source * SOURCE_COLUMNS;
  const meta = core.i32[at + META];
  if (!(meta & UNANSWERED)) {
    if (wasPending) core.sourceMeasures[row + NOT_FINISHED]--;
    if (meta & SPOILED) {
      core.sourceMeasures[row + EFFECTS_LOST]++;
      recordLoss(core, request, source);
    } else countDone(core, request, source, wasPending);
  }
  core.free(request);
}

function countDone(core: Core, request: number, source: number, isLater: boolean): void {
  const row = source * SOURCE_COLUMNS;
  const began = core.f64[request * DOUBLES + ARRIVED];
  const took = core.clock[NOW] - began;
  core.sourceMeasures[row + DONE]++;
  if (took <= core.componentParameters[rowOf(core, source) + DEADLINE]) core.sourceMeasures[row + GOOD]++;
  if (isLater && began >= core.clock[MEASURED_FROM]) core.record(sourceRow(core, source) + DONE_LATER, took);
}

/** A request has this many more required effects. */
export function addEffects(core: Core, root: number, effects: number): void {
  if (root !== NONE) core.i32[root * WORDS + PARENT_TOKEN] += effects;
}

/** One effect of a request is finished, or lost. */
export function effectEnded(core: Core, root: number, isWell: boolean): void {
  if (root === NONE) return;
  const at = root * WORDS;
  core.i32[at + PARENT_TOKEN]--;
  if (!isWell) core.i32[at + META] |= SPOILED;
  if (core.i32[at + PARENT_TOKEN] > 0 || (core.i32[at + META] & STATE_MASK) !== EFFECTS_PENDING) return;
  const component = core.network.stationComponent[core.i32[at + PLACE] & 0xffff];
  finishRequest(core, root, core.network.sourceOf[component], true);
}
