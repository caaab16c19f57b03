import type { EngineRun } from '../../engine/engine-run.ts';
import type { Report } from '../../engine/report.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { type Family, fromReport } from '../family.ts';
import { componentOf, connectionOf } from '../read.ts';
import { box, drawing, line } from './published-drawing.ts';

/** Three ways to try again that the book compares: at most three attempts for a request; the same with retries for a tenth of
 *  the requests at most; and, with these, requests that the client throws away itself, for K = 2. */
const BUDGETS = {
  attempts: { name: 'Three attempts', params: {} },
  budget: { name: 'Budget of 10 %', params: { retryBudget: 'share', budgetShare: 0.1, budgetReservePerSec: 0 } },
  throttled: { name: 'Adaptive throttling', params: { retryBudget: 'clientThrottling', throttlingFactor: 2, throttlingWindowMs: 30_000 } },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly params: ParameterValues }>>;

export type Budget = keyof typeof BUDGETS;

const OFFERED_PER_SEC = 200;
/** The part of it that the backend can serve. */
const SERVED_PER_SEC = 2;

/** A backend that serves few requests and turns most away, before three kinds of client. */
export function drawRetryBudgets(horizonMs = 90_000): BrownoutDocument {
  const lanes = Object.entries(BUDGETS);
  return drawing({
    title: 'Retry budgets (Google SRE book, chapter 21)',
    note: 'The backend accepts few requests and rejects most. Watch the attempts for each request: with three attempts just below 3, with a retry budget of 10 % only 1.1; with adaptive throttling (K = 2) about two requests are sent for each one accepted (Site Reliability Engineering, 2016, chapter 21, "Deciding to Retry" and "Client-Side Throttling"). Assumption: 200 requests a second for a backend good for 2.',
    settings: { horizonMs, warmUpMs: horizonMs / 3 },
    components: lanes.flatMap(([id, { name }], row) => [
      box('client', id, `Client: ${name.toLowerCase()}`, [0, row], { ratePerSec: OFFERED_PER_SEC }),
      box('service', `${id}-backend`, `Backend (${name.toLowerCase()})`, [1, row], { servers: 1, queueCapacity: 0, serviceMs: 1000 / SERVED_PER_SEC, serviceDistribution: 'deterministic' }),
    ]),
    connections: lanes.map(([id, { name, params }]) =>
      line(id, `${id}-backend`, { maxAttempts: id === 'throttled' ? 1 : 3, retryOn: 'errors', backoffMs: 0, jitter: 'none', ...params }, name)),
  });
}

/** Attempts for each call by three attempts and by the budget, and attempts for each that was accepted by throttling. */
export function amplifications(report: Report): Record<Budget, number> {
  const of = (id: Budget): { readonly calls: number; readonly attempts: number; readonly succeeded: number } => connectionOf(report, `${id}-${id}-backend`).measures;
  const [plain, budget, throttled] = [of('attempts'), of('budget'), of('throttled')];
  return { attempts: plain.attempts / plain.calls, budget: budget.attempts / budget.calls, throttled: throttled.attempts / throttled.succeeded };
}

/** When the rows of the table become unavailable. */
export const LOST_AT_MS = 30_000;

/** The book's frontend: ten servers of a hundred threads each at 1,000 requests a second, of which 5 % ask for what never
 *  answers. `deadlineMs` is how long a thread waits for it. */
