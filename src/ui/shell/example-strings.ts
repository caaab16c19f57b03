/** Words of the examples. */
export const exampleStrings = {
  title: 'Examples',
  search: 'Find an example',
  searchHint: 'A system, a pattern, a word: RabbitMQ, retry, lag…',
  found: (count: number, all: number) => (count === all ? `${all} examples` : `${count} of ${all} examples`),
  nothingFound: 'No example says that. Try the name of a system, such as Kafka or HTTP/2.',
  groups: {
    ways: 'The same job over each of them',
    real: 'Real systems',
    sync: 'One system each: calls',
    queue: 'One system each: queues',
    stream: 'One system each: streams',
    pattern: 'Patterns',
    published: 'Published results',
  },
  nineWays: ['HTTP/1.1', 'gRPC', 'RabbitMQ', 'Kafka', 'Azure Service Bus', 'Azure Storage Queue', 'NATS', 'gRPC stream', 'WebSocket'],
  tryThis: 'Try this:',
  sourceOf: 'Source:',
  failed: 'The examples could not be loaded.',
  loading: 'Loading…',
} as const;
