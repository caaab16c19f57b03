import { expect, test } from 'vitest';
import type { ScheduleEntry } from '../../model/document.ts';
import { createRun } from '../run.ts';
import { build, call, fault, poisson, type Part, service } from '../testing/build.ts';
import { reportAt } from '../testing/read.ts';
import { FaultHits } from './fault-hits.ts';

const ids = ['a', 'b', 'd', 'e'];
const zone = (id: string, members: readonly string[]): Part => ({ zones: [{ id, name: id, members: [...members] }] });
const system = (...more: readonly Part[]) => {
  const parts = [poisson('c', 50), service('a', { serviceMs: 5, replicas: 2 }), ...ids.slice(1).map((id) => service(id, { serviceMs: 5, replicas: 2 }))];
  return build(...parts, ...ids.map((id, i) => call(i === 0 ? 'c' : ids[i - 1], id, { timeoutMs: 500 })), ...more);
};
const zones = [zone('left', ['a', 'b', 'd']), zone('right', ['b', 'd', 'e'])];

test('[FA24] what the same entries hit is one group, whatever the entry that comes next hits', () => {
  const document = system(...zones);
  const entries: ScheduleEntry[] = [];
  const hits = new FaultHits(document, entries);
  const at = () => ids.map((id) => hits.groupAt('component', document.components.findIndex((component) => component.id === id)));
  expect(new Set(at()).size).toBe(1);
  for (const target of ['left', 'right', 'left', 'e']) entries.push(...fault('slowdown', target, 0).schedule!);
  const [a, b, d, e] = at();
  expect(b).toBe(d);
  expect(new Set([a, b, e]).size).toBe(3);
  expect([a, b, e].map((group) => hits.entriesOf(group))).toEqual([[0, 2], [0, 1, 2], [1, 3]]);
  // The client is hit by nothing.
  expect(hits.entriesOf(hits.groupAt('component', 0))).toEqual([]);
});

test.each([
  ['slowdown', { factor: 3 }, { factor: 2, replica: 2 }],
  ['errors', { ratio: 0.2 }, { ratio: 0.5, replica: 1 }],
  ['capacityLoss', { share: 0.6 }, { share: 0.5, replica: 2 }],
  ['slowStart', { startFactor: 5, startWorks: 40 }, { startFactor: 9, startWorks: 10 }],
] as const)('[FA11] overlapping zones come to what the same faults on each member come to: %s', (kind, weak, strong) => {
  const over = (target: string, from: number, params: Readonly<Record<string, number>>): Part => fault(kind, target, from, 900, params);
  const zoned = system(...zones, over('left', 200, weak), over('right', 600, strong));
  const single = system(...['a', 'b', 'd'].map((id) => over(id, 200, weak)), ...['b', 'd', 'e'].map((id) => over(id, 600, strong)));
  const components = (document: typeof zoned) => reportAt(createRun(document), 3000).components;
  expect(components(zoned)).toEqual(components(single));
  expect(components(zoned)).not.toEqual(components(system()));
});
