import { componentSpecs, KINDS, PROTOCOLS } from '../catalog.ts';
import { connect, connectableKinds, insertComponent, shareChannel, usualProtocol } from '../builders.ts';
import { connectionKinds, findEndpoint } from '../connection-rules.ts';
import { type BrownoutDocument, type ComponentKind, emptyDocument, type FaultKind, type Protocol, type ScheduleEntry } from '../document.ts';
import { changeParam as paramEdit, specsOf } from '../declared.ts';
import { applyEdit, type Edit, findItem } from '../edit.ts';
import { canAim } from '../fault-targets.ts';
import { FAULTS } from '../faults.ts';
import { freshId, idsOf } from '../names.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../parameter.ts';

/** Repeatable random choices for tests: everything follows from the seed. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, but not including, `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('Nothing to pick from.');
    return items[this.below(items.length)]!;
  }
}

const NAMES = ['Payments', 'Basket API', 'Ordering', 'Caché €', '注文 サービス', 'a', '', 'x'.repeat(80), '🛒 cart', 'Service 2'];
const TEXTS = ['', 'One line.', 'Two\nlines\tand a tab', 'é'.repeat(250), 'What happens when the database slows down?'];

/** A value that the specification allows. */
export function randomValue(dice: Dice, spec: ParameterSpec): ParameterValue {
  switch (spec.type) {
    case 'toggle':
      return dice.chance(0.5);
    case 'choice':
      return dice.pick(spec.options).value;
    case 'list':
      return Array.from({ length: spec.minLength + dice.below(5) }, () => randomNumber(dice, spec.min, spec.max));
    case 'number':
      if (spec.allowUnbounded && dice.chance(0.3)) return 'unbounded';
      return spec.integer ? Math.floor(randomNumber(dice, spec.min, spec.max)) : randomNumber(dice, spec.min, spec.max);
  }
}

function randomNumber(dice: Dice, min: number, max: number): number {
  const shapes = [
    () => min,
    () => max,
    () => Math.round(min + dice.next() * Math.min(max - min, 100)),
    () => Math.round((min + dice.next() * Math.min(max - min, 10)) * 1000) / 1000,
    () => min + dice.next() * (max - min),
  ];
  return Math.min(max, Math.max(min, dice.pick(shapes)()));
}

/** Some parameters of a specification with values that it allows; undefined when none was chosen. */
export function randomParams(dice: Dice, specs: readonly ParameterSpec[], share = 0.35): ParameterValues | undefined {
  const chosen = specs.filter(() => dice.chance(share));
  if (chosen.length === 0) return undefined;
  return Object.fromEntries(chosen.map((spec) => [spec.name, randomValue(dice, spec)]));
}

/** A valid document of at most `size` components in which every feature of the format occurs now and then. */
export function randomDocument(seed: number, size = 12): BrownoutDocument {
  const dice = new Dice(seed);
  let document = emptyDocument(dice.pick(NAMES));
  if (dice.chance(0.5)) document = applyEdit(document, { type: 'setNote', note: dice.pick(TEXTS) }).document;
  const edits = dice.below(size * 4 + 1);
  for (let i = 0; i < edits; i++) {
    if (document.components.length < size || dice.chance(0.8)) document = applyEdit(document, randomEdit(dice, document)).document;
  }
  return document;
}

/** An edit that fits the document and leaves it valid. */
export function randomEdit(dice: Dice, document: BrownoutDocument): Edit {
  for (;;) {
    const edit = dice.pick(EDITS)(dice, document);
    if (edit !== undefined) return edit;
  }
}

type Maker = (dice: Dice, document: BrownoutDocument) => Edit | undefined;

function position(dice: Dice): { x: number; y: number } {
  const grid = dice.pick([1, 10, 20]);
  if (dice.chance(0.1)) return { x: dice.next() * 1000, y: -dice.next() * 1000 };
  return { x: (dice.below(200) - 100) * grid, y: (dice.below(200) - 100) * grid };
}

const addComponent: Maker = (dice, document) => {
  if (document.components.length >= 40) return undefined;
  const kind = dice.pick(Object.keys(KINDS) as ComponentKind[]);
  const params = randomParams(dice, componentSpecs({ kind }));
  const name = dice.chance(0.7) ? { name: dice.pick(NAMES) } : {};
  return insertComponent(document, { kind, ...position(dice), ...name, ...(params === undefined ? {} : { params }) });
};

const addConnection: Maker = (dice, document) => {
  const boxes = document.channels.filter((channel) => channel.x !== undefined);
  const ends = [...document.components, ...boxes].map(({ id }) => findEndpoint(document, id)!);
  if (ends.length < 2) return undefined;
  const from = dice.pick(ends);
  const to = dice.pick(ends);
  const kinds = connectionKinds(from, to);
  if (kinds.length === 0 || connectableKinds(from, 'from').length === 0) return undefined;
  const kind = dice.pick(kinds);
  const protocols = (Object.keys(PROTOCOLS) as Protocol[]).filter((protocol) => PROTOCOLS[protocol].kind === kind);
  const protocol = dice.chance(0.5) ? dice.pick(protocols) : usualProtocol(kind);
  return connect(document, { from: from.item.id, to: to.item.id, kind, protocol });
};

