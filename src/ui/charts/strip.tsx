import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { seriesLog } from '../../store/series-log.ts';
import { seek } from '../../store/session/playback.ts';
import { formatClock, formatDuration, formatRate } from '../widgets/format.ts';
import { frameLoop } from '../widgets/frame-loop.ts';
import { onThemeChange, readTheme } from '../widgets/theme.ts';
import { hasLaterWork, stripBands } from './strip-bands.ts';
import { figuresAt } from './strip-figures.ts';
import { layOutStrip, STRIP_MARGIN, stripSpan } from './strip-layout.ts';
import { paintStrip } from './strip-painter.ts';
import styles from './strip.module.css';
import { strings } from './strings.ts';
import { thinSeries } from './thin-series.ts';

/** The strip is drawn about this often while it changes. Wall milliseconds. */
const PAINT_WALL_MS = 100;

/** Rates and latency over the whole run, with a cursor at now. A click goes to a moment. */
export default function Strip() {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const hoverMs = useRef<number | undefined>(undefined);
  const [hovered, setHovered] = useState<number>();
  useEffect(() => startStrip(canvasRef.current!, hoverMs), []);
  const momentAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const spanMs = stripSpan(seriesLog, useRun.getState());
    const share = (event.clientX - box.left - STRIP_MARGIN.left) / (box.width - STRIP_MARGIN.left - STRIP_MARGIN.right);
    return Math.min(1, Math.max(0, share)) * spanMs;
  };
  const hover = (atMs: number | undefined): void => {
    hoverMs.current = atMs;
    setHovered(atMs === undefined ? undefined : seriesLog.rowAt(atMs));
  };
  return (
    <div className={styles.strip}>
      <canvas
        ref={canvasRef}
        className={styles.canvas}
        role="img"
        aria-label={strings.strip}
        title={strings.stripHelp}
        onPointerMove={(event) => hover(momentAt(event))}
        onPointerLeave={() => hover(undefined)}
        onPointerUp={(event) => event.button === 0 && seek(Math.round(momentAt(event)))}
      />
      <Readout row={hovered} />
    </div>
  );
}

/** Figures of the seconds before the pointer; without one, of the last seconds. */
function Readout({ row }: { readonly row: number | undefined }) {
  useRun((state) => state.tick);
  const nowMs = useRun((state) => state.nowMs);
  const showsDone = useDiagram((state) => hasLaterWork(state.document));
  const isPast = row !== undefined && row >= 0;
  const figures = figuresAt(seriesLog, isPast ? row : seriesLog.rowAt(nowMs));
  const duration = formatDuration(figures?.spanMs ?? 0);
  const rate = (perSec: number | undefined): string => (perSec === undefined ? '–' : formatRate(perSec));
  const time = (ms: number | undefined): string => formatDuration(ms ?? Number.NaN);
  const { explain } = strings;
  const rows = [
    { mark: 'offered', label: strings.offered, title: explain.offered, text: rate(figures?.offeredPerSec) },
    { mark: 'throughput', label: strings.answeredRate, title: explain.throughput, text: rate(figures?.answeredPerSec) },
    { mark: 'goodput', label: strings.goodRate, title: explain.goodput, text: rate(figures?.goodPerSec) },
    { mark: 'errors', label: strings.errors, title: explain.errors, text: rate(figures?.failedPerSec) },
    { mark: 'p99', label: strings.p99Answered, title: explain.p99, text: time(figures?.p99Ms) },
    ...(showsDone ? [{ mark: 'done', label: strings.p99Done, title: explain.p99Done, text: time(figures?.doneP99Ms) }] : []),
  ];
  return (
    <section className={styles.readout}>
      <h2>{figures === undefined ? strings.nothingYet : isPast ? strings.until(formatClock(figures.endMs), duration) : strings.lastSeconds(duration)}</h2>
      <dl>
        {rows.map(({ mark, label, title, text }) => (
          <div key={mark} data-mark={mark} data-some={(mark === 'errors' && (figures?.failedPerSec ?? 0) > 0) || undefined} title={title}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function startStrip(canvas: HTMLCanvasElement, hoverMs: { readonly current: number | undefined }): () => void {
  const ctx = canvas.getContext('2d')!;
  let theme = readTheme(canvas);
  let drawnKey = '';
  let lastWallMs = 0;
  const fit = (): void => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    drawnKey = '';
  };
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  const stopTheme = onThemeChange(() => {
    theme = readTheme(canvas);
    drawnKey = '';
  });
  const paint = (nowMs: number, horizonMs: number): void => {
    const { document } = useDiagram.getState();
    const { clientWidth: width, clientHeight: height } = canvas;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const spanMs = stripSpan(seriesLog, { nowMs, horizonMs });
    const showsDone = hasLaterWork(document);
    const points = thinSeries(seriesLog, Math.max(100, width - STRIP_MARGIN.left - STRIP_MARGIN.right));
    const layout = layOutStrip(points, { width, height, spanMs, showsDone });
    paintStrip(ctx, theme, { layout, points, nowMs, showsDone, hoverMs: hoverMs.current, bands: stripBands(document, spanMs) });
  };
  let drawnDocument = useDiagram.getState().document;
  const stopFrames = frameLoop.subscribe((wallMs) => {
    const { engine, horizonMs, nowMs: toldMs } = useRun.getState();
    const nowMs = engine === 'refused' ? toldMs : (runFeed.frame?.nowMs ?? toldMs);
    const { document } = useDiagram.getState();
    const key = `${seriesLog.version} ${nowMs} ${horizonMs} ${hoverMs.current ?? ''}`;
    if (key === drawnKey && document === drawnDocument) return;
    if (wallMs - lastWallMs < PAINT_WALL_MS && drawnKey !== '' && hoverMs.current === undefined) return;
    drawnKey = key;
    drawnDocument = document;
    lastWallMs = wallMs;
    paint(nowMs, horizonMs);
  });
  return () => {
    observer.disconnect();
    stopTheme();
    stopFrames();
  };
}
