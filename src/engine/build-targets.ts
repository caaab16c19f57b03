import { keyedBitsAt, makeSalt } from '../base/random.ts';
import { componentSpecs, parameter } from '../model/catalog.ts';
import type { BrownoutDocument, Component } from '../model/document.ts';
import { MOST_STEPS } from './build-programs.ts';

/** Places on the ring of a balancer, shared evenly by its targets: Envoy's least. */
const RING_SIZE = 1024;

interface Stations {
  readonly componentCount: number;
  readonly firstStation: Int32Array;
  readonly replicaCount: Int32Array;
  readonly listenerCount: Int32Array;
}

interface Ends {
  readonly linkCount: number;
  readonly linkFrom: Int32Array;
  readonly linkTo: Int32Array;
}

/** Targets of balancers: every replica behind each of their links, with its weight and its places on the ring. */
export function compileTargets(document: BrownoutDocument, components: Stations, links: Ends) {
  const targetStart = new Int32Array(components.componentCount);
  const targetCount = new Int32Array(components.componentCount);
  const targetLink: number[] = [];
  const targetStation: number[] = [];
  const targetWeight: number[] = [];
  document.components.forEach((component, index) => {
    targetStart[index] = targetLink.length;
    if (component.kind !== 'loadBalancer') return;
    let outgoing = 0;
    for (let link = 0; link < links.linkCount; link++) {
      const to = links.linkTo[link];
      if (links.linkFrom[link] !== index || to < 0) continue;
      const weight = weightOf(component, outgoing++);
      for (let replica = 0; replica < components.listenerCount[to]; replica++) {
        targetLink.push(link);
        targetStation.push(components.firstStation[to] + replica);
        targetWeight.push(weight);
      }
    }
    targetCount[index] = targetLink.length - targetStart[index];
  });
  if (targetLink.length > MOST_STEPS) throw new Error(`The balancers of this diagram have more than ${MOST_STEPS} targets in all: take connections out, or let the components behind them have fewer replicas.`);
  const keys = makeSalt(document.settings.seed, '', 'keys');
  return {
    targetStart,
    targetCount,
    targetLink: Int32Array.from(targetLink),
    targetStation: Int32Array.from(targetStation),
    targetWeight: Float64Array.from(targetWeight),
    keySalts: Int32Array.from([keys.s0, keys.s1]),
    ...compileRings(document, components, { targetStart, targetCount, targetStation }),
  };
}

/** Weight of a balancer's connection by its number, 1 where none is given. */
function weightOf(component: Component, number: number): number {
  const weights = parameter(componentSpecs(component), component.params, 'weights') as readonly number[];
  return weights[number] ?? 1;
}

interface Targets {
  readonly targetStart: Int32Array;
  readonly targetCount: Int32Array;
  readonly targetStation: readonly number[];
}

/** The ring of each balancer: places by hash. Where a replica stands depends on its own name alone, so that others may
 *  come and go without moving it. */
function compileRings(document: BrownoutDocument, components: Stations, targets: Targets) {
  const ringStart = new Int32Array(components.componentCount + 1);
  const ringHash: number[] = [];
  const ringTarget: number[] = [];
  for (let index = 0; index < components.componentCount; index++) {
    const places: { readonly hash: number; readonly target: number }[] = [];
    const count = targets.targetCount[index];
    for (let i = 0; i < count; i++) {
      const target = targets.targetStart[index] + i;
      for (const hash of placesOf(document, components, targets.targetStation[target], Math.ceil(RING_SIZE / count))) places.push({ hash, target });
    }
    places.sort((a, b) => a.hash - b.hash || a.target - b.target);
    for (const { hash, target } of places) {
      ringHash.push(hash);
      ringTarget.push(target);
    }
    ringStart[index + 1] = ringHash.length;
  }
  return { ringStart, ringHash: Int32Array.from(ringHash), ringTarget: Int32Array.from(ringTarget) };
}

function placesOf(document: BrownoutDocument, components: Stations, station: number, count: number): number[] {
  let component = 0;
  while (components.firstStation[component] + components.replicaCount[component] <= station) component++;
  const { s0, s1 } = makeSalt(document.settings.seed, document.components[component]!.id, 'ring');
  const replica = station - components.firstStation[component];
  return Array.from({ length: count }, (_, place) => keyedBitsAt(s0, s1, replica, place));
}
