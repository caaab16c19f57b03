import type { FaultEntry } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';

/** What the badge of a part says of the faults that act on it. */
export function faultsText(entries: readonly FaultEntry[]): string {
  return entries.map((entry) => FAULTS[entry.fault].label).join(', ');
}
