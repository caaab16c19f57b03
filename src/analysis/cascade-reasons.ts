import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { specsOf } from '../model/declared.ts';
import { findItem } from '../model/edit.ts';
import { type ParameterValue, valueOf } from '../model/parameter.ts';
import { LoadPlan } from './bottleneck.ts';
import type { LoadTurn, ParameterChange } from './cascade.ts';

/** Where the document's figures do not show that a part had more to do than it can, a change or a turn of the load dial
 *  is told as the reason when it came at most this long before. */
export const REASON_MS = 30_000;
/** Changes of one value that follow each other within this time are one move of a slider. */
const MOVE_MS = 1000;

/** What people did that made a part give way. */
export interface Reasons {
  readonly change?: ParameterChange;
  readonly loadFactor?: LoadTurn;
}

/** What gave way and when: the part, what the failure was seen at, and when signs of it came first. */
export interface GivenWay {
  readonly place: string;
  /** Parts and connections between the failure and `place`, both included. */
  readonly path: readonly string[];
  readonly atMs: number;
  readonly sinceMs: number;
}

/** Finds what people did that the failure needed. By the document's own figures a change of a value or a turn of the load
 *  dial is needed when without it the part would have had less to do than it can, and with it more. Where the figures say
 *  nothing, a change for the worse at the part, at what it waits for or at the calls to it is preferred, and a turn that
 *  raised the load is told only without one; both then came at most `REASON_MS` before. */
export function findReasons(document: BrownoutDocument, given: GivenWay): Reasons {
  const moves = movesOf(document, given.atMs);
  if (moves.length === 0) return {};
  const trial = new Trial(document, given);
  const changes = moves.filter((move) => move.param !== undefined);
  const turns = moves.filter((move) => move.param === undefined);
  const needed = trial.isFull([]) ? [trial.neededOf(changes), trial.neededOf(turns)] : [];
  const [change, turn] = needed;
  if (change !== undefined || turn !== undefined) return told(change, turn);
  const near = changes.filter((move) => isRecent(move, given) && isForWorse(move) && trial.isNear(move.target)).at(-1);
  if (near !== undefined) return told(near, undefined);
  const last = turns.at(-1);
  const isTurn = last !== undefined && !trial.isFull(last.ids) && isRecent(last, given) && isForWorse(last);
  return told(undefined, isTurn ? last : undefined);
}

/** One value moved from one place to another, in one or several entries. The load dial has neither target nor param. */
interface Move {
  readonly target: string;
  readonly param: string | undefined;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
  readonly atMs: number;
  readonly ids: readonly string[];
}

function told(change: Move | undefined, turn: Move | undefined): Reasons {
  return {
    ...(change?.param === undefined
      ? {}
      : { change: { target: change.target, param: change.param, from: change.from, to: change.to, atMs: change.atMs } }),
    ...(turn === undefined ? {} : { loadFactor: { factor: Number(turn.to), atMs: turn.atMs } }),
  };
}

/** Whether it came before the first sign of the failure, and not long before. */
function isRecent(move: Move, { atMs, sinceMs }: GivenWay): boolean {
  return move.atMs <= sinceMs && atMs - move.atMs <= REASON_MS;
}

/** Asks the document's figures what would have been without some entries. */
class Trial {
  private readonly document: BrownoutDocument;
  private readonly given: GivenWay;
  private readonly near: ReadonlySet<string>;

  constructor(document: BrownoutDocument, given: GivenWay) {
    this.document = document;
    this.given = given;
    this.near = nearTo(document, given.path);
  }

  /** Whether the part would have had as much to do as it can, or more, without these entries. */
  isFull(without: readonly string[]): boolean {
    const { schedule, log } = this.document;
    const kept = (entry: ScheduleEntry): boolean => !without.includes(entry.id);
    const document = { ...this.document, schedule: schedule.filter(kept), log: log.filter(kept) };
    return new LoadPlan(document, this.given.atMs).loadOf(this.given.place) >= 1;
  }

