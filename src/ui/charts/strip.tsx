import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { type SeriesColumn, seriesLog } from '../../store/series-log.ts';
import { seek } from '../../store/session.ts';
import { formatClock, formatDuration, formatRate } from '../widgets/format.ts';
import { frameLoop } from '../widgets/frame-loop.ts';
import { onThemeChange, readTheme } from '../widgets/theme.ts';
import { runFeed } from '../../store/run-feed.ts';
import { layOutStrip, STRIP_MARGIN, stripBands, stripSpan } from './strip-layout.ts';
import { paintStrip } from './strip-painter.ts';
import styles from './strip.module.css';
import { strings } from './strings.ts';

/** The strip is drawn about this often while it changes. Wall milliseconds. */
const PAINT_WALL_MS = 100;

/** Throughput, goodput, errors and p99 over the whole run, with a cursor at now. A click goes to a moment. */
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

/** The figures under the pointer; without one, the newest. */
function Readout({ row }: { readonly row: number | undefined }) {
  useRun((state) => state.tick);
  const nowMs = useRun((state) => state.nowMs);
  const shown = row !== undefined && row >= 0 ? row : seriesLog.rowAt(nowMs);
  const rate = (column: SeriesColumn): string => formatRate(seriesLog.at(shown, column));
  const figures = [
    { mark: 'offered', label: strings.offered, text: rate('offeredPerSec') },
    { mark: 'throughput', label: strings.throughput, text: rate('answeredPerSec') },
    { mark: 'goodput', label: strings.goodput, text: rate('goodPerSec') },
    { mark: 'errors', label: strings.errors, text: rate('failedPerSec') },
    { mark: 'p99', label: strings.p99, text: formatDuration(seriesLog.at(shown, 'p99Ms')) },
  ];
  return (
    <dl className={styles.readout}>
      <div className={styles.moment}>
        <dt>{formatClock(row !== undefined && row >= 0 ? seriesLog.at(row, 'atMs') : nowMs)}</dt>
      </div>
      {figures.map((figure) => (
        <div key={figure.mark} data-mark={figure.mark}>
          <dt>{figure.label}</dt>
          <dd>{figure.text}</dd>
        </div>
      ))}
    </dl>
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
  const stopFrames = frameLoop.subscribe((wallMs) => {
    const { horizonMs, nowMs: toldMs } = useRun.getState();
    const nowMs = runFeed.frame?.nowMs ?? toldMs;
    const { document } = useDiagram.getState();
    const key = `${seriesLog.version} ${nowMs} ${horizonMs} ${hoverMs.current ?? ''} ${document.schedule.length} ${document.log.length}`;
    if (key === drawnKey || (wallMs - lastWallMs < PAINT_WALL_MS && drawnKey !== '' && hoverMs.current === undefined)) return;
    drawnKey = key;
    lastWallMs = wallMs;
    const { clientWidth: width, clientHeight: height } = canvas;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const spanMs = stripSpan(seriesLog, { nowMs, horizonMs });
    const layout = layOutStrip(seriesLog, { width, height, spanMs });
    const marks = { nowMs, hoverMs: hoverMs.current, bands: stripBands(document, spanMs) };
    paintStrip(ctx, theme, { log: seriesLog, layout, marks });
  });
  return () => {
    observer.disconnect();
    stopTheme();
    stopFrames();
  };
}
