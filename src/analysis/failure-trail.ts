import type { ComponentReport, ConnectionReport, Report } from '../engine/report.ts';
import type { BrownoutDocument, Connection } from '../model/document.ts';

/** The parts of a run by id, and what goes out of and into each: books of a large diagram look things up often. */
export class RunPlaces {
  readonly components: ReadonlyMap<string, ComponentReport>;
  readonly connections: ReadonlyMap<string, ConnectionReport>;
  private readonly out: ReadonlyMap<string, readonly ConnectionReport[]>;
  private readonly into: ReadonlyMap<string, readonly string[]>;
  private readonly over: ReadonlyMap<string, readonly string[]>;

  constructor(document: BrownoutDocument, report: Report) {
    this.components = new Map(report.components.map((item) => [item.id, item]));
    this.connections = new Map(report.connections.map((item) => [item.id, item]));
    this.out = grouped(report.connections, ({ from }) => from);
    const idsBy = (key: (item: Connection) => string): ReadonlyMap<string, readonly string[]> =>
      new Map([...grouped(document.connections, key)].map(([at, items]) => [at, items.map(({ id }) => id)]));
    this.into = idsBy(({ to }) => to);
    this.over = idsBy(({ channel }) => channel ?? '');
  }

  /** Ids of the connections that end at a component. */
  leadingTo(id: string): readonly string[] {
    return this.into.get(id) ?? [];
  }

  /** Ids of the connections of a channel. */
  ofChannel(id: string): readonly string[] {
    return this.over.get(id) ?? [];
  }

  /** Connections that leave a part and on which this measure is not zero, the one with most first: their ids. */
  worstFirst(id: string, measure: 'failed' | 'inProgress'): readonly string[] {
    const own = (this.out.get(id) ?? []).filter(({ measures }) => measures[measure] > 0);
    return own.sort((a, b) => b.measures[measure] - a.measures[measure]).map((connection) => connection.id);
  }

  /** Where most of the failures of a component's calls, or of a connection's, come from: the ids from there to the place
   *  where they begin, both included. At each step it goes where most failed: along the connection with most failed calls,
   *  to its callee when its attempts came back as errors or were turned away or too late, and on from the callee when that
   *  failed because of its own calls. */
  failureTrail(id: string): readonly string[] {
    const trail = [id];
    for (let at = this.nextOf(id); at !== undefined && !trail.includes(at); at = this.nextOf(at)) trail.push(at);
    return trail;
  }

  private nextOf(id: string): string | undefined {
    const connection = this.connections.get(id);
    if (connection !== undefined) return isCalleesFault(connection) ? connection.to : undefined;
    const component = this.components.get(id);
    return component !== undefined && isCallsFault(component) ? this.worstFirst(id, 'failed')[0] : undefined;
  }
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
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
