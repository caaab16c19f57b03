import { KINDS, PROTOCOLS } from '../../model/catalog.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';
import { examine, type Finding } from './examine.ts';
import { PROPERTIES } from './properties.ts';

export { findingText, seedOf } from './examine.ts';

/** What one seed came to. */
export interface Fuzzed {
  readonly seed: number;
  /** Documents that were run: properties that hold of a part of all documents make their own. */
  readonly documents: number;
  readonly findings: readonly Finding[];
  /** What the documents were made of, in the words of `EVERYTHING`. */
  readonly met: readonly string[];
}

/** Kinds of components, protocols and faults: what random documents are made of. */
export const EVERYTHING: readonly string[] = [
  ...Object.keys(KINDS).map((kind) => `kind ${kind}`),
  ...Object.keys(PROTOCOLS).map((protocol) => `protocol ${protocol}`),
  ...Object.keys(FAULTS).map((fault) => `fault ${fault}`),
];

/** Names of the properties that a seed can be held against. */
export const PROPERTY_NAMES: readonly string[] = PROPERTIES.map(({ name }) => name);

/** Holds the documents of one seed against the properties that are named, or all of them. */
export function fuzz(seed: number, names: readonly string[] = PROPERTY_NAMES): Fuzzed {
  const findings: Finding[] = [];
  const met = new Set<string>();
  const titles = new Set<string>();
  for (const property of PROPERTIES) {
    if (!names.includes(property.name)) continue;
    const { document, finding } = examine(property, seed);
    for (const name of madeOf(document)) met.add(name);
    titles.add(JSON.stringify(property.options ?? {}));
    if (finding !== undefined) findings.push(finding);
  }
  return { seed, documents: titles.size, findings, met: [...met] };
}

function madeOf({ components, connections, brokers, schedule, log }: BrownoutDocument): string[] {
  return [
    ...components.map(({ kind }) => `kind ${kind}`),
    ...[...connections, ...brokers].map(({ protocol }) => `protocol ${protocol}`),
    ...[...schedule, ...log].flatMap((entry) => (entry.type === 'fault' ? [`fault ${entry.fault}`] : [])),
  ];
}
