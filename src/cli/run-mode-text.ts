import { runMode, type ScenarioReason } from '../analysis/run-mode.ts';
import type { LeftOut } from '../analysis/studies.ts';
import { writeDuration } from '../base/units.ts';
import type { BrownoutDocument } from '../model/document.ts';

const REASONS: Readonly<Record<ScenarioReason, string>> = {
  schedule: 'it has a schedule',
  log: 'something was done to it during the run',
  loadCurve: 'its load changes',
  sourceShape: 'the load of a source changes',
};

/** In which mode a document runs and why, and which warm-up was left out. */
export function runModeText(document: BrownoutDocument, leftOut: LeftOut): string {
  const mode = runMode(document);
  const modeText = mode.kind === 'steady' ? 'steady: nothing is planned to happen' : `scenario: ${mode.reasons.map((reason) => REASONS[reason]).join('; ')}`;
  return `${modeText}; ${warmUpText(leftOut)}`;
}

function warmUpText({ warmUpMs, found }: LeftOut): string {
  if (found === undefined) return `warm-up of ${writeDuration(warmUpMs)}, as set, left out`;
  if (found.kind === 'found') return `warm-up found (MSER-5): ${writeDuration(found.lengthMs)}; ${writeDuration(warmUpMs)} left out`;
  return `the run is too short to tell where its warm-up ends; ${writeDuration(warmUpMs)} left out`;
}
