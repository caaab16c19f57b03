import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { simulate } from '../engine/simulate.ts';
import { balancer, build, cache, call, channel, consume, fault, handling, type Part, poisson, publish, service, set, settings, steady, users } from '../engine/testing/build.ts';
import { componentOf } from '../engine/testing/read.ts';
import { randomSystem } from '../engine/testing/random-document.ts';
import { theoryFor } from './theory.ts';
import { checkTheory } from './theory-check.ts';
import type { TheoryModel } from './theory-model.ts';

const RUNS = process.env['BROWNOUT_FULL'] === '1' ? 300 : 8;
const free = { hold: 'release', latencyMs: 0.5 };
const station = (id: string, params: Record<string, number | string | readonly number[]> = {}): Part => service(id, { serviceDistribution: 'exponential', ...params });
const loaded = settings({ horizonMs: 200_000, warmUpMs: 10_000 });

function checked(parts: readonly Part[], id = 'api') {
  const document = build(loaded, ...parts);
  const report = simulate(document);
  const theory = theoryFor(document, report, id);
  return { theory, check: theory.kind === 'model' ? checkTheory(theory, componentOf(report, id), report) : undefined };
}

describe('theory beside what is measured', () => {
  const direct = (params: Record<string, number | string | readonly number[]>, ratePerSec = 70): readonly Part[] => [poisson('users', ratePerSec), station('api', params), call('users', 'api')];
  const cases: readonly (readonly [name: string, model: TheoryModel, parts: readonly Part[]])[] = [
    ['one worker', 'M/M/1', direct({})],
    ['several workers', 'M/M/c', direct({ servers: 4 }, 300)],
    ['a limited queue that overflows', 'M/M/c/K', direct({ servers: 2, queueCapacity: 4 }, 190)],
    ['no queue at all', 'M/G/c/c', direct({ servers: 5, queueCapacity: 0, serviceDistribution: 'lognormal', serviceVariation: 0.5 }, 400)],
    ['a limited queue that never filled', 'M/M/1', direct({ queueCapacity: 1000 })],
    ['constant work', 'M/D/1', direct({ serviceDistribution: 'deterministic' })],
    ['varied work', 'M/G/1', direct({ serviceDistribution: 'lognormal', serviceVariation: 1.3 }, 50)],
    ['measured work', 'M/G/1', direct({ serviceDistribution: 'empirical', serviceSamplesMs: [5, 20] }, 50)],
    ['varied work and several workers', 'M/G/c', direct({ servers: 3, serviceDistribution: 'erlang', erlangStages: 2 }, 240)],
    ['processor sharing', 'M/G/1-PS', direct({ queueOrder: 'shared', serviceDistribution: 'lognormal', serviceVariation: 1.5 }, 60)],
    ['last in, first out', 'M/M/c-LIFO', direct({ queueOrder: 'lifo', servers: 2 }, 140)],
    ['replicas that take turns', 'GI/M/1', direct({ replicas: 3 }, 210)],
    ['sources that merge', 'M/M/1', [poisson('a', 30), poisson('users', 40), station('api'), call('a', 'api'), call('users', 'api')]],
    ['a station in front that passes them on', 'M/M/1', [poisson('users', 70), station('front', { servers: 2 }), station('api'), call('users', 'front'), call('front', 'api', free)]],
    ['a share of them', 'M/M/1', [poisson('users', 140), station('front', { servers: 2 }), station('api'), call('users', 'front'), call('front', 'api', { ...free, probability: 0.5 })]],
    ['misses of a cache', 'M/M/1', [poisson('users', 200), cache('store', { hitRatio: 0.7, servers: 1000, serviceMs: 1, warmUpMisses: 0 }), station('api'), call('users', 'store'), call('store', 'api', free)]],
    ['a balancer that chooses by chance', 'M/M/1', [poisson('users', 140), balancer('lb', { policy: 'random' }), station('api'), station('b'), call('users', 'lb'), call('lb', 'api'), call('lb', 'b')]],
    ['a balancer that takes turns', 'GI/M/1', [poisson('users', 160), balancer('lb', { policy: 'roundRobin' }), station('api'), station('b'), call('users', 'lb'), call('lb', 'api'), call('lb', 'b')]],
    ['several visits', 'M/M/1', [poisson('users', 30), station('front', { servers: 2 }), station('api'), call('users', 'front'), call('front', 'api', { ...free, callsPerRequest: 2 })]],
    ['messages that nobody waits for', 'M/M/1', [...direct({}), channel('queue'), publish('api', 'queue', { latencyMs: 1 }), station('mail'), consume('queue', 'mail')]],
    ['users who think', 'closed', [users('users', 20, 150, { thinkDistribution: 'exponential' }), station('front', { servers: 2, serviceMs: 20 }), station('api'), call('users', 'front'), call('front', 'api', free)]],
  ];

  it.each(cases)('[CK4] [CK6] knows %s as %s, and the run agrees', (_name, model, parts) => {
    const { theory, check } = checked(parts);
    expect(theory).toMatchObject({ kind: 'model', model });
    expect(check, `${JSON.stringify(check)}`).toMatchObject({ verdict: 'agrees' });
    expect(check!.rows.every(({ measure, agreement }) => agreement === 'agrees' || measure === 'p99Ms')).toBe(true);
  });

  it('[CK4] takes workers that were never all busy for any number, and says that it is approximate', () => {
    const { theory } = checked([poisson('users', 70), service('front', { servers: 100 }), station('api'), call('users', 'front'), call('front', 'api')]);
    expect(theory).toMatchObject({ kind: 'model', isExact: false, approximates: 'before' });
  });

  const plain = direct({});
  const withApi = (...parts: readonly Part[]): readonly Part[] => [...plain, ...parts];
  const obstacles: readonly (readonly [reason: string, parts: readonly Part[], place: string | undefined])[] = [
    ['fault', withApi(fault('slowdown', 'api', 50_000, 1000, { factor: 2 })), undefined],
    ['changed', withApi(set('api', 'servers', 2, 100_000)), undefined],
    ['loadChanges', withApi({ load: [{ atMs: 0, factor: 1 }, { atMs: 100_000, factor: 0.5 }] }), undefined],
    ['loadChanges', [poisson('users', 70, { shape: 'daily' }), station('api'), call('users', 'api')], undefined],
    ['arrivals', [steady('users', 70), station('api'), call('users', 'api')], 'users'],
    ['noLoad', [station('api')], 'api'],
    ['overload', direct({}, 130), 'api'],
    ['retries', [poisson('users', 70), station('api', { failureRatio: 0.1 }), call('users', 'api', { maxAttempts: 3 })], 'users-api'],
    ['timeouts', [poisson('users', 70), station('api'), call('users', 'api', { timeoutMs: 20 })], 'users-api'],
    ['connectionWait', [poisson('users', 70), station('api', { servers: 4 }), call('users', 'api', { maxConcurrent: 1 })], 'users-api'],
    ['holdsWorker', withApi(station('back'), call('api', 'back')), 'api'],
    ['holdsWorker', withApi(channel('queue'), publish('api', 'queue', { confirm: true, latencyMs: 1 }), station('mail'), consume('queue', 'mail')), 'api'],
    ['droppedWaiting', direct({ waitLimit: 'fixed', queueTimeoutMs: 20 }), 'api'],
    ['handlers', [poisson('users', 70), handling(station('api'), { steps: [{ do: 'work' }, { do: 'work' }] }), call('users', 'api')], 'api'],
    ['users', [users('users', 5, 50), users('more', 5, 50), station('api'), call('users', 'api'), call('more', 'api')], undefined],
    ['mixedLoad', [users('users', 5, 50), poisson('more', 20), station('front'), station('api'), call('users', 'api'), call('api', 'front', free), call('more', 'front')], undefined],
    ['messages', [poisson('users', 70), station('api'), channel('queue'), publish('users', 'queue'), consume('queue', 'api')], undefined],
    ['heldBefore', [poisson('users', 70), station('front'), station('api'), call('users', 'front'), call('front', 'api')], 'front'],
    ['balancing', [poisson('users', 70), balancer('lb', { policy: 'leastRequest' }), station('api'), call('users', 'lb'), call('lb', 'api')], 'lb'],
  ];

  it.each(obstacles)('[CK5] says that there is none: %s', (reason, parts, place) => {
    expect(checked(parts).theory).toMatchObject({ kind: 'none', reason, ...(place === undefined ? {} : { place }) });
  });

  it('[CK5] has words for every random system, whatever is drawn', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const document = randomSystem(seed);
      const run = createRun(document);
      run.advance(document.settings.horizonMs, 10_000);
      const report = run.report();
      for (const { id } of document.components) expect(theoryFor(document, report, id).kind).toMatch(/model|none/);
    }
  });

  it('[CK6] tells what is too early, and what is further off than chance', () => {
    const document = build(settings({ horizonMs: 2000 }), ...plain);
    const report = simulate(document);
    const theory = theoryFor(document, report, 'api');
    if (theory.kind !== 'model') throw new Error(theory.reason);
    expect(checkTheory(theory, componentOf(report, 'api'), report).verdict).toBe('early');
    const long = simulate({ ...document, settings: { ...document.settings, horizonMs: 600_000 } });
    const later = theoryFor(document, long, 'api');
    if (later.kind !== 'model') throw new Error(later.reason);
    const api = componentOf(long, 'api');
    expect(checkTheory(later, api, long).verdict).toBe('agrees');
    expect(checkTheory(later, { ...api, utilization: 0.8 }, long).verdict).toBe('differs');
  });
});
