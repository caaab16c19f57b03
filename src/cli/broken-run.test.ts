import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import type { RunOutcome } from '../engine/report.ts';
import { runSim } from './sim.ts';

// No file makes the engine break a rule of its own, so what is told of a run that did is put on a real one.
vi.mock(import('../engine/simulate.ts'), async (load) => {
  const { simulate } = await load();
  const outcome: RunOutcome = { kind: 'broken', invariant: 'conservation', place: 'api', message: '5 came in, 4 ended, 2 inside, at 200 ms' };
  return { simulate: (document) => ({ ...simulate(document), outcome }) };
});

it.each([[[]], [['--json']]])('[IN1] a run that broke an invariant ends with words and exit code 3, with %j', (options) => {
  const file = new URL('../../public/diagrams/hello.json', import.meta.url).pathname;
  let printed = '';
  let complaints = '';
  const code = runSim([file, '--horizon', '2s', ...options], {
    readFile: (path) => readFileSync(path, 'utf8'),
    print: (text) => (printed += text),
    complain: (text) => (complaints += text),
  });
  expect(code).toBe(3);
  expect(printed).toContain('conservation');
  expect(complaints).toContain('conservation of "api": 5 came in, 4 ended, 2 inside, at 200 ms');
});
