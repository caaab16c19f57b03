import type { BrownoutDocument } from '../model/document.ts';
import type { Draft } from './draft.ts';

/** Something that the file does not say and that was assumed: what, about which part of the file, and for what reason. */
export interface Guess {
  readonly where: string;
  readonly what: string;
  readonly why: string;
}

/** Something in the file that could not be understood or that is wrong. The rest was imported all the same. */
export interface Warning {
  readonly where: string;
  readonly what: string;
}

/** Something that is understood and was left out on purpose, or that is good to know. */
export interface Remark {
  readonly where: string;
  readonly what: string;
}

/** Why there is no diagram. Line and column count from 1 and are there when the mistake has a place in the text. */
export interface ImportProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** A number in a range, both ends included. */
export interface NumberAnswer {
  readonly type: 'number';
  readonly unit: 'count' | 'perSec' | 'ratio';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** One of a few words. */
export interface ChoiceAnswer {
  readonly type: 'choice';
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

/** What a question is about, so that questions of a kind can be shown together. */
export type QuestionTopic = 'load' | 'direction' | 'sharing' | 'caller' | 'circle' | 'streaming' | 'leftOut' | 'replicas' | 'resilience';

/** Something that the file does not say. The diagram shows what follows from `answer.default`. */
export interface Question {
  /** Stable name of the question: the same file asks the same questions. */
  readonly id: string;
  readonly topic: QuestionTopic;
  readonly text: string;
  /** What the answer changes in the diagram or in the run. */
  readonly effect: string;
  readonly answer: NumberAnswer | ChoiceAnswer;
}

/** Answers by the id of their question. */
export type Answers = Readonly<Record<string, number | string>>;

/** What became of a foreign file. `draft` is what was understood of it, as plain data; `document` is that draft drawn
 *  with the default answers. No value of an environment variable or parameter is in any of it. */
export type ImportResult =
  | {
      readonly ok: true;
      readonly document: BrownoutDocument;
      readonly guesses: readonly Guess[];
      readonly warnings: readonly Warning[];
      readonly remarks: readonly Remark[];
      readonly questions: readonly Question[];
      readonly draft: Draft;
    }
  | { readonly ok: false; readonly problems: readonly ImportProblem[] };

/** An import that succeeded. */
export type Imported = Extract<ImportResult, { ok: true }>;
