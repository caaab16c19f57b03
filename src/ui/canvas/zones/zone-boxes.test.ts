import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument, type Zone } from '../../../model/document.ts';
import type { ScenePlace } from '../../widgets/scene.ts';
import type { CanvasNode } from '../to-flow.ts';
import { applyEdit } from '../../../model/edit.ts';
import { rezoning, toZoneNodes, withoutZones } from './to-zone-nodes.ts';
import { boxOf, zoneUnder } from './zone-boxes.ts';

const east: Zone = { id: 'z1', name: 'East', members: ['c1', 'c2'] };
const document: BrownoutDocument = {
  ...emptyDocument(),
  components: [
    { id: 'c1', kind: 'service', name: 'A', x: 0, y: 0 },
    { id: 'c2', kind: 'service', name: 'B', x: 400, y: 200 },
    { id: 'c3', kind: 'service', name: 'C', x: 1000, y: 0 },
  ],
  connections: [{ id: 'e1', kind: 'queue', protocol: 'rabbitmq', from: 'c1', to: 'c3', channel: 'q1' }],
  brokers: [{ id: 'b1', protocol: 'rabbitmq', name: 'RabbitMQ' }],
  channels: [{ id: 'q1', broker: 'b1', kind: 'queue', name: 'jobs' }],
  zones: [east],
};
const places = new Map<string, ScenePlace>(document.components.map((item) => [item.id, item]));
const at = (id: string, x: number, y: number): ReadonlyMap<string, ScenePlace> => new Map([[id, { x, y }]]);

describe('the rectangle of a zone', () => {
  it('stands around its members, with room for its name above and for what hangs below', () => {
    expect(boxOf(document, east, places)).toEqual({ x: -20, y: -40, width: 640, height: 376 });
  });

  it('goes around the tray of a queue that is drawn on its edge, and is none around nothing', () => {
    expect(boxOf(document, { members: ['b1'] }, places)).toEqual({ x: 540, y: -22, width: 120, height: 140 });
    expect(boxOf(document, { members: [] }, places)).toBeUndefined();
  });

  it('takes in a box whose middle has come over it, not one that was there, nor a member', () => {
    const under = (moving: ReadonlyMap<string, ScenePlace>) => zoneUnder(document, { before: places, moving })?.id;
    expect(under(at('c3', 200, 100))).toBe('z1');
    expect(under(at('c3', 700, 0))).toBeUndefined();
    expect(under(at('c1', 200, 100))).toBeUndefined();
    const inside = new Map([...places, ...at('c3', 200, 100)]);
    expect(zoneUnder(document, { before: inside, moving: at('c3', 220, 100) })).toBeUndefined();
  });
});

describe('a zone as a node', () => {
  const nodes = toZoneNodes(document, { selection: new Set(['z1']), moving: at('c2', 600, 200) });

  it('follows a member that is dragged, behind everything', () => {
    expect(nodes[0]).toMatchObject({ id: 'z1', position: { x: -20, y: -40 }, width: 840, selected: true, data: { members: ['A', 'B'], takesIn: false, letsGo: '' } });
    expect(nodes[0]!.zIndex).toBeLessThan(0);
  });

  it('moves its members by as much as it is dragged itself', () => {
    const all = [...nodes, ...document.components.map(({ id, x, y }) => ({ id, position: { x, y } }))] as CanvasNode[];
    const changes = withoutZones([{ id: 'z1', type: 'position', position: { x: 20, y: 0 }, dragging: true }], { parts: document, nodes: all });
    expect(changes).toEqual([
      { id: 'c1', type: 'position', position: { x: 40, y: 40 }, dragging: true },
      { id: 'c2', type: 'position', position: { x: 440, y: 240 }, dragging: true },
    ]);
  });
});

describe('a member that is dragged', () => {
  const drawn = (moving: ReadonlyMap<string, ScenePlace>) => toZoneNodes(document, { selection: new Set(), moving })[0]!;
  const after = (moving: ReadonlyMap<string, ScenePlace>) =>
    applyEdit(document, { type: 'batch', edits: rezoning(document, moving) }).document.zones[0]?.members;

  it('stretches the zone while it touches where the zone stood, and leaves it when it lies beside it', () => {
    expect(drawn(at('c2', 600, 200)).data.letsGo).toBe('');
    expect(after(at('c2', 600, 200))).toEqual(['c1', 'c2']);
    expect(drawn(at('c2', 640, 200))).toMatchObject({ width: 240, data: { letsGo: 'B' } });
    expect(after(at('c2', 640, 200))).toEqual(['c1']);
  });

  it('takes the zone along when all the others are dragged with it', () => {
    const both = new Map([...at('c1', 2000, 0), ...at('c2', 2400, 200)]);
    expect(drawn(both).data.letsGo).toBe('');
    expect(rezoning(document, both)).toEqual([]);
  });

  it('goes from one zone to another in one step, and from an inner zone alone', () => {
    const west: Zone = { id: 'z2', name: 'West', members: ['c3'] };
    const two = { ...document, zones: [east, west] };
    const change = { type: 'batch', edits: rezoning(two, at('c2', 1020, 40)) } as const;
    expect(applyEdit(two, change).document.zones.map(({ members }) => members)).toEqual([['c1'], ['c3', 'c2']]);
    const nested = { ...document, zones: [east, { id: 'z2', name: 'All', members: ['c1', 'c2', 'c3'] }] };
    expect(applyEdit(nested, { type: 'batch', edits: rezoning(nested, at('c2', 800, 0)) }).document.zones.map(({ members }) => members.length)).toEqual([1, 3]);
  });

  it('takes a broker along with the last of its boxes only', () => {
    const boxes = ['q1', 'q2'].map((id, index) => ({ id, broker: 'b1', kind: 'queue' as const, name: id, x: 0, y: index * 200 }));
    const brokers = { ...document, channels: boxes, zones: [{ ...east, members: ['c2', 'b1'] }] };
    expect(rezoning(brokers, at('q1', 0, 2000))).toEqual([]);
    const gone = rezoning(brokers, new Map([...at('q1', 0, 2000), ...at('q2', 0, 2200)]));
    expect(gone).toMatchObject([{ item: { members: ['c2'] } }]);
  });
});
