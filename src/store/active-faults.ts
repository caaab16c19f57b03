import type { BrownoutDocument, FaultEntry, ScheduleEntry } from '../model/document.ts';
import { type ParameterSpec, type ParameterValue, type ParameterValues, valueOf } from '../model/parameter.ts';
import { targetsOf } from '../model/zones.ts';

/** Faults that act at a moment, by what they hit; a broker's faults stand for its channels too, a zone's for what they
 *  hit in it. */
export function activeFaults(document: BrownoutDocument, nowMs: number): ReadonlyMap<string, readonly FaultEntry[]> {
  const active = new Map<string, FaultEntry[]>();
  const add = (target: string, entry: FaultEntry): void => {
    const entries = active.get(target);
    if (entries === undefined) active.set(target, [entry]);
    else entries.push(entry);
  };
  for (const entry of entriesUpTo(document, nowMs)) {
    if (entry.type !== 'fault' || entry.atMs + (entry.durationMs ?? Infinity) <= nowMs) continue;
    const targets = targetsOf(document, entry);
    for (const target of targets) add(target, entry);
    for (const channel of document.channels) if (targets.includes(channel.broker)) add(channel.id, entry);
  }
  return active;
}

/** The value of a parameter at a moment of the run: its own, unless an entry of schedule or log has set another. */
export function valueAt(
  document: BrownoutDocument,
  options: {
    readonly target: string;
    readonly spec: Pick<ParameterSpec, 'name' | 'default'>;
    readonly params: ParameterValues | undefined;
    readonly nowMs: number;
  },
): ParameterValue {
  const { target, spec, params, nowMs } = options;
  const last = entriesUpTo(document, nowMs).findLast(
    (entry) => entry.type === 'set' && entry.target === target && entry.param === spec.name,
  );
  return last?.type === 'set' ? last.value : valueOf(spec, params);
}

/** Where the load dial stands at a moment: 1 unless it was turned. */
export function loadDialAt(document: BrownoutDocument, nowMs: number): number {
  const last = entriesUpTo(document, nowMs).findLast((entry) => entry.type === 'load');
  return last?.type === 'load' ? last.factor : 1;
}

/** Entries that have taken effect, in the order in which they acted: by time, the schedule's before the log's. */
function entriesUpTo(document: BrownoutDocument, nowMs: number): readonly ScheduleEntry[] {
  return [...document.schedule, ...document.log].filter((entry) => entry.atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
}
