import type { BrownoutDocument } from '../model/document.ts';
import { type Core, NOW, STOPPED_BY_EVENTS, STOPPED_BY_LOOP, STOP_PLACE } from './core.ts';
import { DOUBLES, META, STATE_MASK, TIME, WORDS } from './kernel/record.ts';
import { COMPONENT_COLUMNS, IN_SYSTEM } from './measure/columns.ts';
import type { Violation } from './measure/invariant-check.ts';
import { CLIENT } from './network.ts';
import type { RunOutcome } from './report.ts';

/** What a run says that has met a bound, for a reason of those that `core.ts` names. */
export function boundMet(core: Core, document: BrownoutDocument, reason: number): RunOutcome {
  const component = document.components[core.counters[STOP_PLACE]];
  const place = component?.id ?? '';
  const at = `"${component?.name ?? 'the diagram'}"`;
  if (reason === STOPPED_BY_LOOP) {
    const message = `A million events happened without time passing, most of them around ${at}: look for a cycle in which nothing takes time.`;
    return { kind: 'zeroDelayLoop', place, message };
  }
  if (reason === STOPPED_BY_EVENTS) {
    return { kind: 'tooManyEvents', place, message: 'The run reached four billion events. What was computed is kept.' };
  }
  const message = `More than two million requests and messages were in flight, most of them at ${at}: more comes in than goes out, and nothing bounds it.`;
  return { kind: 'tooManyInFlight', place, message };
}

/** The next event, which is dated before the present moment and therefore did not happen. */
export function disorder(core: Core): Violation {
  const record = core.list.peek();
  const time = core.f64[record * DOUBLES + TIME];
  const state = core.i32[record * WORDS + META] & STATE_MASK;
  return { invariant: 'causalOrder', place: '', message: `An event (state ${state}) was set for ${time} ms, at ${core.clock[NOW]} ms` };
}

/** Notes where most requests are. Sources have all of them, so they count only when nobody else has any. */
export function noteBusiest(core: Core): void {
  let busiest = 0;
  let most = -1;
  for (let component = 0; component < core.network.componentCount; component++) {
    const inSystem = core.componentMeasures[component * COMPONENT_COLUMNS + IN_SYSTEM];
    const here = core.network.componentKind[component] === CLIENT ? 0 : inSystem;
    if (here > most) {
      busiest = component;
      most = here;
    }
  }
  core.counters[STOP_PLACE] = busiest;
}
