import { createCascadeMark, drawCascadeEdge, drawCascadeMark, drawCascadeNode, placeCascadeMark } from '../traffic/draw/cascade.ts';
import { drawComponent, drawWaiting } from '../traffic/draw/component.ts';
import { drawDots, drawLeaving, dotSize } from '../traffic/draw/dots.ts';
import { RAIL_OFFSET } from '../traffic/draw/edge-line.ts';
import { createEdgePath, createPathPlace, placeAt, setCubic, type EdgePath } from '../traffic/draw/edge-path.ts';
import {
  createComponentPicture,
  createDotColumns,
  createLeavingColumns,
  createQueueEdgePicture,
  createStreamEdgePicture,
  createSyncEdgePicture,
  DOT_FAILURE,
  DOT_MESSAGE,
  DOT_RECORD,
  DOT_REPLY,
  DOT_REQUEST,
  DOT_TIMED_OUT,
  NODE_HEIGHT,
  NODE_WIDTH,
  type HealthState,
  type NodeBox,
} from '../traffic/draw/picture.ts';
import { drawQueueEdge } from '../traffic/draw/queue-edge.ts';
import { drawStreamEdge } from '../traffic/draw/stream-edge.ts';
import { drawSyncEdge } from '../traffic/draw/sync-edge.ts';
import type { DrawStage, StageNode } from './stage.tsx';

/**
 * A small shop whose database slows down and recovers, as a plain function of time: it shows how the parts move
 * together. It stands in for a run only here, where pictures must be the same every time.
 */
export const LIVE_NODES: readonly StageNode[] = [
  { x: 24, y: 40, kind: 'client', name: 'Shoppers' },
  { x: 400, y: 40, kind: 'service', name: 'Checkout' },
  { x: 800, y: 40, kind: 'database', name: 'Orders' },
  { x: 800, y: 220, kind: 'service', name: 'Mailer' },
  { x: 400, y: 400, kind: 'service', name: 'Clickstream' },
  { x: 800, y: 400, kind: 'service', name: 'Analytics' },
];
export const LIVE_WIDTH = 1040;
export const LIVE_HEIGHT = 540;

const LOOP_SEC = 24;
/** The slow-down begins, callers time out, and it ends. */
const SLOW_AT = 7;
const FAIL_AT = 11;
const HEAL_AT = 17;

const boxes: readonly NodeBox[] = LIVE_NODES.map(({ x, y }) => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT }));

function connect(from: number, to: number, exit = 48): EdgePath {
  const path = createEdgePath();
  const start = boxes[from].x + NODE_WIDTH;
  const end = boxes[to].x;
  const pull = (end - start) * 0.5;
  const y0 = boxes[from].y + exit;
  const y3 = boxes[to].y + 48;
  setCubic(path, { x0: start, y0, x1: start + pull, y1: y0, x2: end - pull, y2: y3, x3: end, y3 });
  return path;
}

const paths = {
  checkout: connect(0, 1, 40),
  clicks: connect(0, 4, 62),
  orders: connect(1, 2, 34),
  mail: connect(1, 3, 58),
  analytics: connect(4, 5),
};

const pictures = LIVE_NODES.map((node) => createComponentPicture(node.kind));
const checkoutEdge = createSyncEdgePicture('HTTP');
const clicksEdge = createSyncEdgePicture('HTTP');
const ordersEdge = createSyncEdgePicture('TCP');
const mailEdge = createQueueEdgePicture('mails');
const streamEdge = createStreamEdgePicture('clicks', 4);
const dots = createDotColumns(400);
const leaving = createLeavingColumns(12);
const place = createPathPlace();

/** Rises from 0 to 1 between two moments. */
function ramp(t: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (t - from) / (to - from)));
}

function stateAt(trouble: number, broken: number): HealthState {
  if (broken > 0.2) return 'failing';
  return trouble > 0.25 ? 'strained' : 'ok';
}

function wobble(t: number, salt: number): number {
  return 0.5 + 0.3 * Math.sin(t * 2.1 + salt) + 0.2 * Math.sin(t * 5.3 + 2 * salt);
}

