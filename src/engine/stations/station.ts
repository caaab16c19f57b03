import { exponential, exponentialAt, keyedBits, lognormal, uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { COMPONENT_ROWS, MEASURED_FROM, NOW } from '../core.ts';
import {
  ARRIVED, ATTEMPT_MASK, ATTEMPT_SHIFT, BYPASSING, DEEPEST_CALL, DEPTH_SHIFT, DOUBLES, HOLDS, KEY, META, NEXT, NONE,
  NUMBER, PARENT, PARENT_TOKEN, PLACE, QUEUED, REPLYING, SERVING, STARTED, STATE_MASK, STEP, TIME, TOKEN, TRACED,
  WORDS,
} from '../kernel/record.ts';
import { handlerEnded } from '../links/handlers.ts';
import {
  BEGUN, BUSY_AREA, COMPLETED, COMPONENT_COLUMNS, FAILED_HERE, FAILURE, IN_SYSTEM, IN_SYSTEM_AREA, LINK_COLUMNS, LOSS,
  LOST, OFFERED, OK, QUEUED_AREA, QUEUE_LENGTH, REJECTED, REJECTION, REQUEST_REJECTED, TAP_BACK, TAP_LEAVE, VANISHED,
  WORKING, WORKING_AREA,
} from '../measure/columns.ts';
import { CACHE, SALT_FAILURE, SALT_SERVICE, SALT_WORDS, STEP_WORDS, SYNC } from '../network.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, DETERMINISTIC, DOWN_FAIL, EMPIRICAL, ERLANG, ERLANG_STAGES, FAILURE_RATIO, LATENCY,
  LINK_PARAMETER_COLUMNS, LOGNORMAL, MAX_CONNECTIONS, QUEUE_CAPACITY, SERVICE_DISTRIBUTION, SERVICE_MEAN,
  WARM_UP_MISSES, WHEN_DOWN,
} from '../parameters.ts';

/**
 * A station is one replica: parallel workers behind a FIFO queue with a bounded number of waiting places
 * (G/G/c/K). Work-conserving: a worker idles only if nobody waits. Rules ST1 to ST9 of `docs/spec.md`.
 */

/** A job reaches its station: it is served, waits, or is turned away at once. */
export function arrive(core: Core, job: number): void {
  const { i32, network, componentMeasures } = core;
  const at = job * WORDS;
  const station = i32[at + PLACE] & 0xffff;
  const component = network.stationComponent[station];
  const measures = component * COMPONENT_COLUMNS;
  core.f64[job * DOUBLES + ARRIVED] = core.clock[NOW];
  i32[at + STEP] = core.programOf(component, job);
  componentMeasures[measures + OFFERED]++;
  if (core.crashes[component] > 0) {
    arriveAtDown(core, job, component, station);
    return;
  }
  if (i32[at + META] >>> DEPTH_SHIFT > DEEPEST_CALL) {
    componentMeasures[measures + FAILED_HERE]++;
    sendReply(core, job, FAILURE);
    return;
  }
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  if (core.inStation[station] >= core.componentParameters[row + MAX_CONNECTIONS]) {
    turnAway(core, job, component);
    return;
  }
  if (core.busy[station] < core.servers[station]) {
    enter(core, component, station);
    startService(core, job, component, station);
    return;
  }
  const isMessage = network.linkKind[i32[at + PLACE] >>> 16] !== SYNC;
  if (!isMessage && core.queueLength[station] >= core.componentParameters[row + QUEUE_CAPACITY]) {
    turnAway(core, job, component);
    return;
  }
  enter(core, component, station);
  enqueue(core, job, component, station);
}

/** A cache that is down may be gone around; everything else refuses at once, as a closed port does. */
function arriveAtDown(core: Core, job: number, component: number, station: number): void {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const isBypassed =
    core.network.componentKind[component] === CACHE && core.componentParameters[row + WHEN_DOWN] !== DOWN_FAIL;
  if (!isBypassed) {
    turnAway(core, job, component);
    return;
  }
  enter(core, component, station);
  const at = job * WORDS;
  core.i32[at + META] |= BYPASSING;
  core.i32[at + STEP]++;
  core.f64[job * DOUBLES + STARTED] = core.clock[NOW];
  core.served[job] = 0;
  core.resume(job);
}

function enter(core: Core, component: number, station: number): void {
  const measures = component * COMPONENT_COLUMNS;
  core.inStation[station]++;
  core.componentMeasures[measures + IN_SYSTEM]++;
  core.componentMeasures[measures + IN_SYSTEM_AREA] -= core.clock[NOW];
}

function turnAway(core: Core, job: number, component: number): void {
  core.componentMeasures[component * COMPONENT_COLUMNS + REJECTED]++;
  core.note(component, REQUEST_REJECTED, component);
  const at = job * WORDS;
  if (core.i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_LEAVE, now, now, component, core.i32[at + NUMBER], REJECTION);
  }
  sendReply(core, job, REJECTION);
}

