import { describe, expect, it } from 'vitest';
import { checkBans } from './bans.mjs';
import { plantTree } from './planted-tree.ts';

const broken = (path: string, text: string) => checkBans(plantTree({ [path]: text })).violations;

describe('the check for banned language', () => {
  it('passes exact code, and names that only look like a banned one', () => {
    const text = [
      'export const x = Math.sqrt(2) * Math.PI + Math.floor(1.5);',
      "type Date = { Function: 1 }; export const d = { Date: 1, fetch() { return this.Date; } } as { Date: number };",
      'export const f = (location: string, setTimeout: number) => location.length + setTimeout;',
      'export const hex = (word: number) => (word >>> 0).toString(16) + (word & 255).toString(16) + word.toString() + word.toFixed(2);',
      'export const sorted = [2, 1].toSorted((a, b) => a - b);',
      'export class Clock { performance = 0; now() { return this.performance; } }',
    ].join('\n');
    expect(broken('engine/x.ts', text)).toEqual([]);
  });

  it('refuses to pass when there is nothing to check', () => {
    expect(() => checkBans(plantTree({ 'README.md': '' }))).toThrow('nothing was checked');
  });

  it.each(
    ['base', 'model', 'engine'].flatMap((folder) =>
      [
        'Math.random()',
        'Math.log(2)',
        "Math['exp'](2)",
        'Object.assign({}, Math)',
        '2 ** 3',
        'Date.now()',
        'new Date()',
        'globalThis.Date.now()',
        'performance.now()',
        'console.log(1)',
        'setTimeout(() => {}, 1)',
        "'a'.localeCompare('b')",
        'new Intl.NumberFormat()',
        'Temporal.Now.instant()',
        '(0.1).toString(2)',
        "Number('0.1')['toString'](36)",
        "'a'.normalize()",
        'new Error().stack',
        'new SharedArrayBuffer(8)',
        'fetch("x")',
      ].map((code) => [code, folder] as const),
    ),
  )('sees %s in %s', (code, folder) => {
    expect(broken(`${folder}/planted.ts`, `export const x = ${code};`)).not.toEqual([]);
  });

  it.each([
    'log', 'exp', 'pow', 'sin', 'cos', 'tan', 'log2', 'log10', 'log1p', 'expm1', 'cbrt', 'hypot', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh',
    'asinh', 'acosh', 'atanh', 'random', 'sumPrecise', 'f16round',
  ])(
    'knows that Math.%s differs between hosts',
    (name) => expect(broken('engine/x.ts', `export const x = Math.${name};`)).toHaveLength(1),
  );

  it.each([
    ['ui/canvas/x.tsx', 'export const x = <p dangerouslySetInnerHTML={{ __html: "" }} />;'],
    ['ui/canvas/x.tsx', 'export const x = (e: Element) => { e.innerHTML = ""; };'],
    ['store/x.ts', 'export const x = eval("1");'],
    ['cli/x.ts', 'export const x = new Function("return 1");'],
    ['ui/charts/x.ts', 'export const x = () => requestAnimationFrame(() => {});'],
    ['worker/x.ts', 'export const x = () => requestAnimationFrame(() => {});'],
    ['ui/shell/x.ts', 'export const x = window.location.hash;'],
    ['ui/shell/x.ts', 'export const x = document.location.hash;'],
    ['store/diagram-store.ts', 'export const x = () => localStorage.getItem("x");'],
    ['analysis/x.ts', 'export const x = () => new Date();'],
  ])('sees in %s: %s', (path, text) => {
    const violations = broken(path, text);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({ path, line: 1 });
  });

  it.each([
    ['ui/widgets/frame-loop.ts', 'export const x = () => requestAnimationFrame(() => performance.now());'],
    ['store/adapters/location.ts', 'export const x = () => location.hash + history.length;'],
    ['store/adapters/storage.ts', 'export const x = () => localStorage.getItem("x");'],
    ['worker/pacing.ts', 'export const x = () => setTimeout(() => performance.now(), 1);'],
    ['ui/charts/scale.ts', 'export const x = Math.log(2) + 2 ** 3;'],
    ['base/math.test.ts', 'export const x = Math.log(2) + Date.now();'],
  ])('lets %s do what it is there for', (path, text) => {
    expect(broken('base/clean.ts', 'export {};').concat(broken(path, text))).toEqual([]);
  });
});
