import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type * as playwright from '@playwright/test';
import type * as vite from 'vite';
import type * as browserFinder from '../../scripts/find-chromium.mjs';
import type * as compiledEngineScript from '../../scripts/compiled-engine.mjs';
import type * as buildScript from '../../scripts/build.mjs';
import type { BrownoutDocument } from '../../src/model/document.ts';
import { parseDocumentText } from '../../src/model/parse.ts';
import type * as hosts from './hosts.mjs';

/** The project's folder: `npm run bench` starts every benchmark there. */
export const ROOT = process.cwd();
const CACHE = join(ROOT, 'node_modules/.cache/brownout/bench');

/** Modules that must not be put into the benchmark's own bundle, because they look for files beside themselves. */
function unbundled(path: string): Promise<unknown> {
  return import(/* @vite-ignore */ pathToFileURL(join(ROOT, path)).href);
}

/** The hosts that run programs. */
export const importHosts = () => unbundled('bench/lib/hosts.mjs') as Promise<typeof hosts>;
/** The project's build. */
export const importBuild = () => unbundled('scripts/build.mjs') as Promise<typeof buildScript>;
/** How the project finds a browser. */
export const importBrowserFinder = () => unbundled('scripts/find-chromium.mjs') as Promise<typeof browserFinder>;
/** The driver of browsers. */
export const importPlaywright = () => unbundled('node_modules/@playwright/test/index.mjs') as Promise<typeof playwright>;
/** The step of the build that compiles a part of the engine to WebAssembly. */
export const importCompiledEngine = () => unbundled('scripts/compiled-engine.mjs') as Promise<typeof compiledEngineScript>;
/** The bundler. */
export const importVite = () => unbundled('node_modules/vite/dist/node/index.js') as Promise<typeof vite>;

/** A folder for what a benchmark makes; nobody commits it. */
export function workFolder(name: string): string {
  const folder = join(CACHE, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Bundles a program for hosts into one classic script, built as the published worker is: of this tree, or of another one in
 *  the folder `tree`; for profiles with the names of its functions. Returns the folder. */
export async function bundleProgram(name: string, { tree = ROOT, keepsNames = false } = {}): Promise<string> {
  const { build } = await importVite();
  const { compiledEngine } = await importCompiledEngine();
  const folder = keepsNames ? 'named-programs' : 'programs';
  const outDir = tree === ROOT ? workFolder(folder) : join(tree, folder);
  await build({
    root: tree,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [compiledEngine({ keepsNames })],
    build: {
      target: 'baseline-widely-available',
      outDir,
      emptyOutDir: false,
      ...(keepsNames ? { minify: false } : {}),
      lib: { entry: join(tree, `bench/lib/${name}.ts`), formats: ['iife'], name: 'bench', fileName: () => `${name}.js` },
    },
  });
  return outDir;
}

/** A shipped diagram. */
export function shippedDiagram(name: string): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(join(ROOT, `public/diagrams/${name}.json`), 'utf8'));
  if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
  return parsed.document;
}

/** What a program says about its version, or undefined when there is no such program. */
export function versionOf(program: string): string | undefined {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? /\d+(?:\.\d+)+/.exec(stdout)?.[0] : undefined;
}

/** Runs a program and gives back what it prints. */
export function outputOf(program: string, args: readonly string[], options: { readonly input?: string } = {}): string {
  return execFileSync(program, args, { encoding: 'utf8', cwd: ROOT, maxBuffer: 1 << 28, ...options });
}

/** The machine and how busy it is, in a line. */
export function machine(): string {
  const all = cpus();
  const load = loadavg()[0]!.toFixed(1);
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}, node ${process.versions.node}, load average ${load}`;
}