const changeParam: Maker = (dice, document) => {
  const ids = [...document.components, ...document.connections, ...document.channels, ...document.brokers, ...document.schedule];
  if (ids.length === 0) return undefined;
  const target = dice.pick(ids).id;
  const specs = specsOf(document, findItem(document, target)!);
  if (specs.length === 0) return undefined;
  const spec = dice.pick(specs);
  return dice.chance(0.2) ? paramEdit(document, target, spec.name) : paramEdit(document, target, spec.name, randomValue(dice, spec));
};

const addEntry: Maker = (dice, document) => {
  const collection = dice.pick(['schedule', 'log'] as const);
  if (document[collection].length >= 20) return undefined;
  const id = freshId(collection, idsOf(document));
  const item = dice.pick([faultEntry, setEntry, loadEntry])(dice, document, id);
  return item === undefined ? undefined : { type: 'insert', items: [{ collection, item }] };
};

function faultEntry(dice: Dice, document: BrownoutDocument, id: string): ScheduleEntry | undefined {
  const targets = [...document.components, ...document.connections, ...document.brokers];
  const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((name) => targets.some((target) => canAim(name, target)));
  if (kinds.length === 0) return undefined;
  const fault = dice.pick(kinds);
  const possible = targets.filter((target) => canAim(fault, target));
  const params = randomParams(dice, FAULTS[fault].params, 0.7);
  const atMs = dice.below(600) * 1000;
  const duration = dice.chance(0.7) ? { durationMs: dice.below(60_000) / 8 } : {};
  return { id, type: 'fault', fault, target: dice.pick(possible).id, atMs, ...duration, ...(params === undefined ? {} : { params }) };
}

function setEntry(dice: Dice, document: BrownoutDocument, id: string): ScheduleEntry | undefined {
  const targets = [...document.components, ...document.connections, ...document.channels, ...document.brokers];
  if (targets.length === 0) return undefined;
  const target = dice.pick(targets).id;
  const live = specsOf(document, findItem(document, target)!).filter((spec) => spec.live);
  if (live.length === 0) return undefined;
  const spec = dice.pick(live);
  return { id, type: 'set', target, param: spec.name, value: randomValue(dice, spec), atMs: dice.below(600_000) };
}

function loadEntry(dice: Dice, _document: BrownoutDocument, id: string): ScheduleEntry {
  return { id, type: 'load', factor: dice.below(80) / 8, atMs: dice.below(600_000) };
}

const EDITS: readonly Maker[] = [
  addComponent,
  addComponent,
  addComponent,
  addConnection,
  addConnection,
  addConnection,
  addConnection,
  changeParam,
  changeParam,
  addEntry,
  (dice, document) => {
    const shareable = document.channels.filter((channel) => channel.x === undefined);
    return shareable.length === 0 ? undefined : shareChannel(document, dice.pick(shareable).id, position(dice));
  },
  (dice, document) => {
    const items = [...document.components, ...document.notes].filter(() => dice.chance(0.5));
    return { type: 'move', positions: items.map(({ id }) => ({ id, ...position(dice) })) };
  },
  (dice, document) => {
    const named = [...document.components, ...document.connections, ...document.channels, ...document.brokers];
    return named.length === 0 ? undefined : { type: 'rename', target: dice.pick(named).id, name: dice.pick(NAMES) };
  },
  (dice) => ({ type: 'setTitle', title: dice.pick(NAMES) }),
  (dice) => {
    const note = dice.pick([undefined, ...TEXTS]);
    return note === undefined ? { type: 'setNote' } : { type: 'setNote', note };
  },
  (dice) => ({ type: 'setSettings', settings: { seed: dice.below(4_294_967_296), horizonMs: 1000 + dice.below(1_000_000) } }),
  (dice) => {
    const times = Array.from({ length: dice.below(6) }, () => dice.below(600_000)).toSorted((a, b) => a - b);
    return { type: 'setLoad', load: times.map((atMs) => ({ atMs, factor: dice.below(40) / 10 })) };
  },
  (dice) => ({ type: 'setView', view: { x: dice.below(100), y: dice.next() * 100, zoom: 0.5 + dice.next(), selected: 'c1' } }),
  (dice) => (dice.chance(0.5) ? { type: 'setView' } : undefined),
  (dice, document) => {
    const id = freshId('notes', idsOf(document));
    return { type: 'insert', items: [{ collection: 'notes', item: { id, text: dice.pick(TEXTS), ...position(dice) } }] };
  },
];

