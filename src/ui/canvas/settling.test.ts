import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('a time counted in frames', () => {
  let turn: (() => void) | undefined;

  beforeEach(() => {
    vi.resetModules();
    vi.stubGlobal('requestAnimationFrame', (callback: (wallMs: number) => void) => {
      turn = () => callback(0);
      return 1;
    });
    vi.stubGlobal('cancelAnimationFrame', () => (turn = undefined));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('begins anew every time, tells once that it is over, and leaves nothing running', async () => {
    const { createSettling } = await import('./settling.ts');
    const onEnd = vi.fn<() => void>();
    const settling = createSettling(60, onEnd);
    const frames = (count: number): void => {
      for (let frame = 0; frame < count; frame += 1) turn?.();
    };
    expect(settling.lasts).toBe(false);
    settling.begin();
    frames(40);
    settling.begin();
    frames(59);
    expect(settling.lasts).toBe(true);
    expect(onEnd).not.toHaveBeenCalled();
    frames(1);
    expect(onEnd).toHaveBeenCalledOnce();
    expect(settling.lasts).toBe(false);
    expect(turn).toBeUndefined();
  });
});
