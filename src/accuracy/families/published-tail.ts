import { shareMeetingSlow } from '../../base/theory/fork-join.ts';
import type { Report } from '../../engine/report.ts';
import type { BrownoutDocument, Component, Connection, LoadPoint } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { componentOf, connectionOf, orNaN, sourceOf } from '../read.ts';
import { box, drawing, line } from './published-drawing.ts';

const QUICK_MS = 10;
const SLOW_MS = 1000;
/** Servers that make nobody wait for a worker. */
const AMPLE: ParameterValues = { servers: 10_000, queueCapacity: 'unbounded' };
const ROOT: ParameterValues = { ...AMPLE, serviceMs: 0, serviceDistribution: 'deterministic', callOrder: 'parallel' };
const FREE: ParameterValues = { hold: 'release' };

/** Answers of which one in a hundred takes a second. */
const ONE_IN_100: ParameterValues = {
  ...AMPLE, serviceDistribution: 'empirical', serviceSamplesMs: [...Array.from({ length: 99 }, () => QUICK_MS), SLOW_MS],
};

/** Requests each second of the three kinds of user. */
interface Rates {
  readonly one: number;
  readonly hundred: number;
  readonly many: number;
}

/** The figure of The Tail at Scale: users who wait for one server, for a hundred, and for two thousand of which one answer in
 *  10,000 is slow. */
export function drawTailAtScale(rates: Rates = { one: 100, hundred: 20, many: 2 }, horizonMs = 60_000): BrownoutDocument {
  const users = (id: string, name: string, row: number, ratePerSec: number): Component =>
    box('client', id, name, [0, row], { arrivals: 'constant', ratePerSec, deadlineMs: SLOW_MS - 1 });
  return drawing({
    title: 'Fan-out and the tail (The Tail at Scale, 2013)',
    note: 'Of 100 answers of a server 99 take 10 ms and one takes a second. Watch who is answered within a second: of the users of one server all but 1 in 100, of the users of 100 only 37. Users of 2,000 servers, with one slow answer in 10,000, are slow almost one time in five (Dean and Barroso, CACM 56(2), 2013, the figure on component-level variability). Assumption: slow answers do not depend on each other; rates are chosen.',
    settings: { horizonMs, warmUpMs: 0 },
    load: untilShortlyBefore(horizonMs),
    components: [
      users('one', 'Users of one server', 0, rates.one),
      users('hundred', 'Users of a hundred', 1, rates.hundred),
      users('many', 'Users of two thousand', 2, rates.many),
      box('service', 'one-leaf', 'One server', [2, 0], ONE_IN_100),
      box('service', 'hundred-root', 'Asks 100', [1, 1], ROOT),
      box('service', 'hundred-leaf', 'A hundred servers', [2, 1], ONE_IN_100),
      box('service', 'many-root', 'Asks 20', [1, 2], ROOT),
      box('service', 'many-middle', 'Each asks 100', [2, 2], ROOT),
      box('service', 'many-leaf', 'Two thousand servers', [3, 2], { ...AMPLE, serviceMs: QUICK_MS, serviceDistribution: 'deterministic' }, {
        handlers: [{ steps: [{ do: 'work' }, { do: 'chance', probability: 1e-4, steps: [{ do: 'work', ms: SLOW_MS }] }] }],
      }),
    ],
    connections: [
      line('one', 'one-leaf'),
      line('hundred', 'hundred-root'),
      line('hundred-root', 'hundred-leaf', { ...FREE, callsPerRequest: 100 }),
      line('many', 'many-root'),
      line('many-root', 'many-middle', { ...FREE, callsPerRequest: 20 }),
      line('many-middle', 'many-leaf', { ...FREE, callsPerRequest: 100 }),
    ],
  });
}

/** The load ends two seconds before the run, so that slow answers are there as well when it ends. */
function untilShortlyBefore(horizonMs: number): readonly LoadPoint[] {
  return [{ atMs: horizonMs - 2 * SLOW_MS, factor: 1 }, { atMs: horizonMs - 2 * SLOW_MS, factor: 0 }];
}

/** Shares of slow requests, of the users of one, a hundred and two thousand servers. */
export function tailShares(report: Report): Record<keyof Rates, number> {
  const slow = (id: string): number => {
    const { done, good } = sourceOf(report, id).measures;
    return 1 - good / done;
  };
  return { one: slow('one'), hundred: slow('hundred'), many: slow('many') };
}

/** Lognormal answers of a server, with the time in which half of them come, and the coefficient of variation. They are what two of
 *  the benchmark's figures ask for: 2 % of the reads take more than 10 ms (those are sent twice), and all of 1,000 reads are
 *  there within 1,800 ms in 999 cases of 1,000, so one read in 10⁶ takes longer. The quantiles of the normal distribution
 *  for these are 2.0537 and 4.7534; the logarithm of the time has the deviation ln(180) / (4.7534 - 2.0537) = 1.9235. */
const BIGTABLE: ParameterValues = { ...AMPLE, serviceDistribution: 'lognormal', serviceMs: 1.224, serviceVariation: 6.281 };

