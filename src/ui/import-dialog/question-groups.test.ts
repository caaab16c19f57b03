import { expect, test } from 'vitest';
import type { Question, QuestionTopic } from '../../store/importing.ts';
import { groupQuestions, sharedEffect, sharedQuestion } from './question-groups.ts';

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

test('what is asked of several parts is asked once, with their names in a list', () => {
  const [group] = groupQuestions([question('replicas', 'How many of "a b" run?'), question('replicas', 'How many of "c" run?')]);
  expect(sharedQuestion(group!, '…')).toEqual({ text: 'How many of … run?', names: ['a b', 'c'] });
  const [circles] = groupQuestions([question('circle', '"a" to "b"?'), question('circle', '"c" to "d"?')]);
  expect(sharedQuestion(circles!, '…')?.names).toEqual(['a → b', 'c → d']);
});

test('questions that differ in more than names, and single ones, stand as they are', () => {
  const [mixed] = groupQuestions([question('load', 'How many of "a"?'), question('load', 'How much of "b"?')]);
  const [single] = groupQuestions([question('load', 'How many of "a"?')]);
  const [nameless] = groupQuestions([question('load', 'How many?'), question('load', 'How many?')]);
  expect([mixed, single, nameless].map((group) => sharedQuestion(group!, '…'))).toEqual([undefined, undefined, undefined]);
});
