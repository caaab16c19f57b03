import type { BrownoutDocument, Connection, FaultEntry, FaultKind, ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';

/** What a link of the chain is about. `place` is the id to light on the canvas: a component, connection or channel. */
export interface CascadeStep {
  readonly what: 'fault' | 'overload' | 'timedOut' | 'callFailed' | 'rejected' | 'dropped';
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

/** Reads chains of cause and effect out of a run's incidents. The rule: an effect at a call is caused by its callee
 *  (or by the cut of the connection itself), if that was hit before; a queue that drops is caused by its consumers; a
 *  component that rejects is caused by what it calls, if that was hit before. An effect without such a cause begins a
 *  chain: the part gave way under its load. A fault begins a chain too, told once something followed from it. */
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
  private lastLoad: { readonly factor: number; readonly atMs: number } | undefined;

  constructor(document: BrownoutDocument) {
    this.document = document;
    this.entries = new Map([...document.schedule, ...document.log].map((entry) => [entry.id, entry]));
    this.connections = new Map(document.connections.map((connection) => [connection.id, connection]));
    this.components = new Set(document.components.map((component) => component.id));
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

  /** Chains that went somewhere, oldest first, each in the order of its times; equal times by depth. */
  finish(): readonly Cascade[] {
    return this.drafts
      .filter((draft) => draft.steps.length > 1)
      .map(({ id, steps, fault, loadFactor }) => ({
        id,
        steps: [...steps].sort((a, b) => a.atMs - b.atMs || a.depth - b.depth),
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
    const causes = [connection.id, connection.to, ...(connection.channel === undefined ? [] : [connection.channel])];
    const draft = this.findCause(causes, incident.atMs) ?? this.begin(incident, connection.to, 'overload');
    if (draft === undefined) return;
    const depth = 1 + this.depthOf(draft, causes);
    this.addStep(draft, { what, place: connection.id, victim: connection.from, atMs: incident.atMs, depth });
  }

  private rejection(incident: Incident): void {
    const id = incident.subject;
    if (!this.components.has(id)) return;
    const callees = this.document.connections.filter((connection) => connection.from === id);
    const causes = [id, ...callees.flatMap((connection) => [connection.id, connection.to])];
    const draft = this.findCause(causes, incident.atMs);
    if (draft === undefined) return void this.begin(incident, id, 'overload');
    const own = draft.hit.get(id);
    const depth = own?.depth ?? 1 + this.depthOf(draft, causes);
    this.addStep(draft, { what: 'rejected', place: id, victim: id, atMs: incident.atMs, depth });
  }

  private drop(incident: Incident): void {
    const id = incident.subject;
    const readers = this.document.connections.filter(
      (connection) => connection.channel === id && this.components.has(connection.to),
    );
    const causes = [id, ...readers.flatMap((connection) => [connection.id, connection.to])];
    const draft = this.findCause(causes, incident.atMs);
    if (draft === undefined) return void this.begin(incident, id, 'overload');
    const depth = 1 + this.depthOf(draft, causes);
    this.addStep(draft, { what: 'dropped', place: id, victim: id, atMs: incident.atMs, depth });
  }

  private begin(
    incident: Incident,
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

  /** The newest chain that had hit one of the places before, and is not long over. */
  private findCause(places: readonly string[], atMs: number): Draft | undefined {
    return this.drafts.findLast(
      (draft) => atMs - draft.lastMs <= this.patience(draft) && places.some((place) => draft.hit.has(place)),
    );
  }

  /** While a fault lasts its chain stays open, however late the first effect. */
  private patience(draft: Draft): number {
    return CASCADE_GAP_MS + (draft.fault === undefined ? 0 : (draft.fault.durationMs ?? Infinity));
  }

  private depthOf(draft: Draft, places: readonly string[]): number {
    return Math.min(...places.map((place) => draft.hit.get(place)?.depth ?? Infinity));
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

const FAULT_VERBS: Readonly<Record<FaultKind, string>> = {
  crash: 'crashed',
  slowdown: 'slowed',
  errors: 'began to fail',
  capacityLoss: 'lost workers',
  cut: 'was cut',
};

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
  for (const step of effects) {
    if (told.has(step.victim)) continue;
    told.add(step.victim);
    clauses.push(`${nameOf(step.victim, document)} ${effectVerb(step, document)} from ${seconds(step.atMs)}`);
  }
  return clauses;
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
  const tenths = Math.floor(ms / 100 + 1e-9);
  const minutes = Math.floor(tenths / 600);
  const rest = ((tenths % 600) / 10).toFixed(1);
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

function trimmed(factor: number): string {
  return factor.toFixed(2).replace(/\.?0+$/, '');
}
