import { erlangB } from '../base/theory/erlang.ts';
import { finiteQueueMeans } from '../base/theory/finite-queue.ts';
import { generalServiceWaitMs } from '../base/theory/general-service.ts';
import { multiServerMeans, sojournQuantileMs } from '../base/theory/multi-server.ts';
import { busyAtArrival } from '../base/theory/renewal-arrivals.ts';
import { ln } from '../base/math.ts';
import type { Report } from '../engine/report.ts';
import type { BrownoutDocument, Component } from '../model/document.ts';
import { closedTheory, closedSourcesOf } from './theory-closed.ts';
import { checkStation, type Flow, flowInto, holds } from './theory-flow.ts';
import type { Model, NoModel, Theory, TheoryValues } from './theory-model.ts';
import { NoTheory, Situation } from './theory-settings.ts';

/** The closed form of a component's situation over the measured time so far, or why it has none (rules CK4 and CK5 of
 *  `docs/spec.md`). What is in force is read from the document, what did not matter from the run: a limit that was never
 *  reached is none. */
export function theoryFor(document: BrownoutDocument, report: Report, id: string): Theory | NoModel {
  try {
    return modelOf(new Situation(document, report), id);
  } catch (thrown) {
    if (thrown instanceof NoTheory) return { kind: 'none', reason: thrown.reason, place: thrown.place };
    throw thrown;
  }
}

function modelOf(situation: Situation, id: string): Theory {
  const component = situation.component(id);
  if (component === undefined || !situation.report.components.some((item) => item.id === id)) throw new NoTheory('noLoad', id);
  if (component.kind === 'client') throw new NoTheory('isSource', id);
  if (component.kind === 'loadBalancer') throw new NoTheory('isBalancer', id);
  if (situation.report.nowMs <= situation.report.warmUpMs) throw new NoTheory('warmUp', '');
  checkTarget(situation, component);
  const closed = closedSourcesOf(situation, id);
  if (closed.length > 0) return withChance(situation, closedTheory(situation, component, closed));
  return withChance(situation, openTheory(situation, component, flowInto(situation, id)));
}

function checkTarget(situation: Situation, component: Component): void {
  const { id } = component;
  const { measures: m } = situation.measured(id);
  if (m.lost > 0) throw new NoTheory('fault', id);
  if (m.droppedWaiting > 0) throw new NoTheory('droppedWaiting', id);
  if (m.shed > 0) throw new NoTheory('shedding', id);
  if (m.rateLimited > 0) throw new NoTheory('rateLimit', id);
  if (m.rejected === 0) checkStation(situation, component);
  else situation.look(id);
  if (holds(situation, component)) throw new NoTheory('holdsWorker', id);
}

function openTheory(situation: Situation, component: Component, flow: Flow): Model {
  const { serviceMs, variation } = situation.service(component);
  const replicas = situation.number(component, 'replicas', 1);
  const servers = situation.number(component, 'servers', 1);
  const own = { arrivalRatePerSec: flow.ratePerSec, serviceMs, servers, replicas, variation, isExact: flow.isExact, approximates: flow.isExact ? 'nothing' : 'before' } as const;
  if (flow.ratePerSec <= 0) throw new NoTheory('noLoad', component.id);
  if (serviceMs <= 0) throw new NoTheory('idle', component.id);
  const every = turnsOf(situation, component, flow, replicas);
  const alone = { arrivalRatePerSec: flow.ratePerSec / replicas, serviceMs, servers };
  if (!flow.isPoisson && variation !== 1) throw new NoTheory('severalCalls', component.id);
  if (situation.measured(component.id).measures.rejected > 0) return { ...own, ...lossModel(situation, component, { ...alone, variation, every }) };
  if ((alone.arrivalRatePerSec / 1000) * serviceMs >= servers) throw new NoTheory('overload', component.id);
  const found = every > 1 ? turnModel(component, { ...alone, variation, every }) : queueModel(situation, component, { ...alone, variation });
  const isFormulaExact = found.model !== 'M/G/c';
  return {
    ...own,
    model: found.model,
    isExact: own.isExact && isFormulaExact,
    approximates: isFormulaExact ? own.approximates : 'formula',
    values: overReplicas(found.values, replicas, situation.callsOf(component.id).length > 0),
  };
}

