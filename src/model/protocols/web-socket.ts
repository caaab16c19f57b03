import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { choice, number } from '../parameter.ts';
import { clientsParam, connectingParams } from './connecting.ts';
import { latency, probability, type ProtocolSpec } from './shared.ts';
import { recordBytes } from './stream.ts';

/** Messages over WebSockets: a server to many clients, or clients to a server. */
export const webSocket: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.webSocket,
  summary: 'Messages to all connected clients, or from them; no back-pressure, and what is sent while a client is away is missing.',
  version: 'ws 8, websockets 17, SignalR JS client',
  params: [
    probability,
    latency,
    recordBytes,
    choice({
      name: 'opens',
      label: 'Clients',
      options: [
        { value: 'receiver', label: 'Receive: every message goes to all of them' },
        { value: 'sender', label: 'Send: every message comes from one of them' },
      ],
      live: false,
    }),
    clientsParam(1),
    number({
      name: 'clientWriteMs',
      label: 'Time per write',
      unit: 'ms',
      default: 0.005,
      max: 1000,
      usual: [0, 0.1],
    }),
    number({
      name: 'readPerSec',
      label: 'A client reads',
      unit: 'perSec',
      default: 'unbounded',
      min: 0.001,
      max: 1_000_000,
      usual: [1, 1000],
    }),
    number({
      name: 'slowClients',
      label: 'Slow clients',
      unit: 'count',
      default: 0,
      max: 100_000,
      live: false,
      usual: [0, 100],
    }),
    number({
      name: 'slowReadPerSec',
      label: 'A slow client reads',
      unit: 'perSec',
      default: 10,
      min: 0.001,
      max: 1_000_000,
      usual: [1, 100],
    }),
    choice({
      name: 'slowPolicy',
      label: 'For slow clients',
      options: [
        { value: 'grow', label: 'Keep everything' },
        { value: 'wait', label: 'Wait for the slowest' },
        { value: 'dropNewest', label: 'Drop the newest' },
        { value: 'dropOldest', label: 'Drop the oldest' },
        { value: 'disconnect', label: 'Disconnect' },
      ],
    }),
    number({
      name: 'bufferLimitBytes',
      label: 'Buffer limit',
      unit: 'bytes',
      default: 65_536,
      min: 1,
      max: 1_000_000_000,
      usual: [1000, 1_048_576],
      shownWhen: { name: 'slowPolicy', isOneOf: ['wait', 'dropNewest', 'dropOldest', 'disconnect'] },
    }),
    number({
      name: 'maxMessageBytes',
      label: 'Largest message',
      unit: 'bytes',
      default: 104_857_600,
      min: 1,
      max: 1_000_000_000,
      usual: [32_768, 104_857_600],
    }),
    ...connectingParams({ reconnect: 'never', capMs: 30_000, roundTrips: 3 }),
  ],
};
