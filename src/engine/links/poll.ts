import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, KEY, META, NONE, POLL, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, POLLS, THROTTLED } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER } from '../network.ts';
import {
  BATCH, LATENCY, LINK_PARAMETER_COLUMNS, NEW_BATCH_THRESHOLD, POLL_MAX, POLL_MIN,
} from '../parameters.ts';
import { MODE_POLL } from '../queue-tables.ts';
import { isThere } from './away.ts';
import { takeHead } from './boxes.ts';
import { deliver } from './deliver.ts';
import { dropExpired } from './expiry.ts';
import { RECEIVES, takeCredits } from './throttle.ts';

/**
 * Consumers that ask for batches. One that is given messages asks again when few of them are left in work; one that finds
 * nothing asks less and less often, up to a longest wait.
 */

/** Waits between polls vary by this much either way. */
const SPREAD = 0.2;
/** The SDK's pause before it asks a busy service again. */
const BUSY_MS = 800;

/** Lets every consumer ask that has no poll ahead: at the beginning, and after it or its broker was down. */
export function startPolls(core: Core): void {
  const { network } = core;
  for (let subscription = 0; subscription < network.subscriptionLink.length; subscription++) {
    const channel = network.linkChannel[network.subscriptionLink[subscription]];
    if (network.channelMode[channel] === MODE_POLL) pollAgain(core, subscription);
  }
}

/** A consumer that has few messages left in work, and no poll ahead, asks for more. */
export function pollAgain(core: Core, subscription: number): void {
  if (core.pollAt[subscription] !== Infinity || !isThere(core, subscription)) return;
  const row = core.network.subscriptionLink[subscription] * LINK_PARAMETER_COLUMNS;
  if (core.subscriptionOut[subscription] > core.linkParameters[row + NEW_BATCH_THRESHOLD]) return;
  const isFirst = core.pollCount[subscription] === 0;
  schedulePoll(core, subscription, (isFirst ? 1 : 2) * core.linkParameters[row + LATENCY]);
}

function schedulePoll(core: Core, subscription: number, inMs: number): void {
  const event = core.allocate();
  const at = event * WORDS;
  const due = core.clock[NOW] + inMs;
  core.pollAt[subscription] = due;
  core.i32[at + META] = POLL;
  core.i32[at + KEY] = subscription;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = due;
  core.schedule(event);
}

/** A consumer's question reaches the service. */
export function pollArrived(core: Core, event: number): void {
  const { network } = core;
  const subscription = core.i32[event * WORDS + KEY];
  core.free(event);
  core.pollAt[subscription] = Infinity;
  if (!isThere(core, subscription)) return;
  const link = network.subscriptionLink[subscription];
  const box = network.subscriptionBox[subscription];
  const channel = network.boxChannel[box];
  core.channelMeasures[channel * CHANNEL_COLUMNS + POLLS]++;
  core.pollCount[subscription]++;
  if (core.brokerCrashes[network.channelBroker[channel]] > 0) {
    pollLater(core, subscription, link);
    return;
  }
  dropExpired(core, box, channel);
  const most = core.linkParameters[link * LINK_PARAMETER_COLUMNS + BATCH];
  let found = 0;
  while (found < most && core.channelHead[box] !== NONE) {
    if (!takeCredits(core, channel, RECEIVES, 1)) {
      core.channelMeasures[channel * CHANNEL_COLUMNS + THROTTLED]++;
      if (found === 0) schedulePoll(core, subscription, BUSY_MS + 2 * core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY]);
      break;
    }
    found++;
    deliver(core, takeHead(core, box, channel), channel, subscription);
    dropExpired(core, box, channel);
  }
  if (found > 0) core.emptyPolls[subscription] = 0;
  if (found > 0) pollAgain(core, subscription);
  else if (core.pollAt[subscription] === Infinity) pollLater(core, subscription, link);
}

/** Nothing was found: the next poll comes later than the last one did, somewhat at random. */
function pollLater(core: Core, subscription: number, link: number): void {
  const row = link * LINK_PARAMETER_COLUMNS;
  const least = core.linkParameters[row + POLL_MIN];
  const most = core.linkParameters[row + POLL_MAX];
  let step = least;
  for (let i = 0; i < core.emptyPolls[subscription] && step < most; i++) step *= 2;
  core.emptyPolls[subscription]++;
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const key = (Math.imul(subscription, 0x9e3779b1) + core.pollCount[subscription]) | 0;
  const wait = least + step * (1 - SPREAD + 2 * SPREAD * uniform(salts[salt], salts[salt + 1], key));
  schedulePoll(core, subscription, (wait < most ? wait : most) + 2 * core.linkParameters[row + LATENCY]);
}
