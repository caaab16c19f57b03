import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { applyAnswers } from './answers.ts';
import { importAspireManifest } from './aspire-manifest.ts';
import { importDockerCompose } from './docker-compose.ts';
import type { Imported } from './imported.ts';
import { calls, container, http, manifest, project, type Resource, uses } from './testing/manifests.ts';
import { arrows, boxes, succeeded } from './testing/outline.ts';

function composed(services: Readonly<Record<string, string>>): Imported {
  const lines = Object.entries(services).map(([name, fields]) => `  ${name}: {${fields}}`);
  return succeeded(importDockerCompose(`services:\n${lines.join('\n')}\n`));
}

function aspired(resources: Readonly<Record<string, Resource>>): Imported {
  return succeeded(importAspireManifest(manifest(resources)));
}

/** Sends and receipts only. */
function messages(document: BrownoutDocument): string[] {
  return arrows(document).filter((arrow) => / (rabbitmq|nats|kafka|serviceBus)$/.test(arrow));
}

const MQ = container('mq', 'rabbitmq:4', 'amqp://@@');

describe('who sends and who receives, where the file does not say', () => {
  it('lets those furthest from the users receive, so that nothing only piles up', () => {
    const { document, guesses, remarks } = aspired({ mq: MQ, web: project({ ...uses('mq'), ...calls('api') }, http({ external: true })), api: project(uses('mq'), http()) });
    expect(messages(document)).toEqual(['mq > api rabbitmq', 'web > mq rabbitmq']);
    expect(guesses.filter(({ what }) => what.includes('"mq"')).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'web: it sends to "mq"', 'api: it receives from "mq"',
    ]);
    expect(remarks).toEqual([]);
  });

  it('lets the only one that uses a broker do both, with a share that dies away', () => {
    const { document } = aspired({ mq: MQ, api: project(uses('mq'), http({ external: true })) });
    expect(messages(document)).toEqual(['api > mq rabbitmq', 'mq > api rabbitmq']);
    const run = createRun(document);
    while (!run.advance(30_000, 1_000_000));
    expect(run.report().sources[0]!.measures.failed).toBe(0);
    expect(run.report().components.find(({ id }) => id === 'api')!.utilization).toBeLessThan(0.6);
  });

  it('lets the one whose name least speaks of receiving send, by a timer', () => {
    const { document, guesses } = aspired({ mq: MQ, 'report-worker': project(uses('mq')), 'report-receiver': project(uses('mq')), page: project({}, http({ external: true })) });
    expect(arrows(document)).toEqual(['Timer of report-worker > report-worker http1', 'Users > page http1', 'mq > report-receiver rabbitmq', 'report-worker > mq rabbitmq']);
    expect(guesses).toContainEqual(expect.objectContaining({ where: 'report-worker', what: 'a timer sets it to work 10 times per second' }));
  });

  it('draws one subject for all that listen to NATS, each of whom gets every message', () => {
    const { document } = composed({
      api: 'image: a, ports: ["1"], depends_on: [bus]', 'mail-worker': 'image: b, depends_on: [bus]', 'stock-worker': 'image: c, depends_on: [bus]', bus: 'image: nats',
    });
    expect(document.channels).toHaveLength(1);
    expect(arrows(document, true).filter((arrow) => arrow.startsWith('bus'))).toEqual([
      'bus > mail-worker nats {"group":"each"}', 'bus > stock-worker nats {"group":"each"}',
    ]);
  });

  it('gives no queue of its own to each of many, where nobody could read the arrows', () => {
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`w${index}-worker`, `image: w${index}, depends_on: [mq]`]));
    const senders = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`s${index}`, `image: s${index}, ports: ["80"], depends_on: [mq]`]));
    const { document, guesses } = composed({ ...senders, ...many, mq: 'image: rabbitmq' });
    expect(document.channels).toHaveLength(1);
    expect(guesses).toContainEqual(expect.objectContaining({ where: 'mq', what: 'its 5 receivers share one queue' }));
  });

  it('uses the only channel that a setting names for those who name none', () => {
    const { document } = composed({
      api: 'image: a, ports: ["1"], environment: {BUS: "amqp://mq"}', biller: 'image: b, environment: {BUS: "amqp://mq", BILLS_QUEUE: bills}', mq: 'image: rabbitmq',
    });
    expect(messages(document)).toEqual(['api > bills rabbitmq', 'bills > biller rabbitmq']);
  });
});

