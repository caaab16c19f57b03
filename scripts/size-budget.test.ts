import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { plantTree } from './rules/planted-tree.ts';
import { checkSizes } from './size-budget.mjs';

const PAGE = '<script type="module" src="./assets/a.js"></script><link rel="stylesheet" href="./assets/a.css">';

/** A script that gzip cannot make smaller than about three quarters of this many bytes. */
const heavy = (bytes: number) => `//${randomBytes(bytes * 0.75).toString('base64')}`;

const site = (files: Record<string, string>) =>
  plantTree({ 'index.html': PAGE, 'assets/a.js': 'import{b}from"./b.js";import("./lazy.js")', 'assets/b.js': '', 'assets/a.css': '', ...files });

it('passes a light page, whatever its lazy parts weigh', () => {
  expect(checkSizes(site({ 'assets/lazy.js': heavy(400_000) }))).toBe(true);
});

it.each([
  ['script', { 'assets/a.js': heavy(270_000) }],
  ['script that another one imports', { 'assets/b.js': heavy(270_000) }],
  ['style', { 'assets/a.css': `/*${heavy(30_000)}*/` }],
])('fails a page with too much %s', (_what, files) => {
  expect(checkSizes(site(files))).toBe(false);
});

it('refuses to pass a page without a script', () => {
  expect(() => checkSizes(plantTree({ 'index.html': '<p>empty</p>' }))).toThrow('nothing was measured');
});
