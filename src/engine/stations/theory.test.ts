import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import type { Report } from '../report.ts';
import { simulate } from '../simulate.ts';
import { build, call, classes, mixing, poisson, service, settings } from '../testing/build.ts';
import { componentOf, sourceOf } from '../testing/read.ts';

const LONG = settings({ horizonMs: 1_000_000, warmUpMs: 10_000 });

/** One class of customers at `ratePerSec` over a station. */
function run(ratePerSec: number, params: ParameterValues, horizonMs = 1_000_000): Report {
  const api = service('api', { serviceDistribution: 'exponential', ...params });
  return simulate(build(poisson('users', ratePerSec), api, call('users', 'api'), settings({ horizonMs, warmUpMs: 10_000 })));
}

/** Two classes, 35 a second each, over one worker of 10 ms: a load of 0.35 each. */
function twoClasses(queueOrder: string): { readonly high: number; readonly low: number } {
  const kinds = classes('high', 'low').classes!.map((item) => ({ ...item, priority: item.id === 'high' ? 1 : 0 }));
  const report = simulate(
    build(
      { classes: kinds },
      mixing(poisson('highs', 35), { class: 'high', weight: 1 }), mixing(poisson('lows', 35), { class: 'low', weight: 1 }),
      service('api', { queueOrder, serviceDistribution: 'exponential' }), call('highs', 'api'), call('lows', 'api'), LONG,
    ),
  );
  return { high: sourceOf(report, 'highs').answeredMs.mean!, low: sourceOf(report, 'lows').answeredMs.mean! };
}

describe('queueing theory', () => {
  it('[RES135] M/M/1 with processor sharing has the mean time of M/M/1', () => {
    // 70 a second, 10 ms: 1 / (100 - 70) s = 33.3 ms. 70,000 customers: the standard error of the mean is about 2.8 %.
    const { sojournMs } = componentOf(run(70, { queueOrder: 'shared' }), 'api');
    expect(Math.abs(sojournMs.mean! / 33.33 - 1)).toBeLessThan(0.08);
  });

  it('[RES136] processor sharing does not mind how service times vary (M/G/1-PS)', () => {
    // With variation 3 first come, first served waits for 0.7 * 10 * (1 + 9) / 2 / 0.3 = 117 ms (Pollaczek and Khinchine).
    const variable = { serviceDistribution: 'lognormal', serviceVariation: 3 };
    const shared = componentOf(run(70, { queueOrder: 'shared', ...variable }), 'api').sojournMs.mean!;
    const inLine = componentOf(run(70, variable), 'api').sojournMs.mean!;
    expect(Math.abs(shared / 33.33 - 1)).toBeLessThan(0.08);
    expect(inLine).toBeGreaterThan(90);
  });

  it('[RES137] with several workers processor sharing has the mean time of M/M/c', () => {
    // M/M/4 at 80 %: Erlang's C is 0.5965, the wait 0.5965 / (400 - 320) s = 7.46 ms, and 10 ms of service.
    const { sojournMs } = componentOf(run(320, { queueOrder: 'shared', servers: 4 }, 250_000), 'api');
    expect(Math.abs(sojournMs.mean! / 17.46 - 1)).toBeLessThan(0.05);
  });

  it('[RES138] priority without preemption has Cobham\'s waits', () => {
    // Residual work 0.7 * 10 = 7 ms: waits of 7 / 0.65 = 10.8 and 7 / (0.65 * 0.3) = 35.9 ms, and 10 ms of service.
    const { high, low } = twoClasses('priority');
    expect(Math.abs(high / 20.77 - 1)).toBeLessThan(0.03);
    expect(Math.abs(low / 45.9 - 1)).toBeLessThan(0.1);
  });

  it('[RES139] with preemption the high class sees only itself, and the low one what is left (preemptive resume)', () => {
    // High: 10 / 0.65 = 15.4 ms, an M/M/1 of its own. Low: 10 / 0.65 + 7 / (0.65 * 0.3) = 51.3 ms.
    const { high, low } = twoClasses('preemptive');
    expect(Math.abs(high / 15.38 - 1)).toBeLessThan(0.03);
    expect(Math.abs(low / 51.28 - 1)).toBeLessThan(0.1);
  });
});
