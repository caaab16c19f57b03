import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeProtocol, connect, insertComponent, insertedIds, insertFault, joinChannel, keepLog, shareChannel, whyNotProtocol } from './builders.ts';
import { type BrownoutDocument, emptyDocument, type Protocol } from './document.ts';
import { applyEdit, type Edit, isUndoable, setParameter } from './edit.ts';
import { changeParam } from './declared.ts';
import { parseDocument } from './parse.ts';
import { PROTOCOLS } from './catalog.ts';
import { Dice, randomDocument, randomEdit } from './testing/random-document.ts';

const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as Protocol[];
/** Random scripts that one run tries; each has 200 edits. */
const SCRIPTS = process.env['BROWNOUT_FULL'] === '1' ? 1000 : 40;

/** Builds a document by edits, one after another. */
function build(...makers: ((document: BrownoutDocument) => Edit)[]): BrownoutDocument {
  return makers.reduce((document, make) => applyEdit(document, make(document)).document, emptyDocument('Test'));
}

/** Edits that random scripts draw from besides those that make a document grow: removals and changes of protocol. */
function anyEdit(dice: Dice, document: BrownoutDocument): Edit {
  const roll = dice.below(10);
  const all = [...document.components, ...document.connections, ...document.channels, ...document.brokers, ...document.log];
  if (roll === 0 && all.length > 0) return { type: 'remove', ids: [dice.pick(all).id, dice.pick(all).id] };
  if (roll === 1) return keepLog(document);
  if (roll === 2 && document.connections.length > 0) return anyProtocol(dice, document);
  if (roll === 3) return { type: 'batch', edits: [{ type: 'setTitle', title: 'a' }, randomEdit(dice, document)] };
  return randomEdit(dice, document);
}

function anyProtocol(dice: Dice, document: BrownoutDocument): Edit {
  const { id } = dice.pick(document.connections);
  const protocol = dice.pick(PROTOCOL_NAMES);
  return whyNotProtocol(document, id, protocol) === undefined ? changeProtocol(document, id, protocol) : { type: 'setView' };
}

/** Fails, with the problems, unless the document is valid and canonical. */
function expectValid(document: BrownoutDocument): void {
  expect(parseDocument(document)).toEqual({ ok: true, document });
  expect(JSON.stringify(parseDocument(document))).toBe(JSON.stringify({ ok: true, document }));
}

