import type { BrownoutDocument } from '../model/document.ts';
import { sourceCurve } from '../model/load-curve.ts';

/** Why a run is a scenario. */
export type ScenarioReason = 'schedule' | 'log' | 'loadCurve' | 'sourceShape';

/** How figures of a run are to be judged. In `steady` mode nothing is planned to happen: after a warm-up, which can be found,
 *  one moment is like another, and one long run tells how sure its means are. In `scenario` mode moments differ by design:
 *  warm-up is set by hand, and only repeated runs tell how sure a figure is. */
export type RunMode = { readonly kind: 'steady' } | { readonly kind: 'scenario'; readonly reasons: readonly ScenarioReason[] };

/** The mode of a document's run, and why. Faults by chance stand in the schedule too: a run that is shorter than many of
 *  them is a story of its own. */
export function runMode(document: BrownoutDocument): RunMode {
  const { schedule, log, load, components, settings } = document;
  const changes = (curve: readonly { readonly factor: number }[]): boolean => curve.some(({ factor }) => factor !== curve[0]!.factor);
  const holds: Readonly<Record<ScenarioReason, boolean>> = {
    schedule: schedule.length > 0,
    log: log.length > 0,
    loadCurve: changes(load),
    sourceShape: components.some((component) => component.kind === 'client' && changes(sourceCurve(component, settings.horizonMs))),
  };
  const reasons = (Object.keys(holds) as ScenarioReason[]).filter((reason) => holds[reason]);
  return reasons.length === 0 ? { kind: 'steady' } : { kind: 'scenario', reasons };
}
