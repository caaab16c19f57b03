import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument, type ScheduleEntry } from '../model/document.ts';
import { number } from '../model/parameter.ts';
import { activeFaults, loadDialAt, valueAt } from './active-faults.ts';

function withEntries(schedule: readonly ScheduleEntry[], log: readonly ScheduleEntry[] = []): BrownoutDocument {
  return {
    ...emptyDocument(),
    brokers: [{ id: 'b1', protocol: 'rabbitmq', name: 'RabbitMQ' }],
    channels: [{ id: 'q1', broker: 'b1', kind: 'queue', name: 'jobs' }],
    schedule,
    log,
  };
}

describe('activeFaults', () => {
  const document = withEntries([
    { id: 'f1', type: 'fault', fault: 'crash', target: 'c1', atMs: 1000, durationMs: 500 },
    { id: 'f2', type: 'fault', fault: 'crash', target: 'b1', atMs: 2000 },
  ]);
  const targets = (nowMs: number) => [...activeFaults(document, nowMs).keys()];

  it('acts from its beginning until its end, or for good', () => {
    expect([targets(999), targets(1000), targets(1499), targets(1500)]).toEqual([[], ['c1'], ['c1'], []]);
    expect(targets(1e9)).toEqual(['b1', 'q1']);
  });

  it('acts on all that a zone\'s fault hits in it, and on a channel where its broker is', () => {
    const zoned: BrownoutDocument = {
      ...withEntries([{ id: 'f1', type: 'fault', fault: 'crash', target: 'z1', atMs: 0 }]),
      components: [{ id: 'c1', kind: 'service', name: 'A', x: 0, y: 0 }, { id: 'c2', kind: 'client', name: 'B', x: 0, y: 0 }],
      zones: [{ id: 'z1', name: 'East', members: ['c1', 'c2', 'b1'] }],
    };
    expect([...activeFaults(zoned, 0).keys()]).toEqual(['z1', 'c1', 'b1', 'q1']);
  });
});

describe('valueAt and loadDialAt', () => {
  const spec = number({ name: 'servers', label: '', unit: 'count', default: 4 });
  const document = withEntries(
    [
      { id: 'f1', type: 'set', target: 'c1', param: 'servers', value: 8, atMs: 1000 },
      { id: 'f2', type: 'load', factor: 2, atMs: 1000 },
    ],
    [
      { id: 'l1', type: 'set', target: 'c1', param: 'servers', value: 9, atMs: 1000 },
      { id: 'l2', type: 'load', factor: 3, atMs: 3000 },
    ],
  );
  const at = (nowMs: number) => valueAt(document, { target: 'c1', spec, params: { servers: 5 }, nowMs });

  it('is the own value until an entry sets it; of one moment the log decides', () => {
    expect([at(999), at(1000)]).toEqual([5, 9]);
    expect([loadDialAt(document, 0), loadDialAt(document, 1500), loadDialAt(document, 4000)]).toEqual([1, 2, 3]);
  });
});
