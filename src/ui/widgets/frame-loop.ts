/** Called once per animation frame. `wallMs` is the page's clock; `deltaMs` the time since the last frame. */
export type FrameCallback = (wallMs: number, deltaMs: number) => void;

/** Where frames come from: the browser, or a test that turns the crank by hand. */
export interface FrameSource {
  requestFrame(callback: (wallMs: number) => void): number;
  cancelFrame(handle: number): void;
}

export interface FrameLoop {
  /** Adds a callback and returns the function that removes it. Frames run only while somebody listens. */
  subscribe(callback: FrameCallback): () => void;
}

/** After a pause (a hidden tab, a long task) the picture goes on from where it was instead of jumping. */
export const MAX_DELTA_MS = 100;

/** One animation-frame loop for the whole page, so that all pictures of one frame are drawn together. */
export function createFrameLoop(source: FrameSource): FrameLoop {
  const callbacks = new Set<FrameCallback>();
  let handle: number | undefined;
  let previousMs: number | undefined;

  function run(wallMs: number): void {
    handle = callbacks.size > 0 ? source.requestFrame(run) : undefined;
    const deltaMs = Math.min(MAX_DELTA_MS, Math.max(0, wallMs - (previousMs ?? wallMs)));
    previousMs = wallMs;
    for (const callback of callbacks) callback(wallMs, deltaMs);
  }

  function remove(callback: FrameCallback): void {
    callbacks.delete(callback);
    if (callbacks.size > 0 || handle === undefined) return;
    source.cancelFrame(handle);
    handle = undefined;
    previousMs = undefined;
  }

  return {
    subscribe(callback) {
      // A wrapper of its own, so that the same function may be subscribed twice.
      const own: FrameCallback = (wallMs, deltaMs) => callback(wallMs, deltaMs);
      callbacks.add(own);
      handle ??= source.requestFrame(run);
      return () => remove(own);
    },
  };
}

const browserFrames: FrameSource = {
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
};

/** The page's own loop: the only user of `requestAnimationFrame`. */
export const frameLoop = createFrameLoop(browserFrames);
