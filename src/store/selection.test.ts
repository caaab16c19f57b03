import { expect, test } from 'vitest';
import { insertComponent } from '../model/builders.ts';
import { emptyDocument } from '../model/document.ts';
import { useDiagram } from './diagram-store.ts';
import { pruneSelection, removeSelection, selectAll } from './selection.ts';
import { useView } from './view-store.ts';

test('the selection follows what is there', () => {
  const { open, edit, undo } = useDiagram.getState();
  open(emptyDocument(), { kind: 'new' });
  for (const kind of ['service', 'cache'] as const) edit(insertComponent(useDiagram.getState().document, { kind, x: 0, y: 0 }));
  selectAll();
  expect(useView.getState().selection).toEqual(['c1', 'c2']);

  undo();
  pruneSelection();
  expect(useView.getState().selection).toEqual(['c1']);

  removeSelection();
  expect([useDiagram.getState().document.components, useView.getState().selection]).toEqual([[], []]);
});
