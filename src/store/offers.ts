import { connectionKinds, findEndpoint } from '../model/connection-rules.ts';
import type { BrownoutDocument, Channel, Protocol } from '../model/document.ts';
import { PROTOCOL_OUTLINES } from '../model/outlines.ts';

/** Protocols that may lead from one end to the other, in the order of the menu. At a channel's box only its own. */
export function protocolsBetween(document: BrownoutDocument, from: string, to: string): readonly Protocol[] {
  const start = findEndpoint(document, from);
  const end = findEndpoint(document, to);
  if (start === undefined || end === undefined) return [];
  const kinds = connectionKinds(start, end);
  const box = start.type === 'channel' ? start.item : end.type === 'channel' ? end.item : undefined;
  const own = box === undefined ? undefined : document.brokers.find((broker) => broker.id === box.broker)?.protocol;
  return allProtocols().filter((protocol) =>
    own === undefined ? kinds.includes(PROTOCOL_OUTLINES[protocol].kind) : kinds.length > 0 && protocol === own,
  );
}

/** The protocol that a new connection is offered first: request and reply over TCP to stores, else the first one. */
export function firstProtocol(document: BrownoutDocument, from: string, to: string): Protocol | undefined {
  const offered = protocolsBetween(document, from, to);
  const target = findEndpoint(document, to);
  const isStore = target?.type === 'component' && (target.item.kind === 'database' || target.item.kind === 'cache');
  return isStore && offered.includes('tcp') ? 'tcp' : offered[0];
}

/** Whether a channel is drawn as a box of its own. */
export function isBox(channel: Channel): channel is Channel & { readonly x: number; readonly y: number } {
  return channel.x !== undefined && channel.y !== undefined;
}

/** Every protocol, in the order of the menu. */
export function allProtocols(): readonly Protocol[] {
  return Object.keys(PROTOCOL_OUTLINES) as Protocol[];
}
