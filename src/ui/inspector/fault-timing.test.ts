import { describe, expect, it } from 'vitest';
import { connect, insertComponent, insertFault } from '../../model/builders.ts';
import { type BrownoutDocument, emptyDocument, type FaultEntry } from '../../model/document.ts';
import { applyEdit, type Edit } from '../../model/edit.ts';
import { parseDocument } from '../../model/parse.ts';
import { conditionOffers, retimed, startOf, usualPattern } from './fault-timing.ts';

const edits: readonly ((document: BrownoutDocument) => Edit)[] = [
  (d) => insertComponent(d, { kind: 'client', x: 0, y: 0 }),
  (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
  (d) => insertComponent(d, { kind: 'service', x: 0, y: 0 }),
  (d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' }),
  (d) => connect(d, { from: 'c2', to: 'c3', kind: 'queue' }),
  (d) => connect(d, { from: 'c2', to: 'c3', kind: 'stream' }),
  (d) => insertFault(d, { fault: 'slowdown', target: 'c2', atMs: 1000 }),
];
const diagram = edits.reduce((document, edit) => applyEdit(document, edit(document)).document, emptyDocument());
const fault = diagram.schedule[0] as FaultEntry;

function expectCanonical(entry: FaultEntry): void {
  const document = { ...diagram, schedule: [entry] };
  const parsed = parseDocument(JSON.parse(JSON.stringify(document)));
  expect(parsed.ok ? JSON.stringify(parsed.document) : parsed.problems).toBe(JSON.stringify(document));
}

describe('the timing of a planned fault', () => {
  it('offers conditions that a document may hold, for everything that can pile up or open', () => {
    const offers = conditionOffers(diagram);
    expect(new Set(offers.map(({ measure }) => measure))).toEqual(new Set(['queued', 'ready', 'inProgress', 'circuitOpened', 'lag']));
    for (const { target, measure, usual } of offers) expectCanonical(retimed(fault, { when: { target, measure, above: usual } }));
  });

  it('strikes by chance within runs of any length', () => {
    expect(usualPattern(600_000)).toEqual({ mtbfMs: 300_000, mttrMs: 30_000 });
    expect(usualPattern(86_400_000)).toEqual({ mtbfMs: 300_000, mttrMs: 30_000 });
    expect(usualPattern(120_000)).toEqual({ mtbfMs: 60_000, mttrMs: 6000 });
    expect(usualPattern(1)).toEqual({ mtbfMs: 1, mttrMs: 1 });
  });

  it('goes from a moment to chance and on to a condition, and leaves nothing behind', () => {
    const byChance = retimed(fault, { durationMs: undefined, pattern: usualPattern(600_000), rampMs: 500, params: { factor: 3 } });
    expectCanonical(byChance);
    expect(Object.hasOwn(byChance, 'durationMs')).toBe(false);
    const waiting = retimed(byChance, { pattern: undefined, when: { target: 'c3', measure: 'queued', above: 5 } });
    expectCanonical(waiting);
    expect([fault, byChance, waiting].map(startOf)).toEqual(['moment', 'chance', 'condition']);
    expect(retimed(waiting, { durationMs: fault.durationMs, when: undefined, rampMs: 0, params: {} })).toEqual(fault);
  });
});
