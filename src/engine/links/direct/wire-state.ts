import type { Arena } from '../../kernel/arena.ts';
import { NONE } from '../../kernel/record.ts';
import type { Network } from '../../network.ts';

// Phases of a wire.
/** Its opener does not exist for the moment; it will connect when it does. */
export const AWAY = 0;
/** Waits before it tries to connect again. */
export const PAUSED = 1;
/** Tries to connect. */
export const CONNECTING = 2;
/** Connected. */
export const CONNECTED_PHASE = 3;
/** Was lost, and nobody will connect it again. */
export const GIVEN_UP = 4;

/**
 * State of streams without a broker. The messages of a stream are one chain in order: first those that have arrived and are
 * unread, then those on their way, then those that the sender has not sent. Beside it stand the one in work and, where a
 * stream may be repeated or is an upload, those that are done but not settled. All arrays have length 0 in documents without such
 * connections.
 */
export class WireState {
  // Wires.
  wirePhase!: Int32Array;
  /** Server replica that new streams go to; after a loss the last one; NONE before the first. */
  wireStation!: Int32Array;
  /** Counts changes of the wire, so that timers of former ones are known. */
  wireToken!: Int32Array;
  /** Failed tries since the wire was lost. */
  wireFailures!: Int32Array;
  /** Counts random draws. */
  wireDraws!: Int32Array;
  /** Counts the connections that the server has asked to be replaced because of their age. */
  wireGeneration!: Int32Array;
  wireOpenStreams!: Int32Array;
  /** Names the timer that watches for silence. */
  wireWatch!: Int32Array;
  /** 1 while a stream waits for the window of the wire. */
  wireStalled!: Int32Array;
  /** 1 while the receiver measures what arrives in a round trip. */
  wireSampling!: Int32Array;
  /** Bytes sent and not read; the windows in force; bytes in the present sample, and the most in one so far. */
  wireUsed!: Float64Array;
  wireWindow!: Float64Array;
  wireStreamWindow!: Float64Array;
  wireSample!: Float64Array;
  wireBestSample!: Float64Array;
  /** When something last passed. */
  wirePassed!: Float64Array;
  /** Nothing arrives before this: something sent earlier on the connection was lost, and is sent again. */
  wireHeld!: Float64Array;

  // Streams.
  streamOpen!: Int32Array;
  streamStation!: Int32Array;
  streamGeneration!: Int32Array;
  /** Counts the incarnations of the stream. */
  streamEpoch!: Int32Array;
  streamWoken!: Int32Array;
  chainHead!: Int32Array;
  chainTail!: Int32Array;
  /** First message that is not sent, last one that is, first one on its way; NONE where there is none. */
  unsentHead!: Int32Array;
  sentTail!: Int32Array;
  travelHead!: Int32Array;
  unsentCount!: Int32Array;
  arrivedCount!: Int32Array;
  /** Message that the receiver works on, where it works on one at a time. */
  inWork!: Int32Array;
  doneHead!: Int32Array;
  doneTail!: Int32Array;
  doneCount!: Int32Array;
  /** Jobs that wait for room. */
  waitingHead!: Int32Array;
  waitingTail!: Int32Array;
  /** Messages sent since the stream was opened; 1 once one of an upload has failed. */
  sentOnStream!: Int32Array;
  streamSpoiled!: Int32Array;
  /** 1 while a timer runs for the next arrival, or for the next send. */
  arrivalArmed!: Int32Array;
  sendArmed!: Int32Array;
  /** Bytes sent and not read; bytes not sent; bytes read whose credit waits for a cut to be mended. */
  streamUsed!: Float64Array;
  unsentBytes!: Float64Array;
  streamOwed!: Float64Array;
  /** Nothing is sent before this; nothing arrives before that. */
  nextSendAt!: Float64Array;
  lastArrival!: Float64Array;
  /** Messages that the stream was given, and those of them that have come to an end, well or not. */
  streamTaken!: Float64Array;
  streamEnded!: Float64Array;

  // Server replicas of links.
  /** When the line of those who connect is empty. */
  acceptFree!: Float64Array;
  /** Open streams. */
  serverStreams!: Int32Array;
  /** Replica that the next wire of a link goes to; stream that the next message of a sender's replica goes to. */
  connectTurn!: Int32Array;
  sendTurn!: Int32Array;

  constructor(arena: Arena, network: Network) {
    this.describeWires(arena, network.wireCount);
    this.describeStreams(arena, network.streamCount);
    this.acceptFree = arena.float64(network.serverCount);
    this.serverStreams = arena.int32(network.serverCount);
    this.connectTurn = arena.int32(network.wireCount > 0 ? network.linkCount : 0);
    this.sendTurn = arena.int32(network.wireCount > 0 ? network.poolCount : 0);
  }

  private describeWires(arena: Arena, wires: number): void {
    this.wireUsed = arena.float64(wires);
    this.wireWindow = arena.float64(wires);
    this.wireStreamWindow = arena.float64(wires);
    this.wireSample = arena.float64(wires);
    this.wireBestSample = arena.float64(wires);
    this.wirePassed = arena.float64(wires);
    this.wireHeld = arena.float64(wires);
    this.wirePhase = arena.int32(wires);
    this.wireStation = arena.int32(wires);
    this.wireToken = arena.int32(wires);
    this.wireFailures = arena.int32(wires);
    this.wireDraws = arena.int32(wires);
    this.wireGeneration = arena.int32(wires);
    this.wireOpenStreams = arena.int32(wires);
    this.wireWatch = arena.int32(wires);
    this.wireStalled = arena.int32(wires);
    this.wireSampling = arena.int32(wires);
  }

  private describeStreams(arena: Arena, streams: number): void {
    this.streamUsed = arena.float64(streams);
    this.unsentBytes = arena.float64(streams);
    this.streamOwed = arena.float64(streams);
    this.nextSendAt = arena.float64(streams);
    this.lastArrival = arena.float64(streams);
    this.streamTaken = arena.float64(streams);
    this.streamEnded = arena.float64(streams);
    this.streamOpen = arena.int32(streams);
    this.streamStation = arena.int32(streams);
    this.streamGeneration = arena.int32(streams);
    this.streamEpoch = arena.int32(streams);
    this.streamWoken = arena.int32(streams);
    this.chainHead = arena.int32(streams);
    this.chainTail = arena.int32(streams);
    this.unsentHead = arena.int32(streams);
    this.sentTail = arena.int32(streams);
    this.travelHead = arena.int32(streams);
    this.unsentCount = arena.int32(streams);
    this.arrivedCount = arena.int32(streams);
    this.inWork = arena.int32(streams);
    this.doneHead = arena.int32(streams);
    this.doneTail = arena.int32(streams);
    this.doneCount = arena.int32(streams);
    this.waitingHead = arena.int32(streams);
    this.waitingTail = arena.int32(streams);
    this.sentOnStream = arena.int32(streams);
    this.streamSpoiled = arena.int32(streams);
    this.arrivalArmed = arena.int32(streams);
    this.sendArmed = arena.int32(streams);
  }

  /** Values that do not begin at zero. */
  begin(): void {
    for (const chain of [
      this.wireStation, this.streamStation, this.chainHead, this.chainTail, this.unsentHead, this.sentTail, this.travelHead,
      this.inWork, this.doneHead, this.doneTail, this.waitingHead, this.waitingTail,
    ]) {
      chain.fill(NONE);
    }
  }
}
