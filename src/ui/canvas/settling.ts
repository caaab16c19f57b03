import { frameLoop } from '../widgets/frame-loop.ts';

/** Frames in which the rows around the canvas find their height after a document was opened: about a second. */
const SETTLING_FRAMES = 60;

/** The time after a document was opened, counted in frames, so that a slow page has as much of it as a quick one. */
export function createSettling() {
  let left = 0;
  let stop: (() => void) | undefined;
  const end = (): void => {
    left = 0;
    stop?.();
    stop = undefined;
  };
  return {
    begin(): void {
      left = SETTLING_FRAMES;
      stop ??= frameLoop.subscribe(() => {
        left -= 1;
        if (left <= 0) end();
      });
    },
    end,
    get lasts(): boolean {
      return left > 0;
    },
  };
}
