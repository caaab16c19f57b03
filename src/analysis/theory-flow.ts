import type { Component, Connection } from '../model/document.ts';
import { NoTheory, type Situation } from './theory-settings.ts';

/** What arrives at a component: a Poisson stream, or every `every`-th request of one. */
export interface Flow {
  /** Requests per second at the component, all replicas together. */
  readonly ratePerSec: number;
  /** 1 for a Poisson stream; else its requests are dealt out in turns to this many. */
  readonly every: number;
  /** Whether it is one Poisson stream; when requests come back or along several ways, theory's values hold for exponential
   *  service alone. */
  readonly isPoisson: boolean;
  /** False where workers in front are taken as never all busy. */
  readonly isExact: boolean;
  /** Whether requests were sent on to several at once on the way: such streams do not merge as independent ones do. */
  readonly isForked: boolean;
}

/** What arrives at a component from open load. Throws `NoTheory` where no theorem says what it is. Streams merge and split as
 *  Poisson streams do, and pass stations as Burke (1956) and Jackson (1957) showed, others as Baskett, Chandy, Muntz and
 *  Palacios (1975). */
export function flowInto(situation: Situation, id: string, way: readonly string[] = []): Flow {
  if (way.includes(id)) throw new NoTheory('circle', id);
  const flows = FLOWS.get(situation) ?? new Map<string, Flow>();
  FLOWS.set(situation, flows);
  const flow = flows.get(id) ?? findFlow(situation, id, way);
  flows.set(id, flow);
  return flow;
}

/** What was found already: many ways may lead to one component. */
const FLOWS = new WeakMap<Situation, Map<string, Flow>>();
const SUBTREES = new WeakMap<Situation, Set<string>>();

/** No requests at all. */
const NOTHING: Flow = { ratePerSec: 0, every: 1, isPoisson: true, isExact: true, isForked: false };

function findFlow(situation: Situation, id: string, way: readonly string[]): Flow {
  const incoming = situation.into(id);
  // What nobody sends adds nothing, whatever else could be said of it.
  const flows = incoming.map((connection) => flowOver(situation, connection, [...way, id])).filter(({ ratePerSec }) => ratePerSec > 0);
  if (flows.length === 0) return NOTHING;
  if (flows.length === 1) return flows[0]!;
  if (flows.some(({ every }) => every > 1)) throw new NoTheory('turnsBefore', id);
  if (flows.some(({ isForked }) => isForked)) throw new NoTheory('parallel', id);
  return {
    ratePerSec: flows.reduce((sum, { ratePerSec }) => sum + ratePerSec, 0),
    every: 1,
    isPoisson: flows.every(({ isPoisson }) => isPoisson) && haveOwnSources(situation, incoming),
    isExact: flows.every(({ isExact }) => isExact),
    isForked: false,
  };
}

/** Whether all of these connections begin at different load sources, so that what they carry is independent. */
function haveOwnSources(situation: Situation, incoming: readonly Connection[]): boolean {
  const senders = incoming.map(({ from }) => from);
  return new Set(senders).size === senders.length && senders.every((id) => situation.component(id)?.kind === 'client');
}

function flowOver(situation: Situation, connection: Connection, way: readonly string[]): Flow {
  checkConnection(situation, connection);
  const sender = situation.component(connection.from)!;
  situation.look(sender.id);
  const asked = situation.number(connection, 'probability', 1) * situation.number(connection, 'callsPerRequest', 1);
  const isOnce = situation.number(connection, 'callsPerRequest', 1) === 1;
  if (sender.kind === 'client') {
    checkOrder(situation, sender, connection);
    return { ratePerSec: openRate(situation, sender) * asked, every: 1, isPoisson: isOnce, isExact: true, isForked: false };
  }
  const before = flowInto(situation, sender.id, way);
  if (before.ratePerSec === 0) return NOTHING;
  if (before.every > 1) throw new NoTheory('turnsBefore', sender.id);
  if (sender.kind === 'loadBalancer') return balanced(situation, sender, connection, before);
  const isExact = passes(situation, sender, before.ratePerSec);
  checkOrder(situation, sender, connection);
  const isForked = before.isForked || (situation.value(sender, 'callOrder') === 'parallel' && situation.callsOf(sender.id).length > 1);
  const misses = sender.kind === 'cache' ? 1 - hitRatio(situation, sender) : 1 - situation.number(sender, 'failureRatio', 0);
  return { ratePerSec: before.ratePerSec * misses * asked, every: 1, isPoisson: before.isPoisson && isOnce, isExact: before.isExact && isExact, isForked };
}

/** Rate of an open source that has the same Poisson arrivals all the time. */
function openRate(situation: Situation, client: Component): number {
  const arrivals = situation.value(client, 'arrivals');
  if (arrivals === 'closed') throw new NoTheory('users', client.id);
  if (arrivals !== 'poisson') throw new NoTheory('arrivals', client.id);
  if (situation.value(client, 'shape') !== 'steady') throw new NoTheory('loadChanges', client.id);
  return situation.number(client, 'ratePerSec', 0) * situation.loadFactor();
}

function hitRatio(situation: Situation, cache: Component): number {
  if (situation.value(cache, 'lookup') !== 'ratio') throw new NoTheory('cacheByKeys', cache.id);
  return situation.number(cache, 'hitRatio', 0);
}

