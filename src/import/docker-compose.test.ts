import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { parseDocument } from '../model/parse.ts';
import { applyAnswers } from './answers.ts';
import { importDockerCompose } from './docker-compose.ts';
import { arrows, boxes, routes, succeeded } from './testing/outline.ts';

/** A small shop in all the forms that compose files have: maps and lists, anchors and merge keys, variables, links. */
const SHOP = `
name: toy shop
x-app: &app
  restart: always
  environment: &env
    DATABASE_URL: postgres://toys:\${DB_PASSWORD:-s3cret-by-default}@\${DB_HOST:-store}:5432/toys
    AMQP_URL: amqp://guest:guest@mq:5672/
services:
  proxy:
    image: nginx:1.27
    ports: ["80:80"]
    depends_on: [web]
  web:
    <<: *app
    build: ./web
    environment:
      <<: *env
      CATALOG_ADDR: catalog:50051
      SESSIONS: redis://sessions:6379/0
    deploy: {replicas: 3}
  catalog:
    image: example.org/toys/catalog:2
    environment:
      - POSTGRES_HOST=store
      - POSTGRES_DB=web
  mail-worker:
    <<: *app
    image: example.org/toys/worker
    links: ["mailer:smtp"]
  mailer: {image: example.org/toys/mailer}
  store: {image: "postgres:17"}
  sessions: {image: "redis:8-alpine"}
  mq: {image: "rabbitmq:4-management", ports: ["15672:15672"]}
  migrate:
    image: example.org/toys/web
    command: rake db:migrate
  tracing: {image: "jaegertracing/all-in-one:1"}
`;

function imported(text: string) {
  return succeeded(importDockerCompose(text));
}

/** A compose file of services, each given as its fields in flow style. */
function services(fields: Readonly<Record<string, string>>): string {
  return ['services:', ...Object.entries(fields).map(([name, text]) => `  ${name}: {${text}}`)].join('\n');
}

