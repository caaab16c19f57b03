import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { isProgram, ROOT } from './tools.mjs';

const DIAGRAMS = join(ROOT, 'public/diagrams');

/** Writes the shipped diagrams of published results, which are drawn by `src/accuracy/families`. */
export async function writePublishedDiagrams() {
  const { module } = await runnerImport(join(ROOT, 'src/accuracy/families/published.ts'), { root: ROOT, configFile: false, logLevel: 'warn' });
  // The modules are TypeScript that this check does not follow; the tests do.
  const { PUBLISHED_DIAGRAMS } = /** @type {{ PUBLISHED_DIAGRAMS: Record<string, () => object> }} */ (module);
  for (const [name, draw] of Object.entries(PUBLISHED_DIAGRAMS)) writeFileSync(join(DIAGRAMS, `${name}.json`), textOf(draw()));
}

/** A document with one line for each of its parts, as the other diagrams are written.
 * @param {object} document */
function textOf(document) {
  const fields = Object.entries(document).map(([name, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    return `  ${JSON.stringify(name)}: [\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

if (isProgram(import.meta.url)) await writePublishedDiagrams();
