import { describe, expect, it } from 'vitest';
import { connect, insertComponent } from '../../model/builders.ts';
import { emptyDocument } from '../../model/document.ts';
import { applyEdit } from '../../model/edit.ts';
import { OUTCOME, TAP_KIND } from '../../model/measures.ts';
import type { Loaded } from '../../worker/protocol.ts';
import { foldStory, tellMoment } from './request-story.ts';

function callAndQueue() {
  let document = emptyDocument();
  for (const name of ['shop', 'stock', 'mailer']) {
    document = applyEdit(document, insertComponent(document, { kind: 'service', name, x: 0, y: 0 })).document;
  }
  document = applyEdit(document, connect(document, { from: 'c1', to: 'c2', kind: 'sync' })).document;
  document = applyEdit(document, connect(document, { from: 'c1', to: 'c3', kind: 'queue' })).document;
  const layout = { components: ['c1', 'c2', 'c3'], connections: ['e1', 'e2'] } as unknown as Loaded;
  return { document, layout };
}

describe('tellMoment', () => {
  const at = (kind: number, place: number, outcome: number = OUTCOME.ok) =>
    tellMoment({ kind, place, outcome, startMs: 0, endMs: 1 }, callAndQueue());

  it('tells every kind of row in the names of the diagram', () => {
    expect(at(TAP_KIND.forward, 0)).toBe('shop → stock');
    expect(at(TAP_KIND.back, 0, OUTCOME.failed)).toBe('stock → shop, reply: failed');
    expect(at(TAP_KIND.forward, 1)).toBe('shop → Queue');
    expect(at(TAP_KIND.deliver, 1)).toBe('handed to mailer');
    expect(at(TAP_KIND.leave, 1, OUTCOME.rejected)).toBe('ended at stock: rejected');
    expect(at(TAP_KIND.timeout, 0)).toBe('shop stopped waiting for stock');
    expect(at(TAP_KIND.dead, 1)).toBe('given up in Queue');
  });
});

describe('foldStory', () => {
  const story = (count: number) => Array.from({ length: count }, (_, step) => step);

  it('keeps how a story began and what came last', () => {
    expect(foldStory(story(20))).toEqual({ first: [0, 1], folded: 11, last: [13, 14, 15, 16, 17, 18, 19] });
  });

  it('folds nothing away that has room', () => {
    for (const count of [0, 1, 9, 10]) expect(foldStory(story(count))).toEqual({ first: story(count), folded: 0, last: [] });
    expect(foldStory(story(11)).folded).toBe(2);
  });
});
