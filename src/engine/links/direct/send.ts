import { keyedBits } from '../../../base/random.ts';
import { drawRank, isHotKey } from '../../../base/zipf.ts';
import type { Core } from '../../core.ts';
import { NOW, STREAM_TURN } from '../../core.ts';
import {
  CALLING, HOLDS, META, NEXT, NONE, PLACE, STATE_MASK, STEP, TOKEN, WAITING_TO_PUBLISH, WORDS,
} from '../../kernel/record.ts';
import {
  CALL_FAILED, CALLS, COMPONENT_COLUMNS, FAILED, HELD, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS, POOL_WAITING, SUCCEEDED,
} from '../../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER, STEP_WORDS } from '../../network.ts';
import {
  BUFFER_LIMIT, CLIENT_WRITE, RESUME_LOSE, SEND_BUFFER, SLOW_DISCONNECT, SLOW_DROP_NEWEST, SLOW_DROP_OLDEST, SLOW_GROW, SLOW_POLICY, SLOW_WAIT,
  SPREAD, SPREAD_ALL, SPREAD_KEY, STREAM_HOT_KEY, STREAM_KEY_SKEW, STREAM_KEYS, streamParameter,
} from '../../stream-parameters.ts';
import { append, dropUnsent } from './chain.ts';
import { keyOfMessage, loseCopy, makeCopy, missed, type Sent } from './copies.ts';
import { loseWire } from './loss.ts';
import { transmit, writeAhead } from './transmit.ts';
import { bytesOfJob, isConnected, requestPump, resumption, stationOfSender, streamsOfLink } from './wires.ts';

/**
 * The sender's half of streams without a broker: which streams a message goes to, who has to wait, and what is done for
 * receivers that are slow or away.
 */

/** Sends a message for the job's present step. True when the job now waits. `rootOf` finds the request that it is for. */
export function sendOverStreams(core: Core, job: number, link: number, rootOf: (core: Core, job: number) => number): boolean {
  core.linkMeasures[link * LINK_COLUMNS + CALLS]++;
  const stream = isToAll(core, link) ? NONE : chooseStream(core, job, link);
  const isRefused = stream === NONE && !isToAll(core, link);
  if (isRefused && core.network.opensAtSender[link] === 1) return failToSend(core, job, link);
  const full = isRefused ? NONE : fullStream(core, job, { link, stream, waitedFor: NONE });
  if (full !== NONE) {
    beginWaiting(core, job, link);
    wait(core, job, link, full);
    return true;
  }
  core.linkMeasures[link * LINK_COLUMNS + SUCCEEDED]++;
  accept(core, { job, link, root: rootOf(core, job), bytes: bytesOfJob(core, job, link) }, stream);
  return false;
}

/** It is the turn of a job that waited for room. It may have to wait for another stream. */
export function turnToSend(core: Core, job: number, waitedFor: number, rootOf: (core: Core, job: number) => number): void {
  const at = job * WORDS;
  if ((core.i32[at + META] & STATE_MASK) !== WAITING_TO_PUBLISH) return;
  const link = core.network.program[(core.i32[at + STEP] & 0xffff) * STEP_WORDS + 1];
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]--;
  const stream = isToAll(core, link) ? NONE : waitedFor;
  requestPump(core, waitedFor);
  const full = fullStream(core, job, { link, stream, waitedFor });
  if (full !== NONE) {
    wait(core, job, link, full);
    return;
  }
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | CALLING;
  if (stream !== NONE && core.network.opensAtSender[link] === 1 && isOutOfReach(core, stream, link)) {
    endSending(core, job, link, false);
    return;
  }
  accept(core, { job, link, root: rootOf(core, job), bytes: bytesOfJob(core, job, link) }, stream);
  endSending(core, job, link, true);
}

/** Whether a message goes to every stream of the sender's replica. */
function isToAll(core: Core, link: number): boolean {
  if (core.network.isSocket[link]) return core.network.opensAtSender[link] === 0;
  return streamParameter(core, link, SPREAD) === SPREAD_ALL;
}

/** Whether a stream is one of a sender's replica: it connects there, or has connected there last. */
function isOf(core: Core, stream: number, link: number, station: number): boolean {
  const { network, wires } = core;
  const wire = network.streamWire[stream];
  if (network.opensAtSender[link]) return network.wireOpener[wire] === station;
  return (wires.streamOpen[stream] !== 0 ? wires.streamStation[stream] : wires.wireStation[wire]) === station;
}

