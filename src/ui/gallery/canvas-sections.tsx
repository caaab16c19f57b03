import { useCallback, useMemo } from 'react';
import { KindIcon, type IconName } from '../widgets/kind-icon.tsx';
import type { Theme } from '../widgets/theme.ts';
import { drawComponent, drawWaiting } from '../traffic/draw/component.ts';
import { drawDot, drawLeaving } from '../traffic/draw/dots.ts';
import { createEdgePath, setCubic, type EdgePath } from '../traffic/draw/edge-path.ts';
import { drawFlowCounter } from '../traffic/draw/edge-words.ts';
import {
  createLeavingColumns,
  DOT_FAILURE,
  DOT_REJECTED,
  DOT_STYLE_COUNT,
  DOT_TIMED_OUT,
  NODE_HEIGHT,
  NODE_WIDTH,
  type DrawView,
} from '../traffic/draw/picture.ts';
import { drawQueueEdge } from '../traffic/draw/queue-edge.ts';
import { drawStreamEdge } from '../traffic/draw/stream-edge.ts';
import { drawSyncEdge } from '../traffic/draw/sync-edge.ts';
import { Legend } from '../traffic/legend.tsx';
import type { ComponentStill } from './component-stills.ts';
import type { EdgeStill } from './edge-stills.ts';
import styles from './gallery.module.css';
import { Stage, type DrawStage } from './stage.tsx';

const COLUMN = 330;
const NODE_ROW = 128;
const EDGE_ROW = 132;

export function ComponentGrid({ stills }: { readonly stills: readonly ComponentStill[] }) {
  const nodes = useMemo(
    () =>
      stills.map(({ kind, name }, i) => ({ kind, name, x: 120 + (i % 2) * COLUMN, y: 4 + Math.floor(i / 2) * NODE_ROW })),
    [stills],
  );
  const draw: DrawStage = useCallback(
    (ctx, theme, view) => {
      stills.forEach((still, i) => {
        const box = { x: nodes[i].x, y: nodes[i].y, width: NODE_WIDTH, height: NODE_HEIGHT };
        drawWaiting(ctx, theme, view, box, still.picture);
        drawComponent(ctx, theme, view, box, still.picture);
      });
    },
    [stills, nodes],
  );
  return (
    <Stage width={660} height={Math.ceil(stills.length / 2) * NODE_ROW} label="Components" nodes={nodes} draw={draw} />
  );
}

export function EdgeGrid({ stills }: { readonly stills: readonly EdgeStill[] }) {
  const paths = useMemo(() => stills.map((_, i) => gridPath(i)), [stills]);
  const draw: DrawStage = useCallback(
    (ctx, theme, view) => {
      stills.forEach((still, i) => {
        drawEdge(ctx, theme, view, paths[i], still);
        ctx.fillStyle = theme.inkMuted;
        ctx.textAlign = 'left';
        ctx.font = theme.fonts.small.css;
        ctx.fillText(still.name, 8 + (i % 2) * COLUMN, 14 + Math.floor(i / 2) * EDGE_ROW);
      });
    },
    [stills, paths],
  );
  return <Stage width={660} height={Math.ceil(stills.length / 2) * EDGE_ROW} label="Edges" draw={draw} />;
}

function gridPath(index: number): EdgePath {
  const path = createEdgePath();
  const x0 = 8 + (index % 2) * COLUMN;
  const y0 = 54 + Math.floor(index / 2) * EDGE_ROW;
  const x3 = x0 + 306;
  const y3 = y0 + 20;
  setCubic(path, { x0, y0, x1: x0 + 130, y1: y0, x2: x3 - 130, y2: y3, x3, y3 });
  return path;
}

function drawEdge(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, still: EdgeStill): void {
  if (still.kind === 'sync') drawSyncEdge(ctx, theme, view, path, still.picture);
  else if (still.kind === 'queue') drawQueueEdge(ctx, theme, view, path, still.picture);
  else drawStreamEdge(ctx, theme, view, path, still.picture);
}

const DOT_NAMES = ['request', 'message', 'record', 'reply', 'failed', 'rejected', 'timed out', 'again'];
const LEAVING_STYLES = [DOT_REJECTED, DOT_TIMED_OUT, DOT_FAILURE];
const STEPS = 7;

const leaving = createLeavingColumns(LEAVING_STYLES.length * STEPS);
LEAVING_STYLES.forEach((style, i) => {
  for (let step = 0; step < STEPS; step += 1) {
    leaving.x[leaving.count] = 40 + i * 190 + step * 20;
    leaving.y[leaving.count] = 148;
    leaving.style[leaving.count] = style;
    leaving.progress[leaving.count] = step / STEPS;
    leaving.count += 1;
  }
});

const drawDotSamples: DrawStage = (ctx, theme) => {
  for (let style = 0; style < DOT_STYLE_COUNT; style += 1) {
    const x = 40 + style * 74;
    drawDot(ctx, theme, style, x, 16, 20);
    drawDot(ctx, theme, style, x, 46, 8);
    drawDot(ctx, theme, style, x, 66, 5);
    ctx.fillStyle = theme.inkMuted;
    ctx.font = theme.fonts.small.css;
    ctx.textAlign = 'center';
    ctx.fillText(DOT_NAMES[style], x, 90);
  }
  drawLeaving(ctx, theme, leaving, 6);
  drawFlowCounter(ctx, theme, 128, 590, 146);
};

export function DotRow() {
  return (
    <div className={styles.stack}>
      <Stage width={660} height={196} label="Dots of every outcome, and how they leave" draw={drawDotSamples} />
      <Legend requestsPerDot={1} mode="requests" />
      <Legend requestsPerDot={500} mode="flow" />
      <Legend requestsPerDot={500} mode="counters" />
    </div>
  );
}

const ICONS: readonly IconName[] = [
  'client',
  'loadBalancer',
  'service',
  'cache',
  'database',
  'channelQueue',
  'channelLog',
  'broker',
  'sync',
  'queue',
  'stream',
];

export function IconRow() {
  return (
    <ul className={styles.icons}>
      {ICONS.map((name) => (
        <li key={name}>
          <span className={styles.row}>
            <KindIcon name={name} size={16} />
            <KindIcon name={name} />
            <KindIcon name={name} size={40} />
          </span>
          {name}
        </li>
      ))}
    </ul>
  );
}
