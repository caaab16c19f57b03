import { uniform } from '../../base/random.ts';
import { type Core, MOST_POISON_RULES, POISON_COLUMNS, POISONED_COLUMNS } from '../core.ts';
import { NUMBER, NONE, PARENT, PLACE, WORDS } from '../kernel/record.ts';
import { LINK_SALT_WORDS, SALT_TRANSPORT } from '../network.ts';
import { POISONED, setBit } from './station-word.ts';

/**
 * Poison messages: a consumer fails on some messages however often it gets them. Those that are drawn by a share alone
 * need no memory; a fault that means one partition or the next few messages has a *rule*, and a rule that counts
 * remembers the messages that it has met. Rules FA35 to FA37 of `docs/spec/faults.md`.
 */

/** Sets the draws of poison apart from those of losses and jitter, and those of rules from each other. */
const POISON_KEY = 0x165667b1;
const RULE_KEY = 0x9e3779b1;

// Columns of `poisonRules`.
/** Number of the entry plus one, 0 where no rule is; its link; its share; its partition, 0 for all; messages left to it. */
const ENTRY = 0;
const LINK = 1;
const SHARE = 2;
const PARTITION = 3;
const LEFT = 4;

// Columns of `poisoned`: row of the rule plus one, 0 for none; and number of the request that the message comes from.
const RULE = 0;
const MET = 1;

/** Sets the share of a connection's messages on which its consumer fails, whatever their number and partition. */
export function setPoison(core: Core, link: number, share: number): void {
  core.poison[link] = share;
  markConsumer(core, link);
}

/** A fault that means one partition (from 1 on, 0 for all) or a number of messages. */
export interface PoisonRule {
  readonly entry: number;
  readonly link: number;
  readonly share: number;
  readonly partition: number;
  /** Messages that it meets at most, infinity for any number. */
  readonly next: number;
}

/** Sets the share of a rule, which begins now when there was none like it. A share of 0 ends it and what it remembers. */
export function setPoisonRule(core: Core, { entry, link, share, partition, next }: PoisonRule): void {
  const rules = core.poisonRules;
  const row = rowOf(core, entry, link);
  if (row === NONE) return;
  if (share === 0) forget(core, row);
  if (rules[row * POISON_COLUMNS + ENTRY] === 0) rules[row * POISON_COLUMNS + LEFT] = next;
  rules[row * POISON_COLUMNS + ENTRY] = share === 0 ? 0 : entry + 1;
  rules[row * POISON_COLUMNS + LINK] = link;
  rules[row * POISON_COLUMNS + SHARE] = share;
  rules[row * POISON_COLUMNS + PARTITION] = partition;
  markConsumer(core, link);
}

/** The row of a rule, or the first free one; NONE when there is neither. */
function rowOf(core: Core, entry: number, link: number): number {
  let free = NONE;
  for (let row = 0; row < MOST_POISON_RULES; row++) {
    const at = row * POISON_COLUMNS;
    if (core.poisonRules[at + ENTRY] === entry + 1 && core.poisonRules[at + LINK] === link) return row;
    if (core.poisonRules[at + ENTRY] === 0 && free === NONE) free = row;
  }
  return free;
}

function forget(core: Core, row: number): void {
  for (let at = 0; at < core.poisoned.length; at += POISONED_COLUMNS) if (core.poisoned[at + RULE] === row + 1) core.poisoned[at + RULE] = 0;
}

/** Lets the replicas of a link's consumer look at their messages if some of them may be poison. */
function markConsumer(core: Core, link: number): void {
  const { linkTo, linkCount, firstStation, replicaCount } = core.network;
  const component = linkTo[link];
  if (component < 0) return;
  let isPoisoned = false;
  for (let other = 0; other < linkCount; other++) if (linkTo[other] === component && core.poison[other] > 0) isPoisoned = true;
  for (let at = 0; at < core.poisonRules.length; at += POISON_COLUMNS) {
    if (core.poisonRules[at + ENTRY] > 0 && linkTo[core.poisonRules[at + LINK]] === component) isPoisoned = true;
  }
  for (let replica = 0; replica < replicaCount[component]; replica++) setBit(core, firstStation[component] + replica, POISONED, isPoisoned);
}

/** Whether a job is about a message on which its consumer fails now. The draw is keyed by the number of the request that the
 *  message comes from, which every delivery of it carries. */
export function isPoison(core: Core, job: number): boolean {
  const at = job * WORDS;
  const link = core.i32[at + PLACE] >>> 16;
  if (core.i32[at + PARENT] === NONE) return false;
  const number = core.i32[at + NUMBER];
  if (core.poison[link] > 0 && isDrawn(core, link, number ^ POISON_KEY, core.poison[link])) return true;
  for (let row = 0; row < MOST_POISON_RULES; row++) if (isMet(core, row, { link, number, partition: partitionOf(core, job) })) return true;
  return false;
}

function isDrawn(core: Core, link: number, key: number, share: number): boolean {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_TRANSPORT;
  return uniform(salts[salt], salts[salt + 1], key) < share;
}

/** Partition that the record of a job was read from, from 1 on; 0 when it was in none. */
function partitionOf(core: Core, job: number): number {
  const slot = -core.i32[job * WORDS + PARENT] - 2;
  const { slotPartition, slotChannel, slotCount, partitionStart } = core.network;
  return slot < 0 || slot >= slotCount ? 0 : slotPartition[slot] - partitionStart[slotChannel[slot]] + 1;
}

interface Delivered {
  readonly link: number;
  readonly number: number;
  readonly partition: number;
}

/** Whether a message is poison by a rule. One that counts has met it before, or meets it now. */
function isMet(core: Core, row: number, { link, number, partition }: Delivered): boolean {
  const rules = core.poisonRules;
  const at = row * POISON_COLUMNS;
  if (rules[at + ENTRY] === 0 || rules[at + LINK] !== link) return false;
  if (rules[at + PARTITION] > 0 && partition > 0 && rules[at + PARTITION] !== partition) return false;
  const key = (number ^ POISON_KEY) + Math.imul(rules[at + ENTRY], RULE_KEY);
  if (rules[at + LEFT] === Infinity) return isDrawn(core, link, key | 0, rules[at + SHARE]);
  if (remembers(core, row, number)) return true;
  if (rules[at + LEFT] <= 0 || !isDrawn(core, link, key | 0, rules[at + SHARE]) || !remember(core, row, number)) return false;
  rules[at + LEFT]--;
  return true;
}

function remembers(core: Core, row: number, number: number): boolean {
  for (let at = 0; at < core.poisoned.length; at += POISONED_COLUMNS) {
    if (core.poisoned[at + RULE] === row + 1 && core.poisoned[at + MET] === number) return true;
  }
  return false;
}

function remember(core: Core, row: number, number: number): boolean {
  for (let at = 0; at < core.poisoned.length; at += POISONED_COLUMNS) {
    if (core.poisoned[at + RULE] !== 0) continue;
    core.poisoned[at + RULE] = row + 1;
    core.poisoned[at + MET] = number;
    return true;
  }
  return false;
}
