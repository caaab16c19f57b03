import { choice, number, withDefaults } from '../parameter.ts';
import { assumed, handlers, messageBytes, read } from './queue.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';

const server = 'NATS server 2.15-dev';
const client = 'nats.go 1.53';

const connectionParams = withDefaults(
  [
    ...publishParams,
    choice({
      name: 'group',
      label: 'Replicas',
      options: [
        { value: 'share', label: 'Share the messages (queue group)' },
        { value: 'each', label: 'Each gets all messages' },
      ],
      meaning: 'Whether the replicas of a consumer are a queue group, of which one member chosen by chance gets a message, or each gets a copy.',
      effect: 'In a group the members share the work; without one every replica does all of it.',
      source: read('NATS docs, queue groups'),
    }),
    handlers({ default: 1, source: read(`${client}: the handler of a subscription runs for one message at a time`) }, 'Handlers at once'),
    choice({
      name: 'slowConsumer',
      label: 'When handlers fall behind',
      options: [
        { value: 'drop', label: 'The client goes on reading and drops' },
        { value: 'stop', label: 'The client stops reading' },
      ],
      meaning: 'Whether a client whose handlers are busy goes on reading into memory, up to a limit, or leaves messages with the server.',
      effect: 'A client that drops loses single messages; one that stops reading is cut off by the server and loses all that was pending.',
      source: read(`${client}: pending limits of a subscription`),
    }),
    number({
      name: 'pendingMessages',
      label: 'Client keeps at most',
      unit: 'count',
      default: 500_000,
      min: 1,
      max: 500_000,
      usual: [1000, 500_000],
      shownWhen: { name: 'slowConsumer', isOneOf: ['drop'] },
      meaning: 'Messages that wait in the client for a handler; further ones are dropped.',
      effect: 'Larger costs memory and time, and loses less.',
      source: read(`${client}: 500,000 (the docs still say 65,536)`),
    }),
    number({
      name: 'pendingBytes',
      label: 'Client keeps bytes up to',
      unit: 'bytes',
      default: 67_108_864,
      min: 1,
      max: 1e12,
      usual: [1_048_576, 67_108_864],
      shownWhen: { name: 'slowConsumer', isOneOf: ['drop'] },
      meaning: 'Bytes of messages that wait in the client for a handler; further messages are dropped.',
      effect: 'Larger costs memory and time, and loses less.',
      source: read(`${client}: 64 MiB`),
    }),
    number({
      name: 'reconnectMs',
      label: 'Connect again after',
      unit: 'ms',
      default: 2000,
      min: 1,
      max: 600_000,
      usual: [100, 10_000],
      meaning: 'Pause of a client whose connection was closed before it connects again; up to 100 ms more by chance.',
      effect: 'What is published to it meanwhile is gone.',
      source: read(`${client}: ReconnectWait 2 s, jitter 100 ms`),
    }),
  ],
  {
    confirm: { default: false, source: read('NATS docs: core publishing hears nothing back; with this on it is a request') },
    confirmTimeoutMs: { default: 10_000, source: assumed('given with each request') },
  },
);

/** NATS core: subjects without memory. */
export const nats: ProtocolSpec = {
  label: 'NATS',
  kind: 'queue',
  summary: 'Subjects without memory: a message goes to those who listen now, at most once, or is gone.',
  version: 'NATS server 2.15-dev, nats.go 1.53',
  params: connectionParams.map((spec) =>
    spec.name !== 'confirm'
      ? spec
      : {
          ...spec,
          label: 'Request and reply',
          meaning: 'Whether the sender waits for a consumer to reply. A request that nobody listens to fails at once.',
          effect: 'Waiting makes it a call: the first reply counts.',
        },
  ),
  channelKind: 'queue',
  channelName: 'Subject',
  channelParams: [messageBytes],
  brokerName: 'NATS',
  brokerParams: [
    { ...brokerWriteMs, default: 0, source: read('nothing is stored') },
    number({
      name: 'maxPendingBytes',
      label: 'Pending for a client',
      unit: 'bytes',
      default: 67_108_864,
      min: 1,
      max: 1e12,
      usual: [1_048_576, 67_108_864],
      meaning: 'Bytes that the server keeps for a client that does not read.',
      effect: 'Above it the server closes the connection of the slow consumer, and all that was pending is lost.',
      source: read(`${server}, max_pending: 64 MiB`),
    }),
  ],
};
