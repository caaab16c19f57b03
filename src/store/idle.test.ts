import { describe, expect, it } from 'vitest';
import { createIdleDetector } from './idle.ts';

describe('createIdleDetector', () => {
  it('is idle only when every piece of work is over, and tells each turn once', async () => {
    const detector = createIdleDetector();
    const told: boolean[] = [];
    detector.subscribe((isIdle) => told.push(isIdle));
    const endFirst = detector.begin();
    const endSecond = detector.begin();
    endFirst();
    endFirst();
    expect(detector.isIdle()).toBe(false);
    endSecond();
    expect(told).toEqual([false, true]);
  });

  it('counts failed work as over and passes the failure on', async () => {
    const detector = createIdleDetector();
    await expect(detector.track(Promise.reject(new Error('quota')))).rejects.toThrow('quota');
    expect(detector.isIdle()).toBe(true);
  });
});
