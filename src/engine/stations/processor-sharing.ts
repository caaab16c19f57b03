import { type Core, JOB_COLUMNS, NOW } from '../core.ts';
import {
  DOUBLES, KEY, META, NONE, PLACE, SERVING, SHARE_END, STATE_MASK, TIME, TOKEN, WORDS,
} from '../kernel/record.ts';
import { BUSY_AREA, COMPONENT_COLUMNS, WORKING, WORKING_AREA } from '../measure/columns.ts';
import {
  AHEAD, LEFT, SHARE_AT, SHARE_COUNT, SHARE_DUE, SHARE_EVENT, SHARE_ROOT, SHARE_WORK, SIBLING, stationRow,
} from './station-state.ts';

/**
 * Processor sharing: all requests are worked on at once. Up to as many as there are workers go at full speed; more share
 * the workers evenly. Exact: the station keeps a virtual time, the work that a request has had that was there from the
 * beginning; a request ends when its own work has been done in virtual time, so only the first of a heap is looked at.
 * Rules RES130 to RES134 of `docs/spec/resilience-stations.md`.
 */

/** Speed of each service, 1 when alone. */
function speedOf(core: Core, station: number): number {
  if (core.frozen[station] > 0) return 0;
  const count = core.stationState[stationRow(station) + SHARE_COUNT];
  const servers = core.servers[station];
  return count <= servers ? 1 : servers / count;
}

/** Brings virtual time up to the present with the speed that held. To be called before anything that changes it. */
export function settleShare(core: Core, station: number): void {
  const { stationState } = core;
  const row = stationRow(station);
  const now = core.clock[NOW];
  const passed = now - stationState[row + SHARE_AT];
  if (passed > 0) stationState[row + SHARE_WORK] += passed * speedOf(core, station);
  stationState[row + SHARE_AT] = now;
}

/** A job begins to work; how long it would take alone stands in its `TIME`, counted from now. */
export function joinShare(core: Core, job: number, component: number, station: number): void {
  settleShare(core, station);
  const work = core.f64[job * DOUBLES + TIME] - core.clock[NOW];
  const at = job * WORDS;
  const row = stationRow(station);
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | SERVING;
  core.callBegan[job] = core.stationState[row + SHARE_WORK];
  const state = job * JOB_COLUMNS;
  core.jobState[state + AHEAD] = 0;
  core.jobState[state + SIBLING] = 0;
  core.jobState[state + LEFT] = core.stationState[row + SHARE_WORK] + work;
  count(core, component, station, 1);
  core.stationState[row + SHARE_ROOT] = meld(core, core.stationState[row + SHARE_ROOT], job + 1);
  rescheduleShare(core, station);
}

/** Counts services, and the workers that they keep busy. */
function count(core: Core, component: number, station: number, change: number): void {
  const row = stationRow(station);
  core.stationState[row + SHARE_COUNT] += change;
  countBusy(core, component, station);
}

/** Brings the count of busy workers up to date with the number of services and of workers. */
export function countBusy(core: Core, component: number, station: number): void {
  const { componentMeasures } = core;
  const services = core.stationState[stationRow(station) + SHARE_COUNT];
  const servers = core.servers[station];
  const working = services < servers ? services : servers;
  const change = working - core.busy[station];
  if (change === 0) return;
  const measures = component * COMPONENT_COLUMNS;
  core.busy[station] = working;
  componentMeasures[measures + WORKING] += change;
  componentMeasures[measures + WORKING_AREA] -= change * core.clock[NOW];
  componentMeasures[measures + BUSY_AREA] -= change * core.clock[NOW];
}

/** Sees to it that an event comes at or before the end of the first service. One that comes too early only looks. */
export function rescheduleShare(core: Core, station: number): void {
  settleShare(core, station);
  const row = stationRow(station);
  const due = dueAt(core, station);
  core.stationState[row + SHARE_DUE] = due;
  const pending = core.stationState[row + SHARE_EVENT] - 1;
  if (due === Infinity || (pending >= 0 && core.f64[pending * DOUBLES + TIME] <= due)) return;
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = SHARE_END;
  core.i32[at + KEY] = station;
  core.i32[at + PLACE] = station;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = due;
  core.stationState[row + SHARE_EVENT] = event + 1;
  core.schedule(event);
}

function dueAt(core: Core, station: number): number {
  const { stationState } = core;
  const row = stationRow(station);
  const first = stationState[row + SHARE_ROOT] - 1;
  const speed = speedOf(core, station);
  if (first < 0 || speed === 0) return Infinity;
  const left = core.jobState[first * JOB_COLUMNS + LEFT] - stationState[row + SHARE_WORK];
  return core.clock[NOW] + (left > 0 ? left / speed : 0);
}

