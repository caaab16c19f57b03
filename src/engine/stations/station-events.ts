import type { Core } from '../core.ts';
import {
  HEALTH_CHECK, INSTANCE_IDLE, INSTANCE_WANTED, NONE, OUTLIER_CHECK, REPLICA_EMPTY, REPLICA_READY, SCALER_LOOKS, SHARE_END, WORK_END,
} from '../kernel/record.ts';
import { instanceIdled, replicaEmpty, replicaReady, scalerLooks } from './autoscaler.ts';
import { instanceWanted } from './instances.ts';
import { interruptibleEnded } from './preemption.ts';
import { shareEnded } from './processor-sharing.ts';
import { runProgram } from './program.ts';
import { healthCheck, outlierCheck } from './standing.ts';
import { endService, finishWork } from './work.ts';

/** An event of a station or balancer happens: those with states from `FIRST_STATION_STATE` on. */
export function stationEvent(core: Core, record: number, state: number): void {
  switch (state) {
    case SHARE_END: {
      const job = shareEnded(core, record);
      if (job !== NONE && finishWork(core, job)) runProgram(core, job);
      break;
    }
    case WORK_END: {
      const job = interruptibleEnded(core, record);
      if (job !== NONE && endService(core, job)) runProgram(core, job);
      break;
    }
    case OUTLIER_CHECK:
      outlierCheck(core, record);
      break;
    case HEALTH_CHECK:
      healthCheck(core, record);
      break;
    case SCALER_LOOKS:
      scalerLooks(core, record);
      break;
    case REPLICA_READY:
      replicaReady(core, record);
      break;
    case REPLICA_EMPTY:
      replicaEmpty(core, record);
      break;
    case INSTANCE_IDLE:
      instanceIdled(core, record);
      break;
    case INSTANCE_WANTED:
      instanceWanted(core, record);
      break;
    default:
      throw new Error(`A record in state ${state} has no event.`);
  }
}
