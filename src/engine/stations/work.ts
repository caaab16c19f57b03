import { exponential, exponentialAt, keyedBits, lognormal, uniform } from '../../base/random.ts';
import {
  COMPONENT_ROWS, type Core, MEASURED_FROM, NOW, OTHER_SERVICE, OTHER_SOJOURN, OTHER_WAIT, STRAIGHT,
} from '../core.ts';
import {
  ARRIVED, DOUBLES, HOLDS, KEY, META, NONE, PLACE, REPLICA_EMPTY, SERVING, STARTED, STATE_MASK, STEP, TIME, WORDS,
} from '../kernel/record.ts';
import {
  BEGUN, BUSY_AREA, COMPLETED, COMPONENT_COLUMNS, FAILED_HERE, FAILURE, IN_SYSTEM, IN_SYSTEM_AREA, LOSS, LOST, OK,
  WORKING, WORKING_AREA,
} from '../measure/columns.ts';
import { countUntimed } from '../measure/untimed.ts';
import { CACHE, SALT_FAILURE, SALT_SERVICE, SALT_WORDS, STEP_WORDS } from '../network.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, DETERMINISTIC, EMPIRICAL, ERLANG, ERLANG_STAGES, FAILURE_RATIO, LOGNORMAL,
  SERVICE_DISTRIBUTION, SERVICE_MEAN,
} from '../parameters.ts';
import { writeLoopMs } from '../links/direct/wires.ts';
import { limitLearns } from './adaptive-limit.ts';
import { leaveCache } from './cache.ts';
import { moveTo, noteIdle, offer } from './instances.ts';
import { dequeue, enqueue, isFirstWork, leaveLine, letIn, takeBest, takeFromOutside } from './line.ts';
import { isCall, sendReply, turnOut } from './gate.ts';
import { beginInterruptible, interruptFor, endInterruption, takeUpAgain, wasInterrupted } from './preemption.ts';
import { isPoison } from './poison.ts';
import { joinShare } from './processor-sharing.ts';
import { stretchFresh } from './slow-start.ts';
import { scheduleLook } from './standing.ts';
import { BEGIN_BITS, DRAINING, FRESH, INSTANCE, LIMITED, LINE_BITS, POISONED, PREEMPTIVE, SHARED, WORK_BITS } from './station-word.ts';

/** Services: their beginning, their end, and what becomes of the worker. Rules ST1 to ST9 of `docs/spec.md`. */

/** A job that is inside gets a worker for the first time. */
export function startService(core: Core, job: number, component: number, station: number): void {
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
  beginWork(core, job, component, station);
}

/** A job that is inside begins where requests share the workers. It never keeps one. */
export function startShared(core: Core, job: number, component: number, station: number): void {
  core.componentMeasures[component * COMPONENT_COLUMNS + BEGUN]++;
  core.f64[job * DOUBLES + STARTED] = core.clock[NOW];
  core.served[job] = 0;
  beginShare(core, job, component, station);
}

/** Begins the work step at which a job stands where requests share the workers. */
function beginShare(core: Core, job: number, component: number, station: number): void {
  drawService(core, job, component, station);
  if (core.stationWord[station] & FRESH) stretchFresh(core, job, station);
  joinShare(core, job, component, station);
}

/** A job in line begins, or goes on, where requests share the workers from now on. */
export function shareNow(core: Core, job: number, component: number, station: number): void {
  if (wasInterrupted(core, job)) {
    endInterruption(core, job, station);
    joinShare(core, job, component, station);
  } else if (isFirstWork(core, job, component)) startShared(core, job, component, station);
  else {
    beginShare(core, job, component, station);
  }
}

/** A job demands work again in the middle of its program: at once if it kept its worker, else like one that arrives. */
export function workAgain(core: Core, job: number): void {
  const at = job * WORDS;
  const station = core.i32[at + PLACE] & 0xffff;
  const component = core.network.stationComponent[station];
  if (core.i32[at + META] & HOLDS) beginWork(core, job, component, station);
  else if (core.stationWord[station] & SHARED) {
    beginShare(core, job, component, station);
  } else if (core.busy[station] < core.servers[station]) resumeService(core, job, component, station);
  else if (core.stationWord[station] & PREEMPTIVE && makeRoom(core, job, component, station)) resumeService(core, job, component, station);
  else enqueue(core, job, component, station);
}

/** A job that had freed its worker gets one again. */
function resumeService(core: Core, job: number, component: number, station: number): void {
  core.busy[station]++;
  core.componentMeasures[component * COMPONENT_COLUMNS + BUSY_AREA] -= core.clock[NOW];
  core.i32[job * WORDS + META] |= HOLDS;
  beginWork(core, job, component, station);
}

