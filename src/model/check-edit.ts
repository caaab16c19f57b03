import { safeParse } from 'valibot';
import { type BrownoutDocument, LIMITS } from './document.ts';
import { COLLECTIONS, type Collection } from './names.ts';
import { parseDocument } from './parse.ts';
import { plainCopy } from './plain-copy.ts';
import type { Problem } from './problem.ts';
import { findReferenceProblems } from './references.ts';
import { documentSchema } from './schema.ts';

/** What an edited document would be refused for when it is opened again; empty when it would be opened. `before` is the
 *  document that was edited: what of it is still there is not looked at again, so that an edit of a large document takes
 *  little time. A document that was wrong already may be edited as long as that makes no more mistakes than it has. */
export function problemsOfEdit(before: BrownoutDocument, after: BrownoutDocument): readonly Problem[] {
  if (isFine(before, after)) return [];
  const problems = problemsOf(after);
  return problems.length > 0 && problems.length <= problemsOf(before).length ? [] : problems;
}

function problemsOf(document: BrownoutDocument): readonly Problem[] {
  const parsed = parseDocument(document);
  return parsed.ok ? [] : parsed.problems;
}

/** Most items of each list that a document may have. */
export const MOST_ITEMS: Readonly<Record<Collection | 'load', number>> = {
  components: LIMITS.components,
  connections: LIMITS.connections,
  brokers: LIMITS.brokers,
  channels: LIMITS.channels,
  schedule: LIMITS.scheduleEntries,
  log: LIMITS.scheduleEntries,
  notes: LIMITS.notes,
  classes: LIMITS.classes,
  zones: LIMITS.zones,
  load: LIMITS.loadPoints,
};

/** Whether a right document stays right: the new items by themselves, how many there are, and what the parts refer to. */
function isFine(before: BrownoutDocument, after: BrownoutDocument): boolean {
  if (Object.entries(MOST_ITEMS).some(([list, most]) => after[list as Collection | 'load'].length > most)) return false;
  const { copy, problems } = plainCopy(changedIn(before, after));
  if (problems.length > 0 || !safeParse(documentSchema, copy).success) return false;
  return isOnlyMoved(before, after) || findReferenceProblems(after).length === 0;
}

/** The document with only those items that the other does not have. */
function changedIn(before: BrownoutDocument, after: BrownoutDocument): BrownoutDocument {
  const lists = COLLECTIONS.map((list) => {
    const old = new Set<unknown>(before[list]);
    return [list, before[list] === after[list] ? [] : after[list].filter((item) => !old.has(item))];
  });
  return { ...after, ...(Object.fromEntries(lists) as Pick<BrownoutDocument, Collection>), load: before.load === after.load ? [] : after.load };
}

/** Whether nothing but positions differs, which nothing refers to. */
function isOnlyMoved(before: BrownoutDocument, after: BrownoutDocument): boolean {
  if (before.load !== after.load || before.settings !== after.settings) return false;
  return COLLECTIONS.every((list) => {
    const old: readonly object[] = before[list];
    const now: readonly object[] = after[list];
    return old === now || (old.length === now.length && now.every((item, i) => item === old[i] || isMoved(old[i]!, item)));
  });
}

function isMoved(old: object, now: object): boolean {
  const { x, y, ...rest } = old as Record<string, unknown>;
  const { x: nowX, y: nowY, ...others } = now as Record<string, unknown>;
  const names = Object.keys(rest);
  if (names.length !== Object.keys(others).length || (x === undefined) !== (nowX === undefined) || (y === undefined) !== (nowY === undefined)) return false;
  return names.every((name) => rest[name] === others[name]);
}
