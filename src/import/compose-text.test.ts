import { describe, expect, it } from 'vitest';
import { hostMentions, interpolate, openVariables, serviceOfKey } from './compose-text.ts';

it.each([
  ['plain', 'plain'],
  ['$$HOME costs $$5', '$HOME costs $5'],
  ['${A:-web}:${B-80}', 'web:80'],
  ['$A/${B}/c', '//c'],
  ['${A:?must be set}${B?x}${C:+set}', ''],
  ['${A:-${B:-${C:-deep}}}', 'deep'],
  ['${A:-{x}}', '{x}'],
  ['${A', ''],
  ['${', ''],
  ['a$', 'a'],
  [`${'${A:-'.repeat(2000)}x${'}'.repeat(2000)}`, ''],
])('interpolates %j', (text, expected) => {
  expect(interpolate(text)).toBe(expected);
});

describe('addresses', () => {
  const found = (text: string, key = ''): string[] =>
    hostMentions(text, key, (host) => ['db', 'web', 'mq', 'a-b'].includes(host)).map(({ scheme, host, port }) => `${scheme ?? ''} ${host} ${port ?? ''}`.trim());

  it.each([
    ['postgres://u:p@db:5432/web', '', ['postgres db 5432']],
    ['db:5432', '', ['db 5432']],
    ['db', '', []],
    ['db', 'DATABASE_HOST', ['db']],
    ['db,web', 'NODES', ['db', 'web']],
    ['web', 'POSTGRES_DB', []],
    ['web', 'PGUSER', []],
    ['Server=db;Database=web;User=mq', 'CS', ['db']],
    ['Data Source=db; Initial Catalog=web', 'CS', ['db']],
    ['--db-host db --name web -h mq', '', ['db', 'mq']],
    ['wait-for-it.sh db:5432 -- run web', '', ['db 5432']],
    ['amqp://guest:guest@mq', 'X', ['amqp mq']],
    ['http://a-b.internal:8080/db', '', ['http a-b 8080']],
    ['http://localhost:80/db', '', []],
    ['mydb:5432 webs:80 x.db:1', '', []],
  ])('in %j for %j', (text, key, expected) => {
    expect(found(text, key)).toEqual(expected);
  });

  it('are found in long text in reasonable steps', () => {
    expect(found('a@'.repeat(10_000))).toEqual([]);
    expect(found('http://'.repeat(3000))).toEqual([]);
    expect(found('x.'.repeat(10_000))).toEqual([]);
  });
});

it('reads the service from the name of a setting, and finds variables without a default', () => {
  expect(['PRODUCT_CATALOG_ADDR', 'KAFKA_SERVICE_ADDR', 'api_url', 'WEB_PORT', 'HOST'].map(serviceOfKey)).toEqual(['product-catalog', 'kafka', 'api', undefined, undefined]);
  expect(openVariables('http://${A_HOST}:$B_PORT/${C:-x}${D-y}')).toEqual(['A_HOST', 'B_PORT']);
});
