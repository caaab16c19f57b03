import { bestOfChoicesMs } from '../../base/theory/choices.ts';
import { forkJoinMs, longestOfMs } from '../../base/theory/fork-join.ts';
import { hedgedMs, hedgedQuantileMs, hedgedShare } from '../../base/theory/hedging.ts';
import { balancer, call, draw, lasting, type Piece, poisson, service } from '../draw.ts';
import { EXACT, type Family, fromReport, type Standing } from '../family.ts';
import { figure, percentile, time } from '../figure.ts';
import { connectionOf, orNaN, sourceOf, stationOf } from '../read.ts';

const base = { group: 'Fan-out and choice', standing: EXACT } as const;

/** A service that takes no time and calls all of these at once. */
function fanned(branches: readonly Piece[], ids: readonly string[]): Piece[] {
  return [service('front', { servers: 10_000, serviceMs: 0, serviceDistribution: 'deterministic', callOrder: 'parallel' }), ...branches, ...ids.map((id) => call('front', id))];
}

function named(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `s${i + 1}`);
}

function fork(id: string, branches: number, standing: Standing): Family {
  const ids = named(branches);
  return {
    ...base, standing, id, title: `Fork and join, ${branches} branches`,
    summary: `Each request goes to ${branches} stations at once, each with one worker and a queue of its own, half busy, and is answered when the last has.`,
    source: branches === 2 ? 'Flatto and Hahn 1984; Nelson and Tantawi 1988' : 'Nelson and Tantawi 1988', controls: { utilization: 0.5, offeredPerSec: 50 },
    draw: () => draw(`Fork-join ${branches}`, lasting(branches === 2 ? 60_000 : 25_000, 50), poisson('users', 50), call('users', 'front'), ...fanned(ids.map((id) => service(id, { servers: 1, serviceMs: 10 })), ids)),
    figures: [time('answerMs', 'mean answer', forkJoinMs({ arrivalRatePerSec: 50, serviceMs: 10, branches }))],
    measure: fromReport((report) => {
      const { answeredMs, offeredPerSec } = sourceOf(report, 'users');
      return { answerMs: orNaN(answeredMs.mean), offeredPerSec, utilization: ids.reduce((sum, id) => sum + stationOf(report, id).utilization, 0) / branches };
    }),
  };
}

function withoutQueues(): Family {
  const ids = named(10);
  return {
    ...base, id: 'fan-out', title: 'Fan-out without queues', summary: 'Ten calls at once to stations that are never short of workers: the longest of ten exponential times.', source: 'Ross 2014, section 5.2',
    draw: () => draw('Fan-out', lasting(10_000, 50), poisson('users', 50), call('users', 'front'), ...fanned(ids.map((id) => service(id, { servers: 1000, serviceMs: 10 })), ids)),
    figures: [time('answerMs', 'mean answer', longestOfMs(10, 10))],
    measure: fromReport((report) => ({ answerMs: orNaN(sourceOf(report, 'users').answeredMs.mean) })),
  };
}

function hedging(): Family {
  const hedge = { meanMs: 10, afterMs: 15 };
  return {
    ...base, id: 'hedging', title: 'Hedging', summary: 'A second copy of a call is sent when the first has not answered after 15 ms; exponential times of 10 ms, workers enough.', source: 'Dean and Barroso 2013; Ross 2014, section 5.2',
    draw: () => draw('Hedging', lasting(60_000, 100), poisson('users', 100), service('api', { servers: 1000, serviceMs: 10 }), call('users', 'api', { hedging: 'on', hedgeCopies: 2, hedgeDelayMs: 15 })),
    figures: [
      time('answerMs', 'mean answer', hedgedMs(hedge)), percentile('answerP50', 'answer p50', hedgedQuantileMs(hedge, 0.5)), percentile('answerP99', 'answer p99', hedgedQuantileMs(hedge, 0.99)),
      figure('hedged', 'calls hedged', 'share', hedgedShare(hedge)),
    ],
    measure: fromReport((report) => {
      const { answeredMs } = sourceOf(report, 'users');
      const { hedges, calls } = connectionOf(report, 'users-api').measures;
      return { answerMs: orNaN(answeredMs.mean), answerP50: orNaN(answeredMs.p50), answerP99: orNaN(answeredMs.p99), hedged: hedges / calls };
    }),
  };
}

function bestOfTwo(): Family {
  const servers = 100;
  const ids = ['a', 'b'];
  return {
    ...base, id: 'best-of-two', title: 'Best of two choices', summary: 'A balancer draws two of a hundred workers and takes the one with fewer requests; 70 % busy.',
    source: 'Mitzenmacher 1996; Vvedenskaya, Dobrushin and Karpelevich 1996', standing: { kind: 'approximate', error: 0.02, regime: 'a hundred servers and a load up to 0.9 (Mitzenmacher 1996, table 1)' },
    controls: { utilization: 0.7, offeredPerSec: 7000 },
    draw: () => draw(
      'Best of two', lasting(30_000, 7000), poisson('users', 7000), balancer('balancer', 'twoChoices'), call('users', 'balancer'),
      ...ids.flatMap((id) => [service(id, { replicas: servers / 2, servers: 1, serviceMs: 10 }), call('balancer', id)]),
    ),
    figures: [time('answerMs', 'mean sojourn', bestOfChoicesMs({ load: 0.7, choices: 2, serviceMs: 10 }))],
    measure: fromReport((report) => {
      const { answeredMs, offeredPerSec } = sourceOf(report, 'users');
      return { answerMs: orNaN(answeredMs.mean), offeredPerSec, utilization: ids.reduce((sum, id) => sum + stationOf(report, id).utilization, 0) / ids.length };
    }),
  };
}

/** Requests that go to several places, or to one of many. */
export const FAN_OUT: readonly Family[] = [fork('fork-join-2', 2, EXACT), fork('fork-join-8', 8, { kind: 'approximate', error: 0.05, regime: 'up to 32 branches, any load (Nelson and Tantawi 1988)' }), withoutQueues(), hedging(), bestOfTwo()];
