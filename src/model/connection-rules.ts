import type { BrownoutDocument, Channel, Component, ConnectionKind } from './document.ts';
import { quoted } from './quoting.ts';
import { KIND_OUTLINES, PROTOCOL_OUTLINES } from './outlines.ts';

/** Something that a connection can begin or end at. */
export type Endpoint =
  | { readonly type: 'component'; readonly item: Component }
  | { readonly type: 'channel'; readonly item: Channel };

/** Finds the component or channel with this id. */
export function findEndpoint(document: BrownoutDocument, id: string): Endpoint | undefined {
  const component = document.components.find((candidate) => candidate.id === id);
  if (component !== undefined) return { type: 'component', item: component };
  const channel = document.channels.find((candidate) => candidate.id === id);
  return channel === undefined ? undefined : { type: 'channel', item: channel };
}

const KIND_WORDS: Readonly<Record<ConnectionKind, string>> = {
  sync: 'a call and reply',
  queue: 'a queue',
  stream: 'a stream',
};

/** Why no connection of this kind may lead from one end to the other, in the reader's words; undefined when it may.
 *  `channel` is the channel that the connection uses or will use; without it, a new one of its own. */
export function whyNotConnect(
  from: Endpoint,
  to: Endpoint,
  connection: { readonly kind: ConnectionKind; readonly channel?: string },
): string | undefined {
  const { kind, channel } = connection;
  if (from.item.id === to.item.id) return 'leads back to where it begins';
  const box = from.type === 'channel' ? from.item : to.type === 'channel' ? to.item : undefined;
  if (from.type === 'channel' && to.type === 'channel') return 'joins two channels; one end must be a component';
  if (from.type === 'channel' && from.item.kind === 'exchange') return `begins at ${quoted(from.item.name)}, which keeps nothing: consumers take from a queue that is bound to it`;
  if (box !== undefined) {
    const wrong = whyNotBox(box, kind, channel);
    if (wrong !== undefined) return wrong;
  }
  if (from.type === 'component' && !KIND_OUTLINES[from.item.kind].mayCall.includes(kind)) {
    return `cannot begin at ${described(from.item)} as ${KIND_WORDS[kind]}: ${mayList(KIND_OUTLINES[from.item.kind].mayCall, 'begin')}`;
  }
  if (to.type === 'component' && !KIND_OUTLINES[to.item.kind].mayServe.includes(kind)) {
    return `cannot end at ${described(to.item)} as ${KIND_WORDS[kind]}: ${mayList(KIND_OUTLINES[to.item.kind].mayServe, 'end')}`;
  }
  return undefined;
}

/** The kinds of connection that may lead from one end to the other. */
export function connectionKinds(from: Endpoint, to: Endpoint): ConnectionKind[] {
  const box = from.type === 'channel' ? from.item : to.type === 'channel' ? to.item : undefined;
  const channel = box === undefined ? {} : { channel: box.id };
  return (['sync', 'queue', 'stream'] as const).filter(
    (kind) => whyNotConnect(from, to, { kind, ...(kind === 'sync' ? {} : channel) }) === undefined,
  );
}

/** Kind of connection that channels of this kind belong to. */
export function connectionKindOf(channel: Pick<Channel, 'kind'>): ConnectionKind {
  if (channel.kind === 'exchange') return 'queue';
  return Object.values(PROTOCOL_OUTLINES).find((spec) => spec.channelKind === channel.kind)!.kind;
}

function whyNotBox(box: Channel, kind: ConnectionKind, channel: string | undefined): string | undefined {
  if (kind === 'sync') return `cannot call ${quoted(box.name)}: a channel takes part in queues and streams only`;
  if (connectionKindOf(box) !== kind) return `is ${KIND_WORDS[kind]}, but ${quoted(box.name)} is ${KIND_WORDS[connectionKindOf(box)]}`;
  if (channel !== undefined && channel !== box.id) return 'names one channel at its end and uses another';
  return undefined;
}

function described(component: Component): string {
  const label = KIND_OUTLINES[component.kind].label.toLowerCase();
  return component.name === '' ? label : `${quoted(component.name)} (${label})`;
}

function mayList(kinds: readonly ConnectionKind[], verb: string): string {
  if (kinds.length === 0) return `nothing may ${verb} there`;
  return `only ${kinds.map((kind) => KIND_WORDS[kind]).join(' or ')} may ${verb} there`;
}
