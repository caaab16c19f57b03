import { useEffect, useRef } from 'react';
import { frameLoop } from '../widgets/frame-loop.ts';
import { KindIcon } from '../widgets/kind-icon.tsx';
import { FAR_ZOOM } from '../widgets/text-scale.ts';
import { onThemeChange, readTheme, type Theme } from '../widgets/theme.ts';
import { NODE_HEIGHT, NODE_WIDTH, type BoxKind, type DrawView } from '../traffic/draw/picture.ts';
import { createView, scaledTheme, setView } from '../traffic/draw/view.ts';
import styles from './gallery.module.css';

export type DrawStage = (ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, wallMs: number) => void;

export interface StageNode {
  readonly x: number;
  readonly y: number;
  readonly kind: BoxKind;
  readonly name: string;
}

export interface StageProps {
  readonly width: number;
  readonly height: number;
  readonly zoom?: number;
  readonly label: string;
  readonly nodes?: readonly StageNode[];
  readonly draw: DrawStage;
  /** Drawn on every frame; otherwise once per theme. */
  readonly isLive?: boolean;
}

const NO_NODES: readonly StageNode[] = [];

/** A piece of canvas as the editor has it: boxes with their headers below, the live layer above. */
export function Stage({ width, height, zoom = 1, label, nodes = NO_NODES, draw, isLive = false }: StageProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    const ctx = canvas?.getContext('2d');
    if (!canvas || !ctx) return undefined;
    const ratio = devicePixelRatio;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const view = createView(zoom, ratio);
    let theme = scaledTheme(readTheme(canvas), view.textScale);
    const paint = (wallMs: number): void => {
      setView(view, zoom, ratio);
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, canvas.width, canvas.height);
      ctx.setTransform(zoom * ratio, 0, 0, zoom * ratio, 0, 0);
      draw(ctx, theme, view, wallMs);
    };
    paint(0);
    const stopTheme = onThemeChange(() => {
      theme = scaledTheme(readTheme(canvas), view.textScale);
      paint(0);
    });
    const stopFrames = isLive ? frameLoop.subscribe(paint) : undefined;
    return () => {
      stopTheme();
      stopFrames?.();
    };
  }, [width, height, zoom, draw, isLive]);
  return (
    <div className={styles.stage} style={{ width, height }}>
      <div className={styles.nodes} style={{ transform: `scale(${zoom})` }}>
        {nodes.map((node) => (
          <div
            key={node.name + node.x + node.y}
            className={styles.node}
            style={{ left: node.x, top: node.y, width: NODE_WIDTH, height: NODE_HEIGHT }}
          >
            {zoom >= FAR_ZOOM && (
              <div className={styles.nodeHeader}>
                <KindIcon name={node.kind} size={16} />
                <span>{node.name}</span>
              </div>
            )}
          </div>
        ))}
      </div>
      <canvas ref={canvasRef} className={styles.canvas} style={{ width, height }} role="img" aria-label={label} />
    </div>
  );
}
