import type { Family } from './family.ts';
import { CACHES } from './families/caches.ts';
import { FAN_OUT } from './families/fan-out.ts';
import { MESSAGING } from './families/messaging.ts';
import { NETWORKS } from './families/networks.ts';
import { ONE_QUEUE } from './families/one-queue.ts';
import { ORDERS } from './families/orders.ts';
import { PUBLISHED } from './families/published.ts';
import { RESILIENCE } from './families/resilience.ts';

/** Every family that `npm run accuracy` measures, in the order of the table. */
export const FAMILIES: readonly Family[] = [...ONE_QUEUE, ...ORDERS, ...NETWORKS, ...FAN_OUT, ...RESILIENCE, ...CACHES, ...MESSAGING, ...PUBLISHED];
