const AZURE = 'https://learn.microsoft.com/en-us/azure/';
const DOTNET = 'https://learn.microsoft.com/en-us/dotnet/api/';
const RABBITMQ = 'https://www.rabbitmq.com/docs/';
const KAFKA = 'https://kafka.apache.org/documentation/';

/** Public pages that say what a source's label says. The first that fits is taken: pages of their own before the
 *  documentation of the whole product. */
const PAGES: readonly (readonly [label: RegExp, page: string])[] = [
  [/HttpClient\.Timeout/, `${DOTNET}system.net.http.httpclient.timeout`],
  [/MaxConnectionsPerServer/, `${DOTNET}system.net.http.socketshttphandler.maxconnectionsperserver`],
  [/Kestrel Http2Limits/, `${DOTNET}microsoft.aspnetcore.server.kestrel.core.http2limits.maxstreamsperconnection`],
  [/MaxConcurrentCalls/, `${DOTNET}azure.messaging.servicebus.servicebusprocessoroptions`],
  [/gRFC A6/, 'https://github.com/grpc/proposal/blob/master/A6-client-retries.md'],
  [/grpc\.io deadlines/, 'https://grpc.io/docs/guides/deadlines/'],
  [/Envoy.*load_balancers/, 'https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers'],
  [/PostgreSQL max_connections/, 'https://www.postgresql.org/docs/current/runtime-config-connection.html'],
  [/smithy-rs/, 'https://github.com/smithy-lang/smithy-rs'],
  [/aws-arch-backoff-simulator/, 'https://github.com/aws-samples/aws-arch-backoff-simulator'],
  [/RabbitMQ.*prefetch/, `${RABBITMQ}consumer-prefetch`],
  [/RabbitMQ.*confirms/, `${RABBITMQ}confirms`],
  [/RabbitMQ.*max length/, `${RABBITMQ}maxlength`],
  [/RabbitMQ.*consumers/, `${RABBITMQ}consumers`],
  [/RabbitMQ.*delivery-limit/, `${RABBITMQ}quorum-queues`],
  [/RabbitMQ.*dead-letter/, `${RABBITMQ}dlx`],
  [/LockDuration/, `${AZURE}templates/microsoft.servicebus/namespaces/queues`],
  [/Service Bus.*transfers/, `${AZURE}service-bus-messaging/message-transfers-locks-settlement`],
  [/Service Bus.*quotas/, `${AZURE}service-bus-messaging/service-bus-quotas`],
  [/Service Bus.*dead-letter/, `${AZURE}service-bus-messaging/service-bus-dead-letter-queues`],
  [/Kafka num\.partitions/, `${KAFKA}#brokerconfigs_num.partitions`],
  [/Kafka retention\.ms/, `${KAFKA}#topicconfigs_retention.ms`],
  [/Kafka producer: acks/, `${KAFKA}#producerconfigs_acks`],
  [/Kafka/, KAFKA],
  [/RabbitMQ/, RABBITMQ],
  [/Service Bus/, `${AZURE}service-bus-messaging/`],
];

/** Where to read what a default was taken from; undefined when no page is known. */
export function sourceLink(label: string): string | undefined {
  return PAGES.find(([pattern]) => pattern.test(label))?.[1];
}
