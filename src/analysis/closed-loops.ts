import type { Report } from '../engine/report.ts';
import { componentSpecs } from '../model/catalog.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { valueOf } from '../model/parameter.ts';

/** Share of the time from which users who wait hide so much that it must be said aloud. */
const MUCH = 0.5;

/** What a load source with users who wait does not ask, and thus not measure: coordinated omission. */
export interface ClosedLoop {
  readonly id: string;
  readonly name: string;
  /** Share of the users' time, over the measured time, in which they waited for an answer and asked nothing, between 0 and
   *  1; null before anything was asked. */
  readonly waitingShare: number | null;
  readonly askedPerSec: number;
  /** Requests per second that the same users would make without waiting; infinite when they do not think. */
  readonly unhinderedPerSec: number;
  /** Whether most of their time is hidden. */
  readonly hidesMuch: boolean;
}

/** The closed load sources of a run. By Little's law as many users think as requests are made per second times the time to
 *  think, and as many wait as requests are unanswered on average: together they are the users, whose share is told. The time
 *  to think is the document's; a change during the run is not followed. */
export function closedLoops(document: BrownoutDocument, report: Report): readonly ClosedLoop[] {
  return report.sources.flatMap(({ id, name, offeredPerSec }) => {
    const client = document.components.find((component) => component.id === id);
    if (client === undefined || client.params?.['arrivals'] !== 'closed') return [];
    const waiting = report.components.find((component) => component.id === id)?.meanInSystem ?? 0;
    const thinkMs = valueOf(componentSpecs(client).find((spec) => spec.name === 'thinkMs')!, client.params);
    const thinking = (offeredPerSec * Number(thinkMs)) / 1000;
    const waitingShare = waiting + thinking > 0 ? waiting / (waiting + thinking) : null;
    const unhinderedPerSec = offeredPerSec / (1 - (waitingShare ?? 0));
    return [{ id, name, waitingShare, askedPerSec: offeredPerSec, unhinderedPerSec, hidesMuch: (waitingShare ?? 0) >= MUCH }];
  });
}
