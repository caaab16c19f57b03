import { PROTOCOLS } from '../model/catalog.ts';
import type { ComponentKind, Protocol } from '../model/document.ts';
import { allCalls, type Draft, type DraftChannel } from './draft.ts';
import { PRESETS } from './systems.ts';

/** The kind that each part is drawn as, by id: a gateway that only passes calls on is a load balancer, which sends each
 *  request to one of its targets; one without targets, or with messages, is a service. */
export function drawnKinds(draft: Draft): ReadonlyMap<string, ComponentKind> {
  const callers = new Set(allCalls(draft).map(({ from }) => from));
  const messengers = new Set(draft.links.filter(({ direction }) => direction !== 'none').map(({ part }) => part));
  return new Map(
    draft.parts.map(({ id, kind, isGateway }) => {
      if (!isGateway) return [id, kind];
      return [id, callers.has(id) && !messengers.has(id) ? 'loadBalancer' : 'service'];
    }),
  );
}

/** The protocol that each broker is drawn with, by its id. */
export function brokerProtocols(draft: Draft): ReadonlyMap<string, Protocol> {
  return new Map(draft.brokers.map(({ id, system }) => [id, PRESETS[system].protocol]));
}

/** Channels that every consumer reads all of, as with Kafka, so that nothing needs to be shared out. */
export function logChannels(draft: Draft): readonly DraftChannel[] {
  const protocols = brokerProtocols(draft);
  return draft.channels.filter(({ broker }) => PROTOCOLS[protocols.get(broker)!].channelKind === 'log');
}
