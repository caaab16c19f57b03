import { describe, expect, it } from 'vitest';
import { COMPONENT, COMPONENT_MEASURES, type ComponentMeasure } from '../model/measures.ts';
import { type Loaded, RATE_WINDOW_MS } from '../worker/protocol.ts';
import { RunFeed, type RunFrame } from './run-feed.ts';

const loaded: Loaded = {
  run: 3,
  components: ['a', 'b'],
  connections: [],
  channels: [],
  sources: [],
  partitions: [],
  nowMs: 0,
};

function frame(nowMs: number, values: Partial<Record<ComponentMeasure, number>> = {}, run = 3): RunFrame {
  const components = new Float64Array(2 * COMPONENT_MEASURES.length);
  for (const [name, value] of Object.entries(values)) {
    components[COMPONENT_MEASURES.length + COMPONENT[name as ComponentMeasure]] = value;
  }
  const none = new Float64Array(0);
  return {
    type: 'frame',
    run,
    nowMs,
    events: 0,
    inFlight: 0,
    pace: 1,
    components,
    connections: none,
    channels: none,
    sources: none,
    partitions: none,
    tap: none,
    dotEvery: 1,
  };
}

function feedOf(frames: readonly RunFrame[], warmUpMs = 0): RunFeed {
  const feed = new RunFeed();
  feed.begin(loaded, warmUpMs);
  for (const one of frames) feed.push(one);
  return feed;
}

describe('RunFeed', () => {
  it('tells gauges of now and counters as rates over the trailing window', () => {
    const frames = [0, 500, 1000, 1500, 2000, 2500, 3000].map((nowMs) =>
      frame(nowMs, { completed: nowMs / 10, queued: nowMs / 100, busyArea: nowMs * 3, workersArea: nowMs * 4 }),
    );
    const feed = feedOf(frames);
    const row = feed.rowOf('components', 'b');
    expect(feed.component(row, 'queued')).toBe(30);
    expect(feed.windowMs).toBe(RATE_WINDOW_MS);
    expect(feed.perSec(feed.componentChange(row, 'completed'))).toBe(100);
    expect(feed.utilization(row)).toBe(0.75);
  });

  it('knows nothing of what is not part of the run', () => {
    const feed = feedOf([frame(0), frame(100, { completed: 5 })]);
    const row = feed.rowOf('components', 'ghost');
    expect([row, feed.component(row, 'queued'), feed.componentChange(row, 'completed')]).toEqual([-1, 0, 0]);
    expect(feed.utilization(row)).toBeNaN();
  });

  it('compares the last two frames when they are further apart than the window', () => {
    const feed = feedOf([frame(0), frame(10_000, { completed: 10 }), frame(20_000, { completed: 110 })]);
    const row = feed.rowOf('components', 'b');
    expect([feed.windowMs, feed.perSec(feed.componentChange(row, 'completed'))]).toEqual([10_000, 10]);
  });

  it('forgets the window on a step back in time, and when warm-up ends and counters start anew', () => {
    const back = feedOf([frame(5000, { completed: 500 }), frame(1000, { completed: 100 })]);
    expect([back.windowMs, back.componentChange(1, 'completed')]).toEqual([0, 0]);
    const warm = feedOf([frame(900, { completed: 90 }), frame(1100, { completed: 10 })], 1000);
    expect([warm.windowMs, warm.perSec(warm.componentChange(1, 'completed'))]).toEqual([0, 0]);
  });

  it('tells the rates of a moment at once after a jump, whatever was shown before', () => {
    const { nowMs, components, connections, channels, sources } = frame(3000, { completed: 300 });
    const before = { nowMs, components, connections, channels, sources };
    for (const shown of [frame(9000, { completed: 900 }), frame(5000, { completed: 90_000 }), frame(10, { completed: 1 })]) {
      const feed = feedOf([shown, { ...frame(5000, { completed: 400 }), before }]);
      expect([feed.windowMs, feed.perSec(feed.componentChange(1, 'completed'))]).toEqual([2000, 50]);
      feed.push(frame(6000, { completed: 500 }));
      expect(feed.perSec(feed.componentChange(1, 'completed'))).toBeCloseTo(200 / 3, 9);
    }
  });

  it('compares with nothing that a change of the log made void', () => {
    const feed = feedOf([frame(1000, { completed: 10 }), frame(2000, { completed: 900 }), frame(2500, { completed: 999 })]);
    feed.cut(2000);
    feed.push(frame(2500, { completed: 25 }));
    expect([feed.windowMs, feed.componentChange(1, 'completed')]).toEqual([1500, 15]);
    feed.cut(0);
    feed.push(frame(2500, { completed: 25 }));
    expect(feed.componentChange(1, 'completed')).toBe(0);
  });

  it('drops frames of an earlier load', () => {
    const feed = feedOf([frame(100, {}, 2)]);
    expect(feed.frame).toBeUndefined();
  });

  it('keeps few frames however fast they come', () => {
    const feed = feedOf(Array.from({ length: 3000 }, (_, index) => frame(index, { completed: index })));
    expect(feed.windowMs).toBeGreaterThanOrEqual(RATE_WINDOW_MS);
    expect(feed.windowMs).toBeLessThan(RATE_WINDOW_MS * 1.1);
    expect(feed.frame?.nowMs).toBe(2999);
  });
});
