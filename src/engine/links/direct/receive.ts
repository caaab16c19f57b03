import { childKey } from '../../../base/random.ts';
import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import {
  ARRIVED, DOUBLES, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, STARTED, STREAM_CREDIT, TIME, TOKEN, TRACED,
  TRAVELLING, WORDS,
} from '../../kernel/record.ts';
import {
  ACKNOWLEDGED, DELIVERED, DUPLICATES, ERRORS, LINK_COLUMNS, LOSS, OK, REDELIVERED, REJECTION, TURNED_AWAY, UNACKNOWLEDGED,
} from '../../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD } from '../../network.ts';
import { arrive } from '../../stations/station.ts';
import {
  CHECKPOINT_EVERY, MAX_MESSAGE, MAX_WINDOW, RESUME_LOSE, RESUME_REPEAT, STREAM_MESSAGES, streamParameter, WINDOW_GROWTH,
} from '../../stream-parameters.ts';
import { BACK_KEY, delayOfWord } from '../disturbance.ts';
import { appendDone, arriveFirst, putBack, takeArrived } from './chain.ts';
import { countEnded, loseCopy, settle, wasDone } from './copies.ts';
import { loseWire, settleDone } from './loss.ts';
import { closeStream } from './open.ts';
import { letIn } from './send.ts';
import { slotOfMessage } from './slots.ts';
import { armArrival, transmit } from './transmit.ts';
import {
  isActing, isGone, isUpload, latencyOf, linkOfStream, pumpWire, receivingStation, requestPump, resumption, SAMPLE_ENDS, setWireTimer,
  STREAM_REOPENS,
} from './wires.ts';

/**
 * The receiver's half of streams without a broker. On a gRPC stream the receiver reads a message when it is through with the
 * one before; reading gives its bytes back to the windows. A socket hands its messages over as they come.
 */

/** How large a share of the window a sample must be for the windows to grow, and by how much they do. */
const GROWTH_SHARE = 0.66;
const GROWTH = 2;

/** A stream does what it can now: sends, lets senders in, and lets its receiver read. */
export function pump(core: Core, stream: number): void {
  const link = linkOfStream(core, stream);
  core.wires.streamWoken[stream] = 0;
  transmit(core, stream);
  letIn(core, stream, link);
  if (core.network.isSocket[link]) handAllOver(core, stream);
  else read(core, stream, link);
  if (isOver(core, stream, link)) endStream(core, stream, link);
}

/** Messages on their way have arrived. */
export function streamArrives(core: Core, stream: number): void {
  const { wires } = core;
  const now = core.clock[NOW];
  const link = linkOfStream(core, stream);
  const epoch = wires.streamEpoch[stream];
  wires.arrivalArmed[stream] = 0;
  while (wires.travelHead[stream] !== NONE && core.f64[wires.travelHead[stream] * DOUBLES + TIME] <= now) {
    wires.wirePassed[core.network.streamWire[stream]] = now;
    if (isTooLarge(core, wires.travelHead[stream], link)) {
      loseWire(core, core.network.streamWire[stream]);
      return;
    }
    sample(core, stream, link, arriveFirst(core, stream));
  }
  if (wires.streamEpoch[stream] === epoch) armArrival(core, stream);
  requestPump(core, stream);
}

function isTooLarge(core: Core, message: number, link: number): boolean {
  return core.network.isSocket[link] === 1 && core.f64[message * DOUBLES + STARTED] > streamParameter(core, link, MAX_MESSAGE);
}

// Windows.

/** The receiver measures what arrives in a round trip. */
function sample(core: Core, stream: number, link: number, message: number): void {
  const { wires, network } = core;
  const latency = latencyOf(core, link);
  if (network.isSocket[link] || latency === 0 || streamParameter(core, link, WINDOW_GROWTH) === 0) return;
  const wire = network.streamWire[stream];
  if (wires.wireSampling[wire] === 0) {
    wires.wireSampling[wire] = 1;
    wires.wireSample[wire] = 0;
    setWireTimer(core, SAMPLE_ENDS, wire, wires.wireToken[wire], core.clock[NOW] + 2 * latency);
  }
  wires.wireSample[wire] += core.f64[message * DOUBLES + STARTED];
}

