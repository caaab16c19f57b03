import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, jsx: 'react-jsx', module: 'esnext', moduleResolution: 'bundler' } });

/** Names of the rules that the project's linter finds broken in the given files. */
function rulesBrokenBy(files: Record<string, string>): string[] {
  const root = plantTree({ 'tsconfig.json': TSCONFIG, ...files });
  const args = ['node_modules/oxlint/bin/oxlint', '--type-aware', '-c', '.oxlintrc.json', '-f', 'json', root];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const report = JSON.parse(stdout) as { diagnostics: { code: string }[]; number_of_files: number };
  expect(report.number_of_files).toBeGreaterThan(0);
  return report.diagnostics.map((diagnostic) => diagnostic.code);
}

it.each([
  ['typescript(no-floating-promises)', 'x.ts', 'export async function f() {}\nexport function g() { f(); }\n'],
  ['react-hooks(rules-of-hooks)', 'x.tsx', "import { useState } from 'react';\nexport function A(p: { b: boolean }) { if (p.b) useState(1); return null; }\n"],
  ['eslint(no-eval)', 'x.ts', "export const x = eval('1');\n"],
  ['eslint(no-new-func)', 'x.ts', "export const x = new Function('return 1');\n"],
  ['react(no-danger)', 'x.tsx', 'export const x = <p dangerouslySetInnerHTML={{ __html: "" }} />;\n'],
  ['typescript(no-explicit-any)', 'x.ts', 'export const x: any = 1;\n'],
  ['vitest(expect-expect)', 'x.test.ts', "import { it } from 'vitest';\nit('proves nothing', () => {});\n"],
])('the linter sees %s', (rule, path, text) => {
  expect(rulesBrokenBy({ [path]: text })).toContain(rule);
});

it('the linter passes a clean file', () => {
  expect(rulesBrokenBy({ 'x.ts': 'export const x = 1;\n' })).toEqual([]);
});
