import { isBareNumber, parseDuration, parseFactor } from '../base/units.ts';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs } from '../model/catalog.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { FAULTS } from '../model/faults.ts';
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
  const path = text.slice(0, equals).trim().split('.');
  const value = text.slice(equals + 1).trim();
  const [top, ...rest] = path;
  if (top === 'settings') return changeSetting(document, rest, value);
  const collection = COLLECTIONS.find((name) => name === top);
  if (collection === undefined) throw new Refusal(unknown('place', top, [...COLLECTIONS, 'settings']));
  return changeItem(document, collection, rest, value);
}

const SETTINGS = ['seed', 'horizonMs', 'warmUpMs'] as const;

function changeSetting(document: BrownoutDocument, path: readonly string[], value: string): BrownoutDocument {
  const name = SETTINGS.find((candidate) => candidate === path[0]);
  if (path.length !== 1 || name === undefined) throw new Refusal(unknown('setting', path.join('.'), SETTINGS));
  const read = name === 'seed' ? Number(value || NaN) : readTime(value);
  if (Number.isNaN(read)) throw new Refusal(`must be a whole number, not ${quoted(value)}`);
  return { ...document, settings: { ...document.settings, [name]: read } };
}

function changeItem(document: BrownoutDocument, collection: Collection, path: readonly string[], value: string): BrownoutDocument {
  const [id, name, ...more] = path;
  const items: readonly { readonly id: string }[] = document[collection];
  const item = items.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Refusal(unknown('id', id ?? '', items.map((candidate) => candidate.id)));
  if (name === undefined || more.length > 0) throw new Refusal(`write ${collection}.${id}.PARAMETER=VALUE`);
  const changed = changedItem(document, collection, item as never, { name, value });
  return { ...document, [collection]: items.map((candidate) => (candidate === item ? changed : candidate)) };
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
function unknown(what: string, name: string, existing: readonly string[]): string {
  if (existing.length === 0) return `there is no ${what} ${quoted(name)}, and no other one either`;
  const near = [...existing].sort((a, b) => distance(name, a) - distance(name, b) || (a < b ? -1 : 1));
  const shown = near.slice(0, MOST_NAMES).join(', ');
  const more = existing.length > MOST_NAMES ? ` and ${existing.length - MOST_NAMES} more` : '';
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
