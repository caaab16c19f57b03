import { childKey } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  AT_MOST_ONCE, ATTEMPT_MASK, DELIVERING, DOUBLES, KEY, MESSAGE_OUT, META, NUMBER, PARENT, PARENT_TOKEN, PLACE, STARTED, TIME,
  TOKEN, TRACED, TRAVELLING, WORDS,
} from '../kernel/record.ts';
import {
  CHANNEL_COLUMNS, DELIVERED, LINK_COLUMNS, OK, OUT, REDELIVERED, TAP_DELIVER, UNACKNOWLEDGED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD } from '../network.ts';
import { ACKNOWLEDGE, ACKNOWLEDGE_BEFORE, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { MODE_SUBJECT } from '../queue-tables.ts';
import { arrive } from '../stations/station.ts';
import { deliveryArrives } from './clients.ts';
import { delayOver } from './disturbance.ts';
import { beginLease } from './lease.ts';

/** Gives a message that stands in no line to a consumer: from now on it is out, under a token of its own, and a job of
 *  the consumer works on it. */
export function deliver(core: Core, message: number, channel: number, subscription: number): void {
  const { network, linkMeasures } = core;
  const link = network.subscriptionLink[subscription];
  const at = message * WORDS;
  const isAtMostOnce =
    core.linkParameters[link * LINK_PARAMETER_COLUMNS + ACKNOWLEDGE] === ACKNOWLEDGE_BEFORE ||
    network.channelMode[channel] === MODE_SUBJECT;
  const deliveries = ++core.served[message];
  core.i32[at + META] = (core.i32[at + META] & (TRACED | ATTEMPT_MASK)) | MESSAGE_OUT | (isAtMostOnce ? AT_MOST_ONCE : 0);
  core.i32[at + TOKEN] = core.nextToken();
  core.i32[at + PARENT] = subscription;
  core.f64[message * DOUBLES + STARTED] = core.clock[NOW];
  linkMeasures[link * LINK_COLUMNS + DELIVERED]++;
  linkMeasures[link * LINK_COLUMNS + UNACKNOWLEDGED]++;
  if (deliveries > 1) linkMeasures[link * LINK_COLUMNS + REDELIVERED]++;
  core.channelMeasures[channel * CHANNEL_COLUMNS + OUT]++;
  if (!isAtMostOnce) {
    core.subscriptionOut[subscription]++;
    beginLease(core, message, link, channel);
  }
  sendDelivery(core, message, link, subscription);
}

function sendDelivery(core: Core, message: number, link: number, subscription: number): void {
  const job = core.allocate();
  const { i32, network } = core;
  const from = message * WORDS;
  const at = job * WORDS;
  const isGated = network.linkGated[link] === 1;
  i32[at + META] = (isGated ? DELIVERING : TRAVELLING) | (i32[from + META] & TRACED);
  i32[at + PLACE] = network.subscriptionStation[subscription] | (link << 16);
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], core.served[message]);
  i32[at + PARENT] = message;
  i32[at + PARENT_TOKEN] = i32[from + TOKEN];
  i32[at + TOKEN] = 0;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(job, message);
  const latency = delayOver(core, link, i32[at + KEY], job);
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DELIVER, now, now + latency, link, i32[at + NUMBER], OK);
  }
  if (latency > 0) {
    core.f64[job * DOUBLES + TIME] = core.clock[NOW] + latency;
    core.schedule(job);
  } else if (isGated) deliveryArrives(core, job);
  else arrive(core, job);
}
