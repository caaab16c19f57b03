import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('the time in which a document settles', () => {
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

  it('lasts a second of frames, begins anew with another document, and leaves nothing running', async () => {
    const { createSettling } = await import('./settling.ts');
    const settling = createSettling();
    const frames = (count: number): void => {
      for (let frame = 0; frame < count; frame += 1) turn?.();
    };
    expect(settling.lasts).toBe(false);
    settling.begin();
    frames(40);
    settling.begin();
    frames(59);
    expect(settling.lasts).toBe(true);
    frames(1);
    expect(settling.lasts).toBe(false);
    expect(turn).toBeUndefined();
  });
});
