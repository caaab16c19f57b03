import type { BrownoutDocument } from '../../model/document.ts';
import { wallClock } from '../adapters/clock.ts';
import { useDiagram } from '../diagram-store.ts';
import { idleDetector } from '../idle.ts';
import { runDifference } from '../run-difference.ts';
import { NO_RUN, useRun } from '../run-store.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-store.ts';
import { seriesLog } from '../series-log.ts';
import { command, isStopped, textOf } from './engine-commands.ts';

/** Which run the engine stands in: a document is given to it when it is opened, and again after it was edited. */

/** Edits that come closer together than this are computed once. Wall milliseconds. */
const RELOAD_AFTER_WALL_MS = 60;

/** What a load asks for. */
export interface Standing {
  readonly atMs?: number | undefined;
  readonly play: boolean;
  /** Where the run ends, when it was let go on beyond the document's horizon. */
  readonly horizonMs?: number;
  /** Whether it is the same diagram as before, edited. */
  readonly isChange?: boolean;
}

/** What the newest load asked for, until the engine stands there: the run's own state tells nothing of it yet. */
let wanted: Standing | undefined;
let loads = 0;
/** Which opening's document the engine was given last. */
let loadedOpening = -1;

/** Calls off the reload to come. */
let comingReload: (() => void) | undefined;
/** Whether the reload to come changes anything for the reader. */
let isReloadNews = false;

/** Changes what the newest load asked for, while the engine is not there yet. */
export function want(change: Partial<Pick<Standing, 'atMs' | 'play'>>): void {
  if (wanted !== undefined) wanted = { ...wanted, ...change };
}

/** The engine stands somewhere else by now. */
export function stopWanting(): void {
  wanted = undefined;
}

/** Whether the engine was last given a document of this opening. */
export function isOfLoadedOpening(opening: number): boolean {
  return opening === loadedOpening;
}

/** Whether the document changed and the engine does not know it yet. */
export function isReloadComing(): boolean {
  return comingReload !== undefined;
}

export function callOffReload(): void {
  comingReload?.();
}

/** Gives the engine a document to run. */
export function load(document: BrownoutDocument, options: Standing): void {
  const { speed } = useRun.getState();
  // A run that went on beyond its horizon, or a link to a moment there, needs the room before it can stand there.
  const horizonMs = Math.max(document.settings.horizonMs, options.horizonMs ?? 0, options.atMs ?? 0);
  useRun.setState({ ...NO_RUN, speed, horizonMs });
  const load = ++loads;
  withdrawRefusal();
  const { opening } = useDiagram.getState();
  wanted = options;
  command(async (engine) => {
    loadedOpening = opening;
    const { atMs, isChange = false } = options;
    try {
      await engine.load(document, { horizonMs, isChange, ...(atMs === undefined ? {} : { atMs }) });
    } catch (reason) {
      if (isStopped(reason)) throw reason;
      if (load === loads) refuse(textOf(reason));
      return;
    }
    if (load === loads) wanted = undefined;
  });
  if (options.play) command((engine) => engine.play());
}

/** What the reader was told of a diagram that cannot run, until another one is loaded. */
let refusal: string | undefined;

/** Shows that there is no run of this diagram, and why. What was asked for stays wanted: an edit may make it possible. */
function refuse(reason: string): void {
  refusal = strings.refused(reason);
  seriesLog.clear();
  useRun.setState({ engine: 'refused', error: reason });
  tellRefusal();
  // The run before may still be going on, unseen.
  command((engine) => engine.pause().catch(() => undefined));
}

/** Says again why there is no run of this diagram, as long as there is none. */
export function tellRefusal(): void {
  if (refusal !== undefined) useView.getState().tell({ text: refusal, isProblem: true });
}

/** Whether there is no run of this diagram. The one before may still stand in the engine, and nothing may be done to it. */
export function isRefused(): boolean {
  return useRun.getState().engine === 'refused';
}

function withdrawRefusal(): void {
  const { notices, dropNotice } = useView.getState();
  for (const { id, text } of notices) if (text === refusal) dropNotice(id);
  refusal = undefined;
}

/** Makes the engine follow a changed document: at once for withdrawn entries, a moment later for all else. */
export function followDocument(before: BrownoutDocument, after: BrownoutDocument): void {
  const difference = runDifference(before, after);
  if (difference.kind === 'nothing') return;
  if (difference.kind === 'withdrawn' && !isReloadComing()) {
    for (const entry of difference.entries) command((engine) => engine.withdraw(entry));
    return;
  }
  isReloadNews ||= difference.kind !== 'moved';
  reloadSoon();
}

function reloadSoon(): void {
  callOffReload();
  const end = idleDetector.begin();
  const callOff = wallClock.after(RELOAD_AFTER_WALL_MS, () => {
    comingReload = undefined;
    reload();
    end();
  });
  comingReload = () => {
    comingReload = undefined;
    callOff();
    end();
  };
}

/** Compiles the document as it is now and stands where the run stood, with the same seed. */
function reload(): void {
  const { nowMs: shownMs, play: state, horizonMs } = useRun.getState();
  const { document } = useDiagram.getState();
  const nowMs = wanted?.atMs ?? shownMs;
  load(document, { atMs: nowMs, play: wanted?.play ?? state === 'playing', horizonMs, isChange: true });
  if (nowMs > 0 && isReloadNews) useView.getState().tell({ text: strings.reran(clockText(nowMs)) });
  isReloadNews = false;
}

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
