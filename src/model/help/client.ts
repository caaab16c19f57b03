import { assumed, example, rule, type HelpTexts } from './help-text.ts';

/** Load sources. */
export const clientHelp = {
  arrivals: {
    meaning: 'Whether requests come at a rate of their own (open) or from users who wait for each answer (closed).',
    effect: 'A closed loop slows down with the system and hides overload; an open one does not.',
    source: rule,
  },
  ratePerSec: {
    meaning: 'Requests per second on average, before the load curve and the load dial.',
    effect: 'Sets the offered load of everything downstream.',
    source: example,
  },
  users: {
    meaning: 'Users who ask, wait for the answer, think, and ask again.',
    effect: 'At most this many requests are in flight at once.',
    source: example,
  },
  thinkMs: {
    meaning: 'Mean time between an answer and the user\'s next request.',
    effect: 'Shorter thinking offers more load.',
    source: example,
  },
  thinkDistribution: {
    meaning: 'How think times vary around their mean.',
    effect: 'Equal think times make users arrive in step.',
    source: rule,
  },
  burstFactor: {
    meaning: 'How many times the calm rate requests come in a burst; the mean stays the rate above.',
    effect: 'The same load in bursts needs far more room than evenly spread.',
    source: example,
  },
  burstMs: {
    meaning: 'Mean length of a burst; lengths are exponential (a Markov-modulated Poisson process).',
    effect: 'Long bursts build long queues.',
    source: example,
  },
  calmMs: {
    meaning: 'Mean time between bursts; exponential.',
    effect: 'Longer calm makes bursts rarer and, at the same mean rate, higher.',
    source: example,
  },
  shape: {
    meaning: 'How rate or users change over time; the load curve and the load dial multiply it.',
    effect: 'With stages, open arrivals are k6\'s ramping-arrival-rate and users its ramping-vus; steady ones are constant-arrival-rate and constant-vus.',
    source: assumed('k6 scenarios, executors'),
  },
  stages: {
    meaning: 'Durations in milliseconds and targets (requests per second, or users) in turn; each stage goes to its target in a straight line.',
    effect: 'Shows how the system takes a ramp, and whether it comes back after it.',
    source: example,
  },
  periodMs: {
    meaning: 'Length of one wave: a day, or a day in short.',
    effect: 'A slow wave leaves time to scale, a quick one does not.',
    source: example,
  },
  swing: {
    meaning: 'How far the wave goes above and below the mean, as a share of it.',
    effect: 'What is sized for the mean is short of capacity at the top.',
    source: example,
  },
  recordedPerSec: {
    meaning: 'Requests per second, one value after another, for example from a CSV of your monitoring.',
    effect: 'Replays your own traffic; after the last value nothing comes.',
    source: example,
  },
  recordedEveryMs: {
    meaning: 'How long each recorded rate holds.',
    effect: 'Coarse values hide bursts.',
    source: example,
  },
  deadlineMs: {
    meaning: 'A request counts as good only if all its work is done within this time after it began.',
    effect: 'Changes goodput only: nothing is cut off by it.',
    source: example,
  },
} satisfies HelpTexts;
