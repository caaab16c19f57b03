import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import type { PackedSnapshot } from './packed-snapshot.ts';
import type { EarlierMeasures } from './protocol.ts';

/** What came after the last good checkpoint before a worker got stuck: a live entry, or the changed document itself. */
export type Suspect =
  | { readonly type: 'entry'; readonly entry: ScheduleEntry }
  | { readonly type: 'document'; readonly document: BrownoutDocument };

/** What is left of a run whose worker was stuck. */
export interface StuckReport {
  /** Undefined when everything that was changed has been in a checkpoint since: then nothing new is to blame. */
  readonly suspect: Suspect | undefined;
  /** The last posted checkpoint, at most two wall seconds old, and the log that it knows. */
  readonly lastSnapshot: PackedSnapshot | undefined;
  readonly log: readonly ScheduleEntry[];
  /** Whether there is something of the same diagram to go back to without the suspect. */
  readonly canResumeWithout: boolean;
}

/** A moment from which a fresh worker can go on: from the snapshot, or from the document's beginning without one. */
export interface ResumePoint {
  readonly document: BrownoutDocument;
  /** Where the run ends, in simulated milliseconds: at the document's own horizon or later. */
  readonly horizonMs: number;
  readonly snapshot: PackedSnapshot | undefined;
  /** What the measures of the snapshot's rate window are compared with. */
  readonly before: EarlierMeasures | undefined;
}

/** How a document that is loaded stands to the one before it. */
export interface LoadedAs {
  /** Whether it is the same diagram, changed. Another diagram is never something to go back from. */
  readonly isChange: boolean;
  /** Where the run ends, in simulated milliseconds. */
  readonly horizonMs: number;
}

interface Kept {
  readonly snapshot: PackedSnapshot;
  readonly before?: EarlierMeasures | undefined;
  readonly log: readonly ScheduleEntry[];
}

/** Remembers, outside the worker, what is needed to go on after the worker is lost: the document, the last checkpoint,
 *  the last one before the latest change, and the same of the diagram before it was changed. A document has proved itself
 *  with its first checkpoint, and an entry with the first one that knows it. */
export class Keepsake {
  private document: BrownoutDocument | undefined;
  private horizonMs = 0;
  private isProven = false;
  private suspectEntry: ScheduleEntry | undefined;
  private newest: Kept | undefined;
  private beforeSuspect: Kept | undefined;
  private previous: ResumePoint | undefined;

  /** A document is loaded: it is the suspect until its first checkpoint. Only when it is a change of the one before can
   *  that be gone back to. */
  loads(document: BrownoutDocument, { isChange, horizonMs }: LoadedAs): void {
    if (!isChange) this.previous = undefined;
    else if (this.isProven) this.previous = this.last();
    this.begins(document, horizonMs);
  }

  /** A run goes on from here. Nothing is gone back to from it but its own beginning, should it get stuck again at once. */
  resumes({ document, horizonMs, snapshot }: ResumePoint): void {
    this.previous = undefined;
    this.begins(document, horizonMs);
    this.isProven = snapshot !== undefined;
  }

  private begins(document: BrownoutDocument, horizonMs: number): void {
    this.document = document;
    this.horizonMs = horizonMs;
    this.isProven = false;
    this.resets();
  }

  /** The run begins anew without live entries. */
  resets(): void {
    this.suspectEntry = undefined;
    this.beforeSuspect = undefined;
    this.newest = undefined;
  }

  /** The run may go on to a later horizon, in simulated milliseconds. */
  extends(horizonMs: number): void {
    this.horizonMs = horizonMs;
  }

  /** A live entry is about to be applied: it is the suspect until a checkpoint knows it. */
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

  /** A checkpoint came: what it knows is no longer suspect. */
  keeps(checkpoint: Kept): void {
    const kept = { snapshot: checkpoint.snapshot, log: checkpoint.log, before: checkpoint.before };
    this.newest = kept;
    this.isProven = true;
    if (this.suspectEntry === undefined) return;
    if (knows(kept, this.suspectEntry.id)) this.suspectEntry = undefined;
    else this.beforeSuspect = kept;
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

  /** The latest moment with everything that it knew; undefined when nothing was loaded. */
  last(): ResumePoint | undefined {
    return this.pointOf(this.newest);
  }

  /** The latest moment without the suspect; undefined when there is none. */
  without(suspect: Suspect): ResumePoint | undefined {
    return suspect.type === 'document' ? this.previous : this.pointOf(this.beforeSuspect);
  }

  private get suspect(): Suspect | undefined {
    if (this.suspectEntry !== undefined) return { type: 'entry', entry: this.suspectEntry };
    return this.document === undefined || this.isProven ? undefined : { type: 'document', document: this.document };
  }

  private pointOf(kept: Kept | undefined): ResumePoint | undefined {
    const { document, horizonMs } = this;
    if (document === undefined) return undefined;
    if (kept === undefined) return { document, horizonMs, snapshot: undefined, before: undefined };
    return { document: { ...document, log: kept.log }, horizonMs, snapshot: kept.snapshot, before: kept.before };
  }
}

function knows(kept: Kept, entryId: string): boolean {
  return kept.log.some(({ id }) => id === entryId);
}
