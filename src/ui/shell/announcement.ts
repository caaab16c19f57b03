import type { Cascade, CascadeStep } from '../../analysis/cascade.ts';
import type { Health } from '../../analysis/health.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { strings } from './strings.ts';

/** What the cascade's sentence says of a part is told for this long, whatever its figures say: they see a failure only
 *  when it is more than a few among many. */
const FRESH_MS = 5000;

/** Which parts fail or are strained at a moment, in words. */
export function describeParts(
  document: BrownoutDocument,
  now: {
    readonly nowMs: number;
    readonly healthOf: (component: BrownoutDocument['components'][number]) => Health;
    readonly cascade: Cascade | undefined;
  },
): string {
  const fresh = freshSteps(now.cascade, now.nowMs);
  const failing: string[] = [];
  const strained: string[] = [];
  for (const component of document.components) {
    const health = now.healthOf(component);
    const told = fresh.filter((step) => step.victim === component.id);
    if (health === 'failing' || health === 'down' || told.some(isFailure)) failing.push(component.name);
    else if (health === 'strained' || told.length > 0) strained.push(component.name);
  }
  const parts = [
    failing.length > 0 && strings.failingParts(failing.join(', ')),
    strained.length > 0 && strings.strainedParts(strained.join(', ')),
  ].filter(Boolean);
  return parts.length === 0 ? strings.allWell : parts.join('; ');
}

/** What happened of a cascade lately; its beginning counts for as long as anything followed from it lately. */
function freshSteps(cascade: Cascade | undefined, nowMs: number): readonly CascadeStep[] {
  const isFresh = ({ atMs }: CascadeStep): boolean => atMs <= nowMs && nowMs - atMs <= FRESH_MS;
  const steps = cascade?.steps ?? [];
  const fresh = steps.filter(isFresh);
  return fresh.length === 0 ? [] : [steps[0]!, ...fresh];
}

function isFailure({ what }: CascadeStep): boolean {
  return what !== 'stalled' && what !== 'fault';
}
