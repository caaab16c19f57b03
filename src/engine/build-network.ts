import { makeSalt } from '../base/random.ts';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, parameter, PROTOCOLS } from '../model/catalog.ts';
import type { BrownoutDocument, Component, ComponentKind, ConnectionKind } from '../model/document.ts';
import { compileLogs, isLog } from './build-logs.ts';
import { compileQueues } from './build-queues.ts';
import { compileClasses, compilePrograms } from './build-programs.ts';
import { compileCaches } from './build-caches.ts';
import { compileScaling, mostReplicas } from './build-scaling.ts';
import { compileTargets } from './build-targets.ts';
import { compileTransports } from './build-transports.ts';
import { compileWires } from './build-wires.ts';
import { compileCurves } from './load/build-curves.ts';
import type { Network } from './network.ts';
import * as net from './network.ts';
import * as params from './parameters.ts';

const KIND_NUMBER: Readonly<Record<ComponentKind, number>> = {
  client: net.CLIENT,
  service: net.SERVICE,
  loadBalancer: net.BALANCER,
  cache: net.CACHE,
  database: net.DATABASE,
};
const LINK_NUMBER: Readonly<Record<ConnectionKind, number>> = { sync: net.SYNC, queue: net.QUEUE, stream: net.STREAM };

/** More attempts than a parameter can ask for. */
const ANY_NUMBER = 255;

/** Compiles a document that `parseDocument` has accepted. The only place where the model's words become the engine's. */
export function buildNetwork(document: BrownoutDocument): Network {
  const components = compileComponents(document);
  const links = compileLinks(document, components);
  const channels = compileChannels(document, components, links);
  const network = {
    document,
    ...components,
    ...links,
    ...channels,
    sourceLinks: linksOfSources(components, links),
    ...compilePrograms(document),
    ...compileClasses(document),
    ...compileTargets(document, components, links),
    ...compileTransports(document, { ...components, ...links }),
    ...compileWires(document, components, links),
    ...compileCaches(document, components.stationComponent),
    ...compileCurves(document),
  };
  return { ...network, hash: networkHash(network) };
}

function indexById(items: readonly { readonly id: string }[]): Map<string, number> {
  return new Map(items.map((item, index) => [item.id, index]));
}

function salts(document: BrownoutDocument, id: string, purposes: readonly string[]): number[] {
  return purposes.flatMap((purpose) => {
    const salt = makeSalt(document.settings.seed, id, purpose);
    return [salt.s0, salt.s1];
  });
}

function compileComponents(document: BrownoutDocument) {
  const { components } = document;
  const count = components.length;
  const replicaCount = Int32Array.from(components, mostReplicas);
  const firstStation = new Int32Array(count);
  const stationComponent: number[] = [];
  const sourceComponent: number[] = [];
  const sourceOf = new Int32Array(count).fill(-1);
  const componentParameters = new Float64Array(count * params.COMPONENT_PARAMETER_COLUMNS);
  components.forEach((component, index) => {
    firstStation[index] = stationComponent.length;
    for (let replica = 0; replica < replicaCount[index]; replica++) stationComponent.push(index);
    if (component.kind === 'client') sourceOf[index] = sourceComponent.push(index) - 1;
    writeComponentRow(componentParameters, index, component);
  });
  return {
    componentCount: count,
    componentKind: Int32Array.from(components, (component) => KIND_NUMBER[component.kind]),
    replicaCount,
    ...compileScaling(components, replicaCount),
    firstStation,
    sourceOf,
    stationCount: stationComponent.length,
    stationComponent: Int32Array.from(stationComponent),
    sourceCount: sourceComponent.length,
    sourceComponent: Int32Array.from(sourceComponent),
    samples: components.map(compileSamples),
    componentParameters,
    componentSalts: Int32Array.from(
      components.flatMap((component) =>
        salts(document, component.id, ['service', 'failure', 'hit', 'arrival', 'think', 'policy', 'class', 'chance', 'burst']),
      ),
    ),
  };
}

/** A row of parameters; what a kind does not declare has the value that means "no such limit". */
function writeComponentRow(rows: Float64Array, index: number, component: Component): void {
  const start = index * params.COMPONENT_PARAMETER_COLUMNS;
  rows[start + params.SERVERS] = 0x7fffffff;
  rows[start + params.QUEUE_CAPACITY] = Infinity;
  rows[start + params.MAX_CONNECTIONS] = Infinity;
  rows[start + params.DEADLINE] = Infinity;
  if (component.kind === 'loadBalancer') rows[start + params.SERVICE_DISTRIBUTION] = params.DETERMINISTIC;
  params.writeParameters(rows, start, params.COMPONENT_PARAMETERS, componentSpecs(component), component.params);
}

