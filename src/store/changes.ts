import { whyNotProtocol } from '../model/builders.ts';
import { PROTOCOLS } from '../model/catalog.ts';
import type { Broker, BrownoutDocument, Channel, FaultKind, Protocol } from '../model/document.ts';
import { type Edit, findItem, type Placed } from '../model/edit.ts';
import { canAim, type FaultTarget } from '../model/fault-targets.ts';
import { FAULTS, type FaultSpec } from '../model/faults.ts';
import { freshId, freshName, idsOf } from '../model/names.ts';
import type { ProtocolSpec } from '../model/protocols/shared.ts';
import { allProtocols } from './offers.ts';

/** Protocols that an existing connection may change to, its own included. */
export function protocolsFor(document: BrownoutDocument, connectionId: string): readonly Protocol[] {
  return allProtocols().filter((protocol) => whyNotProtocol(document, connectionId, protocol) === undefined);
}

/** Faults that may be aimed at this component, connection or broker. Clients offer load and have no faults; a load
 *  balancer has no workers to lose. */
export function faultsFor(document: BrownoutDocument, target: string): readonly (readonly [FaultKind, FaultSpec])[] {
  const item = targetOf(document, target);
  const kind = item !== undefined && !('from' in item) && 'kind' in item ? item.kind : undefined;
  if (item === undefined || kind === 'client') return [];
  return (Object.entries(FAULTS) as [FaultKind, FaultSpec][]).filter(
    ([fault]) => canAim(fault, item) && !(fault === 'capacityLoss' && kind === 'loadBalancer'),
  );
}

/** Puts a channel of its own on the canvas, as a box that several producers and consumers can share: on the first broker
 *  that keeps such channels, or on a new one: a queue or exchange of RabbitMQ, a topic of Kafka. */
export function insertChannelBox(
  document: BrownoutDocument,
  options: { readonly kind: Channel['kind']; readonly x: number; readonly y: number },
): Edit {
  const { kind, x, y } = options;
  const keeping = allProtocols().filter((candidate) => hasChannels(PROTOCOLS[candidate], kind)) as readonly Broker['protocol'][];
  const existing = document.brokers.find((broker) => keeping.includes(broker.protocol));
  const protocol = existing?.protocol ?? keeping[0]!;
  const spec = PROTOCOLS[protocol];
  const taken = idsOf(document);
  const broker = existing ?? { id: freshId('brokers', taken), protocol, name: freshName(document, spec.brokerName!) };
  const id = freshId('channels', taken);
  const item: Channel = { id, broker: broker.id, kind, name: freshName(document, (kind === 'exchange' ? spec.exchangeName : spec.channelName)!), x, y };
  const items: Placed[] = existing === undefined ? [{ collection: 'brokers', item: broker }] : [];
  return { type: 'insert', items: [...items, { collection: 'channels', item }] };
}

function hasChannels(spec: ProtocolSpec, kind: Channel['kind']): boolean {
  return kind === 'exchange' ? spec.exchangeName !== undefined : spec.channelKind === kind;
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

function targetOf(document: BrownoutDocument, id: string): FaultTarget | undefined {
  const found = findItem(document, id);
  const isTarget = found?.collection === 'components' || found?.collection === 'connections' || found?.collection === 'brokers';
  return isTarget ? found.item : undefined;
}
