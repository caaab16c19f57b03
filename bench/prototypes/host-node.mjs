/** The node host: runs programs of the bundles on request, one at a time, on its main thread. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

const [directory, ...bundles] = process.argv.slice(2);
globalThis.wasm = {};
for (const file of bundles) {
  const path = join(directory, file);
  if (file.endsWith('.wasm')) globalThis.wasm[file.slice(0, -5)] = readFileSync(path);
  else runInThisContext(readFileSync(path, 'utf8'), { filename: path });
}
process.on('message', ({ program, args }) => {
  const start = performance.now();
  const values = globalThis.programs[program](...args);
  process.send({ values, wallMs: performance.now() - start });
});
process.send({ ready: true });
