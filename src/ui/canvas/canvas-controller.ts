import type { FitViewOptions, ReactFlowInstance } from '@xyflow/react';
import type { ScenePlace } from '../widgets/scene.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';
import type { LinkEdge, PartNode } from './to-flow.ts';

/** Distance of the grid on which things are placed and moved, in flow pixels. */
export const GRID = 20;

/** What menus, keys and the palette may do with the camera; in force while the canvas is on the page. */
export interface CanvasController {
  fit(): void;
  zoomBy(factor: number): void;
  zoomToFullSize(): void;
  /** Screen pixels to flow pixels. */
  toFlow(screen: ScenePlace): ScenePlace;
  /** Whether a screen position lies on the canvas. */
  isOver(screen: ScenePlace): boolean;
  /** Where a new node fits: on the grid, in the middle of what is seen, beside what is there. */
  freePlace(): ScenePlace;
  viewport(): { readonly x: number; readonly y: number; readonly zoom: number };
}

let current: CanvasController | undefined;

/** The canvas on the page, if there is one. */
export function canvasController(): CanvasController | undefined {
  return current;
}

/** Puts a canvas in charge; the returned function takes it out. */
export function provideController(controller: CanvasController): () => void {
  current = controller;
  return () => {
    if (current === controller) current = undefined;
  };
}

/** How the whole diagram is fitted: with room for what is drawn around it, and never larger than life. */
export const FIT: FitViewOptions<PartNode> = {
  padding: { top: '56px', right: '48px', bottom: '96px', left: '64px' },
  maxZoom: 1.1,
  minZoom: 0.1,
};

export function createController(
  flow: ReactFlowInstance<PartNode, LinkEdge>,
  element: HTMLElement,
): CanvasController {
  const toFlow = (screen: ScenePlace): ScenePlace => flow.screenToFlowPosition(screen, { snapToGrid: false });
  return {
    fit: () => void flow.fitView(FIT),
    zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor),
    zoomToFullSize: () => void flow.zoomTo(1),
    toFlow,
    isOver(screen) {
      const box = element.getBoundingClientRect();
      return screen.x >= box.left && screen.x <= box.right && screen.y >= box.top && screen.y <= box.bottom;
    },
    freePlace() {
      const box = element.getBoundingClientRect();
      const middle = toFlow({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
      const taken = flow.getNodes().map((node) => node.position);
      return findFreePlace(cornerOf(middle), taken);
    },
    viewport: () => flow.getViewport(),
  };
}

/** Top left corner, on the grid, of a node around this middle. */
export function cornerOf(middle: ScenePlace): ScenePlace {
  return { x: onGrid(middle.x - NODE_WIDTH / 2), y: onGrid(middle.y - NODE_HEIGHT / 2) };
}

function onGrid(value: number): number {
  return Math.round(value / GRID) * GRID;
}

/** The first place at or around `wanted` at which a node covers no other: on rings further and further out. */
export function findFreePlace(wanted: ScenePlace, taken: readonly ScenePlace[]): ScenePlace {
  const stepX = NODE_WIDTH + 4 * GRID;
  const stepY = NODE_HEIGHT + 2 * GRID + 4;
  for (let ring = 0; ring < 30; ring++) {
    for (let row = -ring; row <= ring; row++) {
      for (let column = -ring; column <= ring; column++) {
        if (Math.max(Math.abs(row), Math.abs(column)) !== ring) continue;
        const place = { x: onGrid(wanted.x + column * stepX), y: onGrid(wanted.y + row * stepY) };
        if (!taken.some((other) => overlaps(place, other))) return place;
      }
    }
  }
  return wanted;
}

function overlaps(a: ScenePlace, b: ScenePlace): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH + GRID && Math.abs(a.y - b.y) < NODE_HEIGHT + GRID;
}
