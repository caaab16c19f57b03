import { childKey, exponential, uniform } from '../base/random.ts';
import type { Core } from './core.ts';
import {
  COMPONENT_ROWS, DIAL, EXTRA_BYTES, EXTRA_CLASS, EXTRA_COLUMNS, EXTRA_DEADLINE, EXTRA_KEY, LINK_ROWS, MEASURED_FROM,
  NOW, NUMBER_COUNTER, SOURCE_ROWS,
} from './core.ts';
import {
  ARRIVAL, ARRIVED, CALLING, DOUBLES, EFFECTS_PENDING, KEY, META, NONE, NO_LINK, NUMBER, PARENT, PARENT_TOKEN, PLACE,
  ROOT, SPOILED, STATE_MASK, STEP, THINKING, TIME, TOKEN, TRACED, UNANSWERED, WORDS,
} from './kernel/record.ts';
import {
  ANSWERED, ANSWER_FAILED, BEGUN, COMPLETED, COMPONENT_COLUMNS, DONE, EFFECTS_LOST, FAILED_BY_CALL, GOOD, IN_SYSTEM,
  IN_SYSTEM_AREA, NOT_ANSWERED, NOT_FINISHED, OFFERED, SOURCE_COLUMNS,
} from './measure/columns.ts';
import { SALT_ARRIVAL, SALT_CLASS, SALT_THINK, SALT_WORDS } from './network.ts';
import {
  ARRIVALS, CLOSED_ARRIVALS, COMPONENT_PARAMETER_COLUMNS, CONSTANT_ARRIVALS, DEADLINE, RATE, THINK_DISTRIBUTION,
  THINK_MEAN, USERS,
} from './parameters.ts';

/**
 * Load sources, open and closed, and the two ends of a request: *answered* (the caller is free) and *done* (its last
 * required effect is finished). Rules LD1 to LD8 of `docs/spec.md`.
 */

/** Starts every source at the present moment. */
export function startSources(core: Core): void {
  const { network } = core;
  for (let source = 0; source < network.sourceCount; source++) {
    if (isClosed(core, source)) adjustUsers(core, source);
    else startOpen(core, source);
  }
}

function rowOf(core: Core, source: number): number {
  return core.network.sourceComponent[source] * COMPONENT_PARAMETER_COLUMNS;
}

/** Whether a source's users wait for their answers. */
export function isClosed(core: Core, source: number): boolean {
  return core.componentParameters[rowOf(core, source) + ARRIVALS] === CLOSED_ARRIVALS;
}

// Open loop: a source carries the hazard that is left until its next arrival, so a change of rate keeps what is left.

function startOpen(core: Core, source: number): void {
  core.sourceFrom[source] = core.clock[NOW];
  drawHazard(core, source);
  scheduleArrival(core, source);
}

function drawHazard(core: Core, source: number): void {
  const component = core.network.sourceComponent[source];
  const isConstant = core.componentParameters[rowOf(core, source) + ARRIVALS] === CONSTANT_ARRIVALS;
  const salt = component * SALT_WORDS + SALT_ARRIVAL;
  const salts = core.network.componentSalts;
  core.sourceHazard[source] = isConstant ? 1 : exponential(salts[salt], salts[salt + 1], core.sourceNext[source]);
}

/** Requests per millisecond with a load factor of 1. */
function baseRate(core: Core, source: number): number {
  return (core.componentParameters[rowOf(core, source) + RATE] / 1000) * core.clock[DIAL];
}

/** Factor of the load curve at a moment. */
export function curveAt(core: Core, timeMs: number): number {
  const { curveTimes, curveFactors } = core.network;
  const last = curveTimes.length - 1;
  if (last < 0) return 1;
  if (timeMs < curveTimes[0]) return curveFactors[0];
  for (let i = 1; i <= last; i++) {
    if (timeMs >= curveTimes[i]) continue;
    const share = (timeMs - curveTimes[i - 1]) / (curveTimes[i] - curveTimes[i - 1]);
    return curveFactors[i - 1] + share * (curveFactors[i] - curveFactors[i - 1]);
  }
  return curveFactors[last];
}