/** A round trip of measuring is over: when nearly a window arrived in it, and more than in any before, the windows grow to
 *  twice of it. */
export function sampleEnds(core: Core, wire: number): void {
  const { wires } = core;
  const sampled = wires.wireSample[wire];
  wires.wireSampling[wire] = 0;
  if (sampled <= wires.wireBestSample[wire]) return;
  wires.wireBestSample[wire] = sampled;
  if (sampled < GROWTH_SHARE * wires.wireStreamWindow[wire]) return;
  const grown = Math.min(GROWTH * sampled, streamParameter(core, core.network.wireLink[wire], MAX_WINDOW));
  if (grown > wires.wireStreamWindow[wire]) wires.wireStreamWindow[wire] = grown;
  if (grown > wires.wireWindow[wire]) wires.wireWindow[wire] = grown;
  pumpWire(core, wire);
}

/** The receiver has read a message: the sender learns of it one way later. */
function giveCredit(core: Core, stream: number, link: number, message: number): void {
  const { wires } = core;
  const bytes = core.f64[message * DOUBLES + STARTED];
  if (wires.streamOpen[stream] === 0 || core.i32[message * WORDS + PARENT_TOKEN] !== wires.streamEpoch[stream]) return;
  const delay = delayOfWord(core, link, core.i32[message * WORDS + KEY] ^ BACK_KEY);
  if (delay === 0 && core.cuts[link] === 0) {
    takeCredit(core, stream, bytes);
    return;
  }
  const credit = core.allocate();
  const at = credit * WORDS;
  core.i32[at + META] = STREAM_CREDIT;
  core.i32[at + PLACE] = 0xffff | (link << 16);
  core.i32[at + KEY] = core.i32[message * WORDS + KEY];
  core.i32[at + PARENT] = stream;
  core.i32[at + PARENT_TOKEN] = wires.streamEpoch[stream];
  core.i32[at + TOKEN] = 0;
  core.f64[credit * DOUBLES + STARTED] = bytes;
  core.f64[credit * DOUBLES + TIME] = core.clock[NOW] + delay;
  core.schedule(credit);
}

/** News of what was read reaches the sender; over a cut connection it waits. */
export function creditArrives(core: Core, credit: number): void {
  const at = credit * WORDS;
  const stream = core.i32[at + PARENT];
  const bytes = core.f64[credit * DOUBLES + STARTED];
  const isWanted = core.i32[at + PARENT_TOKEN] === core.wires.streamEpoch[stream];
  core.free(credit);
  if (!isWanted) return;
  if (core.cuts[linkOfStream(core, stream)] > 0) core.wires.streamOwed[stream] += bytes;
  else takeCredit(core, stream, bytes);
}

/** Bytes go back to the windows of a stream and its wire. */
export function takeCredit(core: Core, stream: number, bytes: number): void {
  const { wires } = core;
  const wire = core.network.streamWire[stream];
  wires.streamUsed[stream] -= bytes;
  wires.wireUsed[wire] -= bytes;
  requestPump(core, stream);
  if (wires.wireStalled[wire] === 0) return;
  wires.wireStalled[wire] = 0;
  pumpWire(core, wire, stream);
}

// Reading.

function handAllOver(core: Core, stream: number): void {
  const station = receivingStation(core, stream);
  while (core.wires.arrivedCount[stream] > 0 && isActing(core, station)) deliver(core, stream, takeArrived(core, stream), station);
}

/** The receiver reads the next message if it has none in work. */
function read(core: Core, stream: number, link: number): void {
  const { wires } = core;
  if (wires.inWork[stream] !== NONE || wires.arrivedCount[stream] === 0) return;
  const station = receivingStation(core, stream);
  if (!isActing(core, station)) return;
  const message = takeArrived(core, stream);
  wires.inWork[stream] = message;
  giveCredit(core, stream, link, message);
  deliver(core, stream, message, station);
}

