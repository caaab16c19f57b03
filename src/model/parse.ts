import { safeParse } from 'valibot';
import { channelSpecs } from './catalog.ts';
import { type BrownoutDocument, type Channel, LIMITS } from './document.ts';
import { findJsonError } from './json-error.ts';
import { migrate } from './migrate.ts';
import { COLLECTIONS } from './names.ts';
import type { ParameterSpec } from './parameter.ts';
import { plainCopy } from './plain-copy.ts';
import { bounded, type Finding, type Path, type Problem, problemAt, problemsAt } from './problem.ts';
import { findReferenceProblems, findRepeatedIds, type IsBroken } from './references.ts';
import { documentSchema, sharedFieldsOf } from './schema.ts';

/** Longest text that is read as a document, in bytes of UTF-8: 4 MiB. The barest diagram of 1,000 components and 3,000
 *  connections takes 283 KiB without spaces, one with every name and number written out 1.2 MiB; so whatever can be drawn
 *  can be saved as a file and opened again. */
export const MAX_TEXT_BYTES: number = LIMITS.fileBytes;

/** A document, or everything that is wrong with the input (at most 100 problems and a count of the others). */
export type ParseResult =
  | { readonly ok: true; readonly document: BrownoutDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads any input as a document: plain data, structure, ranges, references. Never throws on plain data. The result
 *  shares nothing with the input and is canonical: fields in the order of the types, parameters in the order of their
 *  declaration, no empty `params`. Parsing it again gives an equal document. */
export function parseDocument(input: unknown): ParseResult {
  const { copy, problems } = plainCopy(input);
  if (problems.length > 0) return failed(problemsAt(input, problems));
  const migrated = migrate(copy);
  if (!migrated.ok) return failed([problemAt(copy, migrated.path, migrated.message)]);
  const parsed = safeParse(documentSchema, migrated.document);
  if (!parsed.success) return failed(allProblems(migrated.document, parsed.issues));
  const document = withoutEmptyParams(parsed.output);
  const wrong = findReferenceProblems(document);
  return wrong.length > 0 ? failed(wrong) : { ok: true, document: withChannelsInOrder(document) };
}

/** Longest text of a document of our own that is read back: what was saved here opens here, whatever its size. */
export const MAX_SAVED_BYTES = 16_777_216;

/** Reads the text of a file as a document. Text that is not JSON is reported with line and column. Text from elsewhere
 *  is read up to `MAX_TEXT_BYTES`. */
export function parseDocumentText(text: string, most = MAX_TEXT_BYTES): ParseResult {
  const bytes = text.length > most ? text.length : utf8Length(text);
  if (bytes > most) return tooLarge(most);
  let input: unknown;
  try {
    input = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return failed([jsonProblem(text)]);
  }
  return parseDocument(input);
}

/** What is said of a text of more bytes than the most that is read. */
export function tooLarge(mostBytes = MAX_TEXT_BYTES): Extract<ParseResult, { readonly ok: false }> {
  const message = `is larger than ${mostBytes / 1_048_576} MiB, the most that is read`;
  return { ok: false, problems: [{ path: '', place: 'file', message }] };
}

type SchemaIssue = { readonly message: string; readonly path?: readonly { readonly key: unknown }[] | undefined };

/** What the schema found wrong, what else is wrong with the same items and, as far as the lists can be walked, with what
 *  they refer to. */
function allProblems(input: unknown, issues: readonly SchemaIssue[]): readonly Problem[] {
  const found = issues.flatMap((issue) => withNeighbours(input, { path: pathOf(issue), message: issue.message }));
  const problems = problemsAt(input, found);
  const isWalkable = found.every(({ path: [list, index] }) => !LISTS.includes(String(list)) || typeof index === 'number');
  // What refers to a list that is none cannot be judged, but ids can.
  if (!isWalkable) return [...problems, ...findRepeatedIds(input)];
  const broken = new Set<string>();
  for (const { path: [list, index, field] } of found) {
    broken.add(`${list} ${list === 'settings' ? 0 : index}`).add(`${list} ${index} ${field}`);
  }
  const isBroken: IsBroken = (list, index, field) => broken.has(`${list} ${index}${field === undefined ? '' : ` ${field}`}`);
  // What a document may leave out is filled in.
  const { classes = [], zones = [], ...rest } = input as Partial<BrownoutDocument> & Omit<BrownoutDocument, 'classes' | 'zones'>;
  return [...problems, ...findReferenceProblems({ ...rest, classes, zones }, isBroken)];
}

/** An item whose sort cannot be told is not looked at further by the schema: adds what is wrong with the fields that all
 *  sorts of it share. */
function withNeighbours(input: unknown, found: Finding): readonly Finding[] {
  const [list, index, field] = found.path;
  const shared = sharedFieldsOf(String(list), String(field));
  if (shared === undefined || found.path.length !== 3) return [found];
  const item = (input as Record<string, readonly unknown[]>)[String(list)]?.[Number(index)];
  const { issues = [] } = safeParse(shared, item);
  return [found, ...issues.map((issue) => ({ path: [list!, index!, ...pathOf(issue)], message: issue.message }))];
}

/** Lists that must be lists before references can be looked at. */
const LISTS: readonly string[] = [...COLLECTIONS, 'load'];

function jsonProblem(text: string): Problem {
  if (text.trim() === '') return { path: '', place: 'file', message: 'is empty' };
  const error = placeOfError(text.replace(/^\ufeff/, ''));
  if (error === undefined) return { path: '', place: 'file', message: 'is not valid JSON' };
  return { path: '', place: `line ${error.line}, column ${error.column}`, message: `is not valid JSON: ${error.message}` };
}

/** Where the text stops being JSON; undefined where it is too long and strange for that to be found. */
function placeOfError(text: string): ReturnType<typeof findJsonError> {
  try {
    return findJsonError(text);
  } catch {
    return undefined;
  }
}

function failed(problems: readonly Problem[]): ParseResult {
  return { ok: false, problems: bounded(problems) };
}

function pathOf(issue: SchemaIssue): Path {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A surrogate pair is four bytes for two code units, so each half adds one.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

function withoutEmptyParams(document: BrownoutDocument): BrownoutDocument {
  const clean = <T extends object>(items: readonly T[]): readonly T[] => items.map(withoutEmpty);
  return {
    ...document,
    components: clean(document.components),
    connections: clean(document.connections),
    brokers: clean(document.brokers),
    channels: clean(document.channels),
    schedule: clean(document.schedule),
    log: clean(document.log),
  };
}

/** The schema of a channel knows the parameters of all brokers; their order is that of its own broker's declaration. */
function withChannelsInOrder(document: BrownoutDocument): BrownoutDocument {
  const brokers = new Map(document.brokers.map((broker) => [broker.id, broker]));
  return { ...document, channels: document.channels.map((channel) => inOrder(channel, channelSpecs(channel, brokers.get(channel.broker)!))) };
}

function inOrder(channel: Channel, specs: readonly ParameterSpec[]): Channel {
  const { params } = channel;
  if (params === undefined) return channel;
  return { ...channel, params: Object.fromEntries(specs.flatMap(({ name }) => (Object.hasOwn(params, name) ? [[name, params[name]!]] : []))) };
}

function withoutEmpty<T extends object>(item: T): T {
  if (!('params' in item) || Object.keys(item.params as object).length > 0) return item;
  const { params: _, ...rest } = item;
  return rest as T;
}
