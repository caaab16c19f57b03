import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import { NONE } from '../../kernel/record.ts';
import { CONNECTED, LINK_COLUMNS } from '../../measure/columns.ts';
import { MAX_STREAMS, STREAM_LIFETIME, streamParameter } from '../../stream-parameters.ts';
import { firstStreamOf, isConnected, linkOfStream, requestPump, serverRow, setWireTimer, STREAM_EXPIRES } from './wires.ts';

/** Opening and closing streams on a wire. */

/** Opens as many streams of a wire as the server allows, those after `first` first. */
export function openStreams(core: Core, wire: number, first = firstStreamOf(core, wire) - 1): void {
  const { wires, network } = core;
  const link = network.wireLink[wire];
  const start = firstStreamOf(core, wire);
  const count = network.streamsPerWire[link];
  const most = network.isSocket[link] ? 1 : streamParameter(core, link, MAX_STREAMS);
  for (let i = 0; i < count && wires.wireOpenStreams[wire] < most && isConnected(core, wire); i++) {
    const stream = start + ((first - start + 1 + i + count) % count);
    if (wires.streamOpen[stream] === 0) open(core, stream, wire, link);
  }
}

function open(core: Core, stream: number, wire: number, link: number): void {
  const { wires } = core;
  const station = wires.wireStation[wire];
  wires.streamOpen[stream] = 1;
  wires.streamStation[stream] = station;
  wires.streamGeneration[stream] = wires.wireGeneration[wire];
  wires.wireOpenStreams[wire]++;
  wires.serverStreams[serverRow(core, link, station)]++;
  core.linkMeasures[link * LINK_COLUMNS + CONNECTED]++;
  if (core.network.isSocket[link] === 0) {
    const lifetime = streamParameter(core, link, STREAM_LIFETIME);
    if (lifetime < Infinity) setWireTimer(core, STREAM_EXPIRES, stream, wires.streamEpoch[stream], core.clock[NOW] + lifetime);
  }
  if (wires.chainHead[stream] !== NONE || wires.waitingHead[stream] !== NONE) requestPump(core, stream);
}

/** Closes a stream: what is under way to or from it belongs to nobody any more. */
export function closeStream(core: Core, stream: number): void {
  const { wires, network } = core;
  const wire = network.streamWire[stream];
  const link = linkOfStream(core, stream);
  wires.streamOpen[stream] = 0;
  wires.wireOpenStreams[wire]--;
  wires.serverStreams[serverRow(core, link, wires.streamStation[stream])]--;
  core.linkMeasures[link * LINK_COLUMNS + CONNECTED]--;
  wires.streamEpoch[stream]++;
  wires.wireUsed[wire] -= wires.streamUsed[stream];
  wires.streamUsed[stream] = 0;
  wires.streamOwed[stream] = 0;
  wires.sentOnStream[stream] = 0;
  wires.arrivalArmed[stream] = 0;
  wires.sendArmed[stream] = 0;
  wires.nextSendAt[stream] = 0;
  wires.lastArrival[stream] = 0;
}
