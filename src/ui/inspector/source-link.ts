const AZURE = 'https://learn.microsoft.com/en-us/azure/';
const SERVICE_BUS = `${AZURE}service-bus-messaging/`;
const DOTNET = 'https://learn.microsoft.com/en-us/dotnet/api/';
const RABBITMQ = 'https://www.rabbitmq.com/docs/';
const KAFKA = 'https://kafka.apache.org/documentation/';
const GRPC = 'https://grpc.io/docs/';
const CODE = 'https://github.com/';
const GRPC_CODE = `${CODE}grpc/`;
const NATS_CODE = `${CODE}nats-io/`;
const NETFLIX = `${CODE}Netflix/concurrency-limits/blob/main/concurrency-limits-core/src/main/java/com/netflix/concurrency/limits/limit/`;
const ENVOY = 'https://www.envoyproxy.io/docs/envoy/latest/';
const NATS = 'https://docs.nats.io/';
const KUBERNETES = 'https://kubernetes.io/docs/';

/** Public pages, or files of a product's own code, that say what a source's label says. The first that fits is taken:
 *  pages of their own before the documentation of the whole product. Each was looked up, as an address that public pages
 *  cite or as a file of the repository. `$1` stands for what the first group of the pattern found. */
export const PAGES: readonly (readonly [label: RegExp, page: string])[] = [
  [/HttpClient\.Timeout/, `${DOTNET}system.net.http.httpclient.timeout`],
  [/MaxConnectionsPerServer/, `${DOTNET}system.net.http.socketshttphandler.maxconnectionsperserver`],
  [/PooledConnectionIdleTimeout/, `${DOTNET}system.net.http.socketshttphandler.pooledconnectionidletimeout`],
  [/PooledConnectionLifetime/, `${DOTNET}system.net.http.socketshttphandler.pooledconnectionlifetime`],
  [/EnableMultipleHttp2Connections/, `${DOTNET}system.net.http.socketshttphandler.enablemultiplehttp2connections`],
  [/KestrelServerLimits\.KeepAliveTimeout/, `${DOTNET}microsoft.aspnetcore.server.kestrel.core.kestrelserverlimits.keepalivetimeout`],
  [/Kestrel Http2Limits/, `${DOTNET}microsoft.aspnetcore.server.kestrel.core.http2limits.maxstreamsperconnection`],
  [/ASP\.NET Core.*best practices/, 'https://learn.microsoft.com/en-us/aspnet/core/fundamentals/best-practices'],
  [/Tomcat.*HTTP connector/, 'https://tomcat.apache.org/tomcat-11.0-doc/config/http.html'],
  [/dotnet\/aspnetcore.*(HubOptionsSetup)/, `${CODE}dotnet/aspnetcore/blob/main/src/SignalR/server/Core/src/$1.cs`],
  [/dotnet\/aspnetcore.*(WebSocketOptions)/, `${CODE}dotnet/aspnetcore/blob/main/src/Middleware/WebSockets/src/$1.cs`],
  [/ip-sysctl/, 'https://docs.kernel.org/networking/ip-sysctl.html'],
  [/dotnet\/runtime/, `${CODE}dotnet/runtime`],
  [/Http\.Resilience/, 'https://learn.microsoft.com/en-us/dotnet/core/resilience/http-resilience'],
  [/MaxAutoLockRenewalDuration/, `${DOTNET}azure.messaging.servicebus.servicebusprocessoroptions.maxautolockrenewalduration`],
  [/SessionIdleTimeout/, `${DOTNET}azure.messaging.servicebus.servicebussessionprocessoroptions.sessionidletimeout`],
  [/ServiceBusSessionProcessorOptions/, `${DOTNET}azure.messaging.servicebus.servicebussessionprocessoroptions`],
  [/ServiceBusProcessorOptions/, `${DOTNET}azure.messaging.servicebus.servicebusprocessoroptions`],
  [/TryTimeout|ServiceBusRetryOptions/, `${DOTNET}azure.messaging.servicebus.servicebusretryoptions`],
  [/ServiceBusRetryPolicy/, `${DOTNET}azure.messaging.servicebus.servicebusretrypolicy`],
  [/Azure\.Messaging\.ServiceBus/, `${DOTNET}azure.messaging.servicebus`],
  [/Azure\.Core.*RetryOptions/, `${DOTNET}azure.core.retryoptions`],
  [/LockDuration/, `${AZURE}templates/microsoft.servicebus/namespaces/queues`],
  [/Service Bus.*transfers/, `${SERVICE_BUS}message-transfers-locks-settlement`],
  [/Service Bus.*quotas/, `${SERVICE_BUS}service-bus-quotas`],
  [/Service Bus.*dead-letter/, `${SERVICE_BUS}service-bus-dead-letter-queues`],
  [/Service Bus.*duplicate detection/, `${SERVICE_BUS}duplicate-detection`],
  [/Service Bus.*throttling/, `${SERVICE_BUS}service-bus-throttling`],
  [/Service Bus message (expiration|sequencing|sessions)/, `${SERVICE_BUS}message-$1`],
  [/Azure docs.*scalability targets/, `${AZURE}storage/queues/scalability-targets`],
  [/Azure Storage REST API.*Get Messages/, 'https://learn.microsoft.com/en-us/rest/api/storageservices/get-messages'],
  [/Azure Storage REST API.*Put Message/, 'https://learn.microsoft.com/en-us/rest/api/storageservices/put-message'],
  [/QueuesOptions|QueuePollingIntervals/, `${AZURE}azure-functions/functions-bindings-storage-queue`],
  [/Azure Functions storage queue trigger/, `${AZURE}azure-functions/functions-bindings-storage-queue-trigger`],
  [/gRFC A6/, `${GRPC_CODE}proposal/blob/master/A6-client-retries.md`],
  [/gRFC A9/, `${GRPC_CODE}proposal/blob/master/A9-server-side-conn-mgt.md`],
  [/gRFC A105/, `${GRPC_CODE}proposal/blob/master/A105-max_concurrent_streams-connection-scaling.md`],
  [/gRPC.*connection-backoff/, `${GRPC_CODE}grpc/blob/master/doc/connection-backoff.md`],
  [/grpc\.io.*core concepts/, `${GRPC}what-is-grpc/core-concepts/`],
  [/grpc\.io 2026, (deadlines|performance|service-config|wait-for-ready)/, `${GRPC}guides/$1/`],
  [/grpc-java.*NettyServerBuilder$/, `${GRPC_CODE}grpc-java/blob/master/netty/src/main/java/io/grpc/netty/NettyServerBuilder.java`],
  [/grpc-go.*keepalive/, `${GRPC_CODE}grpc-go/blob/master/Documentation/keepalive.md`],
  [/grpc-go.*backoff/, 'https://pkg.go.dev/google.golang.org/grpc/backoff'],
  [/grpc-go/, `${GRPC_CODE}grpc-go/blob/master/internal/transport/defaults.go`],
  [/Envoy.*load_balancers/, `${ENVOY}intro/arch_overview/upstream/load_balancing/load_balancers`],
  [/Envoy.*panic_threshold/, `${ENVOY}intro/arch_overview/upstream/load_balancing/panic_threshold`],
  [/Envoy.*\b(circuit_breaker|outlier_detection)\.proto/, `${ENVOY}api-v3/config/cluster/v3/$1.proto`],
  [/^Envoy.*adaptive_concurrency/, `${ENVOY}configuration/http/http_filters/adaptive_concurrency_filter`],
  [/Netflix.*\b((?:AIMD|Gradient2|Vegas)Limit)/, `${NETFLIX}$1.java`],
  [/Netflix/, `${CODE}Netflix/concurrency-limits`],
  [/Hystrix/, `${CODE}Netflix/Hystrix/blob/master/hystrix-core/src/main/java/com/netflix/hystrix/HystrixCommandProperties.java`],
  [/Finagle.*RetryBudget/, `${CODE}twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/service/RetryBudget.scala`],
  [/Finagle/, 'https://twitter.github.io/finagle/guide/Clients.html'],
  [/Envoy/, ENVOY],
  [/Polly/, 'https://www.pollydocs.org/'],
  [/resilience4j RateLimiter/, 'https://resilience4j.readme.io/docs/ratelimiter'],
  [/resilience4j/, 'https://resilience4j.readme.io/docs'],
  [/HBase/, `${CODE}apache/hbase/blob/master/hbase-server/src/main/java/org/apache/hadoop/hbase/ipc/RpcExecutor.java`],
  [/folly.*Codel/, `${CODE}facebook/folly/blob/main/folly/executors/Codel.h`],
  [/Google SRE book, handling overload/, 'https://sre.google/sre-book/handling-overload/'],
  [/horizontal-pod-autoscale/, `${KUBERNETES}tasks/run-application/horizontal-pod-autoscale/`],
  [/Kubernetes.*autoscaling\/v2/, `${KUBERNETES}reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/`],
  [/Kubernetes/, KUBERNETES],
  [/KEDA/, 'https://keda.sh/docs/'],
  [/AWS Lambda/, 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html'],
  [/AWS SDK docs, standard mode/, 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html'],
  [/smithy-rs/, `${CODE}smithy-lang/smithy-rs/blob/main/rust-runtime/aws-smithy-runtime/src/client/retries/token_bucket.rs`],
  [/Istio.*virtual_service/, `${CODE}istio/api/blob/master/networking/v1alpha3/virtual_service.proto`],
  [/Istio.*destination_rule/, `${CODE}istio/api/blob/master/networking/v1alpha3/destination_rule.proto`],
  [/linkerd2-proxy/, `${CODE}linkerd/linkerd2-proxy/blob/main/linkerd/app/src/env.rs`],
  [/Azure docs.*event-driven-scaling/, `${AZURE}azure-functions/event-driven-scaling`],
  [/aws-arch-backoff-simulator/, 'https://github.com/aws-samples/aws-arch-backoff-simulator'],
  [/k6 scenarios/, 'https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/'],
  [/PostgreSQL max_connections/, 'https://www.postgresql.org/docs/current/runtime-config-connection.html'],
  [/RabbitMQ.*prefetch/, `${RABBITMQ}consumer-prefetch`],
  [/RabbitMQ.*confirms/, `${RABBITMQ}confirms`],
  [/RabbitMQ.*max length/, `${RABBITMQ}maxlength`],
  [/RabbitMQ.*TTL/, `${RABBITMQ}ttl`],
  [/RabbitMQ.*docs, (consumers|exchanges|memory|publishers)/, `${RABBITMQ}$1`],
  [/rabbit_fifo/, `${CODE}rabbitmq/rabbitmq-server/blob/main/deps/rabbit/src/rabbit_fifo.erl`],
  [/RabbitMQ.*quorum queues/, `${RABBITMQ}quorum-queues`],
  [/RabbitMQ.*dead-letter/, `${RABBITMQ}dlx`],
  [/RabbitMQ.*credit_flow/, `${RABBITMQ}flow-control`],
  [/RabbitMQ/, RABBITMQ],
  [/librdkafka.*CONFIGURATION\.md/, `${CODE}confluentinc/librdkafka/blob/master/CONFIGURATION.md`],
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
  [/KIP-1030/, 'https://cwiki.apache.org/confluence/pages/viewpage.action?pageId=296290836'],
  [/Kafka/, KAFKA],
  [/NATS docs 2026, (?:streams|JetStream publish)/, `${NATS}nats-concepts/jetstream/streams`],
  [/NATS docs 2026, queue groups/, `${NATS}nats-concepts/core-nats/queue`],
  [/NATS server.*max_pending/, `${NATS_CODE}nats-server/blob/main/server/const.go`],
  [/NATS server.*\b(consumer|raft|store|stream)\b/, `${NATS_CODE}nats-server/blob/main/server/$1.go`],
  [/NATS/, NATS],
  [/nats\.go.*jetstream\/(pull|publish)\.go/, `${NATS_CODE}nats.go/blob/main/jetstream/$1.go`],
  [/nats\.go/, `${NATS_CODE}nats.go/blob/main/nats.go`],
  [/WHATWG WebSockets/, 'https://websockets.spec.whatwg.org/'],
  [/^websockets \d/, 'https://websockets.readthedocs.io/en/stable/topics/'],
  [/^ws 8/, 'https://github.com/websockets/ws/blob/master/doc/ws.md'],
  [/nodejs\/undici/, 'https://github.com/nodejs/undici/blob/main/docs/docs/api/Client.md'],
  [/golang\/go net\/http/, 'https://pkg.go.dev/net/http#Transport'],
  [/golang\/net .*http2/, 'https://pkg.go.dev/golang.org/x/net/http2#Server'],
  [/chromium client_socket_pool_manager/, 'https://source.chromium.org/chromium/chromium/src/+/main:net/socket/client_socket_pool_manager.cc'],
  [/nginx.*keepalive_timeout/, 'https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout'],
  [/nginx.*proxy_connect_timeout/, 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_connect_timeout'],
  [/nginx.*proxy_read_timeout/, 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout'],
  [/RFC 9846/, `${CODE}tlswg/tls13-spec/blob/main/rfc9846.md`],
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
