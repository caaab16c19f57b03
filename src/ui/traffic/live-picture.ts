import { PictureClock } from './picture-clock.ts';
import { part } from '../../store/parts.ts';
import type { CascadeMark } from './draw/cascade.ts';
import { drawComponent, drawWaiting } from './draw/component.ts';
import { takeBox, takeName } from './draw/far-component.ts';
import { takeFaultBadge } from './draw/fault-badge.ts';
import { dotSize, drawDots, drawLeaving } from './draw/dots.ts';
import { RAIL_OFFSET } from './draw/edge-line.ts';
import { createEdgePath, createPathPlace, type EdgePath, placeAt, setCubic } from './draw/edge-path.ts';
import { drawFlowCounter, drawWordsBeside, takeFlowCounter, takeLine } from './draw/edge-words.ts';
import { type DrawView, NODE_HEIGHT, NODE_WIDTH, type NodeBox, WORDS_ZOOM } from './draw/picture.ts';
import { drawPlainQueue } from './draw/plain-edge.ts';
import { laneCount, laneOffset, streamHalfWidth } from './draw/lanes.ts';
import { drawSyncLine, drawSyncWords } from './draw/sync-edge.ts';
import { createView, scaledTheme, setView } from './draw/view.ts';
import type { RunFeed, RunFrame } from '../../store/run-feed.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import type { Scene, ScenePlace } from '../widgets/scene.ts';
import type { Theme } from '../widgets/theme.ts';
import { DotField, type DotGround, type DotWay } from './dot-field.ts';
import type { LitPart } from './lit-parts.ts';
import { createPictures, type EdgeView, type NodeView, type Pictures } from './pictures.ts';

/** What the picture depends on besides frames and scene. All of it is set from outside and only read here. */
export interface PictureInputs {
  theme: Theme;
  selection: ReadonlySet<string>;
  /** Connections that are cut right now. */
  cut: ReadonlySet<string>;
  /** What the badges of parts with faults say right now. */
  faults: ReadonlyMap<string, string>;
  lit: readonly LitPart[];
  /** Whether the run goes on: flow stands still with it. */
  isMoving: boolean;
  hasDots: boolean;
}

/** Figures in nodes follow the frames at most this often; motion follows every frame. Wall milliseconds. */
const FILL_WALL_MS = 90;
/** In large diagrams less often, so that no more than one frame in twenty draws them anew. */
const LARGE_FILL_WALL_MS = 420;
/** Pictures without dots change this often. Wall milliseconds. */
const CALM_WALL_MS = 250;
/** Far from the window by more than this, nothing is drawn: room for queues and chips. In flow pixels. */
const MARGIN = 140;
/** Room above the middle of an edge for what piles up there. In flow pixels. */
const EDGE_HEIGHT = 24;
/** Edges at once among which words look for a place off the lines. */
const MOST_LINES = 48;
/** From this many parts on, what stands still is drawn apart from what moves. */
const STILL_FROM = 150;
/** How near to a dot a click must be. In screen pixels. */
const CLICK_REACH = 12;

/** The live layer: one canvas over the editor, on which everything that moves is drawn. A plain object that a thin
 *  React shell gives its canvas, its inputs and its frames. */
