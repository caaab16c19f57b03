import type { BrownoutDocument, LoadPoint, ScheduleEntry, Settings, View } from './document.ts';
import { withoutMentions } from './mentions.ts';
import { isRoute, withoutRoutes } from './routes.ts';
import { COLLECTIONS, type Collection } from './names.ts';
import { allowedValue, type ParameterSpec, type ParameterValue } from './parameter.ts';

/** Item of one of the lists of a document. */
export type ItemOf<C extends Collection> = BrownoutDocument[C][number];

/** An item with the list it belongs to and its place in it; without `index` it goes to the end. */
export type Placed = {
  readonly [C in Collection]: { readonly collection: C; readonly item: ItemOf<C>; readonly index?: number };
}[Collection];

/** An item that takes the place of the one with the same id. */
export type Replacement = {
  readonly [C in Collection]: { readonly type: 'replace'; readonly collection: C; readonly item: ItemOf<C> };
}[Collection];

/** Where something is on the canvas. */
export interface Position {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** A change of a document, as plain data: what undo, autosave and a shared session store and send.
 *  - `insert` adds items, in the order given, each at its index or at the end of its list.
 *  - `remove` removes items and, unless `exactly`, all that cannot stand without them (see `dependents`).
 *  - `replace` puts an item in the place of the one with the same id.
 *  - `rename` changes a name, a connection's label or a note's text.
 *  - `move` changes positions of components, channels shown as boxes, and notes.
 *  - `setView` is no part of undo (see `isUndoable`).
 *  - `batch` is several edits in order that are undone as one. */
export type Edit =
  | { readonly type: 'insert'; readonly items: readonly Placed[] }
  | { readonly type: 'remove'; readonly ids: readonly string[]; readonly exactly?: true }
  | Replacement
  | { readonly type: 'rename'; readonly target: string; readonly name: string }
  | { readonly type: 'move'; readonly positions: readonly Position[] }
  | { readonly type: 'setTitle'; readonly title: string }
  | { readonly type: 'setNote'; readonly note?: string }
  | { readonly type: 'setSettings'; readonly settings: Partial<Settings> }
  | { readonly type: 'setLoad'; readonly load: readonly LoadPoint[] }
  | { readonly type: 'setView'; readonly view?: View }
  | { readonly type: 'batch'; readonly edits: readonly Edit[] };

/** A changed document, and the edit that changes it back to the very same bytes. */
export interface Applied {
  readonly document: BrownoutDocument;
  readonly inverse: Edit;
}

/** Applies an edit. Neither the document nor the edit is changed; parts that the edit does not touch are shared.
 *  The document must be canonical, as `parseDocument` and this function give it. Does not validate: what an edit
 *  makes is as right as the edit (`problemsOfEdit` in `check-edit.ts` tells). Throws when the edit names something that is not there, which is a bug of its maker. */
export function applyEdit(document: BrownoutDocument, edit: Edit): Applied {
  switch (edit.type) {
    case 'insert':
      return insert(document, edit.items);
    case 'remove':
      return edit.exactly ? remove(document, new Set(edit.ids)) : removeAll(document, edit.ids);
    case 'replace':
      return replace(document, edit);
    case 'rename':
      return replace(document, renameItem(document, edit));
    case 'move':
      return move(document, edit.positions);
    case 'batch':
      return batch(document, edit.edits);
    default:
      return setField(document, edit);
  }
}

/** Whether undo should know the edit. Looking elsewhere is not undone. */
export function isUndoable(edit: Edit): boolean {
  return edit.type === 'batch' ? edit.edits.some(isUndoable) : edit.type !== 'setView';
}

/** Ids of the items with the given ids and of all that cannot stand without them: connections at a component or
 *  channel that goes, channels and brokers that only these used, channels of a broker, zones of which no member is left,
 *  and entries of schedule and log that aim at any of them. */
export function dependents(document: BrownoutDocument, ids: readonly string[]): ReadonlySet<string> {
  const gone = new Set(ids);
  for (const channel of document.channels) if (gone.has(channel.broker)) gone.add(channel.id);
  addConnections(document, gone);
  for (const id of unusedChannels(document, gone)) gone.add(id);
  // A channel that goes because nobody uses it any more has no connection left, so the search ends here.
  for (const id of unusedBrokers(document, gone)) gone.add(id);
  for (const { id, members } of document.zones) if (members.length > 0 && members.every((member) => gone.has(member))) gone.add(id);
  for (const list of [document.schedule, document.log]) {
    for (const entry of list) if (entry.type !== 'load' && isAimedAt(entry, gone)) gone.add(entry.id);
  }
  return gone;
}

function isAimedAt(entry: Exclude<ScheduleEntry, { type: 'load' }>, gone: ReadonlySet<string>): boolean {
  return gone.has(entry.target) || (entry.type === 'fault' && entry.when !== undefined && gone.has(entry.when.target));
}

function addConnections(document: BrownoutDocument, gone: Set<string>): void {
  for (const { id, from, to, channel } of document.connections) {
    if (gone.has(from) || gone.has(to) || (channel !== undefined && gone.has(channel))) gone.add(id);
  }
}

function unusedChannels(document: BrownoutDocument, gone: ReadonlySet<string>): string[] {
  const lost = new Set<string>();
  const used = new Set<string>();
  for (const { id, channel } of document.connections) {
    if (channel !== undefined) (gone.has(id) ? lost : used).add(channel);
  }
  return [...lost].filter((id) => !used.has(id) && !document.channels.some((other) => !gone.has(other.id) && isRoute(other, id)));
}

function unusedBrokers(document: BrownoutDocument, gone: ReadonlySet<string>): string[] {
  const lost = new Set<string>();
  const used = new Set<string>();
  for (const { id, broker } of document.channels) (gone.has(id) ? lost : used).add(broker);
  return [...lost].filter((id) => !used.has(id));
}

function insert(document: BrownoutDocument, items: readonly Placed[]): Applied {
  const lists = new Map<Collection, ItemOf<Collection>[]>();
  for (const { collection, item, index } of items) {
    const list = lists.get(collection) ?? [...document[collection]];
    list.splice(index ?? list.length, 0, item);
    lists.set(collection, list);
  }
  const inverse: Edit = { type: 'remove', ids: items.map(({ item }) => item.id), exactly: true };
  return { document: withLists(document, lists), inverse };
}

function remove(document: BrownoutDocument, ids: ReadonlySet<string>): Applied {
  const lists = new Map<Collection, ItemOf<Collection>[]>();
  const removed: Placed[] = [];
  for (const collection of COLLECTIONS) {
    const list: readonly ItemOf<Collection>[] = document[collection];
    const kept = list.filter((item) => !ids.has(item.id));
    if (kept.length === list.length) continue;
    lists.set(collection, kept);
    list.forEach((item, index) => {
      if (ids.has(item.id)) removed.push({ collection, item, index } as Placed);
    });
  }
  if (removed.length === 0 && ids.size > 0) missing([...ids].join(', '));
  return { document: withLists(document, lists), inverse: { type: 'insert', items: removed } };
}

/** Removes items, all that cannot stand without them, and every mention of them in handlers, mixes and routes. */
function removeAll(document: BrownoutDocument, ids: readonly string[]): Applied {
  const gone = dependents(document, ids);
  const removed = remove(document, gone);
  const edits = removed.document.components.flatMap((component): Edit[] => {
    const item = withoutMentions(component, gone);
    return item === component ? [] : [{ type: 'replace', collection: 'components', item }];
  });
  for (const zone of removed.document.zones) {
    if (!zone.members.some((member) => gone.has(member))) continue;
    const item = { ...zone, members: zone.members.filter((member) => !gone.has(member)) };
    edits.push({ type: 'replace', collection: 'zones', item });
  }
  for (const channel of removed.document.channels) {
    const item = withoutRoutes(channel, gone);
    if (item !== channel) edits.push({ type: 'replace', collection: 'channels', item });
  }
  if (edits.length === 0) return removed;
  const cleaned = batch(removed.document, edits);
  return { document: cleaned.document, inverse: { type: 'batch', edits: [cleaned.inverse, removed.inverse] } };
}

function replace(document: BrownoutDocument, { collection, item }: Replacement): Applied {
  const list: readonly ItemOf<Collection>[] = document[collection];
  const index = list.findIndex((candidate) => candidate.id === item.id);
  const old = list[index];
  if (old === undefined) return missing(item.id);
  const inverse = { type: 'replace', collection, item: old } as Replacement;
  return { document: { ...document, [collection]: list.with(index, item) }, inverse };
}

function move(document: BrownoutDocument, positions: readonly Position[]): Applied {
  const targets = new Map(positions.map((position) => [position.id, position]));
  const old: Position[] = [];
  const lists = new Map<Collection, ItemOf<Collection>[]>();
  for (const collection of ['components', 'channels', 'notes'] as const) {
    const list: readonly (Position | ItemOf<'channels'>)[] = document[collection];
    if (!list.some((item) => targets.has(item.id))) continue;
    const moved = list.map((item) => {
      const target = targets.get(item.id);
      if (target === undefined || item.x === undefined || item.y === undefined) return item;
      old.push({ id: item.id, x: item.x, y: item.y });
      return { ...item, x: target.x, y: target.y };
    });
    lists.set(collection, moved as ItemOf<Collection>[]);
  }
  if (old.length < targets.size) missing(positions.map((position) => position.id).join(', '));
  return { document: withLists(document, lists), inverse: { type: 'move', positions: old } };
}

function batch(document: BrownoutDocument, edits: readonly Edit[]): Applied {
  const inverses: Edit[] = [];
  let current = document;
  for (const edit of edits) {
    const applied = applyEdit(current, edit);
    current = applied.document;
    inverses.push(applied.inverse);
  }
  return { document: current, inverse: { type: 'batch', edits: inverses.reverse() } };
}

type FieldEdit = Extract<Edit, { type: 'setTitle' | 'setNote' | 'setSettings' | 'setLoad' | 'setView' }>;

function setField(document: BrownoutDocument, edit: FieldEdit): Applied {
  switch (edit.type) {
    case 'setTitle':
      return { document: { ...document, title: edit.title }, inverse: { type: 'setTitle', title: document.title } };
    case 'setNote':
      return { document: withOptional(document, 'note', edit.note || undefined), inverse: { ...edit, note: document.note } };
    case 'setSettings':
      return {
        document: { ...document, settings: { ...document.settings, ...edit.settings } },
        inverse: { type: 'setSettings', settings: document.settings },
      };
    case 'setLoad':
      return { document: { ...document, load: edit.load }, inverse: { type: 'setLoad', load: document.load } };
    case 'setView':
      return { document: withOptional(document, 'view', edit.view), inverse: { ...edit, view: document.view } };
  }
}

/** The document with an optional field set or left out, its fields in canonical order. */
function withOptional<K extends 'note' | 'view'>(
  document: BrownoutDocument,
  key: K,
  value: BrownoutDocument[K] | undefined,
): BrownoutDocument {
  const { format, version, title, note, settings, view, ...lists } = document;
  const fields = { note, view, [key]: value };
  return {
    format,
    version,
    title,
    ...(fields.note === undefined ? {} : { note: fields.note }),
    settings,
    ...lists,
    ...(fields.view === undefined ? {} : { view: fields.view }),
  };
}

function withLists(document: BrownoutDocument, lists: ReadonlyMap<Collection, readonly unknown[]>): BrownoutDocument {
  return { ...document, ...Object.fromEntries(lists) };
}

/** Finds an item of any list by its id. */
export function findItem(document: BrownoutDocument, id: string): Placed | undefined {
  for (const collection of COLLECTIONS) {
    const list: readonly ItemOf<Collection>[] = document[collection];
    const index = list.findIndex((item) => item.id === id);
    if (index >= 0) return { collection, item: list[index]!, index } as Placed;
  }
  return undefined;
}

function renameItem(document: BrownoutDocument, edit: Extract<Edit, { type: 'rename' }>): Replacement {
  const found = findItem(document, edit.target);
  if (found === undefined) return missing(edit.target);
  return { type: 'replace', collection: found.collection, item: renamed(found, edit.name) } as Replacement;
}

/** Changes one parameter of a component, connection, broker, channel or fault, all of whose parameters are `specs`;
 *  without `value`, or with the default, it goes back to its default. */
export function setParameter(
  document: BrownoutDocument,
  change: { readonly target: string; readonly specs: readonly ParameterSpec[]; readonly param: string; readonly value?: ParameterValue },
): Replacement {
  const { target, specs, param, value } = change;
  const found = findItem(document, target);
  if (found === undefined) return missing(target);
  if (!specs.some((spec) => spec.name === param)) return missing(`${param} of ${target}`);
  const old = 'params' in found.item ? found.item.params : undefined;
  return { type: 'replace', collection: found.collection, item: withParams(found.item, specs, { ...old, [param]: value }) } as Replacement;
}

/** The item with these parameters: only those that its specifications declare and allow, and that differ from their
 *  defaults, in the order of declaration; without `params` when none is left. A number that another product allowed comes
 *  into the range of this one; whatever else is not allowed goes back to its default. */
export function withParams<T extends object>(
  item: T,
  specs: readonly ParameterSpec[],
  values: Readonly<Record<string, ParameterValue | undefined>>,
): T {
  const params: Record<string, ParameterValue> = {};
  for (const spec of specs) {
    const value = Object.hasOwn(values, spec.name) ? allowedValue(spec, values[spec.name]) : undefined;
    if (value !== undefined && !isSameValue(value, spec.default)) params[spec.name] = value;
  }
  const { params: _, handlers, mix, ...rest } = item as T & Partial<Pick<ItemOf<'components'>, 'params' | 'handlers' | 'mix'>>;
  return {
    ...rest,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(handlers === undefined ? {} : { handlers }),
    ...(mix === undefined ? {} : { mix }),
  } as T;
}

function isSameValue(a: ParameterValue, b: ParameterValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function renamed(found: Placed, name: string): ItemOf<Collection> {
  switch (found.collection) {
    case 'components':
    case 'brokers':
    case 'channels':
    case 'classes':
    case 'zones':
      return { ...found.item, name };
    case 'connections':
      return withLabel(found.item, name);
    case 'notes':
      return { ...found.item, text: name };
    default:
      return missing(`a name of ${found.item.id}`);
  }
}

function withLabel(connection: ItemOf<'connections'>, label: string): ItemOf<'connections'> {
  const { label: _, routingKey, params, ...rest } = connection;
  return {
    ...rest,
    ...(label === '' ? {} : { label }),
    ...(routingKey === undefined ? {} : { routingKey }),
    ...(params === undefined ? {} : { params }),
  };
}

function missing(what: string): never {
  throw new Error(`The document has no ${what}.`);
}
