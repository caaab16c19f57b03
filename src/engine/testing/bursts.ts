import type { Part } from './build.ts';
import { call, dial, users } from './build.ts';

/** So many requests at once at given moments, and no others, each over a plain call to `to`, from a client called
 *  `to-burst-0`, `to-burst-1` and so on. The load dial is at 0, so open sources in the same document offer nothing. */
export function bursts(to: string, ...all: readonly (readonly [count: number, atMs: number])[]): Part {
  const parts = all.map(([count, atMs], index) => ({ users: users(`${to}-burst-${index}`, count, atMs), call: call(`${to}-burst-${index}`, to) }));
  return {
    components: parts.flatMap((part) => part.users.components ?? []),
    connections: parts.flatMap((part) => part.call.connections ?? []),
    schedule: dial(0, 0).schedule!.map((entry) => ({ ...entry, id: `${to}-dial` })),
  };
}
