import { nameOf } from '../../analysis/cascade.ts';
import type { BrownoutDocument, FaultEntry, ScheduleEntry } from '../../model/document.ts';
import { specsOf } from '../../model/declared.ts';
import { findItem } from '../../model/edit.ts';
import { FAULT_OUTLINES } from '../../model/outlines.ts';
import { strings } from './strings.ts';
import { valueText } from './value-text.ts';

/** One entry of schedule or log in a few words: "Slow down: Database", "api: Workers 4", "Load ×2". */
export function entryText(document: BrownoutDocument, entry: ScheduleEntry): string {
  switch (entry.type) {
    case 'fault':
      return strings.entryFault(FAULT_OUTLINES[entry.fault].label, nameOf(entry.target, document)) + startText(entry);
    case 'load':
      return strings.entryLoad(String(Number(entry.factor.toFixed(2))));
    case 'set': {
      const found = findItem(document, entry.target);
      const spec = found && specsOf(document, found).find((candidate) => candidate.name === entry.param);
      const value = spec === undefined ? String(entry.value) : valueText(spec, entry.value);
      return strings.entrySet(nameOf(entry.target, document), spec?.label ?? entry.param, value);
    }
  }
}

function startText({ pattern, when }: FaultEntry): string {
  if (pattern !== undefined) return strings.byChance;
  return when === undefined ? '' : strings.onCondition;
}
