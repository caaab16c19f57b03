import { OUTCOME, TAP_COLUMNS, TAP_KIND, TAP_STRIDE } from '../../model/measures.ts';
import type { RunFrame } from '../../store/run-feed.ts';
import { type EdgePath, placeAt, createPathPlace } from './draw/edge-path.ts';
import {
  createDotColumns,
  createLeavingColumns,
  DOT_DUPLICATE,
  DOT_FAILURE,
  DOT_MESSAGE,
  DOT_RECORD,
  DOT_REJECTED,
  DOT_REPLY,
  DOT_REQUEST,
  DOT_TIMED_OUT,
  type DotColumns,
  type LeavingColumns,
} from './draw/picture.ts';

/** Most dots at once; further ones are not shown. */
export const MOST_DOTS = 5000;
const MOST_LEAVING = 400;
/** A way that takes at least this long on the wall clock is watched as it happens; a shorter one is shown as flow. */
export const WATCHABLE_WALL_MS = 150;
/** Flow moves at this many flow pixels per wall millisecond, within these bounds of a way's time. */
const FLOW_SPEED = 0.36;
const FLOW_SHORTEST_MS = 320;
const FLOW_LONGEST_MS = 1100;
/** Slowed dots of one request follow each other, but no longer than this behind the numbers. */
const MOST_LAG_MS = 2500;
/** Requests whose last steps and deliveries are remembered. */
const MOST_REMEMBERED = 8192;
/** How far beside a one-way edge something comes back. Flow pixels. */
const BACK_ASIDE = 5;
/** How long a leaving dot can be seen. Wall milliseconds. */
const LEAVING_WALL_MS = 750;

/** What leaves one place leaves at least this far apart, at most this late, and side by side. */
const LEAVE_APART_MS = 90;
const LEAVE_LATEST_MS = 360;
const FAN = [0, 9, -9, 5, -5];
/** Messages that are seen to rest in one tray, beside the pile that tells how many there are: so many in a row. */
const MOST_RESTING = 8;
const RESTING_COLUMNS = 4;
const RESTING_PITCH_X = 12;
const RESTING_PITCH_Y = 8;
/** Where the first of them rests, from the middle of the tray. Flow pixels. */
const RESTING_LEFT = -18;
const RESTING_DOWN = 7;
/** What rests is no step of the tap. */
const RESTING = 64;
/** What is not told of for so long was taken away otherwise: expired, lost or purged. Milliseconds of its clock. */
const LONGEST_REST_MS = 60_000;
/** More connections or components than one document may hold. */
const MOST_PLACES = 1_000_000;

const [KIND, START, END, PLACE, REQUEST, RESULT] = TAP_COLUMNS.map((_, index) => index) as [
  number, number, number, number, number, number,
];

/** An edge as dots know it. */
export interface DotWay {
  readonly path: EdgePath;
  readonly kind: 'sync' | 'queue' | 'stream';
  /** Whether its broker's store is halfway along it, rather than at one of its ends. */
  readonly hasStore: boolean;
  /** Sideways offset of one of a stream's lanes at a distance, and how many lanes there are. */
  readonly lanes?: { readonly count: number; readonly offset: (lane: number, distance: number) => number };
  /** Distance between the rails of a call and its reply, halved; 0 for one-way edges. */
  readonly rail: number;
}

/** Where dots move: ways by the connections' rows in the frames, and where things end at components, by theirs. */
export interface DotGround {
  /** Whether messages were handed out again on a connection in this run. */
  isRedelivering?(connection: number): boolean;
  way(connection: number): DotWay | undefined;
  exit(component: number): { readonly x: number; readonly y: number } | undefined;
}

/** A dot that was found near a place. */
export interface FoundDot {
  /** The request as the tap names it. */
  readonly request: number;
  readonly x: number;
  readonly y: number;
}

/** When a row of the tap came, as the wall clock sees it. */
interface RowMoment {
  readonly ground: DotGround;
  /** How long its way lasts, and how long after the frame before it begins. */
  readonly wallMs: number;
  readonly delayMs: number;
  readonly areMostFlow: boolean;
  readonly pace: number;
}

/** The last slowed way of a request: when it ended in the run, and when its dot leaves and arrives. */
interface LastWay {
  readonly endMs: number;
  readonly leavesMs: number;
  readonly arrivesMs: number;
}