/** Schedules the arrival at which the source's hazard will be used up; none while the load is zero for good. */
function scheduleArrival(core: Core, source: number): void {
  const at = timeOfHazard(core, source);
  core.sourceRecord[source] = NONE;
  if (at === Infinity) return;
  const record = core.allocate();
  core.sourceRecord[source] = record;
  core.i32[record * WORDS + META] = ARRIVAL;
  core.i32[record * WORDS + KEY] = core.sourceNext[source];
  core.i32[record * WORDS + TOKEN] = 0;
  core.i32[record * WORDS + STEP] = source;
  core.f64[record * DOUBLES + TIME] = at;
  core.schedule(record);
}

/** Solves for the time at which the integral of the rate from `sourceFrom` on reaches the hazard: piece by piece of
 *  the load curve, each a straight line, so a quadratic in its well-conditioned form. */
function timeOfHazard(core: Core, source: number): number {
  const { curveTimes } = core.network;
  const rate = baseRate(core, source);
  let from = core.sourceFrom[source];
  let hazard = core.sourceHazard[source];
  if (rate <= 0) return Infinity;
  for (let i = 0; i < curveTimes.length; i++) {
    if (curveTimes[i] <= from) continue;
    const piece = integral(core, rate, from, curveTimes[i]);
    if (piece >= hazard) return from + solvePiece(core, rate, from, curveTimes[i], hazard);
    hazard -= piece;
    from = curveTimes[i];
  }
  const factor = curveAt(core, from);
  return factor > 0 ? from + hazard / (rate * factor) : Infinity;
}

/** Arrivals expected between two moments of one piece of the curve. */
function integral(core: Core, rate: number, from: number, to: number): number {
  return ((rate * (curveAt(core, from) + pieceEnd(core, to))) / 2) * (to - from);
}

/** The curve's value at a corner as seen from the left: the same, as the curve is continuous but for doubled corners. */
function pieceEnd(core: Core, to: number): number {
  const { curveTimes, curveFactors } = core.network;
  for (let i = 0; i < curveTimes.length; i++) if (curveTimes[i] === to) return curveFactors[i];
  return curveAt(core, to);
}

function solvePiece(core: Core, rate: number, from: number, to: number, hazard: number): number {
  const start = rate * curveAt(core, from);
  const slope = (rate * pieceEnd(core, to) - start) / (to - from);
  const root = start * start + 2 * slope * hazard;
  const delay = (2 * hazard) / (start + Math.sqrt(root > 0 ? root : 0));
  return delay < to - from ? delay : to - from;
}

/** Counts the hazard used up so far with the rate that held; to be called before a rate changes. */
export function settleHazard(core: Core, source: number): void {
  const now = core.clock[NOW];
  const rate = baseRate(core, source);
  const { curveTimes } = core.network;
  let from = core.sourceFrom[source];
  for (let i = 0; i < curveTimes.length && curveTimes[i] < now; i++) {
    if (curveTimes[i] <= from) continue;
    core.sourceHazard[source] -= integral(core, rate, from, curveTimes[i]);
    from = curveTimes[i];
  }
  core.sourceHazard[source] -= integral(core, rate, from, now);
  if (core.sourceHazard[source] < 0) core.sourceHazard[source] = 0;
  core.sourceFrom[source] = now;
}

/** Schedules the next arrival anew after a change of rate. The former event must be out of the list. */
export function rescheduleArrival(core: Core, source: number): void {
  scheduleArrival(core, source);
}

/** An open source's next request begins. */
export function sourceArrived(core: Core, record: number): void {
  const source = core.i32[record * WORDS + STEP];
  core.free(record);
  const number = core.sourceNext[source]++;
  core.sourceFrom[source] = core.clock[NOW];
  drawHazard(core, source);
  scheduleArrival(core, source);
  if (!isDown(core, source)) beginRequest(core, source, number);
}

/** Whether a source has crashed: it begins no requests. Those under way go on. */
function isDown(core: Core, source: number): boolean {
  return core.crashes[core.network.sourceComponent[source]] > 0;
}

// Closed loop.

/** Brings the number of users to what the parameter and the load dial ask for. Users that are too many leave when they
 *  would next think; those of a source that is down leave when they would next ask. */
export function adjustUsers(core: Core, source: number): void {
  if (isDown(core, source)) return;
  const target = Math.round(core.componentParameters[rowOf(core, source) + USERS] * core.clock[DIAL]);
  while (core.sourceUsers[source] < target) {
    core.sourceUsers[source]++;
    think(core, source);
  }
}

