import { assumed, example, off, read, rule, type HelpTexts } from './help-text.ts';

const kubernetesHorizontal = read('Kubernetes docs 2026, horizontal-pod-autoscale.md');
const awsLambda = read('AWS Lambda docs 2026, concurrency and scaling behaviour');

/** How replicas come and go. */
export const scalingHelp = {
  scaling: {
    meaning: 'Whether the number of replicas follows the load. The replicas above are those at first; a serverless function begins with none.',
    effect: 'Capacity comes, but later than the load.',
    source: off,
  },
  minReplicas: {
    meaning: 'Replicas are never fewer; by the length of queues, 0 is possible.',
    effect: 'What is always there answers at once when load comes.',
    source: kubernetesHorizontal,
  },
  maxReplicas: {
    meaning: 'Replicas are never more.',
    effect: 'Beyond it the component is overloaded like any other.',
    source: example,
  },
  scalingMetric: {
    meaning: 'What the autoscaler looks at, averaged over the time since its last look: own work, as a processor shows it; workers busy, waiting for replies included; or requests and messages waiting or in work.',
    effect: 'By work, a service whose workers all wait for a slow callee is not scaled: its processors idle.',
    source: rule,
  },
  scalingTarget: {
    meaning: 'Share of the workers of all replicas that should work, or be busy.',
    effect: 'A low one keeps room for bursts, and costs replicas; above 0.5 a saturated component grows by less than double.',
    source: read('Kubernetes docs 2026, autoscaling/v2 API, default metric'),
  },
  scalingQueue: {
    meaning: 'Requests and messages waiting or in work that there should be for each replica.',
    effect: 'A low one works a backlog off sooner with more replicas.',
    source: assumed('KEDA'),
  },
  scalingIntervalMs: {
    meaning: 'Time between two looks; what is measured is the mean over it.',
    effect: 'The load has to last as long before anything happens.',
    source: kubernetesHorizontal,
  },
  scalingTolerance: {
    meaning: 'Nothing changes while the measure is within this of the target.',
    effect: 'Keeps replicas from coming and going for nothing.',
    source: kubernetesHorizontal,
  },
  scaleUpReplicas: {
    meaning: 'Replicas that may come at one look; or the share below, whichever is more.',
    effect: 'With 4, and doubling, one replica becomes 5, then 10, then 20.',
    source: kubernetesHorizontal,
  },
  scaleUpShare: {
    meaning: 'Share of the present replicas that may come at one look.',
    effect: '1 doubles them at each look.',
    source: kubernetesHorizontal,
  },
  scaleDownShare: {
    meaning: 'Share of the present replicas that may go at one look.',
    effect: 'A small one lets them go slowly.',
    source: kubernetesHorizontal,
  },
  scaleDownWindowMs: {
    meaning: 'Going down, the highest number recommended within this time counts.',
    effect: 'The component stays large for as long after a spike.',
    source: kubernetesHorizontal,
  },
  startUpMs: {
    meaning: 'Time from the decision until a new replica takes requests; it counts as idle meanwhile.',
    effect: 'A slow start means overload until it is over.',
    source: assumed('depends on the application: assumed'),
  },
  coldStartMs: {
    meaning: 'Time that a new instance takes to start; the request that it starts for waits.',
    effect: 'Every rise of the load shows it in the tail.',
    source: assumed('depends on runtime and application: assumed'),
  },
  instanceConcurrency: {
    meaning: 'Requests that one instance works on at the same time, waiting for replies included.',
    effect: 'More share one start; a slow callee then needs fewer instances.',
    source: awsLambda,
  },
  instanceIdleMs: {
    meaning: 'An instance without requests goes after this time; all of them may.',
    effect: 'The first request after a quiet time pays a cold start.',
    source: assumed('minutes; not stated by the vendors: assumed'),
  },
  instanceLimit: {
    meaning: 'Instances that may run at once: the account\'s limit. Beyond it calls are rejected (429) and messages wait.',
    effect: 'One function can take all of it and starve the others of an account.',
    source: awsLambda,
  },
  instanceBurst: {
    meaning: 'Instances that may start within ten seconds.',
    effect: 'A steeper rise is rejected until they have started.',
    source: awsLambda,
  },
  provisionedInstances: {
    meaning: 'Instances that are started before they are needed and do not go.',
    effect: 'Requests up to as many at once meet no cold start.',
    source: off,
  },
} satisfies HelpTexts;
