import type { Core } from '../core.ts';
import { NOW, PUBLISH } from '../core.ts';
import {
  DOUBLES, KEY, MEMORY_CHECK, META, NEXT, NONE, PLACE, STATE_MASK, TIME, TOKEN, WAITING_TO_PUBLISH, WORDS,
} from '../kernel/record.ts';
import { BLOCKED, CHANNEL_COLUMNS, LINK_COLUMNS, POOL_WAITING } from '../measure/columns.ts';
import {
  BROKER_PARAMETER_COLUMNS, CHANNEL_PARAMETER_COLUMNS, CREDIT_FLOW, INTAKE, MEMORY, MEMORY_WATERMARK,
} from '../parameters.ts';

/**
 * Senders that a broker slows down or stops: those without credit, because a queue has yet to take in what they sent, and
 * all of them while a memory alarm is on. They wait in line before they send, for as long as it takes.
 */

/** In place of a sender: a message that no sender's credit stands for. */
export const NOBODY = -1;
/** How often a broker compares its memory with the watermark. */
const MEMORY_CHECK_MS = 2500;

/** The sender that a job publishes as: one for each replica and connection. */
export function senderOf(core: Core, job: number, link: number): number {
  const { poolStart, firstStation, stationComponent } = core.network;
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  return poolStart[link] + station - firstStation[stationComponent[station]];
}

/** Whether a sender must wait before it may send. */
export function isBlocked(core: Core, sender: number, link: number): boolean {
  return core.poolHead[sender] !== NONE || creditOf(core, sender, link) <= 0;
}

/** Messages that a sender may send now. Credit means something only where messages wait to be taken in. */
function creditOf(core: Core, sender: number, link: number): number {
  const channel = core.network.linkChannel[link];
  const broker = core.network.channelBroker[channel];
  if (core.brokerBlocked[broker] > 0) return 0;
  const isUnlimited = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + INTAKE] === Infinity;
  if (isUnlimited && core.senderPending[sender] === 0) return Infinity;
  return core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + CREDIT_FLOW] - core.senderPending[sender];
}

/** Lets a job wait until it may send. */
export function waitInLine(core: Core, job: number, link: number, sender: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | WAITING_TO_PUBLISH;
  i32[at + TOKEN] = 0;
  i32[at + NEXT] = NONE;
  const tail = core.poolTail[sender];
  if (tail === NONE) core.poolHead[sender] = job;
  else i32[tail * WORDS + NEXT] = job;
  core.poolTail[sender] = job;
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]++;
}

/** Lets those send that wait in a sender's line, as far as its credit goes. */
export function releaseSenders(core: Core, sender: number, link: number): void {
  const { i32 } = core;
  for (let credit = creditOf(core, sender, link); credit > 0 && core.poolHead[sender] !== NONE; credit--) {
    const job = core.poolHead[sender];
    const next = i32[job * WORDS + NEXT];
    core.poolHead[sender] = next;
    if (next === NONE) core.poolTail[sender] = NONE;
    core.reply(job, 0, PUBLISH, 0);
  }
}

/** Begins to watch a broker's memory where that is limited. */
export function watchMemory(core: Core, broker: number): void {
  if (core.memoryWatched[broker] === 1 || core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + MEMORY] === Infinity) return;
  core.memoryWatched[broker] = 1;
  scheduleCheck(core, broker, core.clock[NOW]);
}

function scheduleCheck(core: Core, broker: number, atMs: number): void {
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = MEMORY_CHECK;
  core.i32[at + KEY] = broker;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = atMs;
  core.schedule(event);
}

/** A broker compares its memory with the watermark and blocks its senders, or lets them go on. */
export function memoryChecked(core: Core, event: number): void {
  const broker = core.i32[event * WORDS + KEY];
  core.free(event);
  const row = broker * BROKER_PARAMETER_COLUMNS;
  const memory = core.brokerParameters[row + MEMORY];
  setBlocked(core, broker, core.brokerBytes[broker] >= memory * core.brokerParameters[row + MEMORY_WATERMARK]);
  if (memory === Infinity) core.memoryWatched[broker] = 0;
  else scheduleCheck(core, broker, core.clock[NOW] + MEMORY_CHECK_MS);
}

function setBlocked(core: Core, broker: number, isOn: boolean): void {
  const { network } = core;
  if (core.brokerBlocked[broker] === (isOn ? 1 : 0)) return;
  core.brokerBlocked[broker] = isOn ? 1 : 0;
  for (let channel = 0; channel < network.channelCount; channel++) {
    if (network.channelBroker[channel] === broker) core.channelMeasures[channel * CHANNEL_COLUMNS + BLOCKED] = isOn ? 1 : 0;
  }
  if (isOn) return;
  for (let link = 0; link < network.linkCount; link++) {
    const channel = network.linkChannel[link];
    const from = network.linkFrom[link];
    if (channel < 0 || network.channelIsLog[channel] || network.channelBroker[channel] !== broker || from < 0) continue;
    for (let replica = 0; replica < network.replicaCount[from]; replica++) releaseSenders(core, network.poolStart[link] + replica, link);
  }
}
