import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A number that a module exports under a name in capitals, on a line of its own. */
export const CONSTANT = /^export const ([A-Z][A-Z0-9_]*) = (-?(?:0x[\da-f]+|[\d_.]+(?:e\d+)?)(?: (?:<<|\*|\+|-) [\d_]+)?);/gim;
const NAMED_IMPORT = /^import \{([^}]*)\} from '(\.[^']+\.ts)';/gm;
const SPACE_IMPORT = /^import \* as (\w+) from '(\.[^']+\.ts)';/gm;

/**
 * Writes imported numbers where they are used, in unit tests only. The test runner reads every import through a getter, which
 * a bundle does not: the engine, made of small numbers that name places in arrays, runs several times as slowly there. Line
 * numbers stay.
 * @returns {import('vite').Plugin}
 */
export function inlineConstants() {
  /** @type {Map<string, { changedMs: number, constants: ReadonlyMap<string, string> }>} */
  const known = new Map();
  const constantsOf = (/** @type {string} */ file) => {
    if (!existsSync(file)) return new Map();
    const changedMs = statSync(file).mtimeMs;
    const found = known.get(file);
    if (found?.changedMs === changedMs) return found.constants;
    const constants = new Map([...readFileSync(file, 'utf8').matchAll(CONSTANT)].map(([, name, value]) => [name, value]));
    known.set(file, { changedMs, constants });
    return constants;
  };
  return {
    name: 'inline-constants',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/src\/.*\.ts$/.test(id)) return null;
      return inlined(code, (path) => constantsOf(resolve(dirname(id), path)));
    },
  };
}

/** @param {string} code
 * @param {(path: string) => ReadonlyMap<string, string>} constantsOf
 * @returns {string} */
export function inlined(code, constantsOf) {
  const named = code.replace(NAMED_IMPORT, (whole, list, path) => {
    const constants = constantsOf(path);
    const kept = [];
    const values = [];
    for (const item of list.split(',').map((/** @type {string} */ text) => text.trim()).filter(Boolean)) {
      const [name, alias = name] = item.split(' as ');
      if (constants.has(name)) values.push(`const ${alias} = ${constants.get(name)};`);
      else kept.push(item);
    }
    if (values.length === 0) return whole;
    const lines = '\n'.repeat(whole.split('\n').length - 1);
    return `${kept.length > 0 ? `import { ${kept.join(', ')} } from '${path}';` : `import '${path}';`} ${values.join(' ')}${lines}`;
  });
  let spaced = named;
  for (const [, space, path] of named.matchAll(SPACE_IMPORT)) {
    const constants = constantsOf(path);
    spaced = spaced.replaceAll(new RegExp(`\\b${space}\\.([A-Z][A-Z0-9_]*)\\b`, 'g'), (whole, name) => {
      const value = constants.get(name);
      return value === undefined ? whole : `(${value})`;
    });
  }
  return spaced;
}
