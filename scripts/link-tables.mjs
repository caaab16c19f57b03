import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { isProgram, ROOT } from './tools.mjs';

const SOURCE = join(ROOT, 'src/model/link/frozen.ts');
const TARGET = join(ROOT, 'src/model/link/generation-1-tables.ts');

const HEAD = `import type { FrozenTables } from './frozen.ts';

/** What links of generation 1 know of kinds, protocols and faults: order, parameters, options, and the defaults that
 *  they leave out. Frozen with release 1.0; until then \`node scripts/link-tables.mjs\` renews it, together with the
 *  golden links. */
`;

/** Writes the tables of generation 1 after the declarations as they are now. Never to be used after release 1.0: links
 * in the world are read with the tables that they were written with. */
export async function writeLinkTables() {
  const { module } = await runnerImport(SOURCE, { root: ROOT, configFile: false, logLevel: 'warn' });
  const tables = /** @type {{ tablesNow: () => object }} */ (module).tablesNow();
  writeFileSync(TARGET, `${HEAD}export const TABLES: FrozenTables = ${literal(tables, '')};\n`);
}

/** A value as TypeScript: one line if it fits, else one line per part.
 * @param {unknown} value
 * @param {string} indent
 * @returns {string} */
function literal(value, indent) {
  const flat = oneLine(value);
  if (flat.length + indent.length <= 110 || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => `${inner}${literal(item, inner)},\n`).join('')}${indent}]`;
  const fields = Object.entries(value).map(([key, part]) => `${inner}${key}: ${literal(part, inner)},\n`);
  return `{\n${fields.join('')}${indent}}`;
}

/** @param {unknown} value
 * @returns {string} */
function oneLine(value) {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value).replace(/\B(?=(\d{3})+$)/g, value >= 10_000 && Number.isInteger(value) ? '_' : '');
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value).map(([key, part]) => `${key}: ${oneLine(part)}`).join(', ')} }`;
}

if (isProgram(import.meta.url)) await writeLinkTables();
