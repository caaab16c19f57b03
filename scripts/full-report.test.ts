import { expect, it } from 'vitest';
import { fullReport } from './full-report.mjs';
import { runStages } from './stages.mjs';

const stage = (name: string, passed: number, failed = 0) => ({ name, passed, failed, skipped: 1, durationMs: 61_000 });
const unit = {
  testResults: [
    {
      name: 'src/engine/theory.test.ts',
      startTime: 0,
      endTime: 1500,
      assertionResults: [
        { fullName: 'M/M/1', status: 'passed', meta: { counted: '20 runs' } },
        { fullName: 'M/D/1', status: 'failed', meta: {} },
      ],
    },
  ],
};
const spec = {
  file: 'running.spec.ts',
  title: 'plays | pauses',
  ok: true,
  tests: [{ status: 'expected', results: [{ duration: 2000 }], annotations: [{ type: 'counted', description: '3 hosts' }] }],
};

it('tells stages, counts and every test of a whole run', () => {
  const text = fullReport([stage('unit tests', 1, 1), stage('browser tests', 1)], { stages: 2, unit, browser: { suites: [{ suites: [{ specs: [spec] }] }] } });
  expect(text).toContain('**2 passed, 1 failed, 2 skipped**');
  expect(text).toContain('| M/M/1 | 20 runs |');
  expect(text).toContain('| plays \\| pauses | 3 hosts |');
  expect(text).toContain('theory.test.ts | 1 | 1 | 0 |');
  expect(text).toContain('| running.spec.ts: plays \\| pauses | passed |');
  expect(text).not.toContain('Not finished');
});

it('is there after each stage, and says that the run goes on', async () => {
  const pages: string[] = [];
  const run = (passed: number) => () => Promise.resolve({ passed, failed: 0, skipped: 0 });
  await runStages([{ name: 'types', run: run(0) }, { name: 'unit tests', run: run(7) }], (results) => {
    pages.push(fullReport(results, { stages: 2, unit: {}, browser: {} }));
  });
  expect(pages).toHaveLength(2);
  expect(pages[0]).toContain('Not finished: 1 of 2 stages');
  expect(pages[1]).toContain('**7 passed, 0 failed, 0 skipped**');
});
