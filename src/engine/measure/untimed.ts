import { type Core, MEASURED_FROM, NOW } from '../core.ts';
import { ARRIVED, DOUBLES } from '../kernel/record.ts';
import { COMPONENT_COLUMNS, UNTIMED_MS } from './columns.ts';

/** Counts the time for which a request was in a component that no histogram tells of: it ended badly, or came before
 *  measuring began. With it, the times of all requests add up to the area under their number (rule ME5). */
export function countUntimed(core: Core, request: number, component: number): void {
  const arrived = core.f64[request * DOUBLES + ARRIVED];
  core.componentMeasures[component * COMPONENT_COLUMNS + UNTIMED_MS] += core.clock[NOW] - countedFrom(arrived, core.clock);
}

/** The beginning of the measured time for who came before it; while it lies ahead, the arrival. */
function countedFrom(arrived: number, clock: Float64Array): number {
  const from = clock[MEASURED_FROM];
  return arrived < from && from <= clock[NOW] ? from : arrived;
}