export class LivePicture {
  readonly dots = new DotField();
  /** Where it is drawn right now: on the screen, or on the still picture. */
  private ctx: CanvasRenderingContext2D;
  private readonly screen: CanvasRenderingContext2D;
  private still: CanvasRenderingContext2D | undefined;
  /** What the still picture shows. */
  private stillKey = '';
  private stillVersion = 0;
  private markCount = 0;
  /** What is seen of the diagram, in flow pixels. */
  private readonly seen = { left: 0, top: 0, right: 0, bottom: 0 };
  private readonly scene: Scene;
  private readonly feed: RunFeed;
  private readonly inputs: PictureInputs;
  private readonly clock = new PictureClock();
  private readonly view: DrawView = createView(1, 1);
  /** The theme with fonts for the present zoom. */
  private theme: Theme;
  private readonly paths = new Map<string, EdgePath>();
  private readonly box: NodeBox = { x: 0, y: 0, width: NODE_WIDTH, height: NODE_HEIGHT };
  private pictures: Pictures = { nodes: [], edges: [], nodesById: new Map(), edgesById: new Map() };
  /** Room for names below far boxes in the present painting. */
  private readonly nameRooms = new Map<string, number>();
  /** Where the counters of edges stand, for readers who asked for no moving dots. */
  private readonly counters = new Map<string, { readonly x: number; readonly y: number }>();
  /** Boxes that lie over others, or under them. */
  private readonly covering = new Set<string>();
  /** Edges of the present painting. */
  private readonly visible: EdgeView[] = [];
  private ways: (DotWay | undefined)[] = [];
  private exits: ({ x: number; y: number } | undefined)[] = [];
  private readonly ground: DotGround = {
    way: (row) => this.ways[row],
    exit: (row) => this.exits[row],
    isRedelivering: (row) => this.feed.connection(row, 'redelivered') > 0,
  };
  private geometryVersion = -1;
  private lastFrameMs = 0;
  private lastFillWallMs = 0;
  private drawnKey = '';
  private isDirty = true;
  private pickedRequest: number | undefined;
  private readonly marks: CascadeMark[] = [];
  private readonly loading = new Set<unknown>();
  private readonly markBox: NodeBox = { x: 0, y: 0, width: 0, height: 0 };

  constructor(ctx: CanvasRenderingContext2D, options: { readonly scene: Scene; readonly feed: RunFeed; readonly inputs: PictureInputs }) {
    this.ctx = ctx;
    this.screen = ctx;
    this.scene = options.scene;
    this.feed = options.feed;
    this.inputs = options.inputs;
    this.theme = options.inputs.theme;
  }

  /** Says that something other than a frame or the camera changed. */
  touch(): void {
    this.stillVersion += 1;
    this.isDirty = true;
  }

  setDocument(document: BrownoutDocument): void {
    this.pictures = createPictures(document, this.feed, this.feed.frame?.nowMs ?? 0);
    const kinds = new Set(this.pictures.edges.map(kindOf));
    if (streams === undefined && kinds.has('stream')) this.load(loadStreamDrawing, (drawing) => (streams = drawing));
    if (queues === undefined && this.pictures.edges.some(({ style }) => style === 'queue')) this.load(loadQueueDrawing, (drawing) => this.takeQueues(drawing));
    this.geometryVersion = -1;
    this.lastFillWallMs = 0;
    this.touch();
  }

  private takeQueues(drawing: typeof queues): void {
    queues = drawing;
    this.geometryVersion = -1;
  }

  /** Another run begins. */
  restart(): void {
    this.dots.clear();
    this.lastFrameMs = 0;
  }

  takeFrame(frame: RunFrame, wallMs: number): void {
    this.updateGeometry();
    if (frame.nowMs < this.lastFrameMs) this.dots.dropAfter(frame.nowMs);
    this.dots.add(frame, this.ground, Math.min(this.lastFrameMs, frame.nowMs));
    this.lastFrameMs = frame.nowMs;
    this.clock.note(frame.nowMs, { pace: this.inputs.isMoving ? frame.pace : 0, wallMs });
    this.isDirty = true;
  }

  /** Follows a request from now on, or none. */
  pick(request: number | undefined): void {
    this.pickedRequest = request;
    this.dots.pick(request);
    this.touch();
  }

  /** The request whose dot is at a place of the canvas (in its pixels), if any. */
  findRequest(place: ScenePlace): number | undefined {
    const { viewport } = this.scene;
    const x = (place.x - viewport.x) / viewport.zoom;
    const y = (place.y - viewport.y) / viewport.zoom;
    return this.dots.find(x, y, CLICK_REACH / viewport.zoom)?.request;
  }

