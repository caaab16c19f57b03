import { describe, expect, it } from 'vitest';
import { canAim } from './fault-targets.ts';
import { type BrownoutDocument, emptyDocument, type FaultKind, type Zone } from './document.ts';
import { applyEdit } from './edit.ts';
import { addToZone, groupIntoZone, takeFromZone } from './edit-zones.ts';
import { FAULTS } from './faults.ts';
import { parseDocument } from './parse.ts';
import { isTarget, membersFrom, targetsOf } from './zones.ts';

const EAST: Zone = { id: 'z1', name: 'East', members: ['c2', 'c3', 'b1'] };

/** Clients call Orders, which calls Stock and publishes to Mail over a queue; Orders, Stock and the broker are in the zone. */
function drawn(zones: readonly Zone[] = [EAST]): BrownoutDocument {
  return {
    ...emptyDocument(),
    components: [
      { id: 'c1', kind: 'client', name: 'Shoppers', x: 0, y: 0 },
      { id: 'c2', kind: 'service', name: 'Orders', x: 400, y: 0 },
      { id: 'c3', kind: 'service', name: 'Stock', x: 800, y: 0 },
      { id: 'c4', kind: 'service', name: 'Mail', x: 800, y: 300 },
    ],
    connections: [
      { id: 'e1', kind: 'sync', protocol: 'http1', from: 'c1', to: 'c2' },
      { id: 'e2', kind: 'sync', protocol: 'http1', from: 'c2', to: 'c3' },
      { id: 'e3', kind: 'queue', protocol: 'rabbitmq', from: 'c2', to: 'c4', channel: 'q1' },
    ],
    brokers: [{ id: 'b1', protocol: 'rabbitmq', name: 'RabbitMQ' }],
    channels: [{ id: 'q1', broker: 'b1', kind: 'queue', name: 'mails' }],
    zones,
  };
}

const hit = (fault: FaultKind, document = drawn()): readonly string[] => targetsOf(document, { fault, target: 'z1' });

describe('what a fault of a zone hits', () => {
  it('is every member of a crash, and the components of what brokers cannot have', () => {
    expect(hit('crash')).toEqual(['z1', 'c2', 'c3', 'b1']);
    expect(hit('slowdown')).toEqual(['z1', 'c2', 'c3', 'b1']);
    expect(hit('errors')).toEqual(['z1', 'c2', 'c3']);
  });

  it('is what crosses its border of a cut, and of that only what can have the fault', () => {
    expect(hit('cut')).toEqual(['z1', 'e1', 'e3']);
    expect(hit('cut', drawn([{ ...EAST, members: ['c2', 'c3'] }]))).toEqual(['z1', 'e1', 'e3']);
    expect(hit('cut', drawn([{ ...EAST, members: ['c1', 'c2', 'c3'] }]))).toEqual(['z1', 'e3']);
  });

  it('is the consumers in it of a fault of consumers, and the brokers in it of one of brokers', () => {
    expect(hit('poison')).toEqual(['z1']);
    expect(hit('poison', drawn([{ ...EAST, members: ['c4'] }]))).toEqual(['z1', 'e3']);
    expect(hit('leaderLoss')).toEqual(['z1', 'b1']);
  });

  it('is the target alone when that is no zone', () => {
    expect(targetsOf(drawn(), { fault: 'crash', target: 'c2' })).toEqual(['c2']);
  });

  it('tells faults of connections from others as their specifications do', () => {
    const { connections } = drawn();
    for (const fault of Object.keys(FAULTS) as FaultKind[]) {
      expect(FAULTS[fault].isOfConnections ?? false).toBe(FAULTS[fault].targets.includes('connection'));
      const border = connections.filter(({ id }) => id !== 'e2').filter((connection) => canAim(fault, connection));
      if (FAULTS[fault].isOfConnections === true && FAULTS[fault].isForConsumers !== true) expect(hit(fault).slice(1)).toEqual(border.map(({ id }) => id));
    }
  });
});

describe('edits of zones', () => {
  it('group components, and a channel by its broker, under the first free name', () => {
    const document = drawn([{ ...EAST, name: 'Zone 1' }]);
    expect(membersFrom(document, ['q1', 'e1', 'c4', 'b1'])).toEqual(['b1', 'c4']);
    const applied = applyEdit(document, groupIntoZone(document, ['c4', 'q1'], 'Zone')!);
    expect(applied.document.zones[1]).toEqual({ id: 'z2', name: 'Zone 2', members: ['c4', 'b1'] });
    expect(parseDocument(applied.document)).toEqual({ ok: true, document: applied.document });
    expect(applyEdit(applied.document, applied.inverse).document).toEqual(document);
    expect(groupIntoZone(document, ['e1'], 'Zone')).toBeUndefined();
  });

  it('take members in and out; the last one takes the zone and its faults along', () => {
    const document: BrownoutDocument = { ...drawn([{ ...EAST, members: ['c2'] }]), schedule: [{ id: 'f1', type: 'fault', fault: 'crash', target: 'z1', atMs: 0 }] };
    const more = applyEdit(document, addToZone(document, document.zones[0]!, ['c2', 'c3'])!).document;
    expect(more.zones[0]!.members).toEqual(['c2', 'c3']);
    expect(addToZone(more, more.zones[0]!, ['c3', 'e1'])).toBeUndefined();
    expect(applyEdit(more, takeFromZone(more.zones[0]!, 'c2')).document.zones[0]!.members).toEqual(['c3']);
    const gone = applyEdit(document, takeFromZone(document.zones[0]!, 'c2'));
    expect([gone.document.zones, gone.document.schedule, gone.document.components]).toEqual([[], [], document.components]);
    expect(applyEdit(gone.document, gone.inverse).document).toEqual(document);
  });

  it('a zone goes with the last of its members, and stays with fewer', () => {
    const document = drawn([{ ...EAST, members: ['c2', 'c3'] }]);
    expect(applyEdit(document, { type: 'remove', ids: ['c2'] }).document.zones[0]!.members).toEqual(['c3']);
    const gone = applyEdit(document, { type: 'remove', ids: ['c2', 'c3'] });
    expect(gone.document.zones).toEqual([]);
    expect(applyEdit(gone.document, gone.inverse).document).toEqual(document);
  });
});

describe('isTarget', () => {
  it('agrees with the list of targets, for every fault of a zone and of one part', () => {
    const document = drawn();
    const ids = [...document.components, ...document.connections, ...document.brokers, ...document.zones, ...document.channels].map(({ id }) => id);
    for (const target of ids) {
      for (const fault of Object.keys(FAULTS) as FaultKind[]) {
        const hit = ids.filter((id) => isTarget(document, { fault, target }, id));
        expect(hit.toSorted()).toEqual([...targetsOf(document, { fault, target })].toSorted());
      }
    }
  });

  it('looks at the members of a large zone once, not for each part that asks', () => {
    let looks = 0;
    const components = Array.from({ length: 200 }, (_, i) => ({ id: `c${i}`, kind: 'service' as const, name: `${i}`, x: 0, y: 0 }));
    const zone = { id: 'z', name: 'z', get members() { looks++; return components.map(({ id }) => id); } };
    const document = { ...emptyDocument(), components, zones: [zone] };
    for (const { id } of components) expect(isTarget(document, { fault: 'crash', target: 'z' }, id)).toBe(true);
    expect(looks).toBe(1);
  });
});
