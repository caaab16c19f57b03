import { bestOfChoicesMs } from '../../base/theory/choices.ts';
import type { BrownoutDocument, Component, Connection } from '../../model/document.ts';
import { type Family, fromReport } from '../family.ts';
import { componentOf, orNaN, sourceOf } from '../read.ts';
import { box, drawing, line } from './published-drawing.ts';

/** Mean service time, so that times read in the paper's unit: seconds. */
const SERVICE_MS = 1000;
const SERVERS = 100;

/** Relative deviations of simulations of 100 servers from the limit of many, by the load of each server (Mitzenmacher 2001,
 *  table 1, two choices): 1.2673 against 1.2657 mean service times, and so on. */
export const TWO_CHOICES_ERRORS: Readonly<Record<number, number>> = { 0.5: 0.0013, 0.7: 0.0036, 0.8: 0.0057, 0.9: 0.012, 0.95: 0.0231 };

/** The supermarket model twice: a hundred servers of which each customer takes one at random, and of which each looks at two
 *  and takes the one with fewer customers. `load` is that of each server. */
export function drawTwoChoices(load = 0.9, horizonMs = 600_000): BrownoutDocument {
  return drawLanes([lane('one', 'One at random', 'random', 0, load), lane('two', 'Best of two', 'twoChoices', 2, load)], horizonMs);
}

interface Lane {
  readonly components: readonly Component[];
  readonly connections: readonly Connection[];
}

function drawLanes(lanes: readonly Lane[], horizonMs: number): BrownoutDocument {
  return drawing({
    title: 'The power of two choices (Mitzenmacher 2001)',
    note: 'Watch the lines in front of the servers: customers who look at two of 100 servers and take the shorter line spend 2.6 mean service times in the system, those who take one at random 10 (the paper, table 1, load 0.9). Services of 1 s are an assumption that lets times read in the paper\'s unit. Here the two servers looked at differ; in the paper they may be the same one.',
    settings: { horizonMs, warmUpMs: horizonMs / 6 },
    components: lanes.flatMap(({ components }) => components),
    connections: lanes.flatMap(({ connections }) => connections),
  });
}

function lane(id: string, name: string, policy: string, row: number, load: number): Lane {
  const server = { replicas: SERVERS / 2, servers: 1, serviceMs: SERVICE_MS, queueCapacity: 'unbounded' };
  const [source, balancer, left, right] = [`${id}-customers`, `${id}-choice`, `${id}-left`, `${id}-right`];
  return {
    components: [
      box('client', source, `Customers: ${name.toLowerCase()}`, [0, row], { ratePerSec: (load * SERVERS * 1000) / SERVICE_MS }),
      box('loadBalancer', balancer, name, [1, row], { policy, serviceMs: 0 }),
      box('service', left, `Servers 1 to 50 (${id})`, [2, row], server),
      box('service', right, `Servers 51 to 100 (${id})`, [2, row + 1], server),
    ],
    connections: [line(source, balancer), line(balancer, left), line(balancer, right)],
  };
}

/** Two choices at loads of which the paper tells simulations and limits. */
export const TWO_CHOICES: readonly Family[] = [0.5, 0.9].map(twoChoices);

function twoChoices(load: number): Family {
  return {
    id: `mitzenmacher-${load * 100}`,
    title: `Power of two choices, load ${load}`,
    group: 'Published results',
    summary: 'A hundred servers with exponential service; customers take the better of two.',
    source: 'Mitzenmacher 2001, IEEE TPDS 12(10), table 1',
    standing: { kind: 'approximate', error: TWO_CHOICES_ERRORS[load]!, regime: 'limit of many servers; the error is that of the paper\'s own simulation of 100' },
    draw: () => drawLanes([lane('two', 'Best of two', 'twoChoices', 0, load)], 600_000),
    figures: [{ id: 'two', title: 'mean time, best of two', unit: 'ms', theory: bestOfChoicesMs({ load, choices: 2, serviceMs: SERVICE_MS }) }],
    controls: { busy: load * SERVERS },
    measure: fromReport((report) => ({
      two: orNaN(sourceOf(report, 'two-customers').answeredMs.mean),
      busy: ['two-left', 'two-right'].reduce((sum, id) => sum + componentOf(report, id).measures.busyArea, 0) / (report.nowMs - report.warmUpMs),
    })),
  };
}
