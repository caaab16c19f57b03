import type { BrownoutDocument, FaultEntry, FaultKind } from '../model/document.ts';
import { cascadeParts, seconds } from './cascade-parts.ts';

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
  /** The turn of the load dial before a part gave way, when there was one. */
  readonly loadFactor?: { readonly factor: number; readonly atMs: number };
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

/** Clauses that one sentence may have; the rest of a long chain is counted. */
export const MAX_CLAUSES = 6;

/** The chain in one sentence, one clause per part in causal order: "Database slowed at 8.0 s; api timed out from
 *  8.6 s; gateway failed from 9.1 s." Times are simulated and never go back. */
export function describeCascade(cascade: Cascade, document: BrownoutDocument): string {
  const clauses = cascadeClauses(cascade, document);
  const shown = clauses.slice(0, MAX_CLAUSES);
  const rest = clauses.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

function cascadeClauses(cascade: Cascade, document: BrownoutDocument): string[] {
  const clauses = cascadeParts(cascade).map((step, index) =>
    index === 0 ? beginning(step, cascade, document) : effectClause(step, document),
  );
  if (cascade.loadFactor === undefined) return clauses;
  const { factor, atMs } = cascade.loadFactor;
  return [`Load went to ×${trimmed(factor)} at ${seconds(atMs)}`, ...clauses];
}

function effectClause(step: CascadeStep, document: BrownoutDocument): string {
  const since = step.what === 'stalled' ? 'by' : 'from';
  return `${nameOf(step.victim, document)} ${effectVerb(step, document)} ${since} ${seconds(step.atMs)}`;
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

function trimmed(factor: number): string {
  return factor.toFixed(2).replace(/\.?0+$/, '');
}
