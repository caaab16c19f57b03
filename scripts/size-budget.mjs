import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isProgram, ROOT } from './tools.mjs';

/** Most that the first load may weigh, in kB (1000 bytes) after gzip. */
const BUDGET_KB = { js: 190, css: 15 };

const REFERENCE = /<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"[^>]*>/g;

/** Measures what `dist/index.html` makes a browser load at once, and prints it beside the budget.
 * @param {string} [folder] The built site.
 * @returns {boolean} Whether the page keeps its budget. */
export function checkSizes(folder = join(ROOT, 'dist')) {
  const files = loadedAtOnce(folder);
  if (!files.some((file) => file.endsWith('.js'))) throw new Error('dist/index.html loads no script: nothing was measured.');
  const results = Object.entries(BUDGET_KB).map(([kind, budgetKb]) => {
    const own = files.filter((file) => file.endsWith(`.${kind}`));
    const kb = own.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0) / 1000;
    console.log(`${kind}: ${kb.toFixed(1)} of ${budgetKb} kB after gzip, ${own.length} files`);
    return kb <= budgetKb;
  });
  return results.every(Boolean);
}

/** Scripts and styles that the page names, and everything that those scripts import without being asked.
 * @param {string} folder
 * @returns {string[]} Paths from the folder. */
function loadedAtOnce(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(REFERENCE)].map((match) => (match[1] ?? '').replace(/^\.\//, ''));
  const files = new Set(named.filter((path) => /\.(?:js|css)$/.test(path)));
  for (const file of files) {
    if (!file.endsWith('.js')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const match of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g)) files.add(`assets/${match[1]}`);
  }
  return [...files];
}

if (isProgram(import.meta.url)) process.exitCode = checkSizes() ? 0 : 1;
