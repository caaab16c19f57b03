import { type Core, JOB_COLUMNS, NOW, RECORDS_MADE } from '../core.ts';
import { filterPending, isServedAt, servicesAt } from './pending.ts';
import { DOUBLES, HOLDS, META, NONE, PLACE, SERVING, STATE_MASK, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { BUSY_AREA, COMPONENT_COLUMNS, HELD, WORKING, WORKING_AREA } from '../measure/columns.ts';
import { ADMISSION, ADMISSION_PERMITS, ADMISSION_RATE, QUEUE_CAPACITY } from '../parameters.ts';
import { countLimit, forgetLimits } from '../stations/adaptive-limit.ts';
import { forgetTurns } from '../stations/admission.ts';
import { clearLine, enqueue, jobsInLine, reorderLine, takeFromOutside } from '../stations/line.ts';
import { beginInterruptible } from '../stations/preemption.ts';
import { emptyShare, joinShare, settleShare, visitShare } from '../stations/processor-sharing.ts';
import { LEFT, openJobState, SERVICES, SHARE_WORK, stationRow } from '../stations/station-state.ts';
import { BLOCKING, LINE_BITS, PREEMPTIVE, setParameterBits, SHARED, wordOfParameters } from '../stations/station-word.ts';
import { renewBalancer } from '../stations/standing.ts';
import { shareNow, startNext } from '../stations/work.ts';

/**
 * Changes of a station's parameters while it works. Services in progress keep what is left of them; those who wait are
 * lined up anew. Rule RES160 of `docs/spec/resilience-stations.md`.
 */
export function stationChanged(core: Core, component: number, column: number): void {
  renewStations(core, component);
  renewBalancer(core, component);
  if (column === ADMISSION) forgetLimits(core, component);
  if (column === ADMISSION_RATE) forgetTurns(core, component);
  if (column === ADMISSION_PERMITS) countLimit(core, component);
  if (column !== QUEUE_CAPACITY) return;
  const first = core.network.firstStation[component];
  for (let replica = 0; replica < core.network.replicaCount[component]; replica++) startNext(core, component, first + replica);
}

/** Brings the words of a component's stations up to date with its parameters, and what is in them with their words. */
export function renewStations(core: Core, component: number): void {
  const { firstStation, replicaCount } = core.network;
  const bits = wordOfParameters(core, component);
  for (let replica = 0; replica < replicaCount[component]; replica++) renewStation(core, component, firstStation[component] + replica, bits);
  countLimit(core, component);
}

function renewStation(core: Core, component: number, station: number, bits: number): void {
  const before = core.stationWord[station];
  const isServiceChanged = ((before ^ bits) & (SHARED | PREEMPTIVE)) !== 0;
  const services = isServiceChanged ? takeDown(core, component, station, (bits & SHARED) !== 0) : [];
  setParameterBits(core, station, bits);
  const after = core.stationWord[station];
  if (after === before) return;
  for (const job of services) putUp(core, job, component, station);
  renewLine(core, component, station, before);
}

/** Takes all services of a station out: their remaining time stands in `TIME`, and they have no worker. */
function takeDown(core: Core, component: number, station: number, isForSharing: boolean): number[] {
  if (core.stationWord[station] & SHARED) return takeShareDown(core, component, station);
  const now = core.clock[NOW];
  const services = servicesAt(core, station);
  const isFrozen = core.frozen[station] > 0;
  if (!isFrozen && !(core.stationWord[station] & PREEMPTIVE)) filterPending(core, (record) => !isServedAt(core, record, station));
  core.stationState[stationRow(station) + SERVICES] = 0;
  for (const job of services) {
    if (!isFrozen) core.f64[job * DOUBLES + TIME] -= now;
    core.i32[job * WORDS + TOKEN] = 0;
    core.served[job] += now - core.callBegan[job];
    countService(core, component, -1);
    countWorker(core, job, component, station, -1);
  }
  if (isForSharing) freeHeldWorkers(core, component, station);
  return services;
}

function takeShareDown(core: Core, component: number, station: number): number[] {
  settleShare(core, station);
  const done = core.stationState[stationRow(station) + SHARE_WORK];
  const services: number[] = [];
  visitShare(core, station, (job) => {
    core.f64[job * DOUBLES + TIME] = Math.max(0, core.jobState[job * JOB_COLUMNS + LEFT] - done);
    core.jobState[job * JOB_COLUMNS + LEFT] = 0;
    core.served[job] += done - core.callBegan[job];
    services.push(job);
  });
  emptyShare(core, component, station);
  return services.sort((a, b) => a - b);
}

/** Requests that share the workers keep none while they wait for a reply. */
function freeHeldWorkers(core: Core, component: number, station: number): void {
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if ((core.i32[at + PLACE] & 0xffff) !== station || !(core.i32[at + META] & HOLDS)) continue;
    core.componentMeasures[component * COMPONENT_COLUMNS + HELD]--;
    countWorker(core, record, component, station, -1);
  }
}

