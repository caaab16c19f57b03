import { type FaultKind, LIMITS, type ScheduleEntry } from '../../model/document.ts';
import { setParameter } from '../../model/edit.ts';
import { freshId, idsOf } from '../../model/names.ts';
import { FAULT_OUTLINES } from '../../model/outlines.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../../model/parameter.ts';
import { useDiagram } from '../diagram-store.ts';
import { idleDetector } from '../idle.ts';
import { canGoOn, useRun } from '../run-store.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-store.ts';
import { engine, tellFailure } from './engine-commands.ts';
import { ownChange } from './own-change.ts';
import { goOn } from './playback.ts';
import { isRefused, tellRefusal } from './run-load.ts';
import { again } from './session.ts';

/** What is done to a run under way: each change is an entry of the document's log, dated by the engine. */

/** Live entries one after another, so that each gets an id of its own. */
let entries: Promise<void> = Promise.resolve();

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

/** Adds an entry to the run and, as the engine dated it, to the document's log. `replaces` tells which entries of the
 *  moment to come it stands for: while the run is paused, turning a dial twice leaves one entry. */
function applyLive(make: (id: string) => ScheduleEntry, replaces: (entry: ScheduleEntry) => boolean = () => false): void {
  if (isRefused()) return tellRefusal();
  if (useRun.getState().play === 'ended') {
    tellOver();
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

/** Offers what lets changes be made again: more time, or where none of it can come any more, the run from the beginning. */
function tellOver(): void {
  const isMoreToCome = canGoOn(useRun.getState());
  useView.getState().tell({
    text: isMoreToCome ? strings.runIsOver : strings.runWasStopped,
    action: isMoreToCome ? { label: strings.goOn, run: goOn } : { label: strings.again, run: again },
  });
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

/** An id that no entry ever had which came with the document, so that the two kinds are told apart by their ids. */
function freshLogId(): string {
  const { document, openedLog } = useDiagram.getState();
  return freshId('log', new Set([...idsOf(document), ...openedLog]));
}

function isFaultEntry(id: string): boolean {
  const { schedule, log } = useDiagram.getState().document;
  return [...schedule, ...log].some((entry) => entry.id === id);
}