function fillPictures(t: number): void {
  const slow = ramp(t, SLOW_AT, SLOW_AT + 2.5) * (1 - ramp(t, HEAL_AT, HEAL_AT + 2));
  const broken = ramp(t, FAIL_AT, FAIL_AT + 1.5) * (1 - ramp(t, HEAL_AT + 1, HEAL_AT + 2.5));
  const [shoppers, checkout, orders, mailer, clickstream, analytics] = pictures;
  const rate = 118 + 18 * wobble(t, 1);
  const served = rate * (1 - 0.72 * broken);
  Object.assign(shoppers, { state: stateAt(0, broken), ratePerSec: rate });
  Object.assign(shoppers, { answeredPerSec: served, failedPerSec: rate - served < 1 ? 0 : rate - served });
  const held = Math.round(2 + wobble(t, 3) * 2 + 12 * slow);
  Object.assign(checkout, { state: stateAt(slow, broken), workers: 16, waiting: Math.min(15, held), working: 1 });
  Object.assign(checkout, { ratePerSec: served, utilization: Math.min(1, (held + 1) / 16), queueCapacity: 200 });
  Object.assign(checkout, { queued: Math.floor(200 * broken), failedPerSec: broken > 0.1 ? rate - served : 0 });
  Object.assign(orders, { state: stateAt(slow, 0), workers: 8, working: Math.round(2 + 2 * wobble(t, 5) + 4 * slow) });
  Object.assign(orders, { queued: Math.floor(46 * slow * ramp(t, SLOW_AT + 1, FAIL_AT)), ratePerSec: served });
  Object.assign(orders, { utilization: Math.min(1, 0.4 + 0.6 * slow), queueCapacity: 64 });
  Object.assign(mailer, { state: 'ok', workers: 2, working: wobble(t, 7) > 0.4 ? 2 : 1, ratePerSec: 24 });
  Object.assign(mailer, { utilization: 0.7 + 0.1 * wobble(t, 8) });
  Object.assign(clickstream, { state: 'ok', workers: 6, working: Math.round(1 + 2 * wobble(t, 9)), ratePerSec: 840 });
  Object.assign(clickstream, { utilization: 0.3 });
  const lag = 40 * ramp(t, 3, 9) * (1 - ramp(t, 9, 18));
  Object.assign(analytics, { state: lag > 20 ? 'strained' : 'ok', workers: 4, working: 4, ratePerSec: 790 });
  Object.assign(analytics, { utilization: lag > 1 ? 1 : 0.8 });
  fillEdges(t, slow, broken, lag);
}

function fillEdges(t: number, slow: number, broken: number, lag: number): void {
  Object.assign(checkoutEdge, { state: stateAt(0, broken) });
  Object.assign(ordersEdge, { state: stateAt(slow * 0.9, broken) });
  clicksEdge.state = 'ok';
  Object.assign(mailEdge, { state: 'ok', unacked: 2, hasDeadLetters: true, capacity: 200 });
  mailEdge.ready = Math.round(7 + 22 * ramp(t, 2, 10) * (1 - ramp(t, 11, 20)) + 2 * wobble(t, 4));
  streamEdge.state = lag > 20 ? 'strained' : 'ok';
  for (let lane = 0; lane < 4; lane += 1) {
    streamEdge.heads[lane] = t * 3 + lane * 0.3;
    streamEdge.lags[lane] = Math.round(1 + lag * (0.55 + 0.3 * wobble(lane, 3)) + 1.5 * wobble(t, lane));
  }
}

function addDot(path: EdgePath, share: number, offset: number, style: number): void {
  if (share < 0 || share > 1 || dots.count >= dots.x.length) return;
  placeAt(path, share * path.totalLength, offset, place);
  dots.x[dots.count] = place.x;
  dots.y[dots.count] = place.y;
  dots.style[dots.count] = style;
  dots.count += 1;
}

/** Evenly spaced dots, moved a little so that they look like traffic. */
function addFlow(path: EdgePath, t: number, count: number, style: number, from = 0, to = 1, offset = 0): void {
  for (let i = 0; i < count; i += 1) {
    const jitter = 0.7 * Math.sin(i * 12.9898);
    const share = (((t * 0.32 + (i + jitter) / count) % 1) + 1) % 1;
    addDot(path, from + (to - from) * share, offset, style);
  }
}

