import { connectionSpecs, parameter } from '../model/catalog.ts';
import type { BrownoutDocument, Connection, FaultEntry, ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';
import { targetsOf } from '../model/zones.ts';
import { findBottleneck } from './bottleneck.ts';
import { findReasons, type Reasons } from './cascade-reasons.ts';
import type { Cascade, CascadeStep } from './cascade.ts';

/** Effects later than this after the last one of a cascade begin a cascade of their own. */
export const CASCADE_GAP_MS = 60_000;
/** Timeouts and rejections this long before a failure belong to it. */
export const SIGN_MS = 10_000;
/** Chains that a run may have; a run with more is told by its first ones. */
export const MAX_CASCADES = 50;

interface Hit {
  readonly depth: number;
  readonly atMs: number;
}

/** A chain while it is read. */
interface Draft {
  readonly id: string;
  steps: CascadeStep[];
  readonly seen: Set<string>;
  /** Depth at which each component, connection or channel was hit, and since when. */
  readonly hit: Map<string, Hit>;
  readonly fault?: FaultEntry;
  reasons: Reasons;
  /** When something failed because of it for the first time. Nothing is told of a chain before. */
  failedAtMs: number | undefined;
  lastMs: number;
}

/** Something that failed for good: a call, or a message that was dropped. */
interface Failure {
  readonly what: 'callFailed' | 'dropped';
  readonly place: string;
  readonly victim: string;
  /** Where the cause is looked for first. */
  readonly suspects: readonly string[];
  /** What gave way when there is no cause. */
  readonly gaveWay: string;
  readonly atMs: number;
}

/** Trouble that harmed nobody yet: a retry may rescue the call, so it is told only when a failure follows. */
interface Sign {
  readonly what: 'timedOut' | 'rejected';
  readonly place: string;
  readonly atMs: number;
}

/** A part that was hit, with its chain; `path` leads from it to the suspect, connections left out. */
interface Cause {
  readonly draft: Draft;
  readonly path: readonly string[];
}

/** Reads chains of cause and effect out of a run's incidents. A chain is told once something failed for good: a call
 *  after its last attempt, or a message that was dropped; timeouts and rejections before that are signs, and a retry may
 *  rescue them.
 *
 *  The cause of a failed call is its callee, or the cut of the connection itself; of a dropped message, the channel, its
 *  broker or its reader. If none of these was hit, the search goes on along the calls that they wait for: the nearest
 *  part that was hit is the cause, and the parts in between turned requests away, timed out or stalled, because they
 *  waited for it. A failure without any such cause begins a chain: a part gave way under its load, which is the one at
 *  the end of the calls that timed out, and from there the narrowest by its capacity. It joins a chain that goes on if
 *  that has hit the same victim, if a balancer sends it what another target lost, or if the same turn of the load dial
 *  is behind both. A fault begins a chain too.
 *
 *  Steps are in the order of their times, and none is dated before its cause: where it is not known when a part began to
 *  wait, it is told by when. */
export function findCascades(document: BrownoutDocument, incidents: readonly Incident[]): readonly Cascade[] {
  const reader = new CascadeReader(document);
  for (const incident of incidents) reader.read(incident);
  return reader.finish();
}

/** Builds chains of cause and effect from incidents, which come in the order of time. */
class CascadeReader {
  private readonly drafts: Draft[] = [];
  private readonly document: BrownoutDocument;
  private readonly entries: ReadonlyMap<string, ScheduleEntry>;
  private readonly connections: ReadonlyMap<string, Connection>;
  private readonly components: ReadonlySet<string>;
  private readonly balancers: ReadonlySet<string>;
  /** Calls that a component makes and waits for. */
  private readonly waitsOn = new Map<string, Connection[]>();
  /** The newest sign at each connection and component. */
  private readonly signs = new Map<string, Sign>();

  constructor(document: BrownoutDocument) {
    this.document = document;
    this.entries = new Map([...document.schedule, ...document.log].map((entry) => [entry.id, entry]));
    this.connections = new Map(document.connections.map((connection) => [connection.id, connection]));
    this.components = new Set(document.components.map((component) => component.id));
    const balancers = document.components.filter((component) => component.kind === 'loadBalancer');
    this.balancers = new Set(balancers.map((component) => component.id));
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
      case 'attemptTimedOut':
        return this.noteTimeout(incident);
      case 'requestRejected':
        return this.noteRejection(incident);
      case 'callFailed':
        return this.callFailed(incident);
      case 'messageDropped':
        return this.drop(incident);
      case 'changed':
      case 'circuitOpened':
      case 'faultEnded':
    }
  }

  /** Chains of which something failed, oldest beginning first, each in the order of its times. */
  finish(): readonly Cascade[] {
    return this.drafts.flatMap(({ id, steps, fault, reasons, failedAtMs }) =>
      failedAtMs === undefined
        ? []
        : [
            {
              id,
              steps: [...steps].sort((a, b) => a.atMs - b.atMs || a.depth - b.depth),
              failedAtMs,
              ...(fault === undefined ? {} : { fault }),
              ...reasons,
            },
          ],
    );
  }

  private beginFault(incident: Incident): void {
    const fault = this.entries.get(incident.subject);
    if (fault === undefined || fault.type !== 'fault') return;
    const draft = this.begin({ what: 'fault', place: fault.target, atMs: incident.atMs }, { fault });
    const targets = targetsOf(this.document, fault);
    for (const target of targets.slice(1)) draft?.hit.set(target, { depth: 0, atMs: incident.atMs });
    // A broker's fault is a fault of all its channels.
    for (const channel of this.document.channels) {
      if (targets.includes(channel.broker)) draft?.hit.set(channel.id, { depth: 1, atMs: incident.atMs });
    }
  }

  private noteTimeout(incident: Incident): void {
    const connection = this.connections.get(incident.subject);
    if (connection === undefined) return;
    this.signs.set(connection.id, { what: 'timedOut', place: connection.id, atMs: incident.atMs });
    this.moveBeginning(connection, incident.atMs);
    this.addToHit(connection.from, { what: 'timedOut', place: connection.id, atMs: incident.atMs });
  }

  private noteRejection(incident: Incident): void {
    const id = incident.subject;
    if (!this.components.has(id)) return;
    this.signs.set(id, { what: 'rejected', place: id, atMs: incident.atMs });
    this.addToHit(id, { what: 'rejected', place: id, atMs: incident.atMs });
  }

  /** What happens to a part of a chain that has failed belongs to it. */
  private addToHit(victim: string, sign: Sign): void {
    const draft = this.openChainAt(victim, sign.atMs);
    if (draft?.failedAtMs === undefined) return;
    this.addStep(draft, { ...sign, victim, depth: draft.hit.get(victim)!.depth });
  }

  private callFailed(incident: Incident): void {
    const connection = this.connections.get(incident.subject);
    if (connection === undefined) return;
    const { id, from, to, channel } = connection;
    const suspects = channel === undefined ? [id, to] : [id, ...this.withReaders(channel)];
    const gaveWay = channel === undefined ? to : this.soleReaderOf(channel);
    this.fail({ what: 'callFailed', place: id, victim: from, suspects, gaveWay, atMs: incident.atMs });
  }

  private drop(incident: Incident): void {
    const id = incident.subject;
    const gaveWay = this.soleReaderOf(id);
    this.fail({ what: 'dropped', place: id, victim: id, suspects: this.withReaders(id), gaveWay, atMs: incident.atMs });
  }

  /** A channel fills because its reader is slow; of several readers nobody can tell which. */
  private soleReaderOf(channel: string): string {
    const readers = this.withReaders(channel).filter((id) => this.components.has(id));
    return readers.length === 1 ? readers[0]! : channel;
  }

  /** A channel and those who read from it. */
  private withReaders(channel: string): readonly string[] {
    const readers = this.document.connections.filter((item) => item.channel === channel && this.components.has(item.to));
    return [channel, ...readers.flatMap((connection) => [connection.id, connection.to])];
  }

  /** Adds a failure to the chain of its cause, or begins one. */
  private fail(failure: Failure): void {
    const { victim, atMs } = failure;
    const cause = this.findCause(failure.suspects, atMs) ?? this.giveWay(failure);
    if (cause === undefined) return;
    const { draft, path } = cause;
    draft.failedAtMs ??= atMs;
    draft.lastMs = atMs;
    const sign = this.signOf(victim, failure.place, atMs);
    const from = draft.hit.get(path[0]!)!;
    const own = draft.hit.get(victim);
    const since = Math.max(from.atMs, Math.min(atMs, sign?.atMs ?? atMs));
    const depth = own?.depth ?? from.depth + path.length;
    this.addPath(draft, path, { from, untilMs: since, atMs });
    if (sign !== undefined && sign.what === 'timedOut' && sign.atMs >= from.atMs) this.addStep(draft, { ...sign, victim, depth });
    this.addStep(draft, { what: failure.what, place: failure.place, victim, atMs, depth });
  }

  /** Tells the parts between cause and effect: what is known of them, else that they waited. None is told later than
   *  what it led to. */
  private addPath(
    draft: Draft,
    path: readonly string[],
    times: { readonly from: Hit; readonly untilMs: number; readonly atMs: number },
  ): void {
    let { untilMs } = times;
    const steps: CascadeStep[] = [];
    for (let index = path.length - 1; index > 0; index--) {
      const part = path[index]!;
      const call = this.waitsOn.get(part)?.find((connection) => connection.to === path[index - 1]);
      const sign = this.signOf(part, call?.id, times.atMs);
      const depth = times.from.depth + index;
      if (sign !== undefined && sign.atMs >= times.from.atMs && sign.atMs <= untilMs) {
        untilMs = sign.atMs;
        steps.push({ ...sign, victim: part, depth });
      } else steps.push({ what: 'stalled', place: part, victim: part, atMs: untilMs, depth });
    }
    for (const step of steps.reverse()) if (step.what !== 'stalled' || !draft.hit.has(step.victim)) this.addStep(draft, step);
  }

  /** The earlier of a part's recent signs: that it turned requests away, or that its calls over `call` timed out. */
  private signOf(part: string, call: string | undefined, atMs: number): Sign | undefined {
    const signs = [this.signs.get(part), call === undefined ? undefined : this.signs.get(call)];
    const recent = signs.filter((sign): sign is Sign => sign !== undefined && atMs - sign.atMs <= SIGN_MS);
    return recent.sort((a, b) => a.atMs - b.atMs)[0];
  }

  /** No cause is known: the nearest suspect gave way, or what it waits for itself. It joins a chain that goes on among
   *  the same parts, or begins one. */
  private giveWay(failure: Failure): Cause | undefined {
    const { atMs, victim } = failure;
    const down = this.findOrigin(failure.gaveWay, atMs);
    const place = down.at(-1)!;
    const path = down.toReversed();
    const signs = down.map((part, index) => this.signOf(part, this.callInto(part, down[index - 1] ?? victim)?.id, atMs));
    const signedMs = Math.min(atMs, ...signs.map((sign) => sign?.atMs ?? atMs));
    const reasons = findReasons(this.document, { place, path: [failure.place, ...down], atMs, sinceMs: signedMs });
    // Trouble from before what made the part give way is none of it.
    const sinceMs = signedMs < beganMs(reasons) ? atMs : signedMs;
    const joined = place === victim ? undefined : this.chainToJoin(victim, atMs, reasons);
    const draft = joined ?? this.begin({ what: 'overload', place, atMs: sinceMs }, { reasons });
    if (draft === undefined) return undefined;
    if (joined !== undefined) {
      const isFault = joined.fault !== undefined;
      const stepMs = isFault ? Math.max(joined.steps[0]!.atMs, sinceMs) : sinceMs;
      this.addStep(joined, { what: 'overload', place, victim: place, atMs: stepMs, depth: isFault ? 1 : 0 });
    }
    return { draft, path };
  }

  private callInto(to: string, from: string): Connection | undefined {
    return this.waitsOn.get(from)?.find((connection) => connection.to === to);
  }

  /** From a part that gave way down to the one that it waits for: along calls that timed out lately, then to the one
   *  that by its capacity must be full first. */
  private findOrigin(gaveWay: string, atMs: number): readonly string[] {
    const path = [gaveWay];
    for (;;) {
      const next = this.waitsOn.get(path.at(-1)!)?.find(
        ({ id, to }) => !path.includes(to) && atMs - (this.signs.get(id)?.atMs ?? -Infinity) <= SIGN_MS,
      );
      if (next === undefined) break;
      path.push(next.to);
    }
    const last = path.pop()!;
    return [...path, ...findBottleneck(this.document, last, atMs)];
  }

  /** A chain that another part giving way belongs to: one that hit the victim already, one whose fault sends a
   *  balancer's requests elsewhere, or one that has the same reason. */
  private chainToJoin(victim: string, atMs: number, reasons: Reasons): Draft | undefined {
    const near = [victim];
    if (this.balancers.has(victim)) near.push(...(this.waitsOn.get(victim) ?? []).flatMap(({ id, to }) => [id, to]));
    for (const part of near) {
      const draft = this.openChainAt(part, atMs);
      if (draft !== undefined) return draft;
    }
    return this.drafts.findLast((draft) => shareReason(draft.reasons, reasons) && atMs - draft.lastMs <= this.patience(draft));
  }

  /** A part that began a chain waited itself: a call of its that was out before timed out. Then what it called is the
   *  beginning. */
  private moveBeginning(connection: Connection, atMs: number): void {
    const { from, to } = connection;
    const draft = this.openChainAt(from, atMs);
    const root = draft?.steps[0];
    if (draft === undefined || root === undefined || root.what !== 'overload' || root.place !== from) return;
    const specs = connectionSpecs(connection);
    const timeoutMs = specs.some((spec) => spec.name === 'timeoutMs') ? Number(parameter(specs, connection.params, 'timeoutMs')) : 0;
    if (draft.hit.has(to) || atMs - timeoutMs > root.atMs) return;
    const later = draft.steps.map((step) => ({ ...step, depth: step.depth + 1 }));
    later[0] = { ...later[0]!, what: 'stalled' };
    draft.steps = [{ what: 'overload', place: to, victim: to, atMs: root.atMs, depth: 0 }, ...later];
    for (const [part, hit] of draft.hit) draft.hit.set(part, { ...hit, depth: hit.depth + 1 });
    draft.hit.set(to, { depth: 0, atMs: root.atMs });
    if (beganMs(draft.reasons) < 0) {
      draft.reasons = findReasons(this.document, { place: to, path: [from, connection.id, to], atMs: root.atMs, sinceMs: root.atMs });
    }
  }

  private begin(
    root: { readonly what: 'fault' | 'overload'; readonly place: string; readonly atMs: number },
    cause: { readonly fault?: FaultEntry; readonly reasons?: Reasons },
  ): Draft | undefined {
    if (this.drafts.length >= MAX_CASCADES) return undefined;
    const { what, place, atMs } = root;
    const draft: Draft = {
      id: `${what}:${place}:${atMs}`,
      steps: [{ what, place, victim: place, atMs, depth: 0 }],
      seen: new Set(),
      hit: new Map([[place, { depth: 0, atMs }]]),
      failedAtMs: undefined,
      lastMs: atMs,
      reasons: {},
      ...cause,
    };
    this.drafts.push(draft);
    return draft;
  }

  /** The nearest part that was hit, from the suspects along the calls that they wait for; of several chains at it the
   *  newest. */
  private findCause(suspects: readonly string[], atMs: number): Cause | undefined {
    const cameFrom = new Map<string, string | undefined>(suspects.map((suspect) => [suspect, undefined]));
    for (const part of cameFrom.keys()) {
      const draft = this.openChainAt(part, atMs);
      if (draft !== undefined) return { draft, path: pathTo(part, cameFrom) };
      for (const connection of this.callsByTrouble(part, atMs)) {
        // A cut connection is a cause itself; it stands between its caller and its callee.
        if (!cameFrom.has(connection.id)) cameFrom.set(connection.id, part);
        if (!cameFrom.has(connection.to)) cameFrom.set(connection.to, part);
      }
    }
    return undefined;
  }

  /** Calls that a part waits for: first those that timed out lately, then those to parts that others had trouble with. */
  private callsByTrouble(part: string, atMs: number): readonly Connection[] {
    const calls = this.waitsOn.get(part) ?? [];
    if (calls.length < 2) return calls;
    const isRecent = (id: string): boolean => atMs - (this.signs.get(id)?.atMs ?? -Infinity) <= SIGN_MS;
    const troubled = new Set(this.document.connections.filter(({ id }) => isRecent(id)).map(({ to }) => to));
    const rank = ({ id, to }: Connection): number => (isRecent(id) ? 0 : troubled.has(to) || isRecent(to) ? 1 : 2);
    return [...calls].sort((a, b) => rank(a) - rank(b));
  }

  private openChainAt(part: string, atMs: number): Draft | undefined {
    return this.drafts.findLast((draft) => draft.hit.has(part) && atMs - draft.lastMs <= this.patience(draft));
  }

  /** While a fault lasts its chain stays open, however late the first effect. */
  private patience(draft: Draft): number {
    return CASCADE_GAP_MS + (draft.fault === undefined ? 0 : (draft.fault.durationMs ?? Infinity));
  }

  private addStep(draft: Draft, step: CascadeStep): void {
    draft.lastMs = Math.max(draft.lastMs, step.atMs);
    const key = `${step.what}:${step.place}`;
    if (draft.seen.has(key)) return;
    draft.seen.add(key);
    draft.steps.push({ what: step.what, place: step.place, victim: step.victim, atMs: step.atMs, depth: step.depth });
    if (!draft.hit.has(step.victim)) draft.hit.set(step.victim, { depth: step.depth, atMs: step.atMs });
  }
}

/** Parts from the cause to the suspect. */
function pathTo(cause: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
  const path = [cause];
  for (let part = cameFrom.get(cause); part !== undefined; part = cameFrom.get(part)) path.push(part);
  return path;
}

/** When the last of the reasons came; -Infinity without any. */
function beganMs({ change, loadFactor }: Reasons): number {
  return Math.max(change?.atMs ?? -Infinity, loadFactor?.atMs ?? -Infinity);
}

function shareReason(a: Reasons, b: Reasons): boolean {
  if (a.loadFactor !== undefined && a.loadFactor.atMs === b.loadFactor?.atMs) return true;
  const { change } = a;
  if (change === undefined || b.change === undefined) return false;
  return change.target === b.change.target && change.param === b.change.param && change.atMs === b.change.atMs;
}
