import { createComponentPicture, type BoxKind, type ComponentPicture } from '../traffic/draw/picture.ts';

/** One component as the gallery shows it. */
export interface ComponentStill {
  readonly name: string;
  readonly kind: BoxKind;
  readonly picture: ComponentPicture;
}

function still(name: string, kind: BoxKind, values: Partial<ComponentPicture>): ComponentStill {
  return { name, kind, picture: { ...createComponentPicture(kind), ...values } };
}

/** A service in every state. */
export const SERVICE_STILLS: readonly ComponentStill[] = [
  still('Idle', 'service', { state: 'idle', workers: 8 }),
  still('Steady', 'service', { state: 'ok', workers: 8, working: 3, waiting: 1, ratePerSec: 128, utilization: 0.46 }),
  still('Strained', 'service', {
    state: 'strained',
    workers: 8,
    working: 7,
    waiting: 1,
    queued: 12,
    queueCapacity: 100,
    ratePerSec: 194,
    utilization: 0.97,
  }),
  still('Failing', 'service', {
    state: 'failing',
    workers: 8,
    waiting: 8,
    queued: 240,
    queueCapacity: 240,
    ratePerSec: 31,
    failedPerSec: 163,
    utilization: 1,
  }),
  still('Down', 'service', { state: 'down', workers: 8 }),
  still('Three copies', 'service', {
    state: 'ok',
    workers: 24,
    working: 10,
    waiting: 6,
    queued: 3,
    ratePerSec: 1240,
    utilization: 0.66,
    replicas: 3,
  }),
  still('Many workers', 'service', {
    state: 'ok',
    workers: 200,
    working: 64,
    waiting: 72,
    ratePerSec: 12_400,
    utilization: 0.68,
    replicas: 12,
  }),
  still('Waiting for replies', 'service', {
    state: 'strained',
    workers: 16,
    working: 1,
    waiting: 15,
    queued: 6,
    queueCapacity: 20,
    ratePerSec: 48,
    failedPerSec: 2.4,
    utilization: 1,
  }),
];

/** Every other kind of box, well and unwell. */
export const KIND_STILLS: readonly ComponentStill[] = [
  still('Shoppers', 'client', { state: 'ok', ratePerSec: 128, answeredPerSec: 127, utilization: 0 }),
  still('Shoppers', 'client', { state: 'failing', ratePerSec: 128, answeredPerSec: 41, failedPerSec: 87 }),
  still('Balancer', 'loadBalancer', {
    state: 'ok',
    ratePerSec: 128,
    utilization: 0.12,
    shares: new Float32Array([0.34, 0.33, 0.33]),
    shareCount: 3,
  }),
  still('Balancer', 'loadBalancer', {
    state: 'strained',
    ratePerSec: 940,
    utilization: 0.52,
    shares: new Float32Array([0.2, 0.22, 0.02, 0.18, 0.2, 0.18]),
    shareCount: 6,
  }),
  still('Catalogue cache', 'cache', { state: 'ok', ratePerSec: 860, utilization: 0.08, hitRatio: 0.94 }),
  still('Catalogue cache', 'cache', { state: 'strained', ratePerSec: 860, utilization: 0.31, hitRatio: 0.22 }),
  still('Orders', 'database', { state: 'ok', workers: 10, working: 4, ratePerSec: 310, utilization: 0.42 }),
  still('Orders', 'database', {
    state: 'failing',
    workers: 40,
    working: 40,
    queued: 1840,
    queueCapacity: 2000,
    ratePerSec: 96,
    failedPerSec: 214,
    utilization: 1,
  }),
  still('Orders queue', 'channelQueue', { state: 'ok', queued: 11, ratePerSec: 84, utilization: 0.11 }),
  still('Orders queue', 'channelQueue', { state: 'failing', queued: 12_400, ratePerSec: 84, utilization: 1 }),
  still('Clicks', 'channelLog', {
    state: 'ok',
    queued: 9,
    ratePerSec: 2400,
    utilization: 0.02,
    shares: new Float32Array([0.2, 0.4, 0.1, 0.3]),
    shareCount: 4,
  }),
  still('Clicks', 'channelLog', {
    state: 'strained',
    queued: 48_000,
    ratePerSec: 2400,
    utilization: 0.5,
    shares: new Float32Array([0.05, 1, 0.02, 0.08, 0.04, 0.03]),
    shareCount: 6,
  }),
  still('RabbitMQ', 'broker', {
    state: 'ok',
    ratePerSec: 3200,
    utilization: 0.34,
    shares: new Float32Array([0.1, 0.5, 0.2, 0.05, 0.9, 0.3, 0.02]),
    shareCount: 7,
  }),
];
