/** The names of a bundle's programs, in the order in which it offers them. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';

export function list(bundle) {
  const path = join(dirname(fileURLToPath(import.meta.url)), 'build', `${bundle}.js`);
  const context = { wasm: {} };
  runInNewContext(readFileSync(path, 'utf8'), context);
  return { programs: Object.keys(context.programs) };
}
