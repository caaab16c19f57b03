import type { Binding, Broker, Channel, QueueProtocol } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import type { Part } from './build.ts';

/** A broker that does not need any time to store. */
export function broker(id: string, protocol: QueueProtocol, params: ParameterValues = {}): Part {
  const item: Broker = { id, protocol, name: id, params: { writeMs: 0, ...params } };
  return { brokers: [item] };
}

interface QueueOptions {
  readonly params?: ParameterValues;
  readonly deadLetterTo?: string;
}

/** A queue, subject or stream of a broker, shown as a box. */
export function queue(id: string, brokerId: string, options: QueueOptions = {}): Part {
  const { params = {}, deadLetterTo } = options;
  const item: Channel = { id, broker: brokerId, kind: 'queue', name: id, x: 0, y: 0, ...(deadLetterTo === undefined ? {} : { deadLetterTo }), params };
  return { channels: [item] };
}

/** An exchange or topic of a broker. */
export function exchange(
  id: string,
  brokerId: string,
  bindings: readonly Binding[],
  options: { readonly params?: ParameterValues; readonly alternate?: string } = {},
): Part {
  const { params = {}, alternate } = options;
  const routes = bindings.length === 0 ? {} : { bindings };
  const item: Channel = { id, broker: brokerId, kind: 'exchange', name: id, x: 0, y: 0, ...routes, ...(alternate === undefined ? {} : { alternate }), params };
  return { channels: [item] };
}

/** From a producer into a channel, without delay and not waiting unless `params` say otherwise. Its id is `from-to`. */
export function sends(
  from: string,
  to: string,
  protocol: QueueProtocol,
  options: { readonly params?: ParameterValues; readonly routingKey?: string; readonly id?: string } = {},
): Part {
  const { params = {}, routingKey, id = `${from}-${to}` } = options;
  const key = routingKey === undefined ? {} : { routingKey };
  return { connections: [{ id, kind: 'queue', protocol, from, to, channel: to, ...key, params: { latencyMs: 0, confirm: false, ...params } }] };
}

/** From a channel to a consumer, without delay. Its id is `channel-to`. */
export function takes(from: string, to: string, protocol: QueueProtocol, params: ParameterValues = {}): Part {
  return { connections: [{ id: `${from}-${to}`, kind: 'queue', protocol, from, to, channel: from, params: { latencyMs: 0, confirm: false, ...params } }] };
}
