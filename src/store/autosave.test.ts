import { describe, expect, it } from 'vitest';
import { insertComponent, insertFault } from '../model/builders.ts';
import { type BrownoutDocument, emptyDocument } from '../model/document.ts';
import type { WallClock } from './adapters/clock.ts';
import { type Library, type Notebook, RevisionConflictError, type SavedDiagram } from './adapters/storage.ts';
import { SAVE_AFTER_WALL_MS, type SaveState, startAutosave } from './autosave.ts';
import { createDiagramStore } from './diagram-store.ts';
import { createIdleDetector } from './idle.ts';

/** A clock whose hands the test turns. */
function createTestClock(): WallClock & { advance(ms: number): void } {
  let nowMs = 0;
  let timers: { atMs: number; callback: () => void }[] = [];
  const after = (wallMs: number, callback: () => void) => {
    const timer = { atMs: nowMs + wallMs, callback };
    timers.push(timer);
    return () => void (timers = timers.filter((other) => other !== timer));
  };
  return {
    now: () => nowMs,
    after,
    every: () => () => undefined,
    advance(ms) {
      nowMs += ms;
      const due = timers.filter((timer) => timer.atMs <= nowMs);
      timers = timers.filter((timer) => timer.atMs > nowMs);
      for (const timer of due) timer.callback();
    },
  };
}

/** A library in memory that can be told to fail. */
function createTestLibrary() {
  const texts = new Map<string, string>();
  const revisions = new Map<string, number>();
  const written: string[] = [];
  const state = { isFull: false };
  const library: Library = {
    list: () => Promise.resolve([]),
    read: (id) => Promise.resolve(texts.has(id) ? { text: texts.get(id)!, revision: revisions.get(id)! } : undefined),
    write(entry: SavedDiagram, text, base) {
      if (state.isFull) return Promise.reject(new Error('quota'));
      const there = revisions.get(entry.id);
      if (there !== undefined && base !== undefined && there !== base) return Promise.reject(new RevisionConflictError());
      texts.set(entry.id, text);
      written.push(entry.title);
      revisions.set(entry.id, (there ?? base ?? 0) + 1);
      return Promise.resolve(revisions.get(entry.id)!);
    },
    remove: (id) => Promise.resolve(void texts.delete(id)),
    last: () => Promise.resolve(undefined),
    remember: () => Promise.resolve(),
  };
  return { library, texts, written, state };
}

/** A notebook in memory. */
function createTestNotebook(): Notebook {
  const notes = new Map<string, string>();
  return {
    put: (key, text) => (notes.set(key, text), true),
    read: (key) => notes.get(key),
    remove: (key) => void notes.delete(key),
    keys: () => [...notes.keys()],
  };
}

function setUp(storage = createTestLibrary()) {
  const diagram = createDiagramStore();
  const clock = createTestClock();
  const notebook = createTestNotebook();
  const idle = createIdleDetector();
  const states: SaveState[] = [];
  const told: string[] = [];
  let ids = 0;
  const autosave = startAutosave({
    diagram,
    clock,
    idle,
    library: storage.library,
    notebook,
    newId: () => `id-${++ids}`,
    onState: (state) => states.push(state),
    onFailure: () => told.push('failure'),
    onAdopted: () => told.push('adopted'),
    copyTitle: (title) => `${title} (copy)`,
    onDiverged: (title) => told.push(`diverged: ${title}`),
  });
  return { diagram, clock, storage, notebook, idle, states, told, autosave };
}

