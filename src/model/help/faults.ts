import { example, rule, type HelpTexts } from './help-text.ts';

/** Faults. */
export const faultsHelp = {
  replica: {
    meaning: 'Number of the one replica that is hit, from 1 on; without a number all of them are.',
    effect: 'One bad replica of many shows what load balancers and health checks do.',
    source: rule,
  },
  factor: {
    meaning: 'Service times are multiplied by this; of a broker its write time, the time between two messages that a queue takes in, and the time for copies.',
    effect: 'Divides the most that can be served; of a broker, whoever waits for its word waits longer.',
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
  poisonNext: {
    meaning: 'How many messages at most turn out to be poison, of those that the share is drawn from, from the start of the fault on.',
    effect: 'With a share of all of them the next so many are: one bad message shows what it does to all that wait behind it.',
    source: rule,
  },
  partition: {
    meaning: 'Number of the one partition of a log that is hit, from 1 on: its messages, the consumer that has it, or its leader; without a number it is as the fault says.',
    effect: 'One partition of many stands still, or moves to others, while the rest goes on.',
    source: rule,
  },
  limitMbps: {
    meaning: 'Megabits per second that the line carries in each direction while the fault lasts.',
    effect: 'What comes faster than this queues up on its way, and callers time out while their requests wait in the line.',
    source: example,
  },
  consumers: {
    meaning: 'How many replicas of the consuming component go down together, from the first on.',
    effect: 'The others get their messages as well; with all of them down the queue grows until they are back.',
    source: example,
  },
  failedShare: {
    meaning: 'Share of calls, each attempt by itself, that a proxy answers with an error; of what is sent to a queue or log, that is refused.',
    effect: 'Retries get most of them through for more load; without retries the share of failures is this.',
    source: example,
  },
} satisfies HelpTexts;
