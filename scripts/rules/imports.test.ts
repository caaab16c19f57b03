import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as project from './import-table.mjs';
import { checkImports } from './imports.mjs';
import { plantTree } from './planted-tree.ts';

/** A small tree that keeps every rule; a test adds one file that breaks one. */
const CLEAN = {
  'base/assert.ts': 'export const one = 1;\n',
  'model/diagram.ts': "import { one } from '../base/assert.ts';\nimport * as v from 'valibot';\nexport const two = [one, v];\n",
  'engine/run.ts': "import { two } from '../model/diagram.ts';\nexport type Run = typeof two;\nexport const run = two;\n",
  'worker/entry.ts': "import { run } from '../engine/run.ts';\nimport { expose } from 'comlink';\nexpose({ run });\n",
  'worker/client.ts': [
    "import type { Run } from '../engine/run.ts';",
    "export const start = (): Worker => new Worker(new URL('./entry.ts', import.meta.url), { type: 'module' });",
    'export type Running = Run;',
  ].join('\n'),
  'store/run-store.ts': "import { start } from '../worker/client.ts';\nexport const session = start;\n",
  'ui/widgets/button.tsx': "import { useState } from 'react';\nexport const Button = useState;\n",
  'ui/canvas/editor.tsx': "import { Button } from '../widgets/button.tsx';\nexport { ReactFlow } from '@xyflow/react';\nexport const B = Button;\n",
  'ui/charts/line.ts': "export const Line = () => import('d3-shape');\n",
  'ui/shell/app.tsx': "export { B } from '../canvas/editor.tsx';\nexport { session } from '../../store/run-store.ts';\n",
  'main.tsx': "import './ui/shell/app.tsx';\n",
  'engine/run.test.ts': "import { expect } from 'vitest';\nimport { run } from './run.ts';\nexpect(run);\n",
};

const messagesFor = (files: Record<string, string>, rules: typeof project = project) =>
  checkImports(plantTree({ ...CLEAN, ...files }), rules).violations.map(({ path, line, message }) => `${path}:${line} ${message}`);

