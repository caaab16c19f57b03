/** Builds the bundles, the WebAssembly modules and the C programs into `build/`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'build');
mkdirSync(out, { recursive: true });

/** Runs a program to its end, or ends with its complaint. */
function run(command, args) {
  const done = spawnSync(command, args, { cwd: here, stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Bundles are classic scripts, so that one and the same file runs in node and in a worker. */
async function bundle(name, source, define = {}) {
  await build({
    entryPoints: [join(here, source)],
    outfile: join(out, `${name}.js`),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    define,
    logLevel: 'warning',
  });
}

export const engines = [
  { name: 'ts-ladder-keyed', define: { KEYED: 'true', LADDER: 'true' } },
  { name: 'ts-ladder-sequential', define: { KEYED: 'false', LADDER: 'true' } },
  { name: 'ts-heap-keyed', define: { KEYED: 'true', LADDER: 'false' } },
];
export const modules = [
  { name: 'as-ladder-keyed', use: 'KEYED' },
  { name: 'as-ladder-sequential', use: 'SEQUENTIAL' },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle('draws', 'draws.ts');
  await bundle('hold-ladder', 'hold.ts', { LADDER: 'true', BUNDLE: '"hold-ladder"' });
  await bundle('hold-heap', 'hold.ts', { LADDER: 'false', BUNDLE: '"hold-heap"' });
  for (const { name, define } of engines) {
    if (existsSync(join(here, 'engine.ts'))) await bundle(name, 'engine.ts', { ...define, BUNDLE: JSON.stringify(name) });
  }
  if (existsSync(join(here, 'assembly/engine.ts'))) {
    for (const { name, use } of modules) {
      const flags = ['--runtime', 'stub', '-O3', '--noAssert', '--converge', '--initialMemory', '512'];
      run('npx', ['asc', 'assembly/engine.ts', ...flags, '--use', `KEYED=${use === 'KEYED' ? 1 : 0}`, '-o', `build/${name}.wasm`]);
    }
  }
  await bundle('as', 'module.ts');
  const c = join(here, '../c');
  if (existsSync(join(c, 'heap.h'))) run('make', ['-s', '-C', c]);
}