interface Station {
  readonly arrivalRatePerSec: number;
  readonly serviceMs: number;
  readonly servers: number;
  readonly variation: number;
}

type Found = Pick<Model, 'model' | 'values' | 'places'>;

/** Between how many the stream that reaches a replica was dealt out in turns. */
function turnsOf(situation: Situation, { id }: Component, flow: Flow, replicas: number): number {
  if (flow.every > 1) return flow.every;
  const [connection, ...others] = situation.into(id);
  const sender = situation.component(connection!.from)!;
  if (replicas === 1 || sender.kind === 'loadBalancer') return 1;
  const choice = situation.value(connection!, 'replicaChoice');
  const takesTurns = others.length === 0 && (choice === undefined || choice === 'request') && situation.number(sender, 'replicas', 1) === 1;
  if (!takesTurns || !flow.isPoisson) throw new NoTheory('replicas', id);
  return replicas;
}

/** Every k-th of a Poisson stream before one exponential worker. */
function turnModel({ id }: Component, { arrivalRatePerSec, serviceMs, servers, variation, every }: Station & { readonly every: number }): Found {
  if (servers !== 1 || variation !== 1) throw new NoTheory('replicas', id);
  const busy = busyAtArrival({ arrivalRatePerSec: arrivalRatePerSec * every, every, serviceMs });
  const sojournMs = serviceMs / (1 - busy);
  const waitMs = busy * sojournMs;
  return {
    model: 'GI/M/1',
    values: {
      utilization: (arrivalRatePerSec / 1000) * serviceMs,
      waitMs,
      sojournMs,
      p99Ms: -ln(0.01) * sojournMs,
      numberInQueue: (arrivalRatePerSec / 1000) * waitMs,
      numberInSystem: (arrivalRatePerSec / 1000) * sojournMs,
    },
  };
}

/** A queue that turns requests away: with a limited number of waiting places, or none. */
function lossModel(situation: Situation, component: Component, station: Station & { readonly every: number }): Found {
  const { servers, serviceMs, arrivalRatePerSec, variation, every } = station;
  const places = Math.min(situation.number(component, 'queueCapacity', Infinity), situation.number(component, 'maxConnections', Infinity) - servers);
  const replicas = situation.number(component, 'replicas', 1);
  const isPlain = every === 1 && situation.value(component, 'queueOrder') !== 'shared' && situation.value(component, 'whenFull') !== 'block';
  if (!isPlain || places < 0 || places > 100_000) throw new NoTheory('rejected', component.id);
  if (variation === 1) {
    const means = finiteQueueMeans({ arrivalRatePerSec, serviceMs, servers, queueCapacity: places });
    const isLine = situation.value(component, 'queueOrder') !== 'preemptive';
    const values = { ...means, ...(isLine ? {} : { waitMs: undefined }) } as TheoryValues;
    return { model: 'M/M/c/K', places, values: overReplicas(values, replicas, situation.callsOf(component.id).length > 0) };
  }
  if (places > 0) throw new NoTheory('rejected', component.id);
  const offered = (arrivalRatePerSec / 1000) * serviceMs;
  const rejectedShare = erlangB(servers, offered);
  return { model: 'M/G/c/c', places, values: { rejectedShare, utilization: (offered * (1 - rejectedShare)) / servers } };
}

