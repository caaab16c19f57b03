import { assumed, read, rule, type HelpTexts } from './help-text.ts';

/** Long-lived connections. */
export const connectingHelp = {
  reconnect: {
    meaning: 'When the end that connects tries again after its connection was lost, or not made.',
    effect: 'Without jitter all come back at the same instants; with full jitter they are spread.',
    source: read('gRPC 2026, connection-backoff.md'),
  },
  reconnectBaseMs: {
    meaning: 'Wait before the first try that is not made at once; it grows by 2 (gRPC: 1.6) each time.',
    effect: 'Spreads those who come back.',
    source: read('grpc-go 1.85-dev, backoff.DefaultConfig'),
  },
  reconnectCapMs: {
    meaning: 'The waits grow to this.',
    effect: 'How late the last ones come back after a long outage.',
    source: read('grpc-go 1.85-dev'),
  },
  acceptPerSec: {
    meaning: 'Connections that one replica of the server can accept per second, handshakes included.',
    effect: 'When many come back at once, those at the end of the line wait, or give up and come again.',
    source: rule,
  },
  connectRoundTrips: {
    meaning: 'Round trips before the first message can pass: TCP, TLS, and an HTTP upgrade where there is one.',
    effect: 'What coming back costs each client in time.',
    source: assumed('one each for TCP and TLS 1.3, and one for the upgrade to a WebSocket'),
  },
  connectTimeoutMs: {
    meaning: 'How long one try to connect may take.',
    effect: 'Tries that are given up make the line at the server longer.',
    source: read('gRPC 2026, connection-backoff.md: 20 s'),
  },
  pingMs: {
    meaning: 'How often a silent connection is pinged, if ever. One of which no answer comes for 20 s more is lost.',
    effect: 'Keeps proxies from cutting a silent connection, and finds out that the other end is gone.',
    source: read('grpc-go 1.85-dev, keepalive: off for clients, 2 h for servers'),
  },
  idleCutMs: {
    meaning: 'A proxy on the way cuts a connection on which nothing passes for so long. nginx: 60 s.',
    effect: 'Silent connections are lost again and again, unless pings pass.',
    source: read('no proxy; nginx docs 2026, proxy_read_timeout is 60 s'),
  },
  clients: {
    meaning: 'Clients, each with a connection of its own, that every replica of the connecting component stands for.',
    effect: 'Multiplies connections, and what each message costs that goes to all of them.',
    source: rule,
  },
} satisfies HelpTexts;
