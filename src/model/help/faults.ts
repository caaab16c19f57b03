import { example, rule, type HelpTexts } from './help-text.ts';

/** Faults. */
export const faultsHelp = {
  replica: {
    meaning: 'Number of the one replica that is hit, from 1 on; without a number all of them are.',
    effect: 'One bad replica of many shows what load balancers and health checks do.',
    source: rule,
  },
  factor: {
    meaning: 'Service times are multiplied by this.',
    effect: 'Divides the most that can be served.',
    source: example,
  },
  ratio: {
    meaning: 'Share of requests that fail after their work.',
    effect: 'Callers with retries send more.',
    source: example,
  },
  share: {
    meaning: 'Share of each replica\'s workers that is lost, rounded to whole workers.',
    effect: 'Lowers the most that can be served.',
    source: example,
  },
  addedMs: {
    meaning: 'What every request, reply and message waits more on its way, in each direction.',
    effect: 'A call takes twice this longer, and keeps its caller and its connection for as long.',
    source: example,
  },
  jitterMs: {
    meaning: 'What each of them waits more than that at most: an even draw from nothing to this.',
    effect: 'Spreads latencies, and stretches the tail.',
    source: example,
  },
  startFactor: {
    meaning: 'What the service time of the first piece of work is multiplied by; the factor falls evenly to 1 with every further one.',
    effect: 'A replica that has just started queues and times out under load that it could serve when warm.',
    source: example,
  },
  startWorks: {
    meaning: 'Pieces of work, mostly one for each request, after which a replica that has started works as fast as ever.',
    effect: 'The longer it takes, the more requests meet a slow replica after each restart.',
    source: example,
  },
  poisonShare: {
    meaning: 'Share of messages on which the consumer fails at every delivery while the fault lasts.',
    effect: 'Each costs as many deliveries as the system allows, and then its partition, its place in a dead-letter queue, or the message.',
    source: example,
  },
} satisfies HelpTexts;
