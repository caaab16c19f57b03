import { describe, expect, it } from 'vitest';
import { connect, insertComponent, insertFault } from '../model/builders.ts';
import { type BrownoutDocument, emptyDocument } from '../model/document.ts';
import { applyEdit, type Edit } from '../model/edit.ts';
import { keepEntry } from './changes.ts';
import { runDifference } from './run-difference.ts';
import { changeParam } from '../model/declared.ts';

function twoServices(): BrownoutDocument {
  let document = emptyDocument();
  document = applyEdit(document, insertComponent(document, { kind: 'client', x: 0, y: 0 })).document;
  document = applyEdit(document, insertComponent(document, { kind: 'service', x: 240, y: 0 })).document;
  return applyEdit(document, connect(document, { from: 'c1', to: 'c2', kind: 'queue' })).document;
}

const base = twoServices();
const kindAfter = (edit: Edit) => runDifference(base, applyEdit(base, edit).document).kind;

describe('runDifference', () => {
  it('ignores what only the eye sees', () => {
    expect(runDifference(base, base).kind).toBe('nothing');
    expect(kindAfter({ type: 'setTitle', title: 'Shop' })).toBe('nothing');
    expect(kindAfter({ type: 'move', positions: [{ id: 'c1', x: 40, y: 40 }] })).toBe('nothing');
    expect(kindAfter({ type: 'rename', target: 'c2', name: 'Payments' })).toBe('nothing');
    expect(kindAfter({ type: 'rename', target: 'q1', name: 'Invoices' })).toBe('nothing');
    expect(kindAfter({ type: 'rename', target: 'e1', name: 'asks' })).toBe('nothing');
    expect(kindAfter({ type: 'setView', view: { zoom: 2 } })).toBe('nothing');
  });

  it('sees every change of structure, parameters, schedule and settings', () => {
    expect(kindAfter({ type: 'remove', ids: ['e1'] })).toBe('structure');
    expect(kindAfter(changeParam(base, 'c2', 'servers', 3))).toBe('structure');
    expect(kindAfter({ type: 'setSettings', settings: { seed: 2 } })).toBe('structure');
    expect(kindAfter({ type: 'setLoad', load: [{ atMs: 0, factor: 2 }] })).toBe('structure');
    expect(kindAfter(insertFault(base, { fault: 'crash', target: 'c2', atMs: 1000 }))).toBe('structure');
  });

  it('sees what components do with requests, and how channels hand messages on', () => {
    const [client, service] = base.components;
    const given = (changes: Partial<BrownoutDocument>) => runDifference(base, { ...base, ...changes }).kind;
    expect(given({ components: [client!, { ...service!, handlers: [{ steps: [{ do: 'work' }] }] }] })).toBe('structure');
    expect(given({ classes: [{ id: 'k1', name: 'search', priority: 1 }] })).toBe('structure');
    expect(given({ channels: [{ ...base.channels[0]!, deadLetterTo: 'q2' }] })).toBe('structure');
  });

  it('tells the engine of a zone quietly, unless a fault is aimed at it', () => {
    const zoned: BrownoutDocument = { ...base, zones: [{ id: 'z1', name: 'East', members: ['c1', 'c2'] }] };
    expect(runDifference(base, zoned).kind).toBe('moved');
    expect(runDifference(zoned, { ...zoned, zones: [{ ...zoned.zones[0]!, name: 'West' }] }).kind).toBe('nothing');
    const broken = applyEdit(zoned, insertFault(zoned, { fault: 'crash', target: 'z1', atMs: 1000, list: 'log' })).document;
    expect(runDifference(broken, zoned)).toEqual({ kind: 'withdrawn', entries: ['l1'] });
    expect(runDifference(broken, { ...broken, zones: [{ ...zoned.zones[0]!, members: ['c2'] }] }).kind).toBe('structure');
  });

  it('knows an entry that only moved into the schedule, and back, from a new one', () => {
    const live = applyEdit(base, insertFault(base, { fault: 'crash', target: 'c2', atMs: 1000, list: 'log' })).document;
    const kept = applyEdit(live, keepEntry(live, live.log[0]!.id)!).document;
    expect(kept.schedule.length).toBe(1);
    expect(runDifference(live, kept).kind).toBe('moved');
    expect(runDifference(kept, live).kind).toBe('moved');
    expect(runDifference(live, { ...kept, schedule: [{ ...kept.schedule[0]!, atMs: 1001 }] }).kind).toBe('structure');
    expect(runDifference(live, { ...kept, settings: { ...kept.settings, seed: 9 } }).kind).toBe('structure');
  });

  it('knows a withdrawn live entry from other changes of the log', () => {
    const one = applyEdit(base, insertFault(base, { fault: 'crash', target: 'c2', atMs: 1000, list: 'log' })).document;
    const two = applyEdit(one, insertFault(one, { fault: 'crash', target: 'c2', atMs: 9000, list: 'log' })).document;
    expect(runDifference(two, one)).toEqual({ kind: 'withdrawn', entries: ['l2'] });
    expect(runDifference(two, base)).toEqual({ kind: 'withdrawn', entries: ['l1', 'l2'] });
    expect(runDifference(one, two).kind).toBe('structure');
    const moved = { ...one, log: [{ ...one.log[0]!, atMs: 1500 }] };
    expect(runDifference(one, moved).kind).toBe('structure');
  });
});
