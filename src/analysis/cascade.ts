import type { BrownoutDocument, FaultEntry, FaultKind } from '../model/document.ts';
import { specsOf } from '../model/declared.ts';
import { findItem } from '../model/edit.ts';
import { type ParameterSpec, type ParameterValue, UNBOUNDED } from '../model/parameter.ts';
import { writeParameterText } from '../model/parameter-text.ts';
import { cascadeGroups, tellTimes } from './cascade-parts.ts';

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
  /** When a call or a message failed because of it for the first time. Before that there is nothing to tell: trouble
   *  that a retry rescues is no cascade. */
  readonly failedAtMs: number;
  /** The fault behind it; absent when a part gave way under its load. */
  readonly fault?: FaultEntry;
  /** The change of a value without which no part would have given way. */
  readonly change?: ParameterChange;
  /** The turn of the load dial without which no part would have given way. */
  readonly loadFactor?: LoadTurn;
}

/** A turn of the load dial. */
export interface LoadTurn {
  readonly factor: number;
  readonly atMs: number;
}

/** A change of one parameter while the run went on, by hand or as planned. */
export interface ParameterChange {
  /** The component, connection, channel or broker. */
  readonly target: string;
  readonly param: string;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
  readonly atMs: number;
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
  latency: 'got longer latency',
  loss: 'lost packets',
  slowStart: 'started slowly',
  poison: 'got poison messages',
  bandwidth: 'lost bandwidth',
  consumerCrash: 'lost consumers',
  callErrors: 'began to refuse calls',
};

/** Clauses that one sentence may have; the rest of a long chain is counted. */
export const MAX_CLAUSES = 6;

/** The chain in one sentence, one clause per part in causal order, and before them what people did that it needed:
 *  "Database slowed at 8.0 s; api timed out from 8.6 s; gateway failed from 9.1 s." Copies behind one balancer that were
 *  hit alike share a clause. Times are simulated and never go back. */
export function describeCascade(cascade: Cascade, document: BrownoutDocument): string {
  const clauses = cascadeClauses(cascade, document);
  const shown = clauses.slice(0, MAX_CLAUSES);
  const rest = clauses.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

/** A part of the sentence, without its time. */
interface Clause {
  readonly text: string;
  readonly atMs: number;
}

function cascadeClauses(cascade: Cascade, document: BrownoutDocument): string[] {
  const groups = cascadeGroups(cascade, document).map((group, index) =>
    index === 0 ? beginning(group, cascade, document) : effectClause(group, document),
  );
  const clauses = [...reasonClauses(cascade, document), ...groups];
  const times = tellTimes(clauses.map((clause) => clause.atMs));
  return clauses.map(({ text }, index) => `${text} ${times[index]}`);
}

function reasonClauses({ change, loadFactor }: Cascade, document: BrownoutDocument): Clause[] {
  const clauses: Clause[] = [];
  if (change !== undefined) clauses.push({ text: `${changeText(change, document)} at`, atMs: change.atMs });
  if (loadFactor !== undefined) clauses.push({ text: `Load went to ×${trimmed(loadFactor.factor)} at`, atMs: loadFactor.atMs });
  return clauses.sort((a, b) => a.atMs - b.atMs);
}

/** Values of which a part has so and so many, by the words that people count them in. */
const COUNTED: Readonly<Record<string, string>> = {
  servers: 'worker',
  replicas: 'replica',
  queueCapacity: 'waiting place',
  users: 'user',
};

/** "Shop 2 went from 4 workers to 1", "Service time of Database went from 35 ms to 1 s". */
function changeText({ target, param, from, to }: ParameterChange, document: BrownoutDocument): string {
  const name = nameOf(target, document);
  const item = findItem(document, target);
  const spec = item && specsOf(document, item).find((candidate) => candidate.name === param);
  const unit = COUNTED[param];
  if (unit !== undefined && typeof from === 'number' && typeof to === 'number') {
    return `${name} went from ${from} ${unit}${from === 1 ? '' : 's'} to ${to}`;
  }
  return `${spec?.label ?? param} of ${name} went from ${valueWords(spec, from)} to ${valueWords(spec, to)}`;
}

function valueWords(spec: ParameterSpec | undefined, value: ParameterValue): string {
  if (value === UNBOUNDED) return 'no limit';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (spec?.type === 'choice') return spec.options.find((option) => option.value === value)?.label ?? String(value);
  return spec === undefined ? String(value) : writeParameterText(spec, value);
}

function effectClause(group: readonly CascadeStep[], document: BrownoutDocument): Clause {
  const step = group[0]!;
  const since = step.what === 'stalled' ? 'by' : 'from';
  const verb = step.what === 'stalled' && group.length > 1 ? 'were stuck waiting' : effectVerb(step, document);
  return { text: `${namesOf(group, document)} ${verb} ${since}`, atMs: step.atMs };
}

function beginning(group: readonly CascadeStep[], { fault, change }: Cascade, document: BrownoutDocument): Clause {
  const { place, atMs } = group[0]!;
  if (fault !== undefined) return { text: `${nameOf(place, document)} ${FAULT_VERBS[fault.fault]} at`, atMs };
  return { text: `${namesOf(group, document)} ${gaveWayVerb(place, change)} from`, atMs };
}

function gaveWayVerb(place: string, change: ParameterChange | undefined): string {
  if (change?.param === 'failureRatio' && change.target === place) return 'began to fail';
  return change?.param === 'timeoutMs' ? 'replied too late' : 'could not keep up';
}

/** "Shop 1 and Shop 2", "a, b and c", in the order of the document. */
function namesOf(group: readonly CascadeStep[], document: BrownoutDocument): string {
  const rank = ({ victim }: CascadeStep): number => document.components.findIndex((component) => component.id === victim);
  const names = [...group].sort((a, b) => rank(a) - rank(b)).map((step) => nameOf(step.victim, document));
  const last = names.pop()!;
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
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

/** What people call a place: the name of a component, channel, broker or zone, or "a → b" for a connection. */
export function nameOf(id: string, document: BrownoutDocument): string {
  const named = [...document.components, ...document.channels, ...document.brokers, ...document.zones].find((item) => item.id === id);
  if (named !== undefined) return named.name;
  const connection = document.connections.find((item) => item.id === id);
  if (connection === undefined) return id;
  return `${nameOf(connection.from, document)} → ${nameOf(connection.to, document)}`;
}

function trimmed(factor: number): string {
  return factor.toFixed(2).replace(/\.?0+$/, '');
}
