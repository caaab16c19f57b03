import * as v from 'valibot';
import { KINDS, PROTOCOLS } from './catalog.ts';
import {
  type Broker,
  type BrownoutDocument,
  type ChannelKind,
  type ComponentKind,
  DOCUMENT_VERSION,
  type FaultKind,
  LIMITS,
  type Protocol,
  type Step,
} from './document.ts';
import { FAULTS } from './faults.ts';
import {
  type ChoiceSpec,
  type ListSpec,
  type NumberSpec,
  type ParameterSpec,
  type ParameterValue,
  type ParameterValues,
  UNBOUNDED,
} from './parameter.ts';
import { numberText, quoted, valueText } from './quoting.ts';

/** Largest coordinate of anything on the canvas, in pixels, either way. */
export const MAX_COORDINATE = 1_000_000;
/** Longest simulated time, one year in milliseconds. */
export const MAX_TIME_MS = 31_536_000_000;
/** Largest factor of load. */
export const MAX_LOAD_FACTOR = 1_000_000;

const KIND_NAMES = Object.keys(KINDS) as ComponentKind[];
const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as Protocol[];
const FAULT_NAMES = Object.keys(FAULTS) as FaultKind[];
const BROKER_PROTOCOL_NAMES = PROTOCOL_NAMES.filter((name): name is Broker['protocol'] => PROTOCOLS[name].channelKind !== undefined);
const CHANNEL_KINDS: readonly ChannelKind[] = ['queue', 'log', 'exchange'];

type Issue = Pick<v.BaseIssue<unknown>, 'input' | 'expected'>;

/** Schema of one parameter value, with messages that name its range. */
export function parameterSchema(spec: ParameterSpec): v.GenericSchema<unknown, ParameterValue> {
  switch (spec.type) {
    case 'number':
      return numberParameter(spec) as v.GenericSchema<unknown, ParameterValue>;
    case 'choice':
      return choiceParameter(spec) as v.GenericSchema<unknown, ParameterValue>;
    case 'toggle':
      return v.boolean('must be true or false') as v.GenericSchema<unknown, ParameterValue>;
    case 'list':
      return listParameter(spec) as v.GenericSchema<unknown, ParameterValue>;
  }
}

/** Schema of the changed parameters of anything that declares `specs`: no other names, each value in its range. */
export function parametersSchema(specs: readonly ParameterSpec[]): v.GenericSchema<unknown, ParameterValues> {
  const entries = Object.fromEntries(specs.map((spec) => [spec.name, v.optional(parameterSchema(spec))]));
  return strictObject(entries, 'parameter') as v.GenericSchema<unknown, ParameterValues>;
}

function numberParameter(spec: NumberSpec) {
  const plain = numberBetween(spec.min, spec.max, spec.integer);
  if (!spec.allowUnbounded) return plain;
  const wrong = `must be a number or the word "${UNBOUNDED}"`;
  return v.union([plain, v.literal(UNBOUNDED)], (issue) => `${wrong}, not ${valueText(issue.input)}`);
}

function choiceParameter(spec: ChoiceSpec) {
  const options = spec.options.map((option) => option.value);
  return v.picklist(options, oneOf(options));
}

function listParameter(spec: ListSpec) {
  return list(numberBetween(spec.min, spec.max, false), spec.maxLength, 'numbers', spec.minLength);
}

function numberBetween(min: number, max: number, integer: boolean) {
  const wrong = (issue: Issue) => `must be from ${numberText(min)} to ${numberText(max)}, not ${valueText(issue.input)}`;
  const base = v.number((issue) => `must be a number, not ${valueText(issue.input)}`);
  const real = v.pipe(base, v.minValue(min, wrong), v.maxValue(max, wrong));
  return integer ? v.pipe(real, v.integer((issue) => `must be a whole number, not ${valueText(issue.input)}`)) : real;
}

function oneOf(options: readonly string[]) {
  const wanted = `must be one of ${options.map(quoted).join(', ')}`;
  return (issue: Issue) => (issue.input === undefined ? `is missing: it ${wanted}` : `${wanted}, not ${valueText(issue.input)}`);
}

