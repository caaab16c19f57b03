/**
 * What the live layer draws: flat, mutable records of plain numbers. The traffic layer allocates them once per
 * topology, fills them per frame, and hands them to the drawing functions, which read and never keep them.
 */

import type { HealthState } from '../../widgets/health.ts';
import type { LabelSpace } from './label-space.ts';

export type { HealthState };

/** Kinds of boxes. The channel kinds are channels that are shown as boxes of their own. */
export type BoxKind =
  | 'client'
  | 'service'
  | 'loadBalancer'
  | 'cache'
  | 'database'
  | 'channelQueue'
  | 'channelLog'
  | 'broker';

/** Where and how closely the reader looks; one record for the whole picture. */
export interface DrawView {
  /** Screen pixels per flow pixel. */
  zoom: number;
  /** Below `FAR_ZOOM` parts are drawn as plain boxes: state, rate and name. */
  isFar: boolean;
  /** How much larger than at zoom 1 texts are set, so that they can be read on the screen. */
  textScale: number;
  /** Where boxes stand and words were written already: no words fall on these. */
  space: LabelSpace;
  /** Where lines run: words keep off them where there is another place. */
  lines: LabelSpace;
  /** Whether so many edges are seen that from far away no words find a place off the lines of others. */
  isCrowded: boolean;
  /** Where the window begins and ends, in flow pixels. */
  left: number;
  right: number;
  /** Width of one device pixel in flow pixels; nothing is drawn thinner. */
  pixel: number;
}

/** Zoom below which edges carry no words. */
export const WORDS_ZOOM = 0.3;

/** A node's place in flow pixels. */
export interface NodeBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The size of every component's node. Its header (icon and name) is DOM; the rest is drawn. */
export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 96;
export const NODE_HEADER_HEIGHT = 34;
/** Space that the header leaves free at its right end for the number of replicas. */
export const NODE_HEADER_RESERVE = 36;

export interface ComponentPicture {
  kind: BoxKind;
  state: HealthState;
  /** Parallel slots of all replicas together. 0: the component has no workers to show. */
  workers: number;
  /** Workers that compute. */
  working: number;
  /** Workers that are held by a call that they wait for. */
  waiting: number;
  /** Jobs before the door. */
  queued: number;
  /** Places before the door; Infinity when unbounded. */
  queueCapacity: number;
  ratePerSec: number;
  failedPerSec: number;
  /** Clients only: answers per second. */
  answeredPerSec: number;
  /** Share of capacity in use, 0..1. */
  utilization: number;
  /** Caches only, 0..1; NaN elsewhere. */
  hitRatio: number;
  replicas: number;
  /** Load balancers: share of each target, 0..1. Brokers and channels: depth of each part, relative to the deepest. */
  shares: Float32Array;
  /** How many entries of `shares` count. */
  shareCount: number;
}

/** Fields that all three kinds of edge have. */
export interface EdgePicture {
  state: HealthState;
  /** Word under the glyph: the protocol, or the channel's name. */
  label: string;
  ratePerSec: number;
  failedPerSec: number;
  isCut: boolean;
  isSelected: boolean;
  isHovered: boolean;
}

export interface SyncEdgePicture extends EdgePicture {
  /** Calls that wait for their reply. */
  inFlight: number;
  timeoutsPerSec: number;
}

export interface QueueEdgePicture extends EdgePicture {
  /** Messages ready for delivery. */
  ready: number;
  /** Messages delivered and not yet acknowledged. */
  unacked: number;
  /** Ready messages that the channel keeps; Infinity when unbounded. */
  capacity: number;
  /** Messages given up. */
  deadLettered: number;
  /** Whether the channel has a dead-letter queue; its bin is drawn only then. */
  hasDeadLetters: boolean;
}

/** Most consumer groups whose cursors are drawn. */
export const MAX_GROUPS = 3;
/** Most partitions that are drawn as lanes of their own. */
export const MAX_LANES = 6;

export interface StreamEdgePicture extends EdgePicture {
  partitions: number;
  groups: number;
  /** Records ever appended, per partition; moves the ticks. */
  heads: Float64Array;
  /** Records behind the head: group 0's partitions, then group 1's. */
  lags: Float64Array;
}

/** Shapes of dots. One dot is one sampled request and stands for k of them. */
export const DOT_REQUEST = 0;
export const DOT_MESSAGE = 1;
export const DOT_RECORD = 2;
export const DOT_REPLY = 3;
export const DOT_FAILURE = 4;
export const DOT_REJECTED = 5;
export const DOT_TIMED_OUT = 6;
export const DOT_DUPLICATE = 7;
export const DOT_STYLE_COUNT = 8;

/** Columns of dots in flow pixels; the first `count` entries are drawn. */
export interface DotColumns {
  x: Float32Array;
  y: Float32Array;
  /** One of the `DOT_` constants. */
  style: Uint8Array;
  count: number;
}

/** Dots that leave the picture where something ended: rejected, timed out, failed, dead-lettered. */
export interface LeavingColumns extends DotColumns {
  /** How far each has left, 0..1. */
  progress: Float32Array;
}

export function createComponentPicture(kind: BoxKind, shareCount = 0): ComponentPicture {
  return {
    kind,
    state: 'idle',
    workers: 0,
    working: 0,
    waiting: 0,
    queued: 0,
    queueCapacity: Infinity,
    ratePerSec: 0,
    failedPerSec: 0,
    answeredPerSec: 0,
    utilization: 0,
    hitRatio: Number.NaN,
    replicas: 1,
    shares: new Float32Array(shareCount),
    shareCount,
  };
}

function createEdgePicture(label: string): EdgePicture {
  return {
    state: 'idle',
    label,
    ratePerSec: 0,
    failedPerSec: 0,
    isCut: false,
    isSelected: false,
    isHovered: false,
  };
}

export function createSyncEdgePicture(label: string): SyncEdgePicture {
  return { ...createEdgePicture(label), inFlight: 0, timeoutsPerSec: 0 };
}

export function createQueueEdgePicture(label: string): QueueEdgePicture {
  return {
    ...createEdgePicture(label),
    ready: 0,
    unacked: 0,
    capacity: Infinity,
    deadLettered: 0,
    hasDeadLetters: false,
  };
}

export function createStreamEdgePicture(label: string, partitions: number, groups = 1): StreamEdgePicture {
  return {
    ...createEdgePicture(label),
    partitions,
    groups,
    heads: new Float64Array(partitions),
    lags: new Float64Array(partitions * groups),
  };
}

export function createDotColumns(capacity: number): DotColumns {
  return {
    x: new Float32Array(capacity),
    y: new Float32Array(capacity),
    style: new Uint8Array(capacity),
    count: 0,
  };
}

export function createLeavingColumns(capacity: number): LeavingColumns {
  return { ...createDotColumns(capacity), progress: new Float32Array(capacity) };
}