function enqueue(core: Core, job: number, component: number, station: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | QUEUED;
  i32[at + NEXT] = NONE;
  const tail = core.queueTail[station];
  if (tail === NONE) core.queueHead[station] = job;
  else i32[tail * WORDS + NEXT] = job;
  core.queueTail[station] = job;
  core.queueLength[station]++;
  const measures = component * COMPONENT_COLUMNS;
  core.componentMeasures[measures + QUEUE_LENGTH]++;
  core.componentMeasures[measures + QUEUED_AREA] -= core.clock[NOW];
}

function startService(core: Core, job: number, component: number, station: number): void {
  const { i32, f64, componentMeasures } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const measures = component * COMPONENT_COLUMNS;
  core.busy[station]++;
  componentMeasures[measures + BEGUN]++;
  componentMeasures[measures + BUSY_AREA] -= now;
  i32[at + META] |= HOLDS;
  f64[job * DOUBLES + STARTED] = now;
  core.served[job] = 0;
  beginWork(core, job, component);
}

/** A job demands work again in the middle of its program: at once if it kept its worker, else like one that arrives. */
export function workAgain(core: Core, job: number): void {
  const at = job * WORDS;
  const station = core.i32[at + PLACE] & 0xffff;
  const component = core.network.stationComponent[station];
  if (core.i32[at + META] & HOLDS) beginWork(core, job, component);
  else if (core.busy[station] < core.servers[station]) resumeService(core, job, component, station);
  else enqueue(core, job, component, station);
}

/** A job that had freed its worker gets one again. */
function resumeService(core: Core, job: number, component: number, station: number): void {
  core.busy[station]++;
  core.componentMeasures[component * COMPONENT_COLUMNS + BUSY_AREA] -= core.clock[NOW];
  core.i32[job * WORDS + META] |= HOLDS;
  beginWork(core, job, component);
}

/** Draws the service time of the work step at which a job with a worker stands, and schedules its end. */
function beginWork(core: Core, job: number, component: number): void {
  const { i32, f64, componentMeasures } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const measures = component * COMPONENT_COLUMNS;
  componentMeasures[measures + WORKING]++;
  componentMeasures[measures + WORKING_AREA] -= now;
  core.callBegan[job] = now;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | SERVING;
  const { program, reals, componentSalts } = core.network;
  const word = (i32[at + STEP] & 0xffff) * STEP_WORDS;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const own = program[word + 2];
  const mean = (own < 0 ? core.componentParameters[row + SERVICE_MEAN] : reals[own]) * core.slow[component];
  const salt = component * SALT_WORDS + SALT_SERVICE;
  const key = i32[at + KEY] + Math.imul(program[word + 1], WORK_KEY);
  if (core.componentParameters[row + SERVICE_DISTRIBUTION] === 0) {
    f64[job * DOUBLES + TIME] = now + mean * exponential(componentSalts[salt], componentSalts[salt + 1], key);
  } else {
    f64[job * DOUBLES + TIME] = now + otherServiceMs(core, key, component, mean);
  }
  core.schedule(job);
}

/** Sets the draws of the several works of one handler apart. */
const WORK_KEY = 0x9e3779b1;

/** Service times that are not exponential. */
function otherServiceMs(core: Core, key: number, component: number, mean: number): number {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const salts = core.network.componentSalts;
  const s0 = salts[component * SALT_WORDS + SALT_SERVICE];
  const s1 = salts[component * SALT_WORDS + SALT_SERVICE + 1];
  switch (core.componentParameters[row + SERVICE_DISTRIBUTION]) {
    case LOGNORMAL:
      return mean * lognormal(s0, s1, key, core.sigma[component]);
    case ERLANG: {
      const stages = core.componentParameters[row + ERLANG_STAGES];
      let sum = 0;
      for (let stage = 0; stage < stages; stage++) sum += exponentialAt(s0, s1, key, stage);
      return (mean * sum) / stages;
    }
    case EMPIRICAL: {
      const samples = core.network.samples[component];
      if (samples === null) return mean;
      return samples[((keyedBits(s0, s1, key) >>> 0) % samples.length) | 0] * core.slow[component];
    }
    case DETERMINISTIC:
    default:
      return mean;
  }
}

/** The station's own work on a job is over. Returns whether it goes on with the steps of its program; else it failed. */
export function endService(core: Core, job: number): boolean {
  const { i32, network } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const component = network.stationComponent[i32[at + PLACE] & 0xffff];
  const measures = component * COMPONENT_COLUMNS;
  core.componentMeasures[measures + WORKING]--;
  core.componentMeasures[measures + WORKING_AREA] += now;
  core.served[job] += now - core.callBegan[job];
  const kept = 1 - core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + FAILURE_RATIO];
  const ratio = 1 - kept * (1 - core.errorRatio[component]);
  if (ratio > 0 && drawsFailure(core, component, i32[at + KEY], ratio)) {
    leave(core, job, FAILED_HERE);
    return false;
  }
  i32[at + STEP]++;
  return true;
}

