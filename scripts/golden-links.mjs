import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runnerImport } from 'vite';
import { formatDuration, isProgram, ROOT } from './tools.mjs';

const DIAGRAMS = join(ROOT, 'public/diagrams');
const CORPUS = join(ROOT, 'public/golden-links.json');

/** @typedef {{ name: string, token: string, engineVersion: number, traceHash: string }} GoldenLink */

/** Renews the corpus of golden links: the link of every example, and the hash of the trace that it replays to. Until
 * release 1.0 this is done, in the same commit, with every change that alters links or traces; from then on entries
 * stay for ever and new ones are added beside them. */
export async function writeGoldenLinks() {
  const { parseDocumentText } = await load('src/model/parse.ts');
  const { encodeLink } = await load('src/model/link/link.ts');
  const { ENGINE_VERSION } = await load('src/engine/version.ts');
  const { simulate } = await load('src/engine/simulate.ts');
  /** @type {GoldenLink[]} */
  const links = [];
  for (const file of readdirSync(DIAGRAMS).toSorted()) {
    const name = basename(file, '.json');
    const parsed = parseDocumentText(readFileSync(join(DIAGRAMS, file), 'utf8'));
    if (name === 'index') continue;
    if (!parsed.ok) throw new Error(`${file}: ${parsed.problems[0].place} ${parsed.problems[0].message}`);
    const startedAt = performance.now();
    const { traceHash } = simulate(parsed.document);
    const token = encodeLink(parsed.document, { engineVersion: ENGINE_VERSION });
    links.push({ name, token, engineVersion: ENGINE_VERSION, traceHash });
    console.log(`${name}: ${token.length} characters, trace ${traceHash}, ${formatDuration(performance.now() - startedAt)}`);
  }
  const text = `${JSON.stringify(links, undefined, 2)}\n`;
  const isNew = !existsSync(CORPUS) || readFileSync(CORPUS, 'utf8') !== text;
  writeFileSync(CORPUS, text);
  console.log(isNew ? 'The corpus is renewed: commit it with the change that altered it.' : 'Nothing has changed.');
}

/** @param {string} path */
async function load(path) {
  const { module } = await runnerImport(join(ROOT, path), { root: ROOT, configFile: false, logLevel: 'warn' });
  // The modules are TypeScript that this check does not follow; the tests do.
  return /** @type {any} */ (module);
}

if (isProgram(import.meta.url)) await writeGoldenLinks();
