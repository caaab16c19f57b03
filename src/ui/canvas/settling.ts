import { frameLoop } from '../widgets/frame-loop.ts';

/** A stretch of time that is counted in frames, so that a slow page has as much of it as a quick one: from the last
 *  `begin` on, until `onEnd` is called. */
export function createSettling(frames: number, onEnd: () => void = () => undefined) {
  let left = 0;
  let stop: (() => void) | undefined;
  const end = (): void => {
    left = 0;
    stop?.();
    stop = undefined;
  };
  return {
    begin(): void {
      left = frames;
      stop ??= frameLoop.subscribe(() => {
        left -= 1;
        if (left > 0) return;
        end();
        onEnd();
      });
    },
    end,
    get lasts(): boolean {
      return left > 0;
    },
  };
}
