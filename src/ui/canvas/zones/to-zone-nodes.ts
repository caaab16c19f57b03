import type { NodeChange } from '@xyflow/react';
import type { BrownoutDocument } from '../../../model/document.ts';
import type { Edit } from '../../../model/edit.ts';
import { addToZone, takeFromZone } from '../../../model/edit-zones.ts';
import { isBox } from '../../../store/offers.ts';
import type { ScenePlace } from '../../widgets/scene.ts';
import type { CanvasNode, ZoneNode } from '../to-flow.ts';
import { boxesIn, boxOf, leaving, type ZonedParts, zoneUnder } from './zone-boxes.ts';

/** Behind edges and boxes. Of two zones in one another the smaller one is on top, so that both can be clicked. */
const DEEPEST = -1000;
/** The rectangle itself lets everything through: only its border and its name can be clicked. */
const STYLE = { pointerEvents: 'none' } as const;

/** Zones of the document that have something to be drawn around, the largest first. */
export function toZoneNodes(
  parts: ZonedParts & Pick<BrownoutDocument, 'brokers'>,
  options: {
    readonly selection: ReadonlySet<string>;
    readonly moving: ReadonlyMap<string, ScenePlace>;
  },
): readonly ZoneNode[] {
  const { selection, moving } = options;
  const places = placesIn(parts);
  const now = new Map([...places, ...moving]);
  const names = new Map([...parts.components, ...parts.brokers].map(({ id, name }) => [id, name]));
  const under = moving.size === 0 ? undefined : zoneUnder(parts, { before: places, moving });
  const nodes = parts.zones.flatMap((zone): ZoneNode[] => {
    const gone = moving.size === 0 ? [] : leaving(parts, zone, { before: places, moving });
    const left = gone.length === 0 ? zone : { members: zone.members.filter((id) => !gone.includes(id)) };
    const box = boxOf(parts, left, now);
    if (box === undefined) return [];
    const { x, y, width, height } = box;
    const nameOf = (id: string): string => names.get(id) ?? id;
    const members = zone.members.map(nameOf);
    return [{
      id: zone.id,
      type: 'zone',
      position: { x, y },
      width,
      height,
      measured: { width, height },
      selected: selection.has(zone.id),
      selectable: false,
      focusable: false,
      connectable: false,
      style: STYLE,
      data: { name: zone.name, members, takesIn: zone === under, letsGo: gone.map(nameOf).join(', ') },
    }];
  });
  nodes.sort((a, b) => b.width! * b.height! - a.width! * a.height!);
  return nodes.map((node, index) => ({ ...node, zIndex: DEEPEST + index }));
}

/** The changes with a dragged zone replaced by what is in it, moved by as much. Boxes that are dragged themselves already
 *  move on their own. */
export function withoutZones(
  changes: readonly NodeChange<CanvasNode>[],
  { parts, nodes }: { readonly parts: ZonedParts; readonly nodes: readonly CanvasNode[] },
): NodeChange<CanvasNode>[] {
  const dragged = new Set(changes.flatMap((change) => (change.type === 'position' ? [change.id] : [])));
  return changes.flatMap((change) => {
    const zone = 'id' in change ? parts.zones.find(({ id }) => id === change.id) : undefined;
    if (zone === undefined) return [change];
    const from = nodes.find(({ id }) => id === zone.id)?.position;
    if (change.type !== 'position' || change.position === undefined || from === undefined) return [];
    const [dx, dy] = [change.position.x - from.x, change.position.y - from.y];
    return boxesIn(parts, zone).filter((id) => !dragged.has(id)).flatMap((id) => {
      const place = nodes.find((node) => node.id === id)?.position;
      return place === undefined ? [] : [{ ...change, id, position: { x: place.x + dx, y: place.y + dy } }];
    });
  });
}

/** What takes boxes that were dragged into a zone into it, and those that were dragged out of one out of it. */
export function rezoning(document: BrownoutDocument, moving: ReadonlyMap<string, ScenePlace>): readonly Edit[] {
  const before = placesIn(document);
  const zone = zoneUnder(document, { before, moving });
  const joined = zone && addToZone(document, zone, [...moving.keys()]);
  const left = document.zones.flatMap((from) => {
    const gone = leaving(document, from, { before, moving });
    return gone.length === 0 ? [] : [takeFromZone(from, ...gone)];
  });
  return joined === undefined ? left : [...left, joined];
}

/** Where the document has its boxes. */
function placesIn({ components, channels }: Pick<BrownoutDocument, 'components' | 'channels'>): ReadonlyMap<string, ScenePlace> {
  return new Map([...components, ...channels.filter(isBox)].map((item) => [item.id, item]));
}
