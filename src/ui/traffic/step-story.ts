import type { BrownoutDocument } from '../../model/document.ts';
import {
  CHANNEL,
  type ChannelMeasure,
  COMPONENT,
  type ComponentMeasure,
  CONNECTION,
  type ConnectionMeasure,
  SOURCE,
  type SourceMeasure,
  TAP_COLUMNS,
} from '../../model/measures.ts';
import type { RunFrame } from '../../store/run-feed.ts';
import type { Loaded } from '../../worker/protocol.ts';
import { stepStrings } from './step-strings.ts';

/** Two frames between which an event ran, and what their rows speak of. */
export interface StepFrames {
  readonly before: RunFrame;
  readonly after: RunFrame;
  readonly document: BrownoutDocument;
  readonly layout: Loaded;
}

/** Most that one event is told to have done; what follows from it is left out. */
const MOST_CLAUSES = 2;
const REQUEST = TAP_COLUMNS.indexOf('request');

/** What one event did, read off the measures that it changed: where it ran, what ended or began there, and for which
 *  request if that is one of the traced ones. */
export function tellStep(frames: StepFrames): string {
  const clauses = [...endings(frames), ...beginnings(frames)];
  const told = [...new Set(clauses)].slice(0, MOST_CLAUSES).join('; ');
  const { tap } = frames.after;
  const request = tap.length > REQUEST ? tap[REQUEST]! + 1 : undefined;
  return told === '' ? stepStrings.nothing : stepStrings.told(told, request);
}

/** What came to an end, or was passed on: told first, because it is why the rest happened. */
function endings(frames: StepFrames): string[] {
  return [
    ...connectionClauses(frames, ['timedOut', 'vanished', 'rejected', 'errors', 'succeeded']),
    ...componentClauses(frames, ['rejected', 'lost', 'failedHere', 'failedByCall', 'hits', 'misses', 'completed']),
    ...sourceClauses(frames, ['answered', 'failed']),
    ...connectionClauses(frames, ['acknowledged', 'delivered', 'retries']),
    ...channelClauses(frames, ['refused', 'dropped', 'deadLettered', 'published']),
  ];
}

function beginnings(frames: StepFrames): string[] {
  return [
    ...clientClauses(frames),
    ...connectionClauses(frames, ['attempts']),
    ...componentClauses(frames, ['offered', 'started', 'working', 'inSystem']),
  ];
}

/** What the words of a row's clause name; undefined where the row tells nothing. */
type Names = (row: number) => readonly [string, string?] | undefined;

function componentClauses(frames: StepFrames, measures: readonly (keyof typeof stepStrings.components & ComponentMeasure)[]): string[] {
  const { before, after, document, layout } = frames;
  const names: Names = (row) => (isClient(frames, row) ? undefined : [nameOf(document, layout.components[row])]);
  return clauses(before.components, after.components, { columns: COMPONENT, measures, words: stepStrings.components, names });
}

/** Clients make requests, and serve none. */
function clientClauses(frames: StepFrames): string[] {
  const { before, after, document, layout } = frames;
  const names: Names = (row) => (isClient(frames, row) ? [nameOf(document, layout.components[row])] : undefined);
  return clauses(before.components, after.components, { columns: COMPONENT, measures: ['offered'], words: stepStrings.clients, names });
}

function isClient({ document, layout }: StepFrames, row: number): boolean {
  return document.components.find(({ id }) => id === layout.components[row])?.kind === 'client';
}

function sourceClauses(frames: StepFrames, measures: readonly (keyof typeof stepStrings.sources & SourceMeasure)[]): string[] {
  const { before, after, document, layout } = frames;
  const names: Names = (row) => [nameOf(document, layout.sources[row])];
  return clauses(before.sources, after.sources, { columns: SOURCE, measures, words: stepStrings.sources, names });
}

function channelClauses(frames: StepFrames, measures: readonly (keyof typeof stepStrings.channels & ChannelMeasure)[]): string[] {
  const { before, after, document, layout } = frames;
  const names: Names = (row) => [nameOf(document, layout.channels[row])];
  return clauses(before.channels, after.channels, { columns: CHANNEL, measures, words: stepStrings.channels, names });
}

function connectionClauses(frames: StepFrames, measures: readonly (keyof typeof stepStrings.connections & ConnectionMeasure)[]): string[] {
  const { before, after, document, layout } = frames;
  const names: Names = (row) => {
    const connection = document.connections.find((item) => item.id === layout.connections[row]);
    return [nameOf(document, connection?.from), nameOf(document, connection?.to)];
  };
  return clauses(before.connections, after.connections, { columns: CONNECTION, measures, words: stepStrings.connections, names });
}

/** One clause per measure that went up, in the order of the measures. */
function clauses<Measure extends string>(
  before: Float64Array,
  after: Float64Array,
  table: {
    readonly columns: Readonly<Record<string, number>>;
    readonly measures: readonly Measure[];
    readonly words: Readonly<Record<Measure, (name: string, other: string) => string>>;
    readonly names: Names;
  },
): string[] {
  const stride = Object.keys(table.columns).length;
  const told: string[] = [];
  for (const measure of table.measures) {
    const column = table.columns[measure]!;
    for (let row = 0; row * stride < after.length; row++) {
      const at = row * stride + column;
      if (!(after[at]! > before[at]!)) continue;
      const names = table.names(row);
      if (names !== undefined) told.push(table.words[measure](names[0], names[1] ?? ''));
    }
  }
  return told;
}

function nameOf(document: BrownoutDocument, id: string | undefined): string {
  return [...document.components, ...document.channels].find((item) => item.id === id)?.name ?? '';
}