/** A service that was interrupted goes on. */
function continueService(core: Core, job: number, component: number, station: number): void {
  takeUpAgain(core, job, component, station);
  scheduleEnd(core, job, station);
}

/** Interrupts a less important service for this job, and puts its job in line. Returns whether there was one. */
export function makeRoom(core: Core, job: number, component: number, station: number): boolean {
  const interrupted = interruptFor(core, job, component, station);
  if (interrupted === NONE) return false;
  enqueue(core, interrupted, component, station);
  return true;
}

/** Begins the work step at which a job with a worker stands, and schedules its end. */
function beginWork(core: Core, job: number, component: number, station: number): void {
  const { i32, componentMeasures } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const measures = component * COMPONENT_COLUMNS;
  componentMeasures[measures + WORKING]++;
  componentMeasures[measures + WORKING_AREA] -= now;
  core.callBegan[job] = now;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | SERVING;
  drawService(core, job, component, station);
  if ((core.stationWord[station] & BEGIN_BITS) === 0) {
    core.schedule(job);
    return;
  }
  if (core.stationWord[station] & FRESH) stretchFresh(core, job, station);
  scheduleEnd(core, job, station);
}

/** Schedules the end of a service that stands in `TIME`. */
function scheduleEnd(core: Core, job: number, station: number): void {
  if ((core.stationWord[station] & WORK_BITS) === 0) core.schedule(job);
  else scheduleUnusualEnd(core, job, station);
}

/** A frozen station keeps what is left instead. */
function scheduleUnusualEnd(core: Core, job: number, station: number): void {
  const isFrozen = core.frozen[station] > 0;
  if (isFrozen) core.f64[job * DOUBLES + TIME] -= core.clock[NOW];
  if (core.stationWord[station] & PREEMPTIVE) beginInterruptible(core, job, station);
  else if (!isFrozen) core.schedule(job);
}

/** Draws the service time of the work step at which a job stands; its end, if begun now and alone, goes into `TIME`. */
export function drawService(core: Core, job: number, component: number, station: number): void {
  const { i32, f64 } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const { program, reals, componentSalts } = core.network;
  const word = (i32[at + STEP] & 0xffff) * STEP_WORDS;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const own = program[word + 2];
  if (own < -1) {
    f64[job * DOUBLES + TIME] = now + writeLoopMs(core, job, -2 - own) * core.slow[station];
    return;
  }
  const mean = (own < 0 ? core.componentParameters[row + SERVICE_MEAN] : reals[own]) * core.slow[station];
  const salt = component * SALT_WORDS + SALT_SERVICE;
  const key = i32[at + KEY] + Math.imul(program[word + 1], WORK_KEY);
  if (core.componentParameters[row + SERVICE_DISTRIBUTION] === 0) {
    f64[job * DOUBLES + TIME] = now + mean * exponential(componentSalts[salt], componentSalts[salt + 1], key);
  } else {
    f64[job * DOUBLES + TIME] = now + otherServiceMs(core, key, component, mean, core.slow[station]);
  }
}

/** Sets the draws of the several works of one handler apart. */
export const WORK_KEY = 0x9e3779b1;

/** Service times that are not exponential. */
function otherServiceMs(core: Core, key: number, component: number, mean: number, slow: number): number {
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
      return samples[((keyedBits(s0, s1, key) >>> 0) % samples.length) | 0] * slow;
    }
    case DETERMINISTIC:
    default:
      return mean;
  }
}

/** The station's own work on a job is over. Returns whether it goes on with the steps of its program; else it failed. */
export function endService(core: Core, job: number): boolean {
  const now = core.clock[NOW];
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  const measures = core.network.stationComponent[station] * COMPONENT_COLUMNS;
  core.componentMeasures[measures + WORKING]--;
  core.componentMeasures[measures + WORKING_AREA] += now;
  core.served[job] += now - core.callBegan[job];
  return finishWork(core, job);
}

