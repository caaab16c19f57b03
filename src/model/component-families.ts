import type { ComponentKind } from './document.ts';
import type { ParameterSource, ParameterValues } from './parameter.ts';

/** What one product, library or platform does by default at a component. */
export interface ComponentProduct {
  /** Stable for ever, and different within its family. */
  readonly name: string;
  readonly label: string;
  /** What choosing it does, in one or two sentences. */
  readonly summary: string;
  /** Parameters that it sets; what others of its family set and it does not goes back to its default. */
  readonly values: ParameterValues;
  /** Where the values were read; nothing that is switched off needs one. */
  readonly source?: ParameterSource;
  /** Where the model departs from the product, or what was assumed. */
  readonly caveat?: string;
}

/** Products of which one is chosen: they answer the same question about a component. */
export interface ComponentFamily {
  /** Stable for ever. */
  readonly name: string;
  /** The question, as the label of a list. */
  readonly title: string;
  readonly kinds: readonly ComponentKind[];
  readonly products: readonly ComponentProduct[];
}

const SERVERS: readonly ComponentKind[] = ['service', 'cache', 'database'];

const OUTLIERS: ParameterValues = {
  outlierDetection: true,
  outlierFailures: 5,
  outlierIntervalMs: 10_000,
  ejectionMs: 30_000,
  ejectionCapMs: 300_000,
  ejectionShare: 0.1,
  ejectAtLeastOne: false,
  outlierSuccessRate: true,
  panicShare: 0.5,
};

