import { nameOf } from '../../analysis/cascade.ts';
import type { BrownoutDocument, FaultKind, Zone } from '../../model/document.ts';
import { FAULTS, type FaultSpec } from '../../model/faults.ts';
import { targetsOf } from '../../model/zones.ts';
import { faultsFor } from '../../store/changes.ts';
import { strings } from './strings.ts';

/** Something that a reader may want to break. */
export interface BreakTarget {
  readonly id: string;
  readonly name: string;
  readonly group: keyof typeof strings.groups;
}

/** Faults that are offered together: those of the target itself, or of the broker that it depends on. */
export interface BreakOffer {
  /** Id of what the faults are aimed at. */
  readonly aim: string;
  readonly title: string;
  /** What else is hit. */
  readonly note?: string;
  readonly faults: readonly (readonly [FaultKind, FaultSpec])[];
}

/** Everything that can be broken; databases first, then what most depend on, as suggestions. */
export function breakTargets(document: BrownoutDocument): readonly BreakTarget[] {
  const callers = (id: string): number => document.connections.filter((connection) => connection.to === id).length;
  const components = document.components.toSorted(
    (a, b) => Number(b.kind === 'database') - Number(a.kind === 'database') || callers(b.id) - callers(a.id),
  );
  const named = (group: BreakTarget['group'], items: readonly { readonly id: string }[]): BreakTarget[] =>
    items.map(({ id }) => ({ id, name: nameOf(id, document), group }));
  return [
    ...named('components', components),
    ...named('connections', document.connections),
    ...named('channels', document.channels),
    ...named('brokers', document.brokers),
    ...document.zones.map(({ id, name }): BreakTarget => ({ id, name, group: 'zones' })),
  ].filter((target) => breakOffers(document, target.id).length > 0);
}

/** What can be done to a target. A queue or topic is broken through its broker; so is an edge that leads through one,
 *  besides being cut itself. */
export function breakOffers(document: BrownoutDocument, target: string): readonly BreakOffer[] {
  const zone = document.zones.find(({ id }) => id === target);
  if (zone !== undefined) return zoneOffers(document, zone);
  const own: BreakOffer = { aim: target, title: strings.breakTitle(nameOf(target, document)), faults: faultsFor(document, target) };
  return [own, ...brokerOffers(document, target)].filter(({ faults }) => faults.length > 0);
}

/** A zone is hit as a whole, by what any of its members may have; and where its connections to all else cross its border,
 *  by what any of these may have. */
function zoneOffers(document: BrownoutDocument, zone: Zone): readonly BreakOffer[] {
  const kinds = Object.keys(FAULTS) as FaultKind[];
  const hits = new Map(kinds.map((fault) => [fault, targetsOf(document, { fault, target: zone.id }).slice(1)]));
  const isOffered = (fault: FaultKind): boolean => hits.get(fault)!.some((id) => faultsFor(document, id).some(([own]) => own === fault));
  const inside = kinds.filter((fault) => FAULTS[fault].isOfConnections !== true && isOffered(fault));
  const border = kinds.filter((fault) => FAULTS[fault].isOfConnections === true && isOffered(fault));
  const withSpecs = (faults: readonly FaultKind[]): BreakOffer['faults'] => faults.map((fault) => [fault, FAULTS[fault]]);
  const names = zone.members.map((member) => nameOf(member, document));
  return [
    { aim: zone.id, title: strings.breakTitle(zone.name), note: strings.breakAlso(names), faults: withSpecs(inside) },
    { aim: zone.id, title: strings.breakBorder(zone.name), note: strings.breakCrossing(hits.get('cut')!.length), faults: withSpecs(border) },
  ].filter(({ faults }) => faults.length > 0);
}

function brokerOffers(document: BrownoutDocument, target: string): readonly BreakOffer[] {
  const through = document.connections.find((connection) => connection.id === target)?.channel ?? target;
  const channel = document.channels.find(({ id }) => id === through);
  if (channel === undefined) return [];
  const name = nameOf(channel.broker, document);
  const others = document.channels.filter(({ broker, id }) => broker === channel.broker && id !== channel.id);
  const title = target === channel.id ? strings.breakChannel(channel.name, name) : strings.breakBroker(name);
  const note = others.length === 0 ? strings.breakOnly(channel.name) : strings.breakAlso([channel, ...others].map((item) => item.name));
  return [{ aim: channel.broker, title, note, faults: faultsFor(document, channel.broker) }];
}
