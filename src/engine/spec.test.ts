import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ENGINE = import.meta.dirname;
const SPEC = join(ENGINE, '../../docs/spec.md');

/** Rules that the names of tests begin with; one test may hold several. */
function testedRules(): Set<string> {
  const files = readdirSync(ENGINE, { recursive: true, withFileTypes: true }).filter(({ name }) => name.endsWith('.test.ts'));
  const names = files.flatMap((file) =>
    Array.from(readFileSync(join(file.parentPath, file.name), 'utf8').matchAll(/\btest(?:\.each\([^)]*\))?\(\s*['"`]((?:\[[A-Z]{2}\d+\] ?)+)/g), (match) => match[1]),
  );
  return new Set(names.flatMap((name) => Array.from(name.matchAll(/[A-Z]{2}\d+/g), ([rule]) => rule)));
}

test('every rule of the specification has a test, and every test a rule', ({ task }) => {
  const rules = Array.from(readFileSync(SPEC, 'utf8').matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm), ([, rule]) => rule);
  expect(new Set(rules).size).toBe(rules.length);
  expect(rules.length).toBeGreaterThan(90);
  const tested = testedRules();
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([]);
  expect([...tested].filter((rule) => !rules.includes(rule))).toEqual([]);
  task.meta.counted = `${rules.length} rules`;
});
