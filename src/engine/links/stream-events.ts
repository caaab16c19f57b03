import { type Core, FROZEN_BROKERS } from '../core.ts';
import {
  BATCH_FAILING, BATCH_REPLICATING, BATCH_REPLYING, BATCH_TRAVELLING, BATCH_WAITING, NUMBER, PARENT_TOKEN, STEP, STREAM_CREDIT, WORDS,
} from '../kernel/record.ts';
import { nodeDead } from './cluster.ts';
import { groupDue, heartbeatDue, membershipChanged, pollOverdue, sessionEnded } from './consumer-group.ts';
import { commitAnswered, commitDue } from './consumer.ts';
import { creditArrives } from './direct/receive.ts';
import { wireTimerRuns } from './direct/wire-events.ts';
import { FIRST_WIRE_TIMER } from './direct/wires.ts';
import { batchArrived, batchReplicated, refuseBatch, retentionDue } from './log.ts';
import {
  BATCH_DUE, COMMIT_ANSWERED, COMMIT_DUE, GROUP_DUE, HEARTBEAT_DUE, MEMBERS_CHANGED, NODE_DEAD, POLL_OVERDUE, RETENTION_DUE, SESSION_ENDS,
} from './member.ts';
import { accumulatorDue, batchAnswered, batchFailed } from './producer.ts';
import { waitsForThaw } from './standstill.ts';
import { isBatchTurnedBack } from './turned-back.ts';

/** Something of a log or stream happens: a batch is where it went, or a timer runs out. */
export function streamHappens(core: Core, record: number, state: number): void {
  if (core.counters[FROZEN_BROKERS] !== 0 && waitsForThaw(core, record, state)) return;
  switch (state) {
    case BATCH_TRAVELLING:
      return isBatchTurnedBack(core, record) ? refuseBatch(core, record) : batchArrived(core, record);
    case BATCH_REPLICATING:
      return batchReplicated(core, record);
    case BATCH_REPLYING:
      return batchAnswered(core, record);
    case BATCH_FAILING:
    case BATCH_WAITING:
      return batchFailed(core, record);
    case STREAM_CREDIT:
      return creditArrives(core, record);
    default:
      timerRuns(core, record);
  }
}

function timerRuns(core: Core, timer: number): void {
  const at = timer * WORDS;
  const kind = core.i32[at + STEP];
  const subject = core.i32[at + NUMBER];
  const token = core.i32[at + PARENT_TOKEN];
  core.free(timer);
  if (kind === MEMBERS_CHANGED) return membershipChanged(core, subject);
  if (kind >= FIRST_WIRE_TIMER) return wireTimerRuns(core, kind, subject, token);
  switch (kind) {
    case SESSION_ENDS:
      return sessionEnded(core, subject, token);
    case HEARTBEAT_DUE:
      return heartbeatDue(core, subject);
    case POLL_OVERDUE:
      return pollOverdue(core, subject);
    case COMMIT_DUE:
      return commitDue(core, subject);
    case COMMIT_ANSWERED:
      return commitAnswered(core, subject);
    case GROUP_DUE:
      return groupDue(core, subject, token);
    case BATCH_DUE:
      return accumulatorDue(core, subject, token);
    case RETENTION_DUE:
      return retentionDue(core, subject);
    case NODE_DEAD:
      return nodeDead(core, subject, token);
  }
}
