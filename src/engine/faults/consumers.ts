import type { Core } from '../core.ts';
import { NONE } from '../kernel/record.ts';
import { crashComponent, restartComponent } from './crash.ts';

/**
 * Consumers that crash: replicas of the component that a connection delivers to go down together. What becomes of the
 * messages that they had is the system's: see `crash.ts` and rule FA45 of `docs/spec/faults.md`.
 */

/** The first `count` replicas of a link's consumer crash. */
export function crashConsumers(core: Core, link: number, count: number): void {
  forConsumers(core, link, count, (component, replica) => crashComponent(core, component, replica));
}

/** They are back. */
export function restartConsumers(core: Core, link: number, count: number): void {
  forConsumers(core, link, count, (component, replica) => restartComponent(core, component, replica));
}

function forConsumers(core: Core, link: number, count: number, act: (component: number, replica: number) => void): void {
  const component = core.network.linkTo[link];
  if (component < 0) return;
  for (let replica = 1; replica <= Math.min(count, core.network.replicaCount[component]); replica++) act(component, replica);
}

/** Replica, from 1 on, of a link's consumer that has partition `number` of its log, from 1 on; 0 when nobody has it. */
export function keeperOf(core: Core, link: number, number: number): number {
  const { network } = core;
  const first = network.slotStart[link];
  if (first < 0 || number > network.partitionsOf[network.linkChannel[link]]) return 0;
  const member = core.logs.slotOwner[first + number - 1];
  if (member === NONE || network.memberLink[member] !== link) return 0;
  return network.memberStation[member] - network.firstStation[network.linkTo[link]] + 1;
}
