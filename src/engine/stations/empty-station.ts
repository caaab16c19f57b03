import type { Core } from '../core.ts';
import { forgetTurnsAt } from './admission.ts';
import { emptyCache } from './cache.ts';
import { emptyLine } from './line.ts';
import { emptyShare } from './processor-sharing.ts';
import { SERVICES, stationRow } from './station-state.ts';
import { SHARED } from './station-word.ts';

/** Takes everybody out of a station's line, share and chains, as a crash does; the jobs themselves are lost elsewhere.
 *  What the station has learnt about its load goes with it. */
export function emptyStation(core: Core, component: number, station: number): void {
  emptyLine(core, component, station);
  if (core.stationWord[station] & SHARED) emptyShare(core, component, station);
  core.stationState[stationRow(station) + SERVICES] = 0;
  forgetTurnsAt(core, station);
  emptyCache(core, component, station);
}