function think(core: Core, source: number): void {
  const { network } = core;
  const component = network.sourceComponent[source];
  const row = rowOf(core, source);
  const mean = core.componentParameters[row + THINK_MEAN];
  const number = core.sourceNext[source]++;
  const salt = component * SALT_WORDS + SALT_THINK;
  const isExponential = core.componentParameters[row + THINK_DISTRIBUTION] === 0;
  const salts = network.componentSalts;
  const pause = isExponential ? mean * exponential(salts[salt], salts[salt + 1], number) : mean;
  const user = core.allocate();
  const at = user * WORDS;
  core.i32[at + META] = THINKING;
  core.i32[at + TOKEN] = 0;
  core.i32[at + STEP] = source;
  core.i32[at + KEY] = number;
  core.f64[user * DOUBLES + TIME] = core.clock[NOW] + pause;
  core.schedule(user);
}

/** A user has thought and asks again. */
export function userAsks(core: Core, user: number): void {
  const source = core.i32[user * WORDS + STEP];
  const number = core.i32[user * WORDS + KEY];
  core.free(user);
  if (isDown(core, source)) core.sourceUsers[source]--;
  else beginRequest(core, source, number);
}

// Requests.

function beginRequest(core: Core, source: number, number: number): void {
  const request = core.allocate();
  const { i32, network } = core;
  const component = network.sourceComponent[source];
  const now = core.clock[NOW];
  const at = request * WORDS;
  const id = core.counters[NUMBER_COUNTER]++;
  const isTraced = core.traceEvery > 0 && id % core.traceEvery === 0;
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

/** Draws the class of a request from its source's mix. */
function chooseClass(core: Core, request: number, source: number): void {
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
  if (isWell) recordAnswer(core, request, component, source);
  else i32[at + META] |= UNANSWERED;
  if (i32[at + PARENT_TOKEN] === 0) finishRequest(core, request, source, false);
  else {
    i32[at + META] = (i32[at + META] & ~STATE_MASK) | EFFECTS_PENDING;
    if (isWell) core.sourceMeasures[row + NOT_FINISHED]++;
  }
  if (isClosed(core, source)) nextOfUser(core, source);
}

function recordAnswer(core: Core, request: number, component: number, source: number): void {
  const began = core.f64[request * DOUBLES + ARRIVED];
  const now = core.clock[NOW];
  core.recordRecent(now - began);
  if (began < core.clock[MEASURED_FROM]) return;
  core.record(component * COMPONENT_ROWS + 2, now - began);
  core.record(answeredRow(core, source), now - began);
}

/** Histogram of a source's answered times; the one after it is that of done times. */
export function answeredRow(core: Core, source: number): number {
  return core.network.componentCount * COMPONENT_ROWS + core.network.linkCount * LINK_ROWS + source * SOURCE_ROWS;
}

function nextOfUser(core: Core, source: number): void {
  const target = Math.round(core.componentParameters[rowOf(core, source) + USERS] * core.clock[DIAL]);
  if (core.sourceUsers[source] > target || isDown(core, source)) core.sourceUsers[source]--;
  else think(core, source);
}

/** All effects of an answered request are over. */
function finishRequest(core: Core, request: number, source: number, wasPending: boolean): void {
  const at = request * WORDS;
  const row = source * SOURCE_COLUMNS;
  const meta = core.i32[at + META];
  if (!(meta & UNANSWERED)) {
    if (wasPending) core.sourceMeasures[row + NOT_FINISHED]--;
    if (meta & SPOILED) core.sourceMeasures[row + EFFECTS_LOST]++;
    else countDone(core, request, source);
  }
  core.free(request);
}

function countDone(core: Core, request: number, source: number): void {
  const row = source * SOURCE_COLUMNS;
  const began = core.f64[request * DOUBLES + ARRIVED];
  const took = core.clock[NOW] - began;
  core.sourceMeasures[row + DONE]++;
  if (took <= core.componentParameters[rowOf(core, source) + DEADLINE]) core.sourceMeasures[row + GOOD]++;
  if (began >= core.clock[MEASURED_FROM]) core.record(answeredRow(core, source) + 1, took);
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

/** Requests per second that a source offers now. 0 for a closed loop. */
export function offeredPerSec(core: Core, source: number): number {
  return isClosed(core, source) || isDown(core, source) ? 0 : baseRate(core, source) * 1000 * curveAt(core, core.clock[NOW]);
}
