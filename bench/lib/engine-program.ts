import type { Core } from '../../src/engine/core.ts';
import type { EngineRun, Snapshot } from '../../src/engine/engine-run.ts';
import { REPORT_VERSION } from '../../src/engine/report.ts';
import { createRun } from '../../src/engine/run.ts';
import { ENGINE_VERSION } from '../../src/engine/version.ts';
import type { BrownoutDocument } from '../../src/model/document.ts';
import { parseDocument } from '../../src/model/parse.ts';
import { packSnapshot, snapshotBytes } from '../../src/worker/packed-snapshot.ts';
import { PROTOCOL_VERSION, type StreamMessage } from '../../src/worker/protocol.ts';
import { hostScheduler } from '../../src/worker/scheduler.ts';
import { Session } from '../../src/worker/session.ts';

/** The product's engine as programs that a host runs on request. One run at a time. */

/** What a run came to: what must be the same everywhere, and what its speed is counted in. */
export interface Figures {
  readonly outcome: string;
  readonly events: number;
  /** Requests at all sources that were answered, or failed. */
  readonly requests: number;
  readonly traceHash: string;
  /** Records in use. */
  readonly inFlight: number;
  /** Requests at all sources that wait for their answer. */
  readonly unanswered: number;
}

/** What a run's state takes, in bytes. */
export interface Sizes {
  /** What is in use: the buffers of a snapshot. */
  readonly snapshotBytes: number;
  /** The same without the zeros, as checkpoints are kept. */
  readonly packedBytes: number;
  /** What the buffers hold room for. */
  readonly capacityBytes: number;
}

/** How a session is watched: not at all, until its end; with frames; with frames and the requests for dots. */
export type Watching = 'toEnd' | 'frames' | 'dots';

let document: BrownoutDocument;
let run: EngineRun;
let snapshot: Snapshot;

/** The largest documents are longer than a file may be, but not larger than a document. */
function parse(text: string): BrownoutDocument {
  const parsed = parseDocument(JSON.parse(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

function prepare(text: string): void {
  document = parse(text);
  run = createRun(document);
}

function advance(untilMs = document.settings.horizonMs): void {
  run.advance(untilMs, Infinity);
}

function figures(): Figures {
  const { outcome, events, traceHash, sources } = run.report();
  const sum = (name: 'answered' | 'failed' | 'unanswered'): number => sources.reduce((total, { measures }) => total + measures[name], 0);
  const requests = sum('answered') + sum('failed');
  return { outcome: outcome.kind, events, requests, traceHash, inFlight: run.inFlight, unanswered: sum('unanswered') };
}

/** Takes snapshots one after the other; their cost is the host's to measure. */
function takeSnapshots(count: number): void {
  for (let i = 0; i < count; i++) snapshot = run.snapshot();
}

function packSnapshots(count: number): void {
  for (let i = 0; i < count; i++) packSnapshot(snapshot);
}

function restoreSnapshots(count: number): void {
  for (let i = 0; i < count; i++) run.restore(snapshot);
}

function sizes(): Sizes {
  const taken = run.snapshot();
  return {
    snapshotBytes: taken.buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0),
    packedBytes: snapshotBytes(packSnapshot(taken)),
    capacityBytes: capacityBytes(),
  };
}

/** Nobody but a measurement asks for the room in the buffers, so the engine does not tell it. */
function capacityBytes(): number {
  const { core } = run as unknown as { readonly core: Core };
  const { fixed, i32, callBegan, served, timerAt, timerWords, list } = core;
  const buffers = [fixed, i32, callBegan, served, timerAt, timerWords, ...list.copies()];
  return buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
}

/** Runs a document to its end, `count` times, with nobody watching. */
function runAlone(text: string, count: number): void {
  for (let i = 0; i < count; i++) {
    prepare(text);
    advance();
  }
}

/** The product's session runs a document to its end, `count` times, as fast as it can, its messages posted to the page.
 *  Returns the number of frames and the trace hash. */
async function watch(text: string, options: { readonly count: number; readonly watching: Watching; readonly keepsCheckpoints: boolean }): Promise<{ frames: number; traceHash: string }> {
  const { count, watching, keepsCheckpoints } = options;
  const audience = new Audience();
  const session = new Session({
    createRun,
    scheduler: hostScheduler(),
    hello: { protocolVersion: PROTOCOL_VERSION, engineVersion: ENGINE_VERSION, reportVersion: REPORT_VERSION },
    ...(keepsCheckpoints ? {} : { checkpointBytes: 1 }),
  });
  session.open(audience);
  watched.session = session;
  await session.setSpeed('max');
  const parsed = parse(text);
  let traceHash = '';
  for (let i = 0; i < count; i++) {
    await session.setDotBudget(watching === 'dots' ? 2000 : 0);
    await session.load(parsed);
    const end = audience.untilEnd();
    if (watching === 'toEnd') await session.runToEnd();
    else await session.play();
    await end;
    ({ traceHash } = await session.report());
  }
  return { frames: audience.frames, traceHash };
}

/** Nothing else holds a session while it works on by itself. */
const watched: { session: Session | undefined } = { session: undefined };

/** Posts what a session streams to the page, as the worker does, and listens in. */
class Audience {
  frames = 0;
  private readonly port: InstanceType<typeof MessagePort>;
  private ended: (() => void) | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    (globalThis as unknown as { postMessage(message: unknown, transfer: unknown[]): void }).postMessage('stream', [port2]);
  }

  postMessage(message: StreamMessage, transfer: ArrayBuffer[]): void {
    if (message.type === 'frame') this.frames++;
    if (message.type === 'status' && message.state === 'ended') this.ended?.();
    this.port.postMessage(message, transfer as never);
  }

  untilEnd(): Promise<void> {
    return new Promise((resolve) => (this.ended = resolve));
  }
}

const programs = {
  'engine/prepare': prepare,
  'engine/advance': advance,
  'engine/figures': figures,
  'engine/takeSnapshots': takeSnapshots,
  'engine/packSnapshots': packSnapshots,
  'engine/restoreSnapshots': restoreSnapshots,
  'engine/sizes': sizes,
  'engine/runAlone': runAlone,
  'engine/watch': watch,
};

(globalThis as { programs?: object }).programs = { ...(globalThis as { programs?: object }).programs, ...programs };
