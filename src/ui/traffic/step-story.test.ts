import { describe, expect, it } from 'vitest';
import { connect, insertComponent } from '../../model/builders.ts';
import { emptyDocument } from '../../model/document.ts';
import { applyEdit } from '../../model/edit.ts';
import { CHANNEL, COMPONENT, type ComponentMeasure, CONNECTION, type ConnectionMeasure, SOURCE, TAP_KIND } from '../../model/measures.ts';
import type { RunFrame } from '../../store/run-feed.ts';
import type { Loaded } from '../../worker/protocol.ts';
import { tellStep } from './step-story.ts';

const width = (columns: object): number => Object.keys(columns).length;

function shop() {
  let document = emptyDocument();
  for (const name of ['Shop', 'Stock']) {
    document = applyEdit(document, insertComponent(document, { kind: 'service', name, x: 0, y: 0 })).document;
  }
  document = applyEdit(document, connect(document, { from: 'c1', to: 'c2', kind: 'sync' })).document;
  const layout = { components: ['c1', 'c2'], connections: ['e1'], channels: [], sources: [] } as unknown as Loaded;
  return { document, layout };
}

function frame(tap: readonly number[] = []): RunFrame {
  return {
    components: new Float64Array(2 * width(COMPONENT)),
    connections: new Float64Array(width(CONNECTION)),
    channels: new Float64Array(width(CHANNEL)),
    sources: new Float64Array(width(SOURCE)),
    tap: Float64Array.from(tap),
  } as unknown as RunFrame;
}

function told(
  change: { readonly component?: readonly [number, ComponentMeasure][]; readonly connection?: readonly ConnectionMeasure[] },
  tap: readonly number[] = [],
): string {
  const before = frame();
  const after = frame(tap);
  for (const [row, measure] of change.component ?? []) after.components[row * width(COMPONENT) + COMPONENT[measure]]! += 1;
  for (const measure of change.connection ?? []) after.connections[CONNECTION[measure]]! += 1;
  return tellStep({ before, after, ...shop() });
}

describe('tellStep', () => {
  it('tells what ended before what began', () => {
    expect(told({ component: [[1, 'started'], [1, 'completed']] })).toBe('Stock finished serving a request; Stock began to serve a request');
  });

  it('names both ends of a connection, and the request when it is traced', () => {
    expect(told({ connection: ['attempts'] }, [TAP_KIND.forward, 0, 1, 0, 117, 0])).toBe('Shop sent to Stock (request 118)');
    expect(told({ connection: ['timedOut', 'attempts', 'retries'] })).toBe('Shop stopped waiting for Stock; Shop tried Stock again');
  });

  it('tells of a client that it asks, not that it serves', () => {
    const before = frame();
    const after = frame();
    const { document, layout } = shop();
    const asClient = { ...document, components: [{ ...document.components[0]!, kind: 'client' as const }, document.components[1]!] };
    for (const measure of ['offered', 'completed', 'started'] as const) after.components[COMPONENT[measure]]! += 1;
    expect(tellStep({ before, after, document: asClient, layout })).toBe('Shop made a request');
  });

  it('says so when nothing that is counted changed', () => {
    expect(told({})).toBe('A timer ran out: nothing changed.');
  });
});
