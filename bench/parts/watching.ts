import process from 'node:process';
import type { Watching } from '../lib/engine-program.ts';
import { atMost, type Goal } from '../lib/goal.ts';
import type { Host } from '../lib/hosts.mjs';
import { hostNamed, type Measured, type Part, runOnce, type Setting, textOf } from '../lib/part.ts';
import { markdownTable, median } from '../lib/table.ts';
import { lasting, workloadNamed } from '../lib/workloads.ts';

/** What it costs to be watched: the published session in the worker against the engine alone in the same worker. */
export const watching: Part = { name: 'watching', title: 'Being watched', measure };

const OBSERVING_PERCENT = 10;
const CHECKPOINTING_PERCENT = 5;

interface Variant {
  readonly name: string;
  readonly watching: Watching;
  readonly keepsCheckpoints: boolean;
}

const UNWATCHED: Variant = { name: 'session to the end, charts', watching: 'toEnd', keepsCheckpoints: false };
const REWINDABLE: Variant = { name: 'session to the end, charts, moments kept for going back', watching: 'toEnd', keepsCheckpoints: true };
const OBSERVED: Variant = { name: 'playing at most speed, charts, frames and dots', watching: 'dots', keepsCheckpoints: false };
const EVERYTHING: Variant = { name: 'playing at most speed, charts, frames, dots and moments', watching: 'dots', keepsCheckpoints: true };
const VARIANTS = [UNWATCHED, REWINDABLE, OBSERVED, EVERYTHING];

/** Workloads, so many times as long that the browser draws some dozens of frames meanwhile. */
const WATCHED = [
  { name: 'W2', times: 10 },
  { name: 'W3', times: 8 },
  { name: 'eShop', times: 4 },
];

const MOST_ROUNDS = 5;

async function measure(setting: Setting): Promise<Measured> {
  const worker = hostNamed(setting, 'chromium') ?? hostNamed(setting, 'firefox');
  if (worker === undefined) return { body: 'This is measured in a browser, and none takes part.', goals: [] };
  const rounds = Math.min(MOST_ROUNDS, setting.options.rounds);
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const { name, times } of WATCHED) {
    const measured = await measureWorkload(worker, { name, times, rounds });
    rows.push(...measured.rows);
    goals.push(...measured.goals);
    process.stdout.write(`watching: ${name}\n`);
  }
  const heads = ['workload', `in ${worker.name}'s worker`, 'time of one run', 'to engine alone', 'frames per second'];
  return { body: markdownTable(heads, rows), goals };
}

async function measureWorkload(worker: Host, { name, times, rounds }: { readonly name: string; readonly times: number; readonly rounds: number }): Promise<{ readonly rows: string[][]; readonly goals: Goal[] }> {
  const document = lasting(workloadNamed(name).document, times);
  const { traceHash } = (await runOnce(worker, document)).figures;
  const text = textOf(document);
  const alone: number[] = [];
  const watched = VARIANTS.map(() => ({ cpuMs: [] as number[], frames: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    const { cpuMs } = await worker.run('engine/runAlone', [text, 1]);
    if (round >= 0) alone.push(cpuMs);
    for (const [i, variant] of VARIANTS.entries()) {
      const result = await worker.run('engine/watch', [text, { count: 1, watching: variant.watching, keepsCheckpoints: variant.keepsCheckpoints }]);
      const { frames, traceHash: watchedHash } = result.values as { frames: number; traceHash: string };
      if (watchedHash !== traceHash) throw new Error(`${name}: watching changed the run.`);
      if (round < 0) continue;
      watched[i]!.cpuMs.push(result.cpuMs);
      watched[i]!.frames.push((frames / result.wallMs) * 1000);
    }
  }
  const ratio = (variant: Variant): number => median(watched[VARIANTS.indexOf(variant)]!.cpuMs.map((ms, round) => ms / alone[round]!));
  const added = median(watched[VARIANTS.indexOf(REWINDABLE)]!.cpuMs.map((ms, round) => (ms - watched[VARIANTS.indexOf(UNWATCHED)]!.cpuMs[round]!) / alone[round]!));
  const rowOf = (variant: Variant, i: number): string[] =>
    [name, variant.name, `${median(watched[i]!.cpuMs).toFixed(0)} ms`, ratio(variant).toFixed(2), median(watched[i]!.frames).toFixed(0)];
  return {
    rows: [[name, 'engine alone', `${median(alone).toFixed(0)} ms`, '1.00', '–'], ...VARIANTS.map(rowOf)],
    goals: [
      atMost({ what: `${name}: canvas and charts live, of the engine's time`, value: 100 * (ratio(OBSERVED) - 1), limit: OBSERVING_PERCENT, decimals: 1, unit: ' %' }),
      atMost({ what: `${name}: checkpoints for rewind, of the engine's time`, value: 100 * added, limit: CHECKPOINTING_PERCENT, decimals: 1, unit: ' %' }),
    ],
  };
}
