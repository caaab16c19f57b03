/**
 * What one part of `src` may import. Everything not listed is forbidden.
 * @typedef {object} ImportRule
 * @property {readonly string[]} values Parts that may be imported as code.
 * @property {readonly string[]} [types] Parts that may be imported with `import type` only.
 * @property {readonly string[]} [packages] npm packages; `node:*` means every module that comes with node.
 * @property {readonly string[]} [texts] Folders beside `src` whose files may be shown: imported as text, with `?raw`.
 */

const UI = {
  values: ['base', 'model', 'analysis', 'store', 'ui/widgets'],
  types: ['engine', 'worker'],
  packages: ['react', 'react-dom', 'lucide-react'],
};

/** Features of the screen: siblings that never import each other, only `ui/widgets`. */
const UI_FEATURES = ['ui/accuracy-page', 'ui/canvas', 'ui/charts', 'ui/import-dialog', 'ui/inspector', 'ui/model-page', 'ui/report', 'ui/share', 'ui/traffic'];

/**
 * The import rules of the whole project. A key is a folder of `src`, or one file of it; the longest key that a
 * path starts with decides. A part may always import itself. `src/README.md` tells what each folder is for, and
 * `source-readme.test.ts` holds that it lists them all.
 * @type {Readonly<Record<string, ImportRule>>}
 */
export const IMPORT_TABLE = {
  base: { values: [] },
  model: { values: ['base'], packages: ['valibot'] },
  // Run by the build only, to publish the JSON Schema; the page never loads it.
  'model/json-schema.ts': { values: ['base', 'model'], packages: ['@valibot/to-json-schema'] },
  engine: { values: ['base', 'model'] },
  import: { values: ['base', 'model'], packages: ['yaml'] },
  analysis: { values: ['base', 'model'], types: ['engine'] },
  accuracy: { values: ['base', 'model', 'engine'] },
  worker: { values: ['base', 'model'], types: ['engine'], packages: ['comlink'] },
  // The one file that puts the engine behind the session protocol; only a worker may start it.
  'worker/entry.ts': { values: ['base', 'model', 'engine', 'worker'], packages: ['comlink'] },
  cli: {
    values: ['base', 'model', 'engine', 'import', 'analysis', 'worker'],
    packages: ['node:*'],
  },
  store: {
    values: ['base', 'model', 'import', 'analysis', 'worker'],
    types: ['engine'],
    packages: ['zustand'],
  },
  'store/adapters': { values: ['base', 'model', 'store'], packages: ['idb-keyval'] },
  'ui/widgets': UI,
  'ui/accuracy-page': { ...UI, types: [...UI.types, 'accuracy'], texts: ['docs'] },
  'ui/canvas': { ...UI, packages: [...UI.packages, '@xyflow/react'] },
  'ui/charts': { ...UI, packages: [...UI.packages, 'd3-scale', 'd3-shape'] },
  'ui/import-dialog': UI,
  'ui/inspector': UI,
  'ui/model-page': { ...UI, texts: ['docs'] },
  'ui/report': UI,
  'ui/share': UI,
  'ui/traffic': UI,
  // The page that shows every part in every state, and the application: they compose the features.
  'ui/gallery': { ...UI, values: [...UI.values, ...UI_FEATURES] },
  'ui/shell': { ...UI, values: [...UI.values, ...UI_FEATURES, 'ui/gallery'] },
  'main.tsx': { values: ['ui/shell'], packages: ['react', 'react-dom'] },
};

/** What a test may import besides what its own folder may. */
export const TEST_EXTRA = {
  values: ['base', 'model', 'engine'],
  packages: ['vitest', 'fast-check', 'node:*'],
};

/** Files whose code must not reach `UNREACHABLE`: the page's own thread starts here. */
export const PAGE_ENTRIES = ['main.tsx'];

/** The engine never runs on the page's thread. */
export const UNREACHABLE = 'engine';

/**
 * Known exceptions, one line each: the importing file, what it imports, and the issue that will remove it.
 * An entry that is no longer needed fails the check.
 * @type {ReadonlyArray<{ from: string, to: string, issue: string }>}
 */
export const DEBT = [];
