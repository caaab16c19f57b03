import type { BrownoutDocument, Zone } from '../../../model/document.ts';
import { isBox } from '../../../store/offers.ts';
import type { ScenePlace } from '../../widgets/scene.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../edge-geometry.ts';

/** A rectangle in flow pixels. */
export interface ZoneBox extends ScenePlace {
  readonly width: number;
  readonly height: number;
}

/** What zones are drawn from. */
export type ZonedParts = Pick<BrownoutDocument, 'components' | 'channels' | 'connections' | 'zones'>;

/** Room between a zone's border and its members, on the grid: above for its name, below for what hangs under a box. */
export const ROOM = { left: 20, top: 40, right: 20, bottom: 40 };

/** Around the middle of an edge, for a queue that is drawn on it. */
const TRAY = { width: 80, height: 60 };

/** Boxes on the canvas that belong to a zone: its components, and the channels of its brokers that have a box. */
export function boxesIn({ components, channels }: ZonedParts, { members }: Pick<Zone, 'members'>): readonly string[] {
  const own = [...components.filter(({ id }) => members.includes(id)), ...channels.filter((channel) => isBox(channel) && members.includes(channel.broker))];
  return own.map(({ id }) => id);
}

/** The rectangle around all that belongs to a zone, where `places` has it; undefined when there is nothing to be seen. */
export function boxOf(parts: ZonedParts, zone: Pick<Zone, 'members'>, places: ReadonlyMap<string, ScenePlace>): ZoneBox | undefined {
  const boxes = boxesIn(parts, zone).flatMap((id) => {
    const place = places.get(id);
    return place === undefined ? [] : [{ x: place.x, y: place.y, width: NODE_WIDTH, height: NODE_HEIGHT }];
  });
  return around([...boxes, ...traysIn(parts, zone, places)]);
}

/** Where the queues of a zone's brokers lie that are drawn on their edges: halfway between the boxes at the ends. */
function traysIn({ channels, connections }: ZonedParts, { members }: Pick<Zone, 'members'>, places: ReadonlyMap<string, ScenePlace>): readonly ZoneBox[] {
  const drawnOnEdges = new Set(channels.filter((channel) => !isBox(channel) && members.includes(channel.broker)).map(({ id }) => id));
  return connections.flatMap(({ from, to, channel }) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (channel === undefined || !drawnOnEdges.has(channel) || start === undefined || end === undefined) return [];
    const x = (start.x + end.x + NODE_WIDTH - TRAY.width) / 2;
    const y = (start.y + end.y + NODE_HEIGHT - TRAY.height) / 2;
    return [{ x, y, ...TRAY }];
  });
}

function around(boxes: readonly ZoneBox[]): ZoneBox | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x)) - ROOM.left;
  const y = Math.min(...boxes.map((box) => box.y)) - ROOM.top;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + ROOM.right;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + ROOM.bottom;
  return { x, y, width: right - x, height: bottom - y };
}

/** The zone that takes in what was dragged: the middle of a box has come over its rectangle from outside. Undefined when
 *  there is none, or when all its members are dragged along. With zones in one another, the smallest. */
export function zoneUnder(
  parts: ZonedParts,
  { before, moving }: { readonly before: ReadonlyMap<string, ScenePlace>; readonly moving: ReadonlyMap<string, ScenePlace> },
): Zone | undefined {
  const still = new Map([...before].filter(([id]) => !moving.has(id)));
  const found = parts.zones.flatMap((zone) => {
    const box = boxOf(parts, zone, still);
    const mine = new Set(boxesIn(parts, zone));
    if (box === undefined || [...moving.keys()].some((id) => mine.has(id))) return [];
    const isCome = [...moving].some(([id, place]) => isMiddleIn(box, place) && !isMiddleIn(box, before.get(id) ?? place));
    return isCome ? [{ zone, area: box.width * box.height }] : [];
  });
  return found.toSorted((a, b) => a.area - b.area)[0]?.zone;
}

/** Members that a drag takes out of a zone: every box of theirs has come to lie wholly outside the rectangle that the zone
 *  had before. None when everything in the zone is dragged along, which moves the zone. */
export function leaving(
  parts: ZonedParts,
  zone: Pick<Zone, 'members'>,
  { before, moving }: { readonly before: ReadonlyMap<string, ScenePlace>; readonly moving: ReadonlyMap<string, ScenePlace> },
): readonly string[] {
  const box = boxOf(parts, zone, before);
  if (box === undefined || boxesIn(parts, zone).every((id) => moving.has(id))) return [];
  return zone.members.filter((member) => {
    const own = boxesIn(parts, { members: [member] });
    return own.length > 0 && own.every((id) => moving.has(id) && isApart(box, moving.get(id)!));
  });
}

function isApart(box: ZoneBox, { x, y }: ScenePlace): boolean {
  return x + NODE_WIDTH < box.x || x > box.x + box.width || y + NODE_HEIGHT < box.y || y > box.y + box.height;
}

function isMiddleIn(box: ZoneBox, place: ScenePlace): boolean {
  const [x, y] = [place.x + NODE_WIDTH / 2, place.y + NODE_HEIGHT / 2];
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
