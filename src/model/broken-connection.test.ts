import { expect, it } from 'vitest';
import { emptyDocument } from './document.ts';
import { parseDocument } from './parse.ts';

it.each([
  ['an unknown protocol', { protocol: 'carrier-pigeon' }],
  ['a kind of another type', { kind: {} }],
])('reports a connection of %s once, and nothing of the steps that use it', (_, wrong) => {
  const document = {
    ...emptyDocument('Test'),
    components: [
      { id: 's', kind: 'service', name: 's', x: 0, y: 0, handlers: [{ steps: [{ do: 'call', connection: 'e' }] }] },
      { id: 'd', kind: 'database', name: 'd', x: 400, y: 0 },
    ],
    connections: [{ id: 'e', kind: 'sync', protocol: 'http1', from: 's', to: 'd', ...wrong }],
  };
  const result = parseDocument(document);
  expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual([`connections[0].${Object.keys(wrong)[0]}`]);
});

it('does not stumble over a connection that is nothing', () => {
  const components = [{ id: 's', kind: 'service', name: 's', x: 0, y: 0, handlers: [{ steps: [{ do: 'work' }] }] }];
  expect(parseDocument({ ...emptyDocument('Test'), components, connections: [null] }).ok).toBe(false);
});