/** A message in a tray: where in it, by which clock it rests, since when and until when, as far as that is known. */
interface Rest {
  readonly slot: number;
  readonly isFlow: boolean;
  readonly fromMs: number;
  untilMs: number;
}

interface NewDot {
  readonly kind: number;
  readonly place: number;
  readonly request: number;
  readonly style: number;
  readonly isFlow: boolean;
  /** Simulated milliseconds, or those of `flowMs` when it flows. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What a picked request does. */
export interface DotMoment {
  readonly kind: number;
  readonly place: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: number;
}

/** Steps of a picked request that are kept, and rows of all requests in which its earlier ones are looked for. */
const LASTED_COUNT = 128;
const HISTORY = 200;
const FIRST_KEPT = 8;
const RECENT_ROWS = 8192;

/** The sampled requests on their ways. Where a way takes long enough to be watched, a dot's place is a function of
 *  simulated time alone; where it is too quick, dots flow at a visible speed instead. Everything lives in columns. */
export class DotField {
  readonly dots: DotColumns = createDotColumns(MOST_DOTS);
  readonly leaving: LeavingColumns = createLeavingColumns(MOST_LEAVING);
  /** Requests of the drawn dots, beside `dots`. */
  readonly requests = new Float64Array(MOST_DOTS);
  private readonly starts = new Float64Array(MOST_DOTS);
  private readonly ends = new Float64Array(MOST_DOTS);
  private readonly places = new Int32Array(MOST_DOTS);
  private readonly kinds = new Uint8Array(MOST_DOTS);
  private readonly flows = new Uint8Array(MOST_DOTS);
  private readonly styles = new Uint8Array(MOST_DOTS);
  private readonly names = new Float64Array(MOST_DOTS);
  private count = 0;
  private leaves: { startMs: number; x: number; y: number; style: number }[] = [];
  /** Clock of what is not told by simulated time; it stands still with the run. Wall milliseconds. */
  private flowMs = 0;
  private picked: number | undefined;
  private history: DotMoment[] = [];
  private readonly recent = new Float64Array(RECENT_ROWS * TAP_STRIDE);
  private recentCount = 0;
  /** How long the last ways took, in simulated milliseconds. */
  private readonly lasted = new Float64Array(LASTED_COUNT);
  private lastedCount = 0;
  private leaveCount = 0;
  private readonly lastWays = new Map<number, LastWay>();
  /** Messages that were handed out, by connection and request. */
  private readonly handedOut = new Set<number>();
  /** What rests in trays, by connection and request, and which slots are taken, by connection. */
  private readonly rests = new Map<number, Rest>();
  private readonly slots = new Map<number, number>();
  /** When something last left, by place. Wall milliseconds of `flowMs`. */
  private readonly turns = new Map<number, number>();

  /** Whether most of the ways lately gone are too quick to be watched at this pace, in simulated per wall milliseconds. */
  isFlowAt(pace: number): boolean {
    const known = Math.min(LASTED_COUNT, this.lastedCount);
    let quick = 0;
    for (let i = 0; i < known; i++) if (this.lasted[i]! < WATCHABLE_WALL_MS * pace) quick++;
    return quick * 2 > known;
  }

  clear(): void {
    this.count = 0;
    this.dots.count = 0;
    this.leaving.count = 0;
    this.leaves = [];
    this.history = [];
    this.recentCount = 0;
    this.lastedCount = 0;
    this.turns.clear();
    this.lastWays.clear();
    this.handedOut.clear();
    this.rests.clear();
    this.slots.clear();
  }

  /** Follows this request: what it did lately, and what it does from now on, is kept for `pickedHistory`. */
  pick(request: number | undefined): void {
    if (this.picked === request) return;
    this.picked = request;
    this.history = [];
    const oldest = Math.max(0, this.recentCount - RECENT_ROWS);
    for (let row = oldest; row < this.recentCount && request !== undefined; row++) {
      const at = (row % RECENT_ROWS) * TAP_STRIDE;
      if (this.recent[at + REQUEST] === request) this.remember(momentAt(this.recent, at));
    }
  }

  /** What the picked request did lately, oldest first. */
  get pickedHistory(): readonly DotMoment[] {
    return this.history;
  }

