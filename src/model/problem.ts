import { KINDS, PROTOCOLS } from './catalog.ts';
import { FAULTS } from './faults.ts';
import { quoted } from './quoting.ts';

/** One thing that is wrong with a document. `path` is where it stands in the JSON (`components[3].params.servers`),
 *  `place` says the same in the reader's words (`component "Payments", workers`): by its name, else by what it joins, else
 *  by its id, and only without any of these by its number. `message` says what is wrong. */
export interface Problem {
  readonly path: string;
  readonly place: string;
  readonly message: string;
}

/** Keys and indices that lead from the document to a value. */
export type Path = readonly (string | number)[];

/** How many problems a result lists at most; one more entry then says how many were left out. */
export const MAX_PROBLEMS = 100;

const ITEM_WORDS: Readonly<Record<string, string>> = {
  components: 'component',
  connections: 'connection',
  brokers: 'broker',
  channels: 'channel',
  load: 'load point',
  schedule: 'schedule entry',
  log: 'log entry',
  notes: 'note',
  classes: 'class',
  zones: 'zone',
};

const FIELD_WORDS: Readonly<Record<string, string>> = {
  x: 'horizontal position',
  y: 'vertical position',
  atMs: 'time',
  durationMs: 'duration',
  horizonMs: 'run length',
  warmUpMs: 'warm-up',
  params: 'parameters',
  param: 'parameter',
  note: 'description',
};

/** Builds a problem; `document` is the raw input, of which the path is described. */
export function problemAt(document: unknown, path: Path, message: string): Problem {
  return { path: pathText(path), place: placeOf(document, path), message };
}

/** What is wrong, before its place is put into words. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** Puts findings into words, but only as many as a result lists: the others are counted, and their places, which take a
 *  search each, are not looked for. */
export function problemsAt(document: unknown, findings: readonly Finding[]): readonly Problem[] {
  return findings.map(({ path, message }, i) => (i < MAX_PROBLEMS ? problemAt(document, path, message) : { path: '', place: '', message }));
}

/** Problems cut to `MAX_PROBLEMS`, with a last entry that says how many more there are. */
export function bounded(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const more = problems.length - MAX_PROBLEMS;
  const rest = { path: '', place: 'document', message: `and ${more} more` };
  return [...problems.slice(0, MAX_PROBLEMS), rest];
}

function pathText(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${key.slice(0, 60)}`;
  }
  return text;
}

function placeOf(document: unknown, path: Path): string {
  const [top, second, ...rest] = path;
  if (top === undefined) return 'document';
  const word = ITEM_WORDS[top];
  if (word === undefined) return [fieldWord(top), ...fieldWords(undefined, second === undefined ? [] : [second])].join(', ');
  if (typeof second !== 'number') return String(top);
  const item = get(get(document, top), second);
  return [itemWord(document, { word, index: second, item, isIdWrong: rest[0] === 'id' }), ...fieldWords(item, rest)].join(', ');
}

interface ItemPlace {
  readonly word: string;
  readonly index: number;
  readonly item: unknown;
  /** An id that is wrong, or that of two items, does not tell which item it is. */
  readonly isIdWrong: boolean;
}

function itemWord(document: unknown, { word, index, item, isIdWrong }: ItemPlace): string {
  const name = get(item, 'name') ?? get(item, 'label');
  if (typeof name === 'string' && name !== '') return `${word} ${quoted(name)}`;
  const from = nameOf(document, get(item, 'from'));
  const to = nameOf(document, get(item, 'to'));
  if (from !== undefined && to !== undefined) return `${word} from ${from} to ${to}`;
  const id = get(item, 'id');
  return typeof id === 'string' && id !== '' && !isIdWrong ? `${word} ${quoted(id)}` : `${word} ${index + 1}`;
}

function nameOf(document: unknown, id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  for (const collection of ['components', 'channels']) {
    const items = get(document, collection);
    const found: unknown = Array.isArray(items) ? items.find((item) => get(item, 'id') === id) : undefined;
    const name = get(found, 'name');
    if (typeof name === 'string' && name !== '') return quoted(name);
  }
  return quoted(id);
}

function fieldWords(item: unknown, path: Path): string[] {
  const [field, name] = path;
  if (field === undefined) return [];
  if (field === 'params' && typeof name === 'string') return [parameterWord(item, name)];
  return [fieldWord(field)];
}

function fieldWord(field: string | number): string {
  if (typeof field === 'number') return `item ${field + 1}`;
  return Object.hasOwn(FIELD_WORDS, field) ? FIELD_WORDS[field]! : field.slice(0, 60);
}

function parameterWord(item: unknown, name: string): string {
  const specs = [
    lookUp(KINDS, get(item, 'kind'))?.params,
    lookUp(PROTOCOLS, get(item, 'protocol'))?.params,
    lookUp(PROTOCOLS, get(item, 'protocol'))?.brokerParams,
    lookUp(FAULTS, get(item, 'fault'))?.params,
    ...Object.values(PROTOCOLS).map((spec) => spec.channelParams),
    ...Object.values(PROTOCOLS).map((spec) => spec.exchangeParams),
  ];
  for (const list of specs) {
    const spec = list?.find((candidate) => candidate.name === name);
    if (spec !== undefined) return spec.label.charAt(0).toLowerCase() + spec.label.slice(1);
  }
  return quoted(name);
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: unknown): T | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Own property of an unknown value, or undefined. */
function get(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}
