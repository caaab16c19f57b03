import eshop from '../../public/diagrams/eshop.json';
import type { EngineRun } from '../../src/engine/engine-run.ts';
import { createRun } from '../../src/engine/run.ts';
import {
  workloadCallChain, workloadManyInFlight, workloadServiceGraph, workloadSingleQueue,
} from '../../src/engine/testing/workloads.ts';
import type { BrownoutDocument } from '../../src/model/document.ts';
import { parseDocument } from '../../src/model/parse.ts';
import { withSlowDatabase } from './slow-database.ts';

/** The engine of a tree with the workloads of the same tree, so that two trees can be compared although their documents
 *  differ: this file is put into the other tree, too. It uses nothing but what both have. */

function parse(value: unknown): BrownoutDocument {
  const parsed = parseDocument(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

/** A document whose calls need no connections, as all calls were before connections were modelled. */
function withoutConnections(document: BrownoutDocument): BrownoutDocument {
  const connections = document.connections.map((connection) => {
    const plain = { http1: { connections: false }, http2: { connections: false }, grpc: { connections: false, deadlines: 'none', cancellation: 'none' } };
    return { ...connection, params: { ...connection.params, ...plain[connection.protocol as keyof typeof plain] } };
  });
  const parsed = parseDocument({ ...document, connections });
  return parsed.ok ? parsed.document : document;
}

const documents: Record<string, () => BrownoutDocument> = {
  W1: () => workloadSingleQueue(1_000_000),
  W2: () => workloadCallChain({ seconds: 300 }),
  'W2-hot': () => workloadCallChain({ seconds: 60, ratePerSec: 1400 }),
  W3: () => workloadServiceGraph({ seconds: 30 }),
  W5: () => workloadManyInFlight({ seconds: 10 }),
  'eShop, plain calls': () => withSlowDatabase(withoutConnections(parse(eshop)), 'postgres'),
  eShop: () => withSlowDatabase(parse(eshop), 'postgres'),
};

let run: EngineRun;
let horizonMs: number;

const programs = {
  'workload/prepare': (name: string): void => {
    const document = documents[name]!();
    horizonMs = document.settings.horizonMs;
    run = createRun(document);
  },
  'workload/advance': (): void => void run.advance(horizonMs, Infinity),
  'workload/figures': () => {
    const { events, traceHash, sources } = run.report();
    return { events, traceHash, requests: sources.reduce((sum, { measures }) => sum + measures.answered + measures.failed, 0) };
  },
};

(globalThis as { programs?: object }).programs = programs;