function fillDots(t: number): void {
  const broken = t > FAIL_AT && t < HEAL_AT + 1.5;
  const slow = t > SLOW_AT && t < HEAL_AT + 1;
  dots.count = 0;
  addFlow(paths.checkout, t, 9, DOT_REQUEST, 0, 1, RAIL_OFFSET);
  addFlow(paths.checkout, t, broken ? 6 : 9, broken ? DOT_FAILURE : DOT_REPLY, 1, 0, -RAIL_OFFSET);
  addFlow(paths.orders, t, 8, DOT_REQUEST, 0, 1, RAIL_OFFSET);
  addFlow(paths.orders, t * (slow ? 0.5 : 1), slow ? 2 : 8, DOT_REPLY, 1, 0, -RAIL_OFFSET);
  addFlow(paths.clicks, t, 14, DOT_REQUEST, 0, 1, RAIL_OFFSET);
  addFlow(paths.clicks, t, 14, DOT_REPLY, 1, 0, -RAIL_OFFSET);
  addFlow(paths.mail, t, 4, DOT_MESSAGE, 0, 0.4);
  addFlow(paths.mail, t, 3, DOT_MESSAGE, 0.6, 1);
  for (const offset of [-7, 0, 7]) addFlow(paths.analytics, t + offset, 4, DOT_RECORD, 0, 0.2, offset * 0.8);
  for (const offset of [-7, 0, 7]) addFlow(paths.analytics, t + offset, 3, DOT_RECORD, 0.85, 1, offset * 0.5);
}

function fillLeaving(t: number): void {
  leaving.count = t > FAIL_AT - 1 && t < HEAL_AT ? 5 : 0;
  for (let i = 0; i < leaving.count; i += 1) {
    placeAt(paths.orders, paths.orders.totalLength * (0.3 + 0.12 * i), RAIL_OFFSET, place);
    leaving.x[i] = place.x;
    leaving.y[i] = place.y;
    leaving.style[i] = DOT_TIMED_OUT;
    leaving.progress[i] = (t * 0.8 + i * 0.37) % 1;
  }
}

export const drawLiveScene: DrawStage = (ctx, theme, view, wallMs) => {
  const t = (wallMs / 1000 + 4) % LOOP_SEC;
  drawSceneAt(ctx, theme, view, t);
};

/** The moment at which the cascade has reached the shoppers; the still picture of it. */
export const drawCascadeScene: DrawStage = (ctx, theme, view) => drawSceneAt(ctx, theme, view, 14.6);

const drawSceneAt = (
  ctx: CanvasRenderingContext2D,
  theme: Parameters<DrawStage>[1],
  view: Parameters<DrawStage>[2],
  t: number,
): void => {
  fillPictures(t);
  fillDots(t);
  fillLeaving(t);
  const isTold = t > FAIL_AT + 1;
  if (isTold) {
    drawCascadeEdge(ctx, theme, view, paths.orders);
    drawCascadeEdge(ctx, theme, view, paths.checkout);
    for (const i of CHAIN) drawCascadeNode(ctx, theme, boxes[i]);
  }
  drawSyncEdge(ctx, theme, view, paths.checkout, checkoutEdge);
  drawSyncEdge(ctx, theme, view, paths.clicks, clicksEdge);
  drawSyncEdge(ctx, theme, view, paths.orders, ordersEdge);
  drawQueueEdge(ctx, theme, view, paths.mail, mailEdge);
  drawStreamEdge(ctx, theme, view, paths.analytics, streamEdge);
  boxes.forEach((box, i) => {
    drawWaiting(ctx, theme, view, box, pictures[i]);
    drawComponent(ctx, theme, view, box, pictures[i]);
  });
  drawDots(ctx, theme, view, dots);
  drawLeaving(ctx, theme, leaving, dotSize(view.zoom));
  if (!isTold) return;
  CHAIN.forEach((node, i) => {
    const mark = Object.assign(createCascadeMark(), { order: i + 1, time: ['8.1 s', '8.6 s', '11.0 s'][i] });
    placeCascadeMark(ctx, theme, view, boxes[node], mark);
    drawCascadeMark(ctx, theme, view, mark);
  });
};

/** Nodes of the cascade in causal order. */
const CHAIN = [2, 1, 0];
