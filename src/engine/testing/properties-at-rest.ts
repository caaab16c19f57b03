import { KINDS, parameter, PROTOCOLS } from '../../model/catalog.ts';
import type { BrownoutDocument, ScheduleEntry } from '../../model/document.ts';
import type { ParameterValue } from '../../model/parameter.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { isStopped, type Look, type Property } from './examine.ts';

/** ME4: when the load has ended, everything comes to rest and nothing is left over. */
export const REST: Property = {
  name: 'rest',
  options: { drains: true },
  findWrong(document) {
    if (mayHang(document)) return [];
    const { horizonMs } = document.settings;
    const stop: ScheduleEntry = { id: 'stop', type: 'load', factor: 0, atMs: horizonMs };
    const stopped: BrownoutDocument = { ...document, settings: { ...document.settings, horizonMs: 1e8 }, log: [...document.log, stop] };
    const run = createRun(stopped);
    if (!run.advance(9e7, 400_000) || isStopped(run)) return [];
    const before = messagesOffered(run);
    if (!run.advance(1e8, 100_000) || isStopped(run) || messagesOffered(run) !== before) return [];
    if (hasNoneForGood(document, run)) return [];
    return leftovers(run, clockwork(document));
  },
};

/** Whether a call could wait for ever: it is made over a connection that is cut, and has no timeout then. */
function mayHang(document: BrownoutDocument): boolean {
  const entries = [...document.schedule, ...document.log];
  const cut = new Set(entries.flatMap((entry) => (entry.type === 'fault' && entry.fault === 'cut' ? [entry.target] : [])));
  const isZoneCut = document.zones.some(({ id }) => cut.has(id));
  const isEndless = ({ id, protocol, params }: BrownoutDocument['connections'][number]): boolean =>
    parameter(PROTOCOLS[protocol].params, params, 'timeoutMs') === 'unbounded' ||
    entries.some((entry) => entry.type === 'set' && entry.target === id && entry.value === 'unbounded');
  return document.connections.some((connection) => connection.kind === 'sync' && (isZoneCut || cut.has(connection.id)) && isEndless(connection));
}

/** How often messages were offered so far. While that still grows a system works off what it has: a breaker whose breaks
 *  grow lets a record be tried again once an hour. */
function messagesOffered(run: EngineRun): number {
  return run.report().connections.reduce((sum, { measures }) => sum + measures.delivered, 0);
}

/** Whether a component was scaled down to none by the work of its workers. Where there are no workers there is no such
 *  measure, and Kubernetes' autoscaler does nothing; only by the length of queues a component comes back from none. */
function hasNoneForGood(document: BrownoutDocument, run: EngineRun): boolean {
  const none = run.report().components.filter(({ measures }) => measures.replicasRunning === 0).map(({ id }) => id);
  return document.components.some(({ id, kind, params }) => {
    const { params: specs } = KINDS[kind];
    if (!none.includes(id) || !specs.some(({ name }) => name === 'scaling') || parameter(specs, params, 'scaling') !== 'hpa') return false;
    return lastValue(document, id, 'scalingMetric', parameter(specs, params, 'scalingMetric')) !== 'queue';
  });
}

/** The value of a parameter when all entries of a document have acted. */
function lastValue(document: BrownoutDocument, id: string, param: string, before: ParameterValue): ParameterValue {
  const sets = [...document.schedule, ...document.log].flatMap((entry) => (entry.type === 'set' && entry.target === id && entry.param === param ? [entry] : []));
  return sets.toSorted((a, b) => a.atMs - b.atMs).at(-1)?.value ?? before;
}

/** What is still there although nothing comes in any more. Messages that nobody takes stay. */
function leftovers(run: EngineRun, ticking: number): string[] {
  const report = run.report();
  const wrong: string[] = [];
  for (const { id, measures } of report.components) if (measures.inSystem > 0) wrong.push(`${id}: ${measures.inSystem} in the system`);
  for (const { id, measures } of report.connections) {
    if (measures.inProgress + measures.unacknowledged > 0) wrong.push(`${id}: ${measures.inProgress} calls in progress, ${measures.unacknowledged} out`);
  }
  for (const { id, measures } of report.sources) if (measures.unfinished > 0) wrong.push(`${id}: ${measures.unfinished} unfinished`);
  const kept = report.channels.reduce((sum, { measures }) => sum + measures.ready, 0);
  const others = run.inFlight - kept;
  if (others < 0 || others > ticking) wrong.push(`${run.inFlight} records in use, ${kept} messages kept, at most ${ticking} that tick`);
  return wrong;
}

/** Events that come round for ever: polls of consumers that ask, and looks at a broker's memory. */
function clockwork(document: BrownoutDocument): number {
  const pollers = document.connections.filter(({ protocol, to }) => protocol === 'storageQueue' && document.components.some(({ id }) => id === to));
  const replicas = pollers.map(({ to }) => mostReplicas(document.components.find(({ id }) => id === to)!));
  return replicas.reduce((sum, count) => sum + count, 0) + document.brokers.length;
}

/** Replicas that a component can have, those that an autoscaler starts included. */
function mostReplicas({ kind, params }: BrownoutDocument['components'][number]): number {
  const { params: specs } = KINDS[kind];
  const names = specs.map(({ name }) => name).filter((name) => name === 'replicas' || name === 'minReplicas' || name === 'maxReplicas');
  return Math.max(1, ...names.map((name) => parameter(specs, params, name)).filter((value) => typeof value === 'number'));
}

/** ME5: mean numbers and mean times agree by Little's law when all that came has gone. */
export const LITTLE: Property = {
  name: 'Little',
  options: { drains: true, calm: true },
  findWrong(document, look) {
    const { horizonMs } = document.settings;
    const stop: ScheduleEntry = { id: 'stop', type: 'load', factor: 0, atMs: horizonMs };
    const run = createRun({ ...document, settings: { ...document.settings, warmUpMs: 0, horizonMs: 1e6 }, log: [stop] });
    if (!run.advance(1e6, 400_000) || isStopped(run)) return [];
    return deviations(run, look);
  },
};

/** Places where the area under a number is not the sum of the times behind it. */
function deviations(run: EngineRun, look: Look): string[] {
  const report = run.report();
  const wrong: string[] = [];
  const compare = (place: string, area: number, times: { readonly count: number; readonly mean: number | null }): void => {
    look.compared++;
    const sum = times.count * (times.mean ?? 0);
    if (!(Math.abs(area - sum) <= 1e-6 * Math.max(1, sum))) wrong.push(`${place}: area ${area}, sum of times ${sum}`);
  };
  for (const component of report.components) {
    const { measures: m, id } = component;
    // Times are those of visits that ended well; whoever is turned out of a line has waited, and is in the areas alone.
    if (component.kind === 'client' || m.inSystem + m.failedHere + m.failedByCall + m.lost + m.droppedWaiting > 0) continue;
    compare(`${id} in system`, m.inSystemArea, component.sojournMs);
    compare(`${id} in queue`, m.queuedArea, component.waitMs);
    compare(`${id} working`, m.workingArea, component.serviceMs);
  }
  for (const connection of report.connections) {
    const { measures: m } = connection;
    if (connection.kind === 'sync' && m.inProgress + m.failed + m.abandoned === 0) compare(connection.id, m.inProgressArea, connection.sojournMs);
  }
  return wrong;
}
