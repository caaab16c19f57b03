import { create } from 'zustand';
import type { JudgedRun, RepeatedRun } from '../analysis/studies.ts';

/** How far the work is. `judging` looks for the warm-up of the one run; `repeating` has done so many of so many runs. */
export type StudyWork =
  | { readonly kind: 'idle' }
  | { readonly kind: 'judging' }
  | { readonly kind: 'repeating'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly message: string };

/** What is known of how sure the run's figures are. Void as soon as the diagram changes what happens. */
export interface StudyState {
  readonly work: StudyWork;
  readonly judged: JudgedRun | undefined;
  readonly repeated: RepeatedRun | undefined;
  /** Which figures the reader wants: of the run that was watched, or of all runs. */
  readonly shows: 'one' | 'all';
}

/** State before anything was asked for. */
export const NO_STUDY: StudyState = { work: { kind: 'idle' }, judged: undefined, repeated: undefined, shows: 'one' };

/** How sure the figures of the page's run are. Only `study.ts` writes it, which is loaded when somebody asks. */
export const useStudy = create<StudyState>()(() => NO_STUDY);