/** A queue without limit behind a Poisson stream, by the order of its line. */
function queueModel(situation: Situation, component: Component, station: Station): Found {
  const { servers, serviceMs, variation } = station;
  const order = situation.value(component, 'queueOrder');
  const means = multiServerMeans(station);
  if (order === 'shared') return sharedModel(component, station);
  if (order === 'preemptive') {
    if (variation !== 1) throw new NoTheory('preemption', component.id);
    const { utilization, sojournMs, numberInSystem } = means;
    return { model: servers === 1 ? 'M/M/1' : 'M/M/c', values: { utilization, sojournMs, numberInSystem } };
  }
  const isFirstCome = order === 'fifo' || order === undefined || (order === 'priority' && situation.document.classes.length === 0);
  if (variation === 1) {
    const { utilization, waitMs, sojournMs, numberInQueue, numberInSystem } = means;
    const values = { utilization, waitMs, sojournMs, numberInQueue, numberInSystem };
    return isFirstCome
      ? { model: servers === 1 ? 'M/M/1' : 'M/M/c', values: { ...values, p99Ms: sojournQuantileMs(station, 0.99) } }
      : { model: 'M/M/c-LIFO', values };
  }
  // One server: Pollaczek and Khinchine. Several: the wait of M/M/c, scaled alike (Lee and Longton 1959).
  const waitMs = servers === 1 ? generalServiceWaitMs(station) : (means.waitMs * (1 + variation * variation)) / 2;
  const model = servers > 1 ? 'M/G/c' : !isFirstCome ? 'M/G/1-LIFO' : variation === 0 ? 'M/D/1' : 'M/G/1';
  return { model, values: { utilization: means.utilization, ...timesOf(station, waitMs), ...(serviceMs > 0 ? { waitMs } : {}) } };
}

/** Processor sharing: nobody waits, everybody is slowed. With one server whatever the service times, with several when they are
 *  exponential. */
function sharedModel(component: Component, station: Station): Found {
  if (station.servers > 1 && station.variation !== 1) throw new NoTheory('preemption', component.id);
  const { utilization, sojournMs, numberInSystem } = multiServerMeans(station);
  return { model: station.servers === 1 ? 'M/G/1-PS' : 'M/M/c-PS', values: { utilization, sojournMs, numberInSystem } };
}

function timesOf({ arrivalRatePerSec, serviceMs }: Station, waitMs: number): TheoryValues {
  const perMs = arrivalRatePerSec / 1000;
  return { sojournMs: waitMs + serviceMs, numberInQueue: perMs * waitMs, numberInSystem: perMs * (waitMs + serviceMs) };
}

/** Numbers are of all replicas together. What is behind a component adds to the time in it. */
function overReplicas(values: TheoryValues, replicas: number, makesCalls: boolean): TheoryValues {
  const { numberInQueue, numberInSystem, sojournMs, p99Ms, utilization, waitMs, rejectedShare } = values;
  return {
    ...(utilization === undefined ? {} : { utilization }),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(numberInQueue === undefined ? {} : { numberInQueue: numberInQueue * replicas }),
    ...(makesCalls || sojournMs === undefined ? {} : { sojournMs }),
    ...(makesCalls || p99Ms === undefined ? {} : { p99Ms }),
    ...(makesCalls || numberInSystem === undefined ? {} : { numberInSystem: numberInSystem * replicas }),
    ...(rejectedShare === undefined ? {} : { rejectedShare }),
  };
}

/** Adds how far chance may move what is measured (Whitt, Planning queueing simulations, 1989), and how long the station
 *  remembers: with a limited queue no longer than it takes to fill it at random. */
function withChance(situation: Situation, { variation, places, ...model }: Model): Theory {
  const { nowMs, warmUpMs } = situation.report;
  const { servers, serviceMs, replicas, arrivalRatePerSec } = model;
  const load = ((arrivalRatePerSec / 1000) * serviceMs) / (servers * replicas);
  const spread = (1 + variation * variation) / 2;
  const services = ((nowMs - warmUpMs) * servers * replicas) / serviceMs;
  const slack = 1 - Math.sqrt(Math.min(load, 0.9999));
  const longest = places === undefined ? Infinity : (servers + places) * (servers + places);
  const memory = Math.min(spread / (slack * slack), longest);
  const steady = Math.sqrt((2 * (1 + load) * spread) / (load * (1 - load) * (1 - load) * services));
  const chance = places === undefined ? steady : Math.sqrt((2 * memory) / services);
  return { kind: 'model', ...model, variation, chance, relaxationMs: (memory * serviceMs) / servers };
}
