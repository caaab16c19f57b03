import { describe, expect, it } from 'vitest';
import { componentSpecs } from '../../model/catalog.ts';
import type { BrownoutDocument, ComponentKind } from '../../model/document.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import { Dice } from '../../model/testing/random-document.ts';
import { createRun } from '../run.ts';
import {
  balancer, build, cache, call, channel, consume, database, fault, type Part, poisson, publish, service, set, settings, users,
} from '../testing/build.ts';
import { violations } from '../testing/invariants.ts';
import { TELLING_VALUES } from '../testing/random-document.ts';

const RUNS = process.env['BROWNOUT_FULL'] === '1' ? 100 : 30;
const LOAD_ENDS_MS = 2000;
const HORIZON_MS = 600_000;
/** Mechanisms of stations and balancers: all parameters that an inspector folds. */
const specsOf = (kind: ComponentKind): readonly ParameterSpec[] => componentSpecs({ kind }).filter((spec) => spec.group !== undefined);
const KIND_OF: Readonly<Record<string, ComponentKind>> = {
  front: 'service', left: 'service', right: 'service', back: 'database', worker: 'service', store: 'cache', balancer: 'loadBalancer',
};
const PLACES = Object.keys(KIND_OF);

function mechanisms(dice: Dice, kind: ComponentKind): ParameterValues {
  return Object.fromEntries(specsOf(kind).filter(() => dice.chance(0.4)).map((spec) => [spec.name, dice.pick(TELLING_VALUES[spec.name])]));
}

function disturbance(dice: Dice, index: number): Part {
  const target = dice.pick(PLACES);
  const atMs = dice.below(LOAD_ENDS_MS) + index / 100;
  const lasting = dice.below(600);
  const replica = dice.pick(['unbounded', 1, 2]);
  switch (dice.below(7)) {
    case 0:
      return fault('crash', target, atMs, lasting, { replica });
    case 1:
      return fault('errors', target, atMs, lasting, { ratio: dice.pick([0.5, 1]), replica });
    case 2:
      return fault('slowdown', target, atMs, lasting, { factor: 20, replica });
    case 3:
      return fault('freeze', target, atMs, lasting, { replica });
    case 4:
      return fault('flush', 'store', atMs);
    case 5:
      return fault('cut', dice.pick(['front-left', 'left-back']), atMs, lasting);
    default: {
      const live = componentSpecs({ kind: KIND_OF[target] }).filter((spec) => spec.live);
      const spec = dice.pick(live);
      return set(target, spec.name, dice.pick(TELLING_VALUES[spec.name]), atMs);
    }
  }
}

function station(dice: Dice): ParameterValues {
  return {
    servers: dice.pick([1, 2, 10]), queueCapacity: dice.pick([0, 3, 20, 200]), serviceMs: dice.pick([0, 1, 10]),
    serviceDistribution: dice.pick(['exponential', 'deterministic']), replicas: dice.pick([1, 2, 3]),
  };
}

function classes(dice: Dice): Part {
  if (dice.chance(0.3)) return {};
  const priorities = [0, 1, -1];
  return { classes: priorities.map((priority) => ({ id: `p${priority}`.replace('-', 'low'), name: `${priority}`, priority })) };
}

/** A source, services, a balancer, a cache before a database, and a queue with a consumer: mechanisms everywhere. */
function system(seed: number): BrownoutDocument {
  const dice = new Dice(seed);
  const waits = (): ParameterValues => ({ timeoutMs: dice.pick([20, 200, 1000]), maxAttempts: dice.pick([1, 3]), latencyMs: dice.pick([0, 0, 2]), hold: dice.pick(['hold', 'release']) });
  const plain = (id: string, callOrder: string) => service(id, { ...station(dice), callOrder, ...mechanisms(dice, 'service') });
  const source = dice.chance(0.6) ? poisson('source', 150) : users('source', 30, 50);
  const kinds = classes(dice);
  const mix = kinds.classes?.map(({ id }) => ({ class: id, weight: 1 }));
  return build(
    { components: source.components!.map((component) => (mix === undefined ? component : { ...component, mix })) }, kinds,
    plain('front', dice.pick(['sequence', 'parallel'])), plain('left', 'sequence'), plain('right', 'sequence'), plain('worker', 'sequence'),
    balancer('balancer', mechanisms(dice, 'loadBalancer')),
    cache('store', { ...station(dice), hitRatio: 0.5, warmUpMisses: 20, lookup: dice.pick(['ratio', 'keys', 'keys']), ...mechanisms(dice, 'cache') }),
    database('back', { ...station(dice), ...mechanisms(dice, 'database') }),
    channel('queue', { params: { maxDeliveries: 3 } }),
    call('source', 'front', waits()), call('front', 'balancer', waits()), call('front', 'left', waits()),
    call('balancer', 'left', waits()), call('balancer', 'right', waits()), call('left', 'store', waits()), call('store', 'back', waits()),
    publish('front', 'queue'), consume('queue', 'worker', { prefetch: dice.pick([1, 5]) }),
    call('left', 'back', waits()),
    { schedule: [{ id: 'end', type: 'load', factor: 0, atMs: LOAD_ENDS_MS }] },
    ...Array.from({ length: dice.below(9) }, (_, i) => disturbance(dice, i)),
    settings({ seed, horizonMs: HORIZON_MS }),
  );
}

const seeds = Array.from({ length: RUNS }, (_, i) => i + 1);

describe('stations in random systems', () => {
  it('[RES190] keep the books balanced at every moment, and are empty when the load has ended', () => {
    for (const seed of seeds) {
      const document = system(seed);
      const run = createRun(document);
      for (const atMs of [100, 700, 1300, 1999, 2500, HORIZON_MS]) {
        run.advance(atMs, Infinity);
        expect(violations(document, run), `seed ${seed}`).toEqual([]);
      }
      for (const { id, measures } of run.report().components) {
        const { inSystem, queued, blocked, working, held } = measures;
        expect({ inSystem, queued, blocked, working, held }, `seed ${seed}, ${id}`).toEqual({ inSystem: 0, queued: 0, blocked: 0, working: 0, held: 0 });
      }
    }
  }, 120_000);

  it('[RES191] run the same in slices, and from a snapshot', () => {
    for (const seed of seeds.slice(0, 40)) {
      const document = system(seed);
      const whole = createRun(document);
      whole.advance(HORIZON_MS, Infinity);
      const sliced = createRun(document);
      sliced.advance(1111, Infinity);
      const snapshot = sliced.snapshot();
      const resumed = createRun(document);
      resumed.restore(snapshot);
      while (!resumed.advance(HORIZON_MS, 777));
      expect(resumed.traceHash, `seed ${seed}`).toBe(whole.traceHash);
      expect(resumed.report(), `seed ${seed}`).toEqual(whole.report());
    }
  }, 120_000);
});