  /** Takes in the tap of a frame. `sinceMs` is the simulated time of the frame before: dots that flow are spread over
   *  the wall time in between, so that they do not come in clumps. */
  add(frame: RunFrame, ground: DotGround, sinceMs: number): void {
    const { tap, pace } = frame;
    const areMostFlow = this.isFlowAt(pace);
    for (let row = 0; row + TAP_STRIDE <= tap.length; row += TAP_STRIDE) {
      const wallMs = pace > 0 ? (tap[row + END]! - tap[row + START]!) / pace : Infinity;
      const delayMs = pace > 0 ? Math.max(0, (tap[row + START]! - sinceMs) / pace) : 0;
      this.addRow(tap, row, { ground, wallMs, delayMs: Math.min(delayMs, 120), areMostFlow, pace });
    }
  }

  private addRow(
    tap: Float64Array,
    row: number,
    { ground, wallMs, delayMs, areMostFlow, pace }: RowMoment,
  ): void {
    const kind = tap[row + KIND]!;
    const place = tap[row + PLACE]!;
    if (tap[row + REQUEST] === this.picked) this.remember(momentAt(tap, row));
    const at = (this.recentCount++ % RECENT_ROWS) * TAP_STRIDE;
    for (let column = 0; column < TAP_STRIDE; column++) this.recent[at + column] = tap[row + column]!;
    const request = tap[row + REQUEST]!;
    const isAgain = this.isAgain(kind, { place, request, ground });
    const backMs = isAgain ? this.addReturn({ place, request, ground, delayMs }) : 0;
    if (kind === TAP_KIND.leave || kind === TAP_KIND.timeout || kind === TAP_KIND.dead) {
      if (kind === TAP_KIND.dead) this.endRest(place, request, { isFlow: true, atMs: this.flowMs });
      const { arrivesMs = 0 } = this.lastWays.get(request) ?? {};
      const waitMs = kind === TAP_KIND.leave && arrivesMs - this.flowMs < MOST_LAG_MS ? arrivesMs - this.flowMs : 0;
      this.addLeaving(kind, { place, outcome: tap[row + RESULT]!, ground, delayMs: Math.max(delayMs + backMs, waitMs), isFlow: areMostFlow });
      return;
    }
    const way = ground.way(place);
    if (way === undefined || this.count >= MOST_DOTS) return;
    this.lasted[this.lastedCount++ % LASTED_COUNT] = tap[row + END]! - tap[row + START]!;
    const style = isAgain ? DOT_DUPLICATE : styleOf(kind, way.kind, tap[row + RESULT]!);
    const isFlow = wallMs < WATCHABLE_WALL_MS;
    const startMs = isFlow ? this.turnOf(request, { startMs: tap[row + START]!, delayMs: delayMs + backMs, pace }) : tap[row + START]!;
    const endMs = isFlow ? startMs + flowMsOf(way) : tap[row + END]!;
    if (isFlow) this.remembered(this.lastWays).set(request, { endMs: tap[row + END]!, leavesMs: startMs, arrivesMs: endMs });
    if (kind === TAP_KIND.deliver) this.endRest(place, request, { isFlow, atMs: startMs });
    this.addDot({ kind, place, request, style, isFlow, startMs, endMs });
    if (kind === TAP_KIND.forward && way.kind === 'queue' && way.hasStore) this.beginRest(place, request, { isFlow, fromMs: endMs });
  }

  /** Keeps a message in sight in its tray from the moment it comes there, as long as there is a slot. */
  private beginRest(place: number, request: number, { isFlow, fromMs }: { readonly isFlow: boolean; readonly fromMs: number }): void {
    const taken = this.slots.get(place) ?? 0;
    const slot = lowestFree(taken);
    const key = request * MOST_PLACES + place;
    if (slot >= MOST_RESTING || this.rests.has(key) || this.count >= MOST_DOTS) return;
    this.slots.set(place, taken | (1 << slot));
    this.rests.set(key, { slot, isFlow, fromMs, untilMs: Infinity });
    this.addDot({ kind: RESTING, place, request, style: DOT_MESSAGE, isFlow, startMs: fromMs, endMs: Infinity });
  }

  /** Says when a message leaves its tray. A moment of the other clock, after the speed was changed, is now. */
  private endRest(place: number, request: number, { isFlow, atMs }: { readonly isFlow: boolean; readonly atMs: number }): void {
    const rest = this.rests.get(request * MOST_PLACES + place);
    if (rest !== undefined) rest.untilMs = rest.isFlow === isFlow ? atMs : -Infinity;
  }

