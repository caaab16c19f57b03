import { describe, expect, it } from 'vitest';
import { connectionSpecs } from '../../model/catalog.ts';
import type { BrownoutDocument, SyncProtocol } from '../../model/document.ts';
import type { ParameterValue, ParameterValues } from '../../model/parameter.ts';
import { TRANSPORT_GROUP } from '../../model/protocols/transport-parameters.ts';
import { Dice } from '../../model/testing/random-document.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { balancer, build, cache, call, fault, type Part, poisson, service, set, settings, users } from '../testing/build.ts';
import { violations } from '../testing/invariants.ts';
import { TELLING_VALUES } from '../testing/random-document.ts';

const RUNS = process.env['BROWNOUT_FULL'] === '1' ? 60 : 25;
const LOAD_ENDS_MS = 2000;
// A message that is lost eight times each way comes after 102 s.
const HORIZON_MS = 200_000;
const PROTOCOLS: readonly SyncProtocol[] = ['http1', 'http2', 'grpc'];

const specsOf = (protocol: SyncProtocol) => connectionSpecs({ protocol }).filter((spec) => spec.group === TRANSPORT_GROUP);

function valueFor(dice: Dice, protocol: SyncProtocol, name: string): ParameterValue {
  const spec = connectionSpecs({ protocol }).find((candidate) => candidate.name === name)!;
  const values = TELLING_VALUES[name];
  return dice.pick(spec.type === 'choice' ? values.filter((value) => spec.options.some((option) => option.value === value)) : values);
}

/** A call with connections of any sort, retries and hedges; every attempt ends some time. */
function anyCall(dice: Dice, from: string, to: string): Part {
  const protocol = dice.pick(PROTOCOLS);
  const chosen = specsOf(protocol).filter(() => dice.chance(0.6)).map(({ name }) => [name, valueFor(dice, protocol, name)] as const);
  const policies: ParameterValues = dice.chance(0.5) ? {} : { maxAttempts: dice.pick([1, 3]), backoffMs: dice.pick([0, 20]), hedging: dice.pick(['off', 'on']), hedgeDelayMs: dice.pick([0, 10]), totalTimeoutMs: dice.pick(['unbounded', 60]) };
  const params: ParameterValues = {
    ...Object.fromEntries(chosen), connections: dice.chance(0.85), ...policies,
    timeoutMs: dice.pick([5, 40, 1000]), latencyMs: dice.pick([0, 0, 1, 8]), maxConcurrent: dice.pick([1, 3, 'unbounded']), hold: dice.pick(['hold', 'release']),
  };
  return call(from, to, params, { protocol });
}

function disturbance(dice: Dice, index: number, protocolOf: (id: string) => SyncProtocol): Part {
  const target = dice.pick(['front', 'left', 'right', 'back']);
  const atMs = dice.below(LOAD_ENDS_MS) + index / 100;
  const lasting = dice.below(600);
  const link = dice.pick(['front-left', 'left-back', 'front-lb', 'lb-left']);
  switch (dice.below(5)) {
    case 0:
      return fault('crash', target, atMs, lasting, dice.chance(0.5) ? {} : { replica: 1 });
    case 1:
      return fault('slowdown', target, atMs, lasting, { factor: 20 });
    case 2:
      return fault('cut', link, atMs, lasting);
    case 3:
      return fault('freeze', target, atMs, lasting);
    default: {
      const live = specsOf(protocolOf(link)).filter((spec) => spec.live).map(({ name }) => name);
      const name = dice.pick([...live, 'maxConcurrent', 'latencyMs']);
      return set(link, name, valueFor(dice, protocolOf(link), name), atMs);
    }
  }
}

