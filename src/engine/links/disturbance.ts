import { uniform } from '../../base/random.ts';
import { type Core, LINK_FAULT_COLUMNS } from '../core.ts';
import { LINK_SALT_WORDS, SALT_TRANSPORT, STREAM } from '../network.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { BY_CHANCE, FAILING, lineMs, NARROW, THERE } from './bandwidth.ts';

/** What faults add to a connection's delay. Rules FA30 to FA34 and FA58 of `docs/spec/faults.md`. */

// Columns of `linkFaults`.
/** The connection's own latency, while a fault adds to it. */
const OWN_LATENCY = 0;
/** What every message waits more. */
const ADDED = 1;
/** What a message waits more than that at most. */
const JITTER = 2;
/** Share of segments that is lost on top of the connection's own. */
const LOST_SHARE = 3;
/** Share that the network answers with an error. */
export const FAILED_SHARE = 4;

/** Where a connection is not modelled, TCP sends what is lost again after this, as a rule; Linux waits at least so long. */
const RETRANSMIT_MS = 200;
/** A segment is sent at most so many times more; its waits double. */
const MOST_LOSSES = 8;

/** Sets the draws of jitter apart from those of losses. */
const JITTER_KEY = 0x27d4eb2f;

/** Faults on one connection together: milliseconds added to all messages, the most that chance adds to each, and the share
 *  that is lost and sent again, and the
 *  share that the network answers with an error. */
export interface Disturbance {
  readonly addedMs: number;
  readonly jitterMs: number;
  readonly lossRatio: number;
  readonly failedShare: number;
}

/** Brings a link's latency up to date with its faults. What is under way arrives when it was to arrive. Messages of a stream
 *  keep their order, so each waits the mean of the jitter instead of a draw. */
export function disturb(core: Core, link: number, { addedMs, jitterMs, lossRatio, failedShare }: Disturbance): void {
  const { linkFaults } = core;
  const row = link * LINK_FAULT_COLUMNS;
  const isStream = core.network.linkKind[link] === STREAM;
  const latency = ownLatency(core, link);
  linkFaults[row + OWN_LATENCY] = latency;
  linkFaults[row + ADDED] = addedMs + (isStream ? jitterMs / 2 : 0);
  linkFaults[row + JITTER] = isStream ? 0 : jitterMs;
  linkFaults[row + LOST_SHARE] = lossRatio;
  linkFaults[row + FAILED_SHARE] = failedShare;
  const chance = linkFaults[row + JITTER] > 0 || lossRatio > 0 ? BY_CHANCE : 0;
  core.disturbed[link] = (core.disturbed[link] & NARROW) | chance | (failedShare > 0 ? FAILING : 0);
  core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY] = latency + linkFaults[row + ADDED];
}

function ownLatency(core: Core, link: number): number {
  const row = link * LINK_FAULT_COLUMNS;
  return core.linkFaults[row + ADDED] > 0 ? core.linkFaults[row + OWN_LATENCY] : core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
}

/** A link's own latency is set while the run goes on: what faults add stays. Milliseconds. */
export function setLatency(core: Core, link: number, ms: number): void {
  core.linkFaults[link * LINK_FAULT_COLUMNS + OWN_LATENCY] = ms;
  core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY] = ms + core.linkFaults[link * LINK_FAULT_COLUMNS + ADDED];
}

/** How long the message of a record takes from now on until it is over a link, in milliseconds: for the bytes before it and
 *  its own to leave where bandwidth is limited, and to travel. The draw is keyed by the message and its direction. */
export function delayOver(core: Core, link: number, key: number, record: number, way = THERE): number {
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (core.disturbed[link] === 0) return latency;
  return lineMs(core, link, record, way) + latency + jitterOf(core, link, key) + resendingMs(core, link, key);
}

/** As `delayOver`, for a word that is too short to take any bandwidth. */
export function delayOfWord(core: Core, link: number, key: number): number {
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  return core.disturbed[link] === 0 ? latency : latency + jitterOf(core, link, key) + resendingMs(core, link, key);
}

/** As `delayOver`, without the time that is lost with losses: for connections that wait for those themselves. */
export function delayWithoutLoss(core: Core, link: number, key: number, record: number, way: number): number {
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  return core.disturbed[link] === 0 ? latency : lineMs(core, link, record, way) + latency + jitterOf(core, link, key);
}

/** The share of segments that is lost on a link, of which `own` is lost without faults. */
export function lossOver(core: Core, link: number, own: number): number {
  if (core.disturbed[link] === 0) return own;
  return 1 - (1 - own) * (1 - core.linkFaults[link * LINK_FAULT_COLUMNS + LOST_SHARE]);
}

/** How often in a row a message is lost. */
export function lossesOf(core: Core, link: number, key: number, ratio: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_TRANSPORT;
  let losses = 0;
  while (losses < MOST_LOSSES && uniform(salts[salt], salts[salt + 1], (key + losses) | 0) < ratio) losses++;
  return losses;
}

/** How much later what sets out with this key arrives because faults lose it and TCP sends it again, in milliseconds, where
 *  connections are not modelled: 200 ms, twice that the next time, and so on. */
export function resendingMs(core: Core, link: number, key: number): number {
  const ratio = core.linkFaults[link * LINK_FAULT_COLUMNS + LOST_SHARE];
  return ratio === 0 ? 0 : RETRANSMIT_MS * ((1 << lossesOf(core, link, key, ratio)) - 1);
}

function jitterOf(core: Core, link: number, key: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_TRANSPORT;
  return core.linkFaults[link * LINK_FAULT_COLUMNS + JITTER] * uniform(salts[salt], salts[salt + 1], key ^ JITTER_KEY);
}

/** Sets the draws for requests and their replies apart. */
export const BACK_KEY = 0x85ebca6b;
