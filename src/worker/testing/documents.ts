import { readFileSync } from 'node:fs';
import type { BrownoutDocument } from '../../model/document.ts';
import { parseDocumentText } from '../../model/parse.ts';

const FOLDER = new URL('../../../public/diagrams/', import.meta.url);

/** Files of shipped diagrams that tests run: between them every kind of component, connection and channel. */
export const DIAGRAMS = [
  'hello',
  'cascading-timeouts',
  'retry-storm',
  'job-over-queue',
  'job-over-stream',
  'slow-consumer',
  'cache-outage',
  'eshop',
] as const;

/** A shipped diagram, with other settings. */
export function diagram(name: string, settings: Partial<BrownoutDocument['settings']> = {}): BrownoutDocument {
  const text = readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
  const parsed = parseDocumentText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ place, message }) => `${place} ${message}`).join('; '));
  return { ...parsed.document, settings: { ...parsed.document.settings, ...settings } };
}

/** A crash in the middle of a diagram: of its first database, else of its first service. */
export function crashOf(document: BrownoutDocument, options: { readonly id: string; readonly atMs: number; readonly durationMs: number }) {
  const target = ['database', 'service'].flatMap((kind) => document.components.filter((component) => component.kind === kind))[0];
  return { ...options, type: 'fault', fault: 'crash', target: target.id } as const;
}
