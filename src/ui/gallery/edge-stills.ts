import {
  createQueueEdgePicture,
  createStreamEdgePicture,
  createSyncEdgePicture,
  type QueueEdgePicture,
  type StreamEdgePicture,
  type SyncEdgePicture,
} from '../traffic/draw/picture.ts';

/** One edge as the gallery shows it. */
export type EdgeStill =
  | { readonly kind: 'sync'; readonly name: string; readonly picture: SyncEdgePicture }
  | { readonly kind: 'queue'; readonly name: string; readonly picture: QueueEdgePicture }
  | { readonly kind: 'stream'; readonly name: string; readonly picture: StreamEdgePicture };

function sync(name: string, values: Partial<SyncEdgePicture>): EdgeStill {
  return { kind: 'sync', name, picture: { ...createSyncEdgePicture('gRPC'), state: 'ok', ...values } };
}

function queue(name: string, values: Partial<QueueEdgePicture>): EdgeStill {
  return { kind: 'queue', name, picture: { ...createQueueEdgePicture('orders'), state: 'ok', ...values } };
}

interface StreamValues extends Partial<StreamEdgePicture> {
  readonly lag: readonly number[];
}

function stream(name: string, { lag, ...values }: StreamValues): EdgeStill {
  const groups = values.groups ?? 1;
  const picture = createStreamEdgePicture('clicks', lag.length / groups, groups);
  picture.lags.set(lag);
  picture.heads.fill(0.4);
  return { kind: 'stream', name, picture: { ...picture, state: 'ok', ...values } };
}

export const SYNC_STILLS: readonly EdgeStill[] = [
  sync('Steady', { inFlight: 4 }),
  sync('Pointed at', { isHovered: true }),
  sync('Selected', { isSelected: true }),
  sync('Strained', { state: 'strained' }),
  sync('Failing', { state: 'failing' }),
  sync('Cut', { state: 'failing', isCut: true }),
];

export const QUEUE_STILLS: readonly EdgeStill[] = [
  queue('Empty', { state: 'idle', hasDeadLetters: true }),
  queue('A few', { ready: 7, unacked: 2 }),
  queue('Growing', { state: 'strained', ready: 64, unacked: 5, capacity: 1000 }),
  queue('Full', { state: 'failing', ready: 1000, unacked: 40, capacity: 1000 }),
  queue('Dead letters', { ready: 13, unacked: 3, hasDeadLetters: true, deadLettered: 12 }),
  queue('Unbounded', { state: 'strained', ready: 48_200, unacked: 250 }),
  queue('Selected', { isSelected: true, ready: 16 }),
  queue('Cut', { state: 'failing', ready: 9, isCut: true }),
];

export const STREAM_STILLS: readonly EdgeStill[] = [
  stream('Keeping up', { lag: [0, 0, 0, 0] }),
  stream('One partition', { lag: [4] }),
  stream('Falling behind', { state: 'strained', lag: [14, 9, 22, 12] }),
  stream('Hot partition', { state: 'strained', lag: [2, 3, 420, 1, 2, 0] }),
  stream('Two groups', { lag: [3, 4, 2, 240, 180, 260], groups: 2 }),
  stream('Far behind', { state: 'failing', lag: [90_000, 120_000, 84_000] }),
  stream('Selected', { isSelected: true, lag: [5, 2, 7] }),
  stream('Cut', { state: 'failing', isCut: true, lag: [6, 3, 8] }),
];
