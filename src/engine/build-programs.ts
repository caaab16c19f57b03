import { connectionSpecs, parameter } from '../model/catalog.ts';
import type { BrownoutDocument, Component, Connection, Step } from '../model/document.ts';
import { looksAtKeys } from './build-caches.ts';
import { looksAtDeadlines } from './build-transports.ts';
import { isDirect } from './build-wires.ts';
import * as net from './network.ts';

/** Steps of all programs, and targets of all balancers: their numbers are 16 bits of a record. */
export const MOST_STEPS = 0xffff;

/** Compiles the handlers of all components: one program for each class that a component treats in a way of its own. */
export function compilePrograms(document: BrownoutDocument) {
  const maker = new ProgramMaker(document);
  const classes = [undefined, ...(document.classes ?? []).map((item) => item.id)];
  const programStart = Int32Array.from(
    document.components.flatMap((component) => {
      const made = new Map<unknown, number>();
      return classes.map((id) => {
        const handler = component.handlers?.find((item) => item.class === id) ?? component.handlers?.find((item) => item.class === undefined);
        const start = made.get(handler) ?? maker.add(component, handler?.steps);
        made.set(handler, start);
        return start;
      });
    }),
  );
  const cancelledStep = maker.addCancelled();
  if (maker.program.length / net.STEP_WORDS > MOST_STEPS) {
    throw new Error(`The components of this diagram make more than ${MOST_STEPS} calls per request in all: take calls out, or let them be made fewer times.`);
  }
  return { program: Int32Array.from(maker.program), programStart, cancelledStep, reals: Float64Array.from(maker.reals) };
}

/** Tables of request classes and of what load sources send. */
export function compileClasses(document: BrownoutDocument) {
  const classes = document.classes ?? [];
  const classCount = classes.length + 1;
  const clients = document.components.filter((component) => component.kind === 'client');
  return {
    classCount,
    classPriority: Int32Array.from([0, ...classes.map((item) => item.priority ?? 0)]),
    classRequestBytes: Float64Array.from([0, ...classes.map((item) => item.requestBytes ?? 0)]),
    classReplyBytes: Float64Array.from([0, ...classes.map((item) => item.replyBytes ?? 0)]),
    mix: Float64Array.from(clients.flatMap((component) => cumulativeMix(component, classes.map((item) => item.id)))),
    hasExtras: classes.length > 0 || looksAtKeys(document) || looksAtDeadlines(document),
  };
}

