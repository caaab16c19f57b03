import { expect, it } from 'vitest';
import { jsonSchemas } from './json-schema.ts';

it('describes a document of this version, refuses unknown fields and knows the ranges of parameters', () => {
  const schemas = jsonSchemas();
  expect(Object.keys(schemas)).toEqual(['brownout-1.json']);
  expect(schemas['brownout-1.json']).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    properties: { format: { const: 'brownout' }, version: { const: 1 }, components: { type: 'array', maxItems: 1000 } },
  });
  const text = JSON.stringify(schemas);
  expect(text.includes('"servers":{"type":"integer","minimum":1,')).toBe(true);
  // Every object of the format, with and without parameters, is closed.
  expect(text.match(/"type":"object"/g)!.length).toBe(text.match(/"additionalProperties":false/g)!.length);
});