function strictObject<const T extends v.ObjectEntries>(entries: T, word = 'field') {
  return v.strictObject(entries, (issue) => {
    if (issue.path === undefined) return `must be an object, not ${valueText(issue.input)}`;
    const key = issue.path.at(-1);
    if (issue.expected !== 'never') return 'is missing';
    const holder = key?.input;
    const unknown = Object.keys(typeof holder === 'object' && holder !== null ? holder : {});
    const names = unknown.filter((name) => !Object.hasOwn(entries, name)).map(quoted);
    if (names.length === 1) return `is no ${word} here`;
    return `is no ${word} here, nor ${names.length > 4 ? `are ${names.length - 1} others` : names.slice(1).join(', ')}`;
  });
}

function list<T extends v.GenericSchema>(item: T, most: number, words: string, least = 0) {
  const base = v.array(item, (issue) => `must be a list, not ${valueText(issue.input)}`);
  const tooMany = (issue: Issue & { readonly received: string }) =>
    `has ${numberText(Number(issue.received))} ${words}; at most ${numberText(most)} are allowed`;
  const long = v.maxLength<v.InferOutput<T>[], number, (issue: Issue & { readonly received: string }) => string>(most, tooMany);
  return least === 0 ? v.pipe(base, long) : v.pipe(base, v.minLength(least, `needs at least ${least} of the ${words}`), long);
}

function text(most: number, multiline = false) {
  // Tab and line feed are the only control characters that text of several lines may hold.
  // What turns the direction of text would turn that of whatever is written around a name.
  const pattern = multiline
    ? /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/
    : /^[^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/;
  return v.pipe(
    v.string((issue) => `must be text, not ${valueText(issue.input)}`),
    v.maxLength(most, (issue) => `has ${issue.input.length} characters; at most ${most} are allowed`),
    v.regex(pattern, 'holds control characters'),
  );
}

/** Schema of the fields that all sorts of an item have alike; anything goes for the others, and for the one that tells
 *  the sorts apart. No other names. */
function sharedFields(sorts: readonly { readonly entries: v.ObjectEntries }[]): v.GenericSchema {
  const shared = (name: string): boolean => sorts.every(({ entries }) => entries[name] === sorts[0]?.entries[name]);
  const names = [...new Set(sorts.flatMap(({ entries }) => Object.keys(entries)))];
  const anything = v.optional(v.unknown());
  return strictObject(Object.fromEntries(names.map((name) => [name, shared(name) ? sorts[0]!.entries[name]! : anything])));
}

const label = text(LIMITS.labelCharacters);
const routingKey = text(LIMITS.labelCharacters);
const noteText = text(LIMITS.noteCharacters, true);
const idMessage = (issue: Issue) =>
  `must be an id (a letter, then letters, digits or hyphens, at most ${LIMITS.idCharacters} characters), not ${valueText(issue.input)}`;
const id = v.pipe(
  v.string(idMessage),
  v.regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, idMessage),
  v.check((text) => !(text in {}), 'must not be a word that every JavaScript object answers to'),
);
const optionalId = v.optional(id);
const connectionKind = v.picklist(['sync', 'queue', 'stream'], oneOf(['sync', 'queue', 'stream']));
const coordinate = numberBetween(-MAX_COORDINATE, MAX_COORDINATE, false);
const moment = numberBetween(0, MAX_TIME_MS, false);
const spanMs = numberBetween(1, MAX_TIME_MS, false);
const optionalLabel = v.optional(label);
const optionalRoutingKey = v.optional(routingKey);
const optionalCoordinate = v.optional(coordinate);
const optionalMoment = v.optional(moment);
const optionalPattern = v.optional(strictObject({ mtbfMs: spanMs, mttrMs: spanMs }));
const optionalCondition = v.optional(
  strictObject({ target: id, measure: text(LIMITS.idCharacters), above: numberBetween(0, 1e12, false) }),
);
const loadFactor = numberBetween(0, MAX_LOAD_FACTOR, false);

function component<K extends ComponentKind>(kind: K) {
  return strictObject({
    id,
    kind: v.literal(kind),
    name: label,
    x: coordinate,
    y: coordinate,
    params: v.optional(parametersSchema(KINDS[kind].params)),
    handlers: optionalHandlers,
    mix: optionalMix,
  });
}

const share = numberBetween(0, 1, false);
const times = numberBetween(1, 1000, true);

