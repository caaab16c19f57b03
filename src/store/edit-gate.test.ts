import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { insertComponent } from '../model/builders.ts';
import { problemsOfEdit } from '../model/check-edit.ts';
import { emptyDocument } from '../model/document.ts';

/** The gate as it is when a page starts: nothing is loaded yet. */
async function freshPage() {
  vi.resetModules();
  const gate = await import('./edit-gate.ts');
  const { tryEdit, useDiagram } = await import('./diagram-store.ts');
  const { useView } = await import('./view-store.ts');
  useDiagram.getState().open(emptyDocument('Test'), { kind: 'new' });
  return { gate, tryEdit, useDiagram, words: () => useView.getState().notices.map(({ text }) => text) };
}

let page: Awaited<ReturnType<typeof freshPage>>;
beforeEach(async () => void (page = await freshPage()));
afterEach(() => vi.resetModules());

describe('the gate of edits', () => {
  it('refuses what could not be opened again, and says what and where', () => {
    const { gate, tryEdit, useDiagram, words } = page;
    gate.arm(problemsOfEdit);
    const before = useDiagram.getState();
    expect(tryEdit({ type: 'setSettings', settings: { warmUpMs: 600_001 } })).toBe(false);
    expect(useDiagram.getState()).toBe(before);
    expect(words()).toEqual([expect.stringContaining('Settings, warm-up: must not be longer than the run.')]);
    expect(tryEdit({ type: 'setSettings', settings: { warmUpMs: 600_000 } })).toBe(true);
  });

  it('takes back what was edited before it could check, and no more than that', () => {
    const { gate, tryEdit, useDiagram, words } = page;
    gate.guardEdits(useDiagram);
    tryEdit(insertComponent(useDiagram.getState().document, { kind: 'service', x: 0, y: 0 }));
    const sound = JSON.stringify(useDiagram.getState().document);
    tryEdit({ type: 'rename', target: 'c1', name: 'a\u000bb' });
    tryEdit({ type: 'setTitle', title: 'Another' });
    expect(words()).toEqual([]);
    gate.arm(problemsOfEdit);
    expect(JSON.stringify(useDiagram.getState().document)).toBe(sound);
    expect(words()).toEqual([expect.stringContaining('holds control characters.')]);
  });

  it('leaves alone what was opened meanwhile', () => {
    const { gate, tryEdit, useDiagram, words } = page;
    gate.guardEdits(useDiagram);
    tryEdit({ type: 'setTitle', title: 'a\tb' });
    useDiagram.getState().open(emptyDocument('Opened'), { kind: 'file' });
    gate.arm(problemsOfEdit);
    expect(useDiagram.getState().document.title).toBe('Opened');
    expect(words()).toEqual([]);
  });
});
