import { describe, expect, it } from 'vitest';
import { insertComponent, insertFault } from '../model/builders.ts';
import { emptyDocument } from '../model/document.ts';
import type { WallClock } from './adapters/clock.ts';
import type { Library, Notebook, SavedDiagram } from './adapters/storage.ts';
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
  const written: string[] = [];
  const state = { isFull: false };
  const library: Library = {
    list: () => Promise.resolve([]),
    read: (id) => Promise.resolve(texts.get(id)),
    write(entry: SavedDiagram, text) {
      if (state.isFull) return Promise.reject(new Error('quota'));
      texts.set(entry.id, text);
      written.push(entry.title);
      return Promise.resolve();
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

function setUp() {
  const diagram = createDiagramStore();
  const clock = createTestClock();
  const storage = createTestLibrary();
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

  it('keeps a copy on request', async () => {
    const { diagram, storage, autosave } = setUp();
    diagram.getState().open(emptyDocument('Shared'), { kind: 'link' });
    autosave.keepCopy();
    await autosave.flush();
    expect(storage.written).toEqual(['Shared']);
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
