import type { ComponentReport, ConnectionReport, Report } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';

/** Connections that leave a part and on which this measure is not zero, the one with most first: their ids. */
export function worstFirst(document: BrownoutDocument, report: Report, id: string, measure: 'failed' | 'inProgress'): readonly string[] {
  const own = new Set(document.connections.filter(({ from }) => from === id).map((connection) => connection.id));
  return report.connections
    .filter((connection) => own.has(connection.id) && connection.measures[measure] > 0)
    .sort((a, b) => b.measures[measure] - a.measures[measure])
    .map((connection) => connection.id);
}

/** Where most of the failures of a component's calls, or of a connection's, come from: the ids from there to the place where they
 *  begin, both included. At each step it goes where most failed: along the connection with most failed calls, to its callee
 *  when its attempts came back as errors or were turned away or too late, and on from the callee when that failed because
 *  of its own calls. */
export function failureTrail(document: BrownoutDocument, report: Report, id: string): readonly string[] {
  const trail = [id];
  for (let at: string | undefined = nextOf(document, report, id); at !== undefined && !trail.includes(at); at = nextOf(document, report, at)) trail.push(at);
  return trail;
}

function nextOf(document: BrownoutDocument, report: Report, id: string): string | undefined {
  const connection = report.connections.find((item) => item.id === id);
  if (connection !== undefined) return isCalleesFault(connection) ? connection.to : undefined;
  const component = report.components.find((item) => item.id === id);
  return component !== undefined && isCallsFault(component) ? worstFirst(document, report, id, 'failed')[0] : undefined;
}

/** Calls that failed for good of which no attempt is known to have ended badly, at least: nobody could be reached, or a publish
 *  was not taken in. */
export function failedWithoutAttempt(m: ConnectionReport['measures']): number {
  const attempts = m.errors + m.rejected + m.timedOut + m.vanished + m.resets + m.circuitRefused + m.limited + m.callsTimedOut;
  return Math.max(0, m.failed - attempts);
}

/** Whether most of a connection's bad attempts ended as they did because of the callee, not on the way or by the caller's own limits. */
function isCalleesFault({ kind, measures: m }: ConnectionReport): boolean {
  return kind === 'sync' && m.errors + m.rejected + m.timedOut + failedWithoutAttempt(m) > m.vanished + m.resets + m.circuitRefused + m.limited;
}

/** Whether most of a component's failures were those of its calls. */
function isCallsFault({ measures: m }: ComponentReport): boolean {
  return m.failedByCall > 0 && m.failedByCall >= Math.max(m.failedHere, m.lost, m.rejected);
}
