import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { EXTRA_CLASS, EXTRA_COLUMNS } from '../core.ts';
import { KEY, NONE, PARENT, PARENT_TOKEN, PLACE, STEP, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, DROPPED, FINISHED, MESSAGE_DROPPED, OK, PUBLISHED, REJECTION, UNROUTABLE } from '../measure/columns.ts';
import { CHANNEL_SALT_WORDS, SALT_QUEUE } from '../network.ts';
import { LINK_PARAMETER_COLUMNS, MANDATORY } from '../parameters.ts';
import { addEffects, effectEnded } from '../sources.ts';
import { confirmTo } from './confirm.ts';
import { copyMessage } from './copy.ts';
import { refuseNewest } from './dead-letter.ts';
import { takeIn } from './intake.ts';

/**
 * Exchanges and topics: they keep nothing and give a copy to every queue whose binding fits. What fits none is dropped,
 * and yet confirmed.
 */

/** Routes a message. Its sender hears of it when all copies are made: well, unless one was refused. */
export function routeMessage(core: Core, message: number, exchange: number): void {
  const { i32 } = core;
  const at = message * WORDS;
  const targets = targetsOf(core, message, exchange);
  core.channelMeasures[exchange * CHANNEL_COLUMNS + PUBLISHED]++;
  if (targets.length === 0) {
    dropUnroutable(core, message, exchange);
    return;
  }
  core.channelMeasures[exchange * CHANNEL_COLUMNS + FINISHED]++;
  const waiting = { parent: i32[at + PARENT], token: i32[at + PARENT_TOKEN], link: i32[at + PLACE] >>> 16, key: i32[at + KEY] };
  shareEffects(core, message, targets);
  const isWell = placeCopies(core, message, targets);
  if (waiting.parent !== NONE) confirmTo(core, waiting, isWell ? OK : REJECTION);
}

/** The queues that get a copy of this message. */
function targetsOf(core: Core, message: number, exchange: number): number[] {
  const { network } = core;
  const at = network.exchangeOf[exchange] * network.keyCount + keyOf(core, message);
  const targets: number[] = [];
  for (let route = network.routeStart[at]; route < network.routeStart[at + 1]; route++) {
    const target = network.routeTarget[route];
    const share = network.routeShare[route];
    if (share >= 1 || isDrawn(core, message, target, share)) targets.push(target);
  }
  return targets;
}

function keyOf(core: Core, message: number): number {
  const { network } = core;
  const own = network.linkKey[core.i32[message * WORDS + PLACE] >>> 16];
  if (own >= 0) return own;
  return network.classKey[network.hasExtras ? core.extras[message * EXTRA_COLUMNS + EXTRA_CLASS] : 0];
}

function isDrawn(core: Core, message: number, target: number, share: number): boolean {
  const { channelSalts } = core.network;
  const salt = target * CHANNEL_SALT_WORDS + SALT_QUEUE;
  return uniform(channelSalts[salt], channelSalts[salt + 1], core.i32[message * WORDS + KEY]) < share;
}

/** The message was one effect of its request; now it is as many as copies are waited for. */
function shareEffects(core: Core, message: number, targets: readonly number[]): void {
  const root = core.i32[message * WORDS + STEP];
  if (root === NONE) return;
  const effects = targets.reduce((sum, target) => sum + core.network.channelEffects[target], 0);
  if (effects === 0) effectEnded(core, root, true);
  else addEffects(core, root, effects - 1);
}

/** Gives every queue its copy, the last one the message itself. Returns whether all were taken in. */
function placeCopies(core: Core, message: number, targets: readonly number[]): boolean {
  const root = core.i32[message * WORDS + STEP];
  const copies = targets.map((_, i) => (i === targets.length - 1 ? message : copyMessage(core, message)));
  let isWell = true;
  targets.forEach((target, i) => {
    const at = copies[i] * WORDS;
    core.i32[at + PARENT] = NONE;
    core.i32[at + STEP] = core.network.channelEffects[target] > 0 ? root : NONE;
    if (!takeIn(core, copies[i], target)) {
      isWell = false;
      refuseNewest(core, copies[i], target);
    }
  });
  return isWell;
}

function dropUnroutable(core: Core, message: number, exchange: number): void {
  const { i32, network } = core;
  const at = message * WORDS;
  const measures = exchange * CHANNEL_COLUMNS;
  core.channelMeasures[measures + UNROUTABLE]++;
  core.channelMeasures[measures + DROPPED]++;
  core.note(network.componentCount + 2 * network.linkCount + exchange, MESSAGE_DROPPED, exchange);
  const link = i32[at + PLACE] >>> 16;
  const isReturned = core.linkParameters[link * LINK_PARAMETER_COLUMNS + MANDATORY] === 1;
  const parent = i32[at + PARENT];
  if (parent !== NONE) {
    confirmTo(core, { parent, token: i32[at + PARENT_TOKEN], link, key: i32[at + KEY] }, isReturned ? REJECTION : OK);
  }
  effectEnded(core, i32[at + STEP], isReturned && parent !== NONE);
  core.free(message);
}
