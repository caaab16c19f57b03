import { keyedBits } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { DOUBLES, KEY, NONE, PARENT, PARENT_TOKEN, PLACE, STEP, TIME, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, COPIES, DROPPED, FAILURE, MESSAGE_DROPPED, OK, PUBLISHED, REFUSED, REJECTION, UNROUTABLE } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER } from '../network.ts';
import { GROUP, GROUP_EACH, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { addEffects, effectEnded } from '../sources.ts';
import { isThere } from './away.ts';
import { bytesOf, setBox } from './boxes.ts';
import { confirm, confirmTo } from './confirm.ts';
import { copyMessage } from './copy.ts';
import { deliver } from './deliver.ts';

/**
 * Subjects: a message goes to those who listen now, at most once, and to nobody else. Of a group one member gets it,
 * chosen by chance. A sender may wait for a reply: the first one counts, and without listeners there is none at once.
 * While such a message is out, `TIME` is who waits for it and `callBegan` under which token.
 */

/** A message reaches a subject. */
export function subjectArrived(core: Core, message: number, channel: number): void {
  const listeners = listenersOf(core, core.i32[message * WORDS + KEY], channel);
  if (listeners.length === 0) {
    dropUnheard(core, message, channel);
    return;
  }
  core.channelMeasures[channel * CHANNEL_COLUMNS + PUBLISHED]++;
  core.channelMeasures[channel * CHANNEL_COLUMNS + COPIES] += listeners.length - 1;
  const at = message * WORDS;
  addEffects(core, core.i32[at + STEP], listeners.length - 1);
  const requester = core.i32[at + PARENT];
  const token = core.i32[at + PARENT_TOKEN];
  setBox(core, message, channel);
  const copies = listeners.map((_, i) => (i === 0 ? message : copyMessage(core, message)));
  copies.forEach((copy, i) => {
    core.served[copy] = 0;
    core.f64[copy * DOUBLES + TIME] = requester;
    core.callBegan[copy] = token;
    core.brokerBytes[core.network.channelBroker[channel]] += bytesOf(core, copy, channel);
    deliver(core, copy, channel, listeners[i]);
  });
}

/** One member of every group, and everybody who is in none. */
function listenersOf(core: Core, key: number, channel: number): number[] {
  const { network } = core;
  const first = network.subscriptionStart[channel];
  const end = first + network.subscriptionCount[channel];
  const found: number[] = [];
  for (let from = first; from < end; ) {
    const link = network.subscriptionLink[from];
    const members: number[] = [];
    for (; from < end && network.subscriptionLink[from] === link; from++) if (isThere(core, from)) members.push(from);
    if (core.linkParameters[link * LINK_PARAMETER_COLUMNS + GROUP] === GROUP_EACH) found.push(...members);
    else if (members.length > 0) found.push(members[memberFor(core, link, key) % members.length]);
  }
  return found;
}

function memberFor(core: Core, link: number, key: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  return keyedBits(salts[salt], salts[salt + 1], key) >>> 0;
}

/** Nobody listens: the message is gone, and a request fails at once. */
function dropUnheard(core: Core, message: number, channel: number): void {
  const { network } = core;
  const measures = channel * CHANNEL_COLUMNS;
  const isRequest = core.i32[message * WORDS + PARENT] !== NONE;
  core.channelMeasures[measures + UNROUTABLE]++;
  if (isRequest) core.channelMeasures[measures + REFUSED]++;
  else {
    core.channelMeasures[measures + PUBLISHED]++;
    core.channelMeasures[measures + DROPPED]++;
  }
  core.note(network.componentCount + 2 * network.linkCount + channel, MESSAGE_DROPPED, channel);
  confirm(core, message, REJECTION);
  effectEnded(core, core.i32[message * WORDS + STEP], isRequest);
  core.free(message);
}

/** A consumer is through with a message: if somebody waits for its reply, that is it. */
export function requestAnswered(core: Core, message: number, outcome: number): void {
  const parent = core.f64[message * DOUBLES + TIME];
  if (parent === NONE || (outcome !== OK && outcome !== FAILURE)) return;
  const at = message * WORDS;
  core.f64[message * DOUBLES + TIME] = NONE;
  confirmTo(core, { parent, token: core.callBegan[message], link: core.i32[at + PLACE] >>> 16, key: core.i32[at + KEY] }, outcome);
}
