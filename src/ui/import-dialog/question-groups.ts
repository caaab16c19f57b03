import type { Question, QuestionTopic } from '../../store/importing.ts';

/** Questions about one topic, asked together. */
export interface QuestionGroup {
  readonly topic: QuestionTopic;
  readonly questions: readonly Question[];
}

/** Questions by topic, in the order in which the topics are first asked about. */
export function groupQuestions(questions: readonly Question[]): readonly QuestionGroup[] {
  const groups = new Map<QuestionTopic, Question[]>();
  for (const question of questions) {
    const group = groups.get(question.topic);
    if (group === undefined) groups.set(question.topic, [question]);
    else group.push(question);
  }
  return [...groups].map(([topic, asked]) => ({ topic, questions: asked }));
}

/** What all questions of a group say they change, when they say the same: told once for all of them. */
export function sharedEffect({ questions }: QuestionGroup): string | undefined {
  const [first] = questions;
  return questions.every(({ effect }) => effect === first?.effect) ? first?.effect : undefined;
}

/** Questions that differ only in the names they are about: what is asked of each, with a gap for the names, and the names.
 *  Undefined when they ask different things, or when there is but one. */
export function sharedQuestion({ questions }: QuestionGroup, gap: string): { readonly text: string; readonly names: readonly string[] } | undefined {
  const texts = new Set(questions.map(({ text }) => text.replace(QUOTED, gap)));
  const names = questions.map(({ text }) => [...text.matchAll(QUOTED)].map(([, name]) => name).join(' → '));
  const [text] = texts;
  if (text === undefined || texts.size > 1 || questions.length < 2 || names.includes('')) return undefined;
  return { text, names };
}

const QUOTED = /"([^"]+)"/g;
