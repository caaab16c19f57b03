import { type Edge, type Node, Position } from '@xyflow/react';
import { KIND_OUTLINES, PROTOCOL_OUTLINES } from '../../model/outlines.ts';
import type { Broker, BrownoutDocument, Channel, Component, Connection, Note } from '../../model/document.ts';
import { isBox } from '../../store/offers.ts';
import type { IconName } from '../widgets/kind-icon.tsx';
import type { ScenePlace } from '../widgets/scene.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';
import { strings } from './strings.ts';

/** What a node shows of itself: all that is live is drawn over it. */
export type PartData = {
  readonly icon: IconName;
  readonly name: string;
  readonly kindLabel: string;
  /** Whether the number of its replicas stands at the end of its header. */
  readonly hasReplicas: boolean;
};
export type PartNode = Node<PartData, 'part'>;
export type NoteNode = Node<{ readonly text: string }, 'note'>;
export type ZoneNode = Node<{ readonly name: string; readonly members: readonly string[]; readonly takesIn: boolean; readonly letsGo: string }, 'zone'>;
export type CanvasNode = PartNode | NoteNode | ZoneNode;
export type LinkEdge = Edge<{ readonly kind: Connection['kind'] }, 'link'>;

const SIZE = { width: NODE_WIDTH, height: NODE_HEIGHT };

/** Every node takes connections anywhere and gives them from its right side. Declared so that edges are there before
 *  the browser has measured anything. */
const HANDLES: NonNullable<Node['handles']> = [
  { id: 'out', type: 'source', position: Position.Right, x: NODE_WIDTH - 6, y: NODE_HEIGHT / 2 - 6, width: 12, height: 12 },
  { id: 'in', type: 'target', position: Position.Left, x: 0, y: 0, width: NODE_WIDTH, height: NODE_HEIGHT },
];

interface Source {
  readonly id: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly icon: IconName;
  readonly kindLabel: string;
  readonly hasReplicas: boolean;
}

/** Nodes of earlier calls, to give the same object for what did not change: React Flow then skips it. */
export type NodeCache = Map<string, CanvasNode>;

/** The document's boxes as React Flow's nodes. `moving` holds places of a drag that is under way. */
export function toNodes(
  document: Pick<BrownoutDocument, 'components' | 'brokers' | 'channels' | 'notes'>,
  options: {
    readonly selection: ReadonlySet<string>;
    readonly moving: ReadonlyMap<string, ScenePlace>;
    readonly cache: NodeCache;
  },
): CanvasNode[] {
  const { selection, moving, cache } = options;
  const stateOf = (item: ScenePlace & { readonly id: string }) => ({
    place: moving.get(item.id) ?? item,
    selected: selection.has(item.id),
  });
  const parts = [...document.components.map(fromComponent), ...document.channels.filter(isBox).map((channel) => fromChannel(channel, document.brokers))];
  const nodes = [
    ...document.notes.map((note) => cached(cache, toNote(note, stateOf(note)))),
    ...parts.map((part) => cached(cache, toPart(part, stateOf(part)))),
  ];
  const present = new Set(nodes.map((node) => node.id));
  for (const id of cache.keys()) if (!present.has(id)) cache.delete(id);
  return nodes;
}

function fromComponent(component: Component): Source {
  const { id, name, x, y, kind, params } = component;
  return { id, name, x, y, icon: kind, kindLabel: KIND_OUTLINES[kind].label, hasReplicas: params?.['replicas'] !== undefined };
}

const CHANNEL_ICONS: Readonly<Record<Channel['kind'], IconName>> = { queue: 'channelQueue', log: 'channelLog', exchange: 'exchange' };

function fromChannel(channel: Channel & { readonly x: number; readonly y: number }, brokers: readonly Broker[]): Source {
  const { id, name, x, y, kind } = channel;
  const isTopic = kind === 'log' || brokers.find((broker) => broker.id === channel.broker)?.protocol === 'serviceBus';
  const others = isTopic ? strings.topicBox : strings.exchangeBox;
  return { id, name, x, y, icon: CHANNEL_ICONS[kind], kindLabel: kind === 'queue' ? strings.queueBox : others, hasReplicas: false };
}

interface NodeState {
  readonly place: ScenePlace;
  readonly selected: boolean;
}

function toPart({ id, name, icon, kindLabel, hasReplicas }: Source, { place, selected }: NodeState): PartNode {
  return {
    id,
    type: 'part',
    position: { x: place.x, y: place.y },
    selected,
    data: { icon, name, kindLabel, hasReplicas },
    ...SIZE,
    measured: SIZE,
    handles: HANDLES,
    ariaLabel: strings.nodeName(name, kindLabel),
  };
}

function toNote({ id, text }: Note, { place, selected }: NodeState): NoteNode {
  return {
    id,
    type: 'note',
    position: { x: place.x, y: place.y },
    selected,
    data: { text },
    connectable: false,
    ariaLabel: strings.noteName(text),
  };
}

/** The node of an earlier call when it says the same. */
function cached(cache: NodeCache, node: CanvasNode): CanvasNode {
  const known = cache.get(node.id);
  if (known !== undefined && known.selected === node.selected && isSamePlace(known.position, node.position)) {
    if (JSON.stringify(known.data) === JSON.stringify(node.data)) return known;
  }
  cache.set(node.id, node);
  return node;
}

function isSamePlace(a: ScenePlace, b: ScenePlace): boolean {
  return a.x === b.x && a.y === b.y;
}

/** The document's connections as React Flow's edges. */
export function toEdges(document: BrownoutDocument, selection: ReadonlySet<string>): LinkEdge[] {
  const names = new Map([...document.components, ...document.channels].map((item) => [item.id, item.name]));
  return document.connections.map((connection) => ({
    id: connection.id,
    type: 'link',
    source: connection.from,
    target: connection.to,
    sourceHandle: 'out',
    targetHandle: 'in',
    selected: selection.has(connection.id),
    data: { kind: connection.kind },
    ariaLabel: edgeName(connection, names),
  }));
}

function edgeName(connection: Connection, names: ReadonlyMap<string, string>): string {
  const channel = connection.channel === undefined ? undefined : names.get(connection.channel);
  const isAtBox = connection.channel === connection.from || connection.channel === connection.to;
  return strings.edgeName({
    kind: strings.kinds[connection.kind],
    protocol: PROTOCOL_OUTLINES[connection.protocol].label,
    from: names.get(connection.from) ?? '',
    to: names.get(connection.to) ?? '',
    ...(channel === undefined || isAtBox ? {} : { channel }),
  });
}