  /** Draws the picture of this moment, if it differs from the last one. Returns whether it drew. */
  draw(wallMs: number, deltaMs: number): boolean {
    const { isMoving, hasDots } = this.inputs;
    const isAlive = isMoving || this.dots.leaving.count > 0;
    const key = this.stateKey();
    const isCalm = !hasDots && wallMs - this.lastFillWallMs < CALM_WALL_MS && key === this.drawnKey;
    if ((!this.isDirty && !isAlive && key === this.drawnKey) || isCalm) return false;
    this.isDirty = false;
    this.drawnKey = key;
    this.updateGeometry();
    const fillWallMs = this.isLarge ? LARGE_FILL_WALL_MS : FILL_WALL_MS;
    if (wallMs - this.lastFillWallMs >= fillWallMs || !isMoving) this.fill(wallMs);
    if (hasDots) this.dots.advance(this.clock.at(wallMs), isAlive ? deltaMs : 0, this.ground);
    this.paint();
    return true;
  }

  private get isLarge(): boolean {
    return this.pictures.nodes.length + this.pictures.edges.length > STILL_FROM;
  }

  private stateKey(): string {
    const { viewport, version, hovered } = this.scene;
    const { width, height } = this.screen.canvas;
    return `${viewport.x} ${viewport.y} ${viewport.zoom} ${version} ${hovered ?? ''} ${width} ${height}`;
  }

  private fill(wallMs: number): void {
    this.lastFillWallMs = wallMs;
    this.stillVersion += 1;
    for (const node of this.pictures.nodes) node.fill(this.feed);
    for (const edge of this.pictures.edges) edge.fill(this.feed, this.inputs.cut.has(edge.id));
  }

  private updateGeometry(): void {
    if (this.geometryVersion === this.scene.version) return;
    this.geometryVersion = this.scene.version;
    this.ways = [];
    this.exits = [];
    for (const edge of this.pictures.edges) this.updateEdge(edge);
    for (const id of this.paths.keys()) if (!this.scene.curves.has(id)) this.paths.delete(id);
    this.placeTrays();
    this.findCovering();
    for (const node of this.pictures.nodes) {
      const place = this.scene.places.get(node.id);
      if (place !== undefined && node.row >= 0) this.exits[node.row] = { x: place.x - 6, y: place.y + NODE_HEIGHT / 2 };
    }
  }

