import {
  workloadCallChain, workloadManyInFlight, workloadServiceGraph, workloadSingleQueue,
} from '../../src/engine/testing/workloads.ts';
import type { BrownoutDocument } from '../../src/model/document.ts';
import { shippedDiagram } from './project.ts';
import { withSlowDatabase } from './slow-database.ts';

/** What was done: speeds are counted in it. */
export interface Work {
  readonly events: number;
  readonly requests: number;
}

/** A workload as a document and, where there is one, as a C program. */
export interface Workload {
  readonly name: string;
  readonly document: BrownoutDocument;
  /** The same for four times as long, for what must not grow with it. */
  readonly longer?: BrownoutDocument;
  /** The same in C: events and requests from what the program prints. */
  readonly c?: { readonly program: string; readonly args?: readonly string[]; readonly count: (values: readonly number[]) => Work };
}

const chainWork = ([events, completed, failed]: readonly number[]): Work => ({ events: events!, requests: completed! + failed! });
const flowWork = ([events, completed]: readonly number[]): Work => ({ events: events!, requests: completed! });

/** eShop with a database that is slow for a while. */
export const ESHOP = withSlowDatabase(shippedDiagram('eshop'), 'postgres');

/** A document that lasts so many times as long. */
export function lasting(document: BrownoutDocument, times: number): BrownoutDocument {
  return { ...document, settings: { ...document.settings, horizonMs: document.settings.horizonMs * times } };
}

/** The workloads by which speed is told. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'W1', document: workloadSingleQueue(2_000_000), longer: workloadSingleQueue(8_000_000),
    c: { program: 'single', count: ([n]) => ({ events: 2 * n!, requests: n! }) },
  },
  {
    name: 'W2', document: workloadCallChain({ seconds: 600 }), longer: workloadCallChain({ seconds: 2400 }),
    c: { program: 'chain', count: chainWork },
  },
  {
    name: 'W2-hot', document: workloadCallChain({ seconds: 60, ratePerSec: 1400 }), longer: workloadCallChain({ seconds: 240, ratePerSec: 1400 }),
    c: { program: 'chain', args: ['1400', '60000'], count: chainWork },
  },
  {
    name: 'W3', document: workloadServiceGraph({ seconds: 60 }), longer: workloadServiceGraph({ seconds: 240 }),
    c: { program: 'dag', count: flowWork },
  },
  { name: 'W5', document: workloadManyInFlight({ seconds: 20 }), c: { program: 'many', count: flowWork } },
  { name: 'eShop', document: ESHOP, longer: lasting(ESHOP, 4) },
];

/** A workload by its name. */
export function workloadNamed(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found === undefined) throw new Error(`No workload is called ${name}.`);
  return found;
}
