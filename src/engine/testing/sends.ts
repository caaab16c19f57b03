import type { BrownoutDocument } from '../../model/document.ts';
import { TAP_KIND, TAP_STRIDE } from '../../model/measures.ts';
import { createRun } from '../run.ts';

/** When attempts of a connection were sent, in order. Of a run with more than 16,384 rows of the tap in one step the
 *  rest would be missing, so it is read every ten simulated milliseconds. */
export function sendTimes(document: BrownoutDocument, connectionId: string): number[] {
  const run = createRun(document);
  const place = document.connections.findIndex(({ id }) => id === connectionId);
  const rows = new Float64Array(16_384 * TAP_STRIDE);
  const times: number[] = [];
  run.traceEvery(1);
  for (let atMs = 0; atMs <= document.settings.horizonMs; atMs += 10) {
    run.advance(atMs, Infinity);
    const count = run.takeTap(rows);
    for (let at = 0; at < count * TAP_STRIDE; at += TAP_STRIDE) {
      if (rows[at] === TAP_KIND.forward && rows[at + 3] === place) times.push(rows[at + 1]);
    }
  }
  return times;
}
