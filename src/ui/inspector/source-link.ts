const AZURE = 'https://learn.microsoft.com/en-us/azure/';
const SERVICE_BUS = `${AZURE}service-bus-messaging/`;
const DOTNET = 'https://learn.microsoft.com/en-us/dotnet/api/';
const RABBITMQ = 'https://www.rabbitmq.com/docs/';
const KAFKA = 'https://kafka.apache.org/documentation/';
const GRPC = 'https://grpc.io/docs/';
const GRPC_CODE = 'https://github.com/grpc/';
const ENVOY = 'https://www.envoyproxy.io/docs/envoy/latest/';
const NATS = 'https://docs.nats.io/';
const KUBERNETES = 'https://kubernetes.io/docs/';

/** Public pages that say what a source's label says. The first that fits is taken: pages of their own before the
 *  documentation of the whole product. `$1` stands for what the first group of the pattern found. */
export const PAGES: readonly (readonly [label: RegExp, page: string])[] = [
  [/HttpClient\.Timeout/, `${DOTNET}system.net.http.httpclient.timeout`],
  [/MaxConnectionsPerServer/, `${DOTNET}system.net.http.socketshttphandler.maxconnectionsperserver`],
  [/PooledConnectionIdleTimeout/, `${DOTNET}system.net.http.socketshttphandler.pooledconnectionidletimeout`],
  [/PooledConnectionLifetime/, `${DOTNET}system.net.http.socketshttphandler.pooledconnectionlifetime`],
  [/EnableMultipleHttp2Connections/, `${DOTNET}system.net.http.socketshttphandler.enablemultiplehttp2connections`],
  [/KestrelServerLimits\.KeepAliveTimeout/, `${DOTNET}microsoft.aspnetcore.server.kestrel.core.kestrelserverlimits.keepalivetimeout`],
  [/Kestrel Http2Limits/, `${DOTNET}microsoft.aspnetcore.server.kestrel.core.http2limits.maxstreamsperconnection`],
  [/ip-sysctl/, 'https://docs.kernel.org/networking/ip-sysctl.html'],
  [/dotnet\/runtime/, 'https://github.com/dotnet/runtime'],
  [/Http\.Resilience/, 'https://learn.microsoft.com/en-us/dotnet/core/resilience/http-resilience'],
  [/MaxAutoLockRenewalDuration/, `${DOTNET}azure.messaging.servicebus.servicebusprocessoroptions.maxautolockrenewalduration`],
  [/SessionIdleTimeout/, `${DOTNET}azure.messaging.servicebus.servicebussessionprocessoroptions.sessionidletimeout`],
  [/ServiceBusSessionProcessorOptions/, `${DOTNET}azure.messaging.servicebus.servicebussessionprocessoroptions`],
  [/ServiceBusProcessorOptions/, `${DOTNET}azure.messaging.servicebus.servicebusprocessoroptions`],
  [/TryTimeout|ServiceBusRetryOptions/, `${DOTNET}azure.messaging.servicebus.servicebusretryoptions`],
  [/ServiceBusRetryPolicy/, `${DOTNET}azure.messaging.servicebus.servicebusretrypolicy`],
  [/Azure\.Messaging\.ServiceBus/, `${DOTNET}azure.messaging.servicebus`],
  [/Azure\.Core RetryOptions/, `${DOTNET}azure.core.retryoptions`],
  [/LockDuration/, `${AZURE}templates/microsoft.servicebus/namespaces/queues`],
  [/Service Bus.*transfers/, `${SERVICE_BUS}message-transfers-locks-settlement`],
  [/Service Bus.*quotas/, `${SERVICE_BUS}service-bus-quotas`],
  [/Service Bus.*dead-letter/, `${SERVICE_BUS}service-bus-dead-letter-queues`],
  [/Service Bus.*duplicate detection/, `${SERVICE_BUS}duplicate-detection`],
  [/Service Bus.*throttling/, `${SERVICE_BUS}service-bus-throttling`],
  [/Service Bus message (expiration|sequencing|sessions)/, `${SERVICE_BUS}message-$1`],
  [/Azure docs, scalability targets/, `${AZURE}storage/queues/scalability-targets`],
  [/Azure Storage REST API, Put Message/, 'https://learn.microsoft.com/en-us/rest/api/storageservices/put-message'],
  [/QueuesOptions|QueuePollingIntervals/, `${AZURE}azure-functions/functions-bindings-storage-queue`],
  [/Azure Functions storage queue trigger/, `${AZURE}azure-functions/functions-bindings-storage-queue-trigger`],
  [/gRFC A6/, `${GRPC_CODE}proposal/blob/master/A6-client-retries.md`],
  [/gRFC A9/, `${GRPC_CODE}proposal/blob/master/A9-server-side-conn-mgt.md`],
  [/gRFC/, `${GRPC_CODE}proposal`],
  [/gRPC connection-backoff/, `${GRPC_CODE}grpc/blob/master/doc/connection-backoff.md`],
  [/grpc\.io core concepts/, `${GRPC}what-is-grpc/core-concepts/`],
  [/grpc\.io (deadlines|performance|service-config|wait-for-ready)/, `${GRPC}guides/$1/`],
  [/grpc-go keepalive/, `${GRPC_CODE}grpc-go/blob/master/Documentation/keepalive.md`],
  [/grpc-go backoff/, 'https://pkg.go.dev/google.golang.org/grpc/backoff'],
  [/grpc-go/, 'https://pkg.go.dev/google.golang.org/grpc'],
  [/Envoy.*load_balancers/, `${ENVOY}intro/arch_overview/upstream/load_balancing/load_balancers`],
  [/Envoy panic_threshold/, `${ENVOY}intro/arch_overview/upstream/load_balancing/panic_threshold`],
  [/Envoy (circuit_breaker|outlier_detection)\.proto/, `${ENVOY}api-v3/config/cluster/v3/$1.proto`],
  [/^Envoy adaptive_concurrency/, `${ENVOY}configuration/http/http_filters/adaptive_concurrency_filter`],
  [/Netflix (?:concurrency-limits|VegasLimit)/, 'https://github.com/Netflix/concurrency-limits'],
  [/Finagle/, 'https://twitter.github.io/finagle/guide/Clients.html'],
  [/Envoy/, ENVOY],
  [/Polly/, 'https://www.pollydocs.org/'],
  [/resilience4j RateLimiter/, 'https://resilience4j.readme.io/docs/ratelimiter'],
  [/resilience4j/, 'https://resilience4j.readme.io/docs'],
  [/HBase/, 'https://hbase.apache.org/book.html'],
  [/folly Codel/, 'https://github.com/facebook/folly/blob/main/folly/executors/Codel.h'],
  [/Google SRE book, handling overload/, 'https://sre.google/sre-book/handling-overload/'],
  [/horizontal-pod-autoscale/, `${KUBERNETES}tasks/run-application/horizontal-pod-autoscale/`],
  [/Kubernetes autoscaling\/v2/, `${KUBERNETES}reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/`],
  [/Kubernetes/, KUBERNETES],
  [/KEDA/, 'https://keda.sh/docs/'],
  [/AWS Lambda/, 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html'],
  [/AWS SDK standard mode/, 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html'],
  [/smithy-rs/, 'https://github.com/smithy-lang/smithy-rs'],
  [/aws-arch-backoff-simulator/, 'https://github.com/aws-samples/aws-arch-backoff-simulator'],
  [/k6 scenarios/, 'https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/'],
  [/PostgreSQL max_connections/, 'https://www.postgresql.org/docs/current/runtime-config-connection.html'],
  [/RabbitMQ.*prefetch/, `${RABBITMQ}consumer-prefetch`],
  [/RabbitMQ.*confirms/, `${RABBITMQ}confirms`],
  [/RabbitMQ.*max length/, `${RABBITMQ}maxlength`],
  [/RabbitMQ.*TTL/, `${RABBITMQ}ttl`],
  [/RabbitMQ.*docs, (consumers|exchanges|memory|publishers)/, `${RABBITMQ}$1`],
  [/RabbitMQ.*(?:delivery-limit|quorum queues)/, `${RABBITMQ}quorum-queues`],
  [/RabbitMQ.*dead-letter/, `${RABBITMQ}dlx`],
  [/RabbitMQ.*credit_flow/, `${RABBITMQ}flow-control`],
  [/RabbitMQ/, RABBITMQ],
  [/KafkaConsumer javadoc/, 'https://kafka.apache.org/40/javadoc/org/apache/kafka/clients/consumer/KafkaConsumer.html'],
  [
    /Kafka.*\b(broker\.session\.timeout\.ms|default\.replication\.factor|log\.retention\.check\.interval\.ms|min\.insync\.replicas|unclean\.leader\.election\.enable)/,
    `${KAFKA}#brokerconfigs_$1`,
  ],
  [/Kafka.*\b(auto\.commit\.interval\.ms|auto\.offset\.reset|enable\.auto\.commit|group\.protocol)/, `${KAFKA}#consumerconfigs_$1`],
  [/Kafka.*\b(delivery\.timeout\.ms)/, `${KAFKA}#producerconfigs_$1`],
  [/Kafka.* (retention\.ms)/, `${KAFKA}#topicconfigs_$1`],
  [/Kafka.*(?:ConsumerConfig|assignor)/, `${KAFKA}#consumerconfigs`],
  [/Kafka.*ProducerConfig/, `${KAFKA}#producerconfigs`],
  [/Kafka.*TopicConfig/, `${KAFKA}#topicconfigs`],
  [/Kafka.*GroupCoordinatorConfig/, `${KAFKA}#brokerconfigs`],
  [/Kafka/, KAFKA],
  [/NATS docs, (?:streams|JetStream publish)/, `${NATS}nats-concepts/jetstream/streams`],
  [/NATS docs, queue groups/, `${NATS}nats-concepts/core-nats/queue`],
  [/NATS server.*consumer/, `${NATS}nats-concepts/jetstream/consumers`],
  [/NATS/, NATS],
  [/nats\.go/, 'https://pkg.go.dev/github.com/nats-io/nats.go'],
  [/WHATWG WebSockets/, 'https://websockets.spec.whatwg.org/'],
  [/^ws 8/, 'https://github.com/websockets/ws/blob/master/doc/ws.md'],
  [/nginx proxy_read_timeout/, 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout'],
  [/RFC (\d+)/, 'https://www.rfc-editor.org/rfc/rfc$1'],
];

/** Where to read what a default was taken from; undefined when no page is known. */
export function sourceLink(label: string): string | undefined {
  for (const [pattern, page] of PAGES) {
    const match = pattern.exec(label);
    if (match !== null) return page.replace('$1', match[1] ?? '');
  }
  return undefined;
}
