import type { BrownoutDocument } from '../model/document.ts';

/** What of a cascade's step decides how it is told. */
interface ToldStep {
  readonly what: string;
  readonly victim: string;
  readonly atMs: number;
  readonly depth: number;
}

/** Targets of one balancer that were hit alike within this time are told together. */
export const TOGETHER_MS = 1000;

/** What is told of each part, in causal order: when it was hit, by the gravest thing that happened to it within the
 *  tenth of a second that is told. The first one is where it started. */
export function cascadeParts<Step extends ToldStep>({ steps }: { readonly steps: readonly Step[] }): readonly Step[] {
  const parts = new Map<string, Step>();
  for (const step of steps) {
    const told = parts.get(step.victim);
    if (told === undefined) parts.set(step.victim, step);
    else if (told.what === 'stalled' && tenths(step.atMs) === tenths(told.atMs)) parts.set(step.victim, step);
  }
  return [...parts.values()];
}

/** The parts as they are counted and told: targets of one balancer to which the same happened within `TOGETHER_MS` stand
 *  together, at the place of the first of them; every other part stands alone. */
export function cascadeGroups<Step extends ToldStep>(
  cascade: { readonly steps: readonly Step[] },
  document: BrownoutDocument,
): readonly (readonly Step[])[] {
  const balancers = balancersOf(document);
  const groups: Step[][] = [];
  for (const part of cascadeParts(cascade)) {
    const group = groups.find(([first]) => areAlike(first!, part) && shareOne(balancers, first!.victim, part.victim));
    if (group === undefined) groups.push([part]);
    else group.push(part);
  }
  return groups;
}

function areAlike(a: ToldStep, b: ToldStep): boolean {
  return a.what !== 'fault' && a.what === b.what && a.depth === b.depth && Math.abs(a.atMs - b.atMs) <= TOGETHER_MS;
}

/** The balancers that call each component. */
function balancersOf(document: BrownoutDocument): ReadonlyMap<string, readonly string[]> {
  const balancers = new Map<string, string[]>();
  for (const { id, kind } of document.components) {
    if (kind !== 'loadBalancer') continue;
    for (const { from, to } of document.connections) if (from === id) balancers.set(to, [...(balancers.get(to) ?? []), id]);
  }
  return balancers;
}

function shareOne(balancers: ReadonlyMap<string, readonly string[]>, a: string, b: string): boolean {
  return (balancers.get(a) ?? []).some((balancer) => balancers.get(b)?.includes(balancer));
}

/** Simulated time in seconds to a tenth: "8.0 s"; from a minute on "1 min 8.0 s". */
export function seconds(ms: number): string {
  return secondsTo(1, ms);
}

/** Times of a chain, in its order: to a tenth, and neighbours that look alike to a hundredth where that tells them apart:
 *  "6.41 s", "6.43 s". */
export function tellTimes(times: readonly number[]): readonly string[] {
  const told: string[] = [];
  while (told.length < times.length) {
    const first = told.length;
    let next = first + 1;
    while (next < times.length && tenths(times[next]!) === tenths(times[first]!)) next++;
    const alike = times.slice(first, next);
    const digits = looksFine(alike) ? 2 : 1;
    told.push(...alike.map((ms) => secondsTo(digits, ms)));
  }
  return told;
}

/** Whether hundredths tell these times apart. Times that go back stay as coarse as they are told: who waited is known to
 *  have waited by then, not since when. */
function looksFine(times: readonly number[]): boolean {
  const isOrdered = times.every((ms, index) => ms >= (times[index - 1] ?? 0));
  return isOrdered && secondsTo(2, times[0]!) !== secondsTo(2, times.at(-1)!);
}

function secondsTo(digits: 1 | 2, ms: number): string {
  const unit = digits === 1 ? 100 : 10;
  const count = Math.round(ms / unit);
  const perMinute = 60_000 / unit;
  const minutes = Math.floor(count / perMinute);
  const rest = (((count % perMinute) * unit) / 1000).toFixed(digits);
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

function tenths(ms: number): number {
  return Math.round(ms / 100);
}
