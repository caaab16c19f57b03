import type { Core } from './core.ts';

/**
 * Live parameters of logs and of streams without a broker, in rows of their own: documents without such connections have
 * no row, and the rows of other connections stay short. Encoded as in `parameters.ts`.
 */
export const STREAM_PARAMETERS = [
  'acks', 'lingerMs', 'batchBytes', 'recordBytes', 'maxInFlight', 'bufferBytes', 'whenBufferFull', 'maxBlockMs',
  'requestTimeoutMs', 'sendBackoffMs', 'sendBackoffCapMs', 'idempotence', 'partitioner', 'groupProtocol', 'assignor',
  'sessionTimeoutMs', 'heartbeatMs', 'maxPollIntervalMs', 'maxPollRecords', 'commit', 'commitIntervalMs',
  'offsetReset', 'concurrency',
  // Streams without a broker.
  'shape', 'opens', 'clients', 'streamsPerClient', 'spread', 'keys', 'windowBytes', 'connectionWindowBytes', 'windowGrowth',
  'maxWindowBytes', 'sendBufferBytes', 'maxStreams', 'balance', 'resume', 'checkpointEvery', 'streamMessages',
  'streamDeadlineMs', 'connectionAgeMs', 'ageGraceMs', 'clientWriteMs', 'readPerSec', 'slowClients', 'slowReadPerSec',
  'slowPolicy', 'bufferLimitBytes', 'maxMessageBytes', 'reconnect', 'reconnectBaseMs', 'reconnectCapMs', 'acceptPerSec',
  'connectRoundTrips', 'connectTimeoutMs', 'pingMs', 'idleCutMs',
  'keySkew', 'hotKeyShare',
] as const;
export const ACKS = 0;
export const LINGER = 1;
export const BATCH_BYTES = 2;
export const RECORD_BYTES = 3;
export const MAX_IN_FLIGHT = 4;
export const BUFFER_BYTES = 5;
export const WHEN_BUFFER_FULL = 6;
export const MAX_BLOCK = 7;
export const REQUEST_TIMEOUT = 8;
export const SEND_BACKOFF = 9;
export const SEND_BACKOFF_CAP = 10;
export const IDEMPOTENCE = 11;
export const PARTITIONER = 12;
export const GROUP_PROTOCOL = 13;
export const ASSIGNOR = 14;
export const SESSION_TIMEOUT = 15;
export const HEARTBEAT = 16;
export const MAX_POLL_INTERVAL = 17;
export const MAX_POLL_RECORDS = 18;
export const COMMIT = 19;
export const COMMIT_INTERVAL = 20;
export const OFFSET_RESET = 21;
export const CONCURRENCY = 22;
export const SHAPE = 23;
export const OPENS = 24;
export const CLIENTS = 25;
export const STREAMS_PER_CLIENT = 26;
export const SPREAD = 27;
export const STREAM_KEYS = 28;
export const WINDOW = 29;
export const CONNECTION_WINDOW = 30;
export const WINDOW_GROWTH = 31;
export const MAX_WINDOW = 32;
export const SEND_BUFFER = 33;
export const MAX_STREAMS = 34;
export const BALANCE = 35;
export const RESUME_FROM = 36;
export const CHECKPOINT_EVERY = 37;
export const STREAM_MESSAGES = 38;
export const STREAM_LIFETIME = 39;
export const CONNECTION_AGE = 40;
export const AGE_GRACE = 41;
export const CLIENT_WRITE = 42;
export const READ_RATE = 43;
export const SLOW_CLIENTS = 44;
export const SLOW_READ_RATE = 45;
export const SLOW_POLICY = 46;
export const BUFFER_LIMIT = 47;
export const MAX_MESSAGE = 48;
export const RECONNECT = 49;
export const RECONNECT_BASE = 50;
export const RECONNECT_CAP = 51;
export const ACCEPT_RATE = 52;
export const CONNECT_ROUND_TRIPS = 53;
export const CONNECT_TIMEOUT = 54;
export const PING = 55;
export const IDLE_CUT = 56;
export const STREAM_KEY_SKEW = 57;
export const STREAM_HOT_KEY = 58;
export const STREAM_PARAMETER_COLUMNS = 59;

/** Parameters of a log beside those of every channel. */
export const LOG_PARAMETERS = ['minInsyncReplicas', 'uncleanElection'] as const;
export const MIN_INSYNC = 0;
export const UNCLEAN_ELECTION = 1;
export const LOG_PARAMETER_COLUMNS = 2;

/** Parameters of a cluster of brokers beside those of every broker. */
export const CLUSTER_PARAMETERS = ['replicationMs', 'nodeSessionMs', 'groupDelayMs', 'retentionCheckMs'] as const;
export const REPLICATION_TIME = 0;
export const NODE_SESSION = 1;
export const GROUP_DELAY = 2;
export const RETENTION_CHECK = 3;
export const CLUSTER_PARAMETER_COLUMNS = 4;

// Numbers of options, in the order of the specifications.
export const ACKS_LEADER = 1;
export const ACKS_NONE = 2;
export const FAIL_WHEN_FULL = 1;
export const STICKY_PARTITIONER = 1;
export const RANDOM_PARTITIONER = 2;
export const COOPERATIVE = 1;
export const BROKER_SIDE = 2;
export const ROUND_ROBIN_SHARES = 1;
export const COMMIT_AUTO = 0;
export const COMMIT_BETWEEN_RECORDS = 1;
export const COMMIT_AFTER_BATCH = 2;
export const COMMIT_AFTER_RECORD = 3;
export const COMMIT_EXACTLY_ONCE = 4;
export const RESET_TO_EARLIEST = 1;
export const SHAPE_CLIENT = 1;
export const SHAPE_SERVER = 0;
export const OPENED_BY_SENDER = 1;
export const SPREAD_ONE = 0;
export const SPREAD_KEY = 1;
export const SPREAD_ALL = 2;
export const BALANCE_STREAMS = 1;
export const RESUME_LOSE = 0;
export const RESUME_REPEAT = 2;
export const SLOW_GROW = 0;
export const SLOW_WAIT = 1;
export const SLOW_DROP_NEWEST = 2;
export const SLOW_DROP_OLDEST = 3;
export const SLOW_DISCONNECT = 4;
export const RECONNECT_NEVER = 0;
export const RECONNECT_SIGNALR = 1;
export const RECONNECT_FULL_JITTER = 2;

/** Value of a parameter of a log's or stream's link. */
export function streamParameter(core: Core, link: number, column: number): number {
  return core.logs.streamParameters[core.network.streamRow[link] * STREAM_PARAMETER_COLUMNS + column];
}

/** Value of a parameter of a log's cluster. */
export function clusterParameter(core: Core, channel: number, column: number): number {
  return core.logs.clusterParameters[core.network.channelBroker[channel] * CLUSTER_PARAMETER_COLUMNS + column];
}

/** Value of a parameter of a log. */
export function logParameter(core: Core, channel: number, column: number): number {
  return core.logs.logParameters[channel * LOG_PARAMETER_COLUMNS + column];
}
