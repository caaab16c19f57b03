import { assumed, read, type HelpTexts } from './help-text.ts';

/** RabbitMQ. */
export const rabbitmqHelp = {
  mandatory: {
    meaning: 'Whether the broker returns a message that no queue wants, instead of dropping it.',
    effect: 'A sender that waits for the broker then sees that the message was not routed.',
    source: read('RabbitMQ 4.3 docs, publishers'),
  },
  onAckTimeout: {
    meaning: 'What a consumer does after the broker has closed its channel (3.13, 4.2) or cancelled it (4.3) because a message was not acknowledged in time.',
    effect: 'A bare client that stays away leaves the queue to the others, or to nobody.',
    source: assumed('frameworks subscribe again; a bare client does not'),
  },
  singleActive: {
    meaning: 'Whether one consumer gets everything until it goes, and the next one takes over then.',
    effect: 'Keeps the order of messages, and uses one consumer only.',
    source: read('RabbitMQ 4.3 docs, consumers'),
  },
  delayedRetryMinMs: {
    meaning: 'RabbitMQ 4.3 only: a message that is given back waits this long for each delivery it has had; 0 switches it off.',
    effect: 'Slows a poison message down instead of letting it circle.',
    source: read('RabbitMQ 4.3 docs, quorum queues: delayed retry, off'),
  },
  delayedRetryMaxMs: {
    meaning: 'RabbitMQ 4.3 only: the delay before a retry never exceeds this.',
    effect: 'Bounds how long a message rests between deliveries.',
    source: assumed('set together with the delay'),
  },
  intakePerSec: {
    meaning: 'Messages per second that the queue can take in, one after another.',
    effect: 'Publishers that are faster run out of credit and are slowed down, not refused.',
    source: assumed('depends on hardware, size and replicas'),
  },
  exchangeType: {
    meaning: 'How the key of a binding is compared with the routing key of a message: * is one word and # any number of them in a topic; name=value pairs in headers.',
    effect: 'Decides which queues get a copy; a message that none wants is dropped.',
    source: read('RabbitMQ 4.3 docs, exchanges'),
  },
  version: {
    meaning: 'Release of the broker. Its other defaults, such as no delivery limit and another watermark in 3.13, come with the choice of the release above.',
    effect: 'From 4.3 a negative acknowledgement does not count against the delivery limit, and retries can be delayed; 3.13 counts every return as 4.2 does.',
    source: read('RabbitMQ 4.2: the image that .NET Aspire runs'),
  },
  memoryBytes: {
    meaning: 'Memory of the node. The messages that it holds count against it.',
    effect: 'At the watermark all publishing connections are blocked; consumers go on.',
    source: assumed('the machine\'s; real nodes hold most messages on disk and need memory for more than messages'),
  },
  memoryWatermark: {
    meaning: 'Share of the memory at which the alarm is raised.',
    effect: 'Lower blocks publishers earlier.',
    source: read('RabbitMQ 4.3 docs, memory: 0.6 (0.4 in 3.13)'),
  },
  creditFlow: {
    meaning: 'Messages that a publishing connection may have sent and the queue not yet taken in; half of it is granted anew at a time.',
    effect: 'A publisher without credit waits: it is slowed down to what the queue takes in.',
    source: read('RabbitMQ 4.3 server, credit_flow_default_credit {400, 200}'),
  },
} satisfies HelpTexts;
