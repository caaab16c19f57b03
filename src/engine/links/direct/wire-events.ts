import type { Core } from '../../core.ts';
import { NOW, STANDING } from '../../core.ts';
import { CONNECTS, LINK_COLUMNS } from '../../measure/columns.ts';
import { NONE } from '../../kernel/record.ts';
import { AGE_GRACE, streamParameter } from '../../stream-parameters.ts';
import { nextServer, tryFailed, tryToConnect, watchAge, wireMade } from './connect.ts';
import { isFoundDead, wireIdle } from './keepalive.ts';
import { loseStream, loseWire } from './loss.ts';
import { openStreams } from './open.ts';
import { sampleEnds, streamArrives } from './receive.ts';
import {
  firstStreamOf, GRACE_ENDS, isConnected, PING_UNANSWERED, pumpWire, requestPump, SAMPLE_ENDS, setWireTimer, STREAM_ARRIVES, STREAM_EXPIRES,
  STREAM_REOPENS, STREAM_SENDS, WIRE_AGED, WIRE_IDLE, WIRE_MADE, WIRE_REFUSED, WIRE_TRIES,
} from './wires.ts';

/** A timer about a wire or stream runs out. One that was set for a former state of it comes to nothing. */
export function wireTimerRuns(core: Core, kind: number, subject: number, token: number): void {
  core.counters[STANDING]--;
  if (kind <= STREAM_EXPIRES) streamTimerRuns(core, kind, subject, token);
  else if (kind === WIRE_IDLE || kind === PING_UNANSWERED) {
    if (core.wires.wireWatch[subject] === token) silenceTimerRuns(core, kind, subject);
  } else if (core.wires.wireToken[subject] === token) stateTimerRuns(core, kind, subject);
}

function streamTimerRuns(core: Core, kind: number, stream: number, token: number): void {
  const { wires } = core;
  if (wires.streamEpoch[stream] !== token) return;
  const wire = core.network.streamWire[stream];
  switch (kind) {
    case STREAM_ARRIVES:
      return streamArrives(core, stream);
    case STREAM_SENDS:
      wires.sendArmed[stream] = 0;
      return requestPump(core, stream);
    case STREAM_REOPENS:
      // A stream that waits for its slot goes first.
      return openStreams(core, wire, stream);
    default:
      if (wires.streamOpen[stream] === 0) return;
      loseStream(core, stream);
      openStreams(core, wire, stream);
      pumpWire(core, wire);
  }
}

function silenceTimerRuns(core: Core, kind: number, wire: number): void {
  const isLost = kind === WIRE_IDLE ? wireIdle(core, wire) : isFoundDead(core, wire);
  if (isLost) loseWire(core, wire);
}

function stateTimerRuns(core: Core, kind: number, wire: number): void {
  switch (kind) {
    case WIRE_TRIES:
      return tryToConnect(core, wire);
    case WIRE_MADE:
      return wireMade(core, wire);
    case WIRE_REFUSED:
      return tryFailed(core, wire);
    case WIRE_AGED:
      return wireAged(core, wire);
    case GRACE_ENDS:
      return graceEnds(core, wire);
    case SAMPLE_ENDS:
      return sampleEnds(core, wire);
  }
}

/** The server asks for a new connection: streams that are opened from now on go over it, to the replica whose turn it is. */
function wireAged(core: Core, wire: number): void {
  const { wires } = core;
  const link = core.network.wireLink[wire];
  const station = nextServer(core, link);
  if (!isConnected(core, wire) || station === NONE) return;
  core.linkMeasures[link * LINK_COLUMNS + CONNECTS]++;
  wires.wireGeneration[wire]++;
  wires.wireStation[wire] = station;
  wires.wireHeld[wire] = 0;
  watchAge(core, wire, link);
  const grace = streamParameter(core, link, AGE_GRACE);
  if (grace < Infinity) setWireTimer(core, GRACE_ENDS, wire, wires.wireToken[wire], core.clock[NOW] + grace);
}

/** Streams that are older than the last request for a new connection are cut. */
function graceEnds(core: Core, wire: number): void {
  const { wires, network } = core;
  const first = firstStreamOf(core, wire);
  for (let stream = first; stream < first + network.streamsPerWire[network.wireLink[wire]]; stream++) {
    const isOld = wires.streamOpen[stream] !== 0 && wires.streamGeneration[stream] < wires.wireGeneration[wire];
    if (isOld) loseStream(core, stream);
  }
  openStreams(core, wire);
  pumpWire(core, wire);
}
