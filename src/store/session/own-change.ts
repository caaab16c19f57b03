import type { ScheduleEntry } from '../../model/document.ts';
import { useDiagram } from '../diagram-store.ts';

/** Changes of the document that the session makes itself, because the engine knows them already. */

/** Whether a change of the document is made by the session itself, after the engine knew it. */
let isOwn = false;

export function isOwnChange(): boolean {
  return isOwn;
}

/** Changes the document without telling the engine, which knows the change already. */
export function ownChange(work: () => void): void {
  isOwn = true;
  try {
    work();
  } finally {
    isOwn = false;
  }
}

/** Drops entries from the document. */
export function drop(entries: readonly ScheduleEntry[]): void {
  useDiagram.getState().edit({ type: 'remove', ids: entries.map(({ id }) => id), exactly: true });
}
