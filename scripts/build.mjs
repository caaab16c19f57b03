import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, runnerImport } from 'vite';
import { compiledEngine } from './compiled-engine.mjs';
import { formatDuration, isProgram, ROOT } from './tools.mjs';

const SCHEMA_SOURCE = join(ROOT, 'src/model/json-schema.ts');
const SCHEMA_FOLDER = join(ROOT, 'public/schema');
const REPORT_SCHEMA_SOURCE = join(ROOT, 'src/engine/report-schema.ts');
const WORKER_SOURCE = join(ROOT, 'src/worker/entry.ts');
const CLI_SOURCE = join(ROOT, 'src/cli/main.ts');

/** The headless program, made by `buildCli`. */
export const CLI_PROGRAM = join(ROOT, 'dist-cli/brownout.mjs');

/** Builds everything that is published, and the headless program. */
export async function buildAll() {
  // The first use of Vite in a process fixes the mode for all later ones, and the first one here is no build.
  process.env['NODE_ENV'] = 'production';
  await step('JSON Schema', SCHEMA_SOURCE, buildJsonSchema);
  await step('application', join(ROOT, 'index.html'), buildApp);
  await step('engine as one classic script', WORKER_SOURCE, () => buildClassicWorker());
  await step('headless program', CLI_SOURCE, buildCli);
}

/** Writes the JSON Schemas of documents and reports into `public/schema`, from where the site publishes them.
 * `src/model/json-schema.ts` exports `jsonSchemas()`, which returns one schema per file name. */
export async function buildJsonSchema() {
  const model = /** @type {{ jsonSchemas: () => Record<string, unknown> }} */ (await importSource(SCHEMA_SOURCE));
  const report = /** @type {{ reportJsonSchema: () => { title: string } }} */ (await importSource(REPORT_SCHEMA_SOURCE));
  const { REPORT_VERSION } = /** @type {{ REPORT_VERSION: number }} */ (await importSource(join(ROOT, 'src/engine/report.ts')));
  rmSync(SCHEMA_FOLDER, { recursive: true, force: true });
  mkdirSync(SCHEMA_FOLDER, { recursive: true });
  const schemas = { ...model.jsonSchemas(), [`report-${REPORT_VERSION}.json`]: report.reportJsonSchema() };
  for (const [name, schema] of Object.entries(schemas)) {
    writeFileSync(join(SCHEMA_FOLDER, name), `${JSON.stringify(schema, undefined, 2)}\n`);
  }
}

/** Imports a TypeScript module of the project.
 * @param {string} path
 * @returns {Promise<unknown>} */
async function importSource(path) {
  const { module } = await runnerImport(path, { root: ROOT, configFile: false, logLevel: 'warn' });
  return module;
}

/** Builds the static site into `dist`. */
export async function buildApp() {
  await build({ root: ROOT, logLevel: 'warn' });
}

/** Builds the worker once more as one classic script without imports: a sandboxed frame and a page opened from
 * disk can start a worker from a Blob of its text, and from nothing else. It is published twice: under a fixed name
 * for the page of the same build, and under its engine's version for links that were made with that engine.
 * @param {string} [outDir] */
export async function buildClassicWorker(outDir = join(ROOT, 'dist/engine')) {
  const { ENGINE_VERSION } = /** @type {{ ENGINE_VERSION: number }} */ (await importSource(join(ROOT, 'src/engine/version.ts')));
  const fileName = 'worker-classic.js';
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [compiledEngine()],
    build: {
      target: 'baseline-widely-available',
      outDir,
      emptyOutDir: true,
      lib: { entry: WORKER_SOURCE, formats: ['iife'], name: 'brownoutWorker', fileName: () => fileName },
    },
  });
  copyFileSync(join(outDir, fileName), join(outDir, `brownout-engine-${ENGINE_VERSION}.js`));
}

/** Builds the headless program. */
export async function buildCli() {
  await bundleForNode({ entry: CLI_SOURCE, outDir: dirname(CLI_PROGRAM), fileName: basename(CLI_PROGRAM) });
}

/** Bundles a program with all its imports into one folder, because node 20 cannot run TypeScript.
 * @param {{ entry: string, outDir: string, fileName: string }} options */
export async function bundleForNode({ entry, outDir, fileName }) {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [compiledEngine()],
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: fileName } },
    },
  });
}

/** Builds the headless program unless it is newer than everything it is made from. */
export async function buildCliIfStale() {
  if (!existsSync(CLI_PROGRAM) || newestChange() > statSync(CLI_PROGRAM).mtimeMs) await buildCli();
}

/** When the last of the files that the headless program is made from was changed. */
function newestChange() {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Math.max(...[...sources, join(ROOT, 'package-lock.json')].map((path) => statSync(path).mtimeMs));
}

/** Runs one step of the build and tells how long it took.
 * @param {string} name
 * @param {string} source What the step builds; a step whose source does not exist is passed over, and says so.
 * @param {() => Promise<void>} work */
async function step(name, source, work) {
  if (!existsSync(source)) {
    console.log(`build: ${name}: passed over, there is no ${relative(ROOT, source)}`);
    return;
  }
  const startedAt = performance.now();
  await work();
  console.log(`build: ${name}: ${formatDuration(performance.now() - startedAt)}`);
}

if (isProgram(import.meta.url)) await buildAll();
