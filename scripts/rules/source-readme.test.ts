import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../tools.mjs';
import { IMPORT_TABLE } from './import-table.mjs';
import { listFiles } from './source-tree.mjs';

const SOURCE = join(ROOT, 'src');

/** The folders that the tree in `src/README.md` lists; two spaces more make a folder one of those above it. */
function listedFolders(): string[] {
  const tree = readFileSync(join(SOURCE, 'README.md'), 'utf8').split('```')[1]!;
  const above: string[] = [];
  return Array.from(tree.matchAll(/^( *)([\w-]+)\/ /gm), ([, indent, name]) => {
    above.length = indent!.length / 2;
    above.push(name!);
    return above.join('/');
  });
}

/** Every folder of `src` that holds a file, with the folders around it. */
function sourceFolders(): Set<string> {
  const folders = new Set<string>();
  for (const path of listFiles(SOURCE)) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return folders;
}

describe('the description of the source tree', () => {
  it('lists every folder, once, and no other', () => {
    expect(listedFolders().toSorted()).toEqual([...sourceFolders()].toSorted());
  });

  it('names no folder in the import table that is not there', () => {
    const folders = sourceFolders();
    expect(Object.keys(IMPORT_TABLE).filter((part) => !part.includes('.') && !folders.has(part))).toEqual([]);
  });
});
