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

  it('takes names as well as ids, with dots in them and whatever their case', () => {
    const [connection] = document.connections;
    const name = (id: string): string => document.components.find((item) => item.id === id)!.name;
    const renamed = { ...document, components: document.components.map((item) => (item.id === 'invoicing' ? { ...item, name: 'Invoices 2.0' } : item)) };
    const after = applySet(renamed, 'components.invoices 2.0.servers=7');
    expect(after.ok && after.document.components.find(({ id }) => id === 'invoicing')!.params).toMatchObject({ servers: 7 });
    const ends = `${name(connection.from)} -> ${name(connection.to)}`;
    expect(changed(`connections.${ends}.timeoutMs=250`).connections[0].params).toMatchObject({ timeoutMs: 250 });
    expect(changed(`brokers.${document.brokers[0].name}.writeMs=3`).brokers[0].params).toMatchObject({ writeMs: 3 });
    expect(changed(`channels.${document.channels[0].name}.capacity=9`).channels[0].params).toMatchObject({ capacity: 9 });
  });

  it('does not choose between parts of one name', () => {
    const twins = { ...document, components: document.components.map((item) => ({ ...item, name: 'Twin' })) };
    const result = applySet(twins, 'components.Twin.servers=2');
    expect(result.ok ? '' : result.message).toContain('"Twin" is the name of several: write the id, ');
  });

  it('turns the load curve, and makes one where there is none', () => {
    expect(changed('load.0.factor=2').load).toEqual([{ atMs: 0, factor: 2 }]);
    const curved = { ...document, load: [{ atMs: 0, factor: 1 }, { atMs: 5000, factor: 3 }] };
    const after = applySet(curved, 'load.1.atMs=9s');
    expect(after.ok && after.document.load).toEqual([{ atMs: 0, factor: 1 }, { atMs: 9000, factor: 3 }]);
  });

  it('takes entries of the schedule by their place', () => {
    expect(changed('schedule.2.factor=4').schedule[2]).toMatchObject({ id: 'f3', factor: 4 });
  });

  it.each([
    ['orders', 'write PATH=VALUE'],
    ['component.orders.serviceMs=1', 'there is no place "component"; a path begins with components, '],
    ['loads.0.factor=1', 'there is no place "loads"; a path begins with '],
    ['load.1.factor=2', 'there is no corner of the load curve "1"; there is 0'],
    ['load.0.rate=2', 'there is no field "rate"; there is '],
    ['load.0.factor=much', 'must be a factor such as 2 or 0.5, not "much"'],
    ['schedule.7.atMs=1', 'there is no entry of the schedule "7"; there is f1, '],
    ['components.order.serviceMs=1', 'there is no component "order"; there is orders, '],
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
    ['log.l1.atMs=1', 'there is no entry of the log "l1", and no other one either'],
    ['components.__proto__.x=1', 'there is no component "__proto__"'],
    ['components.orders.constructor=1', 'there is no parameter "constructor"'],
  ])('refuses %s and says what exists nearby', (text, reason) => {
    expect(message(text)).toContain(`--set ${text}: ${reason}`);
  });
});
