import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForNode } from './build.mjs';
import { CACHE, ROOT, runNode } from './tools.mjs';

/** `npm run bench [-- NAME... --OPTION...]`: bundles and runs `bench/NAME.bench.ts`, or every benchmark there is, with
 * the options (`bench/README.md`). */
const folder = join(ROOT, 'bench');
const known = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bench.ts')).map((name) => name.slice(0, -9)) : [];
const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('-'));
const wanted = firstOption < 0 ? args : args.slice(0, firstOption);
const options = firstOption < 0 ? [] : args.slice(firstOption);
const unknown = wanted.filter((name) => !known.includes(name));

if (known.length === 0 || unknown.length > 0) {
  console.error(`${known.length === 0 ? 'There is no bench/*.bench.ts.' : `No benchmark is called ${unknown.join(', ')}.`}`);
  if (known.length > 0) console.error(`There are: ${known.join(', ')}`);
  process.exitCode = 1;
} else {
  for (const name of wanted.length > 0 ? wanted : known) {
    console.log(`\n== ${name}`);
    const outDir = join(CACHE, 'bench', name);
    await bundleForNode({ entry: join(folder, `${name}.bench.ts`), outDir, fileName: `${name}.mjs` });
    if ((await runNode([join(outDir, `${name}.mjs`), ...options])) !== 0) process.exitCode = 1;
  }
}
