import type { ReactNode } from 'react';
import { drawComponent } from '../traffic/draw/component.ts';
import { createEdgePath, setCubic, type EdgePath } from '../traffic/draw/edge-path.ts';
import { drawQueueEdge } from '../traffic/draw/queue-edge.ts';
import { drawStreamEdge } from '../traffic/draw/stream-edge.ts';
import { drawSyncEdge } from '../traffic/draw/sync-edge.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../traffic/draw/picture.ts';
import { KIND_STILLS, SERVICE_STILLS, type ComponentStill } from './component-stills.ts';
import { QUEUE_STILLS, STREAM_STILLS, SYNC_STILLS, type EdgeStill } from './edge-stills.ts';
import styles from './gallery.module.css';
import { Stage, type DrawStage } from './stage.tsx';

/** Every part of the interface in every state, in both themes. */
export function Gallery() {
  return (
    <div className={styles.gallery}>
      <Theme name="light" />
      <Theme name="dark" />
    </div>
  );
}

function Theme({ name }: { readonly name: 'light' | 'dark' }) {
  return (
    <div className={styles.theme} data-theme={name}>
      <h1 className={styles.heading}>{name}</h1>
      <Section title="A service, in every state">
        <ComponentGrid stills={SERVICE_STILLS} />
      </Section>
      <Section title="Every kind of component">
        <ComponentGrid stills={KIND_STILLS} />
      </Section>
      <Section title="Sync edges">
        <EdgeGrid stills={SYNC_STILLS} />
      </Section>
      <Section title="Queue edges">
        <EdgeGrid stills={QUEUE_STILLS} />
      </Section>
      <Section title="Stream edges">
        <EdgeGrid stills={STREAM_STILLS} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.sectionTitle}>{title}</h2>
      {children}
    </section>
  );
}

function ComponentGrid({ stills }: { readonly stills: readonly ComponentStill[] }) {
  const places = stills.map((_, i) => ({ x: 120 + (i % 2) * 330, y: 12 + Math.floor(i / 2) * 124 }));
  const draw: DrawStage = (ctx, theme, view) => {
    stills.forEach((still, i) => {
      drawComponent(ctx, theme, view, { ...places[i], width: NODE_WIDTH, height: NODE_HEIGHT }, still.picture);
    });
  };
  return (
    <Stage
      width={660}
      height={Math.ceil(stills.length / 2) * 124 + 12}
      label="Components"
      nodes={stills.map((still, i) => ({ ...places[i], kind: still.kind, name: still.name }))}
      draw={draw}
    />
  );
}

const EDGE_WIDTH = 300;
const EDGE_HEIGHT = 132;

function EdgeGrid({ stills }: { readonly stills: readonly EdgeStill[] }) {
  const paths = stills.map((_, i) => gridPath(i));
  const draw: DrawStage = (ctx, theme, view) => {
    stills.forEach((still, i) => {
      drawEdge(ctx, theme, view, paths[i], still);
      ctx.fillStyle = theme.inkMuted;
      ctx.textAlign = 'left';
      ctx.font = theme.fonts.small.css;
      ctx.fillText(still.name, 8 + (i % 2) * 330, 16 + Math.floor(i / 2) * EDGE_HEIGHT);
    });
  };
  return <Stage width={660} height={Math.ceil(stills.length / 2) * EDGE_HEIGHT} label="Edges" draw={draw} />;
}

function gridPath(index: number): EdgePath {
  const path = createEdgePath();
  const x = 8 + (index % 2) * 330;
  const y = 52 + Math.floor(index / 2) * EDGE_HEIGHT;
  const y3 = y + 22;
  setCubic(path, { x0: x, y0: y, x1: x + 130, y1: y, x2: x + EDGE_WIDTH - 130, y2: y3, x3: x + EDGE_WIDTH, y3 });
  return path;
}

function drawEdge(
  ctx: CanvasRenderingContext2D,
  theme: Parameters<DrawStage>[1],
  view: Parameters<DrawStage>[2],
  path: EdgePath,
  still: EdgeStill,
): void {
  if (still.kind === 'sync') drawSyncEdge(ctx, theme, view, path, still.picture);
  else if (still.kind === 'queue') drawQueueEdge(ctx, theme, view, path, still.picture);
  else drawStreamEdge(ctx, theme, view, path, still.picture);
}
