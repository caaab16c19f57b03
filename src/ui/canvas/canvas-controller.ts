import type { FitViewOptions, ReactFlowInstance } from '@xyflow/react';
import type { ScenePlace, SceneViewport } from '../widgets/scene.ts';
import { idleDetector } from '../../store/idle.ts';
import { prefersReducedMotion } from '../widgets/theme.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';
import { readableFit } from './readable-fit.ts';
import type { LinkEdge, CanvasNode } from './to-flow.ts';

/** Distance of the grid on which things are placed and moved, in flow pixels. */
export const GRID = 20;

/** What menus, keys and the palette may do with the camera; in force while the canvas is on the page. */
export interface CanvasController {
  /** Shows a diagram that is opened: the whole of it, or, where that could not be read, how it begins. */
  open(): void;
  /** Shows the whole diagram. */
  fit(): void;
  /** Moves the camera by a part of what is seen: `right` and `down` are 1, 0 or -1. */
  pan(right: number, down: number): void;
  zoomBy(factor: number): void;
  zoomToFullSize(): void;
  /** Screen pixels to flow pixels. */
  toFlow(screen: ScenePlace): ScenePlace;
  /** Whether a screen position lies on the canvas. */
  isOver(screen: ScenePlace): boolean;
  /** Where a new node fits, on the grid: to the right of a node when one is given, else in the middle of what is seen,
   *  and never so far away that the whole diagram could only be shown small. */
  freePlace(beside: string | undefined): ScenePlace;
  /** Shows the node that was placed here: with the whole diagram if that was seen whole before, else moving the camera no
   *  further than needed. */
  show(place: ScenePlace): void;
  /** Moves the camera, no further than needed, until the node at this place is seen. */
  reveal(place: ScenePlace): void;
  /** Makes way for a panel: a diagram that was fitted is fitted into what remains, else the camera moves no further than
   *  needed, until the panel does not cover the node at this place. */
  uncover(place: ScenePlace | undefined): void;
  /** Takes an `uncover` back, unless the reader has moved the camera since. */
  giveBack(): void;
  /** Says that the reader moved the camera: from now on it stays where it is. */
  noteMove(): void;
  /** Shows the whole diagram again after the window changed, if it was shown whole and the reader left it so. */
  keepFit(): void;
  /** The same after rows around the canvas came or went: moves nothing as long as nothing is cut off, and
   *  gives room back. */
  makeRoom(): void;
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
  const { top, right, bottom, left } = paddingOf(element);
  return {
    padding: { top: `${top}px`, right: `${right}px`, bottom: `${bottom}px`, left: `${left}px` },
    maxZoom: MOST_FIT_ZOOM,
    minZoom: 0.1,
  };
}

function paddingOf(element: HTMLElement) {
  const side = element.clientWidth < SMALL_WIDTH ? 18 : 40;
  const above = roomAbove(element);
  return { top: above, right: side + widthOf(element, '--covered-right'), bottom: above + 8, left: side };
}

/** Room above a fitted diagram. In screen pixels. */
function roomAbove(element: HTMLElement): number {
  return element.clientHeight < SMALL_HEIGHT ? 16 : 44;
}

/** Counts a move of the camera as work until it is over, or until another one takes its place: what is pointed at by then
 *  stands still. */
function createMoveTracker(): (move: Promise<unknown> | undefined) => void {
  let end = (): void => undefined;
  return (move) => {
    end();
    if (move === undefined) return;
    end = idleDetector.begin();
    void move.finally(end);
  };
}

