import { connectionSpecs, parameter, PROTOCOLS } from '../model/catalog.ts';
import type { BrownoutDocument, Connection } from '../model/document.ts';
import type { WireNetwork } from './links/direct/wire-network.ts';

/** Streams of all connections without a broker: more would not fit into memory. */
export const MOST_STREAMS = 400_000;

/** What a compiler of links reads of the components: their stations and their listeners. */
export interface StationTables {
  readonly firstStation: Int32Array;
  readonly replicaCount: Int32Array;
  readonly listenerCount: Int32Array;
}

interface Links {
  readonly linkCount: number;
  readonly linkFrom: Int32Array;
  readonly linkTo: Int32Array;
}

/** Whether a connection is a stream between two components, without a broker. */
export function isDirect(connection: Connection): boolean {
  return connection.kind === 'stream' && PROTOCOLS[connection.protocol].channelKind === undefined;
}

/** Compiles the streams without a broker of a document: their wires and streams. */
export function compileWires(document: BrownoutDocument, components: StationTables, links: Links): WireNetwork {
  const maker = new WireMaker(components, links);
  document.connections.forEach((connection, link) => {
    if (!isDirect(connection)) return;
    maker.add(connection, link);
    if (maker.hasTooMany()) throw tooManyStreams(document, maker.largest.link);
  });
  return maker.tables();
}

function tooManyStreams({ components, connections }: BrownoutDocument, link: number): Error {
  const nameOf = (id: string): string => components.find((component) => component.id === id)?.name ?? id;
  const { from, to } = connections[link];
  return new Error(`The connections of this diagram make more than ${MOST_STREAMS} streams in all, and the one from "${nameOf(from)}" to "${nameOf(to)}" the most of them: let its clients keep fewer connections, or its connections carry fewer streams.`);
}

class WireMaker {
  private readonly components: StationTables;
  private readonly links: Links;
  private readonly wireStart: Int32Array;
  private readonly streamStart: Int32Array;
  private readonly wiresOf: Int32Array;
  private readonly streamsPerWire: Int32Array;
  private readonly opensAtSender: Int32Array;
  private readonly isSocket: Int32Array;
  private readonly serverStart: Int32Array;
  private readonly wireLink: number[] = [];
  private readonly wireOpener: number[] = [];
  private readonly streamWire: number[] = [];
  private servers = 0;
  /** The link that makes the most streams so far, and how many; none of those that would be too many are made. */
  readonly largest = { link: -1, streams: 0 };
  private streams = 0;

  constructor(components: StationTables, links: Links) {
    this.components = components;
    this.links = links;
    const none = (): Int32Array => new Int32Array(links.linkCount).fill(-1);
    this.wireStart = none();
    this.streamStart = none();
    this.serverStart = none();
    this.wiresOf = new Int32Array(links.linkCount);
    this.streamsPerWire = new Int32Array(links.linkCount);
    this.opensAtSender = new Int32Array(links.linkCount);
    this.isSocket = new Int32Array(links.linkCount);
  }

  add(connection: Connection, link: number): void {
    const valueOf = (name: string): unknown => parameter(connectionSpecs(connection), connection.params, name);
    const isSocket = connection.protocol === 'webSocket';
    const opensAtSender = isSocket ? valueOf('opens') === 'sender' : valueOf('shape') !== 'server';
    const streams = isSocket ? 1 : (valueOf('streamsPerClient') as number);
    const clients = valueOf('clients') as number;
    const isWireForEach = !isSocket && valueOf('balance') === 'stream';
    const perWire = isWireForEach ? 1 : streams;
    const opener = opensAtSender ? this.links.linkFrom[link] : this.links.linkTo[link];
    const server = opensAtSender ? this.links.linkTo[link] : this.links.linkFrom[link];
    this.wireStart[link] = this.wireLink.length;
    this.streamStart[link] = this.streamWire.length;
    this.streamsPerWire[link] = perWire;
    this.opensAtSender[link] = opensAtSender ? 1 : 0;
    this.isSocket[link] = isSocket ? 1 : 0;
    this.serverStart[link] = this.servers;
    this.servers += this.components.replicaCount[server];
    this.count(link, this.components.listenerCount[opener] * clients * streams);
    if (this.hasTooMany()) return;
    for (let replica = 0; replica < this.components.listenerCount[opener]; replica++) {
      this.addWires(link, this.components.firstStation[opener] + replica, isWireForEach ? clients * streams : clients, perWire);
    }
    this.wiresOf[link] = this.wireLink.length - this.wireStart[link];
  }

  /** Whether the links that were added make more streams than there may be. */
  hasTooMany(): boolean {
    return this.streams > MOST_STREAMS;
  }

  private count(link: number, streams: number): void {
    this.streams += streams;
    if (streams > this.largest.streams) Object.assign(this.largest, { link, streams });
  }

  private addWires(link: number, station: number, wires: number, perWire: number): void {
    for (let i = 0; i < wires; i++) {
      const wire = this.wireLink.push(link) - 1;
      this.wireOpener.push(station);
      for (let stream = 0; stream < perWire; stream++) this.streamWire.push(wire);
    }
  }

  tables(): WireNetwork {
    return {
      wireStart: this.wireStart,
      streamStart: this.streamStart,
      wiresOf: this.wiresOf,
      streamsPerWire: this.streamsPerWire,
      wireCount: this.wireLink.length,
      wireLink: Int32Array.from(this.wireLink),
      wireOpener: Int32Array.from(this.wireOpener),
      streamCount: this.streamWire.length,
      streamWire: Int32Array.from(this.streamWire),
      opensAtSender: this.opensAtSender,
      isSocket: this.isSocket,
      serverStart: this.serverStart,
      serverCount: this.servers,
    };
  }
}
