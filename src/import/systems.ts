import type { ComponentKind, Protocol } from '../model/document.ts';
import type { ParameterValues } from '../model/parameter.ts';
import { presetNamed } from '../model/presets.ts';

/** A way of talking that foreign files name. Not all of them have a protocol of their own here. */
export type ForeignProtocol =
  | 'http'
  | 'grpc'
  | 'grpcStream'
  | 'tcp'
  | 'rabbitmq'
  | 'serviceBus'
  | 'storageQueue'
  | 'kafka'
  | 'eventHubs'
  | 'nats'
  | 'jetStream'
  | 'redisQueue'
  | 'mqtt'
  | 'activeMq'
  | 'pulsar'
  | 'sqs'
  | 'daprPubSub';

/** How a foreign protocol is drawn. `isNearest` is true when the protocol only resembles it. */
export interface Preset {
  /** What the foreign protocol is called. */
  readonly label: string;
  readonly protocol: Protocol;
  readonly isNearest: boolean;
}

/** The one place that says which protocol stands for which. When a protocol is added to the catalogue, its row here
 *  names it and drops `isNearest`. */
export const PRESETS: Readonly<Record<ForeignProtocol, Preset>> = {
  http: { label: 'HTTP', protocol: 'http1', isNearest: false },
  grpc: { label: 'gRPC', protocol: 'grpc', isNearest: false },
  grpcStream: { label: 'gRPC streaming', protocol: 'grpcStream', isNearest: false },
  tcp: { label: 'TCP', protocol: 'tcp', isNearest: false },
  rabbitmq: { label: 'RabbitMQ', protocol: 'rabbitmq', isNearest: false },
  serviceBus: { label: 'Azure Service Bus', protocol: 'serviceBus', isNearest: false },
  storageQueue: { label: 'Azure Storage Queue', protocol: 'storageQueue', isNearest: false },
  kafka: { label: 'Kafka', protocol: 'kafka', isNearest: false },
  eventHubs: { label: 'Azure Event Hubs', protocol: 'kafka', isNearest: true },
  nats: { label: 'NATS', protocol: 'nats', isNearest: false },
  jetStream: { label: 'NATS JetStream', protocol: 'jetstream', isNearest: false },
  redisQueue: { label: 'a queue in Redis', protocol: 'rabbitmq', isNearest: true },
  mqtt: { label: 'MQTT', protocol: 'rabbitmq', isNearest: true },
  activeMq: { label: 'ActiveMQ', protocol: 'rabbitmq', isNearest: true },
  pulsar: { label: 'Apache Pulsar', protocol: 'kafka', isNearest: true },
  sqs: { label: 'Amazon SQS', protocol: 'serviceBus', isNearest: true },
  daprPubSub: { label: 'Dapr publish and subscribe', protocol: 'rabbitmq', isNearest: true },
};

/** What guards the calls over HTTP of a .NET project: nothing, or one of the two handlers of
 *  Microsoft.Extensions.Http.Resilience. */
export type Resilience = 'none' | 'standard' | 'hedging';

/** Parameters that each of them gives a call: those of the presets, so that an imported connection shows the preset. */
export const RESILIENCE: Readonly<Record<Resilience, ParameterValues>> = {
  none: {},
  standard: presetNamed('dotnetStandard').values,
  hedging: presetNamed('dotnetHedging').values,
};

/** How something that a file names is drawn. */
export type Drawing =
  | { readonly as: 'component'; readonly kind: ComponentKind }
  | { readonly as: 'gateway' }
  | { readonly as: 'broker'; readonly system: ForeignProtocol }
  | { readonly as: 'nothing'; readonly why: string };

/** A product that an image, a type or a name was recognised as. */
export interface KnownSystem {
  readonly label: string;
  readonly drawing: Drawing;
}

const DATABASE: Drawing = { as: 'component', kind: 'database' };
const CACHE: Drawing = { as: 'component', kind: 'cache' };
const CLIENT: Drawing = { as: 'component', kind: 'client' };
const GATEWAY: Drawing = { as: 'gateway' };
const SERVICE: Drawing = { as: 'component', kind: 'service' };
const WATCHER: Drawing = { as: 'nothing', why: 'watches the system and is no part of the way of a request' };
const TOOL: Drawing = { as: 'nothing', why: 'is a tool for people and no part of the way of a request' };
const COORDINATION: Drawing = { as: 'nothing', why: 'coordinates a cluster and is no part of the way of a request' };

function broker(system: ForeignProtocol): Drawing {
  return { as: 'broker', system };
}

