import { isBareNumber, parseDuration, parseFactor } from '../base/units.ts';
import { changeProtocol, whyNotProtocol } from '../model/builders.ts';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs } from '../model/catalog.ts';
import type { BrownoutDocument, Protocol, ScheduleEntry } from '../model/document.ts';
import { applyEdit } from '../model/edit.ts';
import { FAULTS } from '../model/faults.ts';
import { withStepsOf } from '../model/handler-edits.ts';
import { PROTOCOL_OUTLINES } from '../model/outlines.ts';
import type { ParameterSpec, ParameterValue } from '../model/parameter.ts';
import { readParameterText } from '../model/parameter-text.ts';
import { quoted } from '../model/quoting.ts';

/** The changed document, or why the change cannot be made. */
export type SetResult =
  | { readonly ok: true; readonly document: BrownoutDocument }
  | { readonly ok: false; readonly message: string };

const COLLECTIONS = ['components', 'connections', 'channels', 'brokers', 'schedule', 'log'] as const;
type Collection = (typeof COLLECTIONS)[number];

/** Thrown inside this file only, and turned into a result. */
class Refusal extends Error {}

/** Makes one change, given as `path=value` (see `USAGE`). Values are read with their units. The result is checked as far
 *  as the one value goes; the whole document is to be parsed again afterwards. */
export function applySet(document: BrownoutDocument, text: string): SetResult {
  try {
    return { ok: true, document: change(document, text) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, message: `--set ${text}: ${error.message}` };
  }
}

function change(document: BrownoutDocument, text: string): BrownoutDocument {
  const equals = text.indexOf('=');
  if (equals < 0) throw new Refusal('write PATH=VALUE');
  const path = text.slice(0, equals).trim();
  const value = text.slice(equals + 1).trim();
  const [top, rest] = splitAt(path, path.indexOf('.'));
  if (top === 'settings') return changeSetting(document, rest, value);
  if (top === 'load') return changeLoad(document, rest, value);
  const collection = COLLECTIONS.find((name) => name === top);
  if (collection === undefined) throw new Refusal(`there is no place ${quoted(top)}; ${PLACES}`);
  return changeItem(document, collection, rest, value);
}

const PLACES =
  'a path begins with components, connections, channels or brokers (their parameters), load (corners of the load curve), ' +
  'schedule (planned faults, changes and turns of the load dial), log (live ones) or settings (seed, length, warm-up)';

