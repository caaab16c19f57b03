import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NUMBER, NONE, PARENT, PLACE, WORDS } from '../kernel/record.ts';
import { LINK_SALT_WORDS, SALT_TRANSPORT } from '../network.ts';
import { POISONED, setBit } from './station-word.ts';

/** Poison messages: a consumer fails on some messages however often it gets them. Rule FA35 of `docs/spec/faults.md`. */

/** Sets the draws of poison apart from those of losses and jitter. */
const POISON_KEY = 0x165667b1;

/** Sets the share of a connection's messages on which its consumer fails. */
export function setPoison(core: Core, link: number, share: number): void {
  core.poison[link] = share;
  const { linkTo, linkCount, firstStation, replicaCount } = core.network;
  const component = linkTo[link];
  if (component < 0) return;
  let isPoisoned = false;
  for (let other = 0; other < linkCount; other++) if (linkTo[other] === component && core.poison[other] > 0) isPoisoned = true;
  for (let replica = 0; replica < replicaCount[component]; replica++) setBit(core, firstStation[component] + replica, POISONED, isPoisoned);
}

/** Whether a job is about a message on which its consumer fails now. The draw is keyed by the number of the request that the
 *  message comes from, which every delivery of it carries. */
export function isPoison(core: Core, job: number): boolean {
  const at = job * WORDS;
  const link = core.i32[at + PLACE] >>> 16;
  if (core.i32[at + PARENT] === NONE || core.poison[link] === 0) return false;
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_TRANSPORT;
  return uniform(salts[salt], salts[salt + 1], core.i32[at + NUMBER] ^ POISON_KEY) < core.poison[link];
}
