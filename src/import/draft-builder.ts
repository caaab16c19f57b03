import { ID_PREFIXES, slugOf } from '../model/names.ts';
import type { Direction, Draft, DraftAside, DraftBroker, DraftCall, DraftChannel, DraftGap, DraftLink, DraftPart } from './draft.ts';
import type { Guess, Remark, Warning } from './imported.ts';
import { label } from './label.ts';
import type { ForeignProtocol } from './systems.ts';

/** Most findings of one sort that are listed; one more entry then says how many were left out. */
const MAX_FINDINGS = 200;

/** A part as an importer knows it while it reads. */
export interface KnownPart extends DraftPart {
  /** Whether the file says that it listens, so that it hardly works by itself. */
  readonly saysEndpoint: boolean;
}

/** What is taken of a box unless more is known. */
const PLAIN_PART: Omit<KnownPart, 'id' | 'name' | 'kind'> = {
  isGateway: false,
  isOutside: false,
  replicas: 1,
  saysReplicas: false,
  loadPerSec: 0,
  loadFrom: 'users',
  hasEndpoint: false,
  isEntry: false,
  saysEndpoint: false,
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Collects what an importer finds. Merges what it is told twice; gives ids in the order of the calls, so the same file
 *  gives the same draft. */
export class DraftBuilder {
  readonly parts = new Map<string, Mutable<KnownPart>>();
  readonly calls = new Map<string, Mutable<DraftCall>>();
  readonly brokers = new Map<string, DraftBroker>();
  readonly channels = new Map<string, Mutable<DraftChannel>>();
  readonly links = new Map<string, Mutable<DraftLink>>();
  readonly gaps: DraftGap[] = [];
  readonly asides = new Map<string, DraftAside>();
  private readonly asideCalls = new Map<string, DraftCall>();
  private readonly channelIds = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly numbers = { components: 0, channels: 0, brokers: 0 };
  private readonly findings = { guesses: new Map<string, Guess>(), warnings: new Map<string, Warning>(), remarks: new Map<string, Remark>() };

  /** Adds a box and returns its id. */
  addPart(name: string, options: Pick<DraftPart, 'kind'> & Partial<KnownPart>): string {
    const id = this.freshId(name, 'components');
    this.parts.set(id, { ...PLAIN_PART, ...options, name: label(name), id });
    return id;
  }

  /** Adds a box that is left out unless it is asked for, says so, and returns its id. */
  addAside(name: string, why: string): string {
    const id = this.freshId(name, 'components');
    this.noteAside({ ...PLAIN_PART, kind: 'service', name: label(name), id }, why);
    return id;
  }

  /** Leaves out a box that nobody calls and that has to do with no channel. What it calls is left out with it. */
  setAside(id: string, why: string): void {
    const part = this.parts.get(id)!;
    for (const [key, { where, what }] of this.findings.guesses) if (where === part.name && /^(drawn|read) as /.test(what)) this.findings.guesses.delete(key);
    this.noteAside(part, why);
    this.parts.delete(id);
    for (const [key, { from, to, protocol }] of this.calls) {
      if (from !== id && to !== id) continue;
      this.calls.delete(key);
      this.addAsideCall(from, to, protocol);
    }
  }

  /** Whether a part sends to a channel or receives from one. */
  usesChannels(id: string): boolean {
    return [...this.links.values()].some(({ part }) => part === id);
  }

  /** Adds a call of which one end or both are left out. */
  addAsideCall(from: string, to: string, protocol: ForeignProtocol): void {
    const isEnd = (id: string): boolean => this.parts.has(id) || this.asides.has(id);
    if (from === to || !isEnd(from) || !isEnd(to) || this.parts.get(from)?.kind === 'database' || this.parts.get(to)?.kind === 'client') return;
    const call = { from, to, protocol, strength: 2, label: '', resilience: 'none', isAsynchronous: false } as const;
    if (!this.asideCalls.has(`${from} ${to}`)) this.asideCalls.set(`${from} ${to}`, call);
  }

  /** Takes a box away that nothing is connected to. */
  removePart(id: string): void {
    this.parts.delete(id);
  }

  /** Adds a call. Of two for the same ends the one with the stronger evidence counts, and the first of equals. Returns
   *  whether this one counts. */
  addCall(call: Pick<DraftCall, 'from' | 'to' | 'protocol' | 'strength'> & Partial<DraftCall>): boolean {
    if (call.from === call.to) return false;
    const from = this.parts.get(call.from)!;
    const to = this.parts.get(call.to)!;
    if (from.kind === 'database' || to.kind === 'client') {
      this.remark(from.name, `the reference to "${to.name}" is not drawn: ${from.kind === 'database' ? 'a store calls nobody here' : 'nobody calls a load source'}`);
      return false;
    }
    const key = `${call.from} ${call.to}`;
    const known = this.calls.get(key);
    if (known !== undefined && known.strength >= call.strength) return false;
    this.calls.set(key, { label: known?.label ?? '', resilience: 'none', isAsynchronous: false, ...call });
    return true;
  }

  /** Whether something that is left out calls a box. */
  isUsedByAsides(id: string): boolean {
    return [...this.asideCalls.values()].some(({ to }) => to === id);
  }

  /** Adds a system that keeps channels, with the release that its image names, and returns its id. */
  addBroker(name: string, system: ForeignProtocol, release?: string): string {
    const id = this.numberedId('brokers');
    this.brokers.set(id, { id, name: label(name), system, ...(release === undefined ? {} : { release }) });
    return id;
  }

  /** The id of a channel of a broker, which is added when it is new. */
  channel(broker: string, name: string, isNamed: boolean, topic?: string): string {
    const key = `${broker} ${label(name)}`;
    const known = this.channelIds.get(key);
    if (known !== undefined) return known;
    const id = this.freshId(name, 'channels');
    this.channels.set(id, { id, broker, name: label(name), isNamed, ...(topic === undefined ? {} : { topic: label(topic) }), sharing: 'compete' });
    this.channelIds.set(key, id);
    return id;
  }

  /** Adds what a part does with a channel. Sending and receiving make both. */
  addLink(part: string, channel: string, direction: Direction, saysDirection: boolean): void {
    const key = `${part} ${channel}`;
    const known = this.links.get(key);
    if (known === undefined) this.links.set(key, { part, channel, direction, saysDirection });
    else if (!known.saysDirection && saysDirection) Object.assign(known, { direction, saysDirection });
    else if (known.direction !== direction && known.saysDirection === saysDirection) known.direction = 'both';
  }

  /** Changes what a part does with a channel, which the file does not say. */
  setDirection(part: string, channel: string, direction: Direction): void {
    this.links.get(`${part} ${channel}`)!.direction = direction;
  }

  /** Notes something that was assumed. */
  guess(where: string, what: string, why: string): void {
    note(this.findings.guesses, { where: label(where), what, why });
  }

  /** Takes back what was assumed about a part, where something better is known. */
  unguess(where: string, what: string): void {
    for (const [key, guess] of this.findings.guesses) if (guess.where === label(where) && guess.what === what) this.findings.guesses.delete(key);
  }

  /** Notes something that could not be understood. */
  warn(where: string, what: string): void {
    note(this.findings.warnings, { where: label(where), what });
  }

  /** Notes something that was left out on purpose. */
  remark(where: string, what: string): void {
    note(this.findings.remarks, { where: label(where), what });
  }

  guesses(): readonly Guess[] {
    return bounded(this.findings.guesses, (what) => ({ where: '', what, why: '' }));
  }

  warnings(): readonly Warning[] {
    return bounded(this.findings.warnings, (what) => ({ where: '', what }));
  }

  remarks(): readonly Remark[] {
    return bounded(this.findings.remarks, (what) => ({ where: '', what }));
  }

  /** What was collected, as plain data. */
  draft(title: string, about: string): Draft {
    return {
      title: label(title),
      note: about,
      parts: [...this.parts.values()].map(({ saysEndpoint: _, ...part }) => part),
      calls: [...this.calls.values()],
      brokers: [...this.brokers.values()],
      channels: [...this.channels.values()],
      links: [...this.links.values()],
      gaps: this.gaps,
      asides: [...this.asides.values()],
      asideCalls: [...this.asideCalls.values()],
    };
  }

  private noteAside({ saysEndpoint: _, ...part }: KnownPart, why: string): void {
    this.asides.set(part.id, { part, why });
    this.remark(part.name, `is not drawn: it ${why}`);
  }

  private freshId(name: string, collection: 'components' | 'channels'): string {
    const slug = slugOf(label(name));
    if (slug === '' || this.taken.has(slug)) return this.numberedId(collection);
    this.taken.add(slug);
    return slug;
  }

  private numberedId(collection: 'components' | 'channels' | 'brokers'): string {
    let id = '';
    do id = `${ID_PREFIXES[collection]}${++this.numbers[collection]}`;
    while (this.taken.has(id));
    this.taken.add(id);
    return id;
  }
}

function note<T extends object>(list: Map<string, T>, finding: T): void {
  if (list.size < 100_000) list.set(JSON.stringify(finding), finding);
}

function bounded<T>(list: ReadonlyMap<string, T>, rest: (what: string) => T): readonly T[] {
  const all = [...list.values()];
  if (all.length <= MAX_FINDINGS) return all;
  return [...all.slice(0, MAX_FINDINGS), rest(`and ${all.length - MAX_FINDINGS} more`)];
}