  /** Where there are few edges, trays stand off the lines of others. */
  private placeTrays(): void {
    if (queues === undefined || this.paths.size > MOST_LINES) return;
    const trays = this.pictures.edges.flatMap(({ id, style }) => (style === 'queue' ? (this.paths.get(id) ?? []) : []));
    const boxes = [...this.scene.places.values()].map(({ x, y }) => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT }));
    queues.placeTrays(trays, [...this.paths.values()], boxes);
  }

  /** Finds boxes that lie over others, whose figures must not shine through. */
  private findCovering(): void {
    this.covering.clear();
    const places = this.pictures.nodes.map(({ id }) => ({ id, place: this.scene.places.get(id) }));
    const isOver = (a: ScenePlace, b: ScenePlace | undefined): boolean =>
      b !== undefined && Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT;
    for (const { id, place } of places) {
      if (place !== undefined && places.some((other) => other.id !== id && isOver(place, other.place))) this.covering.add(id);
    }
  }

  private updateEdge(edge: EdgeView): void {
    const curve = this.scene.curves.get(edge.id);
    if (curve === undefined) return;
    const path = this.paths.get(edge.id) ?? createEdgePath();
    this.paths.set(edge.id, path);
    setCubic(path, curve);
    if (edge.row < 0) return;
    const kind = kindOf(edge);
    const hasStore = edge.style === 'queue' || (edge.style === 'stream' && !edge.isFromBox);
    const lanes = edge.style === 'stream' ? lanesOf(path, edge.picture.partitions) : undefined;
    const rail = edge.style === 'sync' ? RAIL_OFFSET : 0;
    this.ways[edge.row] = { path, kind, hasStore, rail, ...(lanes === undefined ? {} : { lanes }) };
  }

  private paint(): void {
    const { scene, screen, view } = this;
    const ratio = screen.canvas.width / Math.max(1, screen.canvas.clientWidth);
    setView(view, scene.viewport.zoom, ratio);
    this.theme = scaledTheme(this.inputs.theme, view.textScale);
    this.look(ratio);
    this.prepare(screen, ratio);
    if (this.isLarge) this.showStill(ratio);
    else this.paintParts();
    this.paintDots();
    for (let mark = 0; mark < this.markCount; mark++) cascade?.drawCascadeMark(screen, this.theme, view, this.marks[mark]!);
  }

  /** Empties a canvas and sets it up for flow pixels. */
  private prepare(ctx: CanvasRenderingContext2D, ratio: number): void {
    const { viewport } = this.scene;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.setTransform(viewport.zoom * ratio, 0, 0, viewport.zoom * ratio, viewport.x * ratio, viewport.y * ratio);
  }

  /** Everything but what moves. */
  private paintParts(): void {
    for (const part of this.inputs.lit) if (this.findBox(part.id)) cascade?.drawCascadeNode(this.ctx, this.theme, this.markBox);
    this.takeNodes();
    this.markCount = this.placeMarks();
    this.eachNode(({ picture }) => drawWaiting(this.ctx, this.theme, this.view, this.box, picture));
    this.paintEdges();
    this.paintNodes();
  }

  /** Large diagrams are drawn only when figures, camera or choices change, and copied in between: what moves on every
   *  frame are the dots alone. */
  private showStill(ratio: number): void {
    const { screen } = this;
    const { width, height } = screen.canvas;
    const still = (this.still ??= document.createElement('canvas').getContext('2d')!);
    const key = `${this.drawnKey} ${this.stillVersion}`;
    if (key !== this.stillKey) {
      this.stillKey = key;
      if (still.canvas.width !== width) still.canvas.width = width;
      if (still.canvas.height !== height) still.canvas.height = height;
      this.prepare(still, ratio);
      this.ctx = still;
      this.paintParts();
      this.ctx = screen;
    }
    const transform = screen.getTransform();
    screen.setTransform(1, 0, 0, 1, 0, 0);
    screen.drawImage(still.canvas, 0, 0);
    screen.setTransform(transform);
  }

  private look(ratio: number): void {
    const { viewport } = this.scene;
    const { width, height } = this.screen.canvas;
    this.seen.left = -viewport.x / viewport.zoom - MARGIN;
    this.seen.top = -viewport.y / viewport.zoom - MARGIN;
    this.seen.right = this.seen.left + width / ratio / viewport.zoom + 2 * MARGIN;
    this.view.left = this.seen.left + MARGIN;
    this.view.right = this.seen.right - MARGIN;
    this.seen.bottom = this.seen.top + height / ratio / viewport.zoom + 2 * MARGIN;
  }

  private isInWindow(x: number, y: number, width: number, height: number): boolean {
    const { left, top, right, bottom } = this.seen;
    return x < right && x + width > left && y < bottom && y + height > top;
  }

  private paintEdges(): void {
    const { ctx, inputs, view } = this;
    this.visible.length = 0;
    const lit = new Set(inputs.lit.map((part) => part.id));
    for (const edge of this.pictures.edges) {
      const curve = this.scene.curves.get(edge.id);
      const path = this.paths.get(edge.id);
      if (curve === undefined || path === undefined) continue;
      const left = Math.min(curve.x0, curve.x3, curve.x1, curve.x2);
      const top = Math.min(curve.y0, curve.y3, curve.y1, curve.y2);
      const width = Math.max(curve.x0, curve.x3, curve.x1, curve.x2) - left;
      const height = Math.max(curve.y0, curve.y3, curve.y1, curve.y2) - top;
      if (!this.isInWindow(left, top, width, height)) continue;
      edge.picture.isSelected = inputs.selection.has(edge.id);
      edge.picture.isHovered = this.scene.hovered === edge.id;
      if (lit.has(edge.id)) cascade?.drawCascadeEdge(ctx, this.theme, view, path);
      this.paintEdge(edge, path);
      this.visible.push(edge);
    }
    this.takeLines();
    for (const edge of this.visible) if (edge.style === 'stream') streams?.drawLagTags(ctx, this.theme, view, this.paths.get(edge.id)!, edge.picture);
    this.takeCounters();
    for (const edge of this.visible) this.paintWords(edge, this.paths.get(edge.id)!);
  }

  /** Keeps words off lines, as long as there are few enough to find room between them. */
  private takeLines(): void {
    this.view.isCrowded = this.visible.length > MOST_LINES;
    if (this.view.zoom < WORDS_ZOOM || this.view.isCrowded) return;
    for (const edge of this.visible) takeLine(this.view, this.paths.get(edge.id)!, edge.style === 'stream' ? streamHalfWidth(edge.picture.partitions) - BED_EDGE : 0);
  }

  private paintWords(edge: EdgeView, path: EdgePath): void {
    const { ctx, view, theme } = this;
    switch (edge.style) {
      case 'sync':
        return drawSyncWords(ctx, theme, view, path, edge.picture);
      case 'queue':
        return queues?.drawQueueWords(ctx, theme, view, path, edge.picture);
      case 'stream':
        return streams?.drawStreamWords(ctx, theme, view, path, edge.picture);
      case 'plain':
        return drawWordsBeside(ctx, theme, view, edge.word, edge.picture, path, PLAIN_WORDS);
    }
  }

  private paintEdge(edge: EdgeView, path: EdgePath): void {
    const { ctx, view, theme } = this;
    switch (edge.style) {
      case 'sync':
        return drawSyncLine(ctx, theme, view, path, edge.picture);
      case 'queue':
        return queues?.drawQueueLine(ctx, theme, view, path, edge.picture);
      case 'stream':
        return streams?.drawStreamLine(ctx, theme, view, path, edge.picture);
      case 'plain':
        return (edge.word === 'queue' ? drawPlainQueue : streams?.drawPlainStream)?.(ctx, theme, view, path, edge.picture);
    }
  }

  /** Keeps words and marks off the boxes, their names and the badges of their faults. */
  private takeNodes(): void {
    const { ctx, theme, view, box, inputs } = this;
    this.nameRooms.clear();
    this.eachNode(() => takeBox(view, box));
    this.eachNode((node) => {
      const faults = inputs.faults.get(node.id);
      this.nameRooms.set(node.id, takeName(ctx, theme, view, box, node.names));
      if (faults !== undefined) takeFaultBadge(ctx, theme, view, box, faults);
    });
  }

  /** Calls back with every node that is seen; its place stands in `box`. */
  private eachNode(callback: (node: NodeView) => void): void {
    const { box } = this;
    for (const node of this.pictures.nodes) {
      const place = this.scene.places.get(node.id);
      if (place === undefined || !this.isInWindow(place.x, place.y, NODE_WIDTH, NODE_HEIGHT)) continue;
      box.x = place.x;
      box.y = place.y;
      callback(node);
    }
  }

  private paintNodes(): void {
    const { selection } = this.inputs;
    // Of boxes that cover each other, what is selected lies on top, as it does in the editor.
    this.eachNode((node) => !selection.has(node.id) && this.paintNode(node));
    this.eachNode((node) => selection.has(node.id) && this.paintNode(node));
  }

  private paintNode({ id, picture, names }: NodeView): void {
    const { ctx, theme, view, box } = this;
    if (this.covering.has(id)) ctx.clearRect(box.x, box.y, box.width, box.height);
    drawComponent(ctx, theme, view, box, picture, names, this.nameRooms.get(id));
  }

  private paintDots(): void {
    const { ctx, inputs, view } = this;
    if (!inputs.hasDots) return this.paintCounters();
    const size = dotSize(view.zoom);
    drawDots(ctx, inputs.theme, view, this.dots.dots);
    drawLeaving(ctx, inputs.theme, this.dots.leaving, size);
    this.paintPicked(size);
  }

  /** Instead of dots, what flows on each edge as a number. */
  private paintCounters(): void {
    const { ctx, theme } = this;
    for (const edge of this.visible) {
      const place = this.counters.get(edge.id);
      if (place !== undefined && edge.picture.ratePerSec > 0) drawFlowCounter(ctx, theme, edge.picture.ratePerSec, place.x, place.y);
    }
  }

  /** Finds room for the counters before the words of edges take it: they lie on the edges, words beside them. */
  private takeCounters(): void {
    const { ctx, theme, view, counters } = this;
    counters.clear();
    if (this.inputs.hasDots) return;
    for (const { id, picture, style } of this.visible) {
      if (!(picture.ratePerSec > 0)) continue;
      const place = { x: 0, y: 0 };
      const where = style === 'sync' ? 'middle' : 'ends';
      if (takeFlowCounter(ctx, theme, view, { path: this.paths.get(id)!, picture, where }, place)) counters.set(id, place);
    }
  }

  private paintPicked(size: number): void {
    const { ctx, dots, view } = this;
    if (this.pickedRequest === undefined) return;
    ctx.strokeStyle = this.inputs.theme.ink;
    ctx.lineWidth = Math.max(1.5, 1.5 * view.pixel);
    for (let dot = 0; dot < dots.dots.count; dot++) {
      if (dots.requests[dot] !== this.pickedRequest) continue;
      ctx.beginPath();
      ctx.arc(dots.dots.x[dot]!, dots.dots.y[dot]!, size * 1.8, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }

  /** Finds places for the marks of the cascade, before any words are written. Returns how many there are. */
  private placeMarks(): number {
    if (this.inputs.lit.length === 0) return 0;
    if (cascade === undefined) {
      this.load(loadCascadeDrawing, (drawing) => (cascade = drawing));
      return 0;
    }
    let count = 0;
    for (const part of this.inputs.lit) {
      if (part.order === 0 || (!this.findBox(part.id) && !this.findMiddle(part.id))) continue;
      const mark = (this.marks[count] ??= cascade.createCascadeMark());
      count += 1;
      mark.order = part.order;
      mark.time = part.time;
      cascade.placeCascadeMark(this.ctx, this.theme, this.view, this.markBox, mark);
    }
    return count;
  }

  /** Loads what draws a thing, once there is one, and draws again when it is there. */
  private load<Drawing>(drawing: () => Promise<Drawing>, take: (loaded: Drawing) => void): void {
    if (this.loading.has(drawing)) return;
    this.loading.add(drawing);
    void drawing()
      .then(
        (loaded) => {
          take(loaded);
          this.touch();
        },
        // The rest of the picture, and what panels tell, do without it; the next picture tries again.
        () => undefined,
      )
      .finally(() => this.loading.delete(drawing));
  }

  /** Sets the marked box to that of a node. Returns whether there is one. */
  private findBox(id: string): boolean {
    const place = this.scene.places.get(id);
    if (place === undefined) return false;
    Object.assign(this.markBox, { x: place.x, y: place.y, width: NODE_WIDTH, height: NODE_HEIGHT });
    return true;
  }

  /** Sets the marked box to a line from the middle of an edge up to where its own picture ends. */
  private findMiddle(id: string): boolean {
    const path = this.paths.get(id);
    if (path === undefined) return false;
    placeAt(path, path.totalLength * path.storeAt, 0, spot);
    Object.assign(this.markBox, { x: spot.x, y: spot.y - EDGE_HEIGHT, width: 0, height: EDGE_HEIGHT });
    return true;
  }
}

function lanesOf(path: EdgePath, partitions: number): NonNullable<DotWay['lanes']> {
  const count = laneCount(partitions);
  return { count, offset: (lane, distance) => laneOffset(path, lane, count, distance) };
}

function kindOf(edge: EdgeView): DotWay['kind'] {
  return edge.style === 'plain' ? edge.word : edge.style;
}

/** Room between an edge at a channel's box and its words. */
const PLAIN_WORDS = 14;
/** Outer rim of a stream's bed on which words may fall. */
const BED_EDGE = 5;
const spot = createPathPlace();

/** How cascades, streams, and queues with their trays are drawn, which the first picture of a visit does not need. */
const loadCascadeDrawing = part(() => import('./draw/cascade.ts'));
const loadStreamDrawing = part(() => import('./draw/stream-edge.ts'));
const loadQueueDrawing = part(async () => ({ ...(await import('./draw/queue-edge.ts')), ...(await import('./draw/tray-place.ts')) }));
let queues: Awaited<ReturnType<typeof loadQueueDrawing>> | undefined;
let streams: Awaited<ReturnType<typeof loadStreamDrawing>> | undefined;
let cascade: Awaited<ReturnType<typeof loadCascadeDrawing>> | undefined;