/** One step of a handler. Steps hold steps, so the schema speaks of itself; how deep is checked with the references,
 *  after `plainCopy` has bounded the depth of everything. */
const step: v.GenericSchema<unknown, Step> = v.lazy(() =>
  v.variant(
    'do',
    [
      strictObject({ do: v.literal('work'), ms: v.optional(numberBetween(0, 3_600_000, false)) }),
      strictObject({ do: v.literal('call'), connection: id, times: v.optional(times) }),
      strictObject({ do: v.literal('publish'), connection: id, times: v.optional(times) }),
      strictObject({ do: v.literal('parallel'), steps }),
      strictObject({ do: v.literal('chance'), probability: share, steps }),
      strictObject({ do: v.literal('loop'), times, steps }),
      strictObject({ do: v.literal('fail'), probability: share }),
    ],
    oneOf(['work', 'call', 'publish', 'parallel', 'chance', 'loop', 'fail']),
  ),
);
const steps = list(step, LIMITS.steps, 'steps');
const handler = strictObject({ class: v.optional(id), steps });
const mixEntry = strictObject({ class: id, weight: numberBetween(0, 1_000_000, false) });
const optionalHandlers = v.optional(list(handler, LIMITS.classes + 1, 'handlers', 1));
const optionalMix = v.optional(list(mixEntry, LIMITS.classes, 'classes', 1));
const bytes = numberBetween(0, 1_000_000_000, true);
const requestClass = strictObject({
  id,
  name: label,
  priority: v.optional(numberBetween(-9, 9, true)),
  requestBytes: v.optional(bytes),
  replyBytes: v.optional(bytes),
});

function connection<P extends Protocol>(protocol: P) {
  return strictObject({
    id,
    kind: connectionKind,
    protocol: v.literal(protocol),
    from: id,
    to: id,
    channel: optionalId,
    label: optionalLabel,
    routingKey: optionalRoutingKey,
    params: v.optional(parametersSchema(PROTOCOLS[protocol].params)),
  });
}

function broker<P extends Broker['protocol']>(protocol: P) {
  return strictObject({
    id,
    protocol: v.literal(protocol),
    name: label,
    params: v.optional(parametersSchema(PROTOCOLS[protocol].brokerParams ?? [])),
  });
}

const binding = strictObject({ to: id, key: optionalRoutingKey, share: v.optional(share) });
const optionalBindings = v.optional(list(binding, LIMITS.bindings, 'bindings', 1));

function channel<K extends ChannelKind>(kind: K) {
  return strictObject({
    id,
    broker: id,
    kind: v.literal(kind),
    name: label,
    x: optionalCoordinate,
    y: optionalCoordinate,
    bindings: optionalBindings,
    alternate: optionalId,
    deadLetterTo: optionalId,
    params: v.optional(parametersSchema(channelParameters(kind))),
  });
}

/** Parameters that channels of this kind have under any protocol; whether the broker's own protocol declares them is
 *  checked with the references. */
function channelParameters(kind: ChannelKind): readonly ParameterSpec[] {
  const all = Object.values(PROTOCOLS).flatMap((spec) => {
    if (kind === 'exchange') return spec.exchangeParams ?? [];
    return spec.channelKind === kind ? (spec.channelParams ?? []) : [];
  });
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map((name) => all.filter((spec) => spec.name === name).reduce(widened));
}

/** A specification that allows what either of two of the same name and type allows. */
function widened(one: ParameterSpec, other: ParameterSpec): ParameterSpec {
  if (one.type !== 'number' || other.type !== 'number') return one;
  const allowUnbounded = one.allowUnbounded || other.allowUnbounded;
  return { ...one, min: Math.min(one.min, other.min), max: Math.max(one.max, other.max), allowUnbounded };
}

function fault<F extends FaultKind>(kind: F) {
  return strictObject({
    id,
    type: v.literal('fault'),
    fault: v.literal(kind),
    target: id,
    atMs: moment,
    durationMs: optionalMoment,
    rampMs: optionalMoment,
    pattern: optionalPattern,
    when: optionalCondition,
    params: v.optional(parametersSchema(FAULTS[kind].params)),
  });
}

const anyParameterValue = v.union(
  [v.number(), v.string(), v.boolean(), v.pipe(v.array(v.number()), v.maxLength(LIMITS.listNumbers))],
  (issue) => `must be a number, a word, true, false or a list of numbers, not ${valueText(issue.input)}`,
);

