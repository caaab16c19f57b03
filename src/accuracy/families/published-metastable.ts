import type { EngineRun } from '../../engine/engine-run.ts';
import type { Report } from '../../engine/report.ts';
import type { BrownoutDocument, LoadPoint } from '../../model/document.ts';
import { EXACT, type Family } from '../family.ts';
import { sourceOf } from '../read.ts';
import { box, drawing, line } from './published-drawing.ts';

/** What the paper gives: a database that answers within 100 ms up to 300 queries a second, and one retry after a second. */
const WORKERS = 30;
const QUERY_MS = 100;
const CAPACITY_PER_SEC = (WORKERS * 1000) / QUERY_MS;
const TIMEOUT_MS = 1000;
/** The outage of the network to the database. */
export const OUTAGE = { atMs: 30_000, durationMs: 10_000 } as const;

/** A step of the load: from a moment on so many user requests each second. */
export interface LoadStep {
  readonly fromMs: number;
  readonly perSec: number;
}

/** The paper's story: healthy at 280 requests a second, an outage, then less and less load until it recovers, then 280 again. */
const STORY: readonly LoadStep[] = [
  { fromMs: 0, perSec: 280 }, { fromMs: 120_000, perSec: 200 }, { fromMs: 240_000, perSec: 140 }, { fromMs: 360_000, perSec: 280 },
];

/** The web application whose queries are tried again once, with an outage of ten seconds. While it lasts the database stands
 *  still, and what was sent reaches it afterwards, as TCP sends again what was lost. Its line holds three seconds of work;
 *  the paper says that queries then take seconds. */
export function drawMetastable(steps: readonly LoadStep[] = STORY, options: { readonly horizonMs?: number; readonly outage?: boolean; readonly attempts?: number } = {}): BrownoutDocument {
  const { horizonMs = 480_000, outage = true, attempts = 2 } = options;
  return drawing({
    title: 'A metastable retry storm (HotOS \'21)',
    note: 'The network to the database is out from 0:30 to 0:40. At 280 requests a second the database, good for 300, stays drowned by 560 attempts; at 200 too; below 150, where attempts stay under 300, it recovers (4:00), and bears 280 again (6:00). Bronson and others, Metastable Failures in Distributed Systems, HotOS 2021, section 2.1 and figure 2. Assumption: a line of at most 3 s; what was sent in the outage arrives after it.',
    settings: { horizonMs, warmUpMs: 0 },
    components: [
      box('client', 'users', 'Users', [0, 0], { ratePerSec: steps[0]!.perSec }),
      box('service', 'web', 'Web application', [1, 0], { servers: 10_000, queueCapacity: 'unbounded', serviceMs: 0, serviceDistribution: 'deterministic' }),
      box('database', 'database', 'Database', [2, 0], {
        servers: WORKERS, queueCapacity: 3 * CAPACITY_PER_SEC, maxConnections: 'unbounded', serviceMs: QUERY_MS, serviceDistribution: 'deterministic',
      }),
    ],
    connections: [
      line('users', 'web'),
      line('web', 'database', { hold: 'release', timeoutMs: TIMEOUT_MS, maxAttempts: attempts, backoffMs: 0, jitter: 'none' }, '1 s, one retry'),
    ],
    load: corners(steps),
    schedule: outage ? [{ id: 'outage', type: 'fault', fault: 'freeze', target: 'database', ...OUTAGE }] : [],
  });
}

/** Steps as corners of the load curve, relative to the first. */
function corners(steps: readonly LoadStep[]): readonly LoadPoint[] {
  const factor = (i: number): number => steps[i]!.perSec / steps[0]!.perSec;
  return steps.slice(1).flatMap(({ fromMs }, i) => [{ atMs: fromMs, factor: factor(i) }, { atMs: fromMs, factor: factor(i + 1) }]);
}

/** Share of the user requests ended between two moments that were answered well. */
export function goodShare(run: EngineRun, fromMs: number, toMs: number): number {
  const at = (ms: number): Report => {
    run.advance(ms, Infinity);
    return run.report();
  };
  const [before, after] = [sourceOf(at(fromMs), 'users').measures, sourceOf(at(toMs), 'users').measures];
  const answered = after.answered - before.answered;
  return answered / (answered + after.failed - before.failed);
}

/** The story of the paper, step by step. */
export const METASTABLE: readonly Family[] = [
  {
    id: 'metastable-retries',
    title: 'Metastable retry storm',
    group: 'Published results',
    summary: 'A database good for 300 queries a second, one retry after a second, an outage of ten seconds, and less load step by step.',
    source: 'Bronson, Aghayev, Charapko and Zhu 2021, Metastable Failures in Distributed Systems, HotOS, section 2.1 and figure 2',
    standing: EXACT,
    draw: () => drawMetastable(),
    replications: 4,
    figures: [
      { id: 'vulnerable', title: 'good at 280/s before the outage', unit: 'share', theory: 1 },
      { id: 'metastable', title: 'failed at 280/s after it', unit: 'share', theory: 1 },
      { id: 'stillMetastable', title: 'failed at 200/s', unit: 'share', theory: 1 },
      { id: 'stable', title: 'good at 140/s', unit: 'share', theory: 1 },
      { id: 'again', title: 'good at 280/s again', unit: 'share', theory: 1 },
    ],
    measure: (run) => ({
      vulnerable: goodShare(run, 0, OUTAGE.atMs),
      metastable: 1 - goodShare(run, 45_000, 120_000),
      stillMetastable: 1 - goodShare(run, 130_000, 240_000),
      stable: goodShare(run, 300_000, 360_000),
      again: goodShare(run, 370_000, 480_000),
    }),
  },
];