function drawsFailure(core: Core, component: number, key: number, ratio: number): boolean {
  const salts = core.network.componentSalts;
  const salt = component * SALT_WORDS + SALT_FAILURE;
  return uniform(salts[salt], salts[salt + 1], key) < ratio;
}

/** A job leaves its station: its worker goes to the next in line, its outcome is counted and sent to whoever waits.
 *  `column` is the counter of its outcome. */
export function leave(core: Core, job: number, column: number): void {
  const { i32, f64, network, componentMeasures } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const station = i32[at + PLACE] & 0xffff;
  const component = network.stationComponent[station];
  const measures = component * COMPONENT_COLUMNS;
  componentMeasures[measures + column]++;
  core.inStation[station]--;
  componentMeasures[measures + IN_SYSTEM]--;
  componentMeasures[measures + IN_SYSTEM_AREA] += now;
  if (i32[at + META] & HOLDS) releaseWorker(core, job, component, station);
  if (column === COMPLETED) {
    const arrived = f64[job * DOUBLES + ARRIVED];
    if (arrived >= core.clock[MEASURED_FROM]) {
      core.record(component * COMPONENT_ROWS, f64[job * DOUBLES + STARTED] - arrived);
      core.record(component * COMPONENT_ROWS + 1, core.served[job]);
      core.record(component * COMPONENT_ROWS + 2, now - arrived);
    }
    if (network.componentKind[component] === CACHE) warmUp(core, job, component);
    sendReply(core, job, OK);
  } else sendReply(core, job, column === LOST ? LOSS : FAILURE);
}

/** A miss that was fetched fills a cold cache. */
function warmUp(core: Core, job: number, component: number): void {
  const isMiss = (core.i32[job * WORDS + STEP] & 0xffff) > core.programOf(component, job) + 1;
  const full = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + WARM_UP_MISSES];
  if (isMiss && core.crashes[component] === 0 && core.fills[component] < full) core.fills[component]++;
}

/** Frees the worker that a job keeps and gives it to the first in line. */
export function releaseWorker(core: Core, job: number, component: number, station: number): void {
  core.i32[job * WORDS + META] &= ~HOLDS;
  core.busy[station]--;
  core.componentMeasures[component * COMPONENT_COLUMNS + BUSY_AREA] += core.clock[NOW];
  if (core.queueHead[station] !== NONE) startNext(core, component, station);
}

/** Starts waiting jobs while there are workers for them. */
export function startNext(core: Core, component: number, station: number): void {
  const { i32 } = core;
  const measures = component * COMPONENT_COLUMNS;
  while (core.queueHead[station] !== NONE && core.busy[station] < core.servers[station]) {
    const job = core.queueHead[station];
    const next = i32[job * WORDS + NEXT];
    core.queueHead[station] = next;
    if (next === NONE) core.queueTail[station] = NONE;
    core.queueLength[station]--;
    core.componentMeasures[measures + QUEUE_LENGTH]--;
    core.componentMeasures[measures + QUEUED_AREA] += core.clock[NOW];
    if (isFirstWork(core, job, component)) startService(core, job, component, station);
    else resumeService(core, job, component, station);
  }
}

function isFirstWork(core: Core, job: number, component: number): boolean {
  return (core.i32[job * WORDS + STEP] & 0xffff) === core.programOf(component, job);
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
  if (network.linkGated[link] === 1) handlerEnded(core, job);
  if (parent > NONE && core.cuts[link] > 0) {
    core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
    core.free(job);
    return;
  }
  const latency = parent < NONE ? 0 : core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (i32[at + META] & TRACED && network.linkKind[link] === SYNC) {
    const now = core.clock[NOW];
    core.tapRow(TAP_BACK, now, now + latency, link, i32[at + NUMBER], outcome);
  }
  if (latency > 0) {
    i32[at + META] = (i32[at + META] & TRACED) | REPLYING | (outcome << ATTEMPT_SHIFT);
    i32[at + TOKEN] = 0;
    f64[job * DOUBLES + TIME] = core.clock[NOW] + latency;
    core.schedule(job);
    return;
  }
  core.reply(parent, i32[at + PARENT_TOKEN], link, outcome);
  core.free(job);
}

/** A reply that has travelled reaches whoever waits for it. */
export function arriveReply(core: Core, record: number): void {
  const { i32 } = core;
  const at = record * WORDS;
  const outcome = (i32[at + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  core.reply(i32[at + PARENT], i32[at + PARENT_TOKEN], i32[at + PLACE] >>> 16, outcome);
  core.free(record);
}
