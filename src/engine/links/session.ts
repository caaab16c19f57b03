import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, KEY, META, NONE, PARENT, SESSION_IDLE, STARTED, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { CONCURRENT_SESSIONS, LINK_PARAMETER_COLUMNS, SESSION_IDLE as IDLE_TIME } from '../parameters.ts';
import { MODE_SESSIONS } from '../queue-tables.ts';
import { isThere } from './away.ts';
import { takeHead } from './boxes.ts';
import { deliver } from './deliver.ts';
import { dropExpired } from './expiry.ts';
import { isChannelStill } from './standstill.ts';
import { isThrottled, receiverBusy, RECEIVES, takeCredits } from './throttle.ts';

/**
 * Sessions: the messages of one session are handled in order, one at a time, by the one consumer that keeps the session.
 * A consumer keeps a few sessions at once and gives one up when it has waited long enough for its next message.
 */

/** In place of a session's owner: it stands in the line of sessions that nobody keeps. */
const IN_LINE = -2;

function sessionOf(core: Core, line: number): number {
  return line - core.network.boxCount;
}

/** A message has come to a session: its keeper gets it if it is idle, or the session waits for one. */
export function sessionArrived(core: Core, line: number, channel: number): void {
  const session = sessionOf(core, line);
  const owner = core.sessionOwner[session];
  if (owner === NONE) lineUpSession(core, session, channel);
  if (owner >= 0) handOut(core, line, channel);
  else dispatchSessions(core, channel);
}

function lineUpSession(core: Core, session: number, channel: number): void {
  core.sessionOwner[session] = IN_LINE;
  core.sessionNext[session] = NONE;
  const tail = core.sessionTail[channel];
  if (tail === NONE) core.sessionHead[channel] = session;
  else core.sessionNext[tail] = session;
  core.sessionTail[channel] = session;
}

/** Gives sessions that nobody keeps to consumers that may keep one more, in turn; and messages to keepers that wait. */
export function dispatchSessions(core: Core, channel: number): void {
  const { network } = core;
  if (core.brokerCrashes[network.channelBroker[channel]] > 0 || isChannelStill(core, channel)) return;
  while (core.sessionHead[channel] !== NONE) {
    const subscription = findKeeper(core, channel);
    if (subscription === NONE) return;
    const session = core.sessionHead[channel];
    const next = core.sessionNext[session];
    core.sessionHead[channel] = next;
    if (next === NONE) core.sessionTail[channel] = NONE;
    const turn = subscription - network.subscriptionStart[channel];
    core.channelTurn[channel] = turn + 1 >= network.subscriptionCount[channel] ? 0 : turn + 1;
    core.sessionOwner[session] = subscription;
    core.sessionsKept[subscription]++;
    handOut(core, session + network.boxCount, channel);
  }
}

/** Lets all keepers of a channel's sessions go on: after their broker, their connection or their credits came back. */
export function resumeSessions(core: Core, channel: number): void {
  const { sessionStart, sessionsOf } = core.network;
  for (let i = 0; i < sessionsOf[channel]; i++) handOut(core, sessionStart[channel] + i, channel);
  dispatchSessions(core, channel);
}

function findKeeper(core: Core, channel: number): number {
  const { network } = core;
  const first = network.subscriptionStart[channel];
  const count = network.subscriptionCount[channel];
  let turn = core.channelTurn[channel];
  for (let i = 0; i < count; i++, turn++) {
    if (turn >= count) turn = 0;
    const subscription = first + turn;
    const most = core.linkParameters[network.subscriptionLink[subscription] * LINK_PARAMETER_COLUMNS + CONCURRENT_SESSIONS];
    if (core.sessionsKept[subscription] < most && isThere(core, subscription)) return subscription;
  }
  return NONE;
}

/** Hands the keeper of a session its next message, or lets it wait for one. */
function handOut(core: Core, line: number, channel: number): void {
  const session = sessionOf(core, line);
  const owner = core.sessionOwner[session];
  if (owner < 0 || core.sessionOut[session] > 0 || !isThere(core, owner)) return;
  if (core.brokerCrashes[core.network.channelBroker[channel]] > 0 || isChannelStill(core, channel)) return;
  dropExpired(core, line, channel);
  if (core.channelHead[line] === NONE) {
    awaitMessage(core, session, owner);
    return;
  }
  if (isThrottled(core, channel) && !takeCredits(core, channel, RECEIVES, 1)) {
    receiverBusy(core, channel, owner);
    return;
  }
  core.sessionOut[session] = 1;
  deliver(core, takeHead(core, line, channel), channel, owner);
}

function awaitMessage(core: Core, session: number, owner: number): void {
  const now = core.clock[NOW];
  core.sessionIdleSince[session] = now;
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = SESSION_IDLE;
  core.i32[at + KEY] = session;
  core.i32[at + PARENT] = NONE;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + STARTED] = now;
  core.f64[event * DOUBLES + TIME] = now + core.linkParameters[core.network.subscriptionLink[owner] * LINK_PARAMETER_COLUMNS + IDLE_TIME];
  core.schedule(event);
}

/** A keeper has waited for its session's next message as long as it does: it gives the session up. */
export function sessionIdled(core: Core, event: number): void {
  const session = core.i32[event * WORDS + KEY];
  const since = core.f64[event * DOUBLES + STARTED];
  core.free(event);
  const owner = core.sessionOwner[session];
  const line = session + core.network.boxCount;
  if (owner < 0 || core.sessionOut[session] > 0 || core.sessionIdleSince[session] !== since || core.channelHead[line] !== NONE) return;
  core.sessionOwner[session] = NONE;
  core.sessionsKept[owner]--;
  dispatchSessions(core, core.network.linkChannel[core.network.subscriptionLink[owner]]);
}

/** The message of a session that was out is done with, or is back: on to the next. */
export function sessionSettled(core: Core, line: number, channel: number): void {
  const session = sessionOf(core, line);
  core.sessionOut[session] = 0;
  if (core.sessionOwner[session] >= 0) handOut(core, line, channel);
  else if (core.channelHead[line] !== NONE) sessionArrived(core, line, channel);
}

/** The lock of a session is lost with that of its message: whoever has room may keep it now. */
export function sessionLost(core: Core, line: number, channel: number): void {
  const session = sessionOf(core, line);
  core.sessionOut[session] = 0;
  release(core, session, channel);
  dispatchSessions(core, channel);
}

function release(core: Core, session: number, channel: number): void {
  const owner = core.sessionOwner[session];
  if (owner < 0) return;
  core.sessionsKept[owner]--;
  core.sessionOwner[session] = NONE;
  if (core.channelHead[session + core.network.boxCount] !== NONE) lineUpSession(core, session, channel);
}

/** Replicas have crashed: the sessions that their consumers kept are free. Messages that are out come back by themselves. */
export function releaseSessions(core: Core, stations: readonly number[]): void {
  const { network } = core;
  for (let channel = 0; channel < network.channelCount; channel++) {
    if (network.channelMode[channel] !== MODE_SESSIONS) continue;
    for (let i = 0; i < network.sessionsOf[channel]; i++) {
      const session = network.sessionStart[channel] + i - network.boxCount;
      const owner = core.sessionOwner[session];
      if (owner >= 0 && stations.includes(network.subscriptionStation[owner])) release(core, session, channel);
    }
    dispatchSessions(core, channel);
  }
}
