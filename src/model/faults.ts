import type { ComponentKind, FaultKind } from './document.ts';
import { FAULT_OUTLINES, type FaultOutline } from './outlines.ts';
import { number, type ParameterSpec } from './parameter.ts';

/** Declares one kind of fault: what it may be aimed at and how strong it can be. */
export interface FaultSpec extends FaultOutline {
  readonly summary: string;
  readonly targets: readonly ('component' | 'connection' | 'broker')[];
  /** Of components: only those of these kinds; all kinds when absent. */
  readonly kinds?: readonly ComponentKind[];
  /** Of brokers: only those that declare one of these parameters; all of them when absent. */
  readonly brokersWith?: readonly string[];
  readonly params: readonly ParameterSpec[];
}

/** Which replica of a component is hit; a broker has none. */
const hitReplica = number({
  name: 'replica',
  label: 'Replica',
  unit: 'count',
  default: 'unbounded',
  min: 1,
  max: 1000,
  usual: [1, 10],
});

/** Which partition of a log is meant; nothing to a queue. */
const hitPartition = number({
  name: 'partition',
  label: 'Partition',
  unit: 'count',
  default: 'unbounded',
  min: 1,
  max: 10_000,
  usual: [1, 12],
});

/** Every kind of fault that can be injected. */
export const FAULTS: Readonly<Record<FaultKind, FaultSpec>> = {
  crash: {
    ...FAULT_OUTLINES.crash,
    summary: 'Goes down, loses the work in progress and what waits in memory, and restarts afterwards.',
    targets: ['component', 'broker'],
    params: [hitReplica],
  },
  nodeCrash: {
    ...FAULT_OUTLINES.nodeCrash,
    summary: 'Some brokers of a cluster go down; the others go on, and lead where a copy is in sync.',
    targets: ['broker'],
    brokersWith: ['nodes'],
    params: [
      number({
        name: 'nodes',
        label: 'Brokers lost',
        unit: 'count',
        default: 1,
        min: 1,
        max: 30,
      }),
    ],
  },
  freeze: {
    ...FAULT_OUTLINES.freeze,
    summary: 'Stands still, as in a long garbage collection: work in progress waits, nothing is lost, callers hear nothing.',
    targets: ['component', 'broker'],
    params: [hitReplica],
  },
  slowdown: {
    ...FAULT_OUTLINES.slowdown,
    summary: 'Every piece of work takes longer, the work in progress included; of a broker, storing and copying.',
    targets: ['component', 'broker'],
    params: [
      number({
        name: 'factor',
        label: 'Times slower',
        unit: 'factor',
        default: 10,
        min: 1,
        max: 10_000,
        usual: [1, 50],
      }),
      hitReplica,
    ],
  },
  errors: {
    ...FAULT_OUTLINES.errors,
    summary: 'A share of requests fails after the work was done.',
    targets: ['component'],
    params: [
      number({
        name: 'ratio',
        label: 'Share that fails',
        unit: 'ratio',
        default: 0.5,
        max: 1,
      }),
      hitReplica,
    ],
  },
  capacityLoss: {
    ...FAULT_OUTLINES.capacityLoss,
    summary: 'A share of the workers is gone; work in progress is finished first.',
    targets: ['component'],
    params: [
      number({
        name: 'share',
        label: 'Share lost',
        unit: 'ratio',
        default: 0.5,
        max: 1,
      }),
      hitReplica,
    ],
  },
  flush: {
    ...FAULT_OUTLINES.flush,
    summary: 'A cache forgets everything at once and has to fetch it anew.',
    targets: ['component'],
    kinds: ['cache'],
    params: [hitReplica],
  },
  leaderLoss: {
    ...FAULT_OUTLINES.leaderLoss,
    summary: 'A broker that replicates elects another leader: it takes nothing in and hands nothing out meanwhile.',
    targets: ['broker'],
    brokersWith: ['nodes', 'electionMs'],
    params: [hitPartition],
  },
  cut: {
    ...FAULT_OUTLINES.cut,
    summary: 'Nothing passes in either direction; what is on its way is lost. Callers learn of it by their timeout.',
    targets: ['connection'],
    params: [],
  },
  latency: {
    ...FAULT_OUTLINES.latency,
    summary: 'Everything travels longer, each way, and with jitter not all of it alike.',
    targets: ['connection'],
    params: [
      number({ name: 'addedMs', label: 'Added each way', unit: 'ms', default: 100, max: 3_600_000, usual: [0, 2000] }),
      number({ name: 'jitterMs', label: 'Jitter', unit: 'ms', default: 0, max: 3_600_000, usual: [0, 500] }),
    ],
  },
  loss: {
    ...FAULT_OUTLINES.loss,
    summary: 'A share of what is sent is lost on the way. TCP sends it again, so that it comes late.',
    targets: ['connection'],
    params: [number({ name: 'lossRatio', label: 'Share lost', unit: 'ratio', default: 0.05, max: 0.9, usual: [0, 0.3] })],
  },
  slowStart: {
    ...FAULT_OUTLINES.slowStart,
    summary: 'Starts cold: works slowly at first and gets faster by working, now and after every restart meanwhile.',
    targets: ['component'],
    kinds: ['service', 'cache', 'database', 'loadBalancer'],
    params: [
      number({ name: 'startFactor', label: 'Times slower at first', unit: 'factor', default: 10, min: 1, max: 10_000, usual: [1, 50] }),
      number({ name: 'startWorks', label: 'Up to speed after', unit: 'count', default: 100, min: 1, max: 1_000_000, usual: [1, 1000] }),
      hitReplica,
    ],
  },
  poison: {
    ...FAULT_OUTLINES.poison,
    summary: 'The consumer fails on a share of the messages, or on the next few, every time that it gets them.',
    targets: ['connection'],
    params: [
      number({ name: 'poisonShare', label: 'Share of messages', unit: 'ratio', default: 0.01, max: 1, usual: [0, 0.2] }),
      number({ name: 'poisonNext', label: 'Only the next', unit: 'count', default: 'unbounded', min: 1, max: 1000, usual: [1, 20] }),
      hitPartition,
    ],
  },
  bandwidth: {
    ...FAULT_OUTLINES.bandwidth,
    summary: 'The line carries no more than so much: what is large, or comes fast, waits for what was sent before it.',
    targets: ['connection'],
    params: [number({ name: 'limitMbps', label: 'At most (Mbit/s)', unit: 'none', default: 1, min: 0.001, max: 1_000_000, usual: [0.1, 100] })],
  },
  consumerCrash: {
    ...FAULT_OUTLINES.consumerCrash,
    summary: 'Some of the consumers go down and restart afterwards; what they had not acknowledged comes again as the system does it.',
    targets: ['connection'],
    params: [
      number({ name: 'consumers', label: 'Consumers lost', unit: 'count', default: 1, min: 1, max: 1000, usual: [1, 10] }),
      hitPartition,
    ],
  },
  callErrors: {
    ...FAULT_OUTLINES.callErrors,
    summary: 'A share of calls and of what is sent gets an error from the network, as from a proxy, and never reaches the other side.',
    targets: ['connection'],
    params: [number({ name: 'failedShare', label: 'Share that fails', unit: 'ratio', default: 0.5, max: 1, usual: [0, 1] })],
  },
};
