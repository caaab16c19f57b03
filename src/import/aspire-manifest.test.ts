import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { presetsOf } from '../model/presets.ts';
import { applyAnswers } from './answers.ts';
import { importAspireManifest } from './aspire-manifest.ts';
import { calls, cloud, container, http, manifest, PARCELS, parameter, project, uses, value } from './testing/manifests.ts';
import { arrows, boxes, routes, succeeded } from './testing/outline.ts';

function imported(resources: Readonly<Record<string, unknown>>) {
  return succeeded(importAspireManifest(manifest(resources)));
}

describe('the import of an Aspire manifest', () => {
  it('[AM1] draws exactly what the manifest of the parcel service says', () => {
    const { document } = imported(PARCELS);
    expect(boxes(document)).toEqual([
      'cache labels', 'client Users', 'loadBalancer counter', 'rabbitmq post', 'service customs', 'service parcels',
      'service sorting-worker', 'service tariffs', 'serviceBus receipts',
    ]);
    expect(arrows(document)).toEqual([
      'Users > counter http1', 'counter > parcels http1', 'parcels > customs http1', 'parcels > post rabbitmq',
      'parcels > tariffs grpc', 'post > sorting-worker rabbitmq', 'receipts > sorting-worker serviceBus', 'tariffs > labels tcp',
    ]);
  });

  it('[AM1] gives the same diagram every time, byte for byte', () => {
    const [first, second] = [imported(PARCELS), imported(PARCELS)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it('[AM1] leaves out a cache that nobody calls, and with it what it refers to itself', () => {
    const { document, remarks } = imported({ store: { type: 'redis.v0', env: { PEER: '{shop.bindings.http.url}' } }, shop: project({}, http()) });
    expect(boxes(document)).toEqual(['client Users', 'service shop']);
    expect(arrows(document)).toEqual(['Users > shop http1']);
    expect(remarks).toContainEqual({ where: 'store', what: 'is not drawn: it is used by nothing in the file' });
  });

  it('[AM1] asks for the direction of what both sides refer to alike, and turns the arrow', () => {
    const result = imported(PARCELS);
    const directions = result.questions.filter(({ topic }) => topic === 'direction');
    expect(directions.map(({ id, answer }) => [id, answer.default])).toEqual([
      ['direction/parcels/post', 'produces'],
      ['direction/sorting-worker/post', 'consumes'],
      ['direction/sorting-worker/receipts', 'consumes'],
    ]);
    const turned = applyAnswers(result, { 'direction/sorting-worker/receipts': 'produces' });
    expect(arrows(turned)).toContain('sorting-worker > receipts serviceBus');
    expect(arrows(turned)).not.toContain('receipts > sorting-worker serviceBus');
    expect(result.guesses).toContainEqual(expect.objectContaining({ where: 'sorting-worker', what: 'it receives from "receipts"' }));
  });

  it('[AM1] gives a diagram that runs: what users send comes through to the worker', () => {
    const run = createRun(imported(PARCELS).document);
    while (!run.advance(20_000, 1_000_000));
    const byId = new Map(run.report().components.map((component) => [component.id, component]));
    expect(byId.get('users')!.counts.completed).toBeGreaterThan(1000);
    expect(byId.get('sorting-worker')!.counts.completed).toBeGreaterThan(1000);
  });

  it('[AM2] draws one arrow for a target that is named in several ways', () => {
    const { document } = imported({
      stock: project({}, http({ names: ['http', 'https'] })),
      shop: project({
        services__stock__http__0: '{stock.bindings.http.url}',
        services__stock__https__0: '{stock.bindings.https.url}',
        STOCK_HTTP: '{stock.bindings.http.url}',
        STOCK_HOST: '{stock.bindings.http.host}',
        STOCK_PORT: '{stock.bindings.http.port}',
        REVERSEPROXY__CLUSTERS__c__ADDRESS: 'https+http://_http.stock',
      }),
    });
    expect(arrows(document).filter((arrow) => arrow.includes('stock') && !arrow.startsWith('Users'))).toEqual(['shop > stock http1']);
  });

  it('[AM3] warns of unknown types, error resources and missing targets by name, and imports the rest', () => {
    const { document, warnings } = imported({
      gadget: { type: 'acme.gadget.v3', odd: [1, 2] },
      broken: { error: 'cannot be published' },
      nothing: 7,
      shop: project({ A: '{lost.connectionString}', B: '/{**catch-all}', C: '{ not.a.placeholder }', D: '{other.thing}' }, http()),
    });
    expect(boxes(document)).toEqual(['client Users', 'service gadget', 'service shop']);
    expect(warnings.map(({ where }) => where)).toEqual(['gadget', 'broken', 'nothing', 'lost']);
  });

  it.each([
    ['{"resources": {', 1, 16],
    ['{\n  "resources": {\n    "a": {"type": "project.v0",}\n  }\n}', 3, 31],
    ['', 1, 1],
    ['\n\n  {"services": {}}', 3, 3],
    ['[1, 2]', 1, 1],
    ['{\n  "resources": [1]\n}', 2, 16],
  ])('[AM4] says where the text is no manifest: %j', (text, line, column) => {
    const result = importAspireManifest(text);
    expect(result).toEqual({ ok: false, problems: [{ message: expect.any(String), line, column }] });
  });

  it('[AM4] takes empty resources as an empty diagram with a remark, and a byte order mark as nothing', () => {
    const result = succeeded(importAspireManifest('\ufeff{"resources": {}}'));
    expect(result.document.components).toEqual([]);
    expect(result.document.connections).toEqual([]);
    expect(result.remarks).toEqual([{ where: '', what: 'there is nothing to draw, so the diagram is empty' }]);
  });

  it('[AM5] keeps and shows no secret', () => {
    const secret = 'hunter2-correct-horse';
    const result = importAspireManifest(
      manifest({
        ...PARCELS,
        key: { type: 'parameter.v0', value: secret, inputs: { value: { type: 'string', secret: true, default: { value: `https://${secret}.example.com` } } } },
        vault: { error: secret },
        odd: { type: 'x.v0', token: secret },
        shop: project({
          KEY: '{key.value}', PASSWORD: secret, ORDERS_QUEUE_TOKEN: secret, services__bank__https__0: `https://user:${secret}@bank.example.com`, ...uses('post'),
        }),
      }),
    );
    expect(result.ok).toBe(true);
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(JSON.stringify(result)).not.toContain('example.com');
  });
});

describe('what a manifest says about resources', () => {
  it('joins databases on one server, with the name of the database on the arrow', () => {
    const { document } = imported({
      server: container('server', 'postgres:17', 'Host=@@'),
      users: value('{server.connectionString};Database=users'),
      deep: value('{users.connectionString};Schema=x'),
      api: project(uses('users'), http()),
      job: project(uses('deep')),
    });
    expect(boxes(document)).toContain('database server');
    expect(document.connections.filter(({ to }) => to === 'server').map(({ label }) => label)).toEqual(['users', 'deep']);
  });

  it('draws cloud resources by the outputs that others use, and roles, identities and watchers not at all', () => {
    const { document } = imported({
      env: cloud('env'),
      docs: cloud('docs', 'connectionString'),
      store: cloud('store'),
      blobs: value('{store.outputs.blobEndpoint}'),
      jobs: value('Endpoint={store.outputs.queueEndpoint};QueueName=jobs'),
      stream: cloud('stream', 'eventHubsEndpoint'),
      clicks: value('Endpoint={stream.outputs.eventHubsEndpoint};EntityPath=clicks;ConsumerGroup=g'),
      'api-identity': cloud('api-identity'),
      insights: cloud('insights'),
      api: project(
        { ...uses('docs', 'blobs', 'jobs'), AZURE_CLIENT_ID: '{api-identity.outputs.clientId}', AI: '{insights.outputs.appInsightsConnectionString}' },
        http({ external: true }),
      ),
      reader: project(uses('clicks'), http()),
    });
    expect(boxes(document)).toEqual([
      'client Users', 'database docs', 'database store', 'kafka clicks', 'service api', 'service reader', 'storageQueue jobs',
    ]);
    expect(arrows(document)).toEqual([
      'Users > api http1', 'api > docs tcp', 'api > jobs storageQueue', 'api > store tcp', 'clicks > reader kafka', 'jobs > api storageQueue',
    ]);
  });

  it('sends a topic to all its subscriptions, and lets each subscription have its receiver', () => {
    const { document } = imported({
      bus: cloud('bus', 'serviceBusEndpoint'),
      news: value('Endpoint={bus.outputs.serviceBusEndpoint};EntityPath=news'),
      mails: value('Endpoint={bus.outputs.serviceBusEndpoint};EntityPath=news/Subscriptions/mails'),
      ads: value('Endpoint={bus.outputs.serviceBusEndpoint};EntityPath=news/Subscriptions/ads'),
      editor: project(uses('news'), http()),
      mailer: project(uses('mails'), http()),
      adman: project(uses('ads')),
    });
    expect(arrows(document).filter((arrow) => arrow.endsWith('serviceBus'))).toEqual([
      'editor > news serviceBus', 'news/ads > adman serviceBus', 'news/mails > mailer serviceBus',
    ]);
    expect(routes(document)).toEqual([['news', undefined, ['news/mails', 'news/ads']]]);
    const run = createRun(document);
    run.advance(5000, Infinity);
    const done = (id: string) => run.report().components.find((component) => component.id === id)!.counts.completed;
    expect([done('adman') > 50, done('mailer') > 50]).toEqual([true, true]);
  });

  it('uses the only queue of a broker for those who refer to the broker as a whole', () => {
    const { document, guesses } = imported({
      bus: cloud('bus', 'serviceBusEndpoint'),
      bills: value('Endpoint={bus.outputs.serviceBusEndpoint};EntityPath=bills'),
      api: project(uses('bus'), http()),
      worker: project(uses('bills')),
    });
    expect(arrows(document)).toEqual(expect.arrayContaining(['api > bills serviceBus', 'bills > worker serviceBus']));
    expect(guesses).toContainEqual(expect.objectContaining({ where: 'api', what: 'it uses "bills" of "bus"' }));
  });

  it('takes topics and directions from settings that name them', () => {
    const { document } = imported({
      log: container('log', 'docker.io/confluentinc/confluent-local:7.9.0'),
      orders: project({ ...uses('log'), EVENT_PUBLISHING_TOPICS: 'orders', EVENT_CONSUMING_TOPICS: 'payments,refunds' }, http()),
      till: project({ ...uses('log'), EVENT_PUBLISHING_TOPICS: 'payments', EVENT_CONSUMING_TOPICS: 'orders', TOPIC_TOKEN: 'nothing' }, http()),
    });
    expect(arrows(document).filter((arrow) => arrow.endsWith('kafka'))).toEqual([
      'orders > orders kafka', 'orders > till kafka', 'payments > orders kafka', 'refunds > orders kafka', 'till > payments kafka',
    ]);
  });

  it('draws NATS and JetStream as what they are, and tells one from the other', () => {
    const { document, guesses } = imported({
      plain: container('plain', 'nats:2.11', 'nats://@@'),
      sender: project(uses('plain'), http()),
      nats: container('nats', 'nats:2.11', 'nats://@@', { args: ['--user', 'u', '-js'] }),
      api: project({ ...uses('nats'), NATS_HOST: '{nats.bindings.tcp.host}' }, http()),
      backend: project(uses('nats'), http()),
    });
    expect(arrows(document)).toEqual(expect.arrayContaining(['api > nats jetstream', 'nats > backend jetstream', 'sender > plain nats']));
    expect(guesses.filter(({ what }) => what.startsWith('drawn as') && what !== 'drawn as a service')).toEqual([]);
  });

  it('names the systems that are drawn as the nearest one', () => {
    const { guesses } = imported({
      mq: container('mq', 'eclipse-mosquitto', 'mqtt://@@'),
      api: project(uses('mq'), http()),
      backend: project(uses('mq')),
    });
    expect(guesses).toContainEqual({ where: 'mq', what: 'drawn as RabbitMQ', why: expect.stringContaining('MQTT') });
  });

  it('draws what lies outside: literal addresses, parameters that hold one, existing stores', () => {
    const { document } = imported({
      'geo-url': parameter('geo-url'),
      'map-url': parameter('map-url', { default: { value: 'https://maps.example.org/' } }),
      'old-redis': { ...parameter('old-redis', { secret: true }), connectionString: '{old-redis.value}' },
      api: project(
        { services__geo__default__0: '{geo-url.value}', MAPS: '{map-url.value}', services__tax__http__0: 'http://tax.example.org', ...uses('old-redis') },
        http({ external: true }),
      ),
    });
    expect(boxes(document)).toEqual(['cache old-redis', 'client Users', 'service api', 'service geo', 'service map-url', 'service tax']);
  });

  it('attaches Dapr sidecars to their applications', () => {
    const { document, remarks } = imported({
      state: { type: 'dapr.component.v0', daprComponent: { type: 'state.redis' } },
      events: { type: 'dapr.component.v0', daprComponent: { type: 'pubsub' } },
      cart: project({}, http()),
      mailer: project(),
      'cart-dapr': { type: 'dapr.v0', dapr: { application: 'cart', appId: 'cart', components: ['state', 'events'] } },
      'mailer-dapr': { type: 'dapr.v0', dapr: { application: 'mailer', appId: 'mailer', components: ['events'] } },
    });
    expect(arrows(document)).toEqual(expect.arrayContaining(['cart > events rabbitmq', 'cart > state tcp', 'events > mailer rabbitmq']));
    expect(remarks.map(({ where }) => where)).toEqual(expect.arrayContaining(['cart-dapr', 'mailer-dapr']));
  });

  it('draws what a stack is referred to by, and leaves out what is only built', () => {
    const { document } = imported({
      stack: { type: 'aws.cloudformation.template.v0', 'stack-name': 's', 'template-path': 't', references: [{ 'target-resource': 'web' }] },
      tools: { type: 'container.v1', build: { context: '.', dockerfile: 'D', buildOnly: true } },
      web: { type: 'container.v1', build: { context: '.', dockerfile: 'D' }, bindings: http({ external: true }) },
    });
    expect(boxes(document)).toEqual(['client Users', 'service stack', 'service web']);
    expect(arrows(document)).toEqual(['Users > web http1', 'web > stack http1']);
  });

  it('reads the types of early manifests by their words, with a warning', () => {
    const { document, warnings } = imported({
      cache: { type: 'redis.v1' },
      bus: { type: 'rabbitmq.server.v1' },
      db: { type: 'pg.database.v0', parent: 'server' },
      server: container('server', 'ankane/pgvector:latest', 'Host=@@'),
      api: project(uses('cache', 'bus', 'db'), http()),
    });
    expect(boxes(document)).toEqual(['cache cache', 'client Users', 'database server', 'rabbitmq bus', 'service api']);
    expect(warnings.map(({ where }) => where)).toEqual(['cache', 'bus', 'db']);
  });

  it('gives calls of .NET projects the standard resilience handler, the hedging one or none, as the answer says', () => {
    const result = imported({ a: project({}, http()), b: project(calls('a')), c: { type: 'dockerfile.v0', path: 'D', context: '.', env: calls('a') } });
    const presetOf = (document: BrownoutDocument): string[] => {
      const nameOf = new Map<string, string>(document.components.map(({ id, name }) => [id, name]));
      const call = document.connections.find(({ from, to }) => nameOf.get(from) === 'b' && nameOf.get(to) === 'a')!;
      return presetsOf(document, call.id).map(({ name }) => name);
    };
    expect(arrows(result.document, true)).toContain('c > a http1');
    expect(presetOf(result.document)).toEqual(['dotnetStandard']);
    expect(presetOf(applyAnswers(result, { resilience: 'hedging' }))).toEqual(['dotnetHedging']);
    expect(arrows(applyAnswers(result, { resilience: 'no' }), true)).toContain('b > a http1 {"hold":"release"}');
  });

  it('lets callbacks and the like close no circle of calls', () => {
    const result = imported({
      identity: project({ WebAppClient: '{web.bindings.http.url}', ApiOrigin: '{api.bindings.http.url}' }, http()),
      api: project({ Identity__Url: '{identity.bindings.http.url}' }, http()),
      web: project({ IdentityUrl: '{identity.bindings.http.url}', CallBackUrl: '{web.bindings.http.url}', ...calls('api') }, http()),
    });
    expect(arrows(result.document, true).filter((arrow) => arrow.includes('"probability":0'))).toEqual([
      expect.stringContaining('identity > api'),
      expect.stringContaining('identity > web'),
    ]);
    const opened = applyAnswers(result, { 'circle/identity/web': 0.01 });
    expect(opened.connections.find(({ from, to }) => from === 'identity' && to === 'web')!.params).toMatchObject({ probability: 0.01 });
  });
});
