import { cascadeGroups, tellTimes } from '../../analysis/cascade-parts.ts';
import type { Cascade } from '../../analysis/cascade.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { isBox } from '../../store/offers.ts';

/** One lit part of a cascade: a box or an edge of the canvas. A part that was hit in several ways is there once for each. */
export interface LitPart {
  /** Id of the component, channel box or connection that is drawn. */
  readonly id: string;
  /** Place in the causal order from 1, the same for parts that are told together; 0 for an edge that only lies in
   *  between. */
  readonly order: number;
  readonly atMs: number;
  /** When, in words, as fine as it takes to tell it from its neighbours. */
  readonly time: string;
}

/** What of a cascade is lit: parts in the order in which they are told, each where it can be seen, then the connections
 *  between them. */
export function litParts(cascade: Cascade | undefined, document: BrownoutDocument): readonly LitPart[] {
  if (cascade === undefined) return [];
  const told = cascadeGroups(cascade, document).flatMap((group, index) => group.map((step) => ({ step, order: index + 1 })));
  const times = tellTimes(told.map(({ step }) => step.atMs));
  const marked = told.flatMap(({ step, order }, index) =>
    drawnAs(step.victim, document).map((id) => ({ id, order, atMs: step.atMs, time: times[index]! })),
  );
  const seen = new Set(marked.map(({ id }) => id));
  const between: LitPart[] = [];
  for (const step of cascade.steps) {
    const ids = step.what === 'stalled' ? waysToCauses(cascade, step.victim, document) : drawnAs(step.place, document);
    for (const id of ids) {
      if (seen.has(id)) continue;
      seen.add(id);
      between.push({ id, order: 0, atMs: step.atMs, time: '' });
    }
  }
  return [...marked, ...between];
}

/** The boxes and edges that show a thing: a channel without a box lies on its edges, a broker is where its channels are,
 *  a zone where its members are. */
function drawnAs(id: string, document: BrownoutDocument): readonly string[] {
  const zone = document.zones.find((candidate) => candidate.id === id);
  if (zone !== undefined) return zone.members.flatMap((member) => drawnAs(member, document));
  const channels = document.channels.filter((channel) => channel.id === id || channel.broker === id);
  if (channels.length === 0) return [id];
  return channels.flatMap((channel): readonly string[] => {
    if (isBox(channel)) return [channel.id];
    return document.connections.filter((connection) => connection.channel === channel.id).map((connection) => connection.id);
  });
}

/** The calls over which a part waited: to parts of the chain that stand one nearer to the beginning. */
function waysToCauses(cascade: Cascade, victim: string, document: BrownoutDocument): readonly string[] {
  const depths = new Map(cascade.steps.toReversed().map((step) => [step.victim, step.depth]));
  const depth = depths.get(victim) ?? 0;
  const calls = document.connections.filter((connection) => connection.kind === 'sync' && connection.from === victim);
  return calls.filter((connection) => depths.get(connection.to) === depth - 1).map((connection) => connection.id);
}