describe('the import check', () => {
  it('passes a tree that keeps the rules', () => {
    const { files, imports, violations } = checkImports(plantTree(CLEAN));
    expect(violations).toEqual([]);
    expect(files).toBe(Object.keys(CLEAN).length);
    expect(imports).toBe(17);
  });

  it('leaves alone what another compiler compiles, and nothing else', () => {
    const assembly = '@inline\nfunction one(): i32 { return 1; }\n';
    expect(messagesFor({ 'engine/compiled/assembly/path.ts': assembly })).toEqual([]);
    expect(() => messagesFor({ 'engine/assembly/path.ts': assembly })).toThrow('does not parse');
  });

  it('refuses to pass when there is nothing to check', () => {
    expect(() => checkImports(plantTree({ 'README.md': 'no code here' }))).toThrow('nothing was checked');
    expect(() => checkImports(plantTree({}))).toThrow('nothing was checked');
  });

  it.each([
    ['a folder below', 'base/up.ts', "import '../model/diagram.ts';", 'base may not import model'],
    ['the engine in the page', 'ui/canvas/hot.ts', "import { run } from '../../engine/run.ts';", '"import type" only'],
    ['a type import with a value inside', 'analysis/x.ts', "import { type Run } from '../engine/run.ts';", '"import type" only'],
    ['a re-export', 'model/leak.ts', "export * from '../engine/run.ts';", 'model may not import engine'],
    ['a type re-export', 'model/leak.ts', "export type { Run } from '../engine/run.ts';", 'model may not import engine'],
    ['an inline type', 'base/x.ts', "export type R = import('../engine/run.ts').Run;", 'base may not import engine'],
    ['a lazy import', 'store/x.ts', "export const x = () => import('../engine/run.ts');", '"import type" only'],
    ['a lazy import in a template', 'store/x.ts', 'export const x = () => import(`../engine/run.ts`);', '"import type" only'],
    ['a computed import', 'base/x.ts', 'export const x = (name: string) => import(name);', 'computed'],
    ['a glob', 'ui/shell/x.ts', "export const x = import.meta.glob('./*.ts');", 'computed'],
    ['a URL', 'ui/shell/x.ts', "export const x = new URL('../../worker/entry.ts', import.meta.url);", '"import type" only'],
    ['a sibling feature', 'ui/charts/x.ts', "import '../canvas/editor.tsx';", 'ui/charts may not import ui/canvas'],
    ['the shell from a feature', 'ui/canvas/x.ts', "import '../shell/app.tsx';", 'ui/canvas may not import ui/shell'],
    ['a package of another folder', 'ui/charts/x.ts', "import '@xyflow/react/dist/style.css';", '"@xyflow/react"'],
    ['a package nobody has', 'engine/x.ts', "import 'left-pad';", '"left-pad"'],
    ['node in the model', 'model/x.ts', "import 'fs';", '"fs"'],
    ['a test tool in shipped code', 'base/x.ts', "import 'fast-check';", '"fast-check"'],
    ['a test from shipped code', 'engine/x.ts', "import './run.test.ts';", 'tests only'],
    ['a path without its extension', 'model/x.ts', "import './diagram';", 'extension'],
    ['a file outside src', 'model/x.ts', "import '../../package.json';", 'leaves src'],
    ['a barrel', 'model/index.ts', "export * from './diagram.ts';", 'No barrels'],
    ['an unknown folder', 'helpers/x.ts', 'export const x = 1;', 'not in the import table'],
  ])('sees %s', (_what, path, text, message) => {
    const messages = messagesFor({ [path]: text });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`${path}:1 `);
    expect(messages[0]).toContain(message);
  });

  it('sees a cycle once, with the way around it', () => {
    const messages = messagesFor({
      'model/a.ts': "import './b.ts';",
      'model/b.ts': "export * from './c.ts';",
      'model/c.ts': "import type { A } from './a.ts';\nexport type C = A;",
    });
    expect(messages).toEqual(['model/c.ts:1 Import cycle: model/a.ts -> model/b.ts -> model/c.ts -> model/a.ts.']);
  });

  it('sees the engine come onto the page through a file that may have it', () => {
    const messages = messagesFor({ 'store/run-store.ts': "export { run as session } from '../worker/entry.ts';" });
    expect(messages).toEqual([expect.stringContaining("The page's thread would load engine/run.ts")]);
  });

  it('lets tests have the lower layers and the test tools', () => {
    const text = "import 'fast-check';\nimport 'node:fs';\nimport '../engine/run.ts';\nimport '../model/diagram.ts';";
    expect(messagesFor({ 'store/run-store.test.ts': text })).toEqual([]);
  });

  it.each([
    ['ui/model-page', '../../../docs/model.md?raw', undefined],
    ['ui/model-page', '../../../docs/model.md', 'leaves src'],
    ['ui/model-page', '../../../docs/missing.md?raw', 'is no file'],
    ['ui/model-page', '../../../package.json?raw', 'leaves src'],
    ['ui/report', '../../../docs/model.md?raw', 'leaves src'],
  ])('lets only a place that shows texts beside src have them, and only as text: %s, %s', (folder, specifier, message) => {
    const root = plantTree({ 'docs/model.md': '# A', 'package.json': '{}', [`src/${folder}/x.ts`]: `import '${specifier}';` });
    const messages = checkImports(join(root, 'src')).violations.map((violation) => violation.message);
    expect(messages).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it('lets debt pass while it is owed and asks for its removal when it is paid', () => {
    const rules = { ...project, DEBT: [{ from: 'base/up.ts', to: 'model/diagram.ts', issue: '1' }] };
    expect(messagesFor({ 'base/up.ts': "import '../model/diagram.ts';" }, rules as never)).not.toContainEqual(
      expect.stringContaining('may not import'),
    );
    expect(messagesFor({ 'base/up.ts': 'export {};' }, rules as never)).toEqual([expect.stringContaining('is paid')]);
  });
});