describe('applyEdit', () => {
  it('undoes a script of 200 edits to the same bytes, redoes it to the same bytes, and stays valid', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const start = randomDocument(seed);
        let document = start;
        const states = [JSON.stringify(start)];
        const inverses: Edit[] = [];
        for (let i = 0; i < 200; i++) {
          const applied = applyEdit(document, anyEdit(dice, document));
          document = applied.document;
          inverses.push(applied.inverse);
          states.push(JSON.stringify(document));
        }
        expectValid(document);
        const redo: Edit[] = [];
        for (let i = 199; i >= 0; i--) {
          const applied = applyEdit(document, throughJson(inverses[i]!));
          document = applied.document;
          redo.push(applied.inverse);
          if (JSON.stringify(document) !== states[i]) throw new Error(`Undo of edit ${i} gives other bytes.`);
        }
        for (let i = 0; i < 200; i++) {
          document = applyEdit(document, throughJson(redo[199 - i]!)).document;
          if (JSON.stringify(document) !== states[i + 1]) throw new Error(`Redo of edit ${i} gives other bytes.`);
        }
      }),
      { numRuns: SCRIPTS },
    );
  }, 600_000);

  it('changes neither the document nor the edit', () => {
    const document = deepFreeze(randomDocument(7, 20));
    const dice = new Dice(1);
    for (let i = 0; i < 300; i++) applyEdit(document, deepFreeze(anyEdit(dice, document)));
    expect(document).toEqual(randomDocument(7, 20));
  });

  it('removes with a component its connections, channels, brokers and what is aimed at them, and brings all back', () => {
    const document = build(
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0, name: 'A' }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 0, name: 'B' }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 9, name: 'C' }),
      (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' }),
      (d) => connect(d, { from: 'c1', to: 'c3', kind: 'sync' }),
      (d) => insertFault(d, { fault: 'crash', target: 'b1', atMs: 5 }),
      (d) => insertFault(d, { fault: 'cut', target: 'e2', atMs: 6, list: 'log' }),
      (d) => insertFault(d, { fault: 'crash', target: 'c3', atMs: 7 }),
    );
    const { document: less, inverse } = applyEdit(document, { type: 'remove', ids: ['c1'] });
    expect(less.components.map(({ id }) => id)).toEqual(['c2', 'c3']);
    expect([less.connections, less.channels, less.brokers, less.log]).toEqual([[], [], [], []]);
    expect(less.schedule.map(({ id }) => id)).toEqual(['f2']);
    expect(JSON.stringify(applyEdit(less, inverse).document)).toBe(JSON.stringify(document));
  });

  it('leaves alone a channel that somebody else uses and one that nobody used before', () => {
    const document = build(
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 0 }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 9 }),
      (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' }),
      (d) => shareChannel(d, 'q1', { x: 5, y: 5 }),
      () => ({ type: 'insert', items: [{ collection: 'channels', item: { id: 'spare', broker: 'b1', kind: 'queue', name: 'Spare' } }] }),
    );
    const less = applyEdit(document, { type: 'remove', ids: ['c1'] }).document;
    expect(less.connections.map(({ from, to }) => [from, to])).toEqual([['q1', 'c2']]);
    expect(less.channels.map(({ id }) => id)).toEqual(['q1', 'spare']);
  });

  it('undoes an insertion without what was there before, even if nothing else uses it', () => {
    const document = build(
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 0 }),
      () => ({
        type: 'insert',
        items: [
          { collection: 'brokers', item: { id: 'b1', protocol: 'rabbitmq', name: 'Broker' } },
          { collection: 'channels', item: { id: 'q1', broker: 'b1', kind: 'queue', name: 'Spare', x: 5, y: 5 } },
        ],
      }),
    );
    const { document: more, inverse } = applyEdit(document, connect(document, { from: 'c1', to: 'q1', kind: 'queue' }));
    expect(more.connections).toHaveLength(1);
    expect(JSON.stringify(applyEdit(more, inverse).document)).toBe(JSON.stringify(document));
  });

  it('leaves a parameter out when it goes back to its default, and keeps the order of declaration', () => {
    const document = build(
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
      (d) => changeParam(d, 'c1', 'serviceMs', 5),
      (d) => changeParam(d, 'c1', 'servers', 2),
    );
    expect(JSON.stringify(document.components[0]!.params)).toBe('{"servers":2,"serviceMs":5}');
    const back = applyEdit(document, changeParam(document, 'c1', 'servers', 16)).document;
    expect(back.components[0]!.params).toEqual({ serviceMs: 5 });
    expect(applyEdit(back, changeParam(back, 'c1', 'serviceMs')).document.components[0]).not.toHaveProperty('params');
  });

  it('throws when an edit names what is not there', () => {
    const document = emptyDocument();
    expect(() => applyEdit(document, { type: 'remove', ids: ['c1'] })).toThrow('no c1');
    expect(() => applyEdit(document, { type: 'move', positions: [{ id: 'c1', x: 0, y: 0 }] })).toThrow('no c1');
    expect(() => changeParam(document, 'c1', 'servers', 1)).toThrow('no c1');
    expect(() => setParameter(document, { target: 'c1', specs: [], param: 'servers', value: 1 })).toThrow('no c1');
  });

  it('tells undo to ignore where the reader looks', () => {
    expect(isUndoable({ type: 'setView', view: { zoom: 2 } })).toBe(false);
    expect(isUndoable({ type: 'batch', edits: [{ type: 'setView' }] })).toBe(false);
    expect(isUndoable({ type: 'batch', edits: [{ type: 'setView' }, { type: 'setTitle', title: 'x' }] })).toBe(true);
  });
});

