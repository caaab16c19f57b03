import type { BrownoutDocument, Connection, FaultEntry, FaultKind, ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';

/** What a link of the chain is about. `place` is the id to light on the canvas: a component, connection or channel. */
export interface CascadeStep {
  readonly what: 'fault' | 'overload' | 'stalled' | 'timedOut' | 'callFailed' | 'rejected' | 'dropped';
  readonly place: string;
  /** The component that suffers, or the place itself for a channel or a connection that was cut. */
  readonly victim: string;
  readonly atMs: number;
  /** How many calls away from the beginning, 0 for the beginning itself. */
  readonly depth: number;
}

/** One failure that spread: its beginning, and everything that followed from it, in causal order. */
export interface Cascade {
  /** Stable for one run: names the beginning. */
  readonly id: string;
  readonly steps: readonly CascadeStep[];
  /** The fault behind it; absent when a part gave way under its load. */
  readonly fault?: FaultEntry;
  /** The turn of the load dial before a part gave way, when there was one. */
  readonly loadFactor?: { readonly factor: number; readonly atMs: number };
}

/** Effects later than this after the last one of a cascade begin a cascade of their own. */
export const CASCADE_GAP_MS = 60_000;
/** A turn of the load dial this long before a part gave way is told as the reason. */
export const LOAD_REASON_MS = 30_000;
/** Chains that a run may have; a run with more is told by its first ones. */
export const MAX_CASCADES = 50;

interface Draft {
  readonly id: string;
  readonly steps: CascadeStep[];
  readonly seen: Set<string>;
  /** Depth at which each component, connection or channel was hit, and since when. */
  readonly hit: Map<string, { readonly depth: number; readonly atMs: number }>;
  readonly fault?: FaultEntry;
  readonly loadFactor?: { readonly factor: number; readonly atMs: number };
  lastMs: number;
}

/** Reads chains of cause and effect out of a run's incidents. The rule: an effect at a call is caused by its callee (or
 *  by the cut of the connection itself), a rejection by the component itself or by what it calls, a dropping queue by
 *  its consumers. If none of these was hit before, the search goes on along the calls that they wait for: the nearest
 *  part that was hit is the cause, and the parts in between stalled, because they waited for it. An effect without any
 *  such cause begins a chain: the part gave way under its load. A fault begins a chain too, told once something
 *  followed from it. */
export function findCascades(document: BrownoutDocument, incidents: readonly Incident[]): readonly Cascade[] {
  const reader = new CascadeReader(document);
  for (const incident of incidents) reader.read(incident);
  return reader.finish();
}

class CascadeReader {
  private readonly drafts: Draft[] = [];
  private readonly entries: ReadonlyMap<string, ScheduleEntry>;
  private readonly connections: ReadonlyMap<string, Connection>;
  private readonly components: ReadonlySet<string>;
  private readonly document: BrownoutDocument;
  /** Calls that a component makes and waits for. */
  private readonly waitsOn = new Map<string, Connection[]>();
  private lastLoad: { readonly factor: number; readonly atMs: number } | undefined;

  constructor(document: BrownoutDocument) {
    this.document = document;
    this.entries = new Map([...document.schedule, ...document.log].map((entry) => [entry.id, entry]));
    this.connections = new Map(document.connections.map((connection) => [connection.id, connection]));
    this.components = new Set(document.components.map((component) => component.id));
    for (const connection of document.connections) {
      if (connection.kind !== 'sync') continue;
      const calls = this.waitsOn.get(connection.from);
      if (calls === undefined) this.waitsOn.set(connection.from, [connection]);
      else calls.push(connection);
    }
  }

  read(incident: Incident): void {
    switch (incident.kind) {
      case 'faultStarted':
        return this.beginFault(incident);
      case 'changed':
        return this.noteChange(incident);
      case 'attemptTimedOut':
        return this.callEffect('timedOut', incident);
      case 'callFailed':
        return this.callEffect('callFailed', incident);
      case 'requestRejected':
        return this.rejection(incident);
      case 'messageDropped':
        return this.drop(incident);
      case 'faultEnded':
    }
  }

  /** Chains that went somewhere, oldest first, each in the order of its times; of one tenth of a second by depth. */
  finish(): readonly Cascade[] {
    return this.drafts
      .filter((draft) => draft.steps.length > 1)
      .map(({ id, steps, fault, loadFactor }) => ({
        id,
        steps: [...steps].sort(byTimeAsTold),
        ...(fault === undefined ? {} : { fault }),
        ...(loadFactor === undefined ? {} : { loadFactor }),
      }));
  }

  private beginFault(incident: Incident): void {
    const fault = this.entries.get(incident.subject);
    if (fault === undefined || fault.type !== 'fault') return;
    const draft = this.begin(incident, fault.target, 'fault', { fault });
    if (draft === undefined) return;
    // A broker's fault is a fault of all its channels.
    for (const channel of this.document.channels) {
      if (channel.broker === fault.target) draft.hit.set(channel.id, { depth: 0, atMs: incident.atMs });
    }
  }

  private noteChange(incident: Incident): void {
    const entry = this.entries.get(incident.subject);
    if (entry?.type === 'load') this.lastLoad = { factor: entry.factor, atMs: incident.atMs };
  }

  private callEffect(what: 'timedOut' | 'callFailed', incident: Incident): void {
    const connection = this.connections.get(incident.subject);
    if (connection === undefined) return;
    const { id, to, channel } = connection;
    const suspects = [id, to, ...(channel === undefined ? [] : [channel])];
    this.addEffect({ what, place: id, victim: connection.from, suspects, gaveWay: to, atMs: incident.atMs });
  }

  private rejection(incident: Incident): void {
    const id = incident.subject;
    if (!this.components.has(id)) return;
    this.addEffect({ what: 'rejected', place: id, victim: id, suspects: [id], gaveWay: id, atMs: incident.atMs });
  }

  private drop(incident: Incident): void {
    const id = incident.subject;
    const readers = this.document.connections.filter(
      (connection) => connection.channel === id && this.components.has(connection.to),
    );
    const suspects = [id, ...readers.flatMap((connection) => [connection.id, connection.to])];
    this.addEffect({ what: 'dropped', place: id, victim: id, suspects, gaveWay: id, atMs: incident.atMs });
  }

  /** Adds an effect to the chain of its cause. `gaveWay` begins a chain when there is no cause. */
  private addEffect(effect: {
    readonly what: CascadeStep['what'];
    readonly place: string;
    readonly victim: string;
    readonly suspects: readonly string[];
    readonly gaveWay: string;
    readonly atMs: number;
  }): void {
    const { what, place, victim, atMs } = effect;
    const cause = this.findCause(effect.suspects, atMs);
    if (cause === undefined) {
      const draft = this.begin({ atMs }, effect.gaveWay, 'overload');
      if (draft !== undefined && victim !== effect.gaveWay) this.addStep(draft, { what, place, victim, atMs, depth: 1 });
      return;
    }
    const { draft, path } = cause;
    let depth = draft.hit.get(path[0]!)!.depth;
    for (const stalled of path.slice(1)) {
      depth++;
      if (stalled !== victim) this.addStep(draft, { what: 'stalled', place: stalled, victim: stalled, atMs, depth });
    }
    const own = draft.hit.get(victim)?.depth;
    this.addStep(draft, { what, place, victim, atMs, depth: own ?? depth + 1 });
  }

  private begin(
    incident: Pick<Incident, 'atMs'>,
    place: string,
    what: 'fault' | 'overload',
    reason: Pick<Cascade, 'fault'> = {},
  ): Draft | undefined {
    if (this.drafts.length >= MAX_CASCADES) return undefined;
    const recentLoad = this.lastLoad !== undefined && incident.atMs - this.lastLoad.atMs <= LOAD_REASON_MS;
    const draft: Draft = {
      id: `${what}:${place}:${incident.atMs}`,
      steps: [{ what, place, victim: place, atMs: incident.atMs, depth: 0 }],
      seen: new Set(),
      hit: new Map([[place, { depth: 0, atMs: incident.atMs }]]),
      lastMs: incident.atMs,
      ...reason,
      ...(what === 'overload' && recentLoad ? { loadFactor: this.lastLoad } : {}),
    };
    this.drafts.push(draft);
    return draft;
  }

  /** The nearest part that was hit, from the suspects along the calls that they wait for, with its chain; of several
   *  chains the newest. `path` leads from that part back to the suspect. */
  private findCause(
    suspects: readonly string[],
    atMs: number,
  ): { readonly draft: Draft; readonly path: readonly string[] } | undefined {
    const cameFrom = new Map<string, string | undefined>(suspects.map((suspect) => [suspect, undefined]));
    for (const part of cameFrom.keys()) {
      const draft = this.openChainAt(part, atMs);
      if (draft !== undefined) return { draft, path: pathTo(part, cameFrom) };
      for (const connection of this.waitsOn.get(part) ?? []) {
        // A cut connection is a cause itself; it stands between its caller and its callee.
        if (!cameFrom.has(connection.id)) cameFrom.set(connection.id, part);
        if (!cameFrom.has(connection.to)) cameFrom.set(connection.to, part);
      }
    }
    return undefined;
  }

  private openChainAt(part: string, atMs: number): Draft | undefined {
    return this.drafts.findLast((draft) => draft.hit.has(part) && atMs - draft.lastMs <= this.patience(draft));
  }

  /** While a fault lasts its chain stays open, however late the first effect. */
  private patience(draft: Draft): number {
    return CASCADE_GAP_MS + (draft.fault === undefined ? 0 : (draft.fault.durationMs ?? Infinity));
  }

  private addStep(draft: Draft, step: CascadeStep): void {
    draft.lastMs = step.atMs;
    const key = `${step.what}:${step.place}`;
    if (draft.seen.has(key)) return;
    draft.seen.add(key);
    draft.steps.push(step);
    if (!draft.hit.has(step.victim)) draft.hit.set(step.victim, { depth: step.depth, atMs: step.atMs });
  }
}

/** Times are told in tenths of seconds; within one, cause comes before effect. */
function byTimeAsTold(a: CascadeStep, b: CascadeStep): number {
  return Math.round(a.atMs / 100) - Math.round(b.atMs / 100) || a.depth - b.depth || a.atMs - b.atMs;
}

/** Parts from the cause to the suspect, connections left out. */
function pathTo(cause: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
  const path = [cause];
  for (let part = cameFrom.get(cause); part !== undefined; part = cameFrom.get(part)) path.push(part);
  return path;
}

const FAULT_VERBS: Readonly<Record<FaultKind, string>> = {
  freeze: 'froze',
  crash: 'crashed',
  nodeCrash: 'lost brokers',
  slowdown: 'slowed',
  errors: 'began to fail',
  capacityLoss: 'lost workers',
  flush: 'was flushed',
  leaderLoss: 'lost its leader',
  cut: 'was cut',
};

/** Moments closer than this look the same in a sentence, which tells tenths of seconds. */
const TOLD_APART_MS = 200;

/** A part that was stuck and fails this soon after is told as failing. */
const WORSE_WITHIN_MS = 2000;

/** Clauses that one sentence may have; the rest of a long chain is counted. */
export const MAX_CLAUSES = 6;

/** The chain in one sentence, one clause per part in causal order: "Database slowed at 8.0 s; api timed out from
 *  8.6 s; gateway failed from 9.1 s." Times are simulated. */
export function describeCascade(cascade: Cascade, document: BrownoutDocument): string {
  const clauses = cascadeClauses(cascade, document);
  const shown = clauses.slice(0, MAX_CLAUSES);
  const rest = clauses.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

function cascadeClauses(cascade: Cascade, document: BrownoutDocument): string[] {
  const [root, ...effects] = cascade.steps;
  const clauses = [beginning(root!, cascade, document)];
  const told = new Set([root!.victim]);
  if (cascade.loadFactor !== undefined) {
    const { factor, atMs } = cascade.loadFactor;
    clauses.unshift(`Load went to ×${trimmed(factor)} at ${seconds(atMs)}`);
  }
  for (const first of effects) {
    if (told.has(first.victim)) continue;
    told.add(first.victim);
    clauses.push(effectClause(first, effects, document));
  }
  return clauses;
}

function effectClause(first: CascadeStep, effects: readonly CascadeStep[], document: BrownoutDocument): string {
  const step = tellingStep(first, effects);
  const since = step.what === 'stalled' ? 'by' : 'from';
  // Where others fell in between, the waiting is told too: a cause has to come before what it caused.
  const isOvertaken = effects.slice(effects.indexOf(first) + 1).some((other) => other.victim !== first.victim && step.atMs - other.atMs > TOLD_APART_MS);
  const waiting = step !== first && isOvertaken ? `was stuck waiting by ${seconds(first.atMs)} and ` : '';
  return `${nameOf(step.victim, document)} ${waiting}${effectVerb(step, document)} ${since} ${seconds(step.atMs)}`;
}

/** Waiting is told only of a part of which nothing worse is known soon after. */
function tellingStep(first: CascadeStep, effects: readonly CascadeStep[]): CascadeStep {
  if (first.what !== 'stalled') return first;
  const isWorse = (step: CascadeStep): boolean =>
    step.victim === first.victim && step.what !== 'stalled' && step.atMs - first.atMs <= WORSE_WITHIN_MS;
  return effects.find(isWorse) ?? first;
}

function beginning(root: CascadeStep, cascade: Cascade, document: BrownoutDocument): string {
  const name = nameOf(root.place, document);
  if (cascade.fault !== undefined) return `${name} ${FAULT_VERBS[cascade.fault.fault]} at ${seconds(root.atMs)}`;
  return `${name} could not keep up from ${seconds(root.atMs)}`;
}

function effectVerb(step: CascadeStep, document: BrownoutDocument): string {
  const isClient = document.components.some((item) => item.id === step.victim && item.kind === 'client');
  if (isClient) return step.what === 'timedOut' ? 'gave up waiting' : 'saw failures';
  switch (step.what) {
    case 'stalled':
      return 'was stuck waiting';
    case 'timedOut':
      return 'timed out';
    case 'callFailed':
      return 'failed';
    case 'rejected':
      return 'turned requests away';
    case 'dropped':
      return 'dropped messages';
    case 'fault':
    case 'overload':
      return 'could not keep up';
  }
}

/** What people call a place: a component's, channel's or broker's name, or "a → b" for a connection. */
export function nameOf(id: string, document: BrownoutDocument): string {
  const named = [...document.components, ...document.channels, ...document.brokers].find((item) => item.id === id);
  if (named !== undefined) return named.name;
  const connection = document.connections.find((item) => item.id === id);
  if (connection === undefined) return id;
  return `${nameOf(connection.from, document)} → ${nameOf(connection.to, document)}`;
}

/** Simulated time in seconds to a tenth: "8.0 s"; from a minute on "1 min 8.0 s". */
export function seconds(ms: number): string {
  const tenths = Math.round(ms / 100);
  const minutes = Math.floor(tenths / 600);
  const rest = ((tenths % 600) / 10).toFixed(1);
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

function trimmed(factor: number): string {
  return factor.toFixed(2).replace(/\.?0+$/, '');
}
