/** What of a cascade's step decides how it is told. */
interface ToldStep {
  readonly what: string;
  readonly victim: string;
  readonly atMs: number;
}

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

/** Simulated time in seconds to a tenth: "8.0 s"; from a minute on "1 min 8.0 s". */
export function seconds(ms: number): string {
  const count = tenths(ms);
  const minutes = Math.floor(count / 600);
  const rest = ((count % 600) / 10).toFixed(1);
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

function tenths(ms: number): number {
  return Math.round(ms / 100);
}
