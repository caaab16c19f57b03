import { describe, expect, it } from 'vitest';
import { clearer, type ConnectionEvidence, type HealthEvidence, isGrowing, judgeConnection, judgeHealth, type Stretch } from './health.ts';

/** 50 requests per second, served by workers that are busy half of the time. */
function stretch(spanMs: number, changes: Partial<Stretch> = {}): Stretch {
  return { spanMs, arrived: spanMs / 20, change: 0, started: spanMs / 20, utilization: 0.5, ...changes };
}

const healthy: HealthEvidence = {
  replicasUp: 2,
  replicas: 2,
  endedWell: 100,
  endedBadly: 0,
  inSystem: 3,
  queued: 0,
  queuedBefore: 0,
  queueCapacity: 100,
  recent: stretch(2000),
  trend: stretch(10_000),
  users: 0,
  hasFault: false,
  called: 0,
  givenUp: 0,
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

  it('is strained above 85 % utilization when so many requests tell that it is no chance', () => {
    expect(judge({ recent: stretch(2000, { started: 2000, utilization: 0.86 }) })).toBe('strained');
    expect(judge({ recent: stretch(2000, { started: 2000, utilization: 0.85 }) })).toBe('ok');
    expect(judge({ recent: stretch(2000, { utilization: 1 }) })).toBe('ok');
  });

  it('is strained by few requests too when workers were busy for the whole of a long trend', () => {
    expect(judge({ trend: stretch(10_000, { started: 200, utilization: 0.99 }) })).toBe('strained');
    expect(judge({ trend: stretch(5000, { started: 100, utilization: 1 }) })).toBe('ok');
    expect(judge({ trend: stretch(10_000, { started: 20, utilization: 1 }) })).toBe('ok');
    expect(judge({ trend: stretch(30_000, { started: 60, utilization: 1 }) })).toBe('strained');
  });

  it('is strained by a queue that is above half its limit, or long and without a free worker, at both ends of the window', () => {
    expect(judge({ queued: 51, queuedBefore: 51 })).toBe('strained');
    expect(judge({ queued: 50, queuedBefore: 50 })).toBe('ok');
    expect(judge({ queued: 90, queuedBefore: 2 })).toBe('ok');
    const full = { queueCapacity: Infinity, recent: stretch(2000, { utilization: 1 }) };
    expect(judge({ queued: 20, queuedBefore: 21, ...full })).toBe('strained');
    expect(judge({ queued: 20, queuedBefore: 19, ...full })).toBe('ok');
  });

  it('is strained by what grows more than chance explains, or is far behind', () => {
    expect(judge({ inSystem: 60, recent: stretch(2000, { change: 40 }) })).toBe('strained');
    expect(judge({ inSystem: 130, trend: stretch(10_000, { change: 120 }) })).toBe('strained');
    expect(judge({ inSystem: 130, trend: stretch(10_000, { change: 100 }) })).toBe('ok');
    expect(judge({ inSystem: 251 })).toBe('strained');
    expect(judge({ inSystem: 250 })).toBe('ok');
  });

  it('does not take a component without workers or waiting places for strained', () => {
    const none = { utilization: Number.NaN };
    expect(judge({ queueCapacity: 0, recent: stretch(2000, none), trend: stretch(10_000, none) })).toBe('ok');
  });

  it('is strained under a fault while anything is here', () => {
    expect(judge({ hasFault: true })).toBe('strained');
    expect(judge({ hasFault: true, inSystem: 0, recent: stretch(2000, { arrived: 0 }) })).toBe('idle');
    expect(judge({ hasFault: true, endedBadly: 50 })).toBe('failing');
  });

  it('is strained when callers give more than 5 % of their calls to it up', () => {
    expect(judge({ called: 100, givenUp: 6 })).toBe('strained');
    expect(judge({ called: 100, givenUp: 5 })).toBe('ok');
    expect(judge({ called: 0, givenUp: 1 })).toBe('strained');
  });

  it('is strained when all workers are busy with far less than before', () => {
    const slowed = (started: number, utilization = 1, before = 400) =>
      judge({ recent: stretch(2000, { started, utilization }), trend: stretch(10_000, { started: before + started }) });
    expect(slowed(14)).toBe('strained');
    expect(slowed(49)).toBe('strained');
    expect(slowed(60)).toBe('ok');
    expect(slowed(14, 0.9)).toBe('ok');
    expect(slowed(2, 1, 40)).toBe('ok');
    const young = { recent: stretch(2000, { started: 14, utilization: 1 }), trend: stretch(3000, { started: 64 }) };
    expect(judge(young)).toBe('ok');
  });

  it('is idle when nothing came and nothing is here', () => {
    const calm = { endedWell: 0, recent: stretch(2000, { arrived: 0, started: 0, utilization: 0 }) };
    expect(judge({ ...calm, inSystem: 0 })).toBe('idle');
    expect(judge({ ...calm, inSystem: 1 })).toBe('ok');
  });

  it('is strained at a client of which half is served', () => {
    const client = { replicas: 0, replicasUp: 0 };
    const served = (share: number, spanMs = 6000) => stretch(spanMs, { change: (1 - share) * (spanMs / 20) });
    expect(judge({ ...client, inSystem: 9, trend: served(0.5) })).toBe('strained');
    expect(judge({ ...client, inSystem: 9, trend: served(0.7) })).toBe('ok');
    expect(judge({ ...client, inSystem: 9, trend: served(0.5, 4000) })).toBe('ok');
    expect(judge({ inSystem: 9, trend: served(0.5) })).toBe('ok');
  });

  it('is strained at a closed client of which nearly all users wait, and wait long', () => {
    const closed = { replicas: 0, replicasUp: 0, users: 20, endedWell: 4, recent: stretch(2000, { arrived: 4 }) };
    expect(judge({ ...closed, inSystem: 18 })).toBe('strained');
    expect(judge({ ...closed, inSystem: 17 })).toBe('ok');
    expect(judge({ ...closed, inSystem: 20, recent: stretch(2000, { arrived: 4, change: 3 }) })).toBe('ok');
    expect(judge({ ...closed, inSystem: 20, endedWell: 100 })).toBe('ok');
  });
});

