import type { Core } from '../core.ts';
import { EXCHANGE_COLUMNS, NOW, RECORDS_MADE } from '../core.ts';
import {
  BATCH_REPLYING, BATCH_TRAVELLING, BRANCH, CALLING, COPY, DELIVERING, GUARDING, HOLDS, MESSAGE_OUT, MESSAGE_TRAVELLING, META, NONE, NUMBER,
  PARENT, PARENT_TOKEN, PAUSING, PLACE, PUBLISH_PAUSE, REPLYING, ROOT, SERVING, STATE_MASK, STEP, TRACED, TRAVELLING, TURNED_BACK,
  WAITING_FOR_CONNECTION, WAITING_FOR_PERMIT, WAITING_TO_PUBLISH, WORDS,
} from '../kernel/record.ts';
import { comeBack } from '../links/away.ts';
import { emptyLine } from '../links/bandwidth.ts';
import { endConnections } from '../links/broker-lost.ts';
import { cancelCallee } from '../links/cancellation.ts';
import { effectsOf, endEffects } from '../links/confirm.ts';
import { slotReplied } from '../links/consumer.ts';
import { forgetWaiting } from '../links/direct/send.ts';
import { dropBuffers } from '../links/handlers.ts';
import { loseHeldWords } from '../links/held-words.ts';
import { logsLoseLink, logsLoseStation } from '../links/log-faults.ts';
import { CANCELLED } from '../links/outcomes.ts';
import { dropConnections, loseConnectionsTo } from '../links/transport-events.ts';
import { forgetHoldings, forgetPolicies } from '../links/policy-changes.ts';
import { loseBatch } from '../links/producer.ts';
import { connectionLost } from '../links/queue.ts';
import { releaseSessions } from '../links/session.ts';
import { goOn, standStill } from '../links/standstill.ts';
import {
  ABANDONED, COMPONENT_COLUMNS, HELD, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS, LOSS, LOST, POOL_WAITING, TAP_LEAVE,
  VANISHED, WORKING, WORKING_AREA,
} from '../measure/columns.ts';
import { CLIENT, STEP_ROUTE, STEP_WORDS } from '../network.ts';
import { adjustUsers } from '../load/closed-loop.ts';
import { isClosed } from '../load/rate.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { dropInstances, restartInstances } from '../stations/autoscaler.ts';
import { emptyStation } from '../stations/empty-station.ts';
import { isInside } from '../stations/inside.ts';
import { startSlowly } from '../stations/slow-start.ts';
import { DOWN, SHARED } from '../stations/station-word.ts';
import { leave } from '../stations/work.ts';
import { EVERY_REPLICA, resumeChannels, stationsOf, updateWorkers } from './capacity.ts';
import { filterPending } from './pending.ts';

/**
 * A crash loses the work in progress and the queue in memory. Whoever waits for lost work is told at once, as a reset
 * connection tells it; new requests are refused until the restart. Rules FA1 to FA4 of `docs/spec.md`.
 */
export function crashComponent(core: Core, component: number, replica = EVERY_REPLICA): void {
  const hit = stationsOf(core, component, replica).filter((station) => !(core.stationWord[station] & DOWN));
  countCrash(core, component, replica, 1);
  if (hit.length === 0) return;
  updateWorkers(core, component);
  // A source that is down sends nothing; its requests are elsewhere.
  if (core.network.componentKind[component] === CLIENT) return;
  const lost = jobsAt(core, new Set(hit));
  filterPending(core, (record) => !lost.has(record));
  for (const station of hit) emptyStation(core, component, station);
  dropBuffers(core, hit);
  loseHeldWords(core, hit);
  for (const job of lost) abandonCall(core, job);
  emptyPools(core, component, hit);
  for (const job of lost) loseJob(core, job, component);
  dropInstances(core, component, hit);
  releaseSessions(core, hit);
  for (const station of hit) logsLoseStation(core, component, station - core.network.firstStation[component]);
  loseConnectionsTo(core, component, hit);
}

