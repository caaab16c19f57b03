import type { Core } from '../core.ts';
import { releaseSenders, watchMemory } from './blocked-senders.ts';
import { startHandlers } from './handlers.ts';
import { forgetLeases } from './lease.ts';
import { resumeChannel } from './queue-events.ts';

/** A parameter of a queue's connection was changed: leases that begin now follow it, and what it allows begins. */
export function queueLinkChanged(core: Core, link: number): void {
  const { network } = core;
  const channel = network.linkChannel[link];
  if (channel < 0 || network.channelIsLog[channel]) return;
  forgetLeases(core, link);
  resumeChannel(core, channel);
  const first = network.linkSubscription[link];
  if (first < 0 || network.linkGated[link] === 0) return;
  for (let i = 0; i < network.listenerCount[network.linkTo[link]]; i++) startHandlers(core, first + i);
}

/** A parameter of a queue was changed. */
export function queueChanged(core: Core, channel: number): void {
  const { network } = core;
  if (network.channelIsLog[channel]) return;
  for (let link = 0; link < network.linkCount; link++) if (network.linkChannel[link] === channel) forgetLeases(core, link);
  resumeChannel(core, channel);
}

/** A parameter of a broker was changed. */
export function queueBrokerChanged(core: Core, broker: number): void {
  const { network } = core;
  watchMemory(core, broker);
  for (let channel = 0; channel < network.channelCount; channel++) {
    if (network.channelBroker[channel] === broker && !network.channelIsLog[channel]) resumeChannel(core, channel);
  }
  for (let link = 0; link < network.linkCount; link++) {
    const channel = network.linkChannel[link];
    if (channel < 0 || network.channelIsLog[channel] || network.channelBroker[channel] !== broker || network.linkFrom[link] < 0) continue;
    for (let i = 0; i < network.replicaCount[network.linkFrom[link]]; i++) releaseSenders(core, network.poolStart[link] + i, link);
  }
}