/** Words of product names, and what they mean. Earlier rows win, so tools for a store come before the store. */
const SYSTEMS: readonly (readonly [words: string, drawing: Drawing])[] = [
  ['pgadmin pgadmin4 adminer phpmyadmin phppgadmin mongo-express redis-commander redisinsight phpredisadmin', TOOL],
  ['kafka-ui kafdrop akhq kowl kafka-manager cmak kafka-topics-ui redpanda-console redpandadata/console portainer', TOOL],
  ['mailhog maildev mailpit mailcatcher smtp4dev dozzle watchtower sqlpad cloudbeaver dbgate dbeaver minio/mc', TOOL],
  ['cp-enterprise-control-center cp-control-center ksqldb-cli cp-ksqldb-cli', TOOL],
  ['flower rabbitmq-exporter certbot acme-companion autoheal ofelia busybox awscli aws-cli kafka-cli nats-box nui nats-nui', TOOL],
  ['kafbat portainer-ce dashy homepage homarr swagger-ui swagger-editor rediscommander mongo_express asynqmon bull-board', TOOL],
  ['jaeger jaegertracing/all-in-one zipkin tempo prometheus grafana loki promtail alertmanager cadvisor node-exporter appinsights', WATCHER],
  ['opentelemetry-collector opentelemetry-collector-contrib otelcol kibana logstash fluentd fluent-bit filebeat', WATCHER],
  ['metricbeat apm-server datalust/seq statsd graphite telegraf timberio/vector datadog/agent signoz elastic-agent', WATCHER],
  ['aspire-dashboard otel-collector healthchecks-ui uptime-kuma netdata logflare pushgateway thanos mimir pyroscope', WATCHER],
  ['redis-exporter redis_exporter postgres-exporter postgres_exporter mysqld-exporter mongodb-exporter', WATCHER],
  ['nginx-exporter nginx-prometheus-exporter kafka-exporter blackbox-exporter jaeger-agent jaeger-collector', WATCHER],
  ['jaeger-query opensearch-dashboards sentry glitchtip healthchecksui admin-server spring-boot-admin nginxexporter', WATCHER],
  ['otel grafana/otel-lgtm otel-lgtm alloy vmagent victorialogs openobserve beszel', WATCHER],
  ['zookeeper consul eureka nacos config-server discovery-server', COORDINATION],
  ['k6 locust artillery jmeter wrk wrk2 vegeta loadgenerator load-generator loadgen gatling load-test loadtest', CLIENT],
  ['schema-registry kafka-connect debezium debezium/connect kafka-rest ksqldb-server', SERVICE],
  ['kafka cp-kafka cp-server redpanda confluent-local fast-data-dev', broker('kafka')],
  ['rabbitmq lavinmq', broker('rabbitmq')],
  ['nats nats-streaming', broker('nats')],
  ['pulsar', broker('pulsar')],
  ['activemq artemis activemq-artemis activemq-classic', broker('activeMq')],
  ['mosquitto eclipse-mosquitto emqx hivemq hivemq4 vernemq', broker('mqtt')],
  ['elasticmq elasticmq-native sqs', broker('sqs')],
  ['servicebus servicebus-emulator', broker('serviceBus')],
  ['eventhubs eventhubs-emulator', broker('eventHubs')],
  ['redis valkey keydb dragonfly garnet memcached hazelcast ignite', CACHE],
  ['postgres postgresql pgvector postgis timescaledb timescale citus cockroach cockroachdb yugabyte', DATABASE],
  ['mysql mariadb percona mssql sqlserver azure-sql-edge oracle oracledb firebird db2 sqlite', DATABASE],
  ['mongo mongodb ferretdb couchdb couchbase ravendb rethinkdb arangodb surrealdb neo4j orientdb', DATABASE],
  ['cassandra scylla scylladb dynamodb dynamodb-local clickhouse influxdb questdb tdengine victoria-metrics', DATABASE],
  ['elasticsearch opensearch solr meilisearch typesense qdrant milvus weaviate chroma chromadb', DATABASE],
  ['minio azurite seaweedfs etcd eventstore kurrentdb edgedb tidb cosmosdb azure-cosmos-emulator vespa database/free', DATABASE],
  ['nginx openresty traefik haproxy envoy caddy kong yarp apisix httpd krakend tyk varnish', GATEWAY],
];

/** Whether the arguments with which a NATS server is started switch JetStream on. */
export function hasJetStream(words: readonly string[]): boolean {
  return words.some((word) => /^--?(js|jetstream)$/.test(word));
}

