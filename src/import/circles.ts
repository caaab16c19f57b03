import { allCalls, type Draft, type DraftCall, isConsumer, isProducer } from './draft.ts';
import { drawnKinds, logChannels } from './draft-kinds.ts';

/** Something that leads from one part or channel to another. */
export interface Arc {
  readonly from: string;
  readonly to: string;
}

/** What closes circles in a draft, and what is left without them. */
export interface Circles {
  /** The share that a call or publication gets by default when it closes a circle, by `arcKey`. */
  readonly shares: ReadonlyMap<string, number>;
  /** All other arcs; together they have no circle. */
  readonly arcs: readonly Arc[];
}

/** The name of an arc. Ids of parts and channels are all different, so the two ends suffice. */
export function arcKey(arc: Arc): string {
  return `${arc.from} ${arc.to}`;
}

interface RankedArc extends Arc {
  readonly rank: number;
  readonly isPublication: boolean;
}

type Leaving = ReadonlyMap<string, readonly string[]>;

/** Where deliveries and publications stand among calls, whose rank is their strength. */
const RANK_DELIVERY = 4;
const RANK_PUBLICATION = 2.5;
/** Most that is counted, so that sums stay finite. */
const MAX_COUNT = 1e9;

/** Finds the arcs that close circles. In this model every request of a part uses everything that leaves it, so a circle
 *  would go round for ever: what closes one is used by few requests or by none. Weak evidence gives way to strong: arcs
 *  are taken in the order of their strength, and one that closes a circle with those before it is set apart. Calls get
 *  the share 0; publications one at which a message leads to at most half a further message around a circle. */
export function findCircles(draft: Draft): Circles {
  const leaving = new Map<string, string[]>();
  const arcs: Arc[] = [];
  const closing: RankedArc[] = [];
  for (const arc of rankedArcs(draft)) {
    if (arc.from === arc.to || reaches(leaving, arc.to, arc.from)) closing.push(arc);
    else {
      arcs.push({ from: arc.from, to: arc.to });
      leaving.set(arc.from, [...(leaving.get(arc.from) ?? []), arc.to]);
    }
  }
  const publications = closing.filter((arc) => arc.isPublication);
  const share = publications.length === 0 ? 0 : publicationShare(draft, leaving, publications);
  return { shares: new Map(closing.map((arc) => [arcKey(arc), arc.isPublication ? share : 0])), arcs };
}

/** Most requests and messages that one request of any part causes in all, circles aside and itself included. */
export function widestFanOut(draft: Draft, arcs: readonly Arc[]): number {
  const leaving = new Map<string, string[]>();
  for (const { from, to } of arcs) leaving.set(from, [...(leaving.get(from) ?? []), to]);
  const counts = countBelow(leaving, dividing(draft), () => 1);
  return draft.parts.reduce((most, { id }) => Math.max(most, counts(id)), 1);
}

function rankedArcs(draft: Draft): RankedArc[] {
  const entries = new Set(draft.parts.filter(({ isEntry }) => isEntry).map(({ id }) => id));
  // A call back to where users come in is rather a callback.
  const rankOf = ({ to, strength }: DraftCall): number => (entries.has(to) ? strength - 0.5 : strength);
  const arcs: RankedArc[] = allCalls(draft).map((call) => ({ from: call.from, to: call.to, rank: rankOf(call), isPublication: false }));
  for (const link of draft.links) {
    const { part, channel } = link;
    if (isConsumer(link)) arcs.push({ from: channel, to: part, rank: RANK_DELIVERY, isPublication: false });
    if (isProducer(link)) arcs.push({ from: part, to: channel, rank: RANK_PUBLICATION, isPublication: true });
  }
  return arcs.toSorted((a, b) => b.rank - a.rank);
}

function reaches(leaving: Leaving, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const id of seen) {
    for (const next of leaving.get(id) ?? []) {
      if (next === to) return true;
      seen.add(next);
    }
  }
  return false;
}

function publicationShare(draft: Draft, leaving: Leaving, closing: readonly Arc[]): number {
  const own = new Map<string, number>();
  for (const { from } of closing) own.set(from, (own.get(from) ?? 0) + 1);
  const counts = countBelow(leaving, dividing(draft), (id) => own.get(id) ?? 0);
  const most = closing.reduce((max, arc) => Math.max(max, counts(arc.to)), 1);
  return Math.floor(500 / most) / 1000;
}

/** Parts and channels that pass on to one of their targets only: balancers, and queues whose consumers compete. */
export function dividing(draft: Draft): ReadonlySet<string> {
  const logs = new Set(logChannels(draft));
  const balancers = [...drawnKinds(draft)].filter(([, kind]) => kind === 'loadBalancer').map(([id]) => id);
  const queues = draft.channels.filter((channel) => channel.sharing === 'compete' && !logs.has(channel)).map(({ id }) => id);
  return new Set([...balancers, ...queues]);
}

/** A function that counts what one visit of a part or channel leads to: its own count and those of all below it. */
function countBelow(leaving: Leaving, divides: ReadonlySet<string>, own: (id: string) => number): (id: string) => number {
  const known = new Map<string, number>();
  const settle = (id: string): void => {
    const targets = leaving.get(id) ?? [];
    const sum = targets.reduce((total, target) => total + known.get(target)!, 0);
    known.set(id, Math.min(MAX_COUNT, own(id) + (divides.has(id) ? sum / Math.max(1, targets.length) : sum)));
  };
  return (start) => {
    const path = known.has(start) ? [] : [{ id: start, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const target = leaving.get(top.id)?.[top.next++];
      if (target === undefined) settle(path.pop()!.id);
      else if (!known.has(target)) path.push({ id: target, next: 0 });
    }
    return known.get(start)!;
  };
}
