import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../model/catalog.ts';
import type { Binding, BrownoutDocument, Channel, Component, Connection, QueueProtocol, ScheduleEntry } from '../../model/document.ts';
import { emptyDocument } from '../../model/document.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import { parseDocument } from '../../model/parse.ts';
import { Dice } from '../../model/testing/random-document.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { violations } from '../testing/invariants.ts';
import { valueFor } from '../testing/random-document.ts';

const BROKERS: readonly QueueProtocol[] = ['rabbitmq', 'serviceBus', 'storageQueue', 'nats', 'jetstream'];
const HORIZON_MS = 4000;

function paramsFor(dice: Dice, specs: readonly ParameterSpec[], chance = 0.4): ParameterValues {
  return Object.fromEntries(specs.filter(() => dice.chance(chance)).map((spec) => [spec.name, valueFor(dice, spec)]));
}

function makeChannels(dice: Dice, protocol: QueueProtocol): Channel[] {
  const spec = PROTOCOLS[protocol];
  const count = 1 + dice.below(4);
  const ids = Array.from({ length: count }, (_, i) => `q${i}`);
  return ids.map((id, i): Channel => {
    const base = { id, broker: 'b', name: id, x: 0, y: 0 };
    const others = ids.filter((other) => other !== id);
    if (spec.exchangeName !== undefined && i > 0 && dice.chance(0.4)) {
      const bindings = others.filter(() => dice.chance(0.7)).map((to): Binding => ({ to, ...(dice.chance(0.3) ? { key: dice.pick(['a', '#', 'x=1']) } : {}), ...(dice.chance(0.3) ? { share: 0.5 } : {}) }));
      return { ...base, kind: 'exchange', ...(bindings.length === 0 ? {} : { bindings }), params: paramsFor(dice, spec.exchangeParams ?? []) };
    }
    const sendsOn = spec.channelParams!.some(({ name }) => name === 'deadLetter') && others.length > 0 && dice.chance(0.4);
    return { ...base, kind: 'queue', ...(sendsOn ? { deadLetterTo: dice.pick(others) } : {}), params: paramsFor(dice, spec.channelParams!) };
  });
}

function makeConnections(dice: Dice, protocol: QueueProtocol, channels: readonly Channel[]): Connection[] {
  const specs = PROTOCOLS[protocol].params;
  const made: Connection[] = [];
  const add = (from: string, to: string, channel: Channel): void => {
    const routingKey = channel.id === to && channel.kind === 'exchange' && dice.chance(0.5) ? { routingKey: dice.pick(['a', 'b', 'x=1']) } : {};
    made.push({ id: `e${made.length}`, kind: 'queue', protocol, from, to, channel: channel.id, ...routingKey, params: paramsFor(dice, specs) });
  };
  for (const from of ['c0', 'c1', 's0']) add(from, dice.pick(channels).id, dice.pick(channels));
  for (const connection of made) Object.assign(connection, { channel: connection.to });
  const queues = channels.filter(({ kind }) => kind === 'queue');
  for (const to of ['s1', 's2', 's3']) {
    const channel = dice.pick(queues);
    add(channel.id, to, channel);
  }
  // What s0 sends comes back to nobody: it takes from a queue that it may well send to.
  const own = dice.pick(queues);
  if (dice.chance(0.5)) add(own.id, 's0', own);
  return made;
}

function makeComponents(dice: Dice): Component[] {
  const clients = ['c0', 'c1'].map((id): Component => ({ id, kind: 'client', name: id, x: 0, y: 0, params: { ratePerSec: dice.pick([5, 30, 100]) } }));
  const services = ['s0', 's1', 's2', 's3'].map((id): Component => ({
    id, kind: 'service', name: id, x: 0, y: 0,
    params: { replicas: dice.pick([1, 1, 2]), servers: dice.pick([1, 4]), serviceMs: dice.pick([0, 3, 20, 100]), failureRatio: dice.pick([0, 0, 0.3, 1]) },
  }));
  return [...clients, ...services];
}

