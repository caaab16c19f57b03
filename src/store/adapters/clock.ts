/** The page's wall clock and its only timers, handed to stores so that tests can turn the hands themselves. */
export interface WallClock {
  /** Wall milliseconds since 1970. */
  now(): number;
  /** Calls back once after `wallMs`; the returned function calls it off. */
  after(wallMs: number, callback: () => void): () => void;
  /** Calls back again and again; the returned function ends it. */
  every(wallMs: number, callback: () => void): () => void;
}

/** The browser's clock. */
export const wallClock: WallClock = {
  now: () => Date.now(),
  after(wallMs, callback) {
    const handle = setTimeout(callback, wallMs);
    return () => clearTimeout(handle);
  },
  every(wallMs, callback) {
    const handle = setInterval(callback, wallMs);
    return () => clearInterval(handle);
  },
};

/** Resolves when the page has had a quiet moment: at the latest after two wall seconds. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 2000 });
    else setTimeout(resolve, 200);
  });
}
