import { expect, test } from 'vitest';
import type { Family } from './family.ts';
import { figureLevel, judge } from './judge.ts';
import { replicate } from './measure.ts';
import { figureLine } from './page.ts';
import { FAMILIES } from './registry.ts';

/** Families that are measured with every change; `npm run accuracy` and `npm run test:full` measure all, narrowly. */
const QUICK = ['m-m-1', 'm-m-c-k', 'closed-network', 'fork-join-2', 'retries', 'lru', 'leases'];
const REPLICATIONS = 12;
/** Share of a replication that is run. */
const SHARE = 1 / 25;

/** The family with replications that are shorter, by the same share of warm-up. */
function shortened(id: string): Family {
  const family = FAMILIES.find((one) => one.id === id)!;
  return {
    ...family,
    draw: () => {
      const document = family.draw();
      const { horizonMs, warmUpMs } = document.settings;
      return { ...document, settings: { ...document.settings, horizonMs: Math.round(horizonMs * SHARE), warmUpMs: Math.round(warmUpMs * SHARE) } };
    },
  };
}

const LEVEL = figureLevel(40);

test.each(QUICK)('%s agrees with theory, and no longer when theory is another', (id) => {
  const family = shortened(id);
  const replications = Array.from({ length: REPLICATIONS }, (_, i) => replicate(family, i));
  const record = judge(family, replications, LEVEL);
  for (const figure of record.figures) {
    expect(figure.verdict, `${figureLine(record, figure)}`).toBe('agrees');
    expect(figure.halfWidth, `${figureLine(record, figure)}: too wide`).toBeLessThan(0.3);
  }
  // What this would not see, it does not hold.
  const wrong = { ...family, figures: family.figures.map((figure) => ({ ...figure, theory: figure.theory * 1.5 })) };
  const offBy = judge({ ...wrong, controls: {} }, replications, LEVEL);
  expect(offBy.figures.map(({ verdict }) => verdict)).toEqual(offBy.figures.map(() => 'differs'));
});

test('replications are those of their seeds, and rounds have seeds of their own', () => {
  const family = shortened('m-m-1');
  expect(replicate(family, 0).measured).toEqual(replicate(family, 0).measured);
  const waits = [replicate(family, 0), replicate(family, 1), replicate(family, 0, 1)].map(({ measured: { waitMs } }) => waitMs);
  expect(new Set(waits).size).toBe(3);
});
