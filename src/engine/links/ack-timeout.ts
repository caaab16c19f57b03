import type { Core } from '../core.ts';
import { NOW, RECORDS_MADE } from '../core.ts';
import { MESSAGE_OUT, META, PARENT, STATE_MASK, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, CONSUMERS_CUT } from '../measure/columns.ts';
import { CHANNEL_PARAMETER_COLUMNS, LEASE, LINK_PARAMETER_COLUMNS, ON_ACK_TIMEOUT, STAY_AWAY } from '../parameters.ts';
import { sendAway } from './away.ts';
import { channelOf } from './boxes.ts';
import { scheduleLeaseEnd } from './lease.ts';
import { connectionLost, dispatch } from './queue.ts';

/** RabbitMQ looks for overdue acknowledgements once a minute. */
const LOOKS_EVERY_MS = 60_000;

/** An acknowledgement is overdue. When the broker looks, it closes the consumer's channel: all that the consumer holds
 *  comes back, and the consumer may stay away. */
export function ackTimedOut(core: Core, message: number): void {
  const channel = channelOf(core, message);
  const now = core.clock[NOW];
  const isLookedFor = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + LEASE] >= LOOKS_EVERY_MS;
  const looksAt = Math.ceil(now / LOOKS_EVERY_MS) * LOOKS_EVERY_MS;
  if (isLookedFor && looksAt > now) {
    scheduleLeaseEnd(core, message, looksAt);
    return;
  }
  closeChannel(core, core.i32[message * WORDS + PARENT], channel);
}

function closeChannel(core: Core, subscription: number, channel: number): void {
  const { i32, network } = core;
  core.channelMeasures[channel * CHANNEL_COLUMNS + CONSUMERS_CUT]++;
  const link = network.subscriptionLink[subscription];
  if (core.linkParameters[link * LINK_PARAMETER_COLUMNS + ON_ACK_TIMEOUT] === STAY_AWAY) sendAway(core, subscription, Infinity);
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if ((i32[at + META] & STATE_MASK) === MESSAGE_OUT && i32[at + PARENT] === subscription) connectionLost(core, record);
  }
  dispatch(core, network.subscriptionBox[subscription]);
}
