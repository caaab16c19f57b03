import type { Report } from '../../engine/report.ts';
import type { BrownoutDocument, Connection } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { type Family, type Figure, fromReport, type Measured } from '../family.ts';
import { connectionOf, orNaN, sourceOf } from '../read.ts';
import { box, drawing, line } from './published-drawing.ts';

/** The five ways to wait that the article compares, in its order, and the parameters that make them. In its simulation the first
 *  retry already waits twice the base of 5 ms; the cap is 2 s. */
export const BACKOFFS = {
  none: { name: 'No backoff', params: { backoffGrowth: 'constant', backoffMs: 0, jitter: 'none' } },
  plain: { name: 'No jitter', params: { backoffMs: 10, jitter: 'none' } },
  equal: { name: 'Equal jitter', params: { backoffMs: 10, jitter: 'equal' } },
  full: { name: 'Full jitter', params: { backoffMs: 10, jitter: 'full' } },
  decorrelated: { name: 'Decorrelated jitter', params: { backoffMs: 5, jitter: 'decorrelated' } },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly params: ParameterValues }>>;

export type Backoff = keyof typeof BACKOFFS;

/** The article's messages take 10 ms each with a deviation of 2 ms, and a write is four of them: read, answer, write, answer. */
const MESSAGE_MS = 10;
/** Two messages one after another are drawn as one: twice the mean, an even spread of the same deviation, 2.83 ms. */
const SPREAD_MS = 9.8;
/** All clients ask within the first of these milliseconds after the beginning. */
const BEGIN_MS = 1000;

/** Clients that all write one row at once and try again until they succeed, once for each way to wait. A write fails when
 *  another succeeds between its read and its write, so those that succeed do not overlap: the row is drawn as one worker
 *  without a queue, busy for two messages. */
export function drawBackoff(clients = 100, horizonMs = 180_000): BrownoutDocument {
  const ways = Object.entries(BACKOFFS);
  const tries: ParameterValues = { latencyMs: 2 * MESSAGE_MS - SPREAD_MS / 2, maxAttempts: 100, retryOn: 'errors', backoffCapMs: 2000 };
  return drawing({
    title: 'Backoff and jitter (AWS Architecture Blog, 2015)',
    note: 'At 0:01 a hundred clients write one row at once and try again until they succeed. Watch attempts and when the last is through: backoff without jitter is the clear loser in both; jitter needs less than half of its calls; of the jittered ways equal takes longest, full makes fewest calls, decorrelated is quickest (M. Brooker, Exponential Backoff And Jitter). Base 5 ms, cap 2 s, network as there. Assumption: two messages travel as one, evenly spread.',
    settings: { horizonMs, warmUpMs: 0 },
    components: ways.flatMap(([id, { name }], row) => [
      box('client', id, `Clients: ${name.toLowerCase()}`, [0, row], { arrivals: 'constant', ratePerSec: clients * 1000 }),
      box('service', `${id}-row`, `Row: ${name.toLowerCase()}`, [1, row], { servers: 1, queueCapacity: 0, serviceMs: 2 * MESSAGE_MS, serviceDistribution: 'deterministic' }),
    ]),
    connections: ways.map(([id, { name, params }]): Connection => line(id, `${id}-row`, { ...tries, ...params }, name)),
    load: [{ atMs: 0, factor: 0 }, { atMs: BEGIN_MS, factor: 0 }, { atMs: BEGIN_MS, factor: 1 }, { atMs: BEGIN_MS + 1, factor: 1 }, { atMs: BEGIN_MS + 1, factor: 0 }],
    schedule: ways.map(([id]) => ({ id: `${id}-spread`, type: 'fault', fault: 'latency', target: `${id}-${id}-row`, atMs: 0, params: { addedMs: 0, jitterMs: SPREAD_MS } })),
  });
}

/** What the clients of one way needed: calls in all, and the time until the last of them had succeeded. */
export interface BackoffCost {
  readonly calls: number;
  readonly lastMs: number;
  readonly failed: number;
  readonly unanswered: number;
}

/** What each way to wait needed. */
export function backoffCosts(report: Report): Record<Backoff, BackoffCost> {
  const cost = (id: Backoff): BackoffCost => {
    const { answeredMs, measures: { failed, unanswered } } = sourceOf(report, id);
    return { calls: connectionOf(report, `${id}-${id}-row`).measures.attempts, lastMs: orNaN(answeredMs.max), failed, unanswered };
  };
  return { none: cost('none'), plain: cost('plain'), equal: cost('equal'), full: cost('full'), decorrelated: cost('decorrelated') };
}

/** What the simulation that was published with the article says of a hundred clients, in the mean of many runs of its rules: calls,
 *  and milliseconds until the last has succeeded. A test computes them anew. */
export const PUBLISHED_COSTS: Readonly<Record<Backoff, { readonly calls: number; readonly lastMs: number }>> = {
  none: { calls: 3047, lastMs: 1928 },
  plain: { calls: 2016, lastMs: 70_208 },
  equal: { calls: 817, lastMs: 6549 },
  full: { calls: 808, lastMs: 4915 },
  decorrelated: { calls: 1039, lastMs: 4631 },
};

/** How far the drawn row may be from the published one: without backoff the two differ in who wins, which tells most there. */
export const ROW_ERROR = 0.08;
export const ROW_ERROR_WITHOUT_BACKOFF = 0.2;

/** The calls of a hundred clients. Their times vary too much from run to run for intervals that are narrow enough; a test looks
 *  at them. */
export const BACKOFF: readonly Family[] = [
  {
    id: 'backoff-and-jitter',
    title: 'Backoff and jitter',
    group: 'Published results',
    summary: 'A hundred clients write one row at once and try again until they succeed, in five ways to wait.',
    source: 'Brooker 2015, Exponential Backoff And Jitter, AWS Architecture Blog, and its published simulation',
    standing: { kind: 'approximate', error: ROW_ERROR, regime: 'the row is drawn as one worker without a queue' },
    draw: () => drawBackoff(),
    replications: 400,
    figures: (Object.keys(BACKOFFS) as Backoff[]).map(figureOf),
    measure: fromReport((report): Measured => Object.fromEntries(Object.entries(backoffCosts(report)).map(([id, { calls }]) => [id, calls]))),
  },
];

function figureOf(id: Backoff): Figure {
  const figure: Figure = { id, title: `calls, ${BACKOFFS[id].name.toLowerCase()}`, unit: 'count', theory: PUBLISHED_COSTS[id].calls };
  if (id !== 'none') return figure;
  return { ...figure, standing: { kind: 'approximate', error: ROW_ERROR_WITHOUT_BACKOFF, regime: 'without backoff it tells that the first to come wins, not the first to end' } };
}
