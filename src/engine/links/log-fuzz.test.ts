import { describe, expect, it } from 'vitest';
import { brokerSpecs, channelSpecs, connectionSpecs } from '../../model/catalog.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import { Dice } from '../../model/testing/random-document.ts';
import { createRun } from '../run.ts';
import { build, call, channel, consume, fault, type Part, poisson, publish, service, set, settings } from '../testing/build.ts';
import { violations } from '../testing/invariants.ts';
import { TELLING_VALUES } from '../testing/random-document.ts';

const isFull = process.env['BROWNOUT_FULL'] === '1';
const RUNS = isFull ? 400 : 25;
const LOAD_ENDS_MS = 2000;
const HORIZON_MS = 150_000;

/** What would never come to rest: a batch that takes longer than a member may take for it goes round for ever, and a log
 *  with fewer copies than it asks for takes nothing in. */
const RESTLESS = new Set(['maxPollIntervalMs', 'retentionMs', 'maxAttempts', 'minInsyncReplicas']);

function chosen(dice: Dice, specs: readonly ParameterSpec[]): ParameterValues {
  const some = specs.filter(({ name }) => !RESTLESS.has(name) && dice.chance(0.4));
  return Object.fromEntries(some.map(({ name }) => [name, dice.pick(TELLING_VALUES[name]!)]));
}

function linkParams(dice: Dice): ParameterValues {
  const params = chosen(dice, connectionSpecs({ protocol: 'kafka' }));
  return { ...params, probability: 1, retryDelayMs: dice.pick([0, 10, 200]), latencyMs: dice.pick([0, 0, 2]), confirmTimeoutMs: dice.pick([3000, 30_000]) };
}

function log(dice: Dice, id: string): Part {
  const broker = { protocol: 'kafka' } as const;
  const part = channel(id, { protocol: 'kafka', params: chosen(dice, channelSpecs({ kind: 'log' }, broker)) });
  return { ...part, brokers: part.brokers!.map((item) => ({ ...item, params: chosen(dice, brokerSpecs(broker)) })) };
}

function disturbance(dice: Dice, index: number): Part {
  const atMs = dice.below(LOAD_ENDS_MS) + index / 100;
  const lasting = dice.below(900);
  switch (dice.below(7)) {
    case 0:
      return fault('crash', dice.pick(['front', 'left', 'right', 'back']), atMs, lasting);
    case 1:
      return fault('errors', dice.pick(['left', 'right', 'back']), atMs, lasting, { ratio: dice.pick([0.5, 1]) });
    case 2:
      return fault('slowdown', dice.pick(['left', 'right', 'back']), atMs, lasting, { factor: 20 });
    case 3:
      return fault('cut', dice.pick(['front-a', 'a-left', 'a-right', 'left-b', 'b-back']), atMs, lasting);
    case 4:
      return fault('crash', dice.pick(['a-broker', 'b-broker']), atMs, lasting);
    case 5:
      return fault('nodeCrash', dice.pick(['a-broker', 'b-broker']), atMs, lasting, { nodes: dice.pick([1, 2]) });
    default: {
      const spec = dice.pick(connectionSpecs({ protocol: 'kafka' }).filter(({ live, name }) => live && !RESTLESS.has(name) && name !== 'confirmTimeoutMs'));
      return set(dice.pick(['front-a', 'a-left', 'left-b', 'b-back']), spec.name, dice.pick(TELLING_VALUES[spec.name]!), atMs);
    }
  }
}

/** A front writes to a log that two groups read; one of them writes to another log that a third group reads. */
function system(seed: number): BrownoutDocument {
  const dice = new Dice(seed);
  const station = (id: string): Part =>
    service(id, { servers: dice.pick([1, 4, 50]), serviceMs: dice.pick([0, 1, 10]), failureRatio: dice.pick([0, 0, 0.2]), replicas: dice.pick([1, 2, 3]) });
  return build(
    poisson('source', 100), station('front'), call('source', 'front', { timeoutMs: 5000 }), station('left'), station('right'), station('back'),
    log(dice, 'a'), log(dice, 'b'),
    publish('front', 'a', linkParams(dice), 'kafka'), consume('a', 'left', linkParams(dice), 'kafka'), consume('a', 'right', linkParams(dice), 'kafka'),
    publish('left', 'b', linkParams(dice), 'kafka'), consume('b', 'back', linkParams(dice), 'kafka'),
    { schedule: [{ id: 'end', type: 'load', factor: 0, atMs: LOAD_ENDS_MS }] },
    ...Array.from({ length: dice.below(8) }, (_, i) => disturbance(dice, i)),
    settings({ seed, horizonMs: HORIZON_MS, warmUpMs: dice.pick([0, 0, 300]) }),
  );
}

/** What is wrong with a run at several moments, and what is left of it after all load and faults have gone. */
function findWrong(document: BrownoutDocument): string[] {
  const run = createRun(document);
  const wrong: string[] = [];
  for (const atMs of [100, 500, 1000, 1500, 2000, 3000, 10_000, HORIZON_MS]) {
    run.advance(atMs, 400_000);
    if (run.nowMs < atMs) return wrong;
    if (document.settings.warmUpMs === 0) wrong.push(...violations(document, run));
  }
  const report = run.report();
  for (const { id, measures } of report.sources) {
    if (measures.unanswered + measures.unfinished > 0) wrong.push(`${id}: ${measures.unanswered} unanswered, ${measures.unfinished} unfinished`);
  }
  for (const { id, measures } of report.connections) {
    const left = measures.lag + measures.buffered + measures.inProgress + measures.unacknowledged;
    if (left > 0) wrong.push(`${id}: lag ${measures.lag}, buffered ${measures.buffered}, in progress ${measures.inProgress}, out ${measures.unacknowledged}`);
  }
  return wrong;
}

describe('random systems with logs', () => {
  it('keep their books and come to rest', () => {
    const only = process.env['BROWNOUT_SEED'];
    const seeds = only === undefined ? Array.from({ length: RUNS }, (_, i) => i + 1) : [Number(only)];
    expect(seeds.flatMap((seed) => findWrong(system(seed)).map((wrong) => `seed ${seed}: ${wrong}`))).toEqual([]);
  });

  it('go on from a snapshot as they would have', () => {
    for (let seed = 1; seed <= (isFull ? 40 : 15); seed++) {
      const document = system(seed);
      const original = createRun(document);
      original.advance(700 + seed * 30, Infinity);
      const snapshot = structuredClone(original.snapshot());
      original.advance(4000, 200_000);
      const copy = createRun(document);
      copy.restore(snapshot);
      copy.advance(4000, 200_000);
      expect(copy.traceHash, `seed ${seed}`).toBe(original.traceHash);
      expect(copy.report(), `seed ${seed}`).toEqual(original.report());
    }
  });
});
