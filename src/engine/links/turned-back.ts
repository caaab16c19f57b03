import { uniform } from '../../base/random.ts';
import { type Core, LINK_FAULT_COLUMNS, NOW } from '../core.ts';
import { KEY, META, NONE, NUMBER, PARENT, PLACE, STEP, TRACED, WORDS } from '../kernel/record.ts';
import { LINK_COLUMNS, REJECTION, TAP_DEAD, VANISHED } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_TRANSPORT } from '../network.ts';
import { FAILING } from './bandwidth.ts';
import { confirm, effectsOf, endEffects, NOT_CARRIED } from './confirm.ts';
import { FAILED_SHARE } from './disturbance.ts';

/**
 * Errors of the network: a share of what is sent is answered at the far end by a proxy, and never reaches the other side.
 * Drawn for each attempt by its key. Rules FA55 to FA57 of `docs/spec/faults.md`.
 */

/** Sets these draws apart from others of the link. */
const ERROR_KEY = 0x165667b1;
/** Sets those of a producer's attempts with one batch apart. */
const ATTEMPT_KEY = 0x9e3779b1;

/** Whether the network answers the request, or what else has this key, with an error. */
export function isTurnedBack(core: Core, link: number, key: number): boolean {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_TRANSPORT;
  return uniform(salts[salt], salts[salt + 1], key ^ ERROR_KEY) < core.linkFaults[link * LINK_FAULT_COLUMNS + FAILED_SHARE];
}

/** Whether the network does not carry a message to its broker. */
export function isMessageTurnedBack(core: Core, message: number, link: number): boolean {
  return isTurnedBack(core, link, core.i32[message * WORDS + KEY]);
}

/** Whether the network does not carry a batch to its leader. */
export function isBatchTurnedBack(core: Core, batch: number): boolean {
  const at = batch * WORDS;
  const link = core.i32[at + PLACE] >>> 16;
  if (!(core.disturbed[link] & FAILING)) return false;
  return isTurnedBack(core, link, core.i32[at + KEY] ^ Math.imul(core.logs.accumulatorFailures[core.i32[at + STEP]] + 1, ATTEMPT_KEY));
}

/** A message does not come to its broker: whoever waits for the broker's word gets the network's; else it is lost. */
export function turnBack(core: Core, message: number, link: number): void {
  const { i32 } = core;
  const at = message * WORDS;
  core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, link, i32[at + NUMBER], REJECTION);
  }
  const isHeard = i32[at + PARENT] !== NONE;
  confirm(core, message, NOT_CARRIED);
  endEffects(core, message, effectsOf(core, core.network.linkChannel[link]), isHeard);
  core.free(message);
}
