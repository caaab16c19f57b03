import { type Ref, Suspense, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Cascade } from '../../analysis/cascade.ts';
import { wallClock } from '../../store/adapters/clock.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { attempt, part } from '../../store/parts.ts';
import { runFeed } from '../../store/run-feed.ts';
import { SPEEDS, useRun } from '../../store/run-store.ts';
import { setDotBudget } from '../../store/session/playback.ts';
import { useView } from '../../store/view-store.ts';
import { faultsText } from '../widgets/faults-text.ts';
import { frameLoop } from '../widgets/frame-loop.ts';
import { inDialog, lazyPart } from '../widgets/lazy-part.tsx';
import type { Scene, ScenePlace } from '../widgets/scene.ts';
import { onThemeChange, prefersReducedMotion, readTheme } from '../widgets/theme.ts';
import { currentCascade } from '../../store/current-cascade.ts';
import styles from './live-layer.module.css';
import { Legend } from './legend.tsx';
import type { LitPart } from './lit-parts.ts';
import { LivePicture, type PictureInputs } from './live-picture.ts';
import { followScale, noScale, type ScaleNews } from './scale-news.ts';
import { strings } from './strings.ts';

/** What lights a cascade is loaded with the first one. */
const cascadeLight = part(() => import('./lit-parts.ts'));
const StepLine = lazyPart(() => import('./step-line.tsx'), () => null);
const MissingCard = inDialog(() => useView.getState().pickRequest(undefined));
const PickedRequestCard = lazyPart(() => import('./picked-request-card.tsx'), MissingCard);

/** Dots that the worker aims at, if each lasted only as long as its way does. Quick ways are shown for longer than they
 *  last, about twentyfold, which makes this the density that reads best and stays within the dots that are drawn. */
const DOT_BUDGET = 120;
/** From this many edges on there is room for more, up to so many times as many. */
const ROOMY_EDGES = 150;
const MOST_ROOM = 2;

/** Dots for a diagram with so many edges. */
function dotBudget(edges: number): number {
  return Math.round(DOT_BUDGET * Math.min(MOST_ROOM, Math.max(1, edges / ROOMY_EDGES)));
}

/** At this speed events come one by one, and can be told. */
const SLOWEST = SPEEDS[0];

/** What the shell needs of the live layer. */
export interface LiveHandle {
  /** Picks the dot at a screen position. Returns whether there was one. */
  takeClick(screen: ScenePlace): boolean;
}

export interface LiveLayerProps {
  readonly scene: Scene;
  readonly ref: Ref<LiveHandle>;
  /** Called once, after the first picture of a run was drawn. */
  readonly onReady: () => void;
}

/** Everything that moves, on one canvas over the editor, with its legend. React renders it once; the rest happens in
 *  `LivePicture`, outside of React. */
export function LiveLayer({ scene, ref, onReady }: LiveLayerProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const pictureRef = useRef<LivePicture | undefined>(undefined);
  useEffect(() => {
    const live = startPicture(canvasRef.current!, { scene, onReady });
    pictureRef.current = live.picture;
    return () => {
      live.stop();
      pictureRef.current = undefined;
    };
  }, [scene, onReady]);
  useImperativeHandle(ref, () => ({
    takeClick: (screen) => pictureRef.current !== undefined && takeClick(pictureRef.current, canvasRef.current!, screen),
  }));
  const isSlow = useRun((state) => state.play === 'paused' || (state.play === 'playing' && state.speed === SLOWEST));
  const isPicking = useView((state) => state.pickedRequest !== undefined);
  const history = useCallback(() => pictureRef.current?.dots.pickedHistory ?? [], []);
  return (
    <>
      <canvas ref={canvasRef} className={styles.canvas} role="img" aria-label={strings.picture} />
      <div className={styles.legend}>
        <LiveLegend isFlow={(pace) => pictureRef.current?.dots.isFlowAt(pace) ?? false} />
      </div>
      <Suspense>{isSlow && <StepLine />}</Suspense>
      <Suspense>{isPicking && <PickedRequestCard history={history} />}</Suspense>
    </>
  );
}

function LiveLegend({ isFlow }: { readonly isFlow: (pace: number) => boolean }) {
  const every = useRun((state) => state.dotEvery);
  const opening = useDiagram((state) => state.opening);
  const speed = useRun((state) => state.speed);
  const pace = useRun((state) => state.pace);
  const { every: told = 1, before } = useScaleNews(opening, every);
  const requestsPerDot = Math.max(1, told);
  const mode = prefersReducedMotion() ? 'counters' : isFlow(speed === 'max' ? pace : speed) ? 'flow' : 'requests';
  return <Legend requestsPerDot={requestsPerDot} mode={mode} before={before} />;
}

/** For so long the legend tells that it says something else, whether the run goes on or stands still. */
const NEWS_WALL_MS = 3000;

/** What the legend says, and for a moment after it changed what it said before. */
function useScaleNews(opening: number, every: number): ScaleNews {
  const [last, setLast] = useState(() => noScale(opening));
  const news = followScale(last, { opening, every });
  if (news !== last) setLast(news);
  useEffect(() => {
    if (news.before === undefined) return undefined;
    return wallClock.after(NEWS_WALL_MS, () => setLast((now) => (now === news ? { ...now, before: undefined } : now)));
  }, [news]);
  return news;
}

