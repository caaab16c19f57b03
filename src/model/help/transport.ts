import { assumed, off, read, type HelpTexts } from './help-text.ts';

/** The connections that calls go over. */
export const transportHelp = {
  connections: {
    meaning: 'Whether connections are opened at a cost, kept, reused and closed; otherwise calls need none.',
    effect: 'A cold, closed or crowded connection makes calls wait, and decides which replica they go to.',
    source: read('RFC 9112, 9.3; RFC 9113, 9.1: connections are persistent'),
  },
  prewarmed: {
    meaning: 'Connections that each replica of the caller has open when the run begins.',
    effect: 'Without any the first calls pay for the handshake.',
    source: read('none is open before the first call: dotnet/runtime main 2026, HttpConnectionPool, gRPC connectivity semantics'),
  },
  replicaChoice: {
    meaning: 'What a replica of the callee is chosen for, where no balancer is drawn.',
    effect: 'What is chosen per connection stays there: new replicas get nothing from callers until these connect anew.',
    source: assumed('depends on what stands between: service mesh or proxy (layer 7), virtual IP or DNS (layer 4)'),
  },
  tls: {
    meaning: 'What TLS adds to the one round trip of TCP when a connection is opened.',
    effect: 'Makes each new connection dearer, the more so the longer the way.',
    source: assumed('TLS 1.3: RFC 9846; TCP and TLS 1.2 round trips are common knowledge. Whether it is used is up to you'),
  },
  idleTimeoutMs: {
    meaning: 'How long a connection may be idle before the caller closes it.',
    effect: 'Longer than the callee\'s own limit, calls meet closed connections; shorter, they connect anew.',
    source: read('dotnet/runtime main 2026, PooledConnectionIdleTimeout, .NET 6 and later: 1 min'),
  },
  keepAliveMs: {
    meaning: 'How long a connection may be idle before the callee closes it.',
    effect: 'A request that crosses the closing on its way is lost.',
    source: read('ASP.NET Core main 2026, KestrelServerLimits.KeepAliveTimeout: 130 s; nginx 75 s'),
  },
  onReset: {
    meaning: 'What becomes of a request that meets a connection that the callee has just closed.',
    effect: 'A failure is retried like any other; sending again costs a round trip and a connection.',
    source: read('RFC 9112, 9.3.1: safe to send again only if idempotent'),
  },
  maxAgeMs: {
    meaning: 'How long a connection lives before it takes no further calls and goes.',
    effect: 'Spreads callers over replicas anew from time to time.',
    source: read('dotnet/runtime main 2026, PooledConnectionLifetime: infinite'),
  },
  ageJitter: {
    meaning: 'By how much of itself the life of a connection varies, both ways.',
    effect: 'Keeps many callers from connecting anew at once.',
    source: read('gRFC A9 (2026): ±10 % for gRPC; none in .NET\'s pool'),
  },
  ageGraceMs: {
    meaning: 'How long calls in progress may go on when their connection has lived for long enough.',
    effect: 'Those that take longer fail.',
    source: read('gRFC A9 (2026): infinite'),
  },
  lossRatio: {
    meaning: 'Share of requests and replies of which a packet is lost on the way.',
    effect: 'What was lost comes late; on a shared connection nothing that was sent after it overtakes it.',
    source: off,
  },
  retransmitMs: {
    meaning: 'How long after it was sent a lost packet is sent again, twice as long each further time.',
    effect: 'A loss holds up its connection for this long at least.',
    source: assumed('Linux: the retransmission timeout is 200 ms at least'),
  },
  connectionLimit: {
    meaning: 'Connections that one replica of the caller opens; another one when all streams of the others are taken.',
    effect: 'With one, calls beyond its streams wait in the caller.',
    source: read('RFC 9113, 9.1: one; dotnet/runtime main 2026, EnableMultipleHttp2Connections: off'),
  },
  waitForReady: {
    meaning: 'Whether calls wait while nobody can be reached; otherwise they fail at once.',
    effect: 'Waiting bridges a restart, and fills the caller while it lasts.',
    source: read('grpc.io 2026, wait-for-ready: off'),
  },
  deadlines: {
    meaning: 'Whether the time left for a call, its timeouts and what its caller has itself, is sent with it.',
    effect: 'All that is done for one request shares one budget, and what comes too late is not begun.',
    source: read('grpc.io 2026, deadlines: on in Java and Go; to be switched on in C++ and .NET'),
  },
  cancellation: {
    meaning: 'Whether the callee learns that nobody waits any more, and what it does then.',
    effect: 'Cancelled requests leave the line, call nobody further and send no reply; work that goes on is wasted.',
    source: read('grpc.io 2026, deadlines: a handler goes on unless it checks'),
  },
} satisfies HelpTexts;
