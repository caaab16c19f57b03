import type { Core } from '../../core.ts';
import { NONE } from '../../kernel/record.ts';
import { tryLater, tryToConnect } from './connect.ts';
import { watchSilence } from './keepalive.ts';
import { loseStream, loseStreamsAt, loseWire, stall } from './loss.ts';
import { openStreams } from './open.ts';
import { takeCredit } from './receive.ts';
import { canServe, firstStreamOf, isConnected, linkOfStream, pumpWire, requestPump } from './wires.ts';
import { AWAY, GIVEN_UP } from './wire-state.ts';

/** What faults and live changes do to streams without a broker. */

/** A replica has gone, or is taken away: its wires are lost, at both ends. */
export function wiresLoseStation(core: Core, station: number): void {
  const { network, wires } = core;
  for (let wire = 0; wire < network.wireCount; wire++) {
    if (network.wireOpener[wire] === station) closeOpener(core, wire);
    else {
      if (wires.wireStation[wire] === station) loseWire(core, wire);
      loseStreamsAt(core, wire, station);
      openStreams(core, wire);
    }
  }
}

/** The end that connects is gone: whatever the wire was about to do, it will connect when its opener is back. */
function closeOpener(core: Core, wire: number): void {
  const { wires, network } = core;
  const first = firstStreamOf(core, wire);
  if (isConnected(core, wire)) loseWire(core, wire);
  for (let stream = first; stream < first + network.streamsPerWire[network.wireLink[wire]]; stream++) {
    if (wires.streamOpen[stream] !== 0) loseStream(core, stream);
  }
  wires.wireToken[wire]++;
  wires.wirePhase[wire] = AWAY;
}

/** A connection is cut. Nobody is told: what is under way waits at its sender. */
export function wiresLoseLink(core: Core, link: number): void {
  const { network } = core;
  if (network.wireStart[link] < 0) return;
  const first = network.streamStart[link];
  const count = network.wiresOf[link] * network.streamsPerWire[link];
  for (let stream = first; stream < first + count; stream++) stall(core, stream);
}

/** Something has come back: whoever can goes on, or connects. */
export function resumeWires(core: Core): void {
  const { network, wires } = core;
  for (let wire = 0; wire < network.wireCount; wire++) {
    if (wires.wirePhase[wire] === AWAY && canServe(core, network.wireOpener[wire])) tryToConnect(core, wire);
  }
  for (let stream = 0; stream < network.streamCount; stream++) resumeStream(core, stream);
}

function resumeStream(core: Core, stream: number): void {
  const { wires } = core;
  const owed = wires.streamOwed[stream];
  if (owed > 0 && core.cuts[linkOfStream(core, stream)] === 0) {
    wires.streamOwed[stream] = 0;
    takeCredit(core, stream, owed);
  }
  if (wires.chainHead[stream] !== NONE || wires.waitingHead[stream] !== NONE) requestPump(core, stream);
}

/** A parameter of a link has changed. */
export function wireLinkChanged(core: Core, link: number, name: string): void {
  const { network, wires } = core;
  const first = network.wireStart[link];
  if (first < 0) return;
  for (let wire = first; wire < first + network.wiresOf[link]; wire++) {
    if (wires.wirePhase[wire] === GIVEN_UP && name === 'reconnect') tryLater(core, wire);
    else if (isConnected(core, wire)) {
      watchSilence(core, wire);
      openStreams(core, wire);
      pumpWire(core, wire);
    }
  }
}