  /** The move without which, and without what came after it at the same value, the part would not be full. */
  neededOf(moves: readonly Move[]): Move | undefined {
    for (const value of new Set(moves.map(valueId))) {
      const own = moves.filter((move) => valueId(move) === value);
      for (let index = own.length - 1; index >= 0; index--) {
        if (!this.isFull(own.slice(index).flatMap((move) => move.ids))) return own[index];
      }
    }
    return undefined;
  }

  isNear(target: string): boolean {
    return this.near.has(target);
  }
}

/** What the parts of a path are, what leads to them, and everything that they wait for. */
function nearTo(document: BrownoutDocument, path: readonly string[]): ReadonlySet<string> {
  const near = new Set(path);
  for (const id of near) {
    for (const { id: connection, kind, from, to } of document.connections) {
      if (from !== id || kind !== 'sync') continue;
      near.add(connection);
      near.add(to);
    }
  }
  for (const { id, channel, to } of document.connections) {
    if (!path.includes(to) && (channel === undefined || !path.includes(channel))) continue;
    near.add(id);
    if (channel !== undefined) near.add(channel);
    if (channel !== undefined && path.includes(channel)) near.add(to);
  }
  for (const { id, broker } of document.channels) if (near.has(id)) near.add(broker);
  return near;
}

/** All moves up to a moment, in the order of time; those that lead back to where they began are left out. */
function movesOf(document: BrownoutDocument, untilMs: number): readonly Move[] {
  const moves: Move[] = [];
  const entries = [...document.schedule, ...document.log].filter((entry) => entry.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
  for (const entry of entries) {
    if (entry.type === 'fault') continue;
    const { target, param, to } = entry.type === 'set' ? { ...entry, to: entry.value } : { target: '', param: undefined, to: entry.factor };
    const index = moves.findLastIndex((move) => move.target === target && move.param === param);
    const last = moves[index];
    const { atMs, id } = entry;
    if (last !== undefined && atMs - last.atMs <= MOVE_MS) moves[index] = { ...last, to, atMs, ids: [...last.ids, id] };
    else moves.push({ target, param, from: last?.to ?? valueBefore(document, target, param), to, atMs, ids: [id] });
  }
  return moves.filter(({ from, to }) => from !== to).sort((a, b) => a.atMs - b.atMs);
}

function valueId({ target, param }: Move): string {
  return `${target} ${param}`;
}

/** The value that the document itself gives; the load dial stands at 1. */
function valueBefore(document: BrownoutDocument, target: string, param: string | undefined): ParameterValue {
  if (param === undefined) return 1;
  const found = findItem(document, target);
  const spec = found && specsOf(document, found).find((candidate) => candidate.name === param);
  if (found === undefined || spec === undefined) return '';
  return valueOf(spec, 'params' in found.item ? found.item.params : undefined);
}

/** Values that serve worse the lower they are, and those that serve worse the higher they are; others may do so either
 *  way. Attempts are among those: more of them load what is full, fewer rescue less. */
const BETTER_HIGH = new Set(['servers', 'replicas', 'queueCapacity', 'capacity', 'hitRatio', 'timeoutMs', 'maxConcurrent', 'prefetch', 'thinkMs', 'deadlineMs', 'maxConnections']);
const BETTER_LOW = new Set([
  'serviceMs',
  'serviceVariation',
  'failureRatio',
  'latencyMs',
  'probability',
  'callsPerRequest',
  'ratePerSec',
  'users',
  'writeMs',
]);

function isForWorse({ param, from, to }: Move): boolean {
  if (typeof from === 'boolean' || typeof to === 'boolean') return true;
  const before = from === 'unbounded' ? Infinity : Number(from);
  const after = to === 'unbounded' ? Infinity : Number(to);
  if (param === undefined || BETTER_LOW.has(param)) return after > before;
  return BETTER_HIGH.has(param) ? after < before : true;
}
