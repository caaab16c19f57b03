import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONSTANT } from './inline-constants.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = join(ROOT, 'node_modules/.cache/brownout/compiled');

/** The module whose text the program replaces, and the folder beside it that holds the program's source. */
const MODULE = /\/src\/engine\/compiled\/program\.ts$/;
const SOURCE = 'assembly';
const ENTRY = 'path.ts';

const FLAGS = [
  '--runtime', 'stub', '--importMemory', '--initialMemory', '1', '--noExportMemory', '--noAssert',
  '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge',
];

/** Puts the compiled path of the engine, as WebAssembly in base64, into the module that hands it out: whatever Vite builds,
 * serves or tests gets it so. Without this plugin the module's program is empty, and the engine runs without it.
 * `keepsNames` keeps the names of its functions, for profiles.
 * @param {{ keepsNames?: boolean }} [options]
 * @returns {import('vite').Plugin} */
export function compiledEngine({ keepsNames = false } = {}) {
  const flags = keepsNames ? [...FLAGS, '--debug'] : FLAGS;
  return {
    name: 'compiled-engine',
    async load(id) {
      const path = id.split('?')[0]?.split(sep).join('/') ?? '';
      if (!MODULE.test(path)) return null;
      const folder = join(dirname(path), SOURCE);
      const sources = readSources(folder);
      for (const file of sources.keys()) this.addWatchFile(file);
      const program = await compiled(folder, sources, flags);
      return `export const PROGRAM = '${program}';\n`;
    },
  };
}

/** The program's own files and, by their constants alone, the files of the engine that they name.
 * @param {string} folder
 * @returns {Map<string, string>} */
function readSources(folder) {
  /** @type {Map<string, string>} */
  const sources = new Map();
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    sources.set(path, text);
    for (const [, imported] of text.matchAll(/ from '(\.\.[^']+)';/g)) {
      const other = resolve(folder, `${imported}.ts`);
      if (!sources.has(other)) sources.set(other, constantsIn(readFileSync(other, 'utf8')));
    }
  }
  return sources;
}

/** What the program may see of a module of the engine: its numbers.
 * @param {string} text */
function constantsIn(text) {
  return [...text.matchAll(CONSTANT)].map(([line]) => line).join('\n');
}

/** The program in base64, from the cache if its sources have not changed.
 * @param {string} folder
 * @param {ReadonlyMap<string, string>} sources
 * @param {readonly string[]} flags
 * @returns {Promise<string>} */
async function compiled(folder, sources, flags) {
  const hash = createHash('sha256').update(JSON.stringify([flags, [...sources.values()], readFileSync(fileURLToPath(import.meta.url), 'utf8')]));
  const cached = join(CACHE, `${hash.digest('hex').slice(0, 32)}.txt`);
  if (existsSync(cached)) return readFileSync(cached, 'utf8');
  const program = Buffer.from(await compile(folder, sources, flags)).toString('base64');
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(cached, program);
  return program;
}

/** @param {string} folder
 * @param {ReadonlyMap<string, string>} sources
 * @param {readonly string[]} flags
 * @returns {Promise<Uint8Array>} */
async function compile(folder, sources, flags) {
  const { default: asc } = await import('assemblyscript/asc');
  const root = resolve(folder, '../../../..');
  /** @type {Uint8Array | undefined} */
  let binary;
  let complaint = '';
  const { error } = await asc.main([relative(root, join(folder, ENTRY)), ...flags, '--outFile', 'program.wasm'], {
    readFile: (name) => sources.get(resolve(root, name)) ?? null,
    writeFile: (name, contents) => {
      if (name === 'program.wasm') binary = /** @type {Uint8Array} */ (contents);
    },
    listFiles: () => [],
    stderr: { write: (text) => void (complaint += String(text)) },
  });
  if (error !== null || binary === undefined) throw new Error(`The compiled path of the engine could not be compiled.\n${complaint}`, { cause: error });
  return binary;
}