/** How much of what is seen the camera moves by at once. */
const PAN_SHARE = 0.7;

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
  /** Whether it was fitted so that it can be read, rather than whole. */
  let isOpening = false;
  /** Where the camera was before it made way for a panel. */
  let before: SceneViewport | undefined;
  /** Height of the canvas into which the diagram was fitted. */
  let fittedHeight = 0;
  const track = createMoveTracker();
  const moveTo = (viewport: SceneViewport): void => {
    track(flow.setViewport(viewport, { duration: prefersReducedMotion() ? 0 : PAN_WALL_MS }));
  };
  const noteMove = (): void => {
    isFitted = false;
    before = undefined;
    track(undefined);
  };
  const fit = (duration = 0): void => {
    before = undefined;
    isFitted = true;
    fittedHeight = element.clientHeight;
    // Fitting nothing would wait for the first node, and then move it away from where it was dropped.
    if (flow.getNodes().length === 0) return;
    const readable = isOpening ? beginning() : undefined;
    if (readable === undefined) track(flow.fitView({ ...fitOptions(element), duration: prefersReducedMotion() ? 0 : duration }));
    else track(flow.setViewport(readable, { duration: prefersReducedMotion() ? 0 : duration }));
  };
  const beginning = (): SceneViewport | undefined =>
    readableFit({
      bounds: flow.getNodesBounds(flow.getNodes()),
      sources: boxes().flatMap(({ type, data, position }) => (type === 'part' && data.icon === 'client' ? [position.x] : [])),
      window: { width: element.clientWidth, height: element.clientHeight },
      padding: paddingOf(element),
    });
  const boxes = (): CanvasNode[] => flow.getNodes().filter(({ type }) => type !== 'zone');
  const seen = (): FlowArea => seenArea(flow.getViewport(), { width: element.clientWidth - widthOf(element, '--hidden-right'), height: element.clientHeight });
  const reveal = (place: ScenePlace): void => {
    const viewport = flow.getViewport();
    const moved = revealing(viewport, { place, width: element.clientWidth - widthOf(element, '--hidden-right'), height: element.clientHeight });
    if (moved.x === viewport.x && moved.y === viewport.y) return;
    noteMove();
    moveTo(moved);
  };
  return {
    open() {
      isOpening = true;
      fit();
    },
    fit() {
      isOpening = false;
      fit();
    },
    pan(right, down) {
      const { x, y, zoom } = flow.getViewport();
      const { width, height } = seen();
      noteMove();
      moveTo({ x: x - right * PAN_SHARE * width * zoom, y: y - down * PAN_SHARE * height * zoom, zoom });
    },
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
      const area = seen();
      const taken = boxes().map((node) => node.position);
      const left = beside === undefined ? undefined : flow.getNode(beside)?.position;
      const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
      const wanted = left === undefined ? cornerOf(middle) : { x: left.x + STEP_X, y: left.y };
      return findFreePlace(wanted, taken, roomFor(area, { taken, zoom: flow.getZoom() }));
    },
    show(place) {
      const area = seen();
      if (isWithin(area, place)) return;
      const others = boxes().filter(({ position }) => position.x !== place.x || position.y !== place.y);
      if (others.every(({ position }) => isWithin(area, position))) {
        isOpening = false;
        fit(PAN_WALL_MS);
      } else reveal(place);
    },
    reveal,
    uncover(place) {
      if (isFitted && widthOf(element, '--covered-right') > 0) return fit(PAN_WALL_MS);
      const viewport = flow.getViewport();
      const moved = place === undefined ? viewport : uncovering(viewport, { place, width: element.clientWidth - widthOf(element, '--hidden-right') });
      if (moved.x === viewport.x) return;
      before ??= viewport;
      moveTo(moved);
    },
    giveBack() {
      if (before !== undefined) moveTo(before);
      else if (isFitted) fit(PAN_WALL_MS);
      before = undefined;
    },
    noteMove,
    keepFit() {
      if (isFitted) fit();
    },
    makeRoom() {
      if (!isFitted) return;
      const isCut = !holds(seen(), { bounds: flow.getNodesBounds(flow.getNodes()), margin: roomAbove(element) / 2 / flow.getZoom() });
      if (isCut || element.clientHeight > fittedHeight) fit(PAN_WALL_MS);
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
/** Columns that are tried: to the right, then to the left. */
const COLUMNS = [...Array.from({ length: 30 }, (_, step) => step), ...Array.from({ length: 12 }, (_, step) => -1 - step)];

/** A part of the diagram's plane, in flow pixels. */
export interface FlowArea extends ScenePlace {
  readonly width: number;
  readonly height: number;
}

/** The part of the plane that is seen in a window of this size. */
export function seenArea(viewport: SceneViewport, window: { readonly width: number; readonly height: number }): FlowArea {
  const { x, y, zoom } = viewport;
  return { x: -x / zoom, y: -y / zoom, width: window.width / zoom, height: window.height / zoom };
}

/** Whether a node with this corner lies whole in an area. */
export function isWithin(area: FlowArea, { x, y }: ScenePlace): boolean {
  return x >= area.x && y >= area.y && x + NODE_WIDTH <= area.x + area.width && y + NODE_HEIGHT <= area.y + area.height;
}

/** Whether an area shows all of some bounds from top to bottom, and this much above and below them. */
export function holds(area: FlowArea, { bounds, margin }: { readonly bounds: FlowArea; readonly margin: number }): boolean {
  return bounds.y - margin >= area.y && bounds.y + bounds.height + margin <= area.y + area.height;
}

/** Zoom down to which the diagram may shrink so that a new part comes beside the others rather than below them. */
const LEAST_ROOM_ZOOM = 0.7;

/** Where new parts go: what is seen, and what the window would show besides if it were zoomed out a little, to the right
 *  of the leftmost part. */
export function roomFor(area: FlowArea, { taken, zoom }: { readonly taken: readonly ScenePlace[]; readonly zoom: number }): FlowArea {
  const grown = Math.max(1, zoom / LEAST_ROOM_ZOOM);
  const width = area.width * grown;
  const height = area.height * grown;
  const leftmost = Math.min(area.x, ...taken.map((place) => place.x));
  return { x: Math.max(leftmost, area.x + area.width - width), y: area.y - (height - area.height) / 2, width, height };
}

/** The first place at, below or right of `wanted` at which a node covers no other, within `room` as long as there is one:
 *  column by column, each tried a few rows down and up; then in the columns to the left. */
export function findFreePlace(wanted: ScenePlace, taken: readonly ScenePlace[], room?: FlowArea): ScenePlace {
  let beyond: ScenePlace | undefined;
  for (const column of COLUMNS) {
    for (const row of [0, 1, -1, 2, -2]) {
      const place = { x: onGrid(wanted.x + column * STEP_X), y: onGrid(wanted.y + row * STEP_Y) };
      if (taken.some((other) => overlaps(place, other))) continue;
      if (room === undefined || isWithin(room, place)) return place;
      beyond ??= place;
    }
  }
  return beyond ?? wanted;
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

/** Width at the right that a panel takes or hides, as the shell tells it. */
function widthOf(element: HTMLElement, property: '--covered-right' | '--hidden-right'): number {
  return Number.parseFloat(getComputedStyle(element).getPropertyValue(property)) || 0;
}

function overlaps(a: ScenePlace, b: ScenePlace): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH + GRID && Math.abs(a.y - b.y) < NODE_HEIGHT + GRID;
}
