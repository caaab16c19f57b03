import { exchangeTypeOf } from './binding-edits.ts';
import { brokerFor, usualNameUnder, withoutMisfits, withProtocol } from './builders.ts';
import { channelSpecs, PROTOCOLS } from './catalog.ts';
import { type Endpoint, connectionKindOf, findEndpoint, whyNotConnect } from './connection-rules.ts';
import type { Binding, Broker, BrownoutDocument, Channel, ChannelKind } from './document.ts';
import { applyEdit, type Edit, withParams } from './edit.ts';
import { idsOf } from './names.ts';
import { isRoute, usualKey, withRoutes } from './routes.ts';

/** What a channel can be: a queue, a log or an exchange of a broker that speaks this protocol. */
export interface ChannelForm {
  readonly protocol: Broker['protocol'];
  readonly kind: ChannelKind;
  /** What the broker calls it: a queue, a subject, a topic, an exchange. */
  readonly name: string;
}

/** Every form that a broker's channel can have, in the order of the menu of protocols. */
const FORMS: readonly ChannelForm[] = (Object.keys(PROTOCOLS) as Broker['protocol'][]).flatMap((protocol) => {
  const { channelKind, channelName, exchangeName } = PROTOCOLS[protocol];
  const own: ChannelForm[] = channelKind === undefined ? [] : [{ protocol, kind: channelKind, name: channelName! }];
  return exchangeName === undefined ? own : [...own, { protocol, kind: 'exchange', name: exchangeName }];
});

/** The form that a channel has. Throws when the document has no such channel. */
export function formOf(document: BrownoutDocument, channelId: string): ChannelForm {
  const { broker, kind } = channelOf(document, channelId);
  const protocol = document.brokers.find(({ id }) => id === broker)?.protocol;
  return FORMS.find((form) => form.protocol === protocol && form.kind === kind)!;
}

/** The forms that a channel may take with all that is connected to it, its own included. Exchanges and the queues that
 *  they lead to stand on one broker and change it together; each then stays what it is. */
export function channelForms(document: BrownoutDocument, channelId: string): readonly ChannelForm[] {
  const channel = channelOf(document, channelId);
  const group = joinedTo(document, channel);
  const kinds = new Set(group.map(({ kind }) => kind));
  return FORMS.filter((form) => {
    const staysItself = form.kind === channel.kind && [...kinds].every((kind) => FORMS.some((other) => other.protocol === form.protocol && other.kind === kind));
    if (group.length > 1 ? !staysItself : form.kind === 'exchange' && channel.x === undefined) return false;
    return isFitting(document, channel, form.kind);
  });
}

/** Gives a channel another form, in one step: it goes to a broker of that protocol, with the channels that are bound
 *  together with it and all connections, which keep the parameters that the new protocol knows too. The old broker goes
 *  when nothing is left on it. Throws when `channelForms` does not offer the form. */
export function changeChannelForm(document: BrownoutDocument, channelId: string, form: Pick<ChannelForm, 'protocol' | 'kind'>): Edit {
  const isSame = (other: ChannelForm): boolean => other.protocol === form.protocol && other.kind === form.kind;
  if (!channelForms(document, channelId).some(isSame)) throw new Error(`${channelId} cannot become ${form.protocol} ${form.kind}.`);
  if (isSame(formOf(document, channelId))) return { type: 'batch', edits: [] };
  const group = joinedTo(document, channelOf(document, channelId));
  const edits: Edit[] = [];
  let now = document;
  const add = (edit: Edit): void => {
    edits.push(edit);
    now = applyEdit(now, edit).document;
  };
  const { item: broker, isNew } = brokerFor(document, form.protocol, idsOf(document));
  if (isNew) add({ type: 'insert', items: [{ collection: 'brokers', item: broker }] });
  for (const { id } of group) {
    const channel = channelOf(now, id);
    add({ type: 'replace', collection: 'channels', item: moved(now, channel, { broker, kind: group.length > 1 ? channel.kind : form.kind }) });
  }
  const ids = new Set<string>(group.map(({ id }) => id));
  for (const connection of document.connections) {
    if (ids.has(connection.channel ?? '')) add({ type: 'replace', collection: 'connections', item: withProtocol(connection, form.protocol) });
  }
  for (const old of document.brokers) {
    if (old.id !== broker.id && group.some((channel) => channel.broker === old.id) && !now.channels.some((channel) => channel.broker === old.id)) add({ type: 'remove', ids: [old.id] });
  }
  return { type: 'batch', edits: withoutMisfits(document, edits) };
}

/** The channel on its new broker. Bindings to everything stay so, whatever the new exchange writes for it. */
function moved(document: BrownoutDocument, channel: Channel, to: { readonly broker: Broker; readonly kind: ChannelKind }): Channel {
  const { broker, kind } = to;
  const name = usualNameUnder(document, channel, { protocol: broker.protocol, kind });
  const everything = usualKey(exchangeTypeOf(document, channel));
  const bare: Channel = { ...channel, broker: broker.id, kind, name };
  const item = withParams(bare, channelSpecs(bare, broker), channel.params ?? {});
  const after = usualKey(exchangeTypeOf(document, item));
  const bindings = channel.bindings?.map(({ to: target, key, share }): Binding => {
    const next = key === undefined || key === everything ? after : key;
    return { to: target, ...(next === undefined ? {} : { key: next }), ...(share === undefined ? {} : { share }) };
  });
  return bindings === undefined ? item : withRoutes(item, { bindings });
}

/** Whether every connection of a channel could still be there if it were of this kind. */
function isFitting(document: BrownoutDocument, channel: Channel, kind: ChannelKind): boolean {
  const asKind = (id: string): Endpoint | undefined => (id === channel.id ? { type: 'channel', item: { ...channel, kind } } : findEndpoint(document, id));
  return document.connections.every((connection) => {
    if (connection.channel !== channel.id) return true;
    if (kind === 'exchange' && connection.to !== channel.id) return false;
    const [from, to] = [asKind(connection.from), asKind(connection.to)];
    return from !== undefined && to !== undefined && whyNotConnect(from, to, { kind: connectionKindOf({ kind }), channel: channel.id }) === undefined;
  });
}

/** The channel and all that lead to it or that it leads to, over as many steps as there are, in document order. */
function joinedTo(document: BrownoutDocument, channel: Channel): readonly Channel[] {
  const joined = new Set<string>([channel.id]);
  for (const id of joined) {
    const from = channelOf(document, id);
    for (const other of document.channels) if (isRoute(from, other.id) || isRoute(other, id)) joined.add(other.id);
  }
  return document.channels.filter(({ id }) => joined.has(id));
}

function channelOf(document: BrownoutDocument, id: string): Channel {
  const found = document.channels.find((channel) => channel.id === id);
  if (found === undefined) throw new Error(`The document has no channel ${id}.`);
  return found;
}
