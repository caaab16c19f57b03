import type { Channel } from './document.ts';

/** Whether a channel leads messages to the one with this id: by a binding, as its alternate, or with dead letters. */
export function isRoute(channel: Channel, to: string): boolean {
  const { alternate, deadLetterTo, bindings = [] } = channel;
  return alternate === to || deadLetterTo === to || bindings.some((binding) => binding.to === to);
}

/** The channel without its ways to what is gone; the very same object when it has none. */
export function withoutRoutes(channel: Channel, gone: ReadonlySet<string>): Channel {
  if (![...gone].some((id) => isRoute(channel, id))) return channel;
  const { bindings, alternate, deadLetterTo, params, ...rest } = channel;
  const kept = bindings?.filter(({ to }) => !gone.has(to)) ?? [];
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { bindings: kept }),
    ...(alternate === undefined || gone.has(alternate) ? {} : { alternate }),
    ...(deadLetterTo === undefined || gone.has(deadLetterTo) ? {} : { deadLetterTo }),
    ...(params === undefined ? {} : { params }),
  };
}
