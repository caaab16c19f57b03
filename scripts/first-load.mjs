import { join } from 'node:path';
import { ROOT } from './tools.mjs';

/** Everything that the page needs at once, as one file: what the first picture and lazy parts share would else be cut
 * into dozens of small files, each compressed on its own, 6 kB more in all.
 * @returns {(id: string, context: { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null }) => string | null} */
export function firstLoad() {
  /** @type {Set<string> | undefined} */
  let needed;
  return (id, context) => {
    needed ??= closureOf([join(ROOT, 'index.html'), join(ROOT, 'src/main.tsx')], (module) => context.getModuleInfo(module)?.importedIds ?? []);
    return needed.has(id) ? 'index' : null;
  };
}

/** All that can be reached from the starts.
 * @param {readonly string[]} starts
 * @param {(id: string) => readonly string[]} importsOf */
function closureOf(starts, importsOf) {
  const reached = new Set(starts);
  for (const id of reached) for (const imported of importsOf(id)) reached.add(imported);
  return reached;
}