function countCrash(core: Core, component: number, replica: number, change: number): void {
  if (replica === EVERY_REPLICA) core.crashes[component] += change;
  else for (const station of stationsOf(core, component, replica)) core.stationCrashes[station] += change;
}

/** The component, or one replica of it, is back, its caches cold. */
export function restartComponent(core: Core, component: number, replica = EVERY_REPLICA): void {
  const wasDown = stationsOf(core, component, replica).filter((station) => core.stationWord[station] & DOWN);
  countCrash(core, component, replica, -1);
  updateWorkers(core, component);
  const isBack = wasDown.some((station) => !(core.stationWord[station] & DOWN));
  if (!isBack) return;
  comeBack(core, wasDown);
  for (const station of wasDown) startSlowly(core, station);
  if (replica === EVERY_REPLICA) restartInstances(core, component);
  if (replica === EVERY_REPLICA) core.fills[component] = 0;
  const source = core.network.sourceOf[component];
  if (source >= 0 && isClosed(core, source)) adjustUsers(core, source);
  resumeChannels(core);
}

/** Records of jobs that are at these stations, branches included; not those on their way there. */
function jobsAt(core: Core, stations: ReadonlySet<number>): Set<number> {
  const { i32 } = core;
  const found = new Set<number>();
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if (!isInside(i32[at + META] & STATE_MASK) || i32[at + META] & ROOT) continue;
    if (stations.has(i32[at + PLACE] & 0xffff)) found.add(record);
  }
  return found;
}

/** Settles the books of the call that a lost job has out: nobody waits for its reply any more. */
function abandonCall(core: Core, job: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  const state = i32[at + META] & STATE_MASK;
  if (!isInCall(state)) return;
  const link = linkOfCall(core, job);
  const measures = link * LINK_COLUMNS;
  if (!(i32[at + META] & COPY)) {
    core.linkMeasures[measures + ABANDONED]++;
    core.linkMeasures[measures + IN_PROGRESS]--;
    core.linkMeasures[measures + IN_PROGRESS_AREA] += core.clock[NOW];
  }
  forgetHoldings(core, job, link);
  if (state === WAITING_FOR_CONNECTION || state === WAITING_TO_PUBLISH) core.linkMeasures[measures + POOL_WAITING]--;
  if (state === CALLING && core.network.transport[link] !== 0) {
    cancelCallee(core, job, link, CANCELLED);
    core.exchanges.fill(0, job * EXCHANGE_COLUMNS, (job + 1) * EXCHANGE_COLUMNS);
  }
  const step = i32[at + STEP];
  const isRouted = core.network.program[(step & 0xffff) * STEP_WORDS] === STEP_ROUTE;
  if (isRouted && state === CALLING) core.outstanding[step >>> 16]--;
}

function isInCall(state: number): boolean {
  return (
    state === CALLING || state === PAUSING || state === WAITING_FOR_CONNECTION || state === WAITING_FOR_PERMIT ||
    state === GUARDING || state === WAITING_TO_PUBLISH || state === PUBLISH_PAUSE
  );
}

function emptyPools(core: Core, component: number, stations: readonly number[]): void {
  const { network } = core;
  const replicas = stations.map((station) => station - network.firstStation[component]);
  for (let link = 0; link < network.linkCount; link++) {
    if (network.linkFrom[link] !== component) continue;
    for (const replica of replicas) {
      const pool = network.poolStart[link] + replica;
      core.poolInUse[pool] = 0;
      core.poolHead[pool] = NONE;
      core.poolTail[pool] = NONE;
    }
    dropConnections(core, link, replicas);
    forgetPolicies(core, link, replicas);
    if (network.wireStart[link] >= 0) forgetWaiting(core, link, new Set(stations));
  }
}

