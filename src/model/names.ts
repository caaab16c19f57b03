import type { BrownoutDocument } from './document.ts';

/** Letter that ids of each collection start with: components, connections (edges), channels (queues), brokers,
 *  schedule (faults), log, notes and classes (kinds of request)
 *  and zones. */
export const ID_PREFIXES = {
  components: 'c',
  connections: 'e',
  channels: 'q',
  brokers: 'b',
  schedule: 'f',
  log: 'l',
  notes: 'n',
  classes: 'k',
  zones: 'z',
} as const;

/** Lists of a document whose items have an id. */
export type Collection = keyof typeof ID_PREFIXES;

/** Every list whose items have an id, in the order in which a document writes them. */
export const COLLECTIONS: readonly Collection[] = [
  'components',
  'connections',
  'brokers',
  'channels',
  'schedule',
  'log',
  'notes',
  'classes',
  'zones',
];

/** Whether the text may be an id: a letter, then letters, digits and hyphens, at most 40 characters, and no word that
 *  every JavaScript object answers to ("constructor", "toString"), so that ids are safe as keys. */
export function isId(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(text) && !(text in {});
}

/** All ids of a document, which share one name space. */
export function idsOf(document: BrownoutDocument): Set<string> {
  const ids = new Set<string>();
  for (const collection of COLLECTIONS) for (const item of document[collection]) ids.add(item.id);
  return ids;
}

/** The first free id of a collection: `c1`, `c2` and so on. Give `taken` and reuse it when several are made at once;
 *  the new id is added to it. */
export function freshId(collection: Collection, taken: Set<string>): string {
  const prefix = ID_PREFIXES[collection];
  let number = 1;
  while (taken.has(`${prefix}${number}`)) number++;
  const id = `${prefix}${number}`;
  taken.add(id);
  return id;
}

/** A name that no component, channel or broker of the document has: `base`, or `base 2`, `base 3` and so on. */
export function freshName(document: BrownoutDocument, base: string): string {
  const taken = new Set([...document.components, ...document.channels, ...document.brokers].map((item) => item.name));
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}

/** The id that a name suggests: "Basket API" gives `basket-api`. Letters and digits of ASCII in lower case, everything
 *  else a hyphen, at most 40 characters. Empty when nothing is left to begin an id, or a word that is no id. Links
 *  leave such ids out and derive them again, so this function never changes. */
export function slugOf(name: string): string {
  const lower = name.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
  const words = lower.replace(/[^a-z0-9]+/g, '-').replace(/^[-0-9]+/, '').slice(0, 40).replace(/-+$/, '');
  return isId(words) ? words : '';
}
