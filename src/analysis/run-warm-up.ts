import { findWarmUp } from '../base/statistics/warm-up.ts';
import { BIN_COLUMNS, binSeries, type RunBins } from '../model/run-bins.ts';

/** Where a run has left its beginning behind. */
export type RunWarmUp =
  /** `place` is the index of the component or channel that settled last; undefined when nothing needed to. */
  | { readonly kind: 'found'; readonly lengthMs: number; readonly place: number | undefined }
  /** Something had not settled by the middle of the run: it is too short to tell, or never settles. */
  | { readonly kind: 'tooShort'; readonly place: number };

/** Finds the warm-up of a run by MSER-5 on the number in the system of every component (of a client: its requests without
 *  an answer) and on the messages ready in every channel, and takes the longest. Places are numbered components first, then
 *  channels. */
export function runWarmUp(run: RunBins): RunWarmUp {
  let longest = 0;
  let place: number | undefined;
  for (const [index, column] of crowdColumns(run).entries()) {
    const { length, isFound } = findWarmUp(binSeries(run, column));
    if (!isFound) return { kind: 'tooShort', place: index };
    if (length > longest) {
      longest = length;
      place = index;
    }
  }
  return { kind: 'found', lengthMs: Math.ceil(longest * run.binMs), place };
}

/** Columns of the areas under what is here, component by component and channel by channel. */
function crowdColumns({ components, connections, channels }: RunBins): number[] {
  const ofComponent = BIN_COLUMNS.components.length;
  const inSystem = BIN_COLUMNS.components.indexOf('inSystemArea');
  const channelsAt = components * ofComponent + connections * BIN_COLUMNS.connections.length;
  return [
    ...Array.from({ length: components }, (_, index) => index * ofComponent + inSystem),
    ...Array.from({ length: channels }, (_, index) => channelsAt + index * BIN_COLUMNS.channels.length),
  ];
}
