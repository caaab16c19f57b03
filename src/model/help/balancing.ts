import { assumed, example, off, read, type HelpTexts } from './help-text.ts';

const envoyOutlier = read('Envoy 2026, outlier_detection.proto');
const kubernetesReadinessprobe = assumed('Kubernetes readinessProbe defaults: not read');

/** How a balancer chooses, and whom it leaves out. */
export const balancingHelp = {
  choosesFor: {
    meaning: 'Whether a replica is chosen for each request, or once for each connection that callers open to the balancer.',
    effect: 'Per connection, callers that keep connections stay with their replicas, and new replicas get nothing until they connect anew.',
    source: assumed('depends on the product: proxies choose per request, virtual IPs and network balancers per connection'),
  },
  ewmaDecayMs: {
    meaning: 'Time over which the mean latency of a target forgets; a slower answer than the mean counts in full at once.',
    effect: 'A short one gives a slow target another chance soon.',
    source: read('Finagle 2026, PeakEwma'),
  },
  weights: {
    meaning: 'Weights of the outgoing connections in the order in which they were drawn; 1 where none is given. Each replica has its connection\'s.',
    effect: 'A target gets calls in proportion to its weight divided by its calls in progress plus one.',
    source: read('Envoy 2026, load_balancers.rst'),
  },
  keyCount: {
    meaning: 'Number of different keys that are asked for. Components with the same number, skew and hot key see the same key of one request.',
    effect: 'More keys need more room for the same share of hits.',
    source: example,
  },
  keySkew: {
    meaning: 'Exponent of Zipf\'s law: the key in place k is asked for in proportion to 1 / k to this power. 0 asks for all alike.',
    effect: 'A high one makes few hot keys: good for a cache, bad for whoever owns them.',
    source: example,
  },
  outlierDetection: {
    meaning: 'Whether targets that keep failing are left out for a time. Timeouts and rejections count as failures.',
    effect: 'Takes one bad replica out; when many fail it must not take them all.',
    source: read('Envoy and Istio, 2026: off until configured'),
  },
  outlierFailures: {
    meaning: 'A target that fails so many times in a row is ejected.',
    effect: 'Fewer eject sooner, and by bad luck too.',
    source: envoyOutlier,
  },
  outlierIntervalMs: {
    meaning: 'Time between looks at who may come back, and at success rates.',
    effect: 'Who is out comes back at a look only.',
    source: envoyOutlier,
  },
  ejectionMs: {
    meaning: 'Time out of service after the first ejection; each further one adds as much, each good interval takes one off.',
    effect: 'A long time spares callers a target that still fails, and wastes one that is well again.',
    source: envoyOutlier,
  },
  ejectionCapMs: {
    meaning: 'The time out of service grows no further than this.',
    effect: 'Bounds how long a repeat offender is out.',
    source: envoyOutlier,
  },
  ejectionShare: {
    meaning: 'Share of the targets that may be ejected at once. With fewer than ten targets and a tenth, none is.',
    effect: 'Keeps a common failure from emptying the pool.',
    source: envoyOutlier,
  },
  ejectAtLeastOne: {
    meaning: 'Whether one target may be ejected even if that is more than the share.',
    effect: 'Makes the detection work for small pools, as it did before Envoy 1.31.',
    source: envoyOutlier,
  },
  outlierSuccessRate: {
    meaning: 'Whether a target is ejected whose success rate is below the mean of the others by 1.9 deviations; among at least 5 targets with 100 answers each.',
    effect: 'Finds a target that fails often but not in a row.',
    source: envoyOutlier,
  },
  panicShare: {
    meaning: 'When fewer than this share of the targets are well, health is ignored and all are used.',
    effect: 'Spreads the load over sick targets rather than burying the well ones under it.',
    source: read('Envoy 2026, panic_threshold.rst'),
  },
  healthChecks: {
    meaning: 'Whether the balancer asks its targets at intervals and leaves out those that do not answer: crashed, frozen or cut off ones.',
    effect: 'Callers stop meeting a crashed replica after a few intervals.',
    source: off,
  },
  healthIntervalMs: {
    meaning: 'Time between two probes of a target.',
    effect: 'Interval times failures is how long a crashed target still gets requests.',
    source: kubernetesReadinessprobe,
  },
  healthFailures: {
    meaning: 'Probes without an answer in a row until a target is left out.',
    effect: 'More are slower and surer.',
    source: kubernetesReadinessprobe,
  },
  healthSuccesses: {
    meaning: 'Answers in a row until a target that was left out is used again.',
    effect: 'More keep a flapping target out.',
    source: kubernetesReadinessprobe,
  },
  policy: {
    meaning: 'How the replica is chosen. "Least requests" and "best of two" count the calls that this balancer has in progress.',
    effect: 'Random lets queues grow unevenly; choosing the less loaded of two is nearly as good as the least loaded of all.',
    source: read('Envoy 2026, load_balancers.rst'),
  },
} satisfies HelpTexts;