function makeEntries(dice: Dice, document: BrownoutDocument): ScheduleEntry[] {
  return Array.from({ length: dice.below(8) }, (_, i): ScheduleEntry => {
    const id = `f${i}`;
    const atMs = dice.below(HORIZON_MS);
    const durationMs = dice.below(800);
    switch (dice.below(4)) {
      case 0:
        return { id, type: 'fault', fault: 'crash', target: dice.pick(['s0', 's1', 's2', 's3', 'c0']), atMs, durationMs };
      case 1:
        return { id, type: 'fault', fault: 'cut', target: dice.pick(document.connections).id, atMs, durationMs };
      case 2:
        return { id, type: 'fault', fault: 'crash', target: 'b', atMs, durationMs };
      default: {
        const target = dice.pick([document.brokers[0], ...document.connections.slice(0, 3), ...document.channels]);
        const spec = PROTOCOLS[document.brokers[0].protocol];
        const specs = 'from' in target ? spec.params : 'broker' in target ? ((target.kind === 'exchange' ? spec.exchangeParams : spec.channelParams) ?? []) : spec.brokerParams!;
        const live = specs.filter((item) => item.live);
        if (live.length === 0) return { id, type: 'load', factor: dice.pick([0, 2]), atMs };
        const chosen = dice.pick(live);
        return { id, type: 'set', target: target.id, param: chosen.name, value: valueFor(dice, chosen), atMs };
      }
    }
  });
}

/** A random system around one broker, as `parseDocument` gives it. */
function randomBroker(seed: number, protocol: QueueProtocol): BrownoutDocument {
  const dice = new Dice(seed);
  const channels = makeChannels(dice, protocol);
  const draft: BrownoutDocument = {
    ...emptyDocument(`random ${seed}`),
    settings: { seed, horizonMs: HORIZON_MS, warmUpMs: 0 },
    components: makeComponents(dice),
    brokers: [{ id: 'b', protocol, name: 'b', params: paramsFor(dice, PROTOCOLS[protocol].brokerParams!) }],
    channels,
    connections: makeConnections(dice, protocol, channels),
  };
  const parsed = parseDocument({ ...draft, schedule: makeEntries(dice, draft) });
  if (!parsed.ok) throw new Error(`${seed}: ${parsed.problems.map(({ place, message }) => `${place} ${message}`).join('; ')}`);
  return parsed.document;
}

/** Wrong things of a run at several moments; a run may end early when a diagram's cycle makes too much. */
function wrongOf(document: BrownoutDocument, run: EngineRun): string[] {
  const wrong: string[] = [];
  for (const atMs of [137, 1000, 2222, HORIZON_MS]) {
    run.advance(atMs, 300_000);
    if (run.nowMs < atMs || (run.outcome.kind !== 'running' && run.outcome.kind !== 'horizon')) break;
    wrong.push(...violations(document, run));
  }
  return wrong;
}

const SEEDS = Array.from({ length: process.env['BROWNOUT_FULL'] === '1' ? 600 : 10 }, (_, i) => 7919 * i + 13);
const replayed = process.env['BROWNOUT_SEED'];
const seeds = replayed === undefined ? SEEDS : [Number(replayed)];

describe.each(BROKERS)('random systems around %s', (protocol) => {
  it('[ME1] [ME2] [ME3] keep their books', () => {
    for (const seed of seeds) {
      const document = randomBroker(seed, protocol);
      expect(wrongOf(document, createRun(document)), `BROWNOUT_SEED=${seed}`).toEqual([]);
    }
  });

  it('[DE1] [DE2] are the same run in one go, in slices and from snapshots', () => {
    for (const seed of seeds.slice(0, 60)) {
      const document = randomBroker(seed, protocol);
      const whole = createRun(document);
      whole.advance(HORIZON_MS, 40_000);
      const sliced = createRun(document);
      const end = whole.nowMs;
      for (let atMs = 0; atMs < end; atMs += 333) {
        sliced.advance(atMs, Infinity);
        sliced.restore(sliced.snapshot());
      }
      const other = createRun(document);
      other.restore(sliced.snapshot());
      other.advance(end, Infinity);
      whole.advance(end, Infinity);
      expect(other.traceHash, `BROWNOUT_SEED=${seed}`).toBe(whole.traceHash);
      expect(other.report(), `BROWNOUT_SEED=${seed}`).toEqual(whole.report());
    }
  });
});
