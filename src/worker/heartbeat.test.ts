import { describe, expect, it } from 'vitest';
import { Heartbeat } from './heartbeat.ts';
import { ManualScheduler } from './testing/manual-scheduler.ts';

function watched() {
  const scheduler = new ManualScheduler();
  const page = { isVisible: true };
  const stuckAtMs: number[] = [];
  const heartbeat = new Heartbeat(scheduler, {
    isVisible: () => page.isVisible,
    onStuck: () => stuckAtMs.push(scheduler.wallNow()),
  });
  heartbeat.start();
  return { scheduler, page, heartbeat, stuckAtMs };
}

describe('Heartbeat', () => {
  it('is calm while beats come', async () => {
    const { scheduler, heartbeat, stuckAtMs } = watched();
    for (let i = 0; i < 100; i++) {
      await scheduler.pass(250);
      heartbeat.beat();
    }
    expect(stuckAtMs).toEqual([]);
  });

  it('tells a stuck worker within two seconds of its last beat, once', async () => {
    const { scheduler, heartbeat, stuckAtMs } = watched();
    await scheduler.pass(990);
    heartbeat.beat();
    await scheduler.pass(60_000);
    expect(stuckAtMs).toHaveLength(1);
    expect(stuckAtMs[0]).toBeGreaterThanOrEqual(990 + 1500);
    expect(stuckAtMs[0]).toBeLessThanOrEqual(990 + 1800);
  });

  it('proves nothing by the silence of a hidden page', async () => {
    const { scheduler, page, stuckAtMs } = watched();
    page.isVisible = false;
    await scheduler.pass(60_000);
    page.isVisible = true;
    await scheduler.pass(1400);
    expect(stuckAtMs).toEqual([]);
    await scheduler.pass(500);
    expect(stuckAtMs).toHaveLength(1);
  });

  it('proves nothing by a time in which this thread itself was asleep', async () => {
    const { scheduler, heartbeat, stuckAtMs } = watched();
    await scheduler.pass(1400);
    scheduler.skip(3_600_000);
    await scheduler.pass(1400);
    expect(stuckAtMs).toEqual([]);
    heartbeat.beat();
    await scheduler.pass(1400);
    expect(stuckAtMs).toEqual([]);
  });

  it('stops when told, and watches one worker at a time', async () => {
    const { scheduler, heartbeat, stuckAtMs } = watched();
    heartbeat.stop();
    await scheduler.pass(10_000);
    expect(stuckAtMs).toEqual([]);
    heartbeat.start();
    heartbeat.start();
    await scheduler.pass(10_000);
    expect(stuckAtMs).toHaveLength(1);
  });
});