/** What stands before the character at `index` and after it; all and nothing when there is none. */
function splitAt(text: string, index: number): readonly [string, string] {
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

const SETTINGS = ['seed', 'horizonMs', 'warmUpMs'] as const;

function changeSetting(document: BrownoutDocument, path: string, value: string): BrownoutDocument {
  const name = SETTINGS.find((candidate) => candidate === path);
  if (name === undefined) throw new Refusal(unknown('setting', path, SETTINGS));
  const read = name === 'seed' ? Number(value || NaN) : readTime(value);
  if (Number.isNaN(read)) throw new Refusal(`must be a whole number, not ${quoted(value)}`);
  return { ...document, settings: { ...document.settings, [name]: read } };
}

/** Changes a corner of the load curve. A document without a curve offers its rates all the time: corner 0 is then made,
 *  and multiplies them from the beginning. */
function changeLoad(document: BrownoutDocument, path: string, value: string): BrownoutDocument {
  const [place, name] = splitAt(path, path.indexOf('.'));
  const points = document.load.length === 0 ? [{ atMs: 0, factor: 1 }] : document.load;
  const index = points.findIndex((_, candidate) => String(candidate) === place);
  if (index < 0) throw new Refusal(unknown('corner of the load curve', place, points.map((_, candidate) => String(candidate))));
  if (name !== 'factor' && name !== 'atMs') throw new Refusal(unknown('field', name, ['atMs', 'factor']));
  const changed = { ...points[index], [name]: name === 'factor' ? readFactor(value) : readTime(value) };
  return { ...document, load: points.with(index, changed) };
}

type Item = { readonly id: string };

function changeItem(document: BrownoutDocument, collection: Collection, path: string, value: string): BrownoutDocument {
  const items: readonly Item[] = document[collection];
  // Names may have dots in them, parameters have none.
  const [key, name] = splitAt(path, path.lastIndexOf('.'));
  const [first] = splitAt(path, path.indexOf('.'));
  const item = findItem(document, collection, key);
  if (name === '' || item === undefined) {
    const known = items.find(({ id }) => id === first);
    if (known !== undefined) throw new Refusal(`write ${collection}.${known.id}.${WORDS[collection].field}=VALUE`);
  }
  if (item === undefined) throw new Refusal(unknown(WORDS[collection].item, key, items.map(({ id }) => id)));
  if (collection === 'connections' && name === 'protocol') return withProtocol(document, item.id, value);
  const changed = changedItem(document, collection, item as never, { name, value });
  return { ...document, [collection]: items.map((candidate) => (candidate === item ? changed : candidate)) };
}

/** The document with another protocol of one connection, changed as the inspector changes it: its kind follows, and its
 *  channel and broker are made, moved or removed. */
function withProtocol(document: BrownoutDocument, connectionId: string, value: string): BrownoutDocument {
  const all = Object.keys(PROTOCOL_OUTLINES) as Protocol[];
  const protocol = all.find((name) => name.toLowerCase() === value.toLowerCase());
  if (protocol === undefined) throw new Refusal(unknown('protocol', value, all, all.length));
  const why = whyNotProtocol(document, connectionId, protocol);
  if (why !== undefined) throw new Refusal(`it cannot be ${PROTOCOL_OUTLINES[protocol].label}: it ${why}`);
  return applyEdit(document, withStepsOf(document, changeProtocol(document, connectionId, protocol))).document;
}

const WORDS: Readonly<Record<Collection, { readonly item: string; readonly field: string }>> = {
  components: { item: 'component', field: 'PARAMETER' },
  connections: { item: 'connection', field: 'PARAMETER' },
  channels: { item: 'channel', field: 'PARAMETER' },
  brokers: { item: 'broker', field: 'PARAMETER' },
  schedule: { item: 'entry of the schedule', field: 'FIELD' },
  log: { item: 'entry of the log', field: 'FIELD' },
};

/** The item with this id; else the one with this name, whatever its case; of entries, the one at this place from 0. */
function findItem(document: BrownoutDocument, collection: Collection, key: string): Item | undefined {
  const items: readonly Item[] = document[collection];
  const own = items.find(({ id }) => id === key);
  if (own !== undefined) return own;
  if (collection === 'schedule' || collection === 'log') return items.find((_, index) => String(index) === key);
  const named = items.filter((item) => namesOf(document, item.id).includes(key.toLowerCase()));
  if (named.length > 1) {
    throw new Refusal(`${quoted(key)} is the name of several: write the id, ${named.map(({ id }) => id).join(' or ')}`);
  }
  return named[0];
}

/** What an item is called, in small letters: its name; of a connection its label, and `from -> to` by names or ids. */
function namesOf(document: BrownoutDocument, itemId: string): readonly string[] {
  const connection = document.connections.find(({ id }) => id === itemId);
  const names =
    connection === undefined
      ? [nameOf(document, itemId)]
      : [
          connection.label ?? '',
          `${connection.from} -> ${connection.to}`,
          `${nameOf(document, connection.from)} -> ${nameOf(document, connection.to)}`,
        ];
  return names.filter((name) => name !== '').map((name) => name.toLowerCase());
}

function nameOf({ components, channels, brokers }: BrownoutDocument, itemId: string): string {
  return [...components, ...channels, ...brokers].find(({ id }) => id === itemId)?.name ?? itemId;
}

interface Wish {
  readonly name: string;
  readonly value: string;
}

function changedItem(document: BrownoutDocument, collection: Collection, item: never, wish: Wish): object {
  if (collection === 'schedule' || collection === 'log') return changedEntry(document, item, wish);
  return withParameter(item, specsOf(document, collection, item), wish);
}

function specsOf(document: BrownoutDocument, collection: Exclude<Collection, 'schedule' | 'log'>, item: never): readonly ParameterSpec[] {
  if (collection === 'components') return componentSpecs(item);
  if (collection === 'connections') return connectionSpecs(item);
  if (collection === 'brokers') return brokerSpecs(item);
  const channel: BrownoutDocument['channels'][number] = item;
  const broker = document.brokers.find(({ id }) => id === channel.broker);
  return broker === undefined ? [] : channelSpecs(channel, broker);
}

function withParameter(
  item: { readonly params?: Readonly<Record<string, ParameterValue>> },
  specs: readonly ParameterSpec[],
  { name, value }: Wish,
): object {
  const spec = specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Refusal(unknown('parameter', name, specs.map((candidate) => candidate.name)));
  return { ...item, params: { ...item.params, [name]: readValue(spec, value) } };
}

function changedEntry(document: BrownoutDocument, entry: ScheduleEntry, wish: Wish): object {
  const { name, value } = wish;
  if (name === 'atMs') return { ...entry, atMs: readTime(value) };
  switch (entry.type) {
    case 'fault': {
      if (name === 'durationMs') return { ...entry, durationMs: readTime(value) };
      const specs = FAULTS[entry.fault].params;
      if (!specs.some((spec) => spec.name === name)) {
        throw new Refusal(unknown('field', name, ['atMs', 'durationMs', ...specs.map((spec) => spec.name)]));
      }
      return withParameter(entry, specs, wish);
    }
    case 'load':
      if (name !== 'factor') throw new Refusal(unknown('field', name, ['atMs', 'factor']));
      return { ...entry, factor: readFactor(value) };
    case 'set': {
      if (name !== 'value') throw new Refusal(unknown('field', name, ['atMs', 'value']));
      const spec = specOfTarget(document, entry.target, entry.param);
      if (spec === undefined) throw new Refusal(`its target ${entry.target} has no parameter ${entry.param}`);
      return { ...entry, value: readValue(spec, value) };
    }
  }
}

function specOfTarget(document: BrownoutDocument, target: string, param: string): ParameterSpec | undefined {
  for (const collection of ['components', 'connections', 'channels', 'brokers'] as const) {
    const items: readonly { readonly id: string }[] = document[collection];
    const item = items.find(({ id }) => id === target);
    if (item !== undefined) return specsOf(document, collection, item as never).find(({ name }) => name === param);
  }
  return undefined;
}

function readValue(spec: ParameterSpec, text: string): ParameterValue {
  const read = readParameterText(spec, text);
  if (!read.ok) throw new Refusal(read.message);
  return read.value;
}

function readTime(text: string): number {
  const ms = isBareNumber(text) ? Number(text) : parseDuration(text);
  if (ms === undefined) throw new Refusal(`must be a time such as 250ms, 1.5s or 2min, not ${quoted(text)}`);
  return ms;
}

function readFactor(text: string): number {
  const factor = parseFactor(text);
  if (factor === undefined) throw new Refusal(`must be a factor such as 2 or 0.5, not ${quoted(text)}`);
  return factor;
}

const MOST_NAMES = 8;

/** Names what does not exist and what does, the most similar first. */
function unknown(what: string, name: string, existing: readonly string[], most = MOST_NAMES): string {
  if (existing.length === 0) return `there is no ${what} ${quoted(name)}, and no other one either`;
  const near = [...existing].sort((a, b) => distance(name, a) - distance(name, b) || (a < b ? -1 : 1));
  const shown = near.slice(0, most).join(', ');
  const more = existing.length > most ? ` and ${existing.length - most} more` : '';
  return `there is no ${what} ${quoted(name)}; there is ${shown}${more}`;
}

/** Number of letters to add, drop or replace to make one word of the other, whatever their case. */
function distance(left: string, right: string): number {
  const a = left.toLowerCase().slice(0, 60);
  const b = right.toLowerCase().slice(0, 60);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
