import { read, rule, type HelpTexts } from './help-text.ts';

/** gRPC streams. */
export const grpcStreamHelp = {
  streamsPerClient: {
    meaning: 'Streams that each client keeps open.',
    effect: 'Streams of one connection share its window and its slots.',
    source: rule,
  },
  spread: {
    meaning: 'Which of the streams of the sender\'s replica carry a message.',
    effect: 'To all, every stream costs a message, and the slowest one holds up the sender.',
    source: rule,
  },
  windowBytes: {
    meaning: 'Bytes that may be under way, or arrived and unread, on one stream.',
    effect: 'One stream carries at most a window per round trip.',
    source: read('grpc-go 1.85-dev: 65,535; grpc-java Netty: 1 MiB'),
  },
  connectionWindowBytes: {
    meaning: 'Bytes that may be under way, or arrived and unread, on all streams of one connection together.',
    effect: 'Where it is not much larger than a stream\'s, one stream that is not read holds up its siblings.',
    source: read('RFC 9113, 6.9.2: 65,535'),
  },
  windowGrowth: {
    meaning: 'Whether the receiver measures how much arrives in a round trip, and enlarges both windows to twice that.',
    effect: 'Long connections become fast within a few round trips.',
    source: read('grpc-go 1.85-dev, bdp_estimator'),
  },
  maxWindowBytes: {
    meaning: 'Windows that grow stop growing at this size.',
    effect: 'Bounds throughput on long ways, and memory.',
    source: read('grpc-go 1.85-dev, bdp_estimator: 16 MiB'),
  },
  sendBufferBytes: {
    meaning: 'Bytes of one stream that the sender\'s library takes before they can be sent. A send that is taken has not arrived.',
    effect: 'A larger one keeps the sender going for longer before it has to wait for the receiver.',
    source: read('grpc-go 1.85-dev, defaultWriteQuota: 64 KiB'),
  },
  maxStreams: {
    meaning: 'Streams that the server allows on one connection.',
    effect: 'Further ones wait to be opened until one ends.',
    source: read('ASP.NET Core main 2026, Kestrel Http2Limits, 100'),
  },
  balance: {
    meaning: 'Whether all streams of a client go to one replica of the server, or each to the next one.',
    effect: 'Either way a stream stays where it began: a new replica gets nothing until streams end.',
    source: read('grpc.io 2026, performance: chosen at the start of a stream'),
  },
  resume: {
    meaning: 'What the application does about messages of a stream that was lost. gRPC itself does nothing.',
    effect: 'Messages are missing, or none is, or some are done twice.',
    source: read('gRFC A6, rev. 2024-08: a stream is not retried after its first message'),
  },
  checkpointEvery: {
    meaning: 'Messages of one stream after which the receiver notes how far it is.',
    effect: 'Up to so many messages of each lost stream are done twice.',
    source: rule,
  },
  streamMessages: {
    meaning: 'Messages after which a stream ends and the next one is opened.',
    effect: 'Short streams find new replicas sooner.',
    source: rule,
  },
  streamDeadlineMs: {
    meaning: 'How long a stream may live as a whole.',
    effect: 'A stream that takes longer is cut in the middle, and its application has to resume.',
    source: read('grpc.io 2026, deadlines: none by default'),
  },
  connectionAgeMs: {
    meaning: 'Age, ±10 %, at which the server asks a client to connect anew (MAX_CONNECTION_AGE).',
    effect: 'New streams choose their replica afresh.',
    source: read('gRFC A9 (2026): infinite'),
  },
  ageGraceMs: {
    meaning: 'How long streams may go on after that before they are cut.',
    effect: 'Without an end, streams that never end stay where they are.',
    source: read('gRFC A9 (2026): infinite'),
  },
} satisfies HelpTexts;
