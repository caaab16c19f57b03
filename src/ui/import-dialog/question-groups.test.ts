import { expect, test } from 'vitest';
import type { Question, QuestionTopic } from '../../store/importing.ts';
import { groupQuestions, sharedEffect } from './question-groups.ts';

const question = (topic: QuestionTopic, id: string, effect = 'More of it.'): Question => ({
  id,
  topic,
  text: id,
  effect,
  answer: { type: 'number', unit: 'count', min: 1, max: 9, default: 1 },
});

test('questions of a topic stand together, topics in the order of their first question', () => {
  const groups = groupQuestions([question('load', 'a'), question('caller', 'b'), question('load', 'c')]);
  expect(groups.map(({ topic, questions }) => [topic, questions.map(({ id }) => id)])).toEqual([
    ['load', ['a', 'c']],
    ['caller', ['b']],
  ]);
});

test('an effect is told once only when it is the effect of every answer', () => {
  const [same, mixed] = groupQuestions([
    question('load', 'a'), question('load', 'b'), question('circle', 'c', 'Less.'), question('circle', 'd'),
  ]);
  expect(sharedEffect(same!)).toBe('More of it.');
  expect(sharedEffect(mixed!)).toBeUndefined();
});
