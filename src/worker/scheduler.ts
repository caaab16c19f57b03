/** Wall clock and timer of whoever paces a run. Tests drive it by hand. */
export interface Scheduler {
  /** Wall milliseconds since some fixed moment; never goes back. */
  wallNow(): number;
  /** Calls back once, after at least `delayMs`; with 0, as soon as the messages that already wait have been handled. */
  later(callback: () => void, delayMs: number): void;
}

/** The host's own clock and timers. Zero delays go through a message channel: nested timers of 0 ms are stretched to
 *  4 ms, which would leave a fast run idle for a third of its time. */
export function hostScheduler(): Scheduler {
  const waiting: (() => void)[] = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => waiting.shift()?.();
  return {
    wallNow: () => performance.now(),
    later(callback, delayMs) {
      if (delayMs > 0) {
        setTimeout(callback, delayMs);
        return;
      }
      waiting.push(callback);
      channel.port2.postMessage(0);
    },
  };
}
