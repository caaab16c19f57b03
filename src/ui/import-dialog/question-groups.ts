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
