import { formatCount } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { LANE_GROWTH, proportionalLength } from './compress.ts';
import { drawCut, drawEdgeBand, edgeColor, lineWidth, strideFor, traceArrow } from './edge-line.ts';
import { createPathPlace, PATH_SAMPLES, placeAt, sampleBefore, traceStretch, type EdgePath } from './edge-path.ts';
import { drawWordsBeside } from './edge-words.ts';
import { LANE_PITCH, laneCount, laneOffset, streamHalfWidth, TAPER } from './lanes.ts';
import { MAX_GROUPS, type DrawView, type StreamEdgePicture } from './picture.ts';
import { alarmFill } from './state.ts';
import { drawText, textWidth } from './text.ts';
import { words } from './words.ts';

const RECORD_PITCH = 6;
const RECORD_LENGTH = 4;
/** Below this zoom the gaps between records cannot be seen. */
const RECORDS_ZOOM = 0.7;
/** Lag from which a number is shown. */
const COUNTED_FROM = 10;

const place = createPathPlace();
const caretPlace = createPathPlace();
/** Of the edge that is being drawn. */
let deepest = 0;

/** Where the log stands on the edge: the head (newest record) at its start, and its greatest length. */
export function logStart(path: EdgePath): number {
  return (path.totalLength - logLength(path)) / 2;
}

export function logLength(path: EdgePath): number {
  return Math.max(0, Math.min(LANE_GROWTH.maxLength, path.totalLength - 2 * TAPER));
}

/** A stream edge: a bundle of lanes, one per partition. Records lie in order; a front across the lanes shows how far
 *  each consumer group has read. What lies between the head and the front is lag. */
export function drawStreamEdge(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: StreamEdgePicture,
): void {
  drawStreamLine(ctx, theme, view, path, picture);
  drawStreamWords(ctx, theme, view, path, picture);
}

/** The edge without its words, which are written when all lines are there. */
export function drawStreamLine(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: StreamEdgePicture,
): void {
  const lanes = laneCount(picture.partitions);
  const halfWidth = ((lanes - 1) / 2) * LANE_PITCH;
  drawEdgeBand(ctx, theme, view, path, picture, halfWidth);
  drawBed(ctx, theme, view, path, lanes);
  drawLanes(ctx, theme, view, path, picture, lanes);
  deepest = deepestLag(picture, lanes);
  for (let lane = 0; lane < lanes; lane += 1) drawLag(ctx, theme, view, path, picture, lane, lanes);
  if (!view.isFar) {
    for (let group = Math.min(MAX_GROUPS, picture.groups) - 1; group >= 0; group -= 1) {
      drawFront(ctx, theme, view, path, picture, group, lanes);
    }
  }
  if (picture.isCut) drawCut(ctx, theme, path, path.totalLength * 0.12, halfWidth);
}

/** The words of the edge. */
export function drawStreamWords(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: StreamEdgePicture,
): void {
  drawWordsBeside(ctx, theme, view, words.stream, picture, path, streamHalfWidth(picture.partitions) + WORDS_GAP);
}

/** Room between the bed and the words beside it. */
const WORDS_GAP = 8;

/** The bed in which the lanes lie: a broad quiet band, so that a stream reads as one even with a single partition. */
function drawBed(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, lanes: number): void {
  const start = Math.min(TAPER * 0.6, path.totalLength / 2);
  ctx.beginPath();
  traceStretch(ctx, path, start, path.totalLength - start, 0, strideFor(view));
  ctx.strokeStyle = theme.sunken;
  ctx.lineWidth = 2 * streamHalfWidth(lanes);
  ctx.lineCap = 'round';
  ctx.stroke();
  ctx.lineCap = 'butt';
}

function drawLanes(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: StreamEdgePicture,
  lanes: number,
): void {
  ctx.beginPath();
  if (view.isFar) traceStretch(ctx, path, 0, path.totalLength, 0, strideFor(view));
  else for (let lane = 0; lane < lanes; lane += 1) traceLane(ctx, path, lane, lanes, strideFor(view), picture.isCut);
  if (!view.isFar) traceArrow(ctx, path, path.totalLength - 1, 0, 1, 9);
  ctx.strokeStyle = edgeColor(theme, picture);
  ctx.lineWidth = lineWidth(view, view.isFar ? 3 : 0.9);
  ctx.stroke();
}

