import type { Path } from './problem.ts';

/** Deepest nesting that any document has, with room to spare. */
const MAX_DEPTH = 20;
/** Longest list and most fields of one object that are looked at; above every limit of a document. */
const MAX_ITEMS = 4000;
const MAX_FIELDS = 100;
/** Most values in all, so that shared references cannot multiply. */
const MAX_VALUES = 500_000;

/** What stands in the way of an input being plain JSON. */
export interface CopyProblem {
  readonly path: Path;
  readonly message: string;
}

/** A deep copy of foreign input that is plain JSON and nothing else, or what is wrong with it. Fields that are
 *  undefined are left out and minus zero becomes zero, as writing to JSON would do. Refuses what could reach the
 *  prototype of an object, cycles, numbers that are not finite, text with half a character pair, and sizes that no
 *  document has. */
export function plainCopy(input: unknown): { readonly copy: unknown; readonly problems: readonly CopyProblem[] } {
  const problems: CopyProblem[] = [];
  let values = 0;

  function refuse(path: Path, message: string): undefined {
    if (problems.length < 1000) problems.push({ path, message });
    return undefined;
  }

  function copyList(list: readonly unknown[], path: Path): unknown {
    if (list.length > MAX_ITEMS) return refuse(path, `has ${list.length} items: far too many`);
    return Array.from(list, (item, index) => copyValue(item, [...path, index]));
  }

  function copyObject(source: object, path: Path): unknown {
    const prototype: unknown = Object.getPrototypeOf(source);
    if (prototype !== null && prototype !== Object.prototype) return refuse(path, 'is not plain data');
    const keys = Object.keys(source);
    if (keys.length > MAX_FIELDS) return refuse(path, `has ${keys.length} fields: far too many`);
    const copy: Record<string, unknown> = {};
    for (const key of keys) {
      const value: unknown = (source as Record<string, unknown>)[key];
      if (key === '__proto__') refuse(path, 'has a field called "__proto__", which is not allowed');
      else if (value !== undefined) copy[key] = copyValue(value, [...path, key]);
    }
    return copy;
  }

  function copyValue(value: unknown, path: Path): unknown {
    if (++values > MAX_VALUES) return values === MAX_VALUES + 1 ? refuse([], 'is far too large') : undefined;
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : refuse(path, 'must be a finite number');
    if (typeof value === 'string') return /\p{Cs}/u.test(value) ? refuse(path, 'holds half a character') : value;
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return refuse(path, 'is not plain data');
    if (path.length >= MAX_DEPTH) return refuse(path, 'is nested too deeply');
    return Array.isArray(value) ? copyList(value, path) : copyObject(value, path);
  }

  return { copy: copyValue(input, []), problems };
}
