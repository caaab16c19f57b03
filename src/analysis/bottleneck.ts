import { componentSpecs, connectionSpecs } from '../model/catalog.ts';
import type { BrownoutDocument, Component, Connection, LoadPoint } from '../model/document.ts';
import { type ParameterSpec, type ParameterValues, valueOf } from '../model/parameter.ts';

/** From a part along the calls that it waits for to the narrowest one, both ends included; the part alone when it is
 *  the narrowest itself. Narrowest is what would be busiest by the document's own figures: requests that reach it, times
 *  the time that each keeps a worker (with `hold` that of its calls too), divided by its workers. Values are those in
 *  force at `atMs`; times are means without queueing. */
export function findBottleneck(document: BrownoutDocument, part: string, atMs: number): readonly string[] {
  const plan = new LoadPlan(document, atMs);
  const cameFrom = new Map<string, string | undefined>([[part, undefined]]);
  let narrowest = part;
  for (const id of cameFrom.keys()) {
    if (plan.loadOf(id) > plan.loadOf(narrowest)) narrowest = id;
    for (const { to } of plan.waitsOn(id)) if (!cameFrom.has(to)) cameFrom.set(to, id);
  }
  const path = [narrowest];
  for (let id = cameFrom.get(narrowest); id !== undefined; id = cameFrom.get(id)) path.unshift(id);
  return path;
}

/** Where the document's load goes, and how busy it keeps every component: by its own figures, with the values, the load
 *  curve and the load dial of one moment, times being means without queueing. */
export class LoadPlan {
  private readonly document: BrownoutDocument;
  private readonly atMs: number;
  private readonly components: ReadonlyMap<string, Component>;
  private readonly calls = new Map<string, Connection[]>();
  private readonly flows: ReadonlyMap<string, number>;
  private readonly times = new Map<string, number>();

  /** Reads the figures in force at `atMs`, in simulated milliseconds. */
  constructor(document: BrownoutDocument, atMs: number) {
    this.document = document;
    this.atMs = atMs;
    this.components = new Map(document.components.map((component) => [component.id, component]));
    for (const connection of document.connections) {
      const calls = this.calls.get(connection.from);
      if (calls === undefined) this.calls.set(connection.from, [connection]);
      else calls.push(connection);
    }
    this.flows = this.findFlows();
  }

  /** Calls that a component makes and waits for. */
  waitsOn(id: string): readonly Connection[] {
    return (this.calls.get(id) ?? []).filter((connection) => connection.kind === 'sync');
  }

  /** Share of the workers' time that the load would take; 0 where nothing limits it. May be above 1. */
  loadOf(id: string): number {
    const component = this.components.get(id);
    if (component === undefined) return 0;
    const workers = this.number(component, 'servers', Infinity) * this.number(component, 'replicas', 1);
    return ((this.flows.get(id) ?? 0) * this.heldMs(component)) / (1000 * workers);
  }

  /** How long one request keeps a worker, in ms. */
  private heldMs(component: Component): number {
    const calls = this.waitsOn(component.id).filter((connection) => this.isHeld(connection));
    return this.number(component, 'serviceMs', 0) + this.callsMs(component, calls);
  }

  /** How long one request is at a component and behind it, without waiting for workers, in ms. Cycles count once. */
  private residenceMs(component: Component): number {
    const known = this.times.get(component.id);
    if (known !== undefined) return known;
    this.times.set(component.id, 0);
    const time = this.number(component, 'serviceMs', 0) + this.callsMs(component, this.waitsOn(component.id));
    this.times.set(component.id, time);
    return time;
  }

  private callsMs(component: Component, calls: readonly Connection[]): number {
    let sum = 0;
    for (const connection of calls) {
      const callee = this.components.get(connection.to);
      if (callee === undefined) continue;
      sum += this.shareOf(component, connection) * (2 * this.number(connection, 'latencyMs', 0) + this.residenceMs(callee));
    }
    return sum;
  }