  /** Gives back the slot of a message whose rest is over, or which is not told of any more. Returns whether it did. */
  private clearRest(dot: number, clock: number): boolean {
    const key = this.names[dot]! * MOST_PLACES + this.places[dot]!;
    const rest = this.rests.get(key);
    if (rest !== undefined && clock < rest.untilMs && clock < rest.fromMs + LONGEST_REST_MS) return false;
    this.rests.delete(key);
    if (rest !== undefined) this.slots.set(this.places[dot]!, this.slots.get(this.places[dot]!)! & ~(1 << rest.slot));
    return true;
  }

  private addDot(dot: NewDot): void {
    if (this.count >= MOST_DOTS) return;
    const at = this.count++;
    this.kinds[at] = dot.kind;
    this.places[at] = dot.place;
    this.names[at] = dot.request;
    this.flows[at] = dot.isFlow ? 1 : 0;
    this.starts[at] = dot.startMs;
    this.ends[at] = dot.endMs;
    this.styles[at] = dot.style;
  }

  /** When a slowed dot leaves: what followed another way of the same request follows its dot, after the time that really
   *  lay in between; what ran beside it runs beside it. Wall milliseconds of `flowMs`. */
  private turnOf(
    request: number,
    { startMs, delayMs, pace }: { readonly startMs: number; readonly delayMs: number; readonly pace: number },
  ): number {
    const ownMs = this.flowMs + delayMs;
    const last = this.lastWays.get(request);
    if (last === undefined) return ownMs;
    const betweenMs = pace > 0 ? Math.max(0, startMs - last.endMs) / pace : 0;
    const turnMs = startMs >= last.endMs ? last.arrivesMs + betweenMs : last.leavesMs;
    return turnMs > ownMs && turnMs - ownMs <= MOST_LAG_MS ? turnMs : ownMs;
  }

  /** Whether a message that was handed out before is handed out or given up now, so that it came back to its queue. */
  private isAgain(
    kind: number,
    { place, request, ground }: { readonly place: number; readonly request: number; readonly ground: DotGround },
  ): boolean {
    if (kind !== TAP_KIND.deliver && kind !== TAP_KIND.dead) return false;
    const key = request * MOST_PLACES + place;
    const isKnown = this.handedOut.has(key);
    if (kind === TAP_KIND.deliver) this.remembered(this.handedOut).add(key);
    return isKnown && (ground.isRedelivering?.(place) ?? false);
  }

  /** What the consumer did not confirm comes back to its store. Returns how long that is shown. Wall milliseconds. */
  private addReturn(options: { readonly place: number; readonly request: number; readonly ground: DotGround; readonly delayMs: number }): number {
    const { place, request, ground, delayMs } = options;
    const way = ground.way(place);
    if (way === undefined) return 0;
    const startMs = this.flowMs + delayMs;
    const lastsMs = flowMsOf(way);
    this.addDot({ kind: TAP_KIND.back, place, request, style: DOT_FAILURE, isFlow: true, startMs, endMs: startMs + lastsMs });
    return lastsMs;
  }

  /** Makes room for one more by forgetting the oldest. */
  private remembered<T extends Map<number, LastWay> | Set<number>>(kept: T): T {
    if (kept.size >= MOST_REMEMBERED) kept.delete(kept.keys().next().value!);
    return kept;
  }

  private addLeaving(
    kind: number,
    options: { readonly place: number; readonly outcome: number; readonly ground: DotGround; readonly delayMs: number; readonly isFlow: boolean },
  ): void {
    if (this.leaves.length >= MOST_LEAVING) return;
    const at = leavingPlace(kind, options.place, options.ground);
    if (at === undefined) return;
    // What flows arrives later than it did; what ends then waits as long, so that it leaves after it came.
    const wishedMs = this.flowMs + options.delayMs + (options.isFlow && kind === TAP_KIND.leave ? FLOW_SHORTEST_MS : 0);
    const startMs = this.turnToLeave(kind * MOST_PLACES + options.place, wishedMs);
    if (startMs === undefined) return;
    const aside = FAN[this.leaveCount++ % FAN.length]!;
    this.leaves.push({ startMs, x: at.x + aside, y: at.y, style: leavingStyle(kind, options.outcome) });
  }

