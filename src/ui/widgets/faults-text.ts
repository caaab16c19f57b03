import type { FaultEntry } from '../../model/document.ts';
import { FAULT_OUTLINES } from '../../model/outlines.ts';

/** What the badge of a part says of the faults that act on it. */
export function faultsText(entries: readonly FaultEntry[]): string {
  return entries.map((entry) => FAULT_OUTLINES[entry.fault].label).join(', ');
}
