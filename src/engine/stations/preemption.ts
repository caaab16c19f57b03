import { type Core, JOB_COLUMNS, NOW } from '../core.ts';
import {
  DOUBLES, HOLDS, KEY, META, NEXT, NONE, PARENT, PARENT_TOKEN, PLACE, SERVING, STARTED, STATE_MASK, TIME, TOKEN, WORDS, WORK_END,
} from '../kernel/record.ts';
import { BUSY_AREA, COMPONENT_COLUMNS, PREEMPTIONS, WORKING, WORKING_AREA } from '../measure/columns.ts';
import { AHEAD, LEFT, priorityOf, SERVICES, SINCE, stationRow } from './station-state.ts';

/**
 * Services that can be interrupted. Their end is an event of its own, which a token ties to the service, so that an
 * interrupted one is forgotten and not searched for. `TIME` of the job is when its service ends; of a frozen one, what is
 * left of it. The services of a station stand in a chain, the latest first. Rules RES124 to RES127 of
 * `docs/spec/resilience-stations.md`.
 */

/** A service has begun whose end stands in `TIME`. */
export function beginInterruptible(core: Core, job: number, station: number): void {
  link(core, job, station);
  scheduleWorkEnd(core, job, station);
}

/** Gives a service an event for its end, unless its station stands still. An earlier event is forgotten. */
export function scheduleWorkEnd(core: Core, job: number, station: number): void {
  const token = core.nextToken();
  core.i32[job * WORDS + TOKEN] = token;
  if (core.frozen[station] > 0) return;
  const event = core.allocate();
  const { i32 } = core;
  const at = event * WORDS;
  i32[at + META] = WORK_END;
  i32[at + KEY] = i32[job * WORDS + KEY];
  i32[at + PLACE] = station;
  i32[at + TOKEN] = 0;
  i32[at + PARENT] = job;
  i32[at + PARENT_TOKEN] = token;
  core.f64[event * DOUBLES + TIME] = core.f64[job * DOUBLES + TIME];
  core.schedule(event);
}

/** The event of a service has come. Returns the job if it is still the one that was meant, else NONE. */
export function interruptibleEnded(core: Core, event: number): number {
  const { i32 } = core;
  const job = i32[event * WORDS + PARENT];
  const token = i32[event * WORDS + PARENT_TOKEN];
  const station = i32[event * WORDS + PLACE] & 0xffff;
  core.free(event);
  if (i32[job * WORDS + TOKEN] !== token) return NONE;
  i32[job * WORDS + TOKEN] = 0;
  unlink(core, job, station);
  return job;
}

function link(core: Core, job: number, station: number): void {
  const row = stationRow(station) + SERVICES;
  const first = core.stationState[row];
  core.i32[job * WORDS + NEXT] = first - 1;
  core.jobState[job * JOB_COLUMNS + AHEAD] = 0;
  if (first > 0) core.jobState[(first - 1) * JOB_COLUMNS + AHEAD] = job + 1;
  core.stationState[row] = job + 1;
}

/** Takes a service out of the chain. */
export function unlink(core: Core, job: number, station: number): void {
  const next = core.i32[job * WORDS + NEXT];
  const ahead = core.jobState[job * JOB_COLUMNS + AHEAD];
  if (ahead === 0) core.stationState[stationRow(station) + SERVICES] = next + 1;
  else core.i32[(ahead - 1) * WORDS + NEXT] = next;
  if (next !== NONE) core.jobState[next * JOB_COLUMNS + AHEAD] = ahead;
  core.jobState[job * JOB_COLUMNS + AHEAD] = 0;
}

/** Interrupts the least important service of a station if it is less important than `job`; among equals the latest.
 *  Returns it, out of service and to be put in line, or NONE. Workers kept by calls are not taken. */
export function interruptFor(core: Core, job: number, component: number, station: number): number {
  let least = priorityOf(core, job);
  let victim = NONE;
  for (let candidate = core.stationState[stationRow(station) + SERVICES] - 1; candidate >= 0; candidate = core.i32[candidate * WORDS + NEXT]) {
    const priority = priorityOf(core, candidate);
    if (priority >= least) continue;
    least = priority;
    victim = candidate;
  }
  if (victim !== NONE) interrupt(core, victim, component, station);
  return victim;
}

function interrupt(core: Core, job: number, component: number, station: number): void {
  const now = core.clock[NOW];
  const at = job * WORDS;
  const measures = component * COMPONENT_COLUMNS;
  const { componentMeasures } = core;
  unlink(core, job, station);
  core.i32[at + TOKEN] = 0;
  core.i32[at + META] &= ~HOLDS;
  const left = core.f64[job * DOUBLES + TIME] - (core.frozen[station] > 0 ? 0 : now);
  core.jobState[job * JOB_COLUMNS + LEFT] = Math.max(left, Number.MIN_VALUE) / core.slow[station];
  core.jobState[job * JOB_COLUMNS + SINCE] = now;
  core.served[job] += now - core.callBegan[job];
  core.busy[station]--;
  componentMeasures[measures + BUSY_AREA] += now;
  componentMeasures[measures + WORKING]--;
  componentMeasures[measures + WORKING_AREA] += now;
  componentMeasures[measures + PREEMPTIONS]++;
}

/** Whether a job in line was interrupted in the middle of a service. */
export function wasInterrupted(core: Core, job: number): boolean {
  return core.jobState.length > 0 && core.jobState[job * JOB_COLUMNS + LEFT] > 0;
}

/** An interrupted job goes on: the time in line counts as waiting, and its new end stands in `TIME`. */
export function endInterruption(core: Core, job: number, station: number): void {
  const now = core.clock[NOW];
  const state = job * JOB_COLUMNS;
  core.f64[job * DOUBLES + STARTED] += now - core.jobState[state + SINCE];
  core.f64[job * DOUBLES + TIME] = now + core.jobState[state + LEFT] * core.slow[station];
  core.jobState[state + LEFT] = 0;
}

/** Gives an interrupted job a worker again. Its new end stands in `TIME` and has yet to be scheduled. */
export function takeUpAgain(core: Core, job: number, component: number, station: number): void {
  const now = core.clock[NOW];
  const at = job * WORDS;
  const measures = component * COMPONENT_COLUMNS;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | SERVING | HOLDS;
  endInterruption(core, job, station);
  core.callBegan[job] = now;
  core.busy[station]++;
  core.componentMeasures[measures + BUSY_AREA] -= now;
  core.componentMeasures[measures + WORKING]++;
  core.componentMeasures[measures + WORKING_AREA] -= now;
}
