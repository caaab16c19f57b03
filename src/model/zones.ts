import type { Broker, BrownoutDocument, Component, Connection, FaultEntry, Zone } from './document.ts';
import { FAULT_OUTLINES, isForSending } from './outlines.ts';

/** Ids of everything that a fault acts on: its target, and for a zone what the fault hits in it. That is every member
 *  other than a client, brokers by faults that brokers can have; for a fault of consumers each connection that leads to a member,
 *  and for any other of connections each of those over the zone's border that can have it. As the engine's schedule does
 *  it. */
export function targetsOf(document: BrownoutDocument, entry: Pick<FaultEntry, 'fault' | 'target'>): readonly string[] {
  return [...hitBy(document, entry)];
}

/** Whether a fault acts on what has this id: whether that is among its targets. Quick, however large a zone is. */
export function isTarget(document: BrownoutDocument, entry: Pick<FaultEntry, 'fault' | 'target'>, id: string): boolean {
  return entry.target === id || (document.zones.length > 0 && hitBy(document, entry).has(id));
}

/** What each kind of fault hits, by zone: everything drawn asks for it, and a document never changes. */
const hitsKnown = new WeakMap<BrownoutDocument, Map<string, ReadonlySet<string>>>();

function hitBy(document: BrownoutDocument, { fault, target }: Pick<FaultEntry, 'fault' | 'target'>): ReadonlySet<string> {
  const zone = document.zones.find(({ id }) => id === target);
  if (zone === undefined) return new Set([target]);
  const known = hitsKnown.get(document) ?? new Map<string, ReadonlySet<string>>();
  hitsKnown.set(document, known);
  const key = `${fault} ${target}`;
  const hits = known.get(key) ?? new Set([zone.id, ...hitsIn(document, zone, fault)]);
  known.set(key, hits);
  return hits;
}

function hitsIn(document: BrownoutDocument, zone: Zone, fault: FaultEntry['fault']): readonly string[] {
  const { isOfConnections, connectionKinds, isForConsumers, isForSenders, isOfBrokersToo, exceptProtocols } = FAULT_OUTLINES[fault];
  const members = new Set<string>(zone.members);
  if (isOfConnections !== true) {
    const isOfBrokersOnly = fault === 'nodeCrash' || fault === 'leaderLoss';
    const isHit = ({ id, kind }: Component): boolean => members.has(id) && kind !== 'client' && !isOfBrokersOnly;
    const isBrokerHit = ({ id, protocol }: Broker): boolean => members.has(id) && exceptProtocols?.includes(protocol) !== true;
    const brokers = isOfBrokersToo === true || isOfBrokersOnly ? document.brokers.filter(isBrokerHit) : [];
    return [...document.components.filter(isHit), ...brokers].map(({ id }) => id);
  }
  const canHave = (connection: Connection): boolean =>
    connectionKinds?.includes(connection.kind) !== false && (isForConsumers !== true || connection.to !== connection.channel) &&
    (isForSenders !== true || isForSending(connection));
  const near = isForConsumers === true ? document.connections.filter(({ to }) => members.has(to)) : bordering(document, members);
  return near.filter(canHave).map(({ id }) => id);
}

/** Connections with one end inside a zone and another outside; a channel is where its broker is. */
function bordering(document: BrownoutDocument, members: ReadonlySet<string>): readonly Connection[] {
  const inside = new Set(members);
  for (const { id, broker } of document.channels) if (inside.has(broker)) inside.add(id);
  return document.connections.filter(({ from, to, channel }) => {
    const ends = channel === undefined ? [from, to] : [from, to, channel];
    return new Set(ends.map((end) => inside.has(end))).size > 1;
  });
}

/** What becomes a member when these parts are put into a zone: components themselves, and the broker of a channel.
 *  Each once, in the order given; connections and notes are left out. */
export function membersFrom(document: BrownoutDocument, ids: readonly string[]): readonly string[] {
  const members = ids.flatMap((id) => {
    if (document.components.some((component) => component.id === id)) return [id];
    const broker = document.channels.find((channel) => channel.id === id)?.broker ?? id;
    return document.brokers.some((candidate) => candidate.id === broker) ? [broker] : [];
  });
  return [...new Set(members)];
}
