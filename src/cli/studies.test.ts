import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { mm1 } from '../analysis/testing/mm1.ts';
import { createRun } from '../engine/run.ts';
import { build, burst, call, fault, service, set, settings, poisson } from '../engine/testing/build.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { runInPool } from '../worker/pool.ts';
import { type RunResult, type RunTask, studyRun } from '../worker/study.ts';
import { halfWidthOf, halfWidths, RunMerger } from '../analysis/merge-runs.ts';
import { mostReplications, replication, replicationSeed } from '../analysis/replication-seeds.ts';
import { runMode } from '../analysis/run-mode.ts';
import { runWarmUp } from '../analysis/run-warm-up.ts';
import { judgeRun, repeatRun, type RunTasks } from '../analysis/studies.ts';

const here: RunTasks = async (tasks, onResult) => {
  for (const task of tasks) onResult(studyRun(createRun, task));
};

/** How often everything is done here, and in the full run of tests. */
const RUNS = process.env['BROWNOUT_FULL'] === '1' ? 400 : 12;

describe('in which mode a run is', () => {
  const plain = mm1({ load: 0.5, horizonMs: 1000 });

  test('[ME14] steady without schedule, log and changing load; else a scenario, with all reasons', () => {
    expect(runMode(plain)).toEqual({ kind: 'steady' });
    const entry = { id: 'f', type: 'fault', fault: 'crash', target: 'api', atMs: 1 } as const;
    const reasonsOf = (document: BrownoutDocument) => {
      const mode = runMode(document);
      return mode.kind === 'scenario' ? mode.reasons : mode.kind;
    };
    expect(reasonsOf({ ...plain, schedule: [entry] })).toEqual(['schedule']);
    expect(reasonsOf({ ...plain, log: [entry], load: [{ atMs: 0, factor: 1 }, { atMs: 5, factor: 2 }] })).toEqual(['log', 'loadCurve']);
    expect(reasonsOf({ ...plain, load: [{ atMs: 0, factor: 2 }, { atMs: 5, factor: 2 }] })).toBe('steady');
    const daily = plain.components.map((item) => (item.kind === 'client' ? { ...item, params: { ...item.params, shape: 'daily' } } : item));
    expect(reasonsOf({ ...plain, components: daily })).toEqual(['sourceShape']);
  });
});

describe('one steady run', () => {
  test('[ME14] the warm-up is found where a crowd at the beginning has been worked off', () => {
    // A thousand requests at once, of 30 ms each: then nothing.
    const document = build(burst('rush', 1000, 1), service('api', { serviceMs: 30 }), call('rush', 'api'), settings({ horizonMs: 1_000_000 }));
    const found = runWarmUp(studyRun(createRun, { document, inBins: true }).bins!);
    if (found.kind !== 'found') throw new Error(found.kind);
    expect(found.lengthMs).toBeGreaterThanOrEqual(30_000);
    expect(found.lengthMs).toBeLessThan(40_000);
  });

  test('[ME14] leaves out the warm-up that is found, and is the run that was watched', async () => {
    const document = mm1({ load: 0.8, horizonMs: 200_000, seed: 3 });
    const judged = (await judgeRun(document, here))!;
    expect(judged.found?.kind).toBe('found');
    expect([judged.report.warmUpMs, judged.report.traceHash]).toEqual([judged.warmUpMs, studyRun(createRun, { document, inBins: false }).report.traceHash]);
    const set = (await judgeRun(mm1({ load: 0.8, horizonMs: 200_000, seed: 3, warmUpMs: 90_000 }), here))!;
    expect([set.warmUpMs, set.report.warmUpMs, set.found]).toEqual([90_000, 90_000, judged.found]);
  });

  test('[ME14] is too short to tell where nothing settles, and then has no intervals', async () => {
    const judged = (await judgeRun(mm1({ load: 1.5, horizonMs: 100_000 }), here))!;
    expect(judged.found?.kind).toBe('tooShort');
    expect(judged.halfWidths.components[1]!.sojournMs.mean).toBeNull();
    expect(judged.halfWidths.components[1]!.meanInSystem).toBeNaN();
  });

  test('[ME15] has intervals of its means, and of nothing else', async () => {
    const { halfWidths: widths, report } = (await judgeRun(mm1({ load: 0.4, horizonMs: 400_000 }), here))!;
    const source = widths.sources[0]!;
    const api = widths.components[1]!;
    for (const [width, mean] of [
      [source.offeredPerSec, report.sources[0]!.offeredPerSec], [source.throughputPerSec, report.sources[0]!.throughputPerSec],
      [source.answeredMs.mean, report.sources[0]!.answeredMs.mean], [api.utilization, 0.4], [api.meanInSystem, 0.4 / 0.6],
      [api.sojournMs.mean, report.components[1]!.sojournMs.mean], [api.goodputPerSec, 40], [widths.connections[0]!.throughputPerSec, 40],
      [widths.connections[0]!.callsPerSec, 40], [widths.connections[0]!.sojournMs.mean, 10 / 0.6],
    ] as const) {
      expect(width!).toBeGreaterThan(0);
      expect(width! / mean!).toBeLessThan(0.06);
    }
    expect([source.answeredMs.p50, source.answeredMs.p99, source.answeredMs.max]).toEqual([null, null, null]);
    expect([source.offered, api.counts.completed, api.measures.completed]).toEqual([NaN, NaN, NaN]);
  });

  test('[ME15] intervals of batch means hold the truth about as often as they say', async () => {
    let held = 0;
    let told = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const judged = (await judgeRun(mm1({ load: 0.5, horizonMs: 300_000, seed }), here))!;
      const width = judged.halfWidths.sources[0]!.answeredMs.mean;
      if (width === null) continue;
      told++;
      if (Math.abs(judged.report.sources[0]!.answeredMs.mean! - 20) <= width) held++;
    }
    expect(told).toBeGreaterThan(0.8 * RUNS);
    expectCoverage(held, told);
  });
});

