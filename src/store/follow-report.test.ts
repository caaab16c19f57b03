import { expect, it } from 'vitest';
import { oneAtATime } from './follow-report.ts';

it('asks once more when it was asked for while an answer was on its way, and only once', async () => {
  const answers: (() => void)[] = [];
  const ask = oneAtATime(() => new Promise((resolve) => answers.push(resolve)));
  ask();
  ask();
  ask();
  expect(answers).toHaveLength(1);
  answers[0]!();
  await Promise.resolve();
  await Promise.resolve();
  expect(answers).toHaveLength(2);
  answers[1]!();
  await Promise.resolve();
  await Promise.resolve();
  expect(answers).toHaveLength(2);
  ask();
  expect(answers).toHaveLength(3);
});
