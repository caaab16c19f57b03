import { type BrownoutDocument, type FaultKind, LIMITS, type ScheduleEntry } from '../../model/document.ts';
import { applyEdit, type Edit, setParameter } from '../../model/edit.ts';
import { freshId, idsOf } from '../../model/names.ts';
import { FAULT_OUTLINES } from '../../model/outlines.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../../model/parameter.ts';
import { useDiagram } from '../diagram-store.ts';
import { allowsEdit } from '../edit-gate.ts';
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
  const make = (id: string): ScheduleEntry => ({
    id,
    type: 'fault',
    fault,
    target,
    atMs: 0,
    ...(Number.isFinite(durationMs) ? { durationMs } : {}),
    ...(params === undefined || Object.keys(params).length === 0 ? {} : { params }),
  });
  applyLive([{ make }]);
}

/** Turns the load dial, now. */
export function setLoad(factor: number): void {
  applyLive([{ make: (id) => ({ id, type: 'load', factor, atMs: 0 }), replaces: (entry) => entry.type === 'load' }]);
}

/** A parameter and what it is set to; undefined for its default. */
export interface ParameterChange {
  readonly spec: ParameterSpec;
  readonly value: ParameterValue | undefined;
}

/** Parameters of one component, connection, broker, channel or fault that change together. */
export interface ParameterChanges {
  readonly target: string;
  /** All parameters that the target declares. */
  readonly specs: readonly ParameterSpec[];
  readonly changes: readonly ParameterChange[];
}

/** Changes a parameter: in a run under way a live entry, where the parameter allows that; otherwise an edit. */
export function changeParameter({ spec, value, ...rest }: Omit<ParameterChanges, 'changes'> & ParameterChange): void {
  changeParameters({ ...rest, changes: [{ spec, value }] });
}

/** Changes parameters that say one thing together: at the same moment of the run, and as one step of undo. Live only if
 *  all of them may change in a run under way. */
export function changeParameters({ target, specs, changes }: ParameterChanges): void {
  const { nowMs, play: state } = useRun.getState();
  const isUnderWay = nowMs > 0 && state !== 'ended';
  if (!isUnderWay || changes.some(({ spec }) => !spec.live) || isFaultEntry(target)) {
    const { document, edit } = useDiagram.getState();
    edit(parametersEdit(document, { target, specs, changes }));
    return;
  }
  applyLive(
    changes.map(({ spec, value = spec.default }) => ({
      make: (id) => ({ id, type: 'set', target, param: spec.name, value, atMs: 0 }),
      replaces: (entry) => entry.type === 'set' && entry.target === target && entry.param === spec.name,
    })),
  );
}

function parametersEdit(document: BrownoutDocument, { target, specs, changes }: ParameterChanges): Edit {
  let current = document;
  const edits = changes.map(({ spec, value }) => {
    const edit = setParameter(current, { target, specs, param: spec.name, value });
    current = applyEdit(current, edit).document;
    return edit;
  });
  return edits.length === 1 ? edits[0]! : { type: 'batch', edits };
}

/** Takes a live entry back: the run is replayed without it. */
export function withdraw(entryId: string): void {
  useDiagram.getState().edit({ type: 'remove', ids: [entryId], exactly: true });
}

/** An entry to come. `replaces` tells which entries of the moment to come it stands for: while the run is paused, turning
 *  a dial twice leaves one entry. */
interface LiveChange {
  readonly make: (id: string) => ScheduleEntry;
  readonly replaces?: (entry: ScheduleEntry) => boolean;
}

/** Adds entries to the run and, as the engine dated them, to the document's log: one step of undo. */
function applyLive(changes: readonly LiveChange[]): void {
  if (isRefused()) return tellRefusal();
  if (useRun.getState().play === 'ended') {
    tellOver();
    return;
  }
  entries = entries.then(async () => {
    const { log } = useDiagram.getState().document;
    // Only what was dated for the moment to come is replaced: later entries, met after going back, stay.
    const nextMs = Math.floor(useRun.getState().nowMs) + 1;
    const replaced = log.filter((entry) => entry.atMs === nextMs && changes.some(({ replaces }) => replaces?.(entry)));
    if (log.length - replaced.length + changes.length > LIMITS.scheduleEntries) {
      useView.getState().tell({ text: strings.logIsFull, isProblem: true });
      return;
    }
    if (!fitsDocument(changes)) return;
    await enter(replaced.map(({ id }) => id), changes);
  });
  void idleDetector.track(entries);
}

/** Whether the document could hold these entries: the engine must not take what is not written down. */
function fitsDocument(changes: readonly LiveChange[]): boolean {
  const { document } = useDiagram.getState();
  const items: ScheduleEntry[] = [];
  for (const { make } of changes) items.push(make(freshLogId(items)));
  return allowsEdit(document, { ...document, log: items });
}

/** Offers what lets changes be made again: more time, or where none of it can come any more, the run from the beginning. */
function tellOver(): void {
  const isMoreToCome = canGoOn(useRun.getState());
  useView.getState().tell({
    text: isMoreToCome ? strings.runIsOver : strings.runWasStopped,
    action: isMoreToCome ? { label: strings.goOn, run: goOn } : { label: strings.again, run: again },
  });
}

/** Gives the engine the changes, then writes down what it took. */
async function enter(replaced: readonly string[], changes: readonly LiveChange[]): Promise<void> {
  const { opening } = useDiagram.getState();
  const gone: string[] = [];
  const items: ScheduleEntry[] = [];
  try {
    const client = await engine();
    // One after another: each is dated after what came before it.
    for (const id of replaced) {
      await client.withdraw(id);
      gone.push(id);
    }
    for (const { make } of changes) {
      items.push(await client.apply(make(freshLogId(items))));
    }
  } catch (reason) {
    tellFailure(reason);
  }
  if (useDiagram.getState().opening === opening) writeDown(gone, items);
}

/** What the engine took, in the document's log. */
function writeDown(gone: readonly string[], items: readonly ScheduleEntry[]): void {
  const removal: readonly Edit[] = gone.length === 0 ? [] : [{ type: 'remove', ids: gone, exactly: true }];
  const insertion: readonly Edit[] =
    items.length === 0 ? [] : [{ type: 'insert', items: items.map((item) => ({ collection: 'log', item })) }];
  const edits = [...removal, ...insertion];
  if (edits.length > 0) ownChange(() => useDiagram.getState().edit(edits.length === 1 ? edits[0]! : { type: 'batch', edits }));
}

/** An id that no entry ever had which came with the document, so that the two kinds are told apart by their ids. */
function freshLogId(items: readonly ScheduleEntry[]): string {
  const { document, openedLog } = useDiagram.getState();
  return freshId('log', new Set([...idsOf(document), ...openedLog, ...items.map(({ id }) => id)]));
}

function isFaultEntry(id: string): boolean {
  const { schedule, log } = useDiagram.getState().document;
  return [...schedule, ...log].some((entry) => entry.id === id);
}