  /** What ends at one place leaves one after another, so that it can be seen how often; a crowd that would have to wait
   *  for long is told by the numbers alone. */
  private turnToLeave(place: number, wishedMs: number): number | undefined {
    const startMs = Math.max(wishedMs, (this.turns.get(place) ?? -Infinity) + LEAVE_APART_MS);
    if (startMs - wishedMs > LEAVE_LATEST_MS) return undefined;
    this.turns.set(place, startMs);
    return startMs;
  }

  /** Moves everything on: to the simulated moment, and by `deltaMs` of wall time for what flows. */
  advance(nowMs: number, deltaMs: number, ground: DotGround): void {
    this.flowMs += deltaMs;
    let kept = 0;
    let drawn = 0;
    for (let dot = 0; dot < this.count; dot++) {
      const clock = this.flows[dot] === 1 ? this.flowMs : nowMs;
      if (this.kinds[dot] === RESTING ? this.clearRest(dot, clock) : clock >= this.ends[dot]!) continue;
      this.moveDown(dot, kept);
      if (clock >= this.starts[kept]! && this.put(kept, drawn, clock, ground)) drawn++;
      kept++;
    }
    this.count = kept;
    this.dots.count = drawn;
    this.advanceLeaving();
  }

  /** Drops dots that tell of a later moment, after a step back in time. */
  dropAfter(nowMs: number): void {
    let kept = 0;
    for (let dot = 0; dot < this.count; dot++) {
      if (this.flows[dot] === 1 || this.starts[dot]! > nowMs || this.kinds[dot] === RESTING) continue;
      this.moveDown(dot, kept++);
    }
    this.rests.clear();
    this.slots.clear();
    this.count = kept;
    this.leaves = [];
  }

  /** The drawn dot nearest to a place, within `reach` flow pixels. */
  find(x: number, y: number, reach: number): FoundDot | undefined {
    let best = -1;
    let bestDistance = reach;
    for (let dot = 0; dot < this.dots.count; dot++) {
      const distance = Math.hypot(this.dots.x[dot]! - x, this.dots.y[dot]! - y);
      if (distance >= bestDistance) continue;
      best = dot;
      bestDistance = distance;
    }
    if (best < 0) return undefined;
    return { request: this.requests[best]!, x: this.dots.x[best]!, y: this.dots.y[best]! };
  }

  private put(dot: number, drawn: number, clock: number, ground: DotGround): boolean {
    const way = ground.way(this.places[dot]!);
    if (way === undefined) return false;
    if (this.kinds[dot] === RESTING) placeInTray(way, this.rests.get(this.names[dot]! * MOST_PLACES + this.places[dot]!)?.slot ?? 0);
    else {
      const span = this.ends[dot]! - this.starts[dot]!;
      const progress = span > 0 ? (clock - this.starts[dot]!) / span : 1;
      placeOnWay(way, this.kinds[dot]!, { progress, request: this.names[dot]! });
    }
    this.dots.x[drawn] = spot.x;
    this.dots.y[drawn] = spot.y;
    this.dots.style[drawn] = this.styles[dot]!;
    this.requests[drawn] = this.names[dot]!;
    return true;
  }

  private moveDown(from: number, to: number): void {
    if (from === to) return;
    this.starts[to] = this.starts[from]!;
    this.ends[to] = this.ends[from]!;
    this.places[to] = this.places[from]!;
    this.kinds[to] = this.kinds[from]!;
    this.flows[to] = this.flows[from]!;
    this.styles[to] = this.styles[from]!;
    this.names[to] = this.names[from]!;
  }

  private advanceLeaving(): void {
    this.leaves = this.leaves.filter((leave) => this.flowMs - leave.startMs < LEAVING_WALL_MS);
    let drawn = 0;
    for (const leave of this.leaves) {
      const progress = (this.flowMs - leave.startMs) / LEAVING_WALL_MS;
      if (progress < 0) continue;
      this.leaving.x[drawn] = leave.x;
      this.leaving.y[drawn] = leave.y;
      this.leaving.style[drawn] = leave.style;
      this.leaving.progress[drawn] = progress;
      drawn++;
    }
    this.leaving.count = drawn;
  }