/** The paper's benchmark: a thousand keys from a hundred servers, as they come and with a second copy of each read that has
 *  not come after 10 ms. */
export function drawHedgedReads(ratePerSec = 1, horizonMs = 60_000): BrownoutDocument {
  return drawReads([PLAIN, HEDGED], ratePerSec, horizonMs);
}

/** How the reads of one user are made. */
interface Reads {
  readonly id: string;
  readonly name: string;
  readonly row: number;
  readonly params: ParameterValues;
}

const PLAIN: Reads = { id: 'plain', name: 'Reads', row: 0, params: {} };
const HEDGED: Reads = { id: 'hedged', name: 'Hedged reads', row: 2, params: { hedging: 'on', hedgeCopies: 2, hedgeDelayMs: 10 } };

function drawReads(lanes: readonly Reads[], ratePerSec: number, horizonMs: number): BrownoutDocument {
  return drawing({
    title: 'Hedged requests (The Tail at Scale, 2013)',
    note: 'Reads of 1,000 keys from 100 servers. Watch the slowest: a second copy of each read that takes more than 10 ms brought the 99.9th percentile from 1,800 ms to 74 ms for 2 % more reads (Dean and Barroso, CACM 56(2), 2013, "Hedged requests"). Assumption: lognormal answers, independent of each other, fitted to the 1,800 ms and the 2 %; they give 79 ms, which was not put in.',
    settings: { horizonMs, warmUpMs: 0 },
    components: lanes.flatMap(({ id, name, row }) => [
      box('client', id, name, [0, row], { arrivals: 'constant', ratePerSec }),
      box('service', `${id}-root`, `Asks for 1,000 keys (${id})`, [1, row], { ...ROOT, callOrder: 'sequence' }, {
        handlers: [{ steps: [{ do: 'parallel', steps: [{ do: 'call', connection: `${id}-root-${id}-left`, times: 5 }, { do: 'call', connection: `${id}-root-${id}-right`, times: 5 }] }] }],
      }),
      box('service', `${id}-left`, `Servers 1 to 50 (${id})`, [2, row], { ...BIGTABLE, replicas: 50 }),
      box('service', `${id}-right`, `Servers 51 to 100 (${id})`, [2, row + 1], { ...BIGTABLE, replicas: 50 }),
    ]),
    connections: lanes.flatMap(({ id, params }): readonly Connection[] => [
      line(id, `${id}-root`),
      ...['left', 'right'].map((side) => line(`${id}-root`, `${id}-${side}`, { ...FREE, callsPerRequest: 100, ...params })),
    ]),
  });
}

/** The two percentiles of the benchmark and the reads that hedging adds, as a share. */
export function hedgedFigures(report: Report): { readonly plainP999: number; readonly hedgedP999: number; readonly extra: number } {
  return {
    plainP999: orNaN(sourceOf(report, 'plain').answeredMs.p999), hedgedP999: orNaN(sourceOf(report, 'hedged').answeredMs.p999), extra: extraReads(report),
  };
}

function extraReads(report: Report): number {
  const sides = ['left', 'right'].map((side) => connectionOf(report, `hedged-root-hedged-${side}`).measures);
  const [attempts, calls] = (['attempts', 'calls'] as const).map((name) => sides.reduce((sum, side) => sum + side[name], 0));
  return attempts! / calls! - 1;
}

const SOURCE = 'Dean and Barroso 2013, The Tail at Scale, CACM 56(2)';

/** The fan-out figure, and the copies of the hedging benchmark. Users of one server and of two thousand meet slow answers too
 *  seldom for intervals that are narrow enough; tests look at them. */
export const TAIL: readonly Family[] = [
  {
    id: 'tail-at-scale',
    title: 'Fan-out and the tail',
    group: 'Published results',
    summary: 'Users who wait for a hundred servers, of which one answer in a hundred takes a second.',
    source: `${SOURCE}, "Component-Level Variability Amplified By Scale"`,
    standing: EXACT,
    draw: () => drawTailAtScale({ one: 0, hundred: 50, many: 0 }, 42_000),
    replications: 32,
    figures: [{ id: 'hundred', title: 'slow with 100 servers (63 %)', unit: 'share', theory: shareMeetingSlow(100, 0.01) }],
    controls: { leafMs: (99 * QUICK_MS + SLOW_MS) / 100 },
    measure: fromReport((report) => ({ hundred: tailShares(report).hundred, leafMs: orNaN(componentOf(report, 'hundred-leaf').serviceMs.mean) })),
  },
  {
    id: 'hedged-reads',
    title: 'Hedged requests',
    group: 'Published results',
    summary: 'Reads of 1,000 keys with a second copy of each read after 10 ms; lognormal answers fitted to the benchmark.',
    source: `${SOURCE}, "Hedged requests"`,
    standing: { kind: 'approximate', error: 0.01, regime: 'the fitted distribution is rounded' },
    draw: () => drawReads([HEDGED], 10, 40_000),
    replications: 32,
    figures: [{ id: 'extra', title: 'reads added (2 %)', unit: 'share', theory: 0.02 }],
    measure: fromReport((report) => ({ extra: extraReads(report) })),
  },
];