function startPicture(canvas: HTMLCanvasElement, options: { readonly scene: Scene; readonly onReady: () => void }) {
  const ctx = canvas.getContext('2d')!;
  const inputs: PictureInputs = {
    theme: readTheme(canvas),
    selection: new Set(),
    cut: new Set(),
    faults: new Map(),
    lit: [],
    isMoving: false,
    hasDots: !prefersReducedMotion(),
  };
  const picture = new LivePicture(ctx, { scene: options.scene, feed: runFeed, inputs });
  const stops = [
    followSize(canvas, picture),
    followTheme(canvas, { inputs, picture }),
    followStores(inputs, picture),
    followMotionChoice(inputs),
    followFrames(picture, options.onReady),
  ];
  return { picture, stop: () => stops.forEach((stop) => stop()) };
}

function followSize(canvas: HTMLCanvasElement, picture: LivePicture): () => void {
  const resize = (): void => {
    const ratio = devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    picture.touch();
  };
  const observer = new ResizeObserver(resize);
  observer.observe(canvas);
  return () => observer.disconnect();
}

function followTheme(
  canvas: HTMLCanvasElement,
  { inputs, picture }: { readonly inputs: PictureInputs; readonly picture: LivePicture },
): () => void {
  return onThemeChange(() => {
    inputs.theme = readTheme(canvas);
    picture.touch();
  });
}

function followMotionChoice(inputs: PictureInputs): () => void {
  const query = matchMedia('(prefers-reduced-motion: reduce)');
  let told: number | undefined;
  const follow = (): void => {
    inputs.hasDots = !query.matches;
    const budget = inputs.hasDots ? dotBudget(useDiagram.getState().document.connections.length) : 0;
    if (budget === told) return;
    told = budget;
    setDotBudget(budget);
  };
  follow();
  query.addEventListener('change', follow);
  const stopFollowing = useDiagram.subscribe(follow);
  return () => {
    stopFollowing();
    query.removeEventListener('change', follow);
  };
}

function followStores(inputs: PictureInputs, picture: LivePicture): () => void {
  let light: Awaited<ReturnType<typeof cascadeLight>> | undefined;
  let isAsked = false;
  const lit = (cascade: Cascade | undefined): readonly LitPart[] => {
    if (cascade === undefined) return [];
    if (light !== undefined) return light.litParts(cascade, useDiagram.getState().document);
    if (!isAsked) {
      isAsked = true;
      void attempt(async () => {
        light = await cascadeLight();
        update();
      });
    }
    return [];
  };
  const update = (): void => {
    const run = useRun.getState();
    const view = useView.getState();
    inputs.selection = new Set(view.selection);
    inputs.isMoving = run.play === 'playing' || run.play === 'runningToEnd';
    inputs.cut = new Set(
      [...run.faults].filter(([, entries]) => entries.some((entry) => entry.fault === 'cut')).map(([id]) => id),
    );
    inputs.faults = new Map([...run.faults].map(([id, entries]) => [id, faultsText(entries)]));
    inputs.lit = lit(currentCascade(run, view));
    picture.touch();
  };
  let told: readonly unknown[] = [];
  // Most news of a run are figures, which come with the frames and need no new picture.
  const followRun = (): void => {
    const run = useRun.getState();
    const now = [run.play, run.faults, currentCascade(run, useView.getState())];
    if (now.every((item, index) => item === told[index])) return;
    told = now;
    update();
  };
  const setDocument = (): void => {
    picture.setDocument(useDiagram.getState().document);
    update();
  };
  setDocument();
  const stops = [
    useDiagram.subscribe((state, before) => state.document !== before.document && setDocument()),
    useRun.subscribe(followRun),
    useView.subscribe((state, before) => {
      if (state.pickedRequest !== before.pickedRequest) picture.pick(state.pickedRequest);
      update();
    }),
    runFeed.onLoad(() => {
      picture.restart();
      setDocument();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function followFrames(picture: LivePicture, onReady: () => void): () => void {
  let lastWallMs = 0;
  let isReady = false;
  const stopFeed = runFeed.onFrame((frame) => picture.takeFrame(frame, lastWallMs));
  const stopLoop = frameLoop.subscribe((wallMs, deltaMs) => {
    lastWallMs = wallMs;
    const hasDrawn = picture.draw(wallMs, deltaMs);
    if (isReady || !hasDrawn || runFeed.frame === undefined) return;
    isReady = true;
    onReady();
  });
  return () => {
    stopFeed();
    stopLoop();
  };
}

function takeClick(picture: LivePicture, canvas: HTMLCanvasElement, screen: ScenePlace): boolean {
  const box = canvas.getBoundingClientRect();
  const tapRequest = picture.findRequest({ x: screen.x - box.left, y: screen.y - box.top });
  const { pickRequest, pickedRequest } = useView.getState();
  if (tapRequest === undefined) {
    if (pickedRequest !== undefined) pickRequest(undefined);
    return false;
  }
  pickRequest(tapRequest);
  return true;
}