function loseJob(core: Core, job: number, component: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  const meta = i32[at + META];
  const state = meta & STATE_MASK;
  if (meta & (BRANCH | COPY)) {
    core.free(job);
    return;
  }
  const measures = component * COMPONENT_COLUMNS;
  if (state === SERVING && !(core.stationWord[i32[at + PLACE] & 0xffff] & SHARED)) {
    core.componentMeasures[measures + WORKING]--;
    core.componentMeasures[measures + WORKING_AREA] += core.clock[NOW];
  } else if (meta & HOLDS) core.componentMeasures[measures + HELD]--;
  if (meta & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_LEAVE, now, now, component, i32[at + NUMBER], LOSS);
  }
  leave(core, job, LOST);
}

/** A broker goes down: it keeps what it has stored, but what is out with consumers counts as not delivered, and what is on
 *  its way to it is refused. */
export function crashBroker(core: Core, broker: number): void {
  core.brokerCrashes[broker]++;
  if (core.brokerCrashes[broker] > 1) return;
  if (core.brokerFrozen[broker] > 0) goOn(core, broker);
  const { network } = core;
  endConnections(core, broker);
  loseConnections(core, (link) => network.linkChannel[link] >= 0 && network.channelBroker[network.linkChannel[link]] === broker);
}

/** The broker is back and serves. */
export function restartBroker(core: Core, broker: number): void {
  core.brokerCrashes[broker]--;
  if (core.brokerCrashes[broker] > 0) return;
  if (core.brokerFrozen[broker] > 0) standStill(core, broker);
  resumeChannels(core);
}

/** Nothing passes a connection any more, in either direction; what is on its way is lost. */
export function cutLink(core: Core, link: number): void {
  core.cuts[link]++;
  if (core.cuts[link] > 1) return;
  const vanished: number[] = [];
  filterPending(core, (record) => {
    const at = record * WORDS;
    const state = core.i32[at + META] & STATE_MASK;
    const isBatch = state === BATCH_TRAVELLING || state === BATCH_REPLYING;
    if (isBatch && core.i32[at + PLACE] >>> 16 === link) loseBatch(core, record);
    const isUnderWay = state === TRAVELLING || state === TURNED_BACK || state === REPLYING || state === MESSAGE_TRAVELLING || state === DELIVERING;
    const isLost = isUnderWay && core.i32[at + PLACE] >>> 16 === link;
    if (isLost) vanished.push(record);
    return !isLost;
  });
  for (const record of vanished) vanish(core, record, link);
  emptyLine(core, link);
  logsLoseLink(core, link);
}

function vanish(core: Core, record: number, link: number): void {
  const at = record * WORDS;
  core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
  const parent = core.i32[at + PARENT];
  const token = core.i32[at + PARENT_TOKEN];
  if ((core.i32[at + META] & STATE_MASK) === MESSAGE_TRAVELLING) loseMessage(core, record, link);
  core.free(record);
  if (parent < NONE) slotReplied(core, -parent - 2, token, LOSS);
}

function loseMessage(core: Core, message: number, link: number): void {
  endEffects(core, message, effectsOf(core, core.network.linkChannel[link]), core.i32[message * WORDS + PARENT] !== NONE);
}

/** The connection is whole again: consumers connect anew, and what was out with them is offered again. */
export function mendLink(core: Core, link: number): void {
  core.cuts[link]--;
  if (core.cuts[link] > 0) return;
  loseConnections(core, (candidate) => candidate === link);
  resumeChannels(core);
}

/** Every message that is out over such a link goes back to its queue, the youngest first, so that the oldest is at the head. */
function loseConnections(core: Core, isLost: (link: number) => boolean): void {
  const { i32, network } = core;
  const out: number[] = [];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if ((i32[at + META] & STATE_MASK) === MESSAGE_OUT && isLost(network.subscriptionLink[i32[at + PARENT]])) out.push(record);
  }
  out.sort((a, b) => i32[b * WORDS + NUMBER] - i32[a * WORDS + NUMBER] || b - a);
  for (const message of out) connectionLost(core, message);
}
