import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ARRIVED, BYPASSING, DEEPEST_CALL, DEPTH_SHIFT, DOUBLES, META, PLACE, STARTED, STEP, WORDS,
} from '../kernel/record.ts';
import { COMPONENT_COLUMNS, DROPPED_WAITING, FAILED_HERE, FAILURE, OFFERED, RATE_LIMITED_HERE, SHED } from '../measure/columns.ts';
import { CACHE, SYNC } from '../network.ts';
import { COMPONENT_PARAMETER_COLUMNS, DOWN_FAIL, MAX_CONNECTIONS, QUEUE_CAPACITY, WHEN_DOWN } from '../parameters.ts';
import { isRefused, takeAdmissionTurn } from './admission.ts';
import { enter, isCall, sendReply, turnAway } from './gate.ts';
import { awaitStart, instanceFor, moveTo, withdraw } from './instances.ts';
import { enqueue, hasExpired, waitOutside } from './line.ts';
import { openJobState, SHARE_COUNT, stationRow } from './station-state.ts';
import {
  BLOCKING, DOWN, DRAINING, DROPPING, INACTIVE, INSTANCE, LIMITED, LINE_BITS, PREEMPTIVE, RATE_LIMITED, SHARED,
  SHEDDING_LOAD,
} from './station-word.ts';
import { makeRoom, startService, startShared } from './work.ts';

/**
 * A station is one replica: parallel workers behind a line with a bounded number of waiting places (G/G/c/K).
 * Work-conserving: a worker idles only if nobody waits. Rules ST1 to ST9 of `docs/spec.md`.
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
  if (core.stationWord[station] !== 0) {
    arriveSpecially(core, job, component, station);
    return;
  }
  if (i32[at + META] >>> DEPTH_SHIFT > DEEPEST_CALL) {
    failTooDeep(core, job, component);
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

function failTooDeep(core: Core, job: number, component: number): void {
  core.componentMeasures[component * COMPONENT_COLUMNS + FAILED_HERE]++;
  sendReply(core, job, FAILURE);
}

/** A job reaches a station with something unusual about it. */
function arriveSpecially(core: Core, job: number, component: number, station: number): void {
  const word = core.stationWord[station];
  if (word & INSTANCE) arriveAtInstances(core, job, component, station);
  else if (isOut(word)) arriveAtDown(core, job, component, station);
  else if (core.i32[job * WORDS + META] >>> DEPTH_SHIFT > DEEPEST_CALL) failTooDeep(core, job, component);
  else if (mayEnter(core, job, component, station)) {
    if (word & (LINE_BITS | SHARED)) openJobState(core, job);
    if (word & SHARED) share(core, job, component, station);
    else takePlace(core, job, component, station);
  }
}

/** Whether a station takes nothing. One that is taken away takes what was on its way while it still works. */
function isOut(word: number): boolean {
  return (word & DOWN) !== 0 || (word & (INACTIVE | DRAINING)) === INACTIVE;
}

/** A job reaches a pool of instances that start on demand: it goes to a free one, or one starts for it. When none may, a
 *  call is refused and a message waits for the next that is free. */
function arriveAtInstances(core: Core, job: number, component: number, station: number): void {
  const instance = core.crashes[component] > 0 ? -1 : instanceFor(core, component);
  if (core.i32[job * WORDS + META] >>> DEPTH_SHIFT > DEEPEST_CALL) failTooDeep(core, job, component);
  else if (instance >= 0) goTo(core, job, component, instance);
  else if (core.crashes[component] === 0 && !isCall(core, job)) {
    enter(core, component, station);
    enqueue(core, job, component, station);
    awaitStart(core, component);
  } else {
    if (core.crashes[component] === 0) core.componentMeasures[component * COMPONENT_COLUMNS + SHED]++;
    turnAway(core, job, component);
  }
}

function goTo(core: Core, job: number, component: number, instance: number): void {
  moveTo(core, job, instance);
  enter(core, component, instance);
  if (core.busy[instance] >= core.servers[instance]) {
    enqueue(core, job, component, instance);
    return;
  }
  startService(core, job, component, instance);
  if (core.busy[instance] >= core.servers[instance]) withdraw(core, component, instance);
}

/** Whether limits let a job in; it is turned away otherwise. */
function mayEnter(core: Core, job: number, component: number, station: number): boolean {
  const word = core.stationWord[station];
  const measures = component * COMPONENT_COLUMNS;
  const isOver = core.inStation[station] >= core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + MAX_CONNECTIONS];
  if (isOver) turnAway(core, job, component);
  else if (isCall(core, job) && word & DROPPING && hasExpired(core, job, component)) {
    core.componentMeasures[measures + DROPPED_WAITING]++;
    turnAway(core, job, component);
  } else if (word & RATE_LIMITED && isCall(core, job) && !takeAdmissionTurn(core, component, station)) {
    core.componentMeasures[measures + RATE_LIMITED_HERE]++;
    turnAway(core, job, component);
  } else if (isCall(core, job) && word & (LIMITED | SHEDDING_LOAD) && isRefused(core, job, component, station)) {
    core.componentMeasures[measures + SHED]++;
    turnAway(core, job, component);
  } else return true;
  return false;
}

/** Joins those who share the workers; the queue limit counts those beyond one for each worker. */
function share(core: Core, job: number, component: number, station: number): void {
  const places = core.servers[station] + core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + QUEUE_CAPACITY];
  if (isCall(core, job) && core.stationState[stationRow(station) + SHARE_COUNT] >= places) {
    turnAway(core, job, component);
    return;
  }
  enter(core, component, station);
  startShared(core, job, component, station);
}

/** Begins, takes the worker of a less important job, waits in line or outside, or is turned away. */
function takePlace(core: Core, job: number, component: number, station: number): void {
  const word = core.stationWord[station];
  const capacity = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + QUEUE_CAPACITY];
  if (core.busy[station] < core.servers[station] || (word & PREEMPTIVE && makeRoom(core, job, component, station))) {
    enter(core, component, station);
    startService(core, job, component, station);
  } else if (!isCall(core, job) || core.queueLength[station] < capacity) {
    enter(core, component, station);
    enqueue(core, job, component, station);
  } else if (word & BLOCKING) waitOutside(core, job, component, station);
  else turnAway(core, job, component);
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
