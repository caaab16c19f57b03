import { type BrownoutDocument, LIMITS, type ScheduleEntry } from '../model/document.ts';
import { FAULT_OUTLINES } from '../model/outlines.ts';
import { setParameter } from '../model/edit.ts';
import { freshId, idsOf } from '../model/names.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../model/parameter.ts';
import type { FaultKind } from '../model/document.ts';
import type { ClientHandlers, EngineClient, Resumed } from '../worker/client.ts';
import type { StuckReport } from '../worker/keepsake.ts';
import type { PlayState, Speed } from '../worker/protocol.ts';
import { activeFaults } from './active-faults.ts';
import { wallClock } from './adapters/clock.ts';
import { liveEntries, type Origin, useDiagram } from './diagram-store.ts';
import { idleDetector } from './idle.ts';
import { attempt, part } from './parts.ts';
import { runDifference } from './run-difference.ts';
import { runFeed } from './run-feed.ts';
import { NO_RUN, useRun } from './run-store.ts';
import { pruneSelection } from './selection.ts';
import { seriesLog } from './series-log.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** The page's one session: everything that is asked of the engine goes through the functions of this file, and
 *  everything that it answers is written from here into feed, strip and stores. */

/** Text on the screen follows the run about this often. Wall milliseconds. */
const TICK_WALL_MS = 250;
/** Edits that come closer together than this are computed once. Wall milliseconds. */
const RELOAD_AFTER_WALL_MS = 60;

let client: Promise<EngineClient> | undefined;
let lastTickWallMs = 0;
/** Whether a change of the document was made by the session itself, after the engine knew it. */
let isOwnChange = false;
let callOffReload: (() => void) | undefined;
/** Whether the reload to come changes anything for the reader. */
let isReloadNews = false;
/** Live entries one after another, so that each gets an id of its own. */
let entries: Promise<void> = Promise.resolve();

/** Starts to follow the document: from now on every change of it reaches the engine. */
export function startSession(): void {
  // The engine is on its way while the first document is read.
  void engine().catch(() => undefined);
  useDiagram.subscribe((state, before) => {
    if (state.opening !== before.opening || state.document === before.document) return;
    pruneSelection();
    if (state.document.log !== before.document.log || state.document.schedule !== before.document.schedule) refreshFaults();
    if (!isOwnChange) followDocument(before.document, state.document);
  });
}

/** Opens a document and its run. With `view.atMs` the run stands there, paused; otherwise it plays when asked to. */
export function openDocument(document: BrownoutDocument, origin: Origin, options: { readonly play: boolean }): void {
  callOffReload?.();
  const selected = document.view?.selected;
  useView.getState().select(selected === undefined ? [] : [selected]);
  useView.getState().pickRequest(undefined);
  useDiagram.getState().open(document, origin);
  const atMs = document.view?.atMs;
  load(document, { atMs, play: options.play && atMs === undefined });
}

export function play(): void {
  if (wanted !== undefined) wanted = { ...wanted, play: true };
  command((engine) => engine.play());
}

export function pause(): void {
  if (wanted !== undefined) wanted = { ...wanted, play: false };
  command((engine) => engine.pause());
}

/** Plays what stands still and stops what moves; at the horizon, begins again. */
export function togglePlay(): void {
  const { play: state } = useRun.getState();
  if (state === 'ended') again();
  else if (state === 'paused') play();
  else pause();
}

/** Runs one event and stops. */
export function step(): void {
  command((engine) => engine.step());
}

export function setSpeed(speed: Speed): void {
  useRun.setState({ speed });
  command((engine) => engine.setSpeed(speed));
}

export function seek(atMs: number): void {
  if (wanted !== undefined) wanted = { ...wanted, atMs };
  command((engine) => engine.seek(atMs));
}

/** Computes to the horizon as fast as possible. */
export function runToEnd(): void {
  // Not counted as work to wait for: it may take minutes, and the page stays usable.
  attempt(async () => (await engine()).runToEnd()).catch(tellFailure);
}

/** Back to time 0. What came in the document's log acts again; what was done to the run since it was opened is dropped, by
 *  an edit that undo takes back. */
export function reset(): void {
  useView.getState().showPanel('none');
  const live = liveEntries(useDiagram.getState());
  if (live.length === 0 && callOffReload === undefined) {
    useRun.setState({ horizonMs: useDiagram.getState().document.settings.horizonMs });
    command((engine) => engine.reset());
    return;
  }
  // The engine would drop only what it was given live since it last compiled, and it may not know the newest edit yet.
  callOffReload?.();
  if (live.length > 0) ownChange(() => drop(live));
  load(useDiagram.getState().document, { play: false });
}