describe('repeated runs', () => {
  test('[ME13] intervals across runs hold the truth about as often as they say', async () => {
    const all = await repeatRun(mm1({ load: 0.5, horizonMs: 60_000, warmUpMs: 2000 }), 6, here);
    expect(all.report.sources[0]!.answeredMs.count).toBe(all.runs.reduce((sum, run) => sum + run.sources[0]!.answeredMs.count, 0));
    let held = 0;
    for (let group = 0; group < RUNS; group++) {
      const means = Array.from({ length: 6 }, (_, index) => {
        const document = mm1({ load: 0.5, horizonMs: 20_000, warmUpMs: 1000, seed: replicationSeed(1 + group, 1 + index) });
        return studyRun(createRun, { document, inBins: false }).report.sources[0]!.answeredMs.mean;
      });
      const mean = means.reduce<number>((sum, value) => sum + value!, 0) / means.length;
      if (Math.abs(mean - 20) <= halfWidthOf(means)!) held++;
    }
    expectCoverage(held, RUNS);
  });

  test('[ME16] a scenario keeps the warm-up that was set, and one run of it has no interval', async () => {
    const document = build(
      poisson('users', 50), service('api', { serviceMs: 10 }), call('users', 'api'), set('api', 'serviceMs', 18, 5000), fault('crash', 'api', 8000),
      settings({ horizonMs: 10_000, warmUpMs: 1000 }),
    );
    expect(await judgeRun(document, here)).toBeUndefined();
    const { report, runs, warmUpMs, found } = await repeatRun(document, 5, here);
    expect([warmUpMs, found, runs.length, report.warmUpMs]).toEqual([1000, undefined, 5, 1000]);
    const widths = halfWidths(runs);
    expect(widths.sources[0]!.throughputPerSec).toBeGreaterThan(0);
    expect(halfWidths(runs.slice(0, 1)).sources[0]!.throughputPerSec).toBeNull();
  });

  test('[ME12] of a system that never answers there is no p99, however often it is run', async () => {
    const dead = build(poisson('users', 500), service('api'), call('users', 'api'), fault('crash', 'api', 0), settings({ horizonMs: 10_000 }));
    const { report, runs } = await repeatRun(dead, 3, here);
    expect(report.sources[0]!.answeredMs).toEqual({ count: 0, mean: null, p50: null, p90: null, p95: null, p99: null, p999: null, max: null });
    expect(halfWidths(runs).sources[0]!.answeredMs.p99).toBeNull();
    expect(report.sources[0]!.offeredPerSec).toBeGreaterThan(450);
  });

  test('[ME13] a figure that only some runs have has no interval', () => {
    expect(halfWidthOf([1, 2, null])).toBeNull();
    expect(halfWidthOf([1])).toBeNull();
    expect(halfWidthOf([1, 3])).toBeCloseTo(12.706, 2);
  });

  test('[ME13] the more parts a diagram has, the fewer of its runs are kept', () => {
    const document = mm1({ load: 0.5, horizonMs: 1 });
    expect(mostReplications(document)).toBe(100);
    expect(mostReplications({ ...document, components: Array.from({ length: 4000 }, () => document.components[0]!) })).toBe(24);
  });
});

/** 95 % are expected; four standard deviations less would be no accident. In few runs all may hold. */
function expectCoverage(held: number, of: number): void {
  expect(held / of).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / of));
  if (of >= 400) expect(held).toBeLessThan(of);
}

test('[ME13] repeated runs give the same, whoever ran them and whoever was ready first', async () => {
  const document = build(poisson('users', 40), service('api', { serviceMs: 15 }), call('users', 'api'), settings({ horizonMs: 5000 }));
  const tasks = Array.from({ length: 6 }, (_, index): RunTask => ({ document: replication(document, index), inBins: false }));
  const seeds = new Set(tasks.map((task) => task.document.settings.seed));
  expect([seeds.size, tasks[0]!.document.settings.seed]).toEqual([6, document.settings.seed]);
  const merged = async (count: number, turns: (task: RunTask) => number) => {
    const run = async (task: RunTask): Promise<RunResult> => {
      for (let turn = 0; turn < turns(task); turn++) await Promise.resolve();
      return structuredClone(studyRun(createRun, task));
    };
    const merger = new RunMerger();
    await runInPool({ tasks, workers: count, start: async () => ({ run, end: () => undefined }), onResult: (result) => merger.add(result) });
    return merger.merged();
  };
  const alone = await merged(1, () => 0);
  expect(await merged(3, (task) => (task.document.settings.seed % 7) * 9)).toEqual(alone);
  expect(alone.report.sources[0]!.answeredMs.count).toBe(alone.runs.reduce((sum, { sources }) => sum + sources[0]!.answeredMs.count, 0));
});