/** A source, a front that calls a service and a balancer over two, and a back behind them. */
function system(seed: number): BrownoutDocument {
  const dice = new Dice(seed);
  const scaling = (): ParameterValues => (dice.chance(0.2) ? { scaling: 'hpa', maxReplicas: 3, scalingIntervalMs: 1000, startUpMs: 100, scaleDownWindowMs: 0 } : {});
  const station = (id: string) =>
    service(id, {
      servers: dice.pick([1, 4, 50]), queueCapacity: dice.pick([0, 5, 1000]), serviceMs: dice.pick([0, 1, 10]), failureRatio: dice.pick([0, 0, 0.2]), replicas: dice.pick([1, 2, 3]),
      queueOrder: dice.pick(['fifo', 'fifo', 'lifo', 'priority', 'preemptive', 'shared']), whenFull: dice.pick(['reject', 'block']), dropExpired: dice.chance(0.3),
      callOrder: dice.pick(['sequence', 'parallel']), ...scaling(),
    });
  const calls = [['source', 'front'], ['front', 'left'], ['front', 'lb'], ['lb', 'left'], ['lb', 'right'], ['left', 'cache'], ['cache', 'back']].map(([from, to]) => anyCall(dice, from, to));
  const back = anyCall(dice, 'left', 'back');
  const links = [...calls, back].flatMap((part) => part.connections!);
  const protocolOf = (id: string): SyncProtocol => links.find((link) => link.id === id)!.protocol as SyncProtocol;
  return build(
    dice.chance(0.5) ? poisson('source', 100) : users('source', 20, 50),
    station('front'), balancer('lb', { choosesFor: dice.pick(['request', 'connection']), policy: dice.pick(['roundRobin', 'pickFirst', 'leastRequest']) }),
    station('left'), station('right'), cache('cache', { lookup: 'keys', keyCount: 5, cacheEntries: 2, singleFlight: dice.chance(0.5) }), station('back'),
    ...calls, back,
    { schedule: [{ id: 'end', type: 'load', factor: 0, atMs: LOAD_ENDS_MS }] },
    ...Array.from({ length: dice.below(8) }, (_, i) => disturbance(dice, i, protocolOf)),
    settings({ seed, horizonMs: HORIZON_MS, warmUpMs: 0 }),
  );
}

const seeds = Array.from({ length: RUNS }, (_, i) => i + 1);

/** What is wrong with a run's connections: more calls in line than there are, or connections that nobody opened. */
function wrongConnections(run: EngineRun): string[] {
  return run.report().connections.flatMap(({ id, measures: m }) => (m.resent > m.resets ? [`${id}: ${m.resent} sent again, ${m.resets} reset`] : []));
}

describe('transports in random systems', () => {
  it('[SYN70] keep the books balanced at every moment, and give everything back when the load has ended', () => {
    const reached = new Set<string>();
    for (const seed of seeds) {
      const run = createRun(system(seed));
      for (const atMs of [100, 700, 1300, 1999, 2500, HORIZON_MS]) {
        run.advance(atMs, Infinity);
        expect([...violations(system(seed), run), ...wrongConnections(run)], `seed ${seed}`).toEqual([]);
      }
      const report = run.report();
      for (const { id, measures } of report.connections) {
        const { inProgress, waitingForConnection } = measures;
        expect({ inProgress, waitingForConnection }, `seed ${seed}, ${id}`).toEqual({ inProgress: 0, waitingForConnection: 0 });
        for (const name of ['connected', 'connects', 'disconnects', 'resets', 'resent', 'cancellations'] as const) if (measures[name] > 0) reached.add(name);
      }
      for (const { measures } of report.components) if (measures.wasted > 0) reached.add('wasted');
      expect(run.inFlight, `seed ${seed}`).toBe(0);
    }
    expect([...reached].sort()).toEqual(['cancellations', 'connected', 'connects', 'disconnects', 'resent', 'resets', 'wasted']);
  }, 120_000);

  it('[SYN71] a run is the same however it is cut, and a restored one goes on identically', () => {
    for (const seed of seeds.slice(0, 15)) {
      const document = system(seed);
      const dice = new Dice(seed ^ 0xc0ffee);
      const whole = createRun(document);
      whole.advance(HORIZON_MS, Infinity);
      const sliced = createRun(document);
      const cut = dice.next() * 3000;
      sliced.advance(cut, Infinity);
      const snapshot = sliced.snapshot();
      const resumed = createRun(document);
      // Restored into a run that has been elsewhere.
      resumed.advance(dice.next() * 3000, Infinity);
      resumed.restore(snapshot);
      while (!resumed.advance(HORIZON_MS, 777)) resumed.report();
      expect(resumed.traceHash, `seed ${seed}`).toBe(whole.traceHash);
      expect(resumed.report(), `seed ${seed}`).toEqual(whole.report());
      while (!sliced.advance(HORIZON_MS, 333));
      expect(sliced.report(), `seed ${seed}`).toEqual(whole.report());
    }
  }, 120_000);
});
