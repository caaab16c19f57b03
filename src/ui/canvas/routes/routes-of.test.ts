import { expect, it } from 'vitest';
import type { Channel } from '../../../model/document.ts';
import { routesOf } from './routes-of.ts';

const box = { broker: 'b', x: 0, y: 0 } as const;
const channels: readonly Channel[] = [
  { ...box, id: 'x', kind: 'exchange', name: 'X', alternate: 'two', bindings: [{ to: 'one', key: 'a.#' }, { to: 'one', key: 'cl' }, { to: 'two' }, { to: 'hidden' }] },
  { ...box, id: 'one', kind: 'queue', name: 'One', deadLetterTo: 'two' },
  { ...box, id: 'two', kind: 'queue', name: 'Two' },
  { id: 'hidden', broker: 'b', kind: 'queue', name: 'Hidden', deadLetterTo: 'two' },
];

it('tells the ways between boxes, bindings of the same two as one, with what takes them', () => {
  const routes = routesOf({ channels, classes: [{ id: 'cl', name: 'Orders' }] });
  expect(routes.map(({ from, to, label }) => `${from} to ${to}: ${label}`)).toEqual(['x to one: a.#, Orders', 'x to two: ', 'x to two: fits nothing', 'one to two: dead letters']);
  expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
});
