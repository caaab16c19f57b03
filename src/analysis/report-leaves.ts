import type { Report } from '../engine/report.ts';

type Leaf = number | null;
type Combine = (values: readonly Leaf[]) => Leaf;

/** One report of several of the same diagram: each number of its tables is what `combine` makes of those that stand in the
 *  same place of all of them. Words, and what stands at the report's head, are those of the first. */
export function combineReports(reports: readonly Report[], combine: Combine): Report {
  const [first] = reports;
  if (first === undefined) throw new Error('There is no report to combine.');
  const tables = { sources: first.sources, components: first.components, connections: first.connections, channels: first.channels };
  const combined = Object.keys(tables).map((name) => [name, together(reports.map((report) => report[name as keyof Report]), combine)] as const);
  return { ...first, ...(Object.fromEntries(combined) as typeof tables) };
}

function together(values: readonly unknown[], combine: Combine): unknown {
  const [first] = values;
  if (values.some((value) => typeof value === 'number')) return combine(values as readonly Leaf[]);
  if (Array.isArray(first)) return first.map((_, i) => together(values.map((value) => (value as unknown[])[i]), combine));
  if (typeof first !== 'object' || first === null) return first;
  return Object.fromEntries(Object.keys(first).map((key) => [key, together(values.map((value) => (value as Record<string, unknown>)[key]), combine)]));
}
