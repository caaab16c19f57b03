import type { BrownoutDocument, Zone } from './document.ts';
import type { Edit } from './edit.ts';
import { freshId, idsOf } from './names.ts';
import { membersFrom } from './zones.ts';

/** Draws a zone around these components and channels, with the first free name of `base` and a number. Undefined when
 *  none of them can be a member. */
export function groupIntoZone(document: BrownoutDocument, ids: readonly string[], base: string): Edit | undefined {
  const members = membersFrom(document, ids);
  if (members.length === 0) return undefined;
  const item: Zone = { id: freshId('zones', idsOf(document)), name: freeName(document, base), members };
  return { type: 'insert', items: [{ collection: 'zones', item }] };
}

/** Takes these components, and the brokers of these channels, into a zone. Undefined when all of them are in it already
 *  or can be in none. */
export function addToZone(document: BrownoutDocument, zone: Zone, ids: readonly string[]): Edit | undefined {
  const added = membersFrom(document, ids).filter((id) => !zone.members.includes(id));
  return added.length === 0 ? undefined : { type: 'replace', collection: 'zones', item: { ...zone, members: [...zone.members, ...added] } };
}

/** Takes members out of a zone. With the last one the zone goes, and the faults that are aimed at it. */
export function takeFromZone(zone: Zone, ...taken: readonly string[]): Edit {
  const members = zone.members.filter((id) => !taken.includes(id));
  return members.length === 0
    ? { type: 'remove', ids: [zone.id] }
    : { type: 'replace', collection: 'zones', item: { ...zone, members } };
}

function freeName(document: BrownoutDocument, base: string): string {
  const taken = new Set(document.zones.map(({ name }) => name));
  let number = 1;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}
