import type { Core } from '../core.ts';
import { FROZEN_BROKERS } from '../core.ts';
import { goOn, standStill } from '../links/standstill.ts';
import { resumeChannels } from './capacity.ts';

/** A broker stands still until the last such fault ends. Rules FA50 to FA53 of `docs/spec/faults.md`. */
export function freezeBroker(core: Core, broker: number): void {
  core.brokerFrozen[broker]++;
  if (core.brokerFrozen[broker] > 1) return;
  core.counters[FROZEN_BROKERS]++;
  if (core.brokerCrashes[broker] === 0) standStill(core, broker);
}

/** A broker goes on: with what waited at its socket and what fell due meanwhile, in that order. One that is down has
 *  nothing that waits. */
export function thawBroker(core: Core, broker: number): void {
  core.brokerFrozen[broker]--;
  if (core.brokerFrozen[broker] > 0) return;
  core.counters[FROZEN_BROKERS]--;
  if (core.brokerCrashes[broker] > 0) return;
  goOn(core, broker);
  resumeChannels(core);
}