  private isHeld(connection: Connection): boolean {
    const spec = connectionSpecs(connection).find((candidate) => candidate.name === 'hold');
    return spec !== undefined && this.value(connection, spec) === 'hold';
  }

  /** Calls over a connection per request at its sender. */
  private shareOf(sender: Component | undefined, connection: Connection): number {
    const asked = this.number(connection, 'probability', 1) * this.number(connection, 'callsPerRequest', 1);
    if (sender === undefined && connection.kind === 'queue') return 1 / this.calls.get(connection.from)!.length;
    if (sender?.kind === 'loadBalancer') return 1 / Math.max(1, this.waitsOn(sender.id).length);
    if (sender?.kind === 'cache') return asked * (1 - this.number(sender, 'hitRatio', 0));
    return asked;
  }

  /** Requests per second that reach each component and channel. Parts on cycles count what reaches the cycle first. */
  private findFlows(): ReadonlyMap<string, number> {
    const { connections } = this.document;
    const flows = new Map<string, number>();
    const missing = new Map<string, number>();
    for (const { to, from } of connections) if (to !== from) missing.set(to, (missing.get(to) ?? 0) + 1);
    const ready = [...this.components.keys(), ...this.document.channels.map((channel) => channel.id)].filter((id) => !missing.has(id));
    for (const id of ready) {
      const component = this.components.get(id);
      const flow = component?.kind === 'client' ? this.offeredPerSec(component) : (flows.get(id) ?? 0);
      for (const connection of this.calls.get(id) ?? []) {
        const { to } = connection;
        flows.set(to, (flows.get(to) ?? 0) + flow * this.shareOf(component, connection));
        const left = (missing.get(to) ?? 0) - 1;
        missing.set(to, left);
        if (left === 0) ready.push(to);
      }
    }
    return flows;
  }

  private offeredPerSec(client: Component): number {
    const isClosed = componentSpecs(client).some((spec) => spec.name === 'arrivals' && this.value(client, spec) === 'closed');
    if (!isClosed) return this.dial() * curveAt(this.document.load, this.atMs) * this.number(client, 'ratePerSec', 0);
    return (this.dial() * 1000 * this.number(client, 'users', 0)) / Math.max(1, this.number(client, 'thinkMs', 0));
  }

  /** Where the load dial stands. */
  private dial(): number {
    const turns = [...this.document.schedule, ...this.document.log].filter((entry) => entry.type === 'load');
    const last = turns.filter((entry) => entry.atMs <= this.atMs).sort((a, b) => a.atMs - b.atMs).at(-1);
    return last?.factor ?? 1;
  }

  /** A number in force; `absent` when the thing does not declare it, Infinity for "unbounded". */
  private number(item: Component | Connection, name: string, absent: number): number {
    const specs = 'protocol' in item ? connectionSpecs(item) : componentSpecs(item);
    const spec = specs.find((candidate) => candidate.name === name);
    if (spec === undefined) return absent;
    const value = this.value(item, spec);
    return typeof value === 'number' ? value : value === 'unbounded' ? Infinity : absent;
  }

  private value(item: { readonly id: string; readonly params?: ParameterValues }, spec: ParameterSpec) {
    const sets = [...this.document.schedule, ...this.document.log].filter(
      (entry) => entry.type === 'set' && entry.target === item.id && entry.param === spec.name && entry.atMs <= this.atMs,
    );
    const last = sets.sort((a, b) => a.atMs - b.atMs).at(-1);
    return last?.type === 'set' ? last.value : valueOf(spec, item.params);
  }
}

/** The factor of the load curve at a moment: straight lines between its corners, 1 without any. */
function curveAt(load: readonly LoadPoint[], atMs: number): number {
  const next = load.findIndex((point) => point.atMs > atMs);
  if (next === -1) return load.at(-1)?.factor ?? 1;
  const to = load[next]!;
  const from = load[next - 1];
  if (from === undefined) return to.factor;
  return from.factor + ((to.factor - from.factor) * (atMs - from.atMs)) / (to.atMs - from.atMs);
}
