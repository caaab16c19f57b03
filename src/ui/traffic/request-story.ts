import type { BrownoutDocument } from '../../model/document.ts';
import { TAP_KIND } from '../../model/measures.ts';
import type { Loaded } from '../../worker/protocol.ts';
import type { DotMoment } from './dot-field.ts';
import { strings } from './strings.ts';

/** One thing that a picked request did, in words. */
export function tellMoment(
  moment: DotMoment,
  { document, layout }: { readonly document: BrownoutDocument; readonly layout: Loaded },
): string {
  const outcome = strings.outcomes[moment.outcome] ?? '';
  if (moment.kind === TAP_KIND.leave) return strings.ended(nameOf(document, layout.components[moment.place]), outcome);
  const connection = document.connections.find((item) => item.id === layout.connections[moment.place]);
  const from = nameOf(document, connection?.from);
  const to = nameOf(document, connection?.to);
  switch (moment.kind) {
    case TAP_KIND.back:
      return strings.returns(to, from, outcome);
    case TAP_KIND.deliver:
      return strings.delivered(to);
    case TAP_KIND.timeout:
      return strings.timedOut(from, to);
    case TAP_KIND.dead:
      return strings.dead(nameOf(document, connection?.channel));
    default:
      return strings.travels(from, connection?.channel === undefined ? to : nameOf(document, connection.channel));
  }
}

function nameOf(document: BrownoutDocument, id: string | undefined): string {
  return [...document.components, ...document.channels].find((item) => item.id === id)?.name ?? '';
}

/** Steps of a story that are shown while it is folded: so many of its beginning and of its end. */
const FIRST_STEPS = 2;
const LAST_STEPS = 7;

/** A story without its middle: how it began, how many steps are left out, and what came last. A single step is not worth
 *  leaving out. */
export function foldStory<Step>(steps: readonly Step[]): { readonly first: readonly Step[]; readonly folded: number; readonly last: readonly Step[] } {
  const folded = steps.length - FIRST_STEPS - LAST_STEPS;
  if (folded <= 1) return { first: steps, folded: 0, last: [] };
  return { first: steps.slice(0, FIRST_STEPS), folded, last: steps.slice(-LAST_STEPS) };
}