/** Gives a message to the component of the receiver. */
function deliver(core: Core, stream: number, message: number, station: number): void {
  const link = linkOfStream(core, stream);
  const job = core.allocate();
  const { i32, network } = core;
  const from = message * WORDS;
  const at = job * WORDS;
  const measures = link * LINK_COLUMNS;
  const deliveries = ++core.served[message];
  i32[from + TOKEN] = core.nextToken();
  if (deliveries === 1) core.callBegan[message] = core.clock[NOW];
  else core.linkMeasures[measures + REDELIVERED]++;
  core.linkMeasures[measures + DELIVERED]++;
  core.linkMeasures[measures + UNACKNOWLEDGED]++;
  i32[at + META] = TRAVELLING | (i32[from + META] & TRACED);
  i32[at + PLACE] = station | (link << 16);
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], deliveries);
  i32[at + PARENT] = -slotOfMessage(core, message) - 2;
  i32[at + PARENT_TOKEN] = i32[from + TOKEN];
  i32[at + TOKEN] = 0;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(job, message);
  arrive(core, job);
}

/** The receiver's word on a message. One that was taken back meanwhile was worked on for nothing. */
export function streamReplied(core: Core, message: number, { token, link, outcome }: { readonly token: number; readonly link: number; readonly outcome: number }): void {
  const measures = link * LINK_COLUMNS;
  const at = message * WORDS;
  if (core.i32[at + TOKEN] !== token) {
    if (outcome === OK) core.linkMeasures[measures + DUPLICATES]++;
    return;
  }
  const stream = core.i32[at + PARENT];
  const isOfStream = core.wires.inWork[stream] === message;
  core.i32[at + TOKEN] = 0;
  core.linkMeasures[measures + UNACKNOWLEDGED]--;
  if (isOfStream) core.wires.inWork[stream] = NONE;
  if (outcome === LOSS) lostInWork(core, stream, message, link);
  else ended(core, message, { link, outcome, isOfStream });
  requestPump(core, stream);
}

/** A message was in the hands of a process that is gone. */
function lostInWork(core: Core, stream: number, message: number, link: number): void {
  if (resumption(core, link) === RESUME_LOSE) loseCopy(core, message);
  else putBack(core, stream, message);
}

/** A message was worked on, well or not. What has to be known until a checkpoint, or the end of an upload, is kept. */
function ended(core: Core, message: number, { link, outcome, isOfStream }: { readonly link: number; readonly outcome: number; readonly isOfStream: boolean }): void {
  const stream = core.i32[message * WORDS + PARENT];
  const measures = link * LINK_COLUMNS;
  const isFirst = !wasDone(core, message);
  if (isFirst) {
    countEnded(core, message);
    core.linkMeasures[measures + (outcome === OK ? ACKNOWLEDGED : outcome === REJECTION ? TURNED_AWAY : ERRORS)]++;
    if (outcome === OK) core.recordExchange(link, core.f64[message * DOUBLES + ARRIVED], core.callBegan[message]);
  } else if (outcome === OK) core.linkMeasures[measures + DUPLICATES]++;
  const isOneOfMany = isUpload(core, link);
  if (isOneOfMany && outcome !== OK) core.wires.streamSpoiled[stream] = 1;
  const isRepeated = resumption(core, link) === RESUME_REPEAT;
  if (!isOneOfMany) settle(core, message, outcome === OK);
  else if (!isOfStream) settle(core, message, false);
  if (!isOfStream || (!isOneOfMany && !isRepeated)) {
    core.free(message);
    return;
  }
  appendDone(core, stream, message);
  const isAtCheckpoint = !isOneOfMany && core.wires.doneCount[stream] >= streamParameter(core, link, CHECKPOINT_EVERY);
  if (isAtCheckpoint) settleDone(core, stream);
}

// The end of a stream.

/** Whether a stream has sent all that it may, and all of it was worked on. */
function isOver(core: Core, stream: number, link: number): boolean {
  const { wires } = core;
  if (core.network.isSocket[link] || wires.streamOpen[stream] === 0 || wires.inWork[stream] !== NONE) return false;
  if (wires.sentOnStream[stream] < streamParameter(core, link, STREAM_MESSAGES)) return false;
  return wires.arrivedCount[stream] === 0 && wires.travelHead[stream] === NONE && !isGone(core, receivingStation(core, stream));
}

/** A stream ends well; one way later the next one is opened. */
function endStream(core: Core, stream: number, link: number): void {
  settleDone(core, stream);
  closeStream(core, stream);
  setWireTimer(core, STREAM_REOPENS, stream, core.wires.streamEpoch[stream], core.clock[NOW] + latencyOf(core, link));
}
