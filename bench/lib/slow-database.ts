import type { BrownoutDocument } from '../../src/model/document.ts';
import { parseDocument } from '../../src/model/parse.ts';

/** A shipped diagram for ten minutes, whose component `target` is ten times slower from 270 s to 330 s. */
export function withSlowDatabase(document: BrownoutDocument, target: string): BrownoutDocument {
  const parsed = parseDocument({
    ...document,
    settings: { ...document.settings, horizonMs: 600_000 },
    schedule: [
      ...document.schedule,
      { id: 'slow-database', type: 'fault', fault: 'slowdown', target, atMs: 270_000, durationMs: 60_000, params: { factor: 10 } },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}
