import type { Page } from '@playwright/test';
import type { Site } from './site.ts';

/** What a page's main thread did over some time, frame by frame. */
export interface FrameTrace {
  /** Processor time of the main thread per frame, in ms: all that it did from the begin of one frame to that of the next. */
  readonly mainMs: readonly number[];
  /** Frames per second of wall time. */
  readonly framesPerSec: number;
  /** Processor time per second of the main thread's parts of work, in ms. */
  readonly parts: Readonly<Record<(typeof PARTS)[number]['name'], number>>;
}

/** Parts of a main thread's work, by the events that tell of them. */
const PARTS = [
  { name: 'animation', events: ['FireAnimationFrame'] },
  { name: 'otherScript', events: ['HandlePostMessage', 'TimerFire', 'EventDispatch'] },
  { name: 'styleAndLayout', events: ['UpdateLayoutTree', 'Layout'] },
  { name: 'paint', events: ['PrePaint', 'Paint', 'Layerize', 'Commit'] },
] as const;

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** An event of a trace; times are in microseconds, `tdur` is processor time of the thread. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces the page for some wall milliseconds. It must draw frames, or at least ask for them. */
export async function traceFrames({ browser }: Site, page: Page, durationMs: number): Promise<FrameTrace> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.waitForTimeout(durationMs);
  const buffer = await browser.stopTracing();
  const { traceEvents } = JSON.parse(buffer.toString()) as { traceEvents: readonly TraceEvent[] };
  return analyse(mainThreadEvents(traceEvents));
}

/** The events of the page's main thread: the one that fires most animation frames, for the browser has other pages. */
function mainThreadEvents(all: readonly TraceEvent[]): readonly TraceEvent[] {
  const frames = new Map<string, number>();
  const keyOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  for (const event of all) if (event.name === 'FireAnimationFrame') frames.set(keyOf(event), (frames.get(keyOf(event)) ?? 0) + 1);
  const most = [...frames].toSorted((a, b) => b[1] - a[1])[0];
  if (most === undefined) throw new Error('The page drew no frames.');
  return all.filter((event) => keyOf(event) === most[0]);
}

function analyse(events: readonly TraceEvent[]): FrameTrace {
  const tasks = events.filter(({ name, ph }) => name === 'RunTask' && ph === 'X').toSorted((a, b) => a.ts - b.ts);
  const fired = events.filter(({ name }) => name === 'FireAnimationFrame').map(({ ts }) => ts).toSorted((a, b) => a - b);
  const begins = [...new Set(fired.map((ts) => taskAt(tasks, ts)))].filter((index) => index >= 0);
  const mainMs: number[] = [];
  for (let i = 0; i + 1 < begins.length; i++) mainMs.push(cpuMs(tasks.slice(begins[i], begins[i + 1])));
  const seconds = (tasks[begins.at(-1)!]!.ts - tasks[begins[0]!]!.ts) / 1e6;
  const parts = PARTS.map(({ name, events: names }) => {
    const own = events.filter((event) => (names as readonly string[]).includes(event.name) && event.ph === 'X');
    return [name, cpuMs(own) / seconds] as const;
  });
  return { mainMs, framesPerSec: mainMs.length / seconds, parts: Object.fromEntries(parts) as FrameTrace['parts'] };
}

/** Index of the task during which a moment lies, -1 if none. */
function taskAt(tasks: readonly TraceEvent[], ts: number): number {
  const next = tasks.findIndex((task) => task.ts > ts);
  const index = (next < 0 ? tasks.length : next) - 1;
  const task = tasks[index];
  return task !== undefined && ts <= task.ts + (task.dur ?? 0) ? index : -1;
}

function cpuMs(events: readonly TraceEvent[]): number {
  return events.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000;
}
