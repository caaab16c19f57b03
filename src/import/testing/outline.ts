import { expect } from 'vitest';
import type { BrownoutDocument } from '../../model/document.ts';
import { parseDocument } from '../../model/parse.ts';
import type { Imported, ImportResult } from '../imported.ts';

/** The import, which must have succeeded and given a canonical document. */
export function succeeded(result: ImportResult): Imported {
  if (!result.ok) throw new Error(`The import failed: ${JSON.stringify(result.problems)}`);
  expectCanonical(result.document);
  return result;
}

/** The document must be one that is accepted, and written in the one canonical way. */
export function expectCanonical(document: BrownoutDocument): void {
  const parsed = parseDocument(document);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  expect(parsed.ok && JSON.stringify(parsed.document)).toBe(JSON.stringify(document));
}

/** Boxes of a document, sorted: `kind name`, and for channels `protocol name`. */
export function boxes({ components, channels, brokers }: BrownoutDocument): string[] {
  const protocols = new Map(brokers.map(({ id, protocol }) => [id, protocol]));
  return [
    ...components.map(({ kind, name }) => `${kind} ${name}`),
    ...channels.map(({ broker, name }) => `${protocols.get(broker)} ${name}`),
  ].toSorted();
}

/** Arrows of a document, sorted: `from > to protocol`, with what is set on them. */
export function arrows({ components, channels, connections }: BrownoutDocument, withParams = false): string[] {
  const names = new Map([...components, ...channels].map(({ id, name }) => [id, name]));
  return connections
    .map(({ from, to, protocol, params }) => {
      const changed = withParams && params !== undefined ? ` ${JSON.stringify(params)}` : '';
      return `${names.get(from)} > ${names.get(to)} ${protocol}${changed}`;
    })
    .toSorted();
}

/** Exchanges and topics of a document: name, type where it is not the usual one, and the names of what is bound to them. */
export function routes({ channels }: BrownoutDocument): [string, unknown, string[]][] {
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  return channels
    .filter(({ kind }) => kind === 'exchange')
    .map(({ name, params, bindings = [] }) => [name, params?.['exchangeType'], bindings.map(({ to }) => names.get(to)!)]);
}
