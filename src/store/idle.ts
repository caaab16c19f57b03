/** Counts what is under way: saves, loads and commands. The page is idle when nothing is, which is what browser tests
 *  wait for instead of milliseconds. */
export interface IdleDetector {
  /** Counts the promise as work until it ends, well or badly, and gives it back. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Begins a piece of work without a promise; call the returned function once when it is over. */
  begin(): () => void;
  isIdle(): boolean;
  subscribe(listener: (isIdle: boolean) => void): () => void;
}

/** A detector that starts idle. */
export function createIdleDetector(): IdleDetector {
  const listeners = new Set<(isIdle: boolean) => void>();
  let pending = 0;
  const change = (by: number): void => {
    const wasIdle = pending === 0;
    pending += by;
    if (wasIdle !== (pending === 0)) for (const listener of listeners) listener(pending === 0);
  };
  const begin = (): (() => void) => {
    let isOver = false;
    change(1);
    return () => {
      if (isOver) return;
      isOver = true;
      change(-1);
    };
  };
  return {
    begin,
    async track(work) {
      const end = begin();
      try {
        return await work;
      } finally {
        end();
      }
    },
    isIdle: () => pending === 0,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The page's own detector. */
export const idleDetector = createIdleDetector();