/** The station's event has come. Returns the job whose service ends, or NONE when it came too early or for nothing. */
export function shareEnded(core: Core, event: number): number {
  const station = core.i32[event * WORDS + KEY];
  const row = stationRow(station);
  const isPresent = core.stationState[row + SHARE_EVENT] === event + 1;
  core.free(event);
  if (!isPresent) return NONE;
  core.stationState[row + SHARE_EVENT] = 0;
  if (core.clock[NOW] < core.stationState[row + SHARE_DUE]) {
    rescheduleShare(core, station);
    return NONE;
  }
  return endFirst(core, station);
}

function endFirst(core: Core, station: number): number {
  const { stationState } = core;
  const row = stationRow(station);
  const job = stationState[row + SHARE_ROOT] - 1;
  settleShare(core, station);
  // Rounding must not leave a remainder that would never be done.
  const end = core.jobState[job * JOB_COLUMNS + LEFT];
  if (stationState[row + SHARE_WORK] < end) stationState[row + SHARE_WORK] = end;
  stationState[row + SHARE_ROOT] = meldChildren(core, job);
  core.served[job] += end - core.callBegan[job];
  core.jobState[job * JOB_COLUMNS + LEFT] = 0;
  count(core, core.network.stationComponent[station], station, -1);
  if (stationState[row + SHARE_ROOT] === 0) stationState[row + SHARE_WORK] = 0;
  rescheduleShare(core, station);
  return job;
}

/** Takes all services out, as a crash does. The pending event finds nobody. */
export function emptyShare(core: Core, component: number, station: number): void {
  const row = stationRow(station);
  settleShare(core, station);
  core.stationState[row + SHARE_ROOT] = 0;
  core.stationState[row + SHARE_EVENT] = 0;
  count(core, component, station, -core.stationState[row + SHARE_COUNT]);
}

/** Multiplies what is left of every service in progress. */
export function stretchShare(core: Core, station: number, ratio: number): void {
  settleShare(core, station);
  const done = core.stationState[stationRow(station) + SHARE_WORK];
  visitShare(core, station, (job) => {
    const at = job * JOB_COLUMNS + LEFT;
    core.jobState[at] = done + (core.jobState[at] - done) * ratio;
  });
  rescheduleShare(core, station);
}

/** Calls `visit` with every service of the heap, parents before their children. */
export function visitShare(core: Core, station: number, visit: (job: number) => void): void {
  const rest = [core.stationState[stationRow(station) + SHARE_ROOT]];
  for (let job = rest.pop()!; job !== undefined; job = rest.pop()!) {
    if (job === 0) continue;
    const at = (job - 1) * JOB_COLUMNS;
    rest.push(core.jobState[at + SIBLING], core.jobState[at + AHEAD]);
    visit(job - 1);
  }
}

// A pairing heap (Fredman, Sedgewick, Sleator and Tarjan, 1986) over the records themselves.

/** Joins two heaps; among equals the first stays on top. */
function meld(core: Core, one: number, other: number): number {
  if (one === 0) return other;
  if (other === 0) return one;
  const { jobState } = core;
  const isFirst = jobState[(one - 1) * JOB_COLUMNS + LEFT] <= jobState[(other - 1) * JOB_COLUMNS + LEFT];
  const top = isFirst ? one : other;
  const below = isFirst ? other : one;
  jobState[(below - 1) * JOB_COLUMNS + SIBLING] = jobState[(top - 1) * JOB_COLUMNS + AHEAD];
  jobState[(top - 1) * JOB_COLUMNS + AHEAD] = below;
  return top;
}

/** Joins the children of a job that leaves: in pairs, then pair by pair. */
function meldChildren(core: Core, job: number): number {
  const { jobState } = core;
  let pairs = 0;
  let child = jobState[job * JOB_COLUMNS + AHEAD];
  jobState[job * JOB_COLUMNS + AHEAD] = 0;
  while (child !== 0) {
    const second = jobState[(child - 1) * JOB_COLUMNS + SIBLING];
    const next = second === 0 ? 0 : jobState[(second - 1) * JOB_COLUMNS + SIBLING];
    jobState[(child - 1) * JOB_COLUMNS + SIBLING] = 0;
    if (second !== 0) jobState[(second - 1) * JOB_COLUMNS + SIBLING] = 0;
    const pair = meld(core, child, second);
    jobState[(pair - 1) * JOB_COLUMNS + SIBLING] = pairs;
    pairs = pair;
    child = next;
  }
  let root = 0;
  while (pairs !== 0) {
    const next = jobState[(pairs - 1) * JOB_COLUMNS + SIBLING];
    jobState[(pairs - 1) * JOB_COLUMNS + SIBLING] = 0;
    root = meld(core, pairs, root);
    pairs = next;
  }
  return root;
}
