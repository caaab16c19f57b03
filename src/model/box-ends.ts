import type { BrownoutDocument, Component, Connection, ScheduleEntry, Step } from './document.ts';
import type { Edit } from './edit.ts';
import { FAULT_OUTLINES } from './outlines.ts';
import { freshId } from './names.ts';

/** Connections that lead to and from a box, by their outer end: `from` a producer, `to` a consumer, with a space between. */
export type BoxEnds = Map<string, string>;

/** Outer ends of the connections that a channel has. */
export function endsOfChannel(document: BrownoutDocument, channelId: string): BoxEnds {
  const own = document.connections.filter(({ channel }) => channel === channelId);
  return new Map(own.flatMap(({ id, from, to }): [string, string][] => [[`from ${from}`, id], [`to ${to}`, id]]));
}

/** Edits that lead a connection between two components over a box: one half from the producer, one to the consumer, and
 *  neither where the box has it already. Fills in `ends`; `taken` are the ids in use. */
export function splitAtBox(
  connection: Connection,
  channelId: string,
  state: { readonly taken: Set<string>; readonly ends: BoxEnds },
): Edit[] {
  const halves = [
    { key: `from ${connection.from}`, item: { ...connection, to: channelId }, isNew: connection.from !== channelId },
    { key: `to ${connection.to}`, item: { ...connection, from: channelId }, isNew: connection.to !== channelId },
  ].filter(({ key, isNew }) => isNew && !state.ends.has(key));
  const edits = halves.map(({ key, item }, i): Edit => {
    const id = i === 0 ? connection.id : freshId('connections', state.taken);
    state.ends.set(key, id);
    if (i === 0) return { type: 'replace', collection: 'connections', item };
    return { type: 'insert', items: [{ collection: 'connections', item: { ...item, id } }] };
  });
  return edits.length > 0 ? edits : [{ type: 'remove', ids: [connection.id] }];
}

/** Edits that take what speaks of connections along to the half that it means: steps of the producer publish over the half
 *  that leaves it, faults of consumers hit the half that leads to the consumer. To be applied before the halves are made,
 *  because what is removed takes its mentions with it. */
export function followHalves(document: BrownoutDocument, split: readonly Connection[], ends: BoxEnds): Edit[] {
  const producers = new Map(split.map(({ id, from }) => [id as string, ends.get(`from ${from}`) ?? id]));
  const consumers = new Map(split.map(({ id, to }) => [id as string, ends.get(`to ${to}`) ?? id]));
  return [
    ...document.components.flatMap((component) => followInSteps(component, producers)),
    ...followInEntries(document.schedule, 'schedule', consumers),
    ...followInEntries(document.log, 'log', consumers),
  ];
}

function followInSteps(component: Component, halves: ReadonlyMap<string, string>): Edit[] {
  const { handlers } = component;
  const next = handlers?.map((handler) => ({ ...handler, steps: overHalves(handler.steps, halves) }));
  if (next === undefined || next.every(({ steps }, i) => steps === handlers![i]!.steps)) return [];
  return [{ type: 'replace', collection: 'components', item: { ...component, handlers: next } }];
}

function overHalves(steps: readonly Step[], halves: ReadonlyMap<string, string>): readonly Step[] {
  const changed = steps.map((step): Step => {
    if ('steps' in step) {
      const inner = overHalves(step.steps, halves);
      return inner === step.steps ? step : { ...step, steps: inner };
    }
    if (!('connection' in step)) return step;
    const half = halves.get(step.connection) ?? step.connection;
    return half === step.connection ? step : { ...step, connection: half };
  });
  return changed.every((step, i) => step === steps[i]) ? steps : changed;
}

function followInEntries(entries: readonly ScheduleEntry[], collection: 'schedule' | 'log', halves: ReadonlyMap<string, string>): Edit[] {
  return entries.flatMap((entry): Edit[] => {
    if (entry.type !== 'fault' || FAULT_OUTLINES[entry.fault].isForConsumers !== true) return [];
    const target = halves.get(entry.target) ?? entry.target;
    return target === entry.target ? [] : [{ type: 'replace', collection, item: { ...entry, target } }];
  });
}