const setEntry = strictObject({
  id,
  type: v.literal('set'),
  target: id,
  param: text(LIMITS.idCharacters),
  value: anyParameterValue,
  atMs: moment,
});

const loadEntry = strictObject({ id, type: v.literal('load'), factor: loadFactor, atMs: moment });

const faultEntries = FAULT_NAMES.map(fault);
const faultEntry = v.variant('fault', faultEntries, oneOf(FAULT_NAMES));
const entry = v.variant('type', [faultEntry, setEntry, loadEntry], (issue) =>
  issue.path?.at(-1)?.key === 'fault' ? oneOf(FAULT_NAMES)(issue) : oneOf(['fault', 'set', 'load'])(issue),
);
const entries = list(entry, LIMITS.scheduleEntries, 'entries');

const settings = strictObject({
  seed: numberBetween(0, 4_294_967_295, true),
  horizonMs: numberBetween(1, MAX_TIME_MS, false),
  warmUpMs: moment,
});

const view = strictObject({
  x: v.optional(coordinate),
  y: v.optional(coordinate),
  zoom: v.optional(numberBetween(0.01, 100, false)),
  selected: v.optional(id),
  atMs: v.optional(moment),
});

const components = KIND_NAMES.map(component);
const connections = PROTOCOL_NAMES.map(connection);
const brokers = BROKER_PROTOCOL_NAMES.map(broker);
const channels = CHANNEL_KINDS.map(channel);

const SHARED_FIELDS: Readonly<Record<string, v.GenericSchema>> = {
  'components kind': sharedFields(components),
  'connections protocol': sharedFields(connections),
  'brokers protocol': sharedFields(brokers),
  'channels kind': sharedFields(channels),
  ...Object.fromEntries(
    ['schedule', 'log'].flatMap((list) => [
      [`${list} type`, sharedFields([...faultEntries, setEntry, loadEntry])],
      [`${list} fault`, sharedFields(faultEntries)],
    ]),
  ),
};

/** Schema of what all items of a list have in common, by the field that tells their sorts apart: for items of which that
 *  field is wrong, so that nothing else about them is known. Undefined for any other field. */
export function sharedFieldsOf(list: string, field: string): v.GenericSchema | undefined {
  return SHARED_FIELDS[`${list} ${field}`];
}

/** Structure and ranges of a document, built from the same declarations that palette, inspector and engine read.
 *  References between its parts are checked by `findReferenceProblems`. */
export const documentSchema = strictObject({
  format: v.literal('brownout', 'must be "brownout"'),
  version: v.literal(DOCUMENT_VERSION, `must be ${DOCUMENT_VERSION}`),
  title: label,
  note: v.optional(noteText),
  settings,
  components: list(v.variant('kind', components, oneOf(KIND_NAMES)), LIMITS.components, 'components'),
  connections: list(
    v.variant('protocol', connections, oneOf(PROTOCOL_NAMES)),
    LIMITS.connections,
    'connections',
  ),
  brokers: list(
    v.variant('protocol', brokers, oneOf(BROKER_PROTOCOL_NAMES)),
    LIMITS.brokers,
    'brokers',
  ),
  channels: list(
    v.variant('kind', channels, oneOf(CHANNEL_KINDS)),
    LIMITS.channels,
    'channels',
  ),
  load: list(strictObject({ atMs: moment, factor: loadFactor }), LIMITS.loadPoints, 'points'),
  schedule: entries,
  log: entries,
  notes: list(strictObject({ id, text: noteText, x: coordinate, y: coordinate }), LIMITS.notes, 'notes'),
  classes: v.optional(list(requestClass, LIMITS.classes, 'classes'), []),
  zones: v.optional(
    list(strictObject({ id, name: label, members: list(id, LIMITS.components, 'members') }), LIMITS.zones, 'zones'),
    [],
  ),
  view: v.optional(view),
});

type SchemaOutput = v.InferOutput<typeof documentSchema>;
type Frozen<T> = T extends string ? T : T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
/** Compiles only while each of two types can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Proof, at compile time, that what the schema lets through is a document and the other way round. */
export const schemaMatchesType: Same<Frozen<SchemaOutput>, BrownoutDocument> = true;
