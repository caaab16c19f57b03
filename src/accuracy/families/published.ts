import type { BrownoutDocument } from '../../model/document.ts';
import type { Family } from '../family.ts';
import { BACKOFF, drawBackoff } from './published-backoff.ts';
import { drawMetastable, METASTABLE } from './published-metastable.ts';
import { drawRetryBudgets, drawThreadExhaustion, OVERLOAD } from './published-overload.ts';
import { drawPrefetch, PREFETCH } from './published-prefetch.ts';
import { drawHedgedReads, drawTailAtScale, TAIL } from './published-tail.ts';
import { drawTwoChoices, TWO_CHOICES } from './published-two-choices.ts';

/** Results that were published of systems like those drawn here. */
export const PUBLISHED: readonly Family[] = [...TWO_CHOICES, ...TAIL, ...BACKOFF, ...METASTABLE, ...OVERLOAD, ...PREFETCH];

/** Their documents by the names of the files in `public/diagrams` that they are shipped as.
 *  `node scripts/published-diagrams.mjs` writes the files; a test holds them to be these documents. */
export const PUBLISHED_DIAGRAMS: Readonly<Record<string, () => BrownoutDocument>> = {
  'two-choices': () => drawTwoChoices(),
  'tail-at-scale': () => drawTailAtScale(),
  'hedged-requests': () => drawHedgedReads(),
  'backoff-and-jitter': () => drawBackoff(),
  'metastable-retries': () => drawMetastable(),
  'retry-budgets': () => drawRetryBudgets(),
  'thread-exhaustion': () => drawThreadExhaustion(),
  'prefetch-arithmetic': () => drawPrefetch(),
};
