import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BrownoutDocument, FaultKind } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';
import { parseDocumentText } from '../../model/parse.ts';
import { targetsOf } from '../../model/zones.ts';
import { faultsFor } from '../../store/changes.ts';
import { breakOffers, breakTargets } from './break-offers.ts';
import { strings } from './strings.ts';

function example(): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync('public/diagrams/job-over-queue.json', 'utf8'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return parsed.document;
}

const document = example();
const [channel] = document.channels;
const broker = document.brokers.find(({ id }) => id === channel!.broker)!;
const edge = document.connections.find((connection) => connection.channel === channel!.id)!;

/** The kinds without repeats, in the order of menus. */
function offeredOf(kinds: readonly FaultKind[]): readonly FaultKind[] {
  return (Object.keys(FAULTS) as FaultKind[]).filter((kind) => kinds.includes(kind));
}

describe('what is offered to break', () => {
  it('aims at the broker of a selected channel, by both names', () => {
    const [offer, ...rest] = breakOffers(document, channel!.id);
    expect(rest).toEqual([]);
    expect(offer).toMatchObject({ aim: broker.id, title: `Break ${channel!.name}, on ${broker.name}` });
    expect(offer!.faults.map(([fault]) => fault)).toEqual(['crash', 'freeze', 'slowdown']);
  });

  it('offers a queue edge its own faults, then those of its broker', () => {
    const [own, behind] = breakOffers(document, edge.id);
    expect(own).toMatchObject({ aim: edge.id });
    const faults = own!.faults.map(([fault]) => fault);
    expect(faults).toContain('cut');
    expect(faults).not.toContain('crash');
    expect(behind).toMatchObject({ aim: broker.id, title: `Break its broker, ${broker.name}` });
  });

  it('says which channels go down with a broker', () => {
    expect(breakOffers(document, channel!.id)[0]!.note).toBe(`Only ${channel!.name} is on it.`);
    const shared: BrownoutDocument = { ...document, channels: [channel!, { ...channel!, id: 'second', name: 'Second' }] };
    expect(breakOffers(shared, channel!.id)[0]!.note).toBe(`Hits everything on it: ${channel!.name}, Second.`);
  });

  it('lists everything that can be broken, databases first, and no clients', () => {
    const targets = breakTargets(document);
    const ids = targets.map(({ id }) => id);
    expect(ids).toContain(channel!.id);
    expect(ids).toContain(broker.id);
    const clients = document.components.filter(({ kind }) => kind === 'client').map(({ id }) => id);
    for (const client of clients) expect(ids).not.toContain(client);
    for (const target of targets) expect(breakOffers(document, target.id).length).toBeGreaterThan(0);
  });

  it('offers a zone what its members may have, and to cut it off', () => {
    const member = document.components.find(({ kind }) => kind === 'service')!;
    const zoned: BrownoutDocument = { ...document, zones: [{ id: 'east', name: 'East', members: [member.id, broker.id] }] };
    expect(breakTargets(zoned).at(-1)).toEqual({ id: 'east', name: 'East', group: 'zones' });
    const [inside, border, ...rest] = breakOffers(zoned, 'east');
    expect(rest).toEqual([]);
    const ofMembers = [member.id, broker.id].flatMap((id) => faultsFor(zoned, id).map(([fault]) => fault));
    expect(inside).toMatchObject({ aim: 'east', title: 'Break East', note: `Hits everything on it: ${member.name}, ${broker.name}.` });
    expect(ofMembers.filter((fault) => fault === 'crash')).toHaveLength(2);
    expect(inside!.faults.map(([fault]) => fault)).toEqual(offeredOf(ofMembers));
    const crossing = targetsOf(zoned, { fault: 'cut', target: 'east' }).slice(1);
    const ofCrossing = crossing.flatMap((id) => faultsFor(zoned, id).flatMap(([fault, spec]) => (spec.isForConsumers === true ? [] : fault)));
    expect(border).toMatchObject({ aim: 'east', note: strings.breakCrossing(crossing.length) });
    expect(border!.faults.map(([fault]) => fault)).toEqual(offeredOf(ofCrossing));
    expect(border!.faults.map(([fault]) => fault)).toContain('cut');
    const empty: BrownoutDocument = { ...document, zones: [{ id: 'east', name: 'East', members: [] }] };
    expect(breakOffers(empty, 'east')).toEqual([]);
  });

  it('offers a zone the faults of consumers where a consumer is in it', () => {
    const consumer = document.connections.find(({ channel: through, to }) => through === channel!.id && to !== through)!.to;
    const zoned: BrownoutDocument = { ...document, zones: [{ id: 'east', name: 'East', members: [consumer] }] };
    const faults = breakOffers(zoned, 'east').flatMap((offer) => offer.faults.map(([fault]) => fault));
    expect(faults.filter((fault) => FAULTS[fault].isForConsumers === true)).toEqual(['poison', 'consumerCrash']);
  });

  it('offers nothing for what is not there', () => {
    expect(breakOffers(document, 'nobody')).toEqual([]);
  });
});
