import type { Core } from '../core.ts';
import { NONE, SHARE_END, WORK_END } from '../kernel/record.ts';
import { interruptibleEnded } from './preemption.ts';
import { shareEnded } from './processor-sharing.ts';
import { runProgram } from './program.ts';
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
    default:
      throw new Error(`A record in state ${state} has no event.`);
  }
}