/** Whether a message for this stream would come to nothing: nobody is connected, and nobody keeps it until somebody is. */
function isOutOfReach(core: Core, stream: number, link: number): boolean {
  if (core.wires.streamOpen[stream] !== 0 || isConnected(core, core.network.streamWire[stream])) return false;
  return resumption(core, link) === RESUME_LOSE;
}

/** The stream that a message goes to, NONE when there is none in reach: one after another, or by the message's key. */
function chooseStream(core: Core, job: number, link: number): number {
  const { network, wires } = core;
  const station = stationOfSender(core, job);
  const count = streamsOfLink(core, link);
  const isByKey = network.isSocket[link] === 0 && streamParameter(core, link, SPREAD) === SPREAD_KEY;
  const sender = network.poolStart[link] + station - network.firstStation[network.stationComponent[station]];
  const from = isByKey ? placeOfKey(core, job, link, count) : wires.sendTurn[sender];
  let kept = NONE;
  for (let i = 0; i < count; i++) {
    const stream = network.streamStart[link] + ((from + i) % count);
    if (!isOf(core, stream, link, station)) continue;
    if (isByKey) return isOutOfReach(core, stream, link) ? NONE : stream;
    if (wires.streamOpen[stream] === 0) {
      if (kept === NONE && !isOutOfReach(core, stream, link)) kept = stream;
      continue;
    }
    wires.sendTurn[sender] = (from + i + 1) % count;
    return stream;
  }
  return kept;
}

function placeOfKey(core: Core, job: number, link: number, count: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const own = keyOfMessage(core, job, link);
  const isHot = isHotKey(salts[salt], salts[salt + 1], own, streamParameter(core, link, STREAM_HOT_KEY));
  const keys = streamParameter(core, link, STREAM_KEYS);
  const key = isHot ? 0 : drawRank(salts[salt], salts[salt + 1], own, keys, streamParameter(core, link, STREAM_KEY_SKEW));
  return (keyedBits(salts[salt + 1], salts[salt], key) >>> 0) % count;
}

// Room.

/** The streams that a message is for: one, or all of its sender's replica (NONE). Its job has waited for one of them already. */
interface Aim {
  readonly link: number;
  readonly stream: number;
  readonly waitedFor: number;
}

/** The first stream that a message has to wait for, NONE when it need not. */
function fullStream(core: Core, job: number, { link, stream, waitedFor }: Aim): number {
  if (!waitsForRoom(core, link)) return NONE;
  if (stream !== NONE) return hasRoom(core, stream, link, stream === waitedFor) ? NONE : stream;
  const station = stationOfSender(core, job);
  const first = core.network.streamStart[link];
  for (let other = first; other < first + streamsOfLink(core, link); other++) {
    if (isOf(core, other, link, station) && !hasRoom(core, other, link, other === waitedFor)) return other;
  }
  return NONE;
}

/** Whether senders wait for receivers. */
function waitsForRoom(core: Core, link: number): boolean {
  return core.network.isSocket[link] === 0 || streamParameter(core, link, SLOW_POLICY) === SLOW_WAIT;
}

/** Whether a stream takes another message: a send that begins below the limit is taken whole, unless others wait before it. */
function hasRoom(core: Core, stream: number, link: number, isItsTurn: boolean): boolean {
  const { wires } = core;
  if (!isItsTurn && wires.waitingHead[stream] !== NONE) return false;
  const isSocket = core.network.isSocket[link] === 1;
  return isOutOfReach(core, stream, link) || wires.unsentBytes[stream] < streamParameter(core, link, isSocket ? BUFFER_LIMIT : SEND_BUFFER);
}

/** Lets the first job that waits for a stream in when there is room. */
export function letIn(core: Core, stream: number, link: number): void {
  const { wires } = core;
  const job = wires.waitingHead[stream];
  if (job === NONE || (waitsForRoom(core, link) && !hasRoom(core, stream, link, true))) return;
  wires.waitingHead[stream] = core.i32[job * WORDS + NEXT];
  if (wires.waitingHead[stream] === NONE) wires.waitingTail[stream] = NONE;
  core.reply(job, stream, STREAM_TURN, 0);
}

function beginWaiting(core: Core, job: number, link: number): void {
  const { i32, network } = core;
  const at = job * WORDS;
  core.callBegan[job] = core.clock[NOW];
  core.linkMeasures[link * LINK_COLUMNS + IN_PROGRESS]++;
  core.linkMeasures[link * LINK_COLUMNS + IN_PROGRESS_AREA] -= core.clock[NOW];
  if (i32[at + META] & HOLDS) core.componentMeasures[network.stationComponent[i32[at + PLACE] & 0xffff] * COMPONENT_COLUMNS + HELD]++;
}

