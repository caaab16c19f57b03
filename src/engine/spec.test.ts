import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '..');
const DOCS = join(SOURCE, '../docs');
/** Rules: a list item whose number stands in bold. */
const RULE = /^- \*\*([A-Z]+\d+)\*\*/gm;
/** Names of tests that begin with rules. */
const NAME = /\b(?:test|it)(?:\.each\((?:[^)(]|\([^)]*\))*\))?\(\s*['"`]((?:\[[A-Z]+\d+\] ?)+)/g;

/** Rules that the names of tests begin with; one test may hold several. */
function testedRules(): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true }).filter(({ name }) => name.endsWith('.test.ts'));
  const names = files.flatMap((file) => Array.from(readFileSync(join(file.parentPath, file.name), 'utf8').matchAll(NAME), (match) => match[1]));
  return new Set(names.flatMap((name) => Array.from(name.matchAll(/[A-Z]+\d+/g), ([rule]) => rule)));
}

function writtenRules(): string[] {
  const pages = [join(DOCS, 'spec.md'), ...readdirSync(join(DOCS, 'spec')).map((name) => join(DOCS, 'spec', name))];
  return pages.flatMap((page) => Array.from(readFileSync(page, 'utf8').matchAll(RULE), ([, rule]) => rule));
}

test('every rule of the specification has a test, and every test a rule', ({ task }) => {
  const rules = writtenRules();
  expect(rules.filter((rule, i) => rules.indexOf(rule) !== i)).toEqual([]);
  expect(rules.length).toBeGreaterThan(390);
  const tested = testedRules();
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([]);
  expect([...tested].filter((rule) => !rules.includes(rule))).toEqual([]);
  task.meta.counted = `${rules.length} rules`;
});
