import { balancingHelp } from './balancing.ts';
import { breakerHelp } from './breaker.ts';
import { cacheHelp } from './cache.ts';
import { clientHelp } from './client.ts';
import { connectingHelp } from './connecting.ts';
import { connectionHelp } from './connection.ts';
import { DIFFERENCES } from './differences.ts';
import { faultsHelp } from './faults.ts';
import { grpcStreamHelp } from './grpc-stream.ts';
import type { HelpDifferences, HelpOwner, HelpTexts, ParameterHelp } from './help-text.ts';
import { jetstreamHelp } from './jetstream.ts';
import { kafkaHelp } from './kafka.ts';
import { limitsHelp } from './limits.ts';
import { natsHelp } from './nats.ts';
import { queueHelp } from './queue.ts';
import { queueingHelp } from './queueing.ts';
import { rabbitmqHelp } from './rabbitmq.ts';
import { retryHelp } from './retry.ts';
import { scalingHelp } from './scaling.ts';
import { serviceBusHelp } from './service-bus.ts';
import { storageQueueHelp } from './storage-queue.ts';
import { transportHelp } from './transport.ts';
import { webSocketHelp } from './web-socket.ts';
import { workHelp } from './work.ts';

/** Help of every parameter, by its name. */
export const HELP: HelpTexts = {
  ...balancingHelp,
  ...breakerHelp,
  ...cacheHelp,
  ...clientHelp,
  ...connectingHelp,
  ...connectionHelp,
  ...faultsHelp,
  ...grpcStreamHelp,
  ...jetstreamHelp,
  ...kafkaHelp,
  ...limitsHelp,
  ...natsHelp,
  ...queueHelp,
  ...queueingHelp,
  ...rabbitmqHelp,
  ...retryHelp,
  ...scalingHelp,
  ...serviceBusHelp,
  ...storageQueueHelp,
  ...transportHelp,
  ...webSocketHelp,
  ...workHelp,
};

/** What is told of the parameter `name` of `owner`. Throws when nothing is: a test holds that every parameter has help. */
export function parameterHelp(owner: HelpOwner, name: string): ParameterHelp {
  const common = HELP[name];
  if (common === undefined) throw new Error(`There is no help for the parameter ${name}.`);
  const own = (DIFFERENCES as HelpDifferences)[owner]?.[name];
  return own === undefined ? common : { ...common, ...own };
}
