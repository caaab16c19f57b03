import type { Report } from '../engine/report.ts';
import { combineReports } from './report-leaves.ts';
import type { JudgedRun } from './studies.ts';

/** A judged run as it is saved, and as the command line prints it: its report with the warm-up that was found, and with half
 *  the width of every figure's interval; null where there is none. See docs/report-format.md. */
export function judgedReport({ report, found, halfWidths }: JudgedRun): Report {
  const { sources, components, connections, channels } = combineReports([halfWidths], ([width]) => (Number.isFinite(width) ? width! : null));
  return {
    ...report,
    warmUpFoundMs: found?.kind === 'found' ? found.lengthMs : null,
    halfWidths: { sources, components, connections, channels },
  };
}
