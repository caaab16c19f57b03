import { create } from 'zustand';
import type { Cascade } from '../analysis/cascade.ts';
import type { Report, RunOutcome } from '../engine/report.ts';
import type { FaultEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';
import type { PlayState, Speed } from '../worker/protocol.ts';

/** How it stands with the engine: `loading` compiles or replays, `stuck` means that its worker had to be ended, `refused`
 *  that it cannot run this diagram. */
export type EngineState = 'loading' | 'ready' | 'stuck' | 'refused';

/** The run as text and buttons show it, brought up to date about four times a second. What moves faster stands in
 *  `runFeed` and `seriesLog`, outside of React. */
export interface RunState {
  readonly engine: EngineState;
  readonly play: PlayState;
  readonly outcome: RunOutcome;
  /** What failed inside the engine, if anything. */
  readonly error: string | undefined;
  readonly nowMs: number;
  readonly horizonMs: number;
  readonly speed: Speed;
  /** Simulated milliseconds per wall millisecond that are really reached. */
  readonly pace: number;
  readonly inFlight: number;
  /** One dot stands for this many requests; 0 before the first frame. */
  readonly dotEvery: number;
  readonly incidents: readonly Incident[];
  readonly cascades: readonly Cascade[];
  /** Cascades of the demo's rounds before this one that were not dismissed, oldest first. */
  readonly earlierCascades: readonly Cascade[];
  readonly faults: ReadonlyMap<string, readonly FaultEntry[]>;
  readonly report: Report | undefined;
  readonly traceHash: string;
  /** Counts the quarter seconds: text that shows figures of the feed follows it. */
  readonly tick: number;
}

/** Speeds that the run bar offers, in simulated time per wall time. */
export const SPEEDS: readonly Speed[] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.1, 0.25, 0.5, 1, 2, 5, 10, 100, 'max'];

/** State before anything was loaded. */
export const NO_RUN: RunState = {
  engine: 'loading',
  play: 'paused',
  outcome: { kind: 'running' },
  error: undefined,
  nowMs: 0,
  horizonMs: 0,
  speed: 1,
  pace: 0,
  inFlight: 0,
  dotEvery: 0,
  incidents: [],
  cascades: [],
  earlierCascades: [],
  faults: new Map(),
  report: undefined,
  traceHash: '',
  tick: 0,
};

/** Whether a run that has ended can be given more time: only one that came to its horizon. Where a bound was met, or the
 *  engine broke a rule of its own, no event may follow. */
export function canGoOn({ play, outcome, error }: Pick<RunState, 'play' | 'outcome' | 'error'>): boolean {
  return play === 'ended' && outcome.kind === 'horizon' && error === undefined;
}

/** The page's run. Only `session.ts` writes it. */
export const useRun = create<RunState>()(() => NO_RUN);
