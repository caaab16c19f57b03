import type { FitViewOptions, ReactFlowInstance } from '@xyflow/react';
import type { ScenePlace, SceneViewport } from '../widgets/scene.ts';
import { prefersReducedMotion } from '../widgets/theme.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';
import type { LinkEdge, CanvasNode } from './to-flow.ts';

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
  /** Where a new node fits, on the grid: to the right of a node when one is given, else in the middle of what is seen. */
  freePlace(beside: string | undefined): ScenePlace;
  /** Moves the camera, no further than needed, until the node at this place is seen. */
  reveal(place: ScenePlace): void;
  /** Moves the camera, no further than needed, until no panel covers the node at this place. */
  uncover(place: ScenePlace): void;
  /** Takes an `uncover` back, unless the reader has moved the camera since. */
  giveBack(): void;
  /** Says that the reader moved the camera: from now on it stays where it is. */
  noteMove(): void;
  /** Shows the whole diagram again after the window changed, if it was shown whole and the reader left it so. */
  keepFit(): void;
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

/** How the whole diagram is fitted into the canvas: with room for what is drawn around it, beside what a panel covers,
 *  and never larger than life. */
export function fitOptions(element: HTMLElement): FitViewOptions<CanvasNode> {
  const isSmall = element.clientWidth < SMALL_WIDTH;
  const side = isSmall ? 18 : 40;
  const above = element.clientHeight < SMALL_HEIGHT ? 16 : 44;
  return {
    padding: { top: `${above}px`, right: `${side + coveredRightOf(element)}px`, bottom: `${above + 8}px`, left: `${side}px` },
    maxZoom: MOST_FIT_ZOOM,
    minZoom: 0.1,
  };
}

/** Canvases below these sizes have less room to give away. In screen pixels. */
const SMALL_WIDTH = 760;
const SMALL_HEIGHT = 420;
const MOST_FIT_ZOOM = 1.2;

export function createController(
  flow: ReactFlowInstance<CanvasNode, LinkEdge>,
  element: HTMLElement,
): CanvasController {
  const toFlow = (screen: ScenePlace): ScenePlace => flow.screenToFlowPosition(screen, { snapToGrid: false });
  let isFitted = false;
  /** Where the camera was before it made way for a panel. */
  let before: SceneViewport | undefined;
  const moveTo = (viewport: SceneViewport): void => {
    void flow.setViewport(viewport, { duration: prefersReducedMotion() ? 0 : PAN_WALL_MS });
  };
  const noteMove = (): void => {
    isFitted = false;
    before = undefined;
  };
  const fit = (): void => {
    before = undefined;
    isFitted = true;
    void flow.fitView(fitOptions(element));
  };
  return {
    fit,
    zoomBy: (factor) => {
      noteMove();
      void flow.zoomTo(flow.getZoom() * factor);
    },
    zoomToFullSize: () => {
      noteMove();
      void flow.zoomTo(1);
    },
    toFlow,
    isOver(screen) {
      const box = element.getBoundingClientRect();
      return screen.x >= box.left && screen.x <= box.right && screen.y >= box.top && screen.y <= box.bottom;
    },
    freePlace(beside) {
      const box = element.getBoundingClientRect();
      const middle = toFlow({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
      const taken = flow.getNodes().map((node) => node.position);
      const left = beside === undefined ? undefined : flow.getNode(beside)?.position;
      const wanted = left === undefined ? cornerOf(middle) : { x: left.x + STEP_X, y: left.y };
      return findFreePlace(wanted, taken);
    },
    reveal(place) {
      const viewport = flow.getViewport();
      const moved = revealing(viewport, { place, width: element.clientWidth - coveredRightOf(element), height: element.clientHeight });
      if (moved.x === viewport.x && moved.y === viewport.y) return;
      noteMove();
      moveTo(moved);
    },
    uncover(place) {
      const viewport = flow.getViewport();
      const moved = uncovering(viewport, { place, width: element.clientWidth - coveredRightOf(element) });
      if (moved.x === viewport.x) return;
      before = viewport;
      moveTo(moved);
    },
    giveBack() {
      if (before !== undefined) moveTo(before);
      before = undefined;
    },
    noteMove,
    keepFit() {
      if (isFitted) fit();
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

/** Distance of nodes that are placed by themselves: wide enough to read the edge between them. */
const STEP_X = NODE_WIDTH + 8 * GRID;
const STEP_Y = NODE_HEIGHT + 3 * GRID + 4;
const MOST_STEPS = 30;

/** The first place at, below or right of `wanted` at which a node covers no other: column by column, each tried a few
 *  rows down and up. */
export function findFreePlace(wanted: ScenePlace, taken: readonly ScenePlace[]): ScenePlace {
  for (let column = 0; column < MOST_STEPS; column++) {
    for (const row of [0, 1, -1, 2, -2]) {
      const place = { x: onGrid(wanted.x + column * STEP_X), y: onGrid(wanted.y + row * STEP_Y) };
      if (!taken.some((other) => overlaps(place, other))) return place;
    }
  }
  return wanted;
}

/** Room kept between a node and the window's edge when the camera moves to it, and how long it takes. Screen pixels. */
const REVEAL_MARGIN = 40;
export const PAN_WALL_MS = 220;

/** The viewport in which a node is seen whole, moved no further than needed. */
export function revealing(
  viewport: SceneViewport,
  options: { readonly place: ScenePlace; readonly width: number; readonly height: number },
): SceneViewport {
  const { place, width, height } = options;
  const shift = (from: number, size: number, room: number): number => {
    const over = from + size - (room - REVEAL_MARGIN);
    if (over > 0) return -over;
    return from < REVEAL_MARGIN ? REVEAL_MARGIN - from : 0;
  };
  const { zoom } = viewport;
  return {
    x: viewport.x + shift(place.x * zoom + viewport.x, NODE_WIDTH * zoom, width),
    y: viewport.y + shift(place.y * zoom + viewport.y, NODE_HEIGHT * zoom, height),
    zoom,
  };
}

/** Room kept between a node and a panel beside it. Screen pixels. */
const UNCOVER_MARGIN = 24;

/** The viewport in which a panel that leaves `width` does not cover a node, moved to the left by no more than needed,
 *  and never so far that the node leaves on that side. */
export function uncovering(
  viewport: SceneViewport,
  { place, width }: { readonly place: ScenePlace; readonly width: number },
): SceneViewport {
  const left = place.x * viewport.zoom + viewport.x;
  const over = left + NODE_WIDTH * viewport.zoom + UNCOVER_MARGIN - width;
  const shift = Math.max(0, Math.min(over, left - UNCOVER_MARGIN));
  return { x: viewport.x - shift, y: viewport.y, zoom: viewport.zoom };
}

/** Width at the right that a panel covers, as the shell tells it. */
function coveredRightOf(element: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(element).getPropertyValue('--covered-right')) || 0;
}

function overlaps(a: ScenePlace, b: ScenePlace): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH + GRID && Math.abs(a.y - b.y) < NODE_HEIGHT + GRID;
}