function traceLane(
  ctx: CanvasRenderingContext2D,
  path: EdgePath,
  lane: number,
  lanes: number,
  stride: number,
  isCut: boolean,
): void {
  const { points, normals, lengths } = path;
  const start = isCut ? sampleBefore(path, path.totalLength * 0.12 + 15) + 1 : 0;
  for (let i = start; i < PATH_SAMPLES; i += isInTaper(path, lengths[i]) ? 1 : stride) {
    const offset = laneOffset(path, lane, lanes, lengths[i]);
    const x = points[2 * i] + offset * normals[2 * i];
    const y = points[2 * i + 1] + offset * normals[2 * i + 1];
    if (i === start) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
}

function isInTaper(path: EdgePath, distance: number): boolean {
  return distance < TAPER || distance > path.totalLength - TAPER - 12;
}

/** Lag of a lane in a group: of its own partition, or of several when there are more partitions than lanes. */
function laneLag(picture: StreamEdgePicture, group: number, lane: number, lanes: number): number {
  let lag = 0;
  for (let partition = lane; partition < picture.partitions; partition += lanes) {
    lag += picture.lags[group * picture.partitions + partition];
  }
  return lag;
}

/** The deepest lag of any lane and group: what the other lanes are drawn in proportion to. */
function deepestLag(picture: StreamEdgePicture, lanes: number): number {
  let deepest = 0;
  for (let group = 0; group < picture.groups; group += 1) {
    for (let lane = 0; lane < lanes; lane += 1) deepest = Math.max(deepest, laneLag(picture, group, lane, lanes));
  }
  return deepest;
}

function lagLength(path: EdgePath, lag: number, deepest: number): number {
  return Math.min(logLength(path), proportionalLength(lag, deepest, LANE_GROWTH));
}

/** The unread records of the group that is furthest behind, as dashes that move on as new ones are appended. */
function drawLag(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: StreamEdgePicture,
  lane: number,
  lanes: number,
): void {
  let lag = 0;
  for (let group = 0; group < picture.groups; group += 1) lag = Math.max(lag, laneLag(picture, group, lane, lanes));
  const length = lagLength(path, lag, deepest);
  if (length <= 0) return;
  const start = logStart(path);
  ctx.beginPath();
  if (view.zoom < RECORDS_ZOOM) {
    traceStretch(ctx, path, start, start + length, laneOffset(path, lane, lanes, start), strideFor(view));
  } else traceRecords(ctx, path, lane, lanes, length, picture.heads[lane] ?? 0);
  ctx.strokeStyle = alarmFill(theme, picture.state, theme.inkMuted);
  ctx.lineWidth = lineWidth(view, view.isFar ? 5 : 4);
  ctx.stroke();
}

function traceRecords(
  ctx: CanvasRenderingContext2D,
  path: EdgePath,
  lane: number,
  lanes: number,
  length: number,
  head: number,
): void {
  const start = logStart(path);
  const phase = (head - Math.floor(head)) * RECORD_PITCH;
  for (let at = phase; at < length; at += RECORD_PITCH) {
    const distance = start + at;
    const half = Math.min(RECORD_LENGTH, length - at) / 2;
    placeAt(path, distance + half, laneOffset(path, lane, lanes, distance), place);
    ctx.moveTo(place.x - place.normalY * half, place.y + place.normalX * half);
    ctx.lineTo(place.x + place.normalY * half, place.y - place.normalX * half);
  }
}

/** How far a consumer group has read: a bar on each lane, held together by a thin line, with a caret at its end.
 *  Jagged when partitions differ. */
function drawFront(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: StreamEdgePicture,
  group: number,
  lanes: number,
): void {
  ctx.beginPath();
  traceFront(ctx, path, picture, group, lanes, true);
  ctx.strokeStyle = theme.inkFaint;
  ctx.lineWidth = 0.75;
  ctx.stroke();
  ctx.beginPath();
  const total = traceFront(ctx, path, picture, group, lanes, false);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
  const side = sideOf(group);
  drawCaret(ctx, theme, side);
  if (total >= COUNTED_FROM || picture.groups > 1) drawLagTag(ctx, theme, view, picture.groups, group, side, total);
}

/** The second group's caret and number stand below the lanes, the others' above. */
function sideOf(group: number): number {
  return group === 1 ? 1 : -1;
}

/** Adds the bars of a front, or the line that holds them together; returns the group's lag, and leaves the place of
 *  the caret in `caretPlace`. */
function traceFront(
  ctx: CanvasRenderingContext2D,
  path: EdgePath,
  picture: StreamEdgePicture,
  group: number,
  lanes: number,
  isJoined: boolean,
): number {
  const start = logStart(path);
  const half = LANE_PITCH / 2;
  const caretLane = sideOf(group) < 0 ? 0 : lanes - 1;
  let total = 0;
  for (let lane = 0; lane < lanes; lane += 1) {
    const lag = laneLag(picture, group, lane, lanes);
    const distance = start + lagLength(path, lag, deepest);
    const offset = laneOffset(path, lane, lanes, distance);
    total += lag;
    placeAt(path, distance, offset - half, place);
    if (isJoined && lane > 0) ctx.lineTo(place.x, place.y);
    else ctx.moveTo(place.x, place.y);
    placeAt(path, distance, offset + half, place);
    ctx.lineTo(place.x, place.y);
    if (lane === caretLane) placeAt(path, distance, offset + sideOf(group) * (half + 1), caretPlace);
  }
  return total;
}

/** Height of the caret, and room beside what a tag says. */
const CARET = 6;
const TAG_PADDING = 4;

/** A small triangle that points at the front. */
function drawCaret(ctx: CanvasRenderingContext2D, theme: Theme, side: number): void {
  const { x, y, normalX, normalY } = caretPlace;
  const awayX = normalX * side * CARET;
  const awayY = normalY * side * CARET;
  ctx.fillStyle = theme.ink;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + awayX + normalY * 4, y + awayY - normalX * 4);
  ctx.lineTo(x + awayX - normalY * 4, y + awayY + normalX * 4);
  ctx.closePath();
  ctx.fill();
}

