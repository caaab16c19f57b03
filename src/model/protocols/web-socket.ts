import { choice, number, type ParameterSource } from '../parameter.ts';
import { clientsParam, connectingParams } from './connecting.ts';
import { latency, probability, type ProtocolSpec } from './shared.ts';
import { recordBytes } from './stream.ts';

const browser: ParameterSource = { label: 'WHATWG WebSockets 2025-07: the API has none', confirmed: true };

/** Messages over WebSockets: a server to many clients, or clients to a server. */
export const webSocket: ProtocolSpec = {
  label: 'WebSocket',
  kind: 'stream',
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
      meaning: 'Which end of the connection stands for the clients.',
      effect: 'A message to all costs one write for each client.',
    }),
    clientsParam(100),
    number({
      name: 'clientWriteMs',
      label: 'Time per write',
      unit: 'ms',
      default: 0.005,
      max: 1000,
      usual: [0, 0.1],
      meaning: 'Time that a worker of the server needs to write one message to one client.',
      effect: 'Times the clients it is what a message to all costs.',
      source: { label: 'example value: libraries differ', confirmed: false },
    }),
    number({
      name: 'readPerSec',
      label: 'A client reads',
      unit: 'perSec',
      default: 'unbounded',
      min: 0.001,
      max: 1_000_000,
      usual: [1, 1000],
      meaning: 'Messages per second that a client\'s network or program takes from its connection.',
      effect: 'What comes faster piles up at the server.',
    }),
    number({
      name: 'slowClients',
      label: 'Slow clients',
      unit: 'count',
      default: 0,
      max: 100_000,
      live: false,
      usual: [0, 100],
      meaning: 'How many of the clients of each replica are slow.',
      effect: 'What they do to the others is the policy\'s choice.',
    }),
    number({
      name: 'slowReadPerSec',
      label: 'A slow client reads',
      unit: 'perSec',
      default: 10,
      min: 0.001,
      max: 1_000_000,
      usual: [1, 100],
      meaning: 'Messages per second that a slow client takes.',
      effect: 'The slower, the more piles up for it.',
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
      meaning: 'What the server does when the buffer of a client is over its limit.',
      effect: 'Memory grows, or all wait, or the slow client has gaps, or it is gone.',
      source: { label: 'ws 8: no limit; websockets 17: waits, or broadcast() and ping timeouts', confirmed: true },
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
      meaning: 'Bytes that the server keeps for one client.',
      effect: 'How far a client may fall behind.',
      source: { label: 'asyncio\'s high-water mark; libraries differ', confirmed: false },
    }),
    ...connectingParams({
      reconnect: { default: 'never', source: browser },
      capMs: { default: 30_000, source: { label: 'usual choice', confirmed: false } },
      ping: { source: { label: 'ws 8: none; ASP.NET Core 120 s, websockets 20 s, SignalR 15 s', confirmed: true } },
    }),
  ],
};
