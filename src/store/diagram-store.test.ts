import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../model/document.ts';
import { createDiagramStore, liveEntries, MAX_STEPS } from './diagram-store.ts';
import { insertComponent } from '../model/builders.ts';
import { changeParam } from '../model/declared.ts';

function withService() {
  const store = createDiagramStore();
  store.getState().open(emptyDocument(), { kind: 'new' });
  store.getState().edit(insertComponent(store.getState().document, { kind: 'service', x: 0, y: 0 }));
  return { store, id: 'c1' };
}

describe('createDiagramStore', () => {
  it('goes back and forth between the very same documents', () => {
    const { store, id } = withService();
    const one = store.getState().document;
    store.getState().edit({ type: 'rename', target: id, name: 'Payments' });
    const two = store.getState().document;
    store.getState().undo();
    expect(JSON.stringify(store.getState().document)).toBe(JSON.stringify(one));
    store.getState().redo();
    expect(JSON.stringify(store.getState().document)).toBe(JSON.stringify(two));
  });

  it('undoes edits with one merge key as one, and redoes the last of them', () => {
    const { store, id } = withService();
    const before = JSON.stringify(store.getState().document);
    for (const value of [20, 30, 40]) {
      store.getState().edit(changeParam(store.getState().document, id, 'servers', value), { mergeKey: 'drag-1' });
    }
    const after = JSON.stringify(store.getState().document);
    store.getState().undo();
    expect(JSON.stringify(store.getState().document)).toBe(before);
    store.getState().redo();
    expect(JSON.stringify(store.getState().document)).toBe(after);
  });

  it('forgets the future with a new edit, and all steps with another document', () => {
    const { store, id } = withService();
    store.getState().undo();
    store.getState().edit(insertComponent(store.getState().document, { kind: 'cache', x: 0, y: 0 }));
    expect(store.getState().future).toEqual([]);
    store.getState().open(emptyDocument(), { kind: 'demo' });
    store.getState().undo();
    expect(store.getState().document.components).toEqual([]);
    expect(id).toBe('c1');
  });

  it('does not count looking elsewhere as a step', () => {
    const { store } = withService();
    const steps = store.getState().past.length;
    store.getState().edit({ type: 'setView', view: { zoom: 2 } });
    expect(store.getState().past.length).toBe(steps);
    expect(store.getState().document.view).toEqual({ zoom: 2 });
  });

  it('tells entries that came with the document from those that were made live, and forgets only these', () => {
    const own = { id: 'l1', type: 'load', factor: 2, atMs: 5 } as const;
    const live = { id: 'l2', type: 'load', factor: 3, atMs: 9 } as const;
    const store = createDiagramStore();
    store.getState().open({ ...emptyDocument(), log: [own] }, { kind: 'link' });
    store.getState().edit({ type: 'insert', items: [{ collection: 'log', item: live }] });
    expect(liveEntries(store.getState())).toEqual([live]);
    store.getState().forgetLog();
    expect(store.getState().document.log).toEqual([own]);
    store.getState().open({ ...emptyDocument(), log: [own, live] }, { kind: 'link' });
    expect(liveEntries(store.getState())).toEqual([]);
  });

  it('takes an earlier state that was put in place back, and then what was done before it', () => {
    const { store, id } = withService();
    store.getState().edit({ type: 'rename', target: id, name: 'Payments' });
    const present = store.getState().document;
    const earlier = emptyDocument('Earlier');
    store.getState().replaceDocument(earlier);
    store.getState().replaceDocument(earlier);
    store.getState().edit({ type: 'setTitle', title: 'Later' });
    store.getState().undo();
    store.getState().undo();
    expect(store.getState().document).toBe(present);
    store.getState().undo();
    expect(store.getState().document.components[0]?.name).not.toBe('Payments');
    for (let i = 0; i < 3; i++) store.getState().redo();
    expect(store.getState().document).toEqual({ ...earlier, title: 'Later' });
  });

  it('keeps a bounded number of steps', () => {
    const { store, id } = withService();
    for (let i = 0; i < MAX_STEPS + 10; i++) store.getState().edit({ type: 'rename', target: id, name: `n${i}` });
    expect(store.getState().past.length).toBe(MAX_STEPS);
  });
});

describe('a store with a gate', () => {
  const isShort = (_: unknown, { title }: { readonly title: string }): boolean => title.length < 5;

  it('does not make an edit that the gate does not allow, and keeps what can be undone and redone', () => {
    const store = createDiagramStore(isShort);
    store.getState().edit({ type: 'setTitle', title: 'one' });
    store.getState().edit({ type: 'setTitle', title: 'two' });
    store.getState().undo();
    const before = store.getState();
    store.getState().edit({ type: 'setTitle', title: 'three' });
    expect(store.getState()).toBe(before);
    store.getState().redo();
    expect(store.getState().document.title).toBe('two');
  });
});
