import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import type { PackedSnapshot } from './packed-snapshot.ts';
import type { EarlierMeasures } from './protocol.ts';

/** The last change before a worker got stuck: a live entry, or the document that was loaded. */
export type Suspect =
  | { readonly type: 'entry'; readonly entry: ScheduleEntry }
  | { readonly type: 'document'; readonly document: BrownoutDocument };

/** What is left of a run whose worker was stuck. */
export interface StuckReport {
  readonly suspect: Suspect | undefined;
  /** The last posted checkpoint, at most two wall seconds old, and the log that it knows. */
  readonly lastSnapshot: PackedSnapshot | undefined;
  readonly log: readonly ScheduleEntry[];
  /** Whether there is something to go back to without the suspect. */
  readonly canResumeWithout: boolean;
}

/** A moment from which a fresh worker can go on: from the snapshot, or from the document's beginning without one. */
export interface ResumePoint {
  readonly document: BrownoutDocument;
  readonly snapshot: PackedSnapshot | undefined;
  /** What the measures of the snapshot's rate window are compared with. */
  readonly before: EarlierMeasures | undefined;
}

interface Kept {
  readonly snapshot: PackedSnapshot;
  readonly before?: EarlierMeasures | undefined;
  readonly log: readonly ScheduleEntry[];
}

/** Remembers, outside the worker, what is needed to go on after the worker is lost: the document, the last checkpoint,
 *  the last one before the latest change, and the same of the document before this one. */
export class Keepsake {
  private document: BrownoutDocument | undefined;
  private suspectEntry: ScheduleEntry | undefined;
  private newest: Kept | undefined;
  private beforeSuspect: Kept | undefined;
  private previous: ResumePoint | undefined;

  /** A document is loaded: it is the suspect from now on, and what was before can be gone back to. */
  loads(document: BrownoutDocument): void {
    // A document of which no checkpoint ever came has not proved itself.
    if (this.newest !== undefined) this.previous = this.last();
    this.document = document;
    this.suspectEntry = undefined;
    this.newest = undefined;
    this.beforeSuspect = undefined;
  }

  /** The run begins anew without live entries. */
  resets(): void {
    this.suspectEntry = undefined;
    this.beforeSuspect = undefined;
    this.newest = undefined;
  }

  /** A live entry is about to be applied: it is the suspect from now on. */
  applies(entry: ScheduleEntry): void {
    this.suspectEntry = entry;
    this.beforeSuspect = this.newest;
  }

  /** A live entry is taken back. */
  withdraws(entryId: string): void {
    if (this.suspectEntry?.id === entryId) this.suspectEntry = undefined;
    const { document } = this;
    if (document !== undefined) this.document = { ...document, log: document.log.filter(({ id }) => id !== entryId) };
    if (this.newest !== undefined && knows(this.newest, entryId)) this.newest = this.beforeSuspect;
    if (this.newest !== undefined && knows(this.newest, entryId)) this.newest = undefined;
  }

  /** A checkpoint came. */
  keeps(checkpoint: Kept): void {
    const kept = { snapshot: checkpoint.snapshot, log: checkpoint.log, before: checkpoint.before };
    this.newest = kept;
    if (this.suspectEntry !== undefined && !knows(kept, this.suspectEntry.id)) this.beforeSuspect = kept;
  }

  report(): StuckReport {
    const suspect = this.suspect;
    return {
      suspect,
      lastSnapshot: this.newest?.snapshot,
      log: this.newest?.log ?? this.document?.log ?? [],
      canResumeWithout: suspect !== undefined && this.without(suspect) !== undefined,
    };
  }

  last(): ResumePoint | undefined {
    return this.pointOf(this.newest);
  }

  without(suspect: Suspect): ResumePoint | undefined {
    return suspect.type === 'document' ? this.previous : this.pointOf(this.beforeSuspect);
  }

  private get suspect(): Suspect | undefined {
    if (this.suspectEntry !== undefined) return { type: 'entry', entry: this.suspectEntry };
    return this.document === undefined ? undefined : { type: 'document', document: this.document };
  }

  private pointOf(kept: Kept | undefined): ResumePoint | undefined {
    if (this.document === undefined) return undefined;
    if (kept === undefined) return { document: this.document, snapshot: undefined, before: undefined };
    return { document: { ...this.document, log: kept.log }, snapshot: kept.snapshot, before: kept.before };
  }
}

function knows(kept: Kept, entryId: string): boolean {
  return kept.log.some(({ id }) => id === entryId);
}