/** A balancer splits by chance or in turns; anything that looks at its targets ties them to each other. */
function balanced(situation: Situation, balancer: Component, connection: Connection, before: Flow): Flow {
  const policy = situation.value(balancer, 'policy');
  const isTurned = policy === 'roundRobin';
  if ((policy !== 'random' && !isTurned) || situation.value(balancer, 'choosesFor') !== 'request') throw new NoTheory('balancing', balancer.id);
  if (situation.value(balancer, 'outlierDetection') === true || situation.value(balancer, 'healthChecks') === true) throw new NoTheory('balancing', balancer.id);
  checkLosses(situation, balancer.id);
  const replicasBehind = (item: Connection): number => situation.number(situation.component(item.to)!, 'replicas', 1);
  const all = situation.callsOf(balancer.id).reduce((sum, item) => sum + replicasBehind(item), 0);
  const own = replicasBehind(connection);
  if (isTurned && (!before.isPoisson || situation.callsOf(balancer.id).some((item) => situation.number(item, 'callsPerRequest', 1) > 1))) {
    throw new NoTheory('turnsBefore', balancer.id);
  }
  return { ...before, ratePerSec: (before.ratePerSec * own) / all, every: isTurned ? all : 1 };
}

/** Whether what a station lets through is a Poisson stream again. Returns whether that is exact. */
export function passes(situation: Situation, station: Component, ratePerSec: number): boolean {
  checkStation(situation, station);
  const { serviceMs, variation } = situation.service(station);
  const isAmple = hasRoom(situation, station.id);
  if (isAmple && (variation !== 1 || holds(situation, station) || situation.number(station, 'replicas', 1) > 1)) return false;
  if (situation.number(station, 'replicas', 1) > 1) throw new NoTheory('replicas', station.id);
  if (holds(situation, station)) throw new NoTheory('heldBefore', station.id);
  const isShared = situation.value(station, 'queueOrder') === 'shared' && situation.number(station, 'servers', 1) === 1;
  if (variation !== 1 && !isShared) throw new NoTheory('serviceBefore', station.id);
  if ((ratePerSec / 1000) * serviceMs >= situation.number(station, 'servers', 1)) throw new NoTheory('overloadBefore', station.id);
  return true;
}

/** Whether nobody has waited for a worker: then it is as if there were any number of them. */
function hasRoom(situation: Situation, id: string): boolean {
  const { waitMs } = situation.measured(id);
  return waitMs.max === 0;
}

/** Whether a worker is kept while a call is out, or until a broker has answered for what it published. */
export function holds(situation: Situation, { id }: Component): boolean {
  return (
    situation.callsOf(id).some((item) => situation.value(item, 'hold') === 'hold') ||
    situation.publishesOf(id).some((item) => situation.measuredCalls(item.id).measures.inProgressArea > 0)
  );
}

/** Nothing about a station that is passed is more than a queue and its workers. */
export function checkStation(situation: Situation, { id, ...rest }: Component): void {
  const component = { id, ...rest };
  situation.look(id);
  if ((component.handlers ?? []).length > 0) throw new NoTheory('handlers', id);
  if (![undefined, 'none'].includes(situation.value(component, 'scaling') as string | undefined)) throw new NoTheory('scaling', id);
  checkLosses(situation, id);
}

function checkLosses(situation: Situation, id: string): void {
  const { measures } = situation.measured(id);
  if (measures.lost > 0) throw new NoTheory('fault', id);
  if (measures.rejected > 0) throw new NoTheory('rejectedBefore', id);
}

/** Calls that a request makes before this one move its arrival: what they pass must let Poisson streams through. */
function checkOrder(situation: Situation, sender: Component, connection: Connection): void {
  const calls = situation.callsOf(sender.id);
  if (calls.length < 2) return;
  if (situation.value(sender, 'callOrder') === 'parallel') return;
  for (const earlier of calls.slice(0, calls.indexOf(connection))) checkSubtree(situation, earlier, [sender.id]);
}

function checkSubtree(situation: Situation, connection: Connection, way: readonly string[]): void {
  const seen = SUBTREES.get(situation) ?? new Set<string>();
  SUBTREES.set(situation, seen);
  if (seen.has(connection.id)) return;
  seen.add(connection.id);
  checkConnection(situation, connection);
  if (situation.measuredCalls(connection.id).measures.failed > 0) throw new NoTheory('failedBefore', connection.id);
  const callee = situation.component(connection.to)!;
  if (way.includes(callee.id)) throw new NoTheory('circle', callee.id);
  if (callee.kind !== 'loadBalancer') passes(situation, callee, flowInto(situation, callee.id).ratePerSec);
  for (const call of situation.callsOf(callee.id)) checkSubtree(situation, call, [...way, callee.id]);
}

/** Nothing on a connection but calls that go out once and come back, none of which had to wait. */
export function checkConnection(situation: Situation, connection: Connection): void {
  const { id } = connection;
  if (connection.kind !== 'sync') throw new NoTheory('messages', id);
  situation.look(id);
  const { measures: m, waitMs } = situation.measuredCalls(id);
  if (m.hedges > 0) throw new NoTheory('hedging', id);
  if (m.retries > 0) throw new NoTheory('retries', id);
  if (m.timedOut + m.callsTimedOut + m.cancellations > 0) throw new NoTheory('timeouts', id);
  if (m.limited + m.circuitRefused + m.waitingForPermit > 0) throw new NoTheory('callLimits', id);
  if (m.vanished + m.resets + m.abandoned > 0) throw new NoTheory('fault', id);
  if (situation.number(connection, 'bandwidthMbps', Infinity) < Infinity) throw new NoTheory('bandwidth', id);
  if ((waitMs.p99 ?? waitMs.mean ?? 0) > 0) throw new NoTheory('connectionWait', id);
}
