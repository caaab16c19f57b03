import { describe, expect, it } from 'vitest';
import { connectionSpecs } from '../../model/catalog.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { isResilience } from '../../model/protocols/parameter-group.ts';
import { Dice } from '../../model/testing/random-document.ts';
import { createRun } from '../run.ts';
import { balancer, build, call, fault, type Part, poisson, service, set, settings, users } from '../testing/build.ts';
import { violations } from '../testing/invariants.ts';
import { TELLING_VALUES } from '../testing/random-document.ts';

const RUNS = 100;
const LOAD_ENDS_MS = 2000;
const HORIZON_MS = 60_000;
const SPECS = connectionSpecs({ protocol: 'http1' }).filter(isResilience);

/** Policies at random; every attempt ends some time. */
function policies(dice: Dice): ParameterValues {
  const chosen = SPECS.filter(() => dice.chance(0.5)).map((spec) => [spec.name, dice.pick(TELLING_VALUES[spec.name])] as const);
  const all = Object.fromEntries(chosen);
  const timeoutMs = all['timeoutMs'] ?? 'unbounded';
  return { ...all, timeoutMs: timeoutMs === 'unbounded' ? 1000 : timeoutMs, latencyMs: dice.pick([0, 0, 2]), hold: dice.pick(['hold', 'release']) };
}

function disturbance(dice: Dice, index: number): Part {
  const target = dice.pick(['front', 'left', 'right', 'back']);
  const atMs = dice.below(LOAD_ENDS_MS) + index / 100;
  const lasting = dice.below(600);
  switch (dice.below(5)) {
    case 0:
      return fault('crash', target, atMs, lasting);
    case 1:
      return fault('errors', target, atMs, lasting, { ratio: dice.pick([0.5, 1]) });
    case 2:
      return fault('slowdown', target, atMs, lasting, { factor: 20 });
    case 3:
      return fault('cut', dice.pick(['front-left', 'left-back']), atMs, lasting);
    default: {
      const spec = dice.pick(SPECS);
      const value = dice.pick(TELLING_VALUES[spec.name]);
      return set(dice.pick(['front-left', 'left-back', 'balancer-left']), spec.name, spec.name === 'timeoutMs' && value === 'unbounded' ? 100 : value, atMs);
    }
  }
}

/** A source, a front that calls a service and a balancer over two, and a back behind them: policies everywhere. */
function system(seed: number): BrownoutDocument {
  const dice = new Dice(seed);
  const station = (id: string) =>
    service(id, { servers: dice.pick([1, 4, 50]), queueCapacity: dice.pick([0, 5, 1000]), serviceMs: dice.pick([0, 1, 10]), failureRatio: dice.pick([0, 0, 0.2]), replicas: dice.pick([1, 2]), callOrder: dice.pick(['sequence', 'parallel']) });
  return build(
    dice.chance(0.5) ? poisson('source', 100) : users('source', 20, 50),
    station('front'), balancer('balancer'), station('left'), station('right'), station('back'),
    call('source', 'front', policies(dice)), call('front', 'left', policies(dice)), call('front', 'balancer', policies(dice)),
    call('balancer', 'left', policies(dice)), call('balancer', 'right', policies(dice)), call('left', 'back', policies(dice)),
    { schedule: [{ id: 'end', type: 'load', factor: 0, atMs: LOAD_ENDS_MS }] },
    ...Array.from({ length: dice.below(8) }, (_, i) => disturbance(dice, i)),
    settings({ seed, horizonMs: HORIZON_MS }),
  );
}

const seeds = Array.from({ length: RUNS }, (_, i) => i + 1);

describe('resilience in random systems', () => {
  it('[RES94] keeps the books balanced at every moment, and gives everything back when the load has ended', () => {
    for (const seed of seeds) {
      const document = system(seed);
      const run = createRun(document);
      for (const atMs of [100, 700, 1300, 1999, 2500, HORIZON_MS]) {
        run.advance(atMs, Infinity);
        expect(violations(document, run), `seed ${seed}`).toEqual([]);
      }
      for (const { id, measures } of run.report().connections) {
        const { inProgress, permitsInUse, waitingForPermit, waitingForConnection } = measures;
        expect({ inProgress, permitsInUse, waitingForPermit, waitingForConnection }, `seed ${seed}, ${id}`).toEqual({
          inProgress: 0, permitsInUse: 0, waitingForPermit: 0, waitingForConnection: 0,
        });
      }
    }
  }, 60_000);

  it('[RES95] is the same run in slices, and from a snapshot', () => {
    for (const seed of seeds.slice(0, 25)) {
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
  }, 60_000);
});