/** The same run from the beginning once more, playing. */
export function again(): void {
  reset();
  play();
}

/** Lets a run at its horizon go on for as long again. */
export function goOn(): void {
  const horizonMs = useRun.getState().horizonMs + useDiagram.getState().document.settings.horizonMs;
  useView.getState().showPanel('none');
  useRun.setState({ horizonMs });
  command((engine) => engine.extend(horizonMs));
  play();
}

/** How many dots the picture can carry; 0 for none. */
export function setDotBudget(dots: number): void {
  command((engine) => engine.setDotBudget(dots));
}

/** Injects a fault into the run, now. */
export function injectFault(options: {
  readonly target: string;
  readonly fault: FaultKind;
  /** In simulated milliseconds; Infinity for a fault that does not end. */
  readonly durationMs?: number;
  readonly params?: ParameterValues;
}): void {
  const { target, fault, params } = options;
  const durationMs = options.durationMs ?? FAULT_OUTLINES[fault].usualDurationMs;
  applyLive((id) => ({
    id,
    type: 'fault',
    fault,
    target,
    atMs: 0,
    ...(Number.isFinite(durationMs) ? { durationMs } : {}),
    ...(params === undefined || Object.keys(params).length === 0 ? {} : { params }),
  }));
}

/** Turns the load dial, now. */
export function setLoad(factor: number): void {
  applyLive((id) => ({ id, type: 'load', factor, atMs: 0 }), (entry) => entry.type === 'load');
}

/** Changes a parameter: in a run under way a live entry, where the parameter allows that; otherwise an edit. */
export function changeParameter(options: {
  readonly target: string;
  /** All parameters that the target declares, and the one that changes. */
  readonly specs: readonly ParameterSpec[];
  readonly spec: ParameterSpec;
  readonly value: ParameterValue | undefined;
}): void {
  const { target, spec } = options;
  const { nowMs, play: state } = useRun.getState();
  const isUnderWay = nowMs > 0 && state !== 'ended';
  if (!isUnderWay || !spec.live || isFaultEntry(target)) {
    const { document, edit } = useDiagram.getState();
    edit(setParameter(document, { target, specs: options.specs, param: spec.name, value: options.value }));
    return;
  }
  const value = options.value ?? spec.default;
  applyLive(
    (id) => ({ id, type: 'set', target, param: spec.name, value, atMs: 0 }),
    (entry) => entry.type === 'set' && entry.target === target && entry.param === spec.name,
  );
}

/** Takes a live entry back: the run is replayed without it. */
export function withdraw(entryId: string): void {
  useDiagram.getState().edit({ type: 'remove', ids: [entryId], exactly: true });
}

/** Version of the engine that computes here: what a link's results stand for. */
export async function engineVersion(): Promise<number> {
  return (await (await engine()).hello()).engineVersion;
}

let isAsking = false;

/** Brings the figures of the whole run up to date. Nothing is asked while an answer is still on its way. */
export async function refreshReport(): Promise<void> {
  if (isAsking || runFeed.frame === undefined || useRun.getState().engine === 'stuck') return;
  isAsking = true;
  try {
    useRun.setState({ report: await (await engine()).report() });
  } catch (reason) {
    tellFailure(reason);
  } finally {
    isAsking = false;
  }
}

// Engine.

const clientMaker = part(() => import('./engine-client.ts'));

/** The client, once it is loaded. Commands wait for it in the order in which they were given. */
function engine(): Promise<EngineClient> {
  client ??= clientMaker().then(
    ({ startClient }) => startClient(handlers),
    (reason: unknown) => {
      client = undefined;
      throw reason;
    },
  );
  return client;
}

function command(work: (engine: EngineClient) => Promise<unknown>): void {
  idleDetector.track(attempt(async () => work(await engine()))).catch(tellFailure);
}

