import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';

/** What a change of the document means for a run in progress. `nothing`: names, places and notes. `withdrawn`: live
 *  entries went and nothing else changed. `moved`: the same entries as before, between log and schedule, or a zone that
 *  nothing is aimed at yet: computed anew, to the same run for the reader. `structure`: the run must be computed anew. */
export type RunDifference =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'withdrawn'; readonly entries: readonly string[] }
  | { readonly kind: 'moved' }
  | { readonly kind: 'structure' };

/** Compares two documents by what decides a run's outcome. */
export function runDifference(before: BrownoutDocument, after: BrownoutDocument): RunDifference {
  if (before === after) return { kind: 'nothing' };
  const zones = changedZones(before, after);
  if (aimsAt(before, zones) || aimsAt(after, zones)) return { kind: 'structure' };
  if (essence(before) !== essence(after)) return { kind: haveMoved(before, after) ? 'moved' : 'structure' };
  const entries = withdrawnEntries(before.log, after.log);
  if (entries === undefined) return { kind: 'structure' };
  if (zones.length > 0) return { kind: entries.length === 0 ? 'moved' : 'structure' };
  return entries.length === 0 ? { kind: 'nothing' } : { kind: 'withdrawn', entries };
}

/** Whether entries changed nothing but their ids and the list that they stand in, and all else is as it was. */
function haveMoved(before: BrownoutDocument, after: BrownoutDocument): boolean {
  if (essence({ ...before, schedule: [] }) !== essence({ ...after, schedule: [] })) return false;
  return entriesText(before) === entriesText(after);
}

/** What is done to the run, as text: the same whatever the lists and the ids. */
function entriesText({ schedule, log }: BrownoutDocument): string {
  const texts = [...schedule, ...log].map(({ id: _, ...entry }) => JSON.stringify(entry));
  return texts.sort().join('\n');
}

/** Ids that went from the log; undefined when anything else happened to it. */
function withdrawnEntries(
  before: readonly ScheduleEntry[],
  after: readonly ScheduleEntry[],
): readonly string[] | undefined {
  if (before === after) return [];
  const left = new Map(after.map((entry) => [entry.id, JSON.stringify(entry)]));
  const gone = before.filter((entry) => !left.has(entry.id));
  const stayed = before.filter((entry) => left.has(entry.id));
  const isUntouched = stayed.every((entry) => left.get(entry.id) === JSON.stringify(entry));
  return isUntouched && stayed.length === after.length ? gone.map((entry) => entry.id) : undefined;
}

/** Everything that decides the outcome, but the log and the zones, as text: what is left out is what only the eye sees. */
function essence(document: BrownoutDocument): string {
  const { settings, components, connections, brokers, channels, load, schedule, classes } = document;
  return JSON.stringify([
    settings,
    components.map(({ name: _, x: _x, y: _y, ...rest }) => rest),
    connections.map(({ label: _, ...rest }) => rest),
    brokers.map(({ name: _, ...rest }) => rest),
    channels.map(({ name: _, x: _x, y: _y, ...rest }) => rest),
    load,
    schedule,
    classes.map(({ name: _, ...rest }) => rest),
  ]);
}

/** Zones that are not in both documents with the same members. */
function changedZones(before: BrownoutDocument, after: BrownoutDocument): readonly string[] {
  if (before.zones === after.zones) return [];
  const texts = ({ zones }: BrownoutDocument) => new Map(zones.map(({ id, members }) => [id, members.join(' ')]));
  const [old, now] = [texts(before), texts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id));
}

/** Whether an entry of the document aims at one of these. */
function aimsAt({ schedule, log }: BrownoutDocument, targets: readonly string[]): boolean {
  return [...schedule, ...log].some((entry) => entry.type !== 'load' && targets.includes(entry.target));
}