/** A work step is done, and its time is counted. Returns whether the job goes on; else it failed. */
export function finishWork(core: Core, job: number): boolean {
  const { i32, network } = core;
  const at = job * WORDS;
  const station = i32[at + PLACE] & 0xffff;
  const component = network.stationComponent[station];
  const kept = 1 - core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + FAILURE_RATIO];
  const ratio = 1 - kept * (1 - core.errorRatio[station]);
  const isPoisoned = (core.stationWord[station] & POISONED) !== 0 && isPoison(core, job);
  if (isPoisoned || (ratio > 0 && drawsFailure(core, component, i32[at + KEY], ratio))) {
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
  const { i32, network, componentMeasures } = core;
  const now = core.clock[NOW];
  const at = job * WORDS;
  const station = i32[at + PLACE] & 0xffff;
  const component = network.stationComponent[station];
  const measures = component * COMPONENT_COLUMNS;
  if (core.stationWord[station] !== 0) leaveSpecially(core, job, component, station, column);
  componentMeasures[measures + column]++;
  core.inStation[station]--;
  componentMeasures[measures + IN_SYSTEM]--;
  componentMeasures[measures + IN_SYSTEM_AREA] += now;
  if (i32[at + META] & HOLDS) releaseWorker(core, job, component, station);
  if (network.componentKind[component] === CACHE) leaveCache(core, job, component, column);
  const isTimed = column === COMPLETED && core.f64[job * DOUBLES + ARRIVED] >= core.clock[MEASURED_FROM];
  if (isTimed) recordVisit(core, component, job);
  else countUntimed(core, job, component);
  if (column === COMPLETED) sendReply(core, job, OK);
  else sendReply(core, job, column === LOST ? LOSS : FAILURE);
  if (core.stationWord[station] & (INSTANCE | DRAINING)) becomeFree(core, component, station);
}

/** Adds a visit that ends well now to the histograms of its component. */
function recordVisit(core: Core, component: number, job: number): void {
  const row = component * COMPONENT_ROWS;
  const arrived = core.f64[job * DOUBLES + ARRIVED];
  const sojourn = core.clock[NOW] - arrived;
  if (core.served[job] === sojourn) {
    core.record(row + STRAIGHT, sojourn);
    return;
  }
  const wait = core.f64[job * DOUBLES + STARTED] - arrived;
  core.record(row + OTHER_SOJOURN, sojourn);
  core.record(row + OTHER_SERVICE, core.served[job]);
  if (wait > 0) core.record(row + OTHER_WAIT, wait);
}

/** A job has left: an instance is free for another, and a replica that is taken away may be empty. */
function becomeFree(core: Core, component: number, station: number): void {
  if (core.stationWord[station] & INSTANCE) takeFromLine(core, component, station);
  else if (core.inStation[station] === 0) scheduleLook(core, REPLICA_EMPTY, station, 0);
}

/** An instance with a free place takes what waits for any instance, or offers itself. */
export function takeFromLine(core: Core, component: number, station: number): void {
  const shared = core.network.firstStation[component];
  while (core.busy[station] < core.servers[station] && core.queueHead[shared] !== NONE) {
    const job = dequeue(core, component, shared);
    core.inStation[shared]--;
    core.inStation[station]++;
    moveTo(core, job, station);
    startService(core, job, component, station);
  }
  offer(core, component, station);
  noteIdle(core, component, station);
}

/** What a station with something unusual about it does when a job leaves. */
function leaveSpecially(core: Core, job: number, component: number, station: number, column: number): void {
  if (core.stationWord[station] & LIMITED && column === COMPLETED && isCall(core, job)) {
    const tookMs = core.clock[NOW] - core.f64[job * DOUBLES + ARRIVED];
    limitLearns(core, component, station, { tookMs, inside: core.inStation[station] });
  }
}

/** Frees the worker that a job keeps and gives it to the first in line. */
export function releaseWorker(core: Core, job: number, component: number, station: number): void {
  core.i32[job * WORDS + META] &= ~HOLDS;
  core.busy[station]--;
  core.componentMeasures[component * COMPONENT_COLUMNS + BUSY_AREA] += core.clock[NOW];
  if (core.queueHead[station] !== NONE || core.stationWord[station] !== 0) startNext(core, component, station);
}

/** Starts waiting jobs while there are workers for them. */
export function startNext(core: Core, component: number, station: number): void {
  if (core.stationWord[station] & LINE_BITS) {
    startBest(core, component, station);
    return;
  }
  while (core.queueHead[station] !== NONE && core.busy[station] < core.servers[station]) {
    const job = dequeue(core, component, station);
    if (isFirstWork(core, job, component)) startService(core, job, component, station);
    else resumeService(core, job, component, station);
  }
}

/** As `startNext`, where the line has an order of its own, drops jobs, or others wait outside. */
function startBest(core: Core, component: number, station: number): void {
  for (;;) {
    letIn(core, component, station);
    if (core.busy[station] >= core.servers[station]) return;
    const inLine = takeBest(core, component, station);
    const job = inLine === NONE ? takeFromOutside(core, component, station) : inLine;
    if (job === NONE) return;
    if (wasInterrupted(core, job)) continueService(core, job, component, station);
    else if (isFirstWork(core, job, component)) startService(core, job, component, station);
    else resumeService(core, job, component, station);
  }
}

/** A job in line has waited for as long as it may. */
export function waitTimedOut(core: Core, job: number): void {
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  const component = core.network.stationComponent[station];
  leaveLine(core, job, component, station);
  turnOut(core, job, component, station);
  startNext(core, component, station);
}