describe('jobs in a cache', () => {
  it('finds the queue of a job runner where there is no broker, and its makers by their code', () => {
    const { document } = composed({
      shop: 'build: ./shop, ports: ["80:8000"], depends_on: [cache]', blog: 'build: ./blog, ports: ["81:80"], depends_on: [cache]',
      jobs: 'build: ./shop, command: celery -A shop worker, depends_on: [cache]', cache: 'image: "redis:8"',
    });
    expect(messages(document)).toEqual(['cache queue > jobs rabbitmq', 'shop > cache queue rabbitmq']);
  });

  it('takes a worker that shares a cache, and that nobody can call, for one that works through a queue', () => {
    const { document } = composed({ ask: 'image: a, ports: ["80"], depends_on: [r]', 'answer-worker': 'image: b, depends_on: [r, db]', r: 'image: redis', db: 'image: postgres' });
    expect(messages(document)).toEqual(['ask > r queue rabbitmq', 'r queue > answer-worker rabbitmq']);
  });
});

describe('where users come in', () => {
  it('takes the only gateway without known targets for the way to all services, published or not', () => {
    const { document } = composed({
      'api-gateway': 'image: g, ports: ["80:80"]', catalog: 'image: c, ports: ["81:80"]', orders: 'image: o', 'web-ui': 'image: w, ports: ["82:80"]',
    });
    expect(arrows(document)).toEqual([
      'Users of api-gateway > api-gateway http1', 'Users of web-ui > web-ui http1', 'api-gateway > catalog http1', 'api-gateway > orders http1',
    ]);
  });

  it('sends no users to a gateway behind a published page', () => {
    const { document } = composed({ shop: 'image: s, ports: ["80"], environment: {GATEWAY_URL: "http://yarpapigateway:8080"}', yarpapigateway: 'image: y, ports: ["81"], depends_on: [api]', api: 'image: a, ports: ["82"]' });
    expect(arrows(document)).toEqual(['Users > shop http1', 'shop > yarpapigateway http1', 'yarpapigateway > api http1']);
  });

  it('takes a call back to where users come in for the one that closes a circle', () => {
    const { document } = aspired({ server: project(calls('page'), http()), page: project(calls('server'), http({ external: true })) });
    expect(arrows(document, true)).toContainEqual(expect.stringMatching(/^server > page http1 .*"probability":0/));
    expect(arrows(document, true)).not.toContainEqual(expect.stringMatching(/^page > server http1 .*"probability":0/));
  });

  it('does not take the name of a role for an address', () => {
    const { document } = composed({ gate: 'image: a, ports: ["1"], environment: {SERVICES: core}', core: 'image: a, ports: ["2"], environment: {SERVICE: gate}' });
    expect(arrows(document)).toEqual(['Users of core > core http1', 'Users of gate > gate http1']);
  });

  it('draws calls of a Thrift proxy as a protocol of their own', () => {
    const { document } = composed({ 'nginx-thrift': 'image: x/openresty-thrift, ports: ["80"]', posts: 'image: p' });
    expect(arrows(document)).toEqual(['Users > nginx-thrift http1', 'nginx-thrift > posts tcp']);
  });
});

describe('the usual load', () => {
  /** A page that calls many services one after another, which keeps its workers long. */
  const many = Array.from({ length: 16 }, (_, index) => `s${index}`);
  const wide = composed({ page: `image: p, ports: ["80"], depends_on: [${many.join(', ')}]`, ...Object.fromEntries(many.map((name) => [name, `image: ${name}`])) });

  it('is lowered where the busiest part could not keep up, and says so', () => {
    expect(wide.guesses).toContainEqual(expect.objectContaining({ where: 'page', what: 'users send it 55 requests per second' }));
    const run = createRun(wide.document);
    while (!run.advance(20_000, 1_000_000));
    const { sources, components } = run.report();
    expect(sources[0]!.measures.failed).toBe(0);
    expect(components.find(({ id }) => id === 'page')!.utilization).toBeGreaterThan(0.5);
    expect(components.find(({ id }) => id === 'page')!.utilization).toBeLessThan(0.75);
  });

  it('is what the answer says', () => {
    const document = applyAnswers(wide, { 'load/page': 500 });
    expect(document.components.find(({ name }) => name === 'Users')!.params).toEqual({ ratePerSec: 500 });
    expect(boxes(document)).toEqual(boxes(wide.document));
  });
});
