import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../model/document.ts';
import { type Library, type Notebook, RevisionConflictError, type SavedDiagram } from './adapters/storage.ts';
import { MOST_NOTED, MOST_NOTES, noteDraft, noteUnsaved } from './journal.ts';
import { takeDraft, takeOverUnsaved } from './journal-reader.ts';

function createNotes(notes = new Map<string, string>()): Notebook {
  return {
    put: (key, text) => (notes.set(key, text), true),
    read: (key) => notes.get(key),
    remove: (key) => void notes.delete(key),
    keys: () => [...notes.keys()],
  };
}

function entry(id: string, savedAtWallMs: number): SavedDiagram {
  return { id, title: id, components: 0, savedAtWallMs };
}

/** A library that holds these lines, takes what it is given, and fails for one id. */
function createLibrary(lines: readonly SavedDiagram[], failsFor = '') {
  const taken = new Map<string, string>();
  const library: Library = {
    list: () => Promise.resolve(lines),
    read: (id) => Promise.resolve({ text: `saved ${id}`, revision: 1 }),
    write(line, text, base) {
      if (line.id === failsFor) return Promise.reject(new Error('quota'));
      const there = lines.find(({ id }) => id === line.id)?.revision;
      if (base !== undefined && there !== undefined && base !== there) return Promise.reject(new RevisionConflictError());
      taken.set(line.id, text);
      return Promise.resolve(1);
    },
    remove: () => Promise.resolve(),
    last: () => Promise.resolve(undefined),
    remember: () => Promise.resolve(),
  };
  return { library, taken };
}

function createCopies() {
  const told: string[] = [];
  return { newId: () => 'copy', title: (title: string) => `${title} (copy)`, onCopy: (title: string) => void told.push(title), told };
}

describe('notes of unsaved work', () => {
  it('are taken over once, but never over something newer', async () => {
    const notes = createNotes();
    noteUnsaved(notes, { entry: entry('new', 10), text: 'new text' });
    noteUnsaved(notes, { entry: entry('stale', 10), text: 'stale text' });
    const { library, taken } = createLibrary([entry('stale', 20), entry('new', 5)]);
    expect(await takeOverUnsaved(notes, library, createCopies())).toBeUndefined();
    expect([...taken]).toEqual([['new', 'new text']]);
    expect(notes.keys()).toEqual([]);
  });

  it('become copies where another tab has written meanwhile, unless that is the same', async () => {
    const notes = createNotes();
    noteUnsaved(notes, { entry: entry('a', 10), text: '{"title":"a","note":"here"}', base: 1 });
    noteUnsaved(notes, { entry: entry('b', 11), text: 'saved b', base: 1 });
    noteUnsaved(notes, { entry: entry('c', 12), text: 'noted c', base: 2 });
    const { library, taken } = createLibrary(['a', 'b', 'c'].map((id) => ({ ...entry(id, 20), revision: 2 })));
    const copies = createCopies();
    await takeOverUnsaved(notes, library, copies);
    expect([...taken]).toEqual([['copy', '{"title":"a (copy)","note":"here"}'], ['c', 'noted c']]);
    expect([copies.told, notes.keys()]).toEqual([['a (copy)'], []]);
  });

  it('stay when the library does not take them, and the newest is given back', async () => {
    const notes = createNotes();
    noteUnsaved(notes, { entry: entry('b', 2), text: 'b' });
    noteUnsaved(notes, { entry: entry('a', 1), text: 'a' });
    expect(await takeOverUnsaved(notes, createLibrary([], 'b').library, createCopies())).toMatchObject({ text: 'b' });
    expect(notes.keys()).toEqual(['b']);
  });

  it('are bounded in number and length', () => {
    const notes = createNotes();
    for (let i = 0; i < MOST_NOTES + 3; i++) noteUnsaved(notes, { entry: entry(`d${i}`, i), text: 'x' });
    expect(notes.keys()).toHaveLength(MOST_NOTES);
    expect(notes.keys()).toContain(`d${MOST_NOTES + 2}`);
    const before = notes.keys();
    noteUnsaved(notes, { entry: entry(before[0]!, 99), text: 'y' });
    expect(notes.keys().toSorted()).toEqual(before.toSorted());
    expect(noteUnsaved(notes, { entry: entry('huge', 100), text: 'x'.repeat(MOST_NOTED + 1) })).toBe(false);
  });

  it('that cannot be read are dropped', async () => {
    const notes = createNotes(new Map([['a', '{'], ['b', 'null'], ['c', '{"entry":{}}']]));
    expect(await takeOverUnsaved(notes, createLibrary([]).library, createCopies())).toBeUndefined();
    expect(notes.keys()).toEqual([]);
  });
});

describe('drafts', () => {
  const document = emptyDocument('From elsewhere');

  it('are of links and files, are found under their own address, and only once', () => {
    for (const kind of ['link', 'file'] as const) {
      const notes = createNotes();
      noteDraft(notes, { document, origin: { kind }, fragment: 'AQx' });
      expect(takeDraft(notes, 'AQx')).toEqual({ kind, fragment: 'AQx', text: JSON.stringify(document) });
      expect(takeDraft(notes, 'AQx')).toBeUndefined();
      noteDraft(notes, { document, origin: { kind }, fragment: 'AQx' });
      expect(takeDraft(notes, 'AQother')).toBeUndefined();
    }
  });

  it('are forgotten when something else is open, and when they are too long', () => {
    const notes = createNotes();
    noteDraft(notes, { document, origin: { kind: 'link' }, fragment: '' });
    noteDraft(notes, { document, origin: { kind: 'mine', id: 'a' }, fragment: '' });
    expect(notes.keys()).toEqual([]);
    noteDraft(notes, { document, origin: { kind: 'link' }, fragment: '' });
    noteDraft(notes, { document: emptyDocument('x'.repeat(MOST_NOTED)), origin: { kind: 'link' }, fragment: '' });
    expect(takeDraft(notes, '')).toBeUndefined();
  });
});
