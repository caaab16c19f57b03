import { whyNotProtocol } from '../model/builders.ts';
import { PROTOCOLS } from '../model/catalog.ts';
import type { Broker, BrownoutDocument, Channel, FaultKind, Protocol } from '../model/document.ts';
import { type Edit, findItem, type Placed } from '../model/edit.ts';
import { FAULTS, type FaultSpec } from '../model/faults.ts';
import { freshId, freshName, idsOf } from '../model/names.ts';
import { allProtocols } from './offers.ts';

/** Protocols that an existing connection may change to, its own included. */
export function protocolsFor(document: BrownoutDocument, connectionId: string): readonly Protocol[] {
  return allProtocols().filter((protocol) => whyNotProtocol(document, connectionId, protocol) === undefined);
}

/** Faults that may be aimed at this component, connection or broker. Clients offer load and have no faults; a load
 *  balancer has no workers to lose. */
export function faultsFor(document: BrownoutDocument, target: string): readonly (readonly [FaultKind, FaultSpec])[] {
  const found = findItem(document, target);
  const sort = found === undefined ? undefined : faultTarget(found);
  if (found === undefined || sort === undefined) return [];
  const kind = found.collection === 'components' ? found.item.kind : undefined;
  if (kind === 'client') return [];
  return (Object.entries(FAULTS) as [FaultKind, FaultSpec][]).filter(
    ([fault, spec]) =>
      spec.targets.includes(sort) && (kind === undefined || (spec.kinds?.includes(kind) ?? true)) && !(fault === 'capacityLoss' && kind === 'loadBalancer'),
  );
}

/** Puts a channel of its own on the canvas, as a box that several producers and consumers can share. */
export function insertChannelBox(
  document: BrownoutDocument,
  options: { readonly kind: Channel['kind']; readonly x: number; readonly y: number },
): Edit {
  const { kind, x, y } = options;
  const protocol = allProtocols().find((candidate) => PROTOCOLS[candidate].channelKind === kind)! as Broker['protocol'];
  const spec = PROTOCOLS[protocol];
  const taken = idsOf(document);
  const existing = document.brokers.find((broker) => broker.protocol === protocol);
  const broker = existing ?? { id: freshId('brokers', taken), protocol, name: freshName(document, spec.brokerName!) };
  const id = freshId('channels', taken);
  const item: Channel = { id, broker: broker.id, kind, name: freshName(document, spec.channelName!), x, y };
  const items: Placed[] = existing === undefined ? [{ collection: 'brokers', item: broker }] : [];
  return { type: 'insert', items: [...items, { collection: 'channels', item }] };
}

/** Moves one live entry into the schedule, where every later run meets it. */
export function keepEntry(document: BrownoutDocument, entryId: string): Edit | undefined {
  const entry = document.log.find((item) => item.id === entryId);
  if (entry === undefined) return undefined;
  const item = { ...entry, id: freshId('schedule', idsOf(document)) };
  return {
    type: 'batch',
    edits: [
      { type: 'remove', ids: [entryId], exactly: true },
      { type: 'insert', items: [{ collection: 'schedule', item }] },
    ],
  };
}

function faultTarget(found: Placed): 'component' | 'connection' | 'broker' | undefined {
  if (found.collection === 'components') return 'component';
  if (found.collection === 'connections') return 'connection';
  return found.collection === 'brokers' ? 'broker' : undefined;
}
