import type { Family } from './family.ts';
import { ONE_QUEUE } from './families/one-queue.ts';

/** Every family that `npm run accuracy` measures, in the order of the table. */
export const FAMILIES: readonly Family[] = [...ONE_QUEUE];
