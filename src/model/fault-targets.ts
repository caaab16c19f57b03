import { brokerSpecs, KINDS, PROTOCOLS } from './catalog.ts';
import type { Broker, Component, Connection, FaultKind } from './document.ts';
import { FAULTS } from './faults.ts';
import { isForSending } from './outlines.ts';

/** What a fault can be aimed at by itself; a zone stands for all of its members. */
export type FaultTarget = Component | Connection | Broker;

/** Why such a fault cannot be aimed at this target, to follow the fault's label; undefined when it can. */
export function whyNotAimed(fault: FaultKind, target: FaultTarget): string | undefined {
  const { targets, kinds, connectionKinds, isForConsumers, isForSenders, brokersWith, exceptProtocols } = FAULTS[fault];
  const word = wordOf(target);
  if (!targets.includes(word)) return `can be aimed at a ${targets.join(' or ')}, not at a ${word}`;
  if (word === 'component' && kinds?.includes((target as Component).kind) === false) {
    return `can be aimed at a ${kinds.map((kind) => KINDS[kind].label.toLowerCase()).join(' or ')} only`;
  }
  if (word === 'connection' && connectionKinds?.includes((target as Connection).kind) === false) {
    return `means nothing to a ${(target as Connection).kind} connection`;
  }
  if (isForConsumers === true && (target as Connection).to === (target as Connection).channel) return 'can be aimed at a consumer\'s connection only';
  if (isForSenders === true && !isForSending(target as Connection)) return 'can be aimed at a call, or at what sends to a queue or log, only';
  if (word === 'broker' && exceptProtocols?.includes((target as Broker).protocol) === true) {
    return `means nothing to ${PROTOCOLS[(target as Broker).protocol].label}, which takes no time of its own`;
  }
  if (word !== 'broker' || brokersWith === undefined || hasParameter(target as Broker, brokersWith)) return undefined;
  return `means nothing to ${PROTOCOLS[(target as Broker).protocol].label}`;
}

/** Whether such a fault can be aimed at this target. */
export function canAim(fault: FaultKind, target: FaultTarget): boolean {
  return whyNotAimed(fault, target) === undefined;
}

function wordOf(target: FaultTarget): 'component' | 'connection' | 'broker' {
  if ('from' in target) return 'connection';
  return 'kind' in target ? 'component' : 'broker';
}

function hasParameter(broker: Broker, names: readonly string[]): boolean {
  return brokerSpecs(broker).some((spec) => names.includes(spec.name));
}
