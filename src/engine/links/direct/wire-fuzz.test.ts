import { describe, expect, it } from 'vitest';
import { connectionSpecs } from '../../../model/catalog.ts';
import type { BrownoutDocument, DirectProtocol } from '../../../model/document.ts';
import type { ParameterValues } from '../../../model/parameter.ts';
import { Dice } from '../../../model/testing/random-document.ts';
import { createRun } from '../../run.ts';
import { build, call, fault, type Part, poisson, service, set, settings, stream } from '../../testing/build.ts';
import { NOTHING, underWay, violations } from '../../testing/invariants.ts';
import { valueFor } from '../../testing/random-document.ts';

const isFull = process.env['BROWNOUT_FULL'] === '1';
const RUNS = isFull ? 600 : 25;
const LOAD_ENDS_MS = 1500;
const HORIZON_MS = 60_000;

function chosen(dice: Dice, protocol: DirectProtocol): ParameterValues {
  const some = connectionSpecs({ protocol }).filter(() => dice.chance(0.5));
  return { ...Object.fromEntries(some.map((spec) => [spec.name, valueFor(dice, spec)])), probability: 1, latencyMs: dice.pick([0, 1, 20]) };
}

function disturbance(dice: Dice, index: number): Part {
  const atMs = dice.below(LOAD_ENDS_MS) + index / 100;
  const lasting = dice.below(900);
  switch (dice.below(6)) {
    case 0:
      return fault('crash', dice.pick(['front', 'hub', 'left', 'right']), atMs, lasting);
    case 1:
      return fault('crash', dice.pick(['front', 'hub', 'left', 'right']), atMs, lasting, { replica: 1 });
    case 2:
      return fault('freeze', dice.pick(['front', 'hub', 'left', 'right']), atMs, lasting);
    case 3:
      return fault('cut', dice.pick(['front-hub', 'hub-left', 'hub-right']), atMs, dice.pick([lasting, 40_000]));
    case 4:
      return fault('errors', dice.pick(['hub', 'left', 'right']), atMs, lasting, { ratio: 0.5 });
    default:
      return set(dice.pick(['front-hub', 'hub-left', 'hub-right']), 'latencyMs', dice.pick([0, 5]), atMs);
  }
}

function protocolOf(dice: Dice): DirectProtocol {
  return dice.chance(0.5) ? 'grpcStream' : 'webSocket';
}

/** Without what keeps messages for good, or longer than the run: ends that stay away, uploads and checkpoints that are not
 *  reached, streams that are never opened, clients that read slower than they are sent to. */
function settling(params: ParameterValues, dice: Dice): ParameterValues {
  const restless = ['maxStreams', 'streamMessages', 'checkpointEvery', 'readPerSec', 'slowReadPerSec', 'slowClients', 'acceptPerSec', 'connectTimeoutMs', 'maxMessageBytes', 'windowBytes', 'connectionWindowBytes'];
  const rest = Object.fromEntries(Object.entries(params).filter(([name]) => !restless.includes(name)));
  return { ...rest, clients: dice.pick([1, 2, 3]), reconnect: dice.pick(['grpc', 'fullJitter']), reconnectBaseMs: 100, reconnectCapMs: 2000, ...('resume' in rest ? { resume: dice.pick(['lose', 'resume']) } : {}) };
}

/** A front streams to a hub, which streams to two others, over any protocol with any parameters. */
function system(seed: number, change: (params: ParameterValues, dice: Dice) => ParameterValues = (params) => params): BrownoutDocument {
  const dice = new Dice(seed);
  const station = (id: string): Part =>
    service(id, { servers: dice.pick([1, 4, 50]), serviceMs: dice.pick([0, 1, 10]), failureRatio: dice.pick([0, 0, 0.2]), replicas: dice.pick([1, 2, 3]) });
  const link = (from: string, to: string): Part => {
    const protocol = protocolOf(dice);
    return stream(from, to, protocol, change(chosen(dice, protocol), dice));
  };
  return build(
    poisson('source', 100), station('front'), call('source', 'front', { timeoutMs: 5000 }), station('hub'), station('left'), station('right'),
    link('front', 'hub'), link('hub', 'left'), link('hub', 'right'),
    { schedule: [{ id: 'end', type: 'load', factor: 0, atMs: LOAD_ENDS_MS }] },
    ...Array.from({ length: dice.below(8) }, (_, i) => disturbance(dice, i)),
    settings({ seed, horizonMs: HORIZON_MS, warmUpMs: dice.pick([0, 500]) }),
  );
}

describe('random streams', () => {
  it('[STR40] keep their books at every moment', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const document = system(seed);
      const run = createRun(document);
      const { warmUpMs } = document.settings;
      let carried = NOTHING;
      for (const atMs of [warmUpMs - 1e-6, 600, 700, 1100, 1501, 5000, HORIZON_MS]) {
        run.advance(atMs, 300_000);
        if (atMs === warmUpMs - 1e-6) carried = underWay(run);
        if (run.nowMs < warmUpMs) continue;
        expect({ seed, atMs, wrong: violations(document, run, carried) }).toEqual({ seed, atMs, wrong: [] });
      }
    }
  });
  it('[STR42] come to rest when all receivers come back, and nothing is left over', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const document = system(seed, settling);
      const run = createRun(document);
      run.advance(HORIZON_MS, Infinity);
      const report = run.report();
      const left = report.connections.filter(({ measures }) => measures.lag + measures.inProgress + measures.unacknowledged + measures.buffered > 0).map(({ id }) => id);
      const unfinished = report.sources.map(({ measures }) => measures.unfinished + measures.unanswered);
      const { outcome } = run;
      expect({ seed, outcome: outcome.kind, left, unfinished, inFlight: run.inFlight }).toEqual({ seed, outcome: 'horizon', left: [], unfinished: [0], inFlight: 0 });
    }
  });

  it('[STR41] are the same however they are cut, and a restored one goes on as it would have', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const document = system(seed);
      const whole = createRun(document);
      whole.advance(6000, Infinity);
      const dice = new Dice(seed);
      const cut = createRun(document);
      for (let atMs = 0; atMs < 3000; atMs += dice.next() * 700) {
        cut.advance(atMs, Infinity);
        const snapshot = structuredClone(cut.snapshot());
        cut.advance(atMs + dice.next() * 500, Infinity);
        cut.restore(snapshot);
      }
      cut.advance(6000, Infinity);
      expect({ seed, hash: cut.traceHash, report: cut.report() }).toEqual({ seed, hash: whole.traceHash, report: whole.report() });
    }
  });
});