function cumulativeMix(component: Component, classes: readonly string[]): number[] {
  const weights = classes.map((id) => component.mix?.find((entry) => entry.class === id)?.weight ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return Array.from({ length: classes.length + 1 }, () => 1);
  let sum = 0;
  return [0, ...weights.map((weight) => (sum += weight) / total)];
}

/** Writes programs one after another. */
class ProgramMaker {
  readonly program: number[] = [];
  readonly reals: number[] = [];
  private readonly document: BrownoutDocument;
  private readonly links: ReadonlyMap<string, number>;
  private works = 0;
  private isForking = false;
  private chances = 0;
  private readonly repetitions = new Map<number, number>();

  constructor(document: BrownoutDocument) {
    this.document = document;
    this.links = new Map(document.connections.map((connection, index) => [connection.id, index]));
  }

  /** Adds the program of a component, from steps or as it is without handlers, and returns its first step. */
  add(component: Component, steps: readonly Step[] | undefined): number {
    const start = this.program.length / net.STEP_WORDS;
    this.works = 0;
    this.chances = 0;
    this.repetitions.clear();
    if (steps === undefined) this.addUsual(component);
    else this.addHandler(component, steps);
    this.emit(net.STEP_END, 0, 0, 0);
    return start;
  }

  /** Adds the steps of jobs that were cancelled: the work in progress, then the end. Returns the first. */
  addCancelled(): number {
    const start = this.program.length / net.STEP_WORDS;
    this.emit(net.STEP_WORK, 0, -1, 0);
    this.emit(net.STEP_CANCELLED, 0, 0, 0);
    return start;
  }

  /** A handler begins with work, if only with none: every job begins with a worker. */
  private addHandler(component: Component, steps: readonly Step[]): void {
    if (component.kind !== 'client' && steps[0]?.do !== 'work') this.emit(net.STEP_WORK, this.works++, this.real(0), 0);
    for (const step of steps) this.addStep(step);
  }

  /** Own work, then the outgoing connections in the order in which they were drawn. */
  private addUsual(component: Component): void {
    const outgoing = this.document.connections.filter((connection) => connection.from === component.id);
    if (component.kind !== 'client') this.emit(net.STEP_WORK, this.works++, -1, 0);
    if (component.kind === 'loadBalancer') {
      if (outgoing.length > 0) this.emit(net.STEP_ROUTE, 0, 0, 0);
      return;
    }
    if (component.kind === 'cache') this.emit(net.STEP_LOOKUP, 0, 0, 0);
    if (component.params?.['callOrder'] !== 'parallel') {
      for (const connection of outgoing) this.addUses(connection, 1);
      return;
    }
    this.addFork(() => outgoing.filter((connection) => connection.kind === 'sync').forEach((connection) => this.addUses(connection, 1)));
    for (const connection of outgoing) if (connection.kind !== 'sync') this.addUses(connection, 1);
  }

  private addStep(step: Step): void {
    switch (step.do) {
      case 'work':
        this.emit(net.STEP_WORK, this.works++, step.ms === undefined ? -1 : this.real(step.ms), 0);
        break;
      case 'call':
      case 'publish':
        this.addUses(this.document.connections[this.links.get(step.connection)!], step.times ?? 1);
        break;
      case 'parallel':
        this.addFork(() => step.steps.forEach((inner) => this.addStep(inner)));
        break;
      case 'chance':
        this.addChance(step.probability, step.steps);
        break;
      case 'loop':
        for (let i = 0; i < step.times; i++) for (const inner of step.steps) this.addStep(inner);
        break;
      case 'fail':
        this.emit(net.STEP_FAIL, this.real(step.probability), 0, this.chances++);
        break;
    }
  }

  private addChance(probability: number, steps: readonly Step[]): void {
    const at = this.program.length;
    this.emit(net.STEP_CHANCE, this.real(probability), 0, this.chances++);
    for (const inner of steps) this.addStep(inner);
    this.program[at + 2] = (this.program.length - at) / net.STEP_WORDS - 1;
  }

  /** Calls that are made at once; one alone needs no branch. */
  private addFork(addCalls: () => void): void {
    const at = this.program.length;
    this.emit(net.STEP_FORK, 0, 0, 0);
    this.isForking = true;
    addCalls();
    this.isForking = false;
    const count = (this.program.length - at) / net.STEP_WORDS - 1;
    if (count > 1) this.program[at + 1] = count;
    else this.program.splice(at, net.STEP_WORDS);
  }

  /** Uses of one connection, numbered so that each has random draws of its own. */
  private addUses(connection: Connection, times: number): void {
    const link = this.links.get(connection.id)!;
    const isCall = connection.kind === 'sync';
    const calls = isCall ? (parameter(connectionSpecs(connection), connection.params, 'callsPerRequest') as number) : 1;
    for (let i = 0; i < calls * times; i++) {
      const repetition = this.repetitions.get(link) ?? 0;
      this.repetitions.set(link, repetition + 1);
      this.emit(isCall ? net.STEP_CALL : net.STEP_PUBLISH, link, repetition, 0);
      if (this.writesToAll(connection)) this.emit(net.STEP_WORK, this.works++, -2 - link, 0);
    }
  }

  /** Whether a worker writes what is sent over a connection to one client after another. In a parallel step, and at a client,
   *  no worker does. */
  private writesToAll(connection: Connection): boolean {
    if (!isDirect(connection) || connection.protocol !== 'webSocket' || this.isForking) return false;
    const isServer = parameter(connectionSpecs(connection), connection.params, 'opens') === 'receiver';
    return isServer && this.document.components.find(({ id }) => id === connection.from)!.kind !== 'client';
  }

  private real(value: number): number {
    return this.reals.push(value) - 1;
  }

  private emit(step: number, a: number, b: number, c: number): void {
    this.program.push(step, a, b, c);
  }
}