/** Every family of components, in the order in which an inspector shows them. */
export const COMPONENT_FAMILIES: readonly ComponentFamily[] = [
  {
    name: 'platform',
    title: 'Platform',
    kinds: ['service'],
    products: [
      {
        name: 'fixedReplicas',
        label: 'None: as many replicas as are set',
        summary: 'Replicas neither come nor go, but for faults.',
        values: {},
      },
      {
        name: 'kubernetesHpa',
        label: 'Kubernetes HPA',
        summary: 'Looks every 15 s, ignores a tenth, up by 4 or to twice as many at a time, down only to the highest need of 5 min.',
        values: {
          scaling: 'hpa',
          scalingIntervalMs: 15_000,
          scalingTolerance: 0.1,
          scaleUpReplicas: 4,
          scaleUpShare: 1,
          scaleDownShare: 1,
          scaleDownWindowMs: 300_000,
        },
        source: { label: 'Kubernetes docs 2026, horizontal-pod-autoscale', confirmed: true },
        caveat: 'How many replicas there may be, the target and the start-up are your own: they stay as they are. The delay of the metrics server is left out.',
      },
      {
        name: 'awsLambda',
        label: 'AWS Lambda',
        summary: 'One request for each instance; up to 1000 more instances in 10 s, 1000 in all. Above: rejected (429).',
        values: { scaling: 'serverless', instanceConcurrency: 1, instanceLimit: 1000, instanceBurst: 1000 },
        source: { label: 'AWS Lambda docs 2026, lambda-concurrency, scaling-behavior', confirmed: true },
        caveat: 'The 1000 are of an account in a region, and may be raised. AWS states neither how long a cold start takes nor when idle instances go: both stay as they are.',
      },
      {
        name: 'azureFunctions',
        label: 'Azure Functions, Consumption',
        summary: 'At most 200 instances; for HTTP one more each second.',
        values: { scaling: 'serverless', instanceConcurrency: 1, instanceLimit: 200, instanceBurst: 10 },
        source: { label: 'Azure docs of 2020, azure-functions event-driven-scaling', confirmed: false },
        caveat: 'A text of 2020 that may be out of date. Starts come back evenly, so ten may come at once. Other triggers start one in 30 s, which is fewer than can be set. How many requests an instance takes at once was not read: one.',
      },
    ],
  },
  {
    name: 'queueUnderLoad',
    title: 'Queue under overload',
    kinds: SERVERS,
    products: [
      {
        name: 'plainLine',
        label: 'First in, first out',
        summary: 'Whoever came first is next, however long that took.',
        values: {},
      },
      {
        name: 'hbaseAdaptiveLifo',
        label: 'HBase: adaptive LIFO with CoDel',
        summary: 'The newest first above 80 % of the queue limit; once the shortest wait of 100 ms was above 100 ms, requests that waited more than 200 ms are rejected.',
        values: { queueOrder: 'adaptiveLifo', lifoAboveShare: 0.8, waitLimit: 'codel', delayTargetMs: 100, delayIntervalMs: 100 },
        source: { label: 'HBase 2026, RpcExecutor (hbase.ipc.server.callqueue.codel.*)', confirmed: true },
        caveat: 'It acts on a queue with a limit only: without one, nothing is ever 80 % full.',
      },
      {
        name: 'follyCodel',
        label: 'folly: CoDel',
        summary: 'Once the shortest wait of 100 ms was above 5 ms, requests that waited more than 10 ms are rejected.',
        values: { waitLimit: 'codel', delayTargetMs: 5, delayIntervalMs: 100 },
        source: { label: 'folly 2026, Codel.h', confirmed: true },
      },
      {
        name: 'controlledDelay',
        label: 'Controlled delay',
        summary: 'Requests may wait for 100 ms, or 5 ms where the queue was not empty within 100 ms.',
        values: { waitLimit: 'controlledDelay', delayTargetMs: 5, delayIntervalMs: 100 },
        source: { label: 'folly 2026, Codel.h; controlled delay: ACM Queue, "Fail at Scale": not read', confirmed: false },
      },
    ],
  },
  {
    name: 'concurrencyLimit',
    title: 'Adaptive limit',
    kinds: ['loadBalancer', ...SERVERS],
    products: [
      {
        name: 'noLimit',
        label: 'None',
        summary: 'Calls are rejected only when the queue is full.',
        values: {},
      },
      {
        name: 'netflixAimd',
        label: 'Netflix AIMD',
        summary: 'From 20 calls, between 20 and 200: one more while half is used, a tenth less after a call of over 5 s.',
        values: { admission: 'aimd', admissionInitial: 20, admissionMin: 20, admissionMax: 200, admissionSlowMs: 5000, admissionBackoffFactor: 0.9 },
        source: { label: 'Netflix concurrency-limits 2026, AIMDLimit', confirmed: true },
      },
      {
        name: 'netflixGradient2',
        label: 'Netflix Gradient2',
        summary: 'From 20 calls, between 20 and 200: falls when times are over 1.5 of their long mean, with room for 4 that queue.',
        values: {
          admission: 'gradient2',
          admissionInitial: 20,
          admissionMin: 20,
          admissionMax: 200,
          admissionTolerance: 1.5,
          admissionSmoothing: 0.2,
          admissionHeadroom: 4,
          admissionWindow: 600,
        },
        source: { label: 'Netflix concurrency-limits 2026, Gradient2Limit', confirmed: true },
      },
      {
        name: 'netflixVegas',
        label: 'Netflix Vegas',
        summary: 'From 20 calls up to 1000: works out from the shortest time how many queue, and keeps these few.',
        values: { admission: 'vegas', admissionInitial: 20, admissionCap: 1000 },
        source: { label: 'Netflix concurrency-limits 2026, VegasLimit', confirmed: true },
      },
      {
        name: 'envoyGradient',
        label: 'Envoy adaptive concurrency',
        summary: 'From 3 calls up to 1000: follows the median time of each 100 ms, and holds still each minute to measure the shortest.',
        values: {
          admission: 'gradient',
          admissionCap: 1000,
          admissionUpdateMs: 100,
          admissionProbeEveryMs: 60_000,
          admissionProbeRequests: 50,
          admissionBuffer: 0.25,
        },
        source: { label: 'Envoy 2026, adaptive_concurrency_filter', confirmed: true },
        caveat: 'The interval of updates and of measurements have no default there: those of its example.',
      },
    ],
  },
  {
    name: 'balancing',
    title: 'Proxy',
    kinds: ['loadBalancer'],
    products: [
      {
        name: 'inTurn',
        label: 'Round robin, as most do',
        summary: 'Ignores load: a slow target builds a queue.',
        values: {},
        source: { label: 'Envoy 2026, load_balancers.rst', confirmed: true },
      },
      {
        name: 'leastRequest',
        label: 'Envoy least request, Finagle',
        summary: 'Of two targets at random the one with fewer requests in progress.',
        values: { policy: 'twoChoices' },
        source: { label: 'Envoy 2026, load_balancers.rst; Finagle 2026, Clients', confirmed: true },
      },
      {
        name: 'linkerd',
        label: 'Linkerd: peak EWMA',
        summary: 'Of two targets at random the one with the lower latency times requests, in a mean that jumps to peaks and decays in 10 s.',
        values: { policy: 'peakEwma', ewmaDecayMs: 10_000 },
        source: { label: 'linkerd2-proxy 2026, linkerd/app/src/env.rs', confirmed: true },
        caveat: 'It takes 1 s for the latency of a target that it does not know yet. Its queue of 10,000 and its fast failure after 3 s are left out.',
      },
    ],
  },
  {
    name: 'outliers',
    title: 'Ejection',
    kinds: ['loadBalancer'],
    products: [
      {
        name: 'noOutliers',
        label: 'Off',
        summary: 'Targets that fail get requests all the same, but for health checks.',
        values: {},
      },
      {
        name: 'envoyOutliers',
        label: 'Envoy, from 1.31',
        summary: 'Five failures in a row put a target out for 30 s, longer each time; at most a tenth of the targets. Below ten targets: none.',
        values: OUTLIERS,
        source: { label: 'Envoy 2026, outlier_detection.proto', confirmed: true },
      },
      {
        name: 'envoyBeforeOutliers',
        label: 'Envoy before 1.31',
        summary: 'As the newer one, but one target may be put out however few there are.',
        values: { ...OUTLIERS, ejectAtLeastOne: true },
        source: { label: 'Envoy 1.31, outlier_detection.proto: always_eject_one_host', confirmed: true },
      },
      {
        name: 'istioOutliers',
        label: 'Istio',
        summary: 'Five failures in a row put a target out for 30 s; at most a tenth of the targets, and no panic however few are left.',
        values: { ...OUTLIERS, outlierSuccessRate: false, panicShare: 0 },
        source: { label: 'Istio API 2026, destination_rule.proto', confirmed: true },
        caveat: 'Whether Istio compares success rates was not read: it does not here.',
      },
    ],
  },
];
