import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { KEY, META, PARENT, PARENT_TOKEN, PLACE, TRACED, TRAVELLING, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, CONSUMERS_CUT, LOSS } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER } from '../network.ts';
import {
  BROKER_PARAMETER_COLUMNS, LINK_PARAMETER_COLUMNS, MAX_PENDING, PENDING_BYTES, PENDING_MESSAGES, RECONNECT, SLOW_CONSUMER, SLOW_STOP,
} from '../parameters.ts';
import { MODE_SUBJECT } from '../queue-tables.ts';
import { arrive } from '../stations/station.ts';
import { isDown, sendAway } from './away.ts';
import { buffer, dropBuffer, hasHandler, jobBytes, subscriptionOf } from './handlers.ts';
import { beginRenewal } from './lease.ts';

/** A NATS client adds up to this to its pause before it connects again. */
const RECONNECT_JITTER_MS = 100;

/** A delivery reaches its client: a handler takes it up, or it waits there. */
export function deliveryArrives(core: Core, job: number): void {
  const subscription = subscriptionOf(core, job);
  const { network } = core;
  const link = network.subscriptionLink[subscription];
  if (isDown(core, subscription) || hasHandler(core, subscription)) {
    core.handlersBusy[subscription]++;
    takeUp(core, job);
  } else if (network.channelMode[network.linkChannel[link]] !== MODE_SUBJECT || hasPlace(core, job, subscription)) {
    buffer(core, job, subscription);
  }
}

/** A handler, already counted as busy, takes a delivery up. */
export function takeUp(core: Core, job: number): void {
  const at = job * WORDS;
  core.i32[at + META] = (core.i32[at + META] & TRACED) | TRAVELLING;
  beginRenewal(core, core.i32[at + PARENT], core.i32[at + PLACE] >>> 16, job);
  arrive(core, job);
}

/** Whether what nobody keeps elsewhere may wait in the client, or on its connection. If not, it is lost, and a client that
 *  does not read loses its connection and all that was pending for it. */
function hasPlace(core: Core, job: number, subscription: number): boolean {
  const link = core.network.subscriptionLink[subscription];
  const row = link * LINK_PARAMETER_COLUMNS;
  const bytes = core.bufferBytes[subscription] + jobBytes(core, job);
  if (core.linkParameters[row + SLOW_CONSUMER] !== SLOW_STOP) {
    const fits =
      core.bufferLength[subscription] < core.linkParameters[row + PENDING_MESSAGES] &&
      bytes <= core.linkParameters[row + PENDING_BYTES];
    if (!fits) dropDelivery(core, job);
    return fits;
  }
  const broker = core.network.channelBroker[core.network.linkChannel[link]];
  if (bytes <= core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + MAX_PENDING]) return true;
  cutOff(core, subscription, core.i32[job * WORDS + KEY]);
  dropDelivery(core, job);
  return false;
}

function dropDelivery(core: Core, job: number): void {
  const at = job * WORDS;
  core.reply(core.i32[at + PARENT], core.i32[at + PARENT_TOKEN], core.i32[at + PLACE] >>> 16, LOSS);
  core.free(job);
}

/** The server closes the connection of a slow consumer. */
function cutOff(core: Core, subscription: number, key: number): void {
  const link = core.network.subscriptionLink[subscription];
  core.channelMeasures[core.network.linkChannel[link] * CHANNEL_COLUMNS + CONSUMERS_CUT]++;
  dropBuffer(core, subscription);
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const jitter = RECONNECT_JITTER_MS * uniform(salts[salt], salts[salt + 1], key);
  sendAway(core, subscription, core.clock[NOW] + core.linkParameters[link * LINK_PARAMETER_COLUMNS + RECONNECT] + jitter);
}
