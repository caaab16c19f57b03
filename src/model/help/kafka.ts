import { assumed, off, read, type HelpTexts } from './help-text.ts';

const kafkaProducerconfig = read('Apache Kafka 4.0 ProducerConfig');
const kafkaConsumerconfig = read('Apache Kafka 4.0 ConsumerConfig');
const exampleValue = assumed('example value: clusters differ');

/** Apache Kafka. */
export const kafkaHelp = {
  hotKeyShare: {
    meaning: 'Share of records that carry one and the same key, besides what the law of the keys gives it; the others share the rest.',
    effect: 'They all go to one partition, which more partitions do not relieve.',
    source: off,
  },
  acks: {
    meaning: 'Which replicas must have a record before its producer counts it as sent.',
    effect: 'All survives the loss of a leader and pays for replication; the leader alone loses what was not replicated; nobody never learns of a loss and never sends again.',
    source: kafkaProducerconfig,
  },
  lingerMs: {
    meaning: 'How long a producer keeps a record to fill its batch.',
    effect: 'Least latency at low load; bigger and fewer batches at high load.',
    source: read('KIP-1030: 5 ms since Apache Kafka 4.0, 0 before; librdkafka 2.15: 5 ms'),
  },
  batchBytes: {
    meaning: 'A batch for one partition goes out as soon as it holds so much.',
    effect: 'Bigger batches carry more per round trip.',
    source: kafkaProducerconfig,
  },
  maxInFlight: {
    meaning: 'Batches of one producer that may be under way to one partition.',
    effect: 'When so many are out, records wait and their batches grow.',
    source: read('Apache Kafka 4.0 ProducerConfig: 5 requests per connection'),
  },
  bufferBytes: {
    meaning: 'Bytes of records that one producer keeps until they are acknowledged.',
    effect: 'A larger one lets a producer go on for longer while its broker does not answer.',
    source: kafkaProducerconfig,
  },
  whenBufferFull: {
    meaning: 'What a sender meets whose producer has no room.',
    effect: 'Waiting keeps the sender\'s worker; failing makes the request fail at once.',
    source: read('Apache Kafka 4.0 KafkaProducer; librdkafka rd_kafka_produce: queue full'),
  },
  maxBlockMs: {
    meaning: 'How long a sender waits for room in the buffer before its send fails.',
    effect: 'Senders are held up so long before they learn of trouble.',
    source: kafkaProducerconfig,
  },
  requestTimeoutMs: {
    meaning: 'How long a producer waits for the answer to one batch before it sends it again.',
    effect: 'A shorter one notices a cut sooner, and sends again what was only slow.',
    source: kafkaProducerconfig,
  },
  sendBackoffMs: {
    meaning: 'Wait before a batch that failed is sent again; doubled each time, with 20 % jitter.',
    effect: 'A shorter one asks a broker that is not ready more often.',
    source: kafkaProducerconfig,
  },
  sendBackoffCapMs: {
    meaning: 'The wait before a batch is sent again grows to this.',
    effect: 'A shorter one lets a producer notice sooner that its broker is back.',
    source: kafkaProducerconfig,
  },
  idempotence: {
    meaning: 'Whether the broker knows a batch that it has already, when it is sent again.',
    effect: 'Without it a lost acknowledgement makes every record of the batch appear twice.',
    source: read('Apache Kafka 4.0 ProducerConfig: on; librdkafka 2.15: off'),
  },
  partitioner: {
    meaning: 'How a producer chooses the partition of a record.',
    effect: 'By key keeps the order of each key and lets a hot key heat its partition; without keys the load is even.',
    source: read('Apache Kafka 4.0: key hash, sticky without key; librdkafka: consistent_random'),
  },
  groupProtocol: {
    meaning: 'How the consumers of the group share out the partitions when one comes or goes.',
    effect: 'Eager stops all of them; cooperative only the partitions that move; by the broker without a common barrier.',
    source: read('Apache Kafka 4.0: group.protocol classic, range assignor: eager'),
  },
  assignor: {
    meaning: 'Which partitions go to which consumer; cooperative and broker-side rebalancing move as few as they can.',
    effect: 'Decides which partitions share a consumer.',
    source: read('Apache Kafka 4.0: range; librdkafka 2.15: range, roundrobin'),
  },
  sessionTimeoutMs: {
    meaning: 'A consumer of which the broker hears nothing for so long is taken for dead.',
    effect: 'The partitions of one that crashed stand still until then.',
    source: kafkaConsumerconfig,
  },
  heartbeatMs: {
    meaning: 'How often a consumer tells the broker that it lives; the broker decides for KIP-848 groups (5 s there).',
    effect: 'A consumer hears of a rebalance with its next heartbeat.',
    source: kafkaConsumerconfig,
  },
  maxPollIntervalMs: {
    meaning: 'A consumer that works on one batch for longer leaves its group, and carries on without knowing.',
    effect: 'A batch that takes longer is worked on again elsewhere, perhaps for ever.',
    source: kafkaConsumerconfig,
  },
  maxPollRecords: {
    meaning: 'Records that a consumer takes at once and works through before it polls again.',
    effect: 'Times the time per record it must stay below the longest time between polls.',
    source: kafkaConsumerconfig,
  },
  commit: {
    meaning: 'When the group\'s place in the log is stored, from which its records are read again after a crash.',
    effect: 'Rarely means much is done twice after a crash; each commit after work costs a round trip; in a transaction results appear with the commit, once.',
    source: read('Apache Kafka 4.0: enable.auto.commit'),
  },
  commitIntervalMs: {
    meaning: 'Time between two commits.',
    effect: 'Up to so much work is done again after a crash.',
    source: read('Apache Kafka 4.0: auto.commit.interval.ms 5 s; Kafka Streams 30 s, exactly once 100 ms'),
  },
  offsetReset: {
    meaning: 'Where a group goes on whose place in the log was deleted by retention.',
    effect: 'At the end, everything in between is skipped without a word.',
    source: read('Apache Kafka 4.0: auto.offset.reset latest; librdkafka: largest'),
  },
  concurrency: {
    meaning: 'Records of different partitions that one consumer works on at once; never more than one of each of its partitions.',
    effect: 'At 1, the usual poll loop, a consumer gets no more done than one record per service time.',
    source: read('Apache Kafka 4.0, KafkaConsumer javadoc: one thread per consumer'),
  },
  partitions: {
    meaning: 'Independent ordered logs; a record goes to the one that its key hashes to.',
    effect: 'A group works on at most this many records at once; order holds only inside a partition.',
    source: read('Apache Kafka 4.0 TopicConfig and broker defaults'),
  },
  keys: {
    meaning: 'How many different keys records have: all equally likely, by Zipf\'s law where there is a skew, and with one hot key where that has a share.',
    effect: 'Fewer keys than partitions leave partitions empty.',
    source: exampleValue,
  },
  retentionMs: {
    meaning: 'Age at which a record is deleted, read or not.',
    effect: 'A group that lags longer loses records.',
    source: read('Apache Kafka 4.0 retention.ms: 7 days'),
  },
  replicationFactor: {
    meaning: 'Brokers that keep a copy of each partition, the leader among them; no more than the cluster has.',
    effect: 'With 1 a partition is down as long as its broker.',
    source: read('Apache Kafka 4.0 default.replication.factor'),
  },
  minInsyncReplicas: {
    meaning: 'Replicas that must be in sync for a write that all of them acknowledge.',
    effect: 'With fewer such writes fail and are sent again, while reading goes on.',
    source: read('Apache Kafka 4.0 min.insync.replicas'),
  },
  uncleanElection: {
    meaning: 'Whether a replica that is behind may lead when no other is left.',
    effect: 'Off, the partition stays down; on, it goes on and has lost what that replica did not have.',
    source: read('Apache Kafka 4.0 unclean.leader.election.enable'),
  },
  nodes: {
    meaning: 'Brokers of the cluster; the leaders of the partitions are spread over them.',
    effect: 'With more brokers a crash hits fewer partitions, and a topic can have more copies.',
    source: exampleValue,
  },
  replicationMs: {
    meaning: 'Time until the followers have what the leader has written.',
    effect: 'Consumers see a record, and acks=all answers, so much later; what a leader has not passed on is lost with it.',
    source: exampleValue,
  },
  nodeSessionMs: {
    meaning: 'A broker of which the controller hears nothing for so long is taken for dead; then new leaders are elected.',
    effect: 'Partitions without a leader refuse everything until then.',
    source: read('Apache Kafka 4.0 KRaftConfigs: broker.session.timeout.ms'),
  },
  groupDelayMs: {
    meaning: 'How long the broker waits for more consumers when the first one joins an empty group.',
    effect: 'A group that restarted begins so much later; KIP-848 groups do not wait.',
    source: read('Apache Kafka 4.0 GroupCoordinatorConfig'),
  },
  retentionCheckMs: {
    meaning: 'How often old records are looked for, besides whenever a record is appended to their partition.',
    effect: 'Records of a partition that nothing is written to stay up to so much longer.',
    source: read('Apache Kafka 4.0 log.retention.check.interval.ms'),
  },
  recordBytes: {
    meaning: 'Bytes of one message of which its class says no size.',
    effect: 'Decides how many fit into a batch, a buffer or a window.',
    source: assumed('example value'),
  },
  retryDelayMs: {
    meaning: 'Wait before a failed record is tried again.',
    effect: 'The partition waits as long.',
    source: assumed('usual back-off of listener frameworks'),
  },
} satisfies HelpTexts;
