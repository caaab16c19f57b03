import type { BrownoutDocument, ScheduleEntry } from '../../model/document.ts';
import { FAULT_OUTLINES } from '../../model/outlines.ts';
import { strings } from './strings.ts';

/** A stretch of time during which something was done to the run, or a moment when it is as long as that. */
export interface StripBand {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: 'warmUp' | 'fault' | 'change';
  readonly label: string;
}

/** The warm-up, faults as long as they last, and the moments of other entries, of schedule and log, in order of time. */
export function stripBands(document: BrownoutDocument, spanMs: number): readonly StripBand[] {
  const { warmUpMs } = document.settings;
  const warmUp: StripBand = { id: 'warm-up', fromMs: 0, toMs: Math.min(spanMs, warmUpMs), kind: 'warmUp', label: strings.warmUp };
  const entries = [...document.schedule, ...document.log].filter((entry) => entry.atMs <= spanMs).map((entry) => bandOf(document, entry, spanMs));
  return [...(warmUpMs > 0 ? [warmUp] : []), ...entries.sort((a, b) => a.fromMs - b.fromMs)];
}

function bandOf(document: BrownoutDocument, entry: ScheduleEntry, spanMs: number): StripBand {
  const { id, atMs } = entry;
  const band = { id, fromMs: atMs, toMs: atMs };
  if (entry.type === 'load') return { ...band, kind: 'change', label: strings.load(entry.factor) };
  const target = targetName(document, entry.target);
  if (entry.type === 'set') return { ...band, kind: 'change', label: strings.changeOf(target) };
  const toMs = Math.min(spanMs, atMs + (entry.durationMs ?? Infinity));
  return { ...band, toMs, kind: 'fault', label: strings.faultOf(FAULT_OUTLINES[entry.fault].label, target) };
}

function targetName(document: BrownoutDocument, id: string): string {
  const { components, channels, brokers, connections, zones } = document;
  const named = [...components, ...channels, ...brokers, ...zones].find((one) => one.id === id);
  if (named !== undefined) return named.name;
  const connection = connections.find((one) => one.id === id);
  return connection === undefined ? id : `${targetName(document, connection.from)} → ${targetName(document, connection.to)}`;
}

/** Whether something of a request may go on after its answer, so that answered and done are two times. */
export function hasLaterWork(document: BrownoutDocument): boolean {
  return document.connections.some(({ kind }) => kind !== 'sync');
}
