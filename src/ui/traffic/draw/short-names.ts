/** A beginning that so many names have in common tells them apart the least. */
const MANY = 3;
const SEPARATOR = /[\s_./-]/;

/** Another beginning is left out only from names that still say this much. Characters. */
const LEAST_LEFT = 10;

/** Every name with what it may be shortened to: first without more and more of a beginning that many share, as long as no
 *  other name would read the same; then what is left of it at its other parts. `Users of shop-eu-cart` keeps its `Users of`. */
export function shortNames(names: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const parts = [...new Set(names)].map((name) => ({ name, ...split(name) }));
  const shared = countOf([...new Set(parts.map(({ tail }) => tail))].flatMap((tail) => cutsOf(tail).map((cut) => tail.slice(0, cut))));
  const shortened = parts.map(({ name, head, tail }) => ({
    name,
    shorter: cutsOf(tail)
      .map((cut) => ({ text: `${head}…${tail.slice(cut)}`, left: tail.length - cut, isShared: shared.get(tail.slice(0, cut))! >= MANY }))
      .filter(({ left, isShared }) => isShared || left >= LEAST_LEFT),
  }));
  const same = countOf(shortened.flatMap(({ shorter }) => shorter.map(({ text }) => text)));
  return new Map(
    shortened.map(({ name, shorter }) => {
      const isFirst = ({ text, isShared }: (typeof shorter)[number]): boolean => isShared && same.get(text) === 1;
      return [name, [name, ...[...shorter.filter(isFirst), ...shorter.filter((one) => !isFirst(one))].map(({ text }) => text)]];
    }),
  );
}

/** The last word with what stands before it, or all of a name whose last word has no parts. */
function split(name: string): { readonly head: string; readonly tail: string } {
  const at = name.lastIndexOf(' ') + 1;
  return cutsOf(name.slice(at)).length > 0 ? { head: name.slice(0, at), tail: name.slice(at) } : { head: '', tail: name };
}

/** Where the parts of a text begin, but for the first. */
function cutsOf(text: string): readonly number[] {
  return Array.from(text, (_, at) => at).filter((at) => at > 0 && SEPARATOR.test(text[at - 1]!));
}

function countOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
