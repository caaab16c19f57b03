import type { BrownoutDocument } from '../../model/document.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { seedOf } from './examine.ts';
import { randomSystem } from './random-document.ts';

export { parseDocumentText } from '../../model/parse.ts';
export { ENGINE_VERSION } from '../version.ts';
export { simulate };

/** A document that every host runs, under the name that it is told by. */
export interface ParityDocument {
  readonly name: string;
  readonly document: BrownoutDocument;
}

/** Which random documents the hosts run: the same ones in every comparison. */
const SEQUENCE = 20_261_123;
/** Events after which a random document has run for long enough. */
const MOST_EVENTS = 20_000;

/** Random documents of all kinds, protocols and faults, each with a horizon that ends it within so many events. */
export function randomParityDocuments(count: number): ParityDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = seedOf(SEQUENCE, index);
    const document = randomSystem(seed);
    const run = createRun(document);
    run.advance(document.settings.horizonMs, MOST_EVENTS);
    const horizonMs = Math.max(1, run.nowMs);
    const { warmUpMs } = document.settings;
    return { name: `random ${seed}`, document: { ...document, settings: { ...document.settings, horizonMs, warmUpMs: Math.min(warmUpMs, horizonMs / 2) } } };
  });
}