export function drawThreadExhaustion(deadlineMs = 100_000, horizonMs = 330_000): BrownoutDocument {
  const backend: ParameterValues = { servers: 10_000, queueCapacity: 'unbounded', serviceMs: 100, serviceDistribution: 'deterministic' };
  const wait: ParameterValues = { hold: 'hold', timeoutMs: deadlineMs };
  return drawing({
    title: 'Thread exhaustion (Google SRE book, chapter 22)',
    note: 'From 0:30 one request in twenty asks for rows that never answer, and its thread waits 100 s. They want 5,000 of 1,000 threads: 19.6 % of the requests get one, 80.4 % do not, though 95 % could be served (Site Reliability Engineering, 2016, chapter 22, "Bimodal latency"). Before, 100 threads are busy. The threads come free in waves of 100 s; the book counts their mean. Assumption: who finds no thread is rejected at once.',
    settings: { horizonMs, warmUpMs: 0 },
    classes: [{ id: 'usual', name: 'Usual request' }, { id: 'stuck', name: 'Request for lost rows' }],
    components: [
      box('client', 'users', 'Users', [0, 0], { ratePerSec: 1000 }, { mix: [{ class: 'usual', weight: 95 }, { class: 'stuck', weight: 5 }] }),
      box('service', 'frontend', 'Frontend', [1, 0], { replicas: 10, servers: 100, queueCapacity: 0, serviceMs: 0, serviceDistribution: 'deterministic' }, {
        handlers: [
          { class: 'usual', steps: [{ do: 'call', connection: 'frontend-backend' }] },
          { class: 'stuck', steps: [{ do: 'call', connection: 'frontend-rows' }] },
        ],
      }),
      box('service', 'backend', 'Backend', [2, 0], backend),
      box('service', 'rows', 'Lost rows', [2, 1], backend),
    ],
    connections: [line('users', 'frontend'), line('frontend', 'backend', wait), line('frontend', 'rows', wait)],
    schedule: [{ id: 'lost', type: 'fault', fault: 'freeze', target: 'rows', atMs: LOST_AT_MS }],
  });
}

/** Share of the requests between two moments that got a thread, and the share of threads that were busy in the mean. */
export function threads(run: EngineRun, fromMs: number, toMs: number): { readonly served: number; readonly busy: number } {
  const at = (ms: number): { readonly offered: number; readonly rejected: number; readonly busyArea: number } => {
    run.advance(ms, Infinity);
    return componentOf(run.report(), 'frontend').measures;
  };
  const [before, after] = [at(fromMs), at(toMs)];
  return {
    served: 1 - (after.rejected - before.rejected) / (after.offered - before.offered),
    busy: (after.busyArea - before.busyArea) / (1000 * (toMs - fromMs)),
  };
}

/** Share of the requests that ask for what never answers. */
const STUCK_SHARE = 0.05;

const BOOK = 'Beyer and others 2016, Site Reliability Engineering';

/** The book's arithmetic of retries and of threads. */
export const OVERLOAD: readonly Family[] = [
  {
    id: 'sre-retry-budgets',
    title: 'Retry budgets',
    group: 'Published results',
    summary: 'A backend that rejects nearly all, before clients with three attempts and with a retry budget.',
    source: `${BOOK}, chapter 21, "Deciding to Retry"`,
    standing: { kind: 'approximate', error: 0.02, regime: 'the book rounds: "just below 3X", "1.1x"' },
    draw: () => drawRetryBudgets(),
    replications: 16,
    figures: [
      { id: 'attempts', title: 'attempts for each request, three at most', unit: 'count', theory: 3 },
      { id: 'budget', title: 'with a budget of 10 %', unit: 'count', theory: 1.1 },
    ],
    measure: fromReport((report) => ({ ...amplifications(report) })),
  },
  {
    id: 'sre-thread-exhaustion',
    title: 'Thread exhaustion',
    group: 'Published results',
    summary: 'A thousand threads, a thousand requests a second, of which one in twenty never ends and holds its thread for 100 s.',
    source: `${BOOK}, chapter 22, "Bimodal latency"`,
    standing: { kind: 'approximate', error: 0.03, regime: 'the book counts threads as if they came free evenly; here they do in waves of 100 s' },
    draw: () => drawThreadExhaustion(),
    replications: 32,
    figures: [
      { id: 'before', title: 'threads busy before (100 of 1,000)', unit: 'share', theory: 0.1 },
      { id: 'served', title: 'requests that get a thread (19.6 %)', unit: 'share', theory: 1000 / 5095 },
    ],
    // Whether a request is one of those that never end does not depend on whether it gets a thread.
    controls: { stuck: STUCK_SHARE },
    measure: (run) => {
      const before = threads(run, 5000, LOST_AT_MS).busy;
      const [rows, backend] = callsOf(run, 130_000);
      const { served } = threads(run, 130_000, 330_000);
      const [laterRows, laterBackend] = callsOf(run, 330_000);
      return { before, served, stuck: (laterRows! - rows!) / (laterRows! - rows! + laterBackend! - backend!) };
    },
  },
];

/** Requests that have got a thread until a moment: those that never end, and the others. */
function callsOf(run: EngineRun, ms: number): readonly number[] {
  run.advance(ms, Infinity);
  return ['rows', 'backend'].map((to) => connectionOf(run.report(), `frontend-${to}`).measures.calls);
}
