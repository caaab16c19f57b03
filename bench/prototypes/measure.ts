/** Functions that a bundle offers to a host, by name: they take a few numbers and return a few numbers. */
export type Program = (...args: number[]) => number[];

declare const globalThis: { programs?: Record<string, Program> };

/** Makes programs known to the host, under the name of their bundle. */
export function offer(bundle: string, programs: Record<string, Program>): void {
  const all = (globalThis.programs ??= {});
  for (const [name, program] of Object.entries(programs)) all[`${bundle}/${name}`] = program;
}