function tellFailure(reason: unknown): void {
  // A worker that was ended tells so itself.
  if (reason instanceof Error && reason.name === 'EngineStoppedError') return;
  useView.getState().tell({ text: strings.engineFailed(textOf(reason)), isProblem: true });
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

interface Standing {
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

function load(document: BrownoutDocument, options: Standing): void {
  const { speed } = useRun.getState();
  // A run that went on beyond its horizon, or a link to a moment there, needs the room before it can stand there.
  const horizonMs = Math.max(document.settings.horizonMs, options.horizonMs ?? 0, options.atMs ?? 0);
  useRun.setState({ ...NO_RUN, speed, horizonMs });
  const load = ++loads;
  const { opening } = useDiagram.getState();
  wanted = options;
  command(async (engine) => {
    loadedOpening = opening;
    const { atMs, isChange = false } = options;
    await engine.load(document, { horizonMs, isChange, ...(atMs === undefined ? {} : { atMs }) });
    if (load === loads) wanted = undefined;
  });
  if (options.play) play();
}

/** Makes the engine follow a changed document: at once for withdrawn entries, a moment later for all else. */
function followDocument(before: BrownoutDocument, after: BrownoutDocument): void {
  const difference = runDifference(before, after);
  if (difference.kind === 'nothing') return;
  if (difference.kind === 'withdrawn' && callOffReload === undefined) {
    for (const entry of difference.entries) command((engine) => engine.withdraw(entry));
    return;
  }
  isReloadNews ||= difference.kind !== 'moved';
  reloadSoon();
}

function reloadSoon(): void {
  callOffReload?.();
  const end = idleDetector.begin();
  const callOff = wallClock.after(RELOAD_AFTER_WALL_MS, () => {
    callOffReload = undefined;
    reload();
    end();
  });
  callOffReload = () => {
    callOffReload = undefined;
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

// Live entries.

/** Adds an entry to the run and, as the engine dated it, to the document's log. `replaces` tells which entries of the
 *  moment to come it stands for: while the run is paused, turning a dial twice leaves one entry. */
function applyLive(make: (id: string) => ScheduleEntry, replaces: (entry: ScheduleEntry) => boolean = () => false): void {
  if (useRun.getState().play === 'ended') {
    useView.getState().tell({ text: strings.runIsOver, action: { label: strings.goOn, run: goOn } });
    return;
  }
  entries = entries.then(async () => {
    const { document } = useDiagram.getState();
    const { nowMs } = useRun.getState();
    // Only what was dated for the moment to come is replaced: later entries, met after going back, stay.
    const nextMs = Math.floor(nowMs) + 1;
    for (const entry of document.log) if (entry.atMs === nextMs && replaces(entry)) withdraw(entry.id);
    if (document.log.length >= LIMITS.scheduleEntries) {
      useView.getState().tell({ text: strings.logIsFull, isProblem: true });
      return;
    }
    await enter(make(freshLogId()));
  });
  void idleDetector.track(entries);
}

async function enter(entry: ScheduleEntry): Promise<void> {
  const { opening } = useDiagram.getState();
  try {
    const item = await (await engine()).apply(entry);
    if (useDiagram.getState().opening !== opening) return;
    ownChange(() => useDiagram.getState().edit({ type: 'insert', items: [{ collection: 'log', item }] }));
  } catch (reason) {
    tellFailure(reason);
  }
}

function ownChange(work: () => void): void {
  isOwnChange = true;
  try {
    work();
  } finally {
    isOwnChange = false;
  }
}

function drop(entries: readonly ScheduleEntry[]): void {
  useDiagram.getState().edit({ type: 'remove', ids: entries.map(({ id }) => id), exactly: true });
}

/** An id that no entry ever had which came with the document, so that the two kinds are told apart by their ids. */
function freshLogId(): string {
  const { document, openedLog } = useDiagram.getState();
  return freshId('log', new Set([...idsOf(document), ...openedLog]));
}

function isFaultEntry(id: string): boolean {
  const { schedule, log } = useDiagram.getState().document;
  return [...schedule, ...log].some((entry) => entry.id === id);
}

// What the engine tells.

const handlers: ClientHandlers = {
  onLoaded(loaded) {
    withdrawStuckOffer();
    runFeed.begin(loaded, useDiagram.getState().document.settings.warmUpMs);
    seriesLog.clear();
    useRun.setState({ engine: 'ready', incidents: [], cascades: [], report: undefined, error: undefined });
  },
  onFrame(frame) {
    runFeed.push(frame);
    const nowWallMs = wallClock.now();
    if (nowWallMs - lastTickWallMs < TICK_WALL_MS) return;
    lastTickWallMs = nowWallMs;
    tick();
  },
  onSeries(series) {
    seriesLog.add(series.rows, series.intervalMs);
  },
  onIncidents({ incidents }) {
    useRun.setState((state) => ({ incidents: [...state.incidents, ...incidents] }));
    void attempt(refreshCascades);
  },
  onCut({ fromMs }) {
    seriesLog.cut(fromMs);
    runFeed.cut(fromMs);
    useRun.setState((state) => ({ incidents: state.incidents.filter((incident) => incident.atMs < fromMs) }));
    void attempt(refreshCascades);
  },
  onStatus(status) {
    // The last words of the run before, while the next one is being compiled.
    if (useRun.getState().engine === 'loading') return;
    const before = useRun.getState().play;
    const { state, outcome, error, traceHash, nowMs } = status;
    useRun.setState({ play: state, outcome, error, traceHash, nowMs });
    tick();
    if (state === 'ended' && before !== 'ended') finish(before);
  },
  onStuck(report) {
    stuck = report;
    useRun.setState({ engine: 'stuck', play: 'paused' });
    offerToGoOn();
  },
  onResumed,
  onPausedWhileHidden() {
    useView.getState().tell({ text: strings.pausedWhileHidden, action: { label: strings.play, run: play } });
  },
};

/** Brings text up to date with the latest frame. */
function tick(): void {
  const { frame } = runFeed;
  const latest = frame === undefined ? {} : { pace: frame.pace, inFlight: frame.inFlight, dotEvery: frame.dotEvery };
  const playing = useRun.getState().play === 'playing' && frame !== undefined ? { nowMs: frame.nowMs } : {};
  useRun.setState((state) => ({ ...latest, ...playing, tick: state.tick + 1 }));
  refreshFaults();
}

function refreshFaults(): void {
  const { faults, nowMs } = useRun.getState();
  const now = activeFaults(useDiagram.getState().document, nowMs);
  if (textOfFaults(now) !== textOfFaults(faults)) useRun.setState({ faults: now });
}

function textOfFaults(faults: ReadonlyMap<string, readonly ScheduleEntry[]>): string {
  return [...faults].map(([target, list]) => `${target}:${list.map((entry) => entry.id).join('+')}`).join(' ');
}

const cascadeReader = part(() => import('../analysis/cascade-reader.ts'));

/** Reads the chains of cause and effect anew. Their reader is loaded with the first incident: most pages never need it
 *  in their first seconds. */
async function refreshCascades(): Promise<void> {
  if (useRun.getState().incidents.length === 0) return useRun.setState({ cascades: [] });
  const { findCascades } = await cascadeReader();
  useRun.setState({ cascades: findCascades(useDiagram.getState().document, useRun.getState().incidents) });
}

/** At the end: the demo loops, and a run that came there by running shows its summary. One that was taken there, by a
 *  seek or by an edit at its end, keeps the reader where he is. */
function finish(before: PlayState): void {
  const { origin } = useDiagram.getState();
  const isAtHorizon = useRun.getState().outcome.kind === 'horizon';
  if (origin.kind === 'demo' && before === 'playing' && isAtHorizon) return loop();
  command(async (engine) => {
    const report = await engine.report();
    useRun.setState({ report });
    if (before !== 'seeking') useView.getState().showPanel('summary');
  });
}

function loop(): void {
  const kept = useRun.getState().cascades;
  ownChange(() => useDiagram.getState().forgetLog());
  load(useDiagram.getState().document, { play: true });
  if (kept.length > 0) useRun.setState({ earlierCascade: kept.at(-1) });
}

// After the engine was stuck.

/** What is known of the run whose worker was ended, until another one is loaded. */
let stuck: StuckReport | undefined;

/** Says that the engine was stuck and offers to go on, as long as that is not decided: the notice may have been put away. */
export function offerToGoOn(): void {
  if (stuck === undefined) return;
  const { suspect, canResumeWithout, lastSnapshot } = stuck;
  const without = canResumeWithout ? suspect : undefined;
  const fromLast = lastSnapshot === undefined ? strings.resumeFromStart : strings.resume;
  useView.getState().tell({
    text: strings.stuck,
    isProblem: true,
    action: {
      label: without === undefined ? fromLast : strings.resumeWithout,
      run: () => resumeAfterStuck((client) => (without === undefined ? client.resumeLast() : client.resumeWithout(without))),
    },
  });
}

function resumeAfterStuck(resume: (client: EngineClient) => Promise<unknown>): void {
  if (stuck !== undefined) idleDetector.track(engine().then(resume)).catch(tellFailure);
}

/** It is decided, by the offer or by a command that needed a run. */
function withdrawStuckOffer(): void {
  stuck = undefined;
  const { notices, dropNotice } = useView.getState();
  for (const { id, text } of notices) if (text === strings.stuck) dropNotice(id);
}

/** Makes the open document that of the run that goes on: a step that undo takes back. What does not touch a run, such as
 *  names and places, stays as it is. */
function onResumed({ document }: Resumed): void {
  wanted = undefined;
  const { opening, document: open, replaceDocument } = useDiagram.getState();
  if (opening !== loadedOpening) return;
  const kept = { ...open, log: document.log };
  const isSame = JSON.stringify(open.log) === JSON.stringify(document.log);
  if (runDifference(kept, document).kind !== 'nothing') ownChange(() => replaceDocument(document));
  else if (!isSame) ownChange(() => replaceDocument(kept));
}
