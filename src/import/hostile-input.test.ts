import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../model/document.ts';
import { applyAnswers } from './answers.ts';
import { importAspireManifest } from './aspire-manifest.ts';
import { importDockerCompose } from './docker-compose.ts';
import type { Answers, ImportResult } from './imported.ts';
import { container, http, manifest, project, uses, value } from './testing/manifests.ts';
import { expectCanonical, succeeded } from './testing/outline.ts';

/** The problems of an import that must fail. */
function problems(result: ImportResult): string[] {
  expect(result.ok).toBe(false);
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe('hostile manifests', () => {
  it('refuses more than a diagram holds, and says how much', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`s${index}`, project({}, http())]));
    expect(problems(importAspireManifest(manifest(many)))).toEqual(['has 10,000 components; a diagram holds at most 1,000']);
    const brokers = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`b${index}`, container(`b${index}`, 'rabbitmq')]));
    expect(problems(importAspireManifest(manifest(brokers)))).toEqual(['has 101 brokers; a diagram holds at most 100']);
    expect(problems(importAspireManifest(' '.repeat(3_000_000)))).toEqual(['is larger than 2 MiB, the most that is read']);
  });

  it('draws as many as a diagram holds, users included', () => {
    const many = Object.fromEntries(Array.from({ length: LIMITS.components }, (_, index) => [`s${index}`, project({}, http({ external: true }))]));
    expect(succeeded(importAspireManifest(manifest(many))).document.components).toHaveLength(LIMITS.components);
    const half = Object.fromEntries(Object.entries(many).slice(0, 600));
    expect(succeeded(importAspireManifest(manifest(half))).document.components).toHaveLength(LIMITS.components);
  });

  it('ends references that go round or on and on', () => {
    const chain = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`v${index}`, value(`{v${index + 1}.connectionString}`.repeat(10))]));
    const result = succeeded(importAspireManifest(manifest({ ...chain, v5000: value('{v0.connectionString}'), self: value('{self.connectionString}'), api: project(uses('v0', 'self')) })));
    expect(result.document.components.map(({ name }) => name)).toEqual(['Users', 'api']);
  });

  it('is not led astray by names that objects answer to, nor by nesting', () => {
    const text = '{"resources": {"__proto__": {"type": "project.v0", "bindings": {"http": {"external": true}}}, "constructor": {"type": "project.v0", "env": {"A": "{__proto__.bindings.http.url}", "__proto__": "{toString.connectionString}"}}, "hasOwnProperty": {"type": "redis.v0"}}}';
    const { document, warnings } = succeeded(importAspireManifest(text));
    expect(document.components.map(({ name }) => name)).toEqual(['Users', 'Timer of constructor', '__proto__', 'constructor']);
    expect(warnings.map(({ where }) => where)).toEqual(['hasOwnProperty', 'toString']);
    expect(importAspireManifest(`{"resources": ${'['.repeat(100_000)}`).ok).toBe(false);
    expect(importAspireManifest(`{"resources": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`).ok).toBe(true);
  });

  it('makes names fit for a document', () => {
    const names = ['', 'x'.repeat(500), 'a\u0000b\u0007', '\ud800', '🛒'.repeat(60), 'a', 'A', 'a ', '<b>'];
    const { document } = succeeded(importAspireManifest(manifest(Object.fromEntries(names.map((name) => [name, project({}, http())])))));
    expect(document.components.filter(({ kind }) => kind === 'service')).toHaveLength(names.length);
  });
});

describe('hostile compose files', () => {
  it('refuses more than a diagram holds, and says how much', () => {
    const lines = (count: number): string => `services:\n${Array.from({ length: count }, (_, index) => `  s${index}: {image: a, depends_on: [s${index + 1}]}`).join('\n')}`;
    expect(problems(importDockerCompose(lines(10_000)))).toEqual(['has 10,000 components; a diagram holds at most 1,000']);
    expect(problems(importDockerCompose(lines(1500)))).toEqual([expect.stringContaining('components; a diagram holds at most 1,000')]);
    expect(problems(importDockerCompose('#'.repeat(600_000)))).toEqual(['is larger than 512 KiB, the most that is read']);
  });

  it('does not unfold aliases without end', () => {
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`)].join('\n');
    expect(problems(importDockerCompose(`${bomb}\nservices: {}\n`))).toEqual([expect.stringContaining('too many aliases')]);
    const merges = ['a0: &a0 {k: 1}', ...Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} {<<: [*a${index}, *a${index}], n${index}: [*a${index}, *a${index}]}`)].join('\n');
    expect(problems(importDockerCompose(`${merges}\nservices: {}\n`))).toEqual([expect.stringContaining('too many')]);
    expect(problems(importDockerCompose('services: &s\n  web: *s\n'))).toEqual([expect.stringContaining('an alias stands inside itself')]);
  });

  it('does not follow deep nesting', () => {
    expect(problems(importDockerCompose('['.repeat(100_000)))).toEqual(['is nested too deeply']);
    const blocks = Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(problems(importDockerCompose(blocks))).toEqual([expect.stringContaining('nested too deeply')]);
  });

  it('is not led astray by names that objects answer to', () => {
    const { document } = succeeded(importDockerCompose('services:\n  __proto__: {image: a, ports: [1], depends_on: [constructor], environment: {__proto__: 1}}\n  constructor: {image: b}\n'));
    expect(document.components.map(({ name }) => name)).toEqual(['Users', '__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'image')).toBe(false);
  });
});

