import { nameOf } from '../../analysis/cascade.ts';
import type { BrownoutDocument, FaultCondition, FaultEntry, FaultPattern } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { strings } from './strings.ts';

/** What makes a planned fault begin: its moment, chance, or something that happens in the run. */
export type FaultStart = 'moment' | 'chance' | 'condition';

/** How a fault begins. */
export function startOf({ pattern, when }: FaultEntry): FaultStart {
  if (pattern !== undefined) return 'chance';
  return when === undefined ? 'moment' : 'condition';
}

/** Up for half of the run, though five minutes at most, and in fault for a tenth of that: often enough to be met. */
export function usualPattern(horizonMs: number): FaultPattern {
  const mtbfMs = Math.max(1, Math.min(300_000, Math.round(horizonMs / 2)));
  return { mtbfMs, mttrMs: Math.max(1, Math.round(mtbfMs / 10)) };
}

/** Something that a fault may wait for. */
export interface ConditionOffer {
  /** What tells it from the others of the document. */
  readonly key: string;
  readonly label: string;
  readonly target: string;
  readonly measure: string;
  readonly usual: number;
  /** Whether there is a number to choose; a breaker opens or does not. */
  readonly hasLimit: boolean;
}

/** What the faults of a document may wait for: waiting requests, calls in progress, breakers, messages, lag. */
export function conditionOffers(document: BrownoutDocument): readonly ConditionOffer[] {
  const offer = (target: string, measure: string, label: string, usual: number, hasLimit = true): ConditionOffer => ({
    key: `${target} ${measure}`, label, target, measure, usual, hasLimit,
  });
  const { conditions } = strings;
  return [
    ...document.components.filter(({ kind }) => kind !== 'client').map(({ id, name }) => offer(id, 'queued', conditions.queued(name), 50)),
    ...document.channels.filter(({ kind }) => kind === 'queue').map(({ id, name }) => offer(id, 'ready', conditions.ready(name), 100)),
    ...document.connections.flatMap(({ id, kind }) => {
      const name = nameOf(id, document);
      if (kind === 'stream') return [offer(id, 'lag', conditions.lag(name), 1000)];
      if (kind === 'queue') return [];
      return [offer(id, 'inProgress', conditions.inProgress(name), 50), offer(id, 'circuitOpened', conditions.circuitOpened(name), 0, false)];
    }),
  ];
}

/** The same fault with other timing, its fields in canonical order. What is given as undefined is left out. */
export function retimed(
  entry: FaultEntry,
  change: {
    readonly durationMs?: number | undefined;
    readonly rampMs?: number | undefined;
    readonly pattern?: FaultPattern | undefined;
    readonly when?: FaultCondition | undefined;
    readonly params?: ParameterValues | undefined;
  },
): FaultEntry {
  const { durationMs, rampMs, pattern, when, params, ...rest } = { ...entry, ...change };
  return {
    ...rest,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(rampMs === undefined || rampMs === 0 ? {} : { rampMs }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(when === undefined ? {} : { when }),
    ...(params === undefined || Object.keys(params).length === 0 ? {} : { params }),
  };
}