  private remember(moment: DotMoment): void {
    // What is too much goes out of the middle: a story is told from its beginning.
    if (this.history.length >= HISTORY) this.history = this.history.toSpliced(FIRST_KEPT, 1);
    this.history = [...this.history, moment];
  }
}

function momentAt(tap: Float64Array, row: number): DotMoment {
  return {
    kind: tap[row + KIND]!,
    place: tap[row + PLACE]!,
    startMs: tap[row + START]!,
    endMs: tap[row + END]!,
    outcome: tap[row + RESULT]!,
  };
}

/** How long a way is shown that is too quick to be watched. Wall milliseconds. */
function flowMsOf({ path, hasStore }: DotWay): number {
  const stretch = path.totalLength * (hasStore ? Math.max(path.storeAt, 1 - path.storeAt) : 1);
  return Math.min(FLOW_LONGEST_MS, Math.max(FLOW_SHORTEST_MS, stretch / FLOW_SPEED));
}

const spot = createPathPlace();

/** Writes into `spot` where a dot is. A call runs there on one rail and back on the other; a message runs to its store
 *  on the edge, and from there to its consumer. */
function placeOnWay(way: DotWay, kind: number, { progress, request }: { readonly progress: number; readonly request: number }): void {
  const { path, rail, lanes } = way;
  const length = path.totalLength;
  if (lanes !== undefined) {
    // Records are spread over the lanes; which key went where is not told by the tap.
    const distance = length * shareOfWay(way, kind, progress);
    return placeAt(path, distance, lanes.offset(request % lanes.count, distance), spot);
  }
  const aside = kind === TAP_KIND.back ? -(rail || BACK_ASIDE) : kind === TAP_KIND.deliver ? 0 : rail;
  placeAt(path, length * shareOfWay(way, kind, progress), aside, spot);
}

/** Writes into `spot` where a message rests in the tray on its edge. */
function placeInTray({ path }: DotWay, slot: number): void {
  placeAt(path, path.totalLength * path.storeAt, 0, spot);
  spot.x += RESTING_LEFT + (slot % RESTING_COLUMNS) * RESTING_PITCH_X;
  spot.y += RESTING_DOWN - Math.floor(slot / RESTING_COLUMNS) * RESTING_PITCH_Y;
}

/** Number of the lowest bit that is not set. */
function lowestFree(bits: number): number {
  let slot = 0;
  while ((bits & (1 << slot)) !== 0) slot++;
  return slot;
}

/** How far along its edge something is: there, back, or to and from the store on it. */
function shareOfWay({ path: { storeAt }, hasStore }: DotWay, kind: number, progress: number): number {
  if (kind === TAP_KIND.back) return 1 - progress * (hasStore ? 1 - storeAt : 1);
  if (!hasStore) return progress;
  return kind === TAP_KIND.deliver ? storeAt + (1 - storeAt) * progress : storeAt * progress;
}

function styleOf(kind: number, edge: DotWay['kind'], outcome: number): number {
  if (kind === TAP_KIND.back) return replyStyle(outcome);
  if (edge === 'sync') return DOT_REQUEST;
  return edge === 'queue' ? DOT_MESSAGE : DOT_RECORD;
}

function replyStyle(outcome: number): number {
  switch (outcome) {
    case OUTCOME.ok:
      return DOT_REPLY;
    case OUTCOME.rejected:
      return DOT_REJECTED;
    case OUTCOME.timedOut:
      return DOT_TIMED_OUT;
    default:
      return DOT_FAILURE;
  }
}

function leavingStyle(kind: number, outcome: number): number {
  if (kind === TAP_KIND.timeout) return DOT_TIMED_OUT;
  if (kind === TAP_KIND.dead) return DOT_FAILURE;
  return outcome === OUTCOME.rejected ? DOT_REJECTED : DOT_FAILURE;
}

/** A timeout leaves where its caller waits, a message from its store, a request at the component that turned it away. */
function leavingPlace(kind: number, place: number, ground: DotGround): { x: number; y: number } | undefined {
  if (kind === TAP_KIND.leave) {
    const exit = ground.exit(place);
    return exit === undefined ? undefined : { x: exit.x, y: exit.y };
  }
  const way = ground.way(place);
  if (way === undefined) return undefined;
  const isStored = kind === TAP_KIND.dead && way.hasStore;
  placeAt(way.path, isStored ? way.path.totalLength * way.path.storeAt : Math.min(14, way.path.totalLength), 0, spot);
  return { x: spot.x, y: spot.y };
}
