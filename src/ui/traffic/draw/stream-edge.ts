import { formatCount } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { LANE_GROWTH, proportionalLength } from './compress.ts';
import { drawCut, drawEdgeBand, edgeColor, lineWidth, signScale, strideFor, traceArrow, traceEdge } from './edge-line.ts';
import { createPathPlace, PATH_SAMPLES, placeAt, sampleBefore, traceStretch, type EdgePath } from './edge-path.ts';
import { drawWordsBeside } from './edge-words.ts';
import { LANE_PITCH, laneCount, laneOffset, streamHalfWidth, TAPER } from './lanes.ts';
import { MAX_GROUPS, type DrawView, type EdgePicture, type StreamEdgePicture } from './picture.ts';
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
  drawLagTags(ctx, theme, view, path, picture);
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
  drawBed(ctx, theme, view, path, Math.max(2 * streamHalfWidth(lanes), view.isFar ? 2 * bundlePitch(view) + BED_MARGIN : 0));
  drawLanes(ctx, theme, view, path, picture, lanes);
  deepest = deepestLag(picture, lanes);
  for (let lane = 0; lane < lanes; lane += 1) drawLag(ctx, theme, view, path, picture, lane, lanes);
  if (!view.isFar) {
    for (let group = Math.min(MAX_GROUPS, picture.groups) - 1; group >= 0; group -= 1) {
      drawFront(ctx, theme, path, picture, group, lanes);
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
const WORDS_GAP = 10;

/** The bed in which the lanes lie: a broad quiet band, so that a stream reads as one even with a single partition. */
function drawBed(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, width: number): void {
  const start = Math.min(TAPER * 0.6, path.totalLength / 2);
  ctx.beginPath();
  traceStretch(ctx, path, start, path.totalLength - start, 0, strideFor(view));
  ctx.strokeStyle = theme.sunken;
  ctx.lineWidth = width;
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
  if (view.isFar) traceBundle(ctx, view, path, Number.NaN);
  else for (let lane = 0; lane < lanes; lane += 1) traceLane(ctx, path, lane, lanes, strideFor(view), picture.isCut);
  traceArrow(ctx, path, path.totalLength - 1, 0, 1, 9 * signScale(view));
  ctx.strokeStyle = edgeColor(theme, picture);
  ctx.lineWidth = lineWidth(view, 0.9);
  ctx.stroke();
}

/** Distance of the lines of a bundle on the screen, and at least in flow pixels. */
const BUNDLE_PIXELS = 2.4;
const BUNDLE_PITCH = 4;

function bundlePitch(view: DrawView): number {
  return Math.max(BUNDLE_PITCH, BUNDLE_PIXELS / view.zoom);
}

/** Three lines side by side: a stream from far away, however many lanes it has. */
function traceBundle(ctx: CanvasRenderingContext2D, view: DrawView, path: EdgePath, gapCentre: number): void {
  for (let line = -1; line <= 1; line += 1) traceEdge(ctx, view, path, line * bundlePitch(view), gapCentre);
}

/** An edge into a topic's box, which shows by itself who is behind: the bundle without records that wait. */
export function drawPlainStream(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, picture: EdgePicture): void {
  const gap = picture.isCut ? path.totalLength / 2 : Number.NaN;
  const half = bundlePitch(view);
  drawEdgeBand(ctx, theme, view, path, picture, half);
  drawBed(ctx, theme, view, path, 2 * half + BED_MARGIN);
  ctx.beginPath();
  traceBundle(ctx, view, path, gap);
  traceArrow(ctx, path, path.totalLength - 1, 0, 1, 9 * signScale(view));
  ctx.strokeStyle = edgeColor(theme, picture);
  ctx.lineWidth = lineWidth(view, 0.9);
  ctx.stroke();
  if (picture.isCut) drawCut(ctx, theme, path, gap, half);
}

const BED_MARGIN = 6;

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
  traceFront(ctx, path, picture, group, lanes, false);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
  drawCaret(ctx, theme, sideOf(group));
}

/** How far the groups are behind, on tags beside their carets: written when the lines of all edges are there, and before
 *  other words. */
export function drawLagTags(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, picture: StreamEdgePicture): void {
  if (view.isFar) return;
  const lanes = laneCount(picture.partitions);
  deepest = deepestLag(picture, lanes);
  for (let group = Math.min(MAX_GROUPS, picture.groups) - 1; group >= 0; group -= 1) {
    ctx.beginPath();
    const total = traceFront(ctx, path, picture, group, lanes, false);
    if (total < COUNTED_FROM && picture.groups === 1) continue;
    drawLagTag(ctx, theme, view, picture.groups, group, { side: sideOf(group), across: 2 * streamHalfWidth(lanes) }, total);
  }
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
  { side, across }: { readonly side: number; readonly across: number },
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
  placeTag(view, { side, across, width: outer, height });
  const { left, top } = tag;
  ctx.strokeStyle = theme.inkFaint;
  ctx.lineWidth = Math.max(1, view.pixel);
  ctx.beginPath();
  ctx.moveTo(caretPlace.x, caretPlace.y);
  ctx.lineTo(left + outer / 2, top + height / 2);
  ctx.stroke();
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

interface TagRoom {
  readonly side: number;
  /** From the caret across the lanes to their other side. */
  readonly across: number;
  readonly width: number;
  readonly height: number;
}

const tag = { left: 0, top: 0 };
/** How far a tag may move away from its caret, in its own sizes. */
const TAG_REACHES = [1, 1.7, 2.6, 3.6];
/** And how far along the lanes. */
const TAG_SHIFTS = [0, -0.8, 0.8];

/** Leaves in `tag` where a tag falls on nothing: straight above its caret, further away, or on the lanes' other side. */
function placeTag(view: DrawView, room: TagRoom): void {
  for (const shift of TAG_SHIFTS) {
    for (const reach of TAG_REACHES) {
      for (const isAcross of [false, true]) {
        moveTag(room, { reach, shift, isAcross });
        const { width, height } = room;
        if (view.space.isFree(tag.left - 2, tag.top - 2, width + 4, height + 4) && view.lines.isFree(tag.left, tag.top, width, height)) return;
      }
    }
  }
  moveTag(room, { reach: 1, shift: 0, isAcross: false });
}

function moveTag({ side, across, width, height }: TagRoom, { reach, shift, isAcross }: { readonly reach: number; readonly shift: number; readonly isAcross: boolean }): void {
  const { x, y, normalX, normalY } = caretPlace;
  const half = (Math.abs(normalX) * width + Math.abs(normalY) * height) / 2;
  const away = isAcross ? -side * (across + CARET + half * reach) : side * (CARET + half * reach);
  tag.left = x + normalX * away + normalY * shift * width - width / 2;
  tag.top = y + normalY * away - normalX * shift * width - height / 2;
}