describe('builders', () => {
  const pair = (): BrownoutDocument =>
    build(
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0, name: 'A' }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 0, name: 'B' }),
      (d) => insertComponent(d, { kind: 'service', x: 9, y: 9, name: 'C' }),
    );
  const after = (document: BrownoutDocument, ...makers: ((document: BrownoutDocument) => Edit)[]): BrownoutDocument =>
    makers.reduce((current, make) => applyEdit(current, make(current)).document, document);

  it('give fresh ids and names', () => {
    const document = after(
      pair(),
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
      (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
    );
    expect(document.components.slice(3).map(({ id, name }) => [id, name])).toEqual([['c4', 'Service'], ['c5', 'Service 2']]);
    expect(insertedIds(insertComponent(document, { kind: 'cache', x: 0, y: 0 }), 'components')).toEqual(['c6']);
  });

  it('connect makes a channel of its own and reuses the broker of the protocol', () => {
    const document = after(
      pair(),
      (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue', protocol: 'serviceBus' }),
      (d) => connect(d, { from: 'c2', to: 'c3', kind: 'queue', protocol: 'serviceBus' }),
      (d) => connect(d, { from: 'c1', to: 'c3', kind: 'stream' }),
    );
    expect(document.brokers.map(({ id, protocol }) => [id, protocol])).toEqual([['b1', 'serviceBus'], ['b2', 'kafka']]);
    expect(document.channels.map(({ id, broker, name }) => [id, broker, name])).toEqual([
      ['q1', 'b1', 'Queue'],
      ['q2', 'b1', 'Queue 2'],
      ['q3', 'b2', 'Topic'],
    ]);
    expectValid(document);
  });

  it('connect refuses what the rules forbid', () => {
    const document = after(pair(), (d) => insertComponent(d, { kind: 'client', x: 0, y: 0 }));
    expect(() => connect(document, { from: 'c1', to: 'c4', kind: 'sync' })).toThrow('cannot end at "Clients" (clients)');
    expect(() => connect(document, { from: 'c1', to: 'c1', kind: 'sync' })).toThrow('leads back');
  });

  it('changeProtocol goes from call to queue to stream and back, one step and one undo each', () => {
    let document = after(pair(), (d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync', protocol: 'grpc' }), (d) => changeParam(d, 'e1', 'latencyMs', 7));
    const start = JSON.stringify(document);
    const undo: Edit[] = [];
    for (const protocol of ['rabbitmq', 'serviceBus', 'kafka', 'http1'] as const) {
      const applied = applyEdit(document, changeProtocol(document, 'e1', protocol));
      document = applied.document;
      undo.push(applied.inverse);
      expect(document.connections[0]).toMatchObject({ protocol, kind: PROTOCOLS[protocol].kind, params: { latencyMs: 7 } });
      expect(document.channels.map(({ id, name }) => [id, name])).toEqual(
        protocol === 'http1' ? [] : [['q1', protocol === 'kafka' ? 'Topic' : 'Queue']],
      );
      expect(document.brokers.map((broker) => broker.protocol)).toEqual(protocol === 'http1' ? [] : [protocol]);
      expectValid(document);
    }
    for (const edit of undo.reverse()) document = applyEdit(document, edit).document;
    expect(JSON.stringify(document)).toBe(start);
  });

  it('changeProtocol takes all connections of a channel along and drops settings that no longer fit', () => {
    const document = after(
      pair(),
      (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' }),
      (d) => shareChannel(d, 'q1', { x: 5, y: 5 }),
      (d) => connect(d, { from: 'q1', to: 'c3', kind: 'queue' }),
      () => ({
        type: 'insert',
        items: [{ collection: 'schedule', item: { id: 'f1', type: 'set', target: 'e2', param: 'prefetch', value: 3, atMs: 1 } }],
      }),
      (d) => changeProtocol(d, 'e1', 'kafka'),
    );
    expect(document.connections.map(({ from, to, protocol }) => `${from} ${to} ${protocol}`)).toEqual([
      'c1 q1 kafka',
      'q1 c2 kafka',
      'q1 c3 kafka',
    ]);
    expect(document.schedule).toEqual([]);
    expectValid(document);
    expect(whyNotProtocol(document, 'e1', 'http1')).toContain('takes no calls');
  });

  it('joinChannel shares a channel between connections and removes the one that is left', () => {
    const document = after(
      pair(),
      (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' }),
      (d) => connect(d, { from: 'c3', to: 'c2', kind: 'queue' }),
      (d) => joinChannel(d, 'e2', 'q1'),
    );
    expect(document.connections.map(({ channel }) => channel)).toEqual(['q1', 'q1']);
    expect(document.channels).toHaveLength(1);
    const boxed = after(document, (d) => shareChannel(d, 'q1', { x: 1, y: 2 }));
    expect(boxed.connections.map(({ from, to }) => `${from} ${to}`)).toEqual(['c1 q1', 'c3 q1', 'q1 c2']);
    expectValid(boxed);
  });
});

function throughJson(edit: Edit): Edit {
  return JSON.parse(JSON.stringify(edit)) as Edit;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
