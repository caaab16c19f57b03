import { expect, test } from 'vitest';
import { connect, insertComponent } from '../../model/builders.ts';
import { type BrownoutDocument, emptyDocument } from '../../model/document.ts';
import { applyEdit } from '../../model/edit.ts';
import { hasLaterWork, stripBands } from './strip-bands.ts';

function pair(kind: 'sync' | 'queue'): BrownoutDocument {
  let document = emptyDocument();
  for (const x of [0, 300]) document = applyEdit(document, insertComponent(document, { kind: 'service', x, y: 0 })).document;
  const [from, to] = document.components;
  return applyEdit(document, connect(document, { from: from!.id, to: to!.id, kind })).document;
}

test('faults are bands that end with them or with the time shown, other entries are moments, the warm-up comes first', () => {
  const document = pair('sync');
  const [service] = document.components;
  const [link] = document.connections;
  const bands = stripBands(
    {
      ...document,
      settings: { ...document.settings, warmUpMs: 2000 },
      schedule: [{ id: 'f1', type: 'fault', fault: 'crash', target: service!.id, atMs: 4000 }],
      log: [
        { id: 'l1', type: 'load', factor: 2, atMs: 3000 },
        { id: 'f2', type: 'fault', fault: 'cut', target: link!.id, atMs: 5000, durationMs: 1000 },
        { id: 'f3', type: 'fault', fault: 'crash', target: service!.id, atMs: 10_001 },
      ],
    },
    10_000,
  );
  expect(bands.map(({ id, fromMs, toMs, kind }) => [id, fromMs, toMs, kind])).toEqual([
    ['warm-up', 0, 2000, 'warmUp'],
    ['l1', 3000, 3000, 'change'],
    ['f1', 4000, 10_000, 'fault'],
    ['f2', 5000, 6000, 'fault'],
  ]);
  expect(bands.map(({ label }) => label)).toEqual(['warm-up', 'Load ×2', `Crash: ${service!.name}`, expect.stringContaining(' → ')]);
});

test('without a warm-up there is no band of one', () => {
  expect(stripBands(emptyDocument(), 10_000)).toEqual([]);
});

test('only work behind a queue or stream ends after the answer', () => {
  expect([hasLaterWork(pair('sync')), hasLaterWork(pair('queue'))]).toEqual([false, true]);
});