/** How far a group is behind, on a tag that the caret holds: what the number belongs to can be seen. */
function drawLagTag(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  groups: number,
  group: number,
  side: number,
  lag: number,
): void {
  const { count, micro, strong } = theme.fonts;
  const text = formatCount(lag);
  const letter = groups > 1 ? words.groups[group] : '';
  const letterWidth = letter === '' ? 0 : textWidth(ctx, strong, letter) + 5;
  const width = textWidth(ctx, count, text);
  const inner = letterWidth + width + 4 + textWidth(ctx, micro, words.lag);
  const height = count.size * 1.2;
  const outer = inner + 2 * TAG_PADDING;
  const { normalX, normalY } = caretPlace;
  // As far away along the caret as it takes to keep off the lanes; the third group's tag stands beyond the first one's.
  const reach = (Math.abs(normalX) * outer + Math.abs(normalY) * height) / 2;
  const away = side * (CARET + reach * (group === 2 ? 3 : 1));
  const left = caretPlace.x + normalX * away - outer / 2;
  const top = caretPlace.y + normalY * away - height / 2;
  ctx.fillStyle = theme.surface;
  ctx.strokeStyle = theme.inkMuted;
  ctx.lineWidth = Math.max(1, view.pixel);
  ctx.beginPath();
  ctx.roundRect(left, top, outer, height, 3);
  ctx.fill();
  ctx.stroke();
  view.space.take(left - 2, top - 2, outer + 4, height + 4);
  const x = left + TAG_PADDING;
  const y = top + height * 0.8;
  ctx.fillStyle = theme.inkMuted;
  if (letter !== '') drawText(ctx, strong, letter, x, y);
  ctx.fillStyle = theme.ink;
  drawText(ctx, count, text, x + letterWidth, y);
  ctx.fillStyle = theme.inkFaint;
  drawText(ctx, micro, words.lag, x + letterWidth + width + 4, y);
}
