import type { EngineRun } from '../../engine/engine-run.ts';
import type { BrownoutDocument, Connection, ScheduleEntry } from '../../model/document.ts';
import type { Family, Standing } from '../family.ts';
import { componentOf, orNaN } from '../read.ts';
import { at, box, drawing, line } from './published-drawing.ts';

/** The article's times: a message is with the consumer after 50 ms and done 4 ms later, its acknowledgement takes 50 ms. */
const NETWORK_MS = 50;
const WORK_MS = 4;
/** More than the 250 messages a second that a consumer can do. */
const OFFERED_PER_SEC = 300;

/** When the network is half as fast, and when the work takes ten times as long. */
export const SLOW_NETWORK = { atMs: 30_000, durationMs: 30_000 } as const;
export const SLOW_WORK = { atMs: 90_000, durationMs: 30_000 } as const;

/** A full queue for each of several prefetch limits, and a consumer that takes 4 ms for a message. */
export function drawPrefetch(limits: readonly number[] = [1, 26, 51], horizonMs = 120_000): BrownoutDocument {
  const lanes = limits.map((limit, row) => ({ limit, row, id: `p${limit}` }));
  const consume = (id: string): string => `${id}-queue-${id}-consumer`;
  return drawing({
    title: 'Prefetch arithmetic (RabbitMQ blog, 2012)',
    note: 'Round trip 104 ms, work 4 ms: with prefetch 1 the consumer is busy 3.8 % of the time, with 104 / 4 = 26 always. From 0:30 to 1:00 the network is half as fast: 26 is too few, 51 enough. In between, 51 has messages wait 100 ms more. From 1:30 the work takes 40 ms: messages wait 880 ms behind a prefetch of 26 and 1880 ms behind 51 (M. Sackman, Some queuing theory). Assumption: 300 messages a second, so the queue is never empty.',
    settings: { horizonMs, warmUpMs: 0 },
    components: lanes.flatMap(({ limit, row, id }) => [
      box('client', `${id}-source`, `Source ${row + 1}`, [0, row], { arrivals: 'constant', ratePerSec: OFFERED_PER_SEC }),
      box('service', `${id}-producer`, `Producer ${row + 1}`, [1, row], { servers: 100, serviceMs: 0, serviceDistribution: 'deterministic' }),
      box('service', `${id}-consumer`, `Prefetch ${limit}`, [3, row], { servers: 1, queueCapacity: 'unbounded', serviceMs: WORK_MS, serviceDistribution: 'deterministic' }),
    ]),
    connections: lanes.flatMap(({ limit, id }): readonly Connection[] => [
      line(`${id}-source`, `${id}-producer`),
      { id: `${id}-in`, kind: 'queue', protocol: 'rabbitmq', from: `${id}-producer`, to: `${id}-queue`, channel: `${id}-queue`, params: { latencyMs: 0 } },
      {
        id: consume(id), kind: 'queue', protocol: 'rabbitmq', from: `${id}-queue`, to: `${id}-consumer`, channel: `${id}-queue`, label: `Prefetch ${limit}`,
        params: { latencyMs: NETWORK_MS, prefetch: limit },
      },
    ]),
    brokers: [{ id: 'rabbitmq', protocol: 'rabbitmq', name: 'RabbitMQ' }],
    channels: lanes.map(({ row, id }) => ({ id: `${id}-queue`, broker: 'rabbitmq', kind: 'queue', name: `Queue ${row + 1}`, ...at([2, row]) })),
    schedule: lanes.flatMap(({ id }): readonly ScheduleEntry[] => [
      { id: `${id}-network`, type: 'fault', fault: 'latency', target: consume(id), ...SLOW_NETWORK, params: { addedMs: NETWORK_MS } },
      { id: `${id}-work`, type: 'fault', fault: 'slowdown', target: `${id}-consumer`, ...SLOW_WORK, params: { factor: 10 } },
    ]),
  });
}

