/** A change of plain JSON: the keys that lead to a place, and the value that belongs there; without one, nothing does. */
export type Difference = readonly [path: readonly (string | number)[], value?: unknown];

/** Most keys that lead to a place in a document. */
const MAX_PATH = 12;

/** What has to be changed in `from` to make it equal to `to`. Order of fields does not count. */
export function differences(from: unknown, to: unknown): readonly Difference[] {
  const found: Difference[] = [];
  compare(from, to, { path: [], found });
  return found;
}

/** `base` with the differences made. The parts of `base` on their way are changed in place. Paths that lead nowhere or
 *  towards a prototype are passed over: they come from strangers. */
export function applyDifferences(base: unknown, list: readonly unknown[]): unknown {
  let result = base;
  for (const difference of list) {
    const parts: readonly unknown[] = Array.isArray(difference) ? difference : [];
    const [path, ...rest] = parts;
    if (!Array.isArray(path) || path.length > MAX_PATH) continue;
    if (path.length === 0) result = rest[0];
    else applyAt(result, path, rest);
  }
  return result;
}

function compare(from: unknown, to: unknown, at: { path: readonly (string | number)[]; found: Difference[] }): void {
  if (Object.is(from, to)) return;
  if (!isPart(from) || !isPart(to) || Array.isArray(from) !== Array.isArray(to) || isOfOtherLength(from, to)) {
    at.found.push([at.path, to]);
    return;
  }
  for (const key of Object.keys(to)) {
    const path = [...at.path, Array.isArray(to) ? Number(key) : key];
    compare(Object.hasOwn(from, key) ? from[key] : undefined, to[key], { path, found: at.found });
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) at.found.push([[...at.path, key]]);
}

type Part = Record<string, unknown>;

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null;
}

function isOfOtherLength(from: Part, to: Part): boolean {
  return Array.isArray(from) && Array.isArray(to) && from.length !== to.length;
}

function applyAt(root: unknown, path: readonly unknown[], rest: readonly unknown[]): void {
  let place = root;
  for (const key of path.slice(0, -1)) place = isPart(place) && isOwnKey(place, key) ? place[key] : undefined;
  const last = path.at(-1);
  if (!isPart(place) || (typeof last !== 'string' && typeof last !== 'number') || last === '__proto__') return;
  // A list keeps its length, whatever strangers ask for.
  if (Array.isArray(place) && !isOwnKey(place, last)) return;
  if (rest.length > 0) place[last] = rest[0];
  else delete place[last];
}

function isOwnKey(place: Part, key: unknown): key is string {
  return (typeof key === 'number' || (typeof key === 'string' && !Array.isArray(place))) && Object.hasOwn(place, key);
}
