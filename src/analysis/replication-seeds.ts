import type { BrownoutDocument } from '../model/document.ts';

/** How often a run is repeated unless somebody says otherwise, and the bounds. */
export const REPLICATIONS = { usual: 10, fewest: 2, most: 100 } as const;

/** Parts times runs that are kept at most, each some hundred numbers: about a hundred megabytes. */
const MOST_PARTS = 100_000;
/** 2^32 divided by the golden ratio, odd: its multiples meet every unsigned 32-bit integer once. */
const STRIDE = 0x9e3779b1;

/** Seed of replication `index`, from 0: the document's own first, so that the run that was watched is one of them; all
 *  others differ from it and from each other. */
export function replicationSeed(seed: number, index: number): number {
  return (seed + Math.imul(index, STRIDE)) >>> 0;
}

/** The document as replication `index` runs it. */
export function replication(document: BrownoutDocument, index: number, warmUpMs = document.settings.warmUpMs): BrownoutDocument {
  const { settings } = document;
  return { ...document, settings: { ...settings, seed: replicationSeed(settings.seed, index), warmUpMs } };
}

/** Most replications of a document: 100, and fewer for one with more than a thousand parts. */
export function mostReplications({ components, connections, channels }: BrownoutDocument): number {
  const parts = components.length + connections.length + channels.length;
  return Math.max(REPLICATIONS.fewest, Math.min(REPLICATIONS.most, Math.floor(MOST_PARTS / Math.max(1, parts))));
}
