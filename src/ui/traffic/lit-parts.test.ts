import { expect, test } from 'vitest';
import type { Cascade, CascadeStep } from '../../analysis/cascade.ts';
import { connect, insertComponent, shareChannel } from '../../model/builders.ts';
import { type BrownoutDocument, emptyDocument } from '../../model/document.ts';
import { applyEdit, type Edit } from '../../model/edit.ts';
import { litParts } from './lit-parts.ts';

/** c1 (client) calls c2 over e1, c2 calls c3 over e2; c2 publishes to c4 over e3, channel q1. */
function diagram(): BrownoutDocument {
  const edits: readonly ((document: BrownoutDocument) => Edit)[] = [
    (d) => insertComponent(d, { kind: 'client', x: 0, y: 0 }),
    ...[1, 2, 3].map((column) => (d: BrownoutDocument) => insertComponent(d, { kind: 'service', x: 400 * column, y: 0 })),
    (d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' }),
    (d) => connect(d, { from: 'c2', to: 'c3', kind: 'sync' }),
    (d) => connect(d, { from: 'c2', to: 'c4', kind: 'queue' }),
  ];
  return edits.reduce((document, edit) => applyEdit(document, edit(document)).document, emptyDocument());
}

function step(what: CascadeStep['what'], place: string, victim: string, depth: number): CascadeStep {
  return { what, place, victim, atMs: 1000 * (depth + 1), depth };
}

function lit(document: BrownoutDocument, ...steps: readonly CascadeStep[]): readonly (readonly [string, number])[] {
  const cascade: Cascade = { id: 'x', failedAtMs: 0, steps };
  return litParts(cascade, document).map(({ id, order }) => [id, order]);
}

test('a connection that was cut carries the mark of the beginning', () => {
  const parts = lit(diagram(), step('fault', 'e2', 'e2', 0), step('timedOut', 'e2', 'c2', 1), step('callFailed', 'e1', 'c1', 2));
  expect(parts).toEqual([['e2', 1], ['c2', 2], ['c1', 3], ['e1', 0]]);
});

test("a broker's fault is marked where its channels are: on their edges, or at their boxes", () => {
  const document = diagram();
  const steps = [step('fault', document.brokers[0]!.id, document.brokers[0]!.id, 0), step('dropped', 'q1', 'q1', 1), step('callFailed', 'e3', 'c2', 2)];
  expect(lit(document, ...steps)).toEqual([['e3', 1], ['e3', 2], ['c2', 3]]);
  const shared = applyEdit(document, shareChannel(document, 'q1', { x: 0, y: 200 })).document;
  expect(lit(shared, ...steps).slice(0, 3)).toEqual([['q1', 1], ['q1', 2], ['c2', 3]]);
});

test('the calls over which parts waited are lit as well', () => {
  const parts = lit(diagram(), step('fault', 'c3', 'c3', 0), step('stalled', 'c2', 'c2', 1), step('timedOut', 'e1', 'c1', 2));
  expect(parts).toEqual([['c3', 1], ['c2', 2], ['c1', 3], ['e2', 0], ['e1', 0]]);
});

test('nothing is lit without a cascade', () => {
  expect(litParts(undefined, diagram())).toEqual([]);
});

test('copies behind one balancer that were hit alike carry the same number, each with its own time', () => {
  const edits: readonly ((document: BrownoutDocument) => Edit)[] = [
    (d) => insertComponent(d, { kind: 'loadBalancer', x: 0, y: 0 }),
    ...[1, 2].map((row) => (d: BrownoutDocument) => insertComponent(d, { kind: 'service', x: 400, y: 200 * row })),
    (d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' }),
    (d) => connect(d, { from: 'c1', to: 'c3', kind: 'sync' }),
  ];
  const document = edits.reduce((drawn, edit) => applyEdit(drawn, edit(drawn)).document, emptyDocument());
  const late: CascadeStep = { ...step('overload', 'c3', 'c3', 0), atMs: 1700 };
  const steps = [step('overload', 'c2', 'c2', 0), late, step('callFailed', 'e1', 'c1', 1)];
  expect(lit(document, ...steps)).toEqual([['c2', 1], ['c3', 1], ['c1', 2], ['e1', 0]]);
  expect(litParts({ id: 'x', failedAtMs: 0, steps }, document)[1]!.atMs).toBe(1700);
});
