import type { BrownoutDocument } from '../../model/document.ts';
import { TAP_KIND, TAP_STRIDE } from '../../model/measures.ts';
import { createRun } from '../run.ts';

/** How often the tap is read, in simulated milliseconds; between two readings it holds 16,384 rows. */
const STEP_MS = 10;

/** Sends of a connection as the tap tells them, in order: when, and for which request. */
function readSends(document: BrownoutDocument, connectionId: string): { readonly atMs: number; readonly request: number }[] {
  const run = createRun(document);
  const place = document.connections.findIndex(({ id }) => id === connectionId);
  const rows = new Float64Array(16_384 * TAP_STRIDE);
  const sends: { atMs: number; request: number }[] = [];
  run.traceEvery(1);
  for (let atMs = 0; atMs <= document.settings.horizonMs; atMs += STEP_MS) {
    run.advance(atMs, Infinity);
    const count = run.takeTap(rows);
    for (let at = 0; at < count * TAP_STRIDE; at += TAP_STRIDE) {
      if (rows[at] === TAP_KIND.forward && rows[at + 3] === place) sends.push({ atMs: rows[at + 1], request: rows[at + 4] });
    }
  }
  return sends;
}

/** When attempts of a connection were sent, in order. */
export function sendTimes(document: BrownoutDocument, connectionId: string): number[] {
  return readSends(document, connectionId).map(({ atMs }) => atMs);
}

/** When the attempts that a connection made for each request were sent, one list for each request. */
export function sendTimesByRequest(document: BrownoutDocument, connectionId: string): number[][] {
  const requests = new Map<number, number[]>();
  for (const { atMs, request } of readSends(document, connectionId)) {
    const times = requests.get(request) ?? [];
    times.push(atMs);
    requests.set(request, times);
  }
  return [...requests.values()];
}
