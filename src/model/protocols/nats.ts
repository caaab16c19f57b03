import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { choice, number, withDefaults } from '../parameter.ts';
import { handlers, messageBytes } from './queue.ts';
import { foldConnection } from './queue-groups.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';


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
    }),
    handlers({ default: 1 }, 'Handlers at once'),
    choice({
      name: 'slowConsumer',
      label: 'When handlers fall behind',
      options: [
        { value: 'drop', label: 'The client goes on reading and drops' },
        { value: 'stop', label: 'The client stops reading' },
      ],
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
    }),
    number({
      name: 'reconnectMs',
      label: 'Connect again after',
      unit: 'ms',
      default: 2000,
      min: 1,
      max: 600_000,
      usual: [100, 10_000],
    }),
  ],
  {
    confirm: { default: false },
    confirmTimeoutMs: { default: 10_000 },
  },
);

/** NATS core: subjects without memory. */
export const nats: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.nats,
  summary: 'Subjects without memory: a message goes to those who listen now, at most once, or is gone.',
  version: 'NATS server 2.15-dev, nats.go 1.53',
  params: foldConnection(
    connectionParams.map((spec) =>
      spec.name !== 'confirm'
        ? spec
        : {
            ...spec,
            label: 'Request and reply',
          },
    ),
  ),
  channelName: 'Subject',
  channelParams: [messageBytes],
  brokerName: 'NATS',
  brokerParams: [
    { ...brokerWriteMs, default: 0 },
    number({
      name: 'maxPendingBytes',
      label: 'Pending for a client',
      unit: 'bytes',
      default: 67_108_864,
      min: 1,
      max: 1e12,
      usual: [1_048_576, 67_108_864],
    }),
  ],
};
