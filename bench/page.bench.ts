import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type FrameTrace, traceFrames } from './lib/frame-trace.ts';
import { largeDiagram } from './lib/large-diagram.ts';
import { type BenchOptions, publish, readBenchOptions } from './lib/measurements.ts';
import { workFolder } from './lib/project.ts';
import { openFile, openPage, type Site, startSite, untilIdle } from './lib/site.ts';
import { markdownTable, median, quantile } from './lib/table.ts';

/** What the page's main thread does for a hundred components with traffic, frame by frame, beside idle pages. */

interface Scene {
  readonly name: string;
  /** Nothing at all, or the application with the diagram open. */
  readonly page: 'empty' | 'app';
  readonly isPlaying: boolean;
  /** Dots that the page asks its worker for, instead of its own choice. */
  readonly dotBudget?: number;
  /** Whether the diagram is seen at its full size, instead of as a whole. */
  readonly isNear?: boolean;
}

const SCENES: readonly Scene[] = [
  { name: 'an empty page', page: 'empty', isPlaying: false },
  { name: 'paused', page: 'app', isPlaying: false },
  { name: 'playing, no dots', page: 'app', isPlaying: true, dotBudget: 0 },
  { name: 'playing, some dots', page: 'app', isPlaying: true, dotBudget: 60 },
  { name: 'playing, as it comes', page: 'app', isPlaying: true },
  { name: 'playing, most dots', page: 'app', isPlaying: true, dotBudget: 1000 },
  { name: 'paused, full size', page: 'app', isPlaying: false, isNear: true },
  { name: 'playing, as it comes, full size', page: 'app', isPlaying: true, isNear: true },
];

/** How long a scene is left alone before it is traced, so that the traffic is all there, and traced. Wall milliseconds. */
const SETTLE_MS = 4000;
const TRACE_MS = 5000;

interface Seen {
  readonly traces: FrameTrace[];
  readonly dots: number[];
}

/** Runs in the page before all else: asks for every frame, so that idle pages have frames too, notes the dots of each, and
 *  gives the worker another budget of dots than the page does. */
function pageScript(dotBudget: number | undefined): string {
  const budget = `
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.path?.[0] === 'setDotBudget') message.argumentList[0].value = ${dotBudget};
      return post.call(this, message, ...rest);
    };`;
  return `
    globalThis.benchDots = 0;
    globalThis.benchCounts = [];
    const next = () => { benchCounts.push(benchDots); requestAnimationFrame(next); };
    requestAnimationFrame(next);
    ${dotBudget === undefined ? '' : budget}`;
}

async function see(site: Site, scene: Scene, { file, seen }: { readonly file: string; readonly seen: Seen }): Promise<void> {
  const url = scene.page === 'empty' ? 'data:text/html,<title>empty</title>' : site.url;
  const { page } = await openPage(site, url, pageScript(scene.dotBudget));
  try {
    if (scene.page === 'app') await setUp(page, scene, file);
    await page.waitForTimeout(SETTLE_MS);
    await page.evaluate('benchCounts.length = 0');
    seen.traces.push(await traceFrames(site, page, TRACE_MS));
    seen.dots.push(median(await page.evaluate<number[]>('benchCounts')));
  } finally {
    await page.context().close();
  }
}

async function setUp(page: Page, scene: Scene, file: string): Promise<void> {
  await untilIdle(page);
  await openFile(page, file);
  await page.getByRole('group', { name: 'Gateway 1, Service' }).waitFor();
  await untilIdle(page);
  if (scene.isNear === true) await page.keyboard.press('0');
  if (scene.isPlaying) await page.getByRole('button', { name: 'Play', exact: true }).click();
}

function table(seen: ReadonlyMap<string, Seen>): string {
  const emptyRate = median(seen.get(SCENES[0]!.name)!.traces.map(({ framesPerSec }) => framesPerSec));
  const rows = SCENES.map(({ name }) => {
    const { traces, dots } = seen.get(name)!;
    const frames = traces.flatMap(({ mainMs }) => mainMs);
    const rate = median(traces.map(({ framesPerSec }) => framesPerSec));
    const part = (of: keyof FrameTrace['parts']): string => (median(traces.map(({ parts }) => parts[of])) / rate).toFixed(2);
    return [
      name,
      median(dots).toFixed(0),
      median(frames).toFixed(2),
      quantile(frames, 0.95).toFixed(2),
      rate.toFixed(1),
      `${Math.max(0, 100 * (1 - rate / emptyRate)).toFixed(0)} %`,
      part('animation'),
      part('otherScript'),
      part('styleAndLayout'),
      part('paint'),
    ];
  });
  const heads = [
    'scene', 'dots', 'ms per frame, median', 'p95', 'frames/s', 'dropped', 'animation', 'other script', 'style and layout', 'paint',
  ];
  return markdownTable(heads, rows);
}

const EDGES = [0.5, 1, 2, 4, 8, 16, 33];

/** Share of frames by the main thread's time, beside the paused page. */
function histogram(seen: ReadonlyMap<string, Seen>): string {
  const names = ['paused', 'playing, as it comes'];
  const rows = names.map((name) => {
    const frames = seen.get(name)!.traces.flatMap(({ mainMs }) => mainMs);
    const shares = [...EDGES, Infinity].map((edge, i) => {
      const from = i === 0 ? 0 : EDGES[i - 1]!;
      return `${((100 * frames.filter((ms) => ms >= from && ms < edge).length) / frames.length).toFixed(0)} %`;
    });
    return [name, ...shares];
  });
  return markdownTable(['share of frames', ...EDGES.map((edge) => `under ${edge} ms`), 'more'], rows);
}

async function measure(site: Site, options: BenchOptions): Promise<string> {
  const document = largeDiagram();
  const file = join(workFolder('documents'), 'large.json');
  writeFileSync(file, JSON.stringify(document));
  const seen = new Map<string, Seen>(SCENES.map(({ name }) => [name, { traces: [], dots: [] }]));
  for (let round = 0; round < options.rounds; round++) {
    for (const scene of SCENES) await see(site, scene, { file, seen: seen.get(scene.name)! });
    console.log(`round ${round + 1} of ${options.rounds}`);
  }
  const size = `${document.components.length} components, ${document.connections.length} connections`;
  return [
    `${size}, some 5,000 uses of a connection a second, at speed 1 in a window of 1440 × 900; headless Chromium ${site.browser.version()}, drawn in software.`,
    'Processor time of the main thread from one frame to the next, and the parts of it (mean per frame). A script that asks for every frame runs in all scenes, so that idle pages have frames too. Dropped: frames fewer than an empty page has.',
    table(seen),
    histogram(seen),
  ].join('\n\n');
}

const options = readBenchOptions(3);
const site = await startSite({ countsDots: true });
if (site !== undefined) {
  try {
    publish(options, { name: 'page', title: 'Page with a hundred components', body: await measure(site, options) });
  } finally {
    await site.stop();
  }
}
