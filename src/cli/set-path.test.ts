import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BrownoutDocument } from '../model/document.ts';
import { parseDocumentText } from '../model/parse.ts';
import { applySet } from './set-path.ts';

const document = shipped();

function shipped(): BrownoutDocument {
  const text = readFileSync(new URL('../../public/diagrams/job-over-queue.json', import.meta.url), 'utf8');
  const parsed = parseDocumentText(text);
  if (!parsed.ok) throw new Error('The shipped diagram does not parse.');
  const fault = { id: 'f1', type: 'fault', fault: 'slowdown', target: 'orders', atMs: 1000, durationMs: 500 } as const;
  const set = { id: 'f2', type: 'set', target: 'orders', param: 'servers', value: 3, atMs: 9000 } as const;
  const load = { id: 'f3', type: 'load', factor: 2, atMs: 9000 } as const;
  return { ...parsed.document, schedule: [fault, set, load] };
}

function changed(...texts: string[]): BrownoutDocument {
  return texts.reduce((before, text) => {
    const result = applySet(before, text);
    if (!result.ok) throw new Error(result.message);
    return result.document;
  }, document);
}

function message(text: string): string {
  const result = applySet(document, text);
  return result.ok ? 'it worked' : result.message;
}

describe('applySet', () => {
  it('changes parameters of components, connections, channels and brokers, with their units', () => {
    const after = changed(
      'components.orders.serviceMs=50ms',
      'connections.e1.timeoutMs = 250',
      `channels.${document.channels[0].id}.capacity=2k`,
      `brokers.${document.brokers[0].id}.writeMs=1.5s`,
    );
    expect(after.components.find(({ id }) => id === 'orders')!.params).toMatchObject({ serviceMs: 50 });
    expect(after.connections[0].params).toMatchObject({ timeoutMs: 250 });
    expect(after.channels[0].params).toMatchObject({ capacity: 2000 });
    expect(after.brokers[0].params).toMatchObject({ writeMs: 1500 });
    expect(document.brokers[0].params).toBeUndefined();
  });

  it('keeps the other parameters', () => {
    const before = document.components.find(({ id }) => id === 'invoicing')!;
    const after = changed('components.invoicing.queueCapacity=unbounded').components.find(({ id }) => id === 'invoicing')!;
    expect(after).toEqual({ ...before, params: { ...before.params, queueCapacity: 'unbounded' } });
  });

  it('changes settings', () => {
    expect(changed('settings.seed=9', 'settings.warmUpMs=5s', 'settings.horizonMs=30000').settings).toEqual({
      seed: 9,
      warmUpMs: 5000,
      horizonMs: 30_000,
    });
  });

  it('changes planned faults, changes and loads', () => {
    const after = changed(
      'schedule.f1.atMs=3s',
      'schedule.f1.durationMs=2s',
      'schedule.f1.factor=20x',
      'schedule.f2.value=5',
      'schedule.f3.factor=1.5',
    );
    expect(after.schedule[0]).toMatchObject({ atMs: 3000, durationMs: 2000, params: { factor: 20 } });
    expect(after.schedule[1]).toMatchObject({ value: 5 });
    expect(after.schedule[2]).toMatchObject({ factor: 1.5 });
  });

  it.each([
    ['orders', 'write PATH=VALUE'],
    ['component.orders.serviceMs=1', 'there is no place "component"; there is components, '],
    ['components.order.serviceMs=1', 'there is no id "order"; there is orders, '],
    ['components.orders.servicems=1', 'there is no parameter "servicems"; there is serviceMs, '],
    ['components.orders=1', 'write components.orders.PARAMETER=VALUE'],
    ['components.orders.params.serviceMs=1', 'write components.orders.PARAMETER=VALUE'],
    ['components.orders.serviceMs=soon', 'must be a time such as 250ms, 1.5s or 2min, not "soon"'],
    ['components.orders.servers=0', 'must be from 1 to 10,000, not 0'],
    ['settings.sed=1', 'there is no setting "sed"; there is seed, '],
    ['settings.seed=', 'must be a whole number, not ""'],
    ['settings.horizonMs=long', 'must be a time such as'],
    ['schedule.f1.value=1', 'there is no field "value"; there is '],
    ['schedule.f2.value=many', 'must be a number such as 500 or 2k, not "many"'],
    ['schedule.f3.factor=', 'must be a factor such as 2 or 0.5, not ""'],
    ['log.l1.atMs=1', 'there is no id "l1", and no other one either'],
    ['components.__proto__.x=1', 'there is no id "__proto__"'],
    ['components.orders.constructor=1', 'there is no parameter "constructor"'],
  ])('refuses %s and says what exists nearby', (text, reason) => {
    expect(message(text)).toContain(`--set ${text}: ${reason}`);
  });
});