describe('the import of a docker-compose file', () => {
  it('draws services by their images and arrows by what they say of each other', () => {
    const { document } = imported(SHOP);
    expect(document.title).toBe('toy shop');
    expect(boxes(document)).toEqual([
      'cache sessions', 'client Users', 'database store', 'loadBalancer proxy', 'rabbitmq mq', 'service catalog', 'service mail-worker',
      'service mailer', 'service web',
    ]);
    expect(arrows(document)).toEqual([
      'Users > proxy http1', 'catalog > store tcp', 'mail-worker > mailer http1', 'mail-worker > store tcp', 'mq > mail-worker rabbitmq',
      'proxy > web http1', 'web > catalog grpc', 'web > mq rabbitmq', 'web > sessions tcp', 'web > store tcp',
    ]);
  });

  it('keeps what the file says of replicas, and asks where it says nothing', () => {
    const { document, questions } = imported(SHOP);
    expect(document.components.find(({ name }) => name === 'web')!.params).toEqual({ replicas: 3 });
    expect(questions.filter(({ topic }) => topic === 'replicas').map(({ id }) => id)).toEqual([
      'replicas/catalog', 'replicas/mail-worker', 'replicas/mailer',
    ]);
  });

  it('says for every guess what it rests on, and what was left out and why', () => {
    const { guesses, remarks } = imported(SHOP);
    expect(guesses).toContainEqual({ where: 'web', what: 'it calls "catalog"', why: 'the setting CATALOG_ADDR has its address' });
    expect(guesses).toContainEqual({ where: 'proxy', what: 'it calls "web"', why: 'it starts after it' });
    expect(guesses).toContainEqual({ where: 'mail-worker', what: 'it calls "mailer"', why: 'it is linked to it' });
    expect(remarks.map(({ where }) => where)).toEqual(['migrate', 'tracing']);
  });

  it('keeps and shows no value of a setting', () => {
    expect(JSON.stringify(importDockerCompose(SHOP))).not.toMatch(/s3cret|guest/);
  });

  it('gives the same diagram every time, and one that runs', () => {
    const { document } = imported(SHOP);
    expect(JSON.stringify(imported(SHOP).document)).toBe(JSON.stringify(document));
    const run = createRun(document);
    while (!run.advance(20_000, 1_000_000));
    const worker = run.report().components.find(({ id }) => id === 'mail-worker')!;
    expect(worker.counts.completed).toBeGreaterThan(1000);
  });

  it('takes a bare word for a host only where an address is expected', () => {
    const { document } = imported(services({
      web: 'image: a, ports: ["1"], environment: {TITLE: api, DB_NAME: api, API_HOST: api, USER: db}',
      api: 'image: b, command: ["serve", "--db", "db", "--database-host", "db"]',
      db: 'image: mysql',
    }));
    expect(arrows(document)).toEqual(['Users > web http1', 'api > db tcp', 'web > api http1']);
  });

  it('knows services by their other names', () => {
    const { document } = imported(services({
      web: 'image: a, ports: ["1"], environment: ["A_URL=http://first:80", "B_URL=http://second/", "C_URL=http://third.local:1"]',
      a: 'image: a, container_name: first',
      b: 'image: b, hostname: second',
      c: 'image: c, networks: {default: {aliases: [third]}}',
    }));
    expect(arrows(document)).toEqual(['Users > web http1', 'web > a http1', 'web > b http1', 'web > c http1']);
  });

  it('follows the names of settings whose values are not in the file', () => {
    const { document } = imported(services({
      web: 'image: a, ports: ["1"], environment: [PRODUCT_CATALOG_ADDR, "X=http://${CART_SERVICE_HOST}:${CART_PORT}", WEB_PORT]',
      'product-catalog': 'image: b',
      cart: 'image: c',
    }));
    expect(arrows(document)).toEqual(['Users > web http1', 'web > cart http1', 'web > product-catalog http1']);
  });

  it('takes the only store of a product for an address whose host is a variable', () => {
    const { document } = imported(services({
      web: 'image: a, ports: ["1"], environment: {DB_URL: "postgres://u:${P}@${POSTGRES_HOST}:5432/d"}',
      api: 'image: b, environment: {POSTGRES_HOST: "${POSTGRES_HOST}", REDIS_URL: "redis://${R}:6379"}',
      main: 'image: "supabase/postgres:15"',
      one: 'image: redis', two: 'image: redis',
    }));
    // Of two caches nobody knows which one is meant. The only way in is taken for the caller of what nobody calls.
    expect(arrows(document)).toEqual(['Users > web http1', 'api > main tcp', 'web > api http1', 'web > main tcp']);
  });

  it('knows stores without an image by their port, and connection strings without a scheme by their key', () => {
    const { document } = imported(services({
      api: 'build: ., ports: ["80"], environment: ["ConnectionStrings__Db=Server=sqldata;Database=x", "ConnectionStrings__Bus=${BUS:-events}", "StatusUrlHC=http://other/hc"]',
      'mail-worker': 'build: ., environment: ["ConnectionStrings__Bus=events"]',
      sqldata: 'ports: ["5433:1433"]', events: 'ports: ["15672:15672", "5672:5672"]', other: 'build: ., ports: ["8080:80", "9092:9092"]',
    }));
    expect(boxes(document)).toEqual(expect.arrayContaining(['database sqldata', 'rabbitmq events', 'service other']));
    expect(arrows(document)).toEqual(expect.arrayContaining(['api > sqldata tcp', 'api > events rabbitmq', 'events > mail-worker rabbitmq']));
    expect(arrows(document)).not.toContain('api > other http1');
  });

  it('routes from Traefik to what has its labels', () => {
    const { document } = imported(services({
      edge: 'image: "traefik:v3", ports: ["80:80"]',
      app: 'image: a, labels: ["traefik.http.routers.app.rule=Host(`x`)"]',
      other: 'image: b, deploy: {labels: {traefik.http.routers.o.rule: y}}',
      off: 'image: c, ports: ["9"]',
    }));
    expect(arrows(document)).toEqual(['Users of edge > edge http1', 'Users of off > off http1', 'edge > app http1', 'edge > other http1']);
  });

  it('draws the queue of a job runner in Redis, and lets who runs the same image send to it', () => {
    const { document } = imported(services({
      web: 'image: "forum:1", ports: ["1"], depends_on: [redis]',
      jobs: 'image: "forum:1", command: bundle exec sidekiq, depends_on: [redis]',
      chat: 'image: "chat:1", ports: ["2"], depends_on: [redis]',
      redis: 'image: redis',
    }));
    expect(arrows(document)).toEqual([
      'Users of chat > chat http1', 'Users of web > web http1', 'chat > redis tcp', 'redis queue > jobs rabbitmq', 'web > redis queue rabbitmq', 'web > redis tcp',
    ]);
  });

  it('draws a Redis that is only the broker of Celery as the queue alone', () => {
    const { document } = imported(services({
      web: 'image: a, ports: ["1"], environment: {CELERY_BROKER_URL: "redis://r:6379/0"}',
      beat: 'image: a, command: celery beat, environment: {CELERY_BROKER_URL: "redis://r:6379/0"}',
      worker: 'image: a, command: celery worker, environment: {CELERY_BROKER_URL: "redis://r:6379/0"}, depends_on: [r]',
      r: 'image: redis',
    }));
    expect(boxes(document)).not.toContain('cache r');
    expect(arrows(document).filter((arrow) => arrow.includes('queue'))).toEqual([
      'beat > r queue rabbitmq', 'r queue > worker rabbitmq', 'web > r queue rabbitmq',
    ]);
  });

  it('gives every receiver of a broker without named queues a copy, unless the answer is otherwise', () => {
    const result = imported(services({
      api: 'image: a, ports: ["1"], environment: {MQ_URL: "amqp://mq"}',
      'mail-worker': 'image: b, environment: {MQ_URL: "amqp://mq"}',
      'bill-worker': 'image: c, environment: {MQ_URL: "amqp://mq"}',
      mq: 'image: rabbitmq',
    }));
    expect(boxes(result.document).filter((box) => box.startsWith('rabbitmq'))).toEqual(['rabbitmq mq', 'rabbitmq mq for bill-worker', 'rabbitmq mq for mail-worker']);
    expect(routes(result.document)).toEqual([['mq', 'fanout', ['mq for mail-worker', 'mq for bill-worker']]]);
    expect(arrows(result.document)).toContain('api > mq rabbitmq');
    const shared = applyAnswers(result, { 'sharing/mq': 'compete' });
    expect(boxes(shared).filter((box) => box.startsWith('rabbitmq'))).toEqual(['rabbitmq mq']);
    expect(routes(shared)).toEqual([]);
  });

  it('draws a NATS server with JetStream as a stream that every receiver reads, or shares as a work queue', () => {
    const result = imported(services({
      'bill-worker': 'image: a, depends_on: [mq]',
      'mail-worker': 'image: b, depends_on: [mq]',
      web: 'image: c, ports: ["1"], depends_on: [mq]',
      mq: 'image: "nats:2", command: ["-js"]',
    }));
    expect(boxes(result.document).filter((box) => box.startsWith('jetstream'))).toEqual(['jetstream mq']);
    expect(result.document.channels[0]!.params).toBeUndefined();
    const shared = applyAnswers(result, { 'sharing/mq': 'compete' });
    expect(shared.channels[0]!.params).toEqual({ retention: 'workQueue' });
    expect(parseDocument(shared).ok).toBe(true);
  });

  it('joins stores to services of the same name, and asks about those that nobody refers to', () => {
    const result = imported(services({
      'user-service': 'image: a, ports: ["1"]', 'user-redis': 'image: redis', ledger: 'image: mongo', bus: 'image: nats',
    }));
    expect(arrows(result.document)).toEqual(['Users > user-service http1', 'user-service > user-redis tcp']);
    const answered = applyAnswers(result, { 'caller/ledger': 'user-service', 'direction/user-service/bus': 'produces' });
    expect(arrows(answered)).toEqual([
      'Users > user-service http1', 'user-service > bus nats', 'user-service > ledger tcp', 'user-service > user-redis tcp',
    ]);
  });

  it('lets the only way in call what nobody else calls, and asks', () => {
    const result = imported(services({ front: 'image: "openresty/openresty", ports: ["80"]', a: 'image: a', b: 'image: b, depends_on: [a]', 'b-worker': 'image: c' }));
    expect(arrows(result.document)).toEqual(['Users > front http1', 'b > a http1', 'front > b http1']);
    expect(arrows(applyAnswers(result, { 'caller/b': 'nobody', 'caller/b-worker': 'a' }))).toEqual(['Users > front http1', 'a > b-worker http1', 'b > a http1']);
  });

  it('asks who calls what is published beside another way in, since it may be called from inside too', () => {
    const result = imported(services({ web: 'image: a, ports: ["1"]', api: 'image: b, ports: ["2"]' }));
    expect(result.questions.filter(({ topic }) => topic === 'caller').map(({ id, answer }) => [id, answer.default])).toEqual([
      ['caller/web', 'nobody'], ['caller/api', 'nobody'],
    ]);
    const answered = applyAnswers(result, { 'caller/api': 'web', 'load/api': 0 });
    expect(arrows(answered)).toEqual(['Users > web http1', 'web > api http1']);
  });

  it('takes load generators as sources, and has no other users where they call', () => {
    const { document } = imported(services({ web: 'image: a, ports: ["1"]', sim: 'image: grafana/k6, environment: {TARGET_URL: "http://web:1"}' }));
    expect(boxes(document)).toEqual(['client sim', 'service web']);
    expect(arrows(document)).toEqual(['sim > web http1']);
  });

  it('applies what services of the file extend, and warns of other files', () => {
    const result = imported(services({
      base: 'image: a, environment: {STORE_HOST: store}',
      web: 'extends: base, environment: ["OTHER=1"], ports: ["1"]',
      odd: 'image: b, extends: {file: other.yml, service: x}',
      round: 'image: c, extends: round2', round2: 'extends: round',
      store: 'image: postgres',
    }));
    expect(arrows(result.document)).toEqual(expect.arrayContaining(['base > store tcp', 'web > store tcp']));
    expect(result.warnings.map(({ where }) => where)).toEqual(expect.arrayContaining(['odd', 'round', 'round2']));
  });

  it('leaves out what runs once, occasionally, or beside the way of a request', () => {
    const { document, remarks } = imported(services({
      web: 'image: a, ports: ["1"], depends_on: {prepare: {condition: service_completed_successfully}}',
      prepare: 'image: b', 'db-init': 'image: c', shell: 'image: d, profiles: [debug]', admin: 'image: adminer', meter: 'image: prom/prometheus',
      late: 'image: e, profiles: [extra], ports: ["2"]',
    }));
    expect(boxes(document)).toEqual(['client Users of late', 'client Users of web', 'service late', 'service web']);
    expect(remarks.map(({ where }) => where)).toEqual(['prepare', 'db-init', 'shell', 'admin', 'meter']);
  });

  it('reads the first version of the format, and files without services', () => {
    expect(boxes(imported('web:\n  image: a\n  ports: [1]\n  links: [db]\ndb:\n  image: mysql\n').document)).toEqual(['client Users', 'database db', 'service web']);
    expect(imported('services:\n').document.components).toEqual([]);
  });

  it.each([
    ['', 1, 1],
    ['- a\n- b\n', 1, 1],
    ['volumes: {}\n', 1, 1],
    ['services:\n  web:\n    image: "x\n', 4, 1],
    ['services:\n  web: {image: a\n', 3, 1],
    ['services:\n\tweb: 1\n', 2, 1],
    ['services:\n  web: *nowhere\n', 2, 8],
  ])('says where the text is no compose file: %j', (text, line, column) => {
    const result = importDockerCompose(text);
    expect(result).toEqual({ ok: false, problems: [{ message: expect.any(String), line, column }] });
  });

  it('warns of names that stand twice, of other files and of unknown dependencies', () => {
    const { warnings } = imported('include: [x.yml]\nservices:\n  web: {image: a, depends_on: [gone]}\n  web: {image: b, depends_on: [gone]}\n  odd: 5\n');
    expect(warnings).toEqual([
      { where: '', what: 'line 4: "web" stands here twice; the last one counts' },
      { where: 'include', what: expect.any(String) },
      { where: 'odd', what: expect.any(String) },
      { where: 'gone', what: expect.any(String) },
    ]);
  });
});
