import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs } from './catalog.ts';
import { MOST_ITEMS } from './check-edit.ts';
import { cleanLine, cleanLines } from './clean-text.ts';
import type { BrownoutDocument, Channel, Component, ScheduleEntry } from './document.ts';
import { applyEdit, withParams } from './edit.ts';
import { FAULTS } from './faults.ts';
import { COLLECTIONS } from './names.ts';
import { parseDocument } from './parse.ts';
import { misfittingEntries } from './references.ts';
import { MAX_COORDINATE } from './schema.ts';

/** The text of a document that is refused as a document that is not, with everything mended that there is but one way to
 *  mend: text is cleaned and cut, numbers come into their ranges, parameters that are none go, the warm-up ends with the run,
 *  what is beyond the limits goes from the end of its list with all that cannot stand without it, and so do entries that
 *  their target cannot have. Undefined when the text is no JSON or more than that is wrong. Never throws. */
export function repairText(text: string): BrownoutDocument | undefined {
  try {
    const parsed = parseDocument(repaired(JSON.parse(text) as BrownoutDocument));
    return parsed.ok ? parsed.document : undefined;
  } catch {
    // What is not even shaped like a document has no parts that could be mended.
    return undefined;
  }
}

function repaired(input: BrownoutDocument): BrownoutDocument {
  const document = withinLimits(withParameters(withTexts({ ...input, classes: input.classes ?? [], zones: input.zones ?? [] })));
  const { settings } = document;
  const timed = { ...document, settings: { ...settings, warmUpMs: Math.min(settings.warmUpMs, settings.horizonMs) } };
  return without(timed, misfittingEntries(timed));
}

function withTexts(document: BrownoutDocument): BrownoutDocument {
  const { title, note } = document;
  const named = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] => items.map((item) => ({ ...item, name: cleanLine(item.name) }));
  return {
    ...document,
    title: cleanLine(title),
    ...(note === undefined ? {} : { note: cleanLines(note) }),
    components: named(document.components).map(onCanvas),
    brokers: named(document.brokers),
    channels: named(document.channels).map(withKeys).map(onCanvas),
    classes: named(document.classes),
    zones: named(document.zones),
    connections: document.connections.map((item) => ({ ...item, ...cleaned(item, 'label'), ...cleaned(item, 'routingKey') })),
    notes: document.notes.map((item) => onCanvas({ ...item, text: cleanLines(item.text) })),
  };
}

function withKeys(channel: Channel): Channel {
  const { bindings } = channel;
  return bindings === undefined ? channel : { ...channel, bindings: bindings.map((item) => ({ ...item, ...cleaned(item, 'key') })) };
}

function cleaned<K extends string>(item: Readonly<Partial<Record<K, string>>>, field: K): { readonly [F in K]?: string } {
  const text = item[field];
  return text === undefined ? {} : ({ [field]: cleanLine(text) } as { [F in K]: string });
}

function onCanvas<T extends Partial<Pick<Component, 'x' | 'y'>>>(item: T): T {
  const { x, y } = item;
  return { ...item, ...(x === undefined ? {} : { x: within(x) }), ...(y === undefined ? {} : { y: within(y) }) };
}

/** What was no number before it was written is null in the text. */
function within(at: number | null): number {
  return Math.min(MAX_COORDINATE, Math.max(-MAX_COORDINATE, at ?? 0));
}

function withParameters(document: BrownoutDocument): BrownoutDocument {
  const brokers = new Map(document.brokers.map((broker) => [broker.id, broker]));
  const ofFault = (entry: ScheduleEntry): ScheduleEntry =>
    entry.type === 'fault' ? withParams(entry, FAULTS[entry.fault].params, entry.params ?? {}) : entry;
  return {
    ...document,
    components: document.components.map((item) => withParams(item, componentSpecs(item), item.params ?? {})),
    connections: document.connections.map((item) => withParams(item, connectionSpecs(item), item.params ?? {})),
    brokers: document.brokers.map((item) => withParams(item, brokerSpecs(item), item.params ?? {})),
    channels: document.channels.map((item) => withParams(item, channelSpecs(item, brokers.get(item.broker)!), item.params ?? {})),
    schedule: document.schedule.map(ofFault),
    log: document.log.map(ofFault),
  };
}

function withinLimits(document: BrownoutDocument): BrownoutDocument {
  const beyond = COLLECTIONS.flatMap((list) => document[list].slice(MOST_ITEMS[list]).map(({ id }) => id));
  return without({ ...document, load: document.load.slice(0, MOST_ITEMS.load) }, beyond);
}

function without(document: BrownoutDocument, ids: readonly string[]): BrownoutDocument {
  return ids.length === 0 ? document : applyEdit(document, { type: 'remove', ids }).document;
}
