import type { Report } from '../engine/report.ts';
import { componentSpecs, connectionSpecs } from '../model/catalog.ts';
import type { BrownoutDocument, Component, Connection, ScheduleEntry } from '../model/document.ts';
import { type ParameterValue, valueOf } from '../model/parameter.ts';
import { targetsOf } from '../model/zones.ts';

/** Why a component's situation has no closed form; `place` is what stands in the way. */
export type TheoryObstacle =
  | 'warmUp' | 'noLoad' | 'isSource' | 'isBalancer'
  | 'fault' | 'changed' | 'loadChanges' | 'scaling'
  | 'arrivals' | 'users' | 'manyUsers' | 'mixedLoad' | 'messages' | 'circle' | 'tooLarge'
  | 'retries' | 'hedging' | 'timeouts' | 'callLimits' | 'connectionWait' | 'bandwidth' | 'severalCalls'
  | 'handlers' | 'cacheByKeys' | 'parallel' | 'balancing' | 'replicas'
  | 'holdsWorker' | 'heldBefore' | 'serviceBefore' | 'turnsBefore' | 'rejectedBefore' | 'failedBefore' | 'overloadBefore'
  | 'rejected' | 'droppedWaiting' | 'shedding' | 'rateLimit' | 'preemption' | 'overload' | 'idle';

/** Thrown inside of the analysis, and never out of it: there is no closed form, and why. */
export class NoTheory extends Error {
  readonly reason: TheoryObstacle;
  readonly place: string;

  constructor(reason: TheoryObstacle, place: string) {
    super(reason);
    this.reason = reason;
    this.place = place;
  }
}

/** What the document sets in force over the whole measured time, and what the run measured. Looking at anything that was broken
 *  or changed meanwhile throws `NoTheory`. */
export class Situation {
  readonly document: BrownoutDocument;
  readonly report: Report;
  private readonly entries: readonly ScheduleEntry[];
  private readonly looked = new Set<string>();

  constructor(document: BrownoutDocument, report: Report) {
    this.document = document;
    this.report = report;
    this.entries = [...document.schedule, ...document.log].filter((entry) => entry.atMs < report.nowMs).sort((a, b) => a.atMs - b.atMs);
  }

  component(id: string): Component | undefined {
    return this.document.components.find((item) => item.id === id);
  }

  into(id: string): readonly Connection[] {
    return this.document.connections.filter(({ to }) => to === id);
  }

  callsOf(id: string): readonly Connection[] {
    return this.document.connections.filter((item) => item.from === id && item.kind === 'sync');
  }

  publishesOf(id: string): readonly Connection[] {
    return this.document.connections.filter((item) => item.from === id && item.kind !== 'sync');
  }

  measured(id: string) {
    return this.report.components.find((item) => item.id === id)!;
  }

  measuredCalls(id: string) {
    return this.report.connections.find((item) => item.id === id)!;
  }

  /** Holds that no fault has acted on a part and that none of its parameters was changed in the measured time. */
  look(id: string): void {
    if (this.looked.has(id)) return;
    for (const entry of this.entries) {
      if (entry.type === 'fault' && targetsOf(this.document, entry).includes(id)) throw new NoTheory('fault', id);
      if (entry.type === 'set' && entry.target === id && entry.atMs > this.report.warmUpMs) throw new NoTheory('changed', id);
    }
    this.looked.add(id);
  }

  value(item: Component | Connection, name: string): ParameterValue | undefined {
    const spec = ('protocol' in item ? connectionSpecs(item) : componentSpecs(item)).find((candidate) => candidate.name === name);
    if (spec === undefined) return undefined;
    const set = this.entries.findLast((entry) => entry.type === 'set' && entry.target === item.id && entry.param === name);
    return set?.type === 'set' ? set.value : valueOf(spec, item.params);
  }

  /** A number in force: `absent` where the thing does not declare it, Infinity for "unbounded". */
  number(item: Component | Connection, name: string, absent: number): number {
    const value = this.value(item, name);
    return typeof value === 'number' ? value : value === 'unbounded' ? Infinity : absent;
  }

  /** By what the rate of open sources is multiplied, the same over the whole measured time. */
  loadFactor(): number {
    const { nowMs, warmUpMs } = this.report;
    const dial = this.entries.findLast((entry) => entry.type === 'load');
    if (dial !== undefined && dial.atMs > warmUpMs) throw new NoTheory('loadChanges', '');
    const factors = this.curveFactors(warmUpMs, nowMs);
    if (factors.some((factor) => factor !== factors[0])) throw new NoTheory('loadChanges', '');
    return (dial?.type === 'load' ? dial.factor : 1) * (factors[0] ?? 1);
  }

  /** Factors of the load curve that play a part between two moments: of its corners there, and of those next to them. */
  private curveFactors(fromMs: number, toMs: number): readonly number[] {
    const { load } = this.document;
    const first = Math.max(0, load.findLastIndex((point) => point.atMs <= fromMs));
    const beyond = load.findIndex((point) => point.atMs >= toMs);
    return load.slice(first, beyond === -1 ? undefined : beyond + 1).map(({ factor }) => factor);
  }

  /** Coefficient of variation and mean of a component's service time. */
  service(component: Component): { readonly serviceMs: number; readonly variation: number } {
    const serviceMs = this.number(component, 'serviceMs', 0);
    switch (this.value(component, 'serviceDistribution')) {
      case 'exponential':
        return { serviceMs, variation: 1 };
      case 'lognormal':
        return { serviceMs, variation: this.number(component, 'serviceVariation', 1) };
      case 'erlang':
        return { serviceMs, variation: 1 / Math.sqrt(this.number(component, 'erlangStages', 1)) };
      case 'empirical':
        return momentsOf(this.value(component, 'serviceSamplesMs') as readonly number[]);
      default:
        return { serviceMs, variation: 0 };
    }
  }
}

function momentsOf(values: readonly number[]): { readonly serviceMs: number; readonly variation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  return { serviceMs: mean, variation: mean > 0 ? Math.sqrt(square) / mean : 0 };
}
