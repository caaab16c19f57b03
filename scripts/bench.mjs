import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForNode } from './build.mjs';
import { CACHE, ROOT, runNode } from './tools.mjs';

/** `npm run bench [-- NAME...]`: bundles and runs `bench/NAME.bench.ts`, or every benchmark there is. */
const folder = join(ROOT, 'bench');
const known = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bench.ts')).map((name) => name.slice(0, -9)) : [];
const wanted = process.argv.slice(2);
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
    if ((await runNode([join(outDir, `${name}.mjs`)])) !== 0) process.exitCode = 1;
  }
}
