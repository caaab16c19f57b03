import { describe, expect, it } from 'vitest';
import { type ConnectionEvidence, type HealthEvidence, isGrowing, judgeConnection, judgeHealth } from './health.ts';

const healthy: HealthEvidence = {
  replicasUp: 2,
  replicas: 2,
  endedWell: 100,
  endedBadly: 0,
  offered: 100,
  inSystem: 3,
  utilization: 0.5,
  queued: 0,
  queuedBefore: 0,
  queueCapacity: 100,
};
const judge = (changes: Partial<HealthEvidence>) => judgeHealth({ ...healthy, ...changes });

describe('judgeHealth', () => {
  it('is ok while requests end well and workers have room', () => {
    expect(judge({})).toBe('ok');
    expect(judge({ replicasUp: 1 })).toBe('ok');
  });

  it('is down only when no replica is up, whatever else holds', () => {
    expect(judge({ replicasUp: 0, endedBadly: 50 })).toBe('down');
    expect(judge({ replicasUp: 0, replicas: 0 })).toBe('ok');
  });

  it('is failing above 5 % of ended requests, not at it', () => {
    expect(judge({ endedWell: 95, endedBadly: 5 })).toBe('ok');
    expect(judge({ endedWell: 94, endedBadly: 6 })).toBe('failing');
    expect(judge({ endedWell: 0, endedBadly: 1 })).toBe('failing');
  });

  it('is strained above 85 % utilization, above half the queue limit, or by a growing queue', () => {
    expect(judge({ utilization: 0.85 })).toBe('ok');
    expect(judge({ utilization: 0.86 })).toBe('strained');
    expect(judge({ queued: 51, queuedBefore: 51 })).toBe('strained');
    expect(judge({ queued: 50, queuedBefore: 50 })).toBe('ok');
    expect(judge({ queued: 30, queuedBefore: 10, queueCapacity: Infinity })).toBe('strained');
  });

  it('does not take a component without workers or waiting places for strained', () => {
    expect(judge({ utilization: Number.NaN, queueCapacity: 0 })).toBe('ok');
  });

  it('is idle when nothing came and nothing is here', () => {
    expect(judge({ offered: 0, inSystem: 0, endedWell: 0 })).toBe('idle');
    expect(judge({ offered: 0, inSystem: 1, endedWell: 0 })).toBe('ok');
  });
});

describe('isGrowing', () => {
  it('ignores short queues and steady ones', () => {
    expect(isGrowing(0, 9)).toBe(false);
    expect(isGrowing(0, 10)).toBe(true);
    expect(isGrowing(100, 150)).toBe(false);
    expect(isGrowing(100, 151)).toBe(true);
  });
});

const quiet: ConnectionEvidence = {
  isCut: false,
  succeeded: 100,
  failed: 0,
  timedOut: 0,
  attempts: 100,
  inProgress: 2,
  backlog: 0,
  backlogBefore: 0,
  backlogCapacity: Infinity,
};
const judgeEdge = (changes: Partial<ConnectionEvidence>) => judgeConnection({ ...quiet, ...changes });

describe('judgeConnection', () => {
  it('goes from idle over ok, strained and failing to down', () => {
    expect(judgeEdge({ succeeded: 0, attempts: 0, inProgress: 0 })).toBe('idle');
    expect(judgeEdge({})).toBe('ok');
    expect(judgeEdge({ timedOut: 6 })).toBe('strained');
    expect(judgeEdge({ backlog: 40, backlogBefore: 5 })).toBe('strained');
    expect(judgeEdge({ backlog: 60, backlogBefore: 60, backlogCapacity: 100 })).toBe('strained');
    expect(judgeEdge({ succeeded: 90, failed: 10 })).toBe('failing');
    expect(judgeEdge({ isCut: true })).toBe('down');
  });
});
