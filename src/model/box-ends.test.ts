import { expect, it } from 'vitest';
import { changeProtocol, connect, insertComponent, insertFault, joinChannel, shareChannel } from './builders.ts';
import { type BrownoutDocument, type Channel, emptyDocument, type Step } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { setHandler } from './handler-edits.ts';
import { parseDocument } from './parse.ts';

/** Two services and a queue between them, then what the makers make of it. */
function after(...makers: ((document: BrownoutDocument) => Edit)[]): BrownoutDocument {
  const start: typeof makers = [
    (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
    (d) => insertComponent(d, { kind: 'service', x: 500, y: 0 }),
    (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' }),
  ];
  return [...start, ...makers].reduce((document, make) => applyEdit(document, make(document)).document, emptyDocument('Test'));
}

function expectValid(document: BrownoutDocument): void {
  expect(JSON.stringify(parseDocument(document))).toBe(JSON.stringify({ ok: true, document }));
}

const consumerFaults = [
  (d: BrownoutDocument) => insertFault(d, { fault: 'poison', target: 'e1', atMs: 1 }),
  (d: BrownoutDocument) => insertFault(d, { fault: 'consumerCrash', target: 'e1', atMs: 2, list: 'log' }),
  (d: BrownoutDocument) => insertFault(d, { fault: 'cut', target: 'e1', atMs: 3 }),
];

it('changeProtocol removes the faults that mean nothing to the new protocol, and undo brings them back', () => {
  const document = after(...consumerFaults);
  const { document: called, inverse } = applyEdit(document, changeProtocol(document, 'e1', 'grpc'));
  expect([...called.schedule, ...called.log]).toMatchObject([{ fault: 'cut' }]);
  expectValid(called);
  expect(JSON.stringify(applyEdit(called, inverse).document)).toBe(JSON.stringify(document));
});

it('changeProtocol removes a fault of calls from what becomes a stream', () => {
  const document = after(
    (d) => changeProtocol(d, 'e1', 'http1'),
    (d) => insertFault(d, { fault: 'callErrors', target: 'e1', atMs: 1 }),
    (d) => changeProtocol(d, 'e1', 'kafka'),
  );
  expect(document.schedule).toEqual([]);
  expectValid(document);
});

it('changeProtocol removes changes of parameters that the new broker\'s channels do not have', () => {
  const document = after(
    () => ({ type: 'insert', items: [{ collection: 'schedule', item: { id: 'f1', type: 'set', target: 'q1', param: 'overflow', value: 'reject', atMs: 1 } }] }),
    (d) => changeProtocol(d, 'e1', 'storageQueue'),
  );
  expect(document.schedule).toEqual([]);
  expectValid(document);
});

it('shareChannel leaves faults of consumers with the consumer', () => {
  const document = after(...consumerFaults, (d) => shareChannel(d, 'q1', { x: 250, y: 0 }));
  expect(document.connections.map(({ id, to }) => `${id} to ${to}`)).toEqual(['e1 to q1', 'e2 to c2']);
  expect([...document.schedule, ...document.log].map((entry) => entry.type === 'fault' && `${entry.fault} ${entry.target}`)).toEqual(
    ['poison e2', 'cut e1', 'consumerCrash e2'],
  );
  expectValid(document);
});

it('shareChannel leads the steps of a producer over the one connection that it keeps', () => {
  const publishing = (connection: string): Step => ({ do: 'publish', connection });
  const document = after(
    (d) => insertComponent(d, { kind: 'service', x: 500, y: 200 }),
    (d) => connect(d, { from: 'c1', to: 'c3', kind: 'queue' }),
    (d) => joinChannel(d, 'e2', 'q1'),
    (d) => setHandler(d, { component: 'c1' }, [publishing('e1'), { do: 'loop', times: 2, steps: [publishing('e2')] }]),
    (d) => shareChannel(d, 'q1', { x: 250, y: 0 }),
  );
  expect(document.components[0]!.handlers).toEqual([{ steps: [publishing('e1'), { do: 'loop', times: 2, steps: [publishing('e1')] }] }]);
  expectValid(document);
});

it('shareChannel keeps the fields of a channel in their order', () => {
  const document = after((d) => connect(d, { from: 'c2', to: 'c1', kind: 'queue' }), (d) => deadLettered(d), (d) => shareChannel(d, 'q1', { x: 250, y: 0 }));
  expect(document.channels[0]).toMatchObject({ x: 250, deadLetterTo: 'q2' });
  expectValid(document);
});

function deadLettered({ channels }: BrownoutDocument): Edit {
  const item: Channel = { ...channels[0]!, deadLetterTo: 'q2' };
  return { type: 'replace', collection: 'channels', item };
}

it('joinChannel refuses an exchange, which nobody takes from', () => {
  const document = after((d) => ({
    type: 'insert',
    items: [{ collection: 'channels', item: { id: 'x1', broker: d.brokers[0]!.id, kind: 'exchange', name: 'x', x: 0, y: 0 } }],
  }));
  expect(() => joinChannel(document, 'e1', 'x1')).toThrow('keeps no messages');
});