/** Words that mean something to the importers, so that random files hit upon many of their branches. */
const WORDS = fc.constantFrom(
  'a', 'b', 'web', 'api', 'db', 'redis', 'mq', 'kafka', 'worker', 'x-db', '__proto__', 'constructor', '', 'postgres:17', 'redis', 'rabbitmq:4',
  'nginx', 'traefik', 'nats', 'project.v0', 'container.v0', 'value.v0', 'parameter.v0', 'azure.bicep.v0', 'dapr.v0', 'dapr.component.v0', 'x.v1',
  '{a.connectionString}', '{b.bindings.http.url}', '{api.outputs.serviceBusEndpoint};EntityPath=t/Subscriptions/s', '{web.value}', '{mq.connectionString}',
  'http://api:80', 'amqp://mq', 'redis://redis:6379', '${X:-web}', 'celery worker', 'service_completed_successfully', '-js', 'http2', 'https://x.example',
);
const KEYS = fc.constantFrom(
  'type', 'image', 'env', 'args', 'bindings', 'connectionString', 'value', 'inputs', 'path', 'dapr', 'daprComponent', 'components', 'application', 'external',
  'transport', 'parent', 'references', 'error', 'build', 'http', 'environment', 'depends_on', 'links', 'command', 'ports', 'deploy', 'replicas', 'labels',
  'extends', 'profiles', 'API_HOST', 'EVENT_TOPIC', 'CELERY_BROKER_URL', 'services__api__http__0', 'ConnectionStrings__a', 'condition', 'secret', 'default',
);
const ANYTHING = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, WORDS, fc.integer({ min: -5, max: 100 }), fc.boolean(), fc.constant(null), tie('list'), tie('fields')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  fields: fc.dictionary(fc.oneof(KEYS, WORDS), tie('value'), { maxKeys: 7 }),
})).fields;
const RESOURCES = fc.dictionary(WORDS, fc.oneof(ANYTHING, ANYTHING.map((fields) => ({ type: 'project.v0', ...(fields as object) }))), { maxKeys: 12 });

/** Answers that may or may not fit, drawn from the questions themselves. */
function someAnswers(result: Extract<ImportResult, { ok: true }>, seed: number): Answers {
  const answers: Record<string, number | string> = { unknown: 1 };
  result.questions.forEach(({ id, answer }, index) => {
    const turn = (seed + index * 7) % 5;
    if (turn === 0) return;
    if (answer.type === 'choice') answers[id] = turn === 4 ? 'no such option' : answer.options[(seed + index) % answer.options.length]!.value;
    else answers[id] = [answer.min, answer.max, answer.max + 1, 0.5][turn - 1]!;
  });
  return answers;
}

function expectSound(result: ImportResult, seed: number): void {
  if (!result.ok) {
    expect(result.problems.length).toBeGreaterThan(0);
    return;
  }
  expectCanonical(result.document);
  expectCanonical(applyAnswers(result, someAnswers(result, seed)));
  expect(applyAnswers(result, {})).toEqual(result.document);
  expect(structuredClone(result)).toEqual(result);
}

describe('random input', () => {
  it('never makes the import of a manifest throw or give a document that is not accepted', () => {
    fc.assert(fc.property(RESOURCES, fc.nat(100), (resources, seed) => expectSound(importAspireManifest(JSON.stringify({ resources })), seed)), { numRuns: 200 });
  });

  it('never makes the import of a compose file throw or give a document that is not accepted', () => {
    // JSON is YAML, so the same random data serves both.
    fc.assert(fc.property(RESOURCES, fc.nat(100), (found, seed) => expectSound(importDockerCompose(JSON.stringify({ services: found })), seed)), { numRuns: 200 });
  });

  it('never makes an import throw on any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('services:\n', '  a:\n', '    image: redis\n', '- ', '&x ', '*x ', '{', '}', '[', ']', '"', "'", '|\n', ': ', '? ', '<<: ', '\t', '#', '%YAML 1.1\n', '---\n', '!t ', ',', '${')).map((parts) => parts.join('')),
    );
    fc.assert(fc.property(text, fc.nat(100), (any, seed) => {
      expectSound(importAspireManifest(any), seed);
      expectSound(importDockerCompose(any), seed);
      expectSound(importDockerCompose(`services:\n${any}`), seed);
    }), { numRuns: 300 });
  });
});
