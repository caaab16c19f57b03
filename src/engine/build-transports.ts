import { connectionSpecs, parameter } from '../model/catalog.ts';
import type { BrownoutDocument, Connection } from '../model/document.ts';
import type { ParameterValue } from '../model/parameter.ts';
import { writeNeutral, writeParameters } from './parameters.ts';
import * as tra from './transport-parameters.ts';

interface Ends {
  readonly replicaCount: Int32Array;
  readonly linkFrom: Int32Array;
  readonly linkTo: Int32Array;
}

const CHOICES: Readonly<Record<string, number>> = {
  request: 0, connection: tra.PER_CONNECTION, pickFirst: tra.PICK_FIRST, roundRobin: tra.ROUND_ROBIN,
};
const DEADLINES: Readonly<Record<string, number>> = {
  none: 0, sent: tra.TELLS_DEADLINE, propagated: tra.TELLS_DEADLINE | tra.INHERITS_DEADLINE,
};
const CANCELLATIONS: Readonly<Record<string, number>> = { none: 0, finish: tra.CANCELS, stop: tra.CANCELS | tra.STOPS_WORK };

/** Transports of links: what each is, rows of parameters for those that keep connections, and for channels that take turns
 *  a place for the connection of every replica of the caller to every replica of the callee. */
export function compileTransports(document: BrownoutDocument, ends: Ends) {
  const { connections } = document;
  const transport = Int32Array.from(connections, (connection, link) => transportOf(document, connection, link, ends));
  const transportRow = new Int32Array(connections.length).fill(-1);
  const prewarmed = new Int32Array(connections.length);
  const channelPlaces = new Int32Array(connections.length);
  let rows = 0;
  let places = 0;
  connections.forEach((connection, link) => {
    const kind = transport[link]!;
    if (!(kind & tra.CONNECTIONS)) return;
    transportRow[link] = rows++;
    prewarmed[link] = valueIn(connection, 'prewarmed', 0) as number;
    channelPlaces[link] = places;
    if (kind & tra.ROUND_ROBIN) places += ends.replicaCount[ends.linkFrom[link]!]! * ends.replicaCount[ends.linkTo[link]!]!;
  });
  const transportParameters = new Float64Array(rows * tra.TRANSPORT_PARAMETER_COLUMNS);
  connections.forEach((connection, link) => {
    if (transportRow[link]! < 0) return;
    const start = transportRow[link]! * tra.TRANSPORT_PARAMETER_COLUMNS;
    writeNeutral(transportParameters, start, tra.NEUTRAL_TRANSPORT);
    writeParameters(transportParameters, start, tra.TRANSPORT_PARAMETERS, connectionSpecs(connection), connection.params);
  });
  const sendsDeadlines = transport.some((kind) => (kind & tra.TELLS_DEADLINE) !== 0);
  return { transport, transportRow, prewarmed, channelPlaces, channelPlaceCount: places, transportParameters, sendsDeadlines };
}

/** Whether some link tells its callee the deadline, so that records must carry it. */
export function looksAtDeadlines(document: BrownoutDocument): boolean {
  return document.connections.some((connection) => DEADLINES[valueIn(connection, 'deadlines', 'none') as string] !== 0);
}

function transportOf(document: BrownoutDocument, connection: Connection, link: number, ends: Ends): number {
  if (connection.kind !== 'sync' || ends.linkFrom[link]! < 0 || ends.linkTo[link]! < 0) return 0;
  const ofCalls = DEADLINES[valueIn(connection, 'deadlines', 'none') as string]! | CANCELLATIONS[valueIn(connection, 'cancellation', 'none') as string]!;
  if (valueIn(connection, 'connections', false) !== true) return ofCalls;
  const isRouted = document.components[ends.linkFrom[link]!]!.kind === 'loadBalancer';
  // A balancer has chosen the replica already.
  const choice = isRouted ? 0 : CHOICES[valueIn(connection, 'replicaChoice', 'request') as string]!;
  const channel = connection.protocol === 'grpc' ? tra.CHANNEL : 0;
  const multiplexed = connection.protocol === 'http1' ? 0 : tra.MULTIPLEXED;
  return tra.CONNECTIONS | multiplexed | channel | choice | ofCalls;
}

/** A parameter's value in force, or `other` where the protocol does not declare it. */
function valueIn(connection: Connection, name: string, other: ParameterValue): ParameterValue {
  const specs = connectionSpecs(connection);
  return specs.some((spec) => spec.name === name) ? parameter(specs, connection.params, name) : other;
}