function countService(core: Core, component: number, change: number): void {
  const measures = component * COMPONENT_COLUMNS;
  core.componentMeasures[measures + WORKING] += change;
  core.componentMeasures[measures + WORKING_AREA] -= change * core.clock[NOW];
}

function countWorker(core: Core, job: number, component: number, station: number, change: number): void {
  if (change > 0) core.i32[job * WORDS + META] |= HOLDS;
  else core.i32[job * WORDS + META] &= ~HOLDS;
  core.busy[station] += change;
  core.componentMeasures[component * COMPONENT_COLUMNS + BUSY_AREA] -= change * core.clock[NOW];
}

/** Puts a service back as the station's word now has it. There may be more of them than workers for a while. */
function putUp(core: Core, job: number, component: number, station: number): void {
  const now = core.clock[NOW];
  openJobState(core, job);
  core.i32[job * WORDS + META] = (core.i32[job * WORDS + META] & ~STATE_MASK) | SERVING;
  if (core.stationWord[station] & SHARED) {
    core.f64[job * DOUBLES + TIME] += now;
    joinShare(core, job, component, station);
    return;
  }
  countService(core, component, 1);
  countWorker(core, job, component, station, 1);
  core.callBegan[job] = now;
  const isFrozen = core.frozen[station] > 0;
  if (!isFrozen) core.f64[job * DOUBLES + TIME] += now;
  if (core.stationWord[station] & PREEMPTIVE) beginInterruptible(core, job, station);
  else if (!isFrozen) core.schedule(job);
}

function renewLine(core: Core, component: number, station: number, before: number): void {
  const after = core.stationWord[station];
  const jobs = jobsInLine(core, station);
  if (!(before & LINE_BITS)) for (const job of jobs) openJobState(core, job);
  if (after & LINE_BITS) reorderLine(core, component, station);
  else for (const job of jobs) core.i32[job * WORDS + TOKEN] = 0;
  if (before & BLOCKING && !(after & BLOCKING)) emptyOutside(core, component, station);
  if (after & SHARED) shareWithLine(core, component, station);
  else startNext(core, component, station);
}

function emptyOutside(core: Core, component: number, station: number): void {
  for (let job = takeFromOutside(core, component, station); job !== NONE; job = takeFromOutside(core, component, station)) {
    enqueue(core, job, component, station);
  }
}

/** Everybody in line and outside begins at once. */
function shareWithLine(core: Core, component: number, station: number): void {
  const jobs = jobsInLine(core, station);
  clearLine(core, component, station);
  for (const job of jobs) {
    core.i32[job * WORDS + TOKEN] = 0;
    shareNow(core, job, component, station);
  }
  for (let job = takeFromOutside(core, component, station); job !== NONE; job = takeFromOutside(core, component, station)) {
    shareNow(core, job, component, station);
  }
}
