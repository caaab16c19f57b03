import type { BrownoutDocument } from '../model/document.ts';
import type { Report } from './report.ts';
import { createRun } from './run.ts';

/** Runs a document from beginning to horizon (or until a bound stops it) and reports. `document` must be one that
 *  `parseDocument` has accepted. The same document gives the same report, everywhere. */
export function simulate(document: BrownoutDocument): Report {
  const run = createRun(document);
  run.advance(document.settings.horizonMs, Infinity);
  return run.report();
}