/** What a consumer did between two moments: share of the time that it was busy, messages done each second, and the mean time
 *  for which messages waited in it. */
export interface Consumed {
  readonly busy: number;
  readonly perSec: number;
  readonly waitMs: number;
}

/** Looks at the consumers of some prefetch limits between two moments. */
export function consumed(run: EngineRun, limits: readonly number[], [fromMs, toMs]: readonly [number, number]): readonly Consumed[] {
  const look = (ms: number): readonly ReturnType<typeof totals>[] => {
    run.advance(ms, Infinity);
    return limits.map((limit) => totals(run, limit));
  };
  const [before, after] = [look(fromMs), look(toMs)];
  return limits.map((_, i) => {
    const grown = (name: keyof ReturnType<typeof totals>): number => after[i]![name] - before[i]![name];
    return { busy: grown('busyMs') / (toMs - fromMs), perSec: (1000 * grown('done')) / (toMs - fromMs), waitMs: grown('waitedMs') / grown('done') };
  });
}

function totals(run: EngineRun, limit: number): { readonly busyMs: number; readonly done: number; readonly waitedMs: number } {
  const { measures, waitMs } = componentOf(run.report(), `p${limit}-consumer`);
  return { busyMs: measures.busyArea, done: measures.completed, waitedMs: waitMs.count === 0 ? 0 : waitMs.count * orNaN(waitMs.mean) };
}

/** The article takes the message that is half done when the next one arrives for done: half a piece of work, 20 ms. */
const HALF_DONE: Standing = { kind: 'approximate', error: 0.025, regime: 'the article leaves out the half of a message that is still to be done' };

/** Whole round trips of 104 ms with the usual network, and of 204 ms with the slow one: from, and to. */
export const USUAL = [5000, 5000 + 240 * 104] as const;
export const SLOWER = [35_000, 35_000 + 117 * 204] as const;
/** While the work takes ten times as long. */
export const LABOURED = [95_000, 119_000] as const;

/** The arithmetic of the article. */
export const PREFETCH: readonly Family[] = [
  {
    id: 'rabbitmq-prefetch',
    title: 'Prefetch arithmetic',
    group: 'Published results',
    summary: 'Consumers with prefetch 1, 26 and 51 of a queue that is never empty; the network slows down, then the work.',
    source: 'Sackman 2012, Some queuing theory: throughput, latency and bandwidth, RabbitMQ blog',
    standing: { kind: 'approximate', error: 0.001, regime: 'at steady pace; the first messages are on their way' },
    draw: () => drawPrefetch(),
    replications: 4,
    figures: [
      { id: 'busy1', title: 'busy, prefetch 1 (3.8 %)', unit: 'share', theory: 4 / 104 },
      { id: 'busy26', title: 'busy, prefetch 26', unit: 'share', theory: 1 },
      { id: 'slower26', title: 'busy at half the network, prefetch 26', unit: 'share', theory: (26 * 4) / 204 },
      { id: 'slower51', title: 'busy at half the network, prefetch 51', unit: 'share', theory: 1 },
      { id: 'wait51', title: 'wait in the consumer, prefetch 51', unit: 'ms', theory: 100 },
      { id: 'laboured26', title: 'wait at 40 ms of work, prefetch 26', unit: 'ms', theory: 880, standing: HALF_DONE },
      { id: 'laboured51', title: 'wait at 40 ms of work, prefetch 51', unit: 'ms', theory: 1880, standing: HALF_DONE },
    ],
    measure: (run) => {
      const [usual, slower, laboured] = [USUAL, SLOWER, LABOURED].map((time) => consumed(run, [1, 26, 51], time));
      return {
        busy1: usual![0]!.busy, busy26: usual![1]!.busy, slower26: slower![1]!.busy, slower51: slower![2]!.busy, wait51: usual![2]!.waitMs,
        laboured26: laboured![1]!.waitMs, laboured51: laboured![2]!.waitMs,
      };
    },
  },
];