describe('startAutosave', () => {
  it('writes once, a moment after the last of several changes', async () => {
    const { diagram, clock, storage, idle, states, autosave } = setUp();
    diagram.getState().open(emptyDocument(), { kind: 'mine', id: 'mine' });
    diagram.getState().edit({ type: 'setTitle', title: 'one' });
    clock.advance(SAVE_AFTER_WALL_MS - 1);
    diagram.getState().edit({ type: 'setTitle', title: 'two' });
    clock.advance(SAVE_AFTER_WALL_MS - 1);
    expect([storage.written, idle.isIdle()]).toEqual([[], false]);
    clock.advance(1);
    await autosave.flush();
    expect(storage.written).toEqual(['two']);
    expect(JSON.parse(storage.texts.get('mine')!)).toEqual(diagram.getState().document);
    expect([states.at(-1), idle.isIdle()]).toEqual(['saved', true]);
  });

  it('writes what still waits before another document takes its place', async () => {
    const { diagram, storage, autosave } = setUp();
    diagram.getState().open(emptyDocument(), { kind: 'mine', id: 'mine' });
    diagram.getState().edit({ type: 'setTitle', title: 'nearly lost' });
    diagram.getState().open(emptyDocument('other'), { kind: 'demo' });
    await autosave.flush();
    expect(storage.written).toEqual(['nearly lost']);
  });

  it('makes a foreign document mine with its first edit, but not by what is done to its run', async () => {
    const { diagram, storage, told, autosave } = setUp();
    const edit = insertComponent(emptyDocument(), { kind: 'service', x: 0, y: 0 });
    diagram.getState().open(emptyDocument(), { kind: 'example', name: 'one' });
    diagram.getState().edit(edit);
    await autosave.flush();
    expect([told, diagram.getState().origin, storage.texts.size]).toEqual([['adopted'], { kind: 'mine', id: 'id-1' }, 1]);

    diagram.getState().open(diagram.getState().document, { kind: 'demo' });
    diagram.getState().edit(insertFault(diagram.getState().document, { fault: 'crash', target: 'c1', atMs: 1, list: 'log' }));
    await autosave.flush();
    expect([diagram.getState().origin.kind, storage.texts.size]).toEqual(['demo', 1]);
  });

  it('notes at once what is not written when the page goes away, and forgets it when it is', async () => {
    const { diagram, notebook, clock, autosave } = setUp();
    diagram.getState().open(emptyDocument(), { kind: 'mine', id: 'mine' });
    autosave.leave();
    expect(notebook.keys()).toEqual([]);
    diagram.getState().edit({ type: 'setTitle', title: 'just typed' });
    autosave.leave();
    expect(JSON.parse(notebook.read('mine')!)).toMatchObject({ entry: { id: 'mine', title: 'just typed' } });
    clock.advance(SAVE_AFTER_WALL_MS);
    await autosave.flush();
    expect(notebook.keys()).toEqual([]);
    autosave.leave();
    expect(notebook.keys()).toEqual([]);
  });

  it('notes what an opening leaves behind half written, what was never written, and nothing that is deleted', async () => {
    const { diagram, notebook, storage, autosave } = setUp();
    diagram.getState().open(emptyDocument(), { kind: 'mine', id: 'one' });
    diagram.getState().edit({ type: 'setTitle', title: 'one' });
    diagram.getState().open(emptyDocument(), { kind: 'new' });
    autosave.leave();
    expect(notebook.keys()).toEqual(['one']);
    await autosave.flush();
    expect(notebook.keys()).toEqual([]);

    storage.state.isFull = true;
    diagram.getState().edit({ type: 'setTitle', title: 'two' });
    await autosave.flush();
    autosave.leave();
    expect(notebook.keys()).toEqual(['id-1']);
    notebook.remove('id-1');
    diagram.getState().setOrigin({ kind: 'file' });
    autosave.leave();
    expect(notebook.keys()).toEqual([]);
  });

  it('saves as a copy what another tab has written meanwhile, and goes on with that', async () => {
    const here = setUp();
    const there = setUp(here.storage);
    for (const tab of [here, there]) {
      tab.autosave.opened('mine', 0);
      tab.diagram.getState().open(emptyDocument('Shop'), { kind: 'mine', id: 'mine' });
    }
    there.diagram.getState().edit({ type: 'setNote', note: 'there' });
    await there.autosave.flush();
    here.diagram.getState().edit({ type: 'setNote', note: 'here' });
    await here.autosave.flush();
    here.diagram.getState().edit({ type: 'setNote', note: 'here, later' });
    await here.autosave.flush();
    const saved = [...here.storage.texts].map(([id, text]) => [id, (JSON.parse(text) as BrownoutDocument).title, (JSON.parse(text) as BrownoutDocument).note]);
    expect(saved).toEqual([['mine', 'Shop', 'there'], ['id-1', 'Shop (copy)', 'here, later']]);
    expect([here.told, there.told]).toEqual([['diverged: Shop (copy)'], []]);
    expect([here.diagram.getState().origin, here.states.at(-1)]).toEqual([{ kind: 'mine', id: 'id-1' }, 'saved']);
    expect([here.notebook.keys(), here.idle.isIdle()]).toEqual([[], true]);
  });

  it('saves as a copy what an opening leaves behind, without touching what is open', async () => {
    const { diagram, storage, autosave } = setUp();
    autosave.opened('mine', 0);
    await storage.library.write({ id: 'mine', title: 'Other tab', components: 0, savedAtWallMs: 0 }, '{}', undefined);
    diagram.getState().open(emptyDocument('Shop'), { kind: 'mine', id: 'mine' });
    diagram.getState().edit({ type: 'setNote', note: 'here' });
    diagram.getState().open(emptyDocument('Next'), { kind: 'demo' });
    await autosave.flush();
    expect(storage.written).toEqual(['Other tab', 'Shop (copy)']);
    expect(diagram.getState().document.title).toBe('Next');
  });

  it('keeps a copy on request', async () => {
    const { diagram, storage, autosave } = setUp();
    diagram.getState().open(emptyDocument('Shared'), { kind: 'link' });
    autosave.keepCopy();
    await autosave.flush();
    expect(storage.written).toEqual(['Shared']);
  });

  it('keeps a copy once: what an edit made mine already is not kept again', async () => {
    const { diagram, autosave } = setUp();
    diagram.getState().open(emptyDocument('Shared'), { kind: 'link' });
    diagram.getState().edit({ type: 'setTitle', title: 'Mine' });
    const { origin } = diagram.getState();
    autosave.keepCopy();
    expect([origin.kind, diagram.getState().origin]).toEqual(['mine', origin]);
  });

  it('tells a failure once, keeps the work, and saves when there is room again', async () => {
    const { diagram, storage, states, told, autosave } = setUp();
    diagram.getState().open(emptyDocument(), { kind: 'mine', id: 'mine' });
    storage.state.isFull = true;
    for (const title of ['one', 'two']) {
      diagram.getState().edit({ type: 'setTitle', title });
      await autosave.flush();
    }
    expect([told, states.at(-1), diagram.getState().document.title]).toEqual([['failure'], 'memoryOnly', 'two']);
    storage.state.isFull = false;
    diagram.getState().edit({ type: 'setTitle', title: 'three' });
    await autosave.flush();
    expect([storage.written, states.at(-1)]).toEqual([['three'], 'saved']);
  });
});
