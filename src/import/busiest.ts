import { componentSpecs } from '../model/catalog.ts';
import type { ComponentKind } from '../model/document.ts';
import { type Arc, dividing, findCircles } from './circles.ts';
import { allCalls, type Draft } from './draft.ts';
import { drawnKinds } from './draft-kinds.ts';

/** How busy the busiest part of a draft will be with the usual times and workers, as a share of what it can do: above 1
 *  it cannot keep up. Circles and waiting aside; a worker is held until the calls of a request are answered. */
export function busiestShare(draft: Draft): number {
  const { arcs } = findCircles(draft);
  const rates = arrivalRates(draft, arcs);
  const kinds = drawnKinds(draft);
  const holds = holdTimes(draft, arcs, kinds);
  return draft.parts.reduce((most, { id, replicas }) => {
    const kind = kinds.get(id)!;
    const workers = defaultOf(kind, 'servers') * (kind === 'service' ? replicas : 1);
    return workers === 0 ? most : Math.max(most, ((rates.get(id) ?? 0) * (holds.get(id) ?? 0)) / 1000 / workers);
  }, 0);
}

/** Requests and messages per second that come to each part and channel. */
function arrivalRates(draft: Draft, arcs: readonly Arc[]): ReadonlyMap<string, number> {
  const rates = new Map(draft.parts.map(({ id, loadPerSec }) => [id, loadPerSec]));
  const divides = dividing(draft);
  const leaving = targetsOf(arcs);
  for (const id of inOrder(arcs)) {
    const targets = leaving.get(id) ?? [];
    const passed = (rates.get(id) ?? 0) / (divides.has(id) ? targets.length : 1);
    for (const target of targets) rates.set(target, (rates.get(target) ?? 0) + passed);
  }
  return rates;
}

/** How long one request keeps a worker of each part, in milliseconds. A caller that waits asynchronously is held for its
 *  own work only. */
function holdTimes(draft: Draft, arcs: readonly Arc[], kinds: ReadonlyMap<string, ComponentKind>): ReadonlyMap<string, number> {
  const calls = new Map(allCalls(draft).map((call) => [`${call.from} ${call.to}`, call]));
  const divides = dividing(draft);
  const leaving = targetsOf(arcs);
  const holds = new Map<string, number>();
  const answers = new Map<string, number>();
  for (const id of inOrder(arcs).toReversed()) {
    const own = defaultOf(kinds.get(id), 'serviceMs');
    const called = (leaving.get(id) ?? []).flatMap((to) => calls.get(`${id} ${to}`) ?? []);
    const share = divides.has(id) ? 1 / Math.max(1, called.length) : 1;
    const waited = (counts: (isAsynchronous: boolean) => boolean): number =>
      called.reduce((sum, call) => sum + (counts(call.isAsynchronous) ? (answers.get(call.to) ?? 0) * share : 0), 0);
    answers.set(id, own + waited(() => true));
    holds.set(id, own + waited((isAsynchronous) => !isAsynchronous));
  }
  for (const { id } of draft.parts) if (!holds.has(id)) holds.set(id, defaultOf(kinds.get(id), 'serviceMs'));
  return holds;
}

function targetsOf(arcs: readonly Arc[]): ReadonlyMap<string, readonly string[]> {
  const leaving = new Map<string, string[]>();
  for (const { from, to } of arcs) {
    const targets = leaving.get(from);
    if (targets === undefined) leaving.set(from, [to]);
    else targets.push(to);
  }
  return leaving;
}

/** The ends of arcs, each after all that lead to it. */
function inOrder(arcs: readonly Arc[]): string[] {
  const waiting = new Map<string, number>();
  for (const { from, to } of arcs) {
    waiting.set(from, waiting.get(from) ?? 0);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const leaving = targetsOf(arcs);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) {
    for (const to of leaving.get(id) ?? []) {
      waiting.set(to, waiting.get(to)! - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return ready;
}

/** A parameter's usual value; 0 where the kind has none, as channels have not. */
function defaultOf(kind: ComponentKind | undefined, name: string): number {
  const found = kind === undefined ? undefined : componentSpecs({ kind }).find((spec) => spec.name === name)?.default;
  return typeof found === 'number' ? found : 0;
}
