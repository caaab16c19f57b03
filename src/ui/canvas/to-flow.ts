import { type Edge, type Node, Position } from '@xyflow/react';
import { KINDS, PROTOCOLS } from '../../model/catalog.ts';
import type { BrownoutDocument, Channel, Component, Connection } from '../../model/document.ts';
import { isBox } from '../../store/offers.ts';
import type { IconName } from '../widgets/kind-icon.tsx';
import type { ScenePlace } from '../widgets/scene.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';
import { strings } from './strings.ts';

/** What a node shows of itself: all that is live is drawn over it. */
export type PartData = { readonly icon: IconName; readonly name: string; readonly kindLabel: string };
export type PartNode = Node<PartData, 'part'>;
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
}

/** Nodes of earlier calls, to give the same object for what did not change: React Flow then skips it. */
export type NodeCache = Map<string, PartNode>;

/** The document's boxes as React Flow's nodes. `moving` holds places of a drag that is under way. */
export function toNodes(
  document: Pick<BrownoutDocument, 'components' | 'channels'>,
  options: {
    readonly selection: ReadonlySet<string>;
    readonly moving: ReadonlyMap<string, ScenePlace>;
    readonly cache: NodeCache;
  },
): PartNode[] {
  const { selection, moving, cache } = options;
  const nodes = [...document.components.map(fromComponent), ...document.channels.filter(isBox).map(fromChannel)].map(
    (source) => {
      const place = moving.get(source.id) ?? source;
      return cached(cache, source, { place, selected: selection.has(source.id) });
    },
  );
  for (const id of cache.keys()) if (!nodes.some((node) => node.id === id)) cache.delete(id);
  return nodes;
}

function fromComponent(component: Component): Source {
  const { id, name, x, y, kind } = component;
  return { id, name, x, y, icon: kind, kindLabel: KINDS[kind].label };
}

function fromChannel(channel: Channel & { readonly x: number; readonly y: number }): Source {
  const { id, name, x, y, kind } = channel;
  const isQueue = kind === 'queue';
  const kindLabel = isQueue ? strings.queueBox : strings.topicBox;
  return { id, name, x, y, icon: isQueue ? 'channelQueue' : 'channelLog', kindLabel };
}

function cached(
  cache: NodeCache,
  source: Source,
  { place, selected }: { readonly place: ScenePlace; readonly selected: boolean },
): PartNode {
  const { id, name, icon, kindLabel } = source;
  const known = cache.get(id);
  const isSame =
    known !== undefined &&
    known.position.x === place.x &&
    known.position.y === place.y &&
    known.selected === selected &&
    known.data.name === name &&
    known.data.icon === icon;
  if (isSame) return known;
  const node: PartNode = {
    id,
    type: 'part',
    position: { x: place.x, y: place.y },
    selected,
    data: { icon, name, kindLabel },
    ...SIZE,
    measured: SIZE,
    handles: HANDLES,
    ariaLabel: strings.nodeName(name, kindLabel),
  };
  cache.set(id, node);
  return node;
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
    protocol: PROTOCOLS[connection.protocol].label,
    from: names.get(connection.from) ?? '',
    to: names.get(connection.to) ?? '',
    ...(channel === undefined || isAtBox ? {} : { channel }),
  });
}
