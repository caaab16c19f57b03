import { type ClosedStation, closedNetworkMeans } from '../base/theory/closed-network.ts';
import type { Component, Connection } from '../model/document.ts';
import { checkConnection, checkStation, holds } from './theory-flow.ts';
import type { Model } from './theory-model.ts';
import { NoTheory, type Situation } from './theory-settings.ts';

/** Most users of a closed network whose means are computed: the work grows with their square. */
const MOST_USERS = 1000;
/** Calls that are followed from the source on: in a wide diagram the ways multiply. */
const MOST_STEPS = 5000;

/** Load sources with users who wait from which requests can reach a component. */
export function closedSourcesOf(situation: Situation, id: string): readonly Component[] {
  const reached = new Set([id]);
  for (const at of reached) for (const { from } of situation.into(at)) reached.add(from);
  const sources = [...reached].flatMap((one) => situation.component(one) ?? []).filter(({ kind }) => kind === 'client');
  const closed = sources.filter((client) => situation.value(client, 'arrivals') === 'closed');
  if (closed.length > 0 && closed.length < sources.length) throw new NoTheory('mixedLoad', id);
  return closed;
}

/** The closed network of one load source and all that its requests visit, exact for exponential service, in any order that
 *  does not look at service times (Baskett, Chandy, Muntz and Palacios 1975; figures as by mean value analysis). */
export function closedTheory(situation: Situation, component: Component, [client, ...others]: readonly Component[]): Model {
  if (client === undefined || others.length > 0) throw new NoTheory('users', others[0]?.id ?? component.id);
  situation.look(client.id);
  const users = situation.number(client, 'users', 1) * situation.loadFactor();
  if (users > MOST_USERS || users !== Math.round(users)) throw new NoTheory('manyUsers', client.id);
  const tour = new Tour(situation, client);
  if (!((tour.visits.get(component.id) ?? 0) > 0)) throw new NoTheory('messages', component.id);
  const ids = [...tour.visits.keys()];
  const { stations, throughputPerSec } = closedNetworkMeans({
    users,
    thinkMs: situation.number(client, 'thinkMs', 0) + tour.delayMs,
    stations: ids.map((id) => stationOf(situation, id, tour.visits.get(id)!)),
  });
  const found = stations[ids.indexOf(component.id)]!;
  const arrivalRatePerSec = throughputPerSec * tour.visits.get(component.id)!;
  const { serviceMs } = situation.service(component);
  const waitMs = Math.max(0, found.sojournMs - serviceMs);
  const isShared = situation.value(component, 'queueOrder') === 'shared' || situation.value(component, 'queueOrder') === 'preemptive';
  const isLeaf = situation.callsOf(component.id).length === 0;
  return {
    model: 'closed', isExact: true, approximates: 'nothing', arrivalRatePerSec, serviceMs, servers: situation.number(component, 'servers', 1), replicas: 1, variation: 1,
    values: {
      utilization: found.utilization,
      ...(isShared ? {} : { waitMs, numberInQueue: (arrivalRatePerSec / 1000) * waitMs }),
      ...(isLeaf ? { sojournMs: found.sojournMs, numberInSystem: found.numberInSystem } : {}),
    },
  };
}

function stationOf(situation: Situation, id: string, visits: number): ClosedStation {
  const component = situation.component(id)!;
  return { servers: situation.number(component, 'servers', 1), serviceMs: situation.service(component).serviceMs, visits };
}

/** The way of a request from its source through everything and back: how often it visits each station, and what it spends
 *  on the way. */
class Tour {
  readonly visits = new Map<string, number>();
  delayMs = 0;
  private readonly situation: Situation;
  private readonly client: Component;
  private steps = 0;

  constructor(situation: Situation, client: Component) {
    this.situation = situation;
    this.client = client;
    for (const connection of situation.callsOf(client.id)) this.go(connection, 1, [client.id]);
  }

  private go(connection: Connection, requests: number, way: readonly string[]): void {
    const { situation } = this;
    if (++this.steps > MOST_STEPS) throw new NoTheory('tooLarge', connection.id);
    checkConnection(situation, connection);
    if (situation.measuredCalls(connection.id).measures.failed > 0) throw new NoTheory('failedBefore', connection.id);
    const calls = requests * situation.number(connection, 'probability', 1) * situation.number(connection, 'callsPerRequest', 1);
    this.delayMs += calls * 2 * situation.number(connection, 'latencyMs', 0);
    const callee = situation.component(connection.to)!;
    if (way.includes(callee.id)) throw new NoTheory('circle', callee.id);
    const passed = this.visit(callee, calls);
    const next = situation.callsOf(callee.id);
    if (next.length > 1 && situation.value(callee, 'callOrder') === 'parallel') throw new NoTheory('parallel', callee.id);
    for (const call of next) this.go(call, callee.kind === 'loadBalancer' ? passed / next.length : passed, [...way, callee.id]);
  }

  /** Counts the visits of a station. Returns how many requests go on from it. */
  private visit(callee: Component, calls: number): number {
    const { situation } = this;
    if (callee.kind === 'loadBalancer') {
      if (situation.value(callee, 'policy') !== 'random') throw new NoTheory('balancing', callee.id);
      situation.look(callee.id);
      this.delayMs += calls * situation.number(callee, 'serviceMs', 0);
      return calls;
    }
    checkStation(situation, callee);
    this.checkSources(callee);
    if (situation.number(callee, 'replicas', 1) > 1) throw new NoTheory('replicas', callee.id);
    if (holds(situation, callee)) throw new NoTheory('heldBefore', callee.id);
    if (situation.service(callee).variation !== 1) throw new NoTheory('serviceBefore', callee.id);
    this.visits.set(callee.id, (this.visits.get(callee.id) ?? 0) + calls);
    if (callee.kind !== 'cache') return calls * (1 - situation.number(callee, 'failureRatio', 0));
    if (situation.value(callee, 'lookup') !== 'ratio') throw new NoTheory('cacheByKeys', callee.id);
    return calls * (1 - situation.number(callee, 'hitRatio', 0));
  }

  /** Whatever is visited is visited by these users alone. */
  private checkSources({ id }: Component): void {
    const { situation, client } = this;
    if (situation.into(id).some(({ kind }) => kind !== 'sync')) throw new NoTheory('messages', id);
    const other = closedSourcesOf(situation, id).find((source) => source.id !== client.id);
    if (other !== undefined) throw new NoTheory('users', other.id);
  }
}
