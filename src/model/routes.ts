import type { Binding, Channel } from './document.ts';
import type { ExchangeType } from './match-key.ts';

/** Whether a channel leads messages to the one with this id: by a binding, as its alternate, or with dead letters. */
export function isRoute(channel: Channel, to: string): boolean {
  const { alternate, deadLetterTo, bindings = [] } = channel;
  return alternate === to || deadLetterTo === to || bindings.some((binding) => binding.to === to);
}

/** Whether an exchange may be bound to the other channel, or a queue may give it its dead letters. */
export function mayLeadTo(from: Channel, to: Channel): boolean {
  return from.kind !== 'log' && to.kind !== 'log' && from.id !== to.id && from.broker === to.broker;
}

/** Key of a binding to all messages: the pattern `#` of a topic exchange; none elsewhere. */
export function usualKey(type: ExchangeType): string | undefined {
  return type === 'topic' ? '#' : undefined;
}

/** Ways out of a channel; undefined for none. */
export interface Routes {
  readonly bindings?: readonly Binding[];
  readonly alternate?: string | undefined;
  readonly deadLetterTo?: string | undefined;
}

/** The channel with other ways out; those that are not named stay. Fields are in canonical order. */
export function withRoutes(channel: Channel, routes: Routes): Channel {
  const { bindings: oldBindings, alternate: oldAlternate, deadLetterTo: oldDeadLetterTo, params, ...rest } = channel;
  const old: Routes = { bindings: oldBindings ?? [], alternate: oldAlternate, deadLetterTo: oldDeadLetterTo };
  const { bindings = [], alternate, deadLetterTo } = { ...old, ...routes };
  return {
    ...rest,
    ...(bindings.length === 0 ? {} : { bindings }),
    ...(alternate === undefined ? {} : { alternate }),
    ...(deadLetterTo === undefined ? {} : { deadLetterTo }),
    ...(params === undefined ? {} : { params }),
  };
}

/** The channel without its ways to what is gone; the very same object when it has none. */
export function withoutRoutes(channel: Channel, gone: ReadonlySet<string>): Channel {
  if (![...gone].some((id) => isRoute(channel, id))) return channel;
  const { bindings = [], alternate, deadLetterTo } = channel;
  const kept = (to: string | undefined): string | undefined => (to === undefined || gone.has(to) ? undefined : to);
  return withRoutes(channel, { bindings: bindings.filter(({ to }) => !gone.has(to)), alternate: kept(alternate), deadLetterTo: kept(deadLetterTo) });
}