function wait(core: Core, job: number, link: number, stream: number): void {
  const { i32, wires } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | WAITING_TO_PUBLISH;
  i32[at + TOKEN] = 0;
  i32[at + NEXT] = NONE;
  if (wires.waitingTail[stream] === NONE) wires.waitingHead[stream] = job;
  else i32[wires.waitingTail[stream] * WORDS + NEXT] = job;
  wires.waitingTail[stream] = job;
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]++;
}

function endSending(core: Core, job: number, link: number, isWell: boolean): void {
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + IN_PROGRESS]--;
  core.linkMeasures[measures + IN_PROGRESS_AREA] += core.clock[NOW];
  core.linkMeasures[measures + (isWell ? SUCCEEDED : FAILED)]++;
  if (!isWell) core.note(core.network.componentCount + core.network.linkCount + link, CALL_FAILED, link);
  core.endCall(job, isWell);
}

/** A sender that connects by itself learns at once that it is not connected. */
function failToSend(core: Core, job: number, link: number): true {
  beginWaiting(core, job, link);
  core.i32[job * WORDS + META] = (core.i32[job * WORDS + META] & ~STATE_MASK) | CALLING;
  endSending(core, job, link, false);
  return true;
}

/** Forgets the jobs of replicas that wait to send: they are gone. */
export function forgetWaiting(core: Core, link: number, stations: ReadonlySet<number>): void {
  const { wires, i32, network } = core;
  const first = network.streamStart[link];
  for (let stream = first; stream < first + streamsOfLink(core, link); stream++) {
    let last = NONE;
    for (let job = wires.waitingHead[stream]; job !== NONE; job = i32[job * WORDS + NEXT]) {
      if (!stations.has(i32[job * WORDS + PLACE] & 0xffff)) last = job;
      else if (last === NONE) wires.waitingHead[stream] = i32[job * WORDS + NEXT];
      else i32[last * WORDS + NEXT] = i32[job * WORDS + NEXT];
    }
    wires.waitingTail[stream] = last;
  }
}

// Taking messages.

/** A message is taken: for one stream, or for all of the sender's replica. */
function accept(core: Core, sent: Sent, stream: number): void {
  const { network } = core;
  if (stream !== NONE) {
    if (isOutOfReach(core, stream, sent.link)) missed(core, sent);
    else put(core, stream, sent, { index: 0, writtenMs: core.clock[NOW] });
    return;
  }
  if (!isToAll(core, sent.link)) {
    missed(core, sent);
    return;
  }
  const station = stationOfSender(core, sent.job);
  const first = network.streamStart[sent.link];
  const write = network.isSocket[sent.link] ? streamParameter(core, sent.link, CLIENT_WRITE) * core.slow[station] : 0;
  let index = 0;
  for (let other = first; other < first + streamsOfLink(core, sent.link); other++) {
    if (!isOf(core, other, sent.link, station)) continue;
    if (isOutOfReach(core, other, sent.link)) missed(core, sent);
    else {
      put(core, other, sent, { index, writtenMs: core.clock[NOW] + (index + 1) * write });
      index++;
    }
  }
}

/** When and as which of the receivers of a message one gets it. */
interface Turn {
  readonly index: number;
  readonly writtenMs: number;
}

/** Puts a message on a stream, as far as the policy for slow receivers lets it. */
function put(core: Core, stream: number, sent: Sent, { index, writtenMs }: Turn): void {
  if (core.network.isSocket[sent.link] === 0) {
    append(core, stream, makeCopy(core, stream, sent, index));
    transmit(core, stream);
  } else if (makeRoom(core, stream, sent)) {
    append(core, stream, makeCopy(core, stream, sent, index));
    writeAhead(core, stream, sent.link, writtenMs);
  } else missed(core, sent);
}

/** Does what the policy says about a client whose buffer is full. False when the message is not for it. */
function makeRoom(core: Core, stream: number, { link, bytes }: Sent): boolean {
  const { wires } = core;
  const policy = streamParameter(core, link, SLOW_POLICY);
  if (policy === SLOW_GROW || policy === SLOW_WAIT) return true;
  const limit = streamParameter(core, link, BUFFER_LIMIT);
  const isOver = (): boolean => wires.unsentBytes[stream] > 0 && wires.unsentBytes[stream] + bytes > limit;
  if (!isOver()) return true;
  if (policy === SLOW_DROP_NEWEST) return false;
  if (policy === SLOW_DISCONNECT) loseWire(core, core.network.streamWire[stream]);
  while (policy === SLOW_DROP_OLDEST && isOver()) loseCopy(core, dropUnsent(core, stream));
  return policy === SLOW_DROP_OLDEST;
}