describe('isGrowing', () => {
  const growing = (now: number, change: number, arrived: number) => isGrowing(now, stretch(10_000, { change, arrived }), 4);

  it('ignores what is short, and what chance explains', () => {
    expect(growing(9, 9, 9)).toBe(false);
    expect(growing(30, 20, 20)).toBe(true);
    expect(growing(1100, 100, 600)).toBe(false);
    expect(growing(1140, 140, 600)).toBe(true);
    expect(growing(1140, -140, 600)).toBe(false);
  });

  it('sees a long backlog that grows by the same amount all the time, though by a small share of itself', () => {
    expect(growing(50_000, 250, 600)).toBe(true);
  });
});

describe('clearer', () => {
  it('finds a sudden growth in the shorter stretch and a slow one in the longer', () => {
    const short = stretch(10_000, { change: 100 });
    expect(clearer(short, stretch(30_000, { change: 110 }))).toBe(short);
    const long = stretch(30_000, { change: 300 });
    expect(clearer(short, long)).toBe(long);
    expect(clearer(short, stretch(30_000, { change: -900 }))).toBe(short);
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
  backlogCapacity: Infinity,
  recent: stretch(2000),
  trend: stretch(10_000),
};
const judgeEdge = (changes: Partial<ConnectionEvidence>) => judgeConnection({ ...quiet, ...changes });

describe('judgeConnection', () => {
  it('goes from idle over ok, strained and failing to down', () => {
    expect(judgeEdge({ succeeded: 0, attempts: 0, inProgress: 0 })).toBe('idle');
    expect(judgeEdge({})).toBe('ok');
    expect(judgeEdge({ timedOut: 6 })).toBe('strained');
    expect(judgeEdge({ backlog: 150, trend: stretch(10_000, { change: 120 }) })).toBe('strained');
    expect(judgeEdge({ backlog: 251 })).toBe('strained');
    expect(judgeEdge({ backlog: 60, backlogCapacity: 100 })).toBe('strained');
    expect(judgeEdge({ succeeded: 90, failed: 10 })).toBe('failing');
    expect(judgeEdge({ isCut: true })).toBe('down');
  });
});