/** Words that may stand beside a product's name in an image without making it something else. */
const QUALIFIERS = new Set(
  (
    'alpine azure bitnami broker ce cluster community confluent cp database db debian edge enterprise express free ha latest library ' +
    'local management master native official oss primary replica sentinel server single slave slim stack standalone'
  ).split(' '),
);

const BY_WORD = new Map<string, Drawing>();
for (const [words, drawing] of SYSTEMS) {
  for (const word of words.split(' ')) if (!BY_WORD.has(word)) BY_WORD.set(word, drawing);
}

/** What a container image is, by its repository name: `docker.io/library/redis:8.6` is Redis. Names with words that
 *  belong to no product ("redis-demo") are not recognised, but for web servers, which are often built upon. */
export function knownImage(image: string): KnownSystem | undefined {
  const path = image.toLowerCase().replace(/@.*$/, '').split('/');
  const last = (path.pop() ?? '').replace(/:.*$/, '');
  const publisher = path.at(-1);
  const full = BY_WORD.get(`${publisher}/${last}`);
  if (full !== undefined) return { label: `${publisher}/${last}`, drawing: full };
  // Of a name such as "mssql/server" the product is in the publisher's part.
  const own = knownName(last) ?? knownName(last.replace(/^cp-/, ''));
  return own ?? (publisher !== undefined && isQualified(last) ? knownName(publisher) : undefined);
}

/** Ports that only one sort of product listens on. */
const PORTS: Readonly<Record<number, string>> = {
  1433: 'mssql', 1521: 'oracle', 3306: 'mysql', 4222: 'nats', 5432: 'postgres', 5672: 'rabbitmq', 6379: 'redis', 8086: 'influxdb', 9042: 'cassandra',
  9092: 'kafka', 9200: 'elasticsearch', 11211: 'memcached', 27017: 'mongo',
};
/** Ports that products listen on beside their own. */
const SIDE_PORTS = new Set([4369, 8222, 9300, 15672, 25672]);

/** Whether a port is one that clients of a store or broker use, and no browser. */
export function isStorePort(port: number): boolean {
  return PORTS[port] !== undefined;
}

/** What the ports of a container say, when all of them are those of one product. */
export function knownPorts(ports: readonly number[]): KnownSystem | undefined {
  const own = ports.filter((port) => !SIDE_PORTS.has(port));
  const label = own[0] === undefined ? undefined : PORTS[own[0]];
  return label === undefined || own.length > 1 ? undefined : { label, drawing: BY_WORD.get(label)! };
}

/** Schemes of addresses, and words in settings, that stand for a product of another name. */
const PRODUCT_WORDS: Readonly<Record<string, string>> = {
  amqp: 'rabbitmq', amqps: 'rabbitmq', postgresql: 'postgres', pg: 'postgres', mongodb: 'mongo', rediss: 'redis', sqlserver: 'mssql', elastic: 'elasticsearch',
};

/** Whether a product's label is what a word such as the scheme of an address stands for. */
export function isProduct(label: string, word: string): boolean {
  const plain = word.toLowerCase().replace(/\+.*$/, '');
  const product = PRODUCT_WORDS[plain] ?? plain;
  return BY_WORD.has(product) && (PRODUCT_WORDS[label] ?? label) === product;
}

/** A store or broker that one word of a name speaks of: "redis-cart" is Redis, for whatever purpose. */
export function storeInName(name: string): KnownSystem | undefined {
  for (const word of name.toLowerCase().slice(0, 200).split(/[^a-z0-9]+/)) {
    const drawing = BY_WORD.get(word);
    if (drawing === DATABASE || drawing === CACHE || drawing?.as === 'broker') return { label: word, drawing };
  }
  return undefined;
}

/** What a name says: the whole of it, or one word of it beside words that say nothing. */
export function knownName(name: string): KnownSystem | undefined {
  const whole = name.toLowerCase().slice(0, 200);
  const exact = BY_WORD.get(whole);
  if (exact !== undefined) return { label: whole, drawing: exact };
  const words = whole.split(/[^a-z]+/).filter((word) => word !== '');
  const gateway = words.find((word) => BY_WORD.get(word) === GATEWAY);
  const known = words.filter((word) => BY_WORD.has(word));
  if (known.length > 0 && words.every((word) => known.includes(word) || QUALIFIERS.has(word))) {
    return { label: known[0]!, drawing: BY_WORD.get(known[0]!)! };
  }
  return gateway === undefined ? undefined : { label: gateway, drawing: GATEWAY };
}

function isQualified(name: string): boolean {
  return name.split(/[^a-z]+/).every((word) => word === '' || QUALIFIERS.has(word));
}
