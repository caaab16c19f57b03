import {
  emptyDocument, type BrownoutDocument, type Broker, type Channel, type Component, type ComponentKind, type Connection, type LoadPoint, type RequestClass,
  type ScheduleEntry, type Settings,
} from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { parseDocument } from '../../model/parse.ts';

/** Pixels from one column of boxes to the next, and from one row to the next. */
const COLUMN = 360;
const ROW = 180;

/** Where a box stands: its column and its row, both from 0. */
export type Place = readonly [column: number, row: number];

/** What a published system is drawn from. */
interface Drawing {
  readonly title: string;
  /** What to watch, what the source says, and what is assumed. */
  readonly note: string;
  readonly settings: Omit<Settings, 'seed'>;
  readonly components: readonly Component[];
  readonly connections: readonly Connection[];
  readonly brokers?: readonly Broker[];
  readonly channels?: readonly Channel[];
  readonly classes?: readonly RequestClass[];
  readonly load?: readonly LoadPoint[];
  readonly schedule?: readonly ScheduleEntry[];
}

/** A published system as it is shipped and measured: a document that the parser accepts. Throws with all problems
 *  otherwise. */
export function drawing({ title, ...parts }: Drawing): BrownoutDocument {
  const parsed = parseDocument({ ...emptyDocument(title), ...parts, settings: { seed: 1, ...parts.settings } });
  if (!parsed.ok) throw new Error(`${title}: ${parsed.problems.map(({ place, message }) => `${place} ${message}`).join('; ')}`);
  return parsed.document;
}

/** A component of any kind. */
export function box(kind: ComponentKind, id: string, name: string, [column, row]: Place, params: ParameterValues, more: Pick<Component, 'handlers' | 'mix'> = {}): Component {
  return { id, kind, name, x: column * COLUMN, y: row * ROW, params, ...more };
}

/** The place of a channel's box, in pixels. */
export function at([column, row]: Place): { readonly x: number; readonly y: number } {
  return { x: column * COLUMN, y: row * ROW };
}

/** A call over connections that cost nothing and are as many as needed, without delay unless `params` say otherwise. Its id is
 *  `from-to`. */
export function line(from: string, to: string, params: ParameterValues = {}, label?: string): Connection {
  const connection = { id: `${from}-${to}`, kind: 'sync' as const, protocol: 'tcp' as const, from, to };
  return { ...connection, ...(label === undefined ? {} : { label }), params: { latencyMs: 0, maxConcurrent: 'unbounded', ...params } };
}

/** A document with parameters of one component or connection changed, as the inspector changes them. */
export function changed(document: BrownoutDocument, id: string, params: ParameterValues): BrownoutDocument {
  const change = <T extends { readonly id: string; readonly params?: ParameterValues }>(item: T): T =>
    item.id === id ? { ...item, params: { ...item.params, ...params } } : item;
  return { ...document, components: document.components.map(change), connections: document.connections.map(change) };
}
