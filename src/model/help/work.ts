import { assumed, example, off, rule, type HelpTexts } from './help-text.ts';

/** Replicas, workers and service times. */
export const workHelp = {
  serviceMs: {
    meaning: 'Mean time a worker spends on the component\'s own work for one request.',
    effect: 'Longer work lowers the most that can be served: workers divided by service time.',
    source: example,
  },
  replicas: {
    meaning: 'Instances, each with its own workers and its own queue.',
    effect: 'More replicas serve more, but a request can wait at one while another idles.',
    source: example,
  },
  servers: {
    meaning: 'Requests that one replica works on at the same time.',
    effect: 'More workers serve more in parallel; a worker that waits for a reply under "hold" is busy too.',
    source: example,
  },
  queueCapacity: {
    meaning: 'Requests that may wait for a worker of one replica; those in service are not counted.',
    effect: 'A full queue rejects at once: a short one fails fast, a long one makes everybody wait.',
    source: example,
  },
  serviceDistribution: {
    meaning: 'How service times vary around their mean.',
    effect: 'More variable work makes longer queues at the same load.',
    source: rule,
  },
  serviceVariation: {
    meaning: 'Coefficient of variation: standard deviation divided by the mean.',
    effect: 'A larger one makes rare, very long service times, and with them a longer tail.',
    source: example,
  },
  erlangStages: {
    meaning: 'Number of exponential stages that make up one service time.',
    effect: 'More stages make service times more regular: their variation is one over the square root of this.',
    source: example,
  },
  serviceSamplesMs: {
    meaning: 'Measured service times; each request draws one of them. The mean above is not used.',
    effect: 'Repeats what you measured, tail included, but nothing longer than the longest value.',
    source: example,
  },
  failureRatio: {
    meaning: 'Share of requests that fail after their work, whatever else happens.',
    effect: 'Failed requests still cost their service time, and callers may try again.',
    source: off,
  },
  callOrder: {
    meaning: 'Whether the outgoing calls are made one after another, in the order they were drawn, or all at once.',
    effect: 'In sequence the times add up and the first failure ends the request; at once, the slowest decides.',
    source: rule,
  },
  maxConnections: {
    meaning: 'Queries that one replica accepts at once, running and waiting together.',
    effect: 'A query beyond it is refused at once.',
    source: assumed('PostgreSQL max_connections'),
  },
} satisfies HelpTexts;
