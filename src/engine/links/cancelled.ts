import { type Core, EXCHANGE_COLUMNS, EXTRA_COLUMNS, JOB_COLUMNS, NOW } from '../core.ts';
import {
  CALLING, DEAD, GUARDING, META, NEXT, NONE, PARENT, PARENT_TOKEN, PLACE, QUEUED, SERVING, STATE_MASK, STEP, TOKEN,
  TRAVELLING, WAITING_FOR_CONNECTION, WAITING_FOR_PERMIT, WORDS,
} from '../kernel/record.ts';
import {
  CANCELLATIONS, COMPONENT_COLUMNS, DROPPED_WAITING, FAILED_HERE, LINK_COLUMNS, QUEUED_AREA, QUEUE_LENGTH, REJECTED, WORKING,
  WORKING_AREA,
} from '../measure/columns.ts';
import { STEP_PUBLISH, STEP_WORDS } from '../network.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { isFirstWork, leaveLine } from '../stations/line.ts';
import { wasInterrupted } from '../stations/preemption.ts';
import { LINE_BITS, WORK_BITS } from '../stations/station-word.ts';
import { leave, startNext } from '../stations/work.ts';
import { CANCELS, INHERITS_DEADLINE, STOPS_WORK } from '../transport-parameters.ts';
import { abandonAttempt, attemptTimedOut, finishCall } from './call.ts';
import { deadlineOf } from './connection-exchange.ts';
import { endGuarded } from './guard.ts';
import { CANCELLED } from './outcomes.ts';

/**
 * What becomes of a request whose caller has cancelled: on its way it is not seen; in line it goes; calls of its own over
 * protocols that cancel are cancelled too; work in progress is finished for nobody, or stops. It sends no reply. Rules
 * SYN50 to SYN59 of `docs/spec/sync.md`.
 */
export function jobCancelled(core: Core, job: number, token: number, caller: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  if (i32[at + PARENT] !== caller || i32[at + PARENT_TOKEN] !== token) return;
  const link = i32[at + PLACE] >>> 16;
  const state = i32[at + META] & STATE_MASK;
  if (!isAtWork(state) && state !== TRAVELLING) return;
  core.linkMeasures[link * LINK_COLUMNS + CANCELLATIONS]++;
  i32[at + PARENT] = NONE;
  if (state === TRAVELLING) i32[at + META] = DEAD;
  else if (state === SERVING) endWork(core, job, link);
  else if (state === QUEUED) leaveQueue(core, job);
  else cancelCall(core, job, state);
}

/** Whether a job is at its station, in a state that it can be taken out of at any moment. Others find out later. */
function isAtWork(state: number): boolean {
  return (
    state === QUEUED || state === SERVING || state === CALLING || state === WAITING_FOR_CONNECTION ||
    state === WAITING_FOR_PERMIT || state === GUARDING
  );
}

/** A job in line goes. One that was interrupted is finished. */
function leaveQueue(core: Core, job: number): void {
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  const component = core.network.stationComponent[station];
  if (core.stationWord[station] & LINE_BITS) {
    if (wasInterrupted(core, job)) {
      core.i32[job * WORDS + STEP] = core.network.cancelledStep;
      return;
    }
    leaveLine(core, job, component, station);
  } else leavePlainLine(core, job, component, station);
  const isFirst = isFirstWork(core, job, component);
  if (isFirst) core.componentMeasures[component * COMPONENT_COLUMNS + DROPPED_WAITING]++;
  leave(core, job, isFirst ? REJECTED : FAILED_HERE);
  startNext(core, component, station);
}

/** Those whose deadline is over are usually the first in line. */
function leavePlainLine(core: Core, job: number, component: number, station: number): void {
  const { i32 } = core;
  let before = NONE;
  for (let waiting = core.queueHead[station]; waiting !== job; waiting = i32[waiting * WORDS + NEXT]) before = waiting;
  const next = i32[job * WORDS + NEXT];
  if (before === NONE) core.queueHead[station] = next;
  else i32[before * WORDS + NEXT] = next;
  if (next === NONE) core.queueTail[station] = before;
  const measures = component * COMPONENT_COLUMNS;
  core.queueLength[station]--;
  core.componentMeasures[measures + QUEUE_LENGTH]--;
  core.componentMeasures[measures + QUEUED_AREA] += core.clock[NOW];
}

/** Work in progress is finished, and nothing after it is begun; or it stops, where nothing but the event list knows it. */
function endWork(core: Core, job: number, link: number): void {
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  core.i32[job * WORDS + STEP] = core.network.cancelledStep;
  const isStopped = core.network.transport[link] & STOPS_WORK && (core.stationWord[station] & WORK_BITS) === 0;
  if (!isStopped) return;
  const copy = copyOf(core, job);
  core.i32[job * WORDS + META] = DEAD;
  core.i32[job * WORDS + TOKEN] = 0;
  const measures = core.network.stationComponent[station] * COMPONENT_COLUMNS;
  core.componentMeasures[measures + WORKING]--;
  core.componentMeasures[measures + WORKING_AREA] += core.clock[NOW];
  leave(core, copy, FAILED_HERE);
}

/** A record that stands for a job whose own record is in the event list and has to stay there. */
function copyOf(core: Core, job: number): number {
  const copy = core.allocate();
  core.i32.copyWithin(copy * WORDS, job * WORDS, (job + 1) * WORDS);
  core.callBegan[copy] = core.callBegan[job];
  core.served[copy] = core.served[job];
  if (core.network.hasExtras) core.extras.copyWithin(copy * EXTRA_COLUMNS, job * EXTRA_COLUMNS, (job + 1) * EXTRA_COLUMNS);
  if (core.jobState.length > 0) core.jobState.copyWithin(copy * JOB_COLUMNS, job * JOB_COLUMNS, (job + 1) * JOB_COLUMNS);
  if (core.exchanges.length > 0) core.exchanges.fill(0, copy * EXCHANGE_COLUMNS, (copy + 1) * EXCHANGE_COLUMNS);
  return copy;
}

/** A call of the job is cancelled with it, and the job fails; a call over a protocol that does not cancel goes on. */
function cancelCall(core: Core, job: number, state: number): void {
  const step = (core.i32[job * WORDS + STEP] & 0xffff) * STEP_WORDS;
  if (core.network.program[step] === STEP_PUBLISH) return;
  const link = linkOfCall(core, job);
  if (!(core.network.transport[link] & (CANCELS | INHERITS_DEADLINE))) return;
  const isAttempt = state === CALLING || state === WAITING_FOR_CONNECTION;
  if (isAttempt && deadlineOf(core, job, link) <= core.clock[NOW]) {
    attemptTimedOut(core, job);
    return;
  }
  if (state === GUARDING) {
    endGuarded(core, job, link, CANCELLED);
    return;
  }
  abandonAttempt(core, job, link);
  finishCall(core, job, link, CANCELLED);
}
