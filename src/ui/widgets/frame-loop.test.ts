import { describe, expect, it } from 'vitest';
import { createFrameLoop, MAX_DELTA_MS, type FrameSource } from './frame-loop.ts';

function handCrank() {
  let pending: ((wallMs: number) => void) | undefined;
  const source: FrameSource = {
    requestFrame(callback) {
      pending = callback;
      return 1;
    },
    cancelFrame() {
      pending = undefined;
    },
  };
  const turn = (wallMs: number): void => {
    const callback = pending;
    pending = undefined;
    callback?.(wallMs);
  };
  return { source, turn, isRequested: () => pending !== undefined };
}

describe('the frame loop', () => {
  it('asks for no frames until somebody subscribes, and stops with the last one', () => {
    const crank = handCrank();
    const loop = createFrameLoop(crank.source);
    expect(crank.isRequested()).toBe(false);
    const stopFirst = loop.subscribe(() => undefined);
    const stopSecond = loop.subscribe(() => undefined);
    stopFirst();
    expect(crank.isRequested()).toBe(true);
    stopSecond();
    expect(crank.isRequested()).toBe(false);
  });

  it('gives every subscriber the same time, and the time since the last frame', () => {
    const crank = handCrank();
    const loop = createFrameLoop(crank.source);
    const seen: number[][] = [];
    loop.subscribe((wallMs, deltaMs) => seen.push([wallMs, deltaMs]));
    loop.subscribe((wallMs, deltaMs) => seen.push([wallMs, deltaMs]));
    crank.turn(1000);
    crank.turn(1016);
    expect(seen).toEqual([
      [1000, 0],
      [1000, 0],
      [1016, 16],
      [1016, 16],
    ]);
  });

  it('does not jump after a long pause', () => {
    const crank = handCrank();
    const loop = createFrameLoop(crank.source);
    const deltas: number[] = [];
    loop.subscribe((_wallMs, deltaMs) => deltas.push(deltaMs));
    crank.turn(0);
    crank.turn(60_000);
    expect(deltas).toEqual([0, MAX_DELTA_MS]);
  });

  it('lets a subscriber leave during its own frame', () => {
    const crank = handCrank();
    const loop = createFrameLoop(crank.source);
    let calls = 0;
    const stop = loop.subscribe(() => {
      calls += 1;
      stop();
    });
    crank.turn(0);
    crank.turn(16);
    expect([calls, crank.isRequested()]).toEqual([1, false]);
  });

  it('lets the same function subscribe twice and leave once', () => {
    const crank = handCrank();
    const loop = createFrameLoop(crank.source);
    let calls = 0;
    const count = (): void => {
      calls += 1;
    };
    const stop = loop.subscribe(count);
    loop.subscribe(count);
    crank.turn(0);
    stop();
    stop();
    crank.turn(16);
    expect(calls).toBe(3);
  });
});
