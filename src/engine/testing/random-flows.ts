import type { BrownoutDocument, Component, Connection, FaultCondition, FaultEntry, Handler, RequestClass, Step, Zone } from '../../model/document.ts';
import type { Dice } from '../../model/testing/random-document.ts';

/** Classes, what sources send of them, and handlers, in about half of all systems. */
export function addFlows(dice: Dice, document: BrownoutDocument): BrownoutDocument {
  if (dice.chance(0.5)) return document;
  const classes = Array.from({ length: dice.below(4) }, (_, i): RequestClass => ({
    id: `k${i}`,
    name: `k${i}`,
    ...(dice.chance(0.5) ? { priority: dice.pick([-1, 1, 5]) } : {}),
    ...(dice.chance(0.5) ? { requestBytes: dice.pick([0, 100, 20_000]) } : {}),
    ...(dice.chance(0.5) ? { replyBytes: dice.pick([0, 1000]) } : {}),
  }));
  const components = document.components.map((component) => withFlows(dice, document, component, classes));
  return { ...document, classes, components };
}

function withFlows(dice: Dice, document: BrownoutDocument, component: Component, classes: readonly RequestClass[]): Component {
  const { kind } = component;
  const hasMix = kind === 'client' && classes.length > 0 && dice.chance(0.8);
  const mix = hasMix ? { mix: classes.map(({ id }) => ({ class: id, weight: dice.pick([0, 1, 3]) })) } : {};
  if (kind !== 'client' && kind !== 'service') return component;
  const out = document.connections.filter(({ from }) => from === component.id);
  if (out.length === 0 || dice.chance(0.5)) return { ...component, ...mix };
  const owners = [undefined, ...classes.map(({ id }) => id)].filter((owner) => owner === undefined || dice.chance(0.4));
  const handlers = owners.map((owner): Handler => ({ ...(owner === undefined ? {} : { class: owner }), steps: stepsOf(dice, { out, isServer: kind === 'service', depth: 0 }) }));
  return { ...component, handlers, ...mix };
}

interface Frame {
  readonly out: readonly Connection[];
  /** Clients have no workers. */
  readonly isServer: boolean;
  readonly depth: number;
}

function stepsOf(dice: Dice, frame: Frame): Step[] {
  return Array.from({ length: 1 + dice.below(3) }, () => stepOf(dice, frame));
}

function stepOf(dice: Dice, frame: Frame): Step {
  const inner = { ...frame, depth: frame.depth + 1 };
  const sort = dice.below(frame.depth > 1 ? 4 : 7);
  if (sort === 0 && frame.isServer) return dice.chance(0.5) ? { do: 'work' } : { do: 'work', ms: dice.pick([0, 1, 5]) };
  if (sort === 1) return { do: 'fail', probability: dice.pick([0, 0.1, 0.5]) };
  if (sort === 4) return { do: 'parallel', steps: Array.from({ length: 1 + dice.below(3) }, () => sendOf(dice, frame)) };
  if (sort === 5) return { do: 'chance', probability: dice.pick([0, 0.3, 1]), steps: stepsOf(dice, inner) };
  if (sort === 6) return { do: 'loop', times: 1 + dice.below(3), steps: stepsOf(dice, inner) };
  return sendOf(dice, frame);
}

function sendOf(dice: Dice, { out }: Frame): Step {
  const connection = dice.pick(out);
  const times = dice.chance(0.2) ? { times: 2 } : {};
  return { do: connection.kind === 'sync' ? 'call' : 'publish', connection: connection.id, ...times };
}

/** Zones of components and brokers, in some systems. */
export function addZones(dice: Dice, document: BrownoutDocument): BrownoutDocument {
  const items = [...document.components.filter(({ kind }) => kind !== 'client'), ...document.brokers];
  const zones = Array.from({ length: dice.chance(0.4) ? 1 + dice.below(2) : 0 }, (_, i): Zone => ({
    id: `z${i}`,
    name: `z${i}`,
    members: items.filter(() => dice.chance(0.4)).map(({ id }) => id),
  }));
  return { ...document, zones: zones.filter(({ members }) => members.length > 0) };
}

/** Ways in which a fault comes: at once, in a ramp, by chance again and again, or (with `mayWait`) on a condition. */
export function waysOfComing(dice: Dice, document: BrownoutDocument, mayWait: boolean): Partial<FaultEntry> {
  const ramp = dice.chance(0.2) ? { rampMs: dice.pick([0, 50, 2000]) } : {};
  const sort = dice.below(10);
  if (sort === 0) return { ...ramp, pattern: { mtbfMs: dice.pick([50, 500]), mttrMs: dice.pick([1, 100]) } };
  if (sort === 1 && mayWait) return { ...ramp, when: conditionOf(dice, document) };
  return ramp;
}

function conditionOf(dice: Dice, document: BrownoutDocument): FaultCondition {
  const sorts: FaultCondition[] = [
    { target: dice.pick(document.components).id, measure: dice.pick(['inSystem', 'offered', 'queued']), above: dice.pick([0, 2, 10]) },
    ...document.connections.slice(0, 1).map(({ id }) => ({ target: id, measure: dice.pick(['inProgress', 'calls', 'failed']), above: dice.pick([0, 5]) })),
    ...document.channels.slice(0, 1).map(({ id }) => ({ target: id, measure: dice.pick(['ready', 'published']), above: dice.pick([0, 20]) })),
  ];
  return dice.pick(sorts);
}
