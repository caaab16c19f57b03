import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { simulate } from '../engine/simulate.ts';
import { build, call, fault, poisson, service, settings } from '../engine/testing/build.ts';
import { randomSystem } from '../engine/testing/random-document.ts';
import { ledgerOf, ledgersOf, troubleOf } from './ledger.ts';
import { littlesLaw } from './littles-law.ts';

const RUNS = process.env['BROWNOUT_FULL'] === '1' ? 400 : 24;

/** All places that a row may lead to. */
const idsOf = (document: ReturnType<typeof randomSystem>): ReadonlySet<string> =>
  new Set([...document.components, ...document.connections, ...document.channels].map(({ id }) => id as string));

describe('the ledger', () => {
  it(`[CK2] balances to the last request, and Little's law holds, at every moment of ${RUNS} random systems`, () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const document = randomSystem(seed);
      const run = createRun(document);
      const ids = idsOf(document);
      for (const share of [0.2, 0.7, 1]) {
        run.advance(share * document.settings.horizonMs, 1e9);
        const report = run.report();
        for (const ledger of ledgersOf(document, report)) {
          const where = `seed ${seed} ${ledger.subject} ${ledger.id} at ${report.nowMs}`;
          expect(ledger.cameIn, `${where}`).toBe(ledger.accountedFor);
          for (const { cause, count, places } of [...ledger.rows, ...ledger.onTheWay]) {
            expect(Number.isInteger(count) && count >= 0, `${where}: ${cause} is ${count}`).toBe(true);
            expect(places.length > 0 && places.every((place) => ids.has(place)), `${where}: ${cause} leads to ${places.join()}`).toBe(report.sources.length > 0 || ledger.id !== '');
          }
        }
        for (const component of report.components) {
          const law = littlesLaw(component, report);
          expect(law.verdict, `seed ${seed} ${component.id} at ${report.nowMs}: ${JSON.stringify(law)}`).not.toBe('broken');
          // Nobody is here: all time has been counted.
          if (law.stillHere === 0) expect(Math.abs(law.residual), `seed ${seed} ${component.id}`).toBeLessThan(1e-6);
        }
      }
    }
  });

  it('[CK2] says that the books do not balance when a request is missing', () => {
    const document = build(poisson('users', 100), service('api'), call('users', 'api'));
    const report = simulate(document);
    const components = report.components.map((item) => (item.id === 'api' ? { ...item, measures: { ...item.measures, completed: item.measures.completed - 1 } } : item));
    expect(ledgerOf(document, { ...report, components }, 'api')).toMatchObject({ isBalanced: false });
    expect(ledgerOf(document, report, 'api')).toMatchObject({ isBalanced: true });
    expect(ledgerOf(document, report, 'nothing')).toBeUndefined();
  });

  it('[CK3] leads from what failed at the source to the place where it began', () => {
    const document = build(
      poisson('users', 100), service('front', { servers: 50 }), service('api', { servers: 50 }), service('back', { servers: 50 }), service('calm', { servers: 50 }),
      call('users', 'front'), call('front', 'calm'), call('front', 'api'), call('api', 'back'), fault('crash', 'back', 2000),
    );
    const report = simulate(document);
    const ledgers = ledgersOf(document, report);
    const failed = ledgers[0]!.rows.find(({ cause }) => cause === 'failed')!;
    expect(failed.places).toEqual(['users', 'users-front', 'front', 'front-api', 'api', 'api-back', 'back']);
    expect(troubleOf(ledgers)[0]).toMatchObject({ cause: 'turnedAway', places: ['back'] });
    // Somebody who cannot even be reached is where it went wrong, too.
    const direct = build(poisson('users', 100), service('api', { servers: 50 }), call('users', 'api', { connections: true }, { protocol: 'grpc' }), fault('crash', 'api', 2000));
    const unreached = troubleOf(ledgersOf(direct, simulate(direct)));
    expect(unreached.length).toBeGreaterThan(0);
    expect(ledgerOf(document, report, 'calm')!.rows.map(({ cause }) => cause)).not.toContain('failedByCall');
  });
});

describe('Little\'s law', () => {
  const parts = [poisson('users', 80), service('api', { serviceDistribution: 'exponential' }), call('users', 'api')];

  it('[CK1] holds within a hundredth once those still here are few against all that came', () => {
    const report = simulate(build(...parts, settings({ horizonMs: 600_000, warmUpMs: 60_000 })));
    const law = littlesLaw(report.components[1]!, report);
    expect(law.verdict).toBe('holds');
    expect(law.numberInSystem).toBeCloseTo((law.leavingPerSec * law.timeHereMs) / 1000 + law.residual, 9);
  });

  it('[CK1] counts those that ended badly with the time they were here', () => {
    const report = simulate(build(...parts, fault('crash', 'api', 5000, 1000), settings({ horizonMs: 600_000 })));
    const api = report.components[1]!;
    expect(api.measures.lost).toBeGreaterThan(0);
    const withoutThem = littlesLaw({ ...api, measures: { ...api.measures, untimedMs: 0 } }, report);
    expect(littlesLaw(api, report).residual).toBeLessThan(withoutThem.residual);
  });

  it('[CK1] is open while a queue grows, and broken when time is missing', () => {
    const report = simulate(build(poisson('users', 200), service('api'), call('users', 'api')));
    const api = report.components[1]!;
    expect(littlesLaw(api, report).verdict).toBe('open');
    expect(littlesLaw({ ...api, measures: { ...api.measures, inSystemArea: api.measures.inSystemArea / 4 } }, report).verdict).toBe('broken');
    expect(littlesLaw({ ...api, measures: { ...api.measures, inSystem: 0 } }, report).verdict).toBe('broken');
  });
});