function compileSamples(component: Component): Float64Array | null {
  const specs = componentSpecs(component);
  if (!specs.some((spec) => spec.name === 'serviceSamplesMs')) return null;
  return Float64Array.from(parameter(specs, component.params, 'serviceSamplesMs') as readonly number[]);
}

type Components = ReturnType<typeof compileComponents>;

function compileLinks(document: BrownoutDocument, components: Components) {
  const { connections } = document;
  const componentIndex = indexById(document.components);
  const channelIndex = indexById(document.channels);
  const poolStart = new Int32Array(connections.length);
  const linkParameters = new Float64Array(connections.length * params.LINK_PARAMETER_COLUMNS);
  let poolCount = 0;
  connections.forEach((connection, index) => {
    const from = componentIndex.get(connection.from);
    poolStart[index] = poolCount;
    poolCount += from === undefined ? 0 : components.replicaCount[from];
    const start = index * params.LINK_PARAMETER_COLUMNS;
    params.writeNeutral(linkParameters, start, params.NEUTRAL_LINK);
    linkParameters[start + params.MAX_CONCURRENT] = Infinity;
    linkParameters[start + params.CALL_TIMEOUT] = Infinity;
    params.writeParameters(linkParameters, start, params.LINK_PARAMETERS, connectionSpecs(connection), connection.params);
  });
  return {
    linkCount: connections.length,
    linkKind: Int32Array.from(connections, (connection) => LINK_NUMBER[connection.kind]),
    linkFrom: Int32Array.from(connections, (connection) => componentIndex.get(connection.from) ?? -1),
    linkTo: Int32Array.from(connections, (connection) => componentIndex.get(connection.to) ?? -1),
    linkChannel: Int32Array.from(connections, (connection) => channelIndex.get(connection.channel ?? '') ?? -1),
    linkSalts: Int32Array.from(
      connections.flatMap((connection) => salts(document, connection.id, ['call', 'probability', 'jitter', 'resilience', 'transport'])),
    ),
    linkMostAttempts: Int32Array.from(connections, (connection) => PROTOCOLS[connection.protocol].mostAttempts ?? ANY_NUMBER),
    poolStart,
    poolCount,
    linkParameters,
  };
}

type Links = ReturnType<typeof compileLinks>;

function linksOfSources({ sourceComponent }: Components, { linkFrom }: Links): Int32Array[] {
  return Array.from(sourceComponent, (component) =>
    Int32Array.from([...linkFrom.keys()].filter((link) => linkFrom[link] === component)),
  );
}

function compileChannels(document: BrownoutDocument, components: Components, links: Links) {
  const { channels, brokers } = document;
  const brokerIndex = indexById(brokers);
  const channelParameters = new Float64Array(channels.length * params.CHANNEL_PARAMETER_COLUMNS);
  const brokerParameters = new Float64Array(brokers.length * params.BROKER_PARAMETER_COLUMNS);
  channels.forEach((channel, index) => {
    const broker = brokers[brokerIndex.get(channel.broker)!];
    const start = index * params.CHANNEL_PARAMETER_COLUMNS;
    params.writeNeutral(channelParameters, start, params.NEUTRAL_CHANNEL);
    params.writeParameters(channelParameters, start, params.CHANNEL_PARAMETERS, channelSpecs(channel, broker), channel.params);
  });
  brokers.forEach((broker, index) => {
    const start = index * params.BROKER_PARAMETER_COLUMNS;
    params.writeNeutral(brokerParameters, start, params.NEUTRAL_BROKER);
    params.writeParameters(brokerParameters, start, params.BROKER_PARAMETERS, brokerSpecs(broker), broker.params);
  });
  return {
    channelCount: channels.length,
    channelIsLog: Int32Array.from(channels, (channel) => (isLog(document, channel) ? 1 : 0)),
    channelBroker: Int32Array.from(channels, (channel) => brokerIndex.get(channel.broker)!),
    channelSalts: Int32Array.from(channels.flatMap((channel) => salts(document, channel.id, ['key', 'hot', 'queue']))),
    channelParameters,
    brokerParameters,
    brokerCount: brokers.length,
    ...compileQueues(document, { ...components, ...links }),
    ...compileLogs(document, components, links),
  };
}

/** Mixes every table, so that a snapshot of one network is never restored into another. */
function networkHash(tables: object): number {
  let hash = 0x811c9dc5;
  for (const table of Object.values(tables)) {
    if (table instanceof Int32Array || table instanceof Float64Array) {
      const words = new Int32Array(table.buffer, table.byteOffset, table.byteLength >> 2);
      hash = Math.imul(hash ^ words.length, 0x01000193);
      for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193);
    }
  }
  return hash;
}
