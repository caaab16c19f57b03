import type { ScenePlace, SceneViewport } from '../widgets/scene.ts';

/** From this zoom on a whole diagram can be read: boxes tell their rate and their workers. */
const LEAST_WHOLE_ZOOM = 0.42;
/** At this zoom boxes are whole instruments, with their names in them. */
const READING_ZOOM = 0.6;
/** A window that is at least so high for its width has room below and above a wide diagram. */
const PORTRAIT = 0.8;
/** Less than this much larger is not worth what is cut off. */
const LEAST_GAIN = 1.25;

export interface ReadableFitOptions {
  /** All of the diagram, in flow pixels. */
  readonly bounds: ScenePlace & { readonly width: number; readonly height: number };
  /** Left sides of the load sources, in flow pixels. */
  readonly sources: readonly number[];
  /** The window, in screen pixels, and what is kept free in it. */
  readonly window: { readonly width: number; readonly height: number };
  readonly padding: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

/** How a diagram is opened that would be a thin band, too small to be read, in a window that is higher than wide: as large
 *  as it can be read, from its load sources on, the rest to be reached by moving. Undefined where the whole can be shown. */
export function readableFit({ bounds, sources, window, padding }: ReadableFitOptions): SceneViewport | undefined {
  const width = window.width - padding.left - padding.right;
  const height = window.height - padding.top - padding.bottom;
  const wholeZoom = Math.min(width / bounds.width, height / bounds.height);
  const zoom = Math.min(READING_ZOOM, height / bounds.height);
  const isPortrait = window.height >= PORTRAIT * window.width;
  if (!isPortrait || wholeZoom >= LEAST_WHOLE_ZOOM || !(zoom > LEAST_GAIN * wholeZoom)) return undefined;
  const begin = padding.left - Math.min(...sources, Number.MAX_VALUE) * zoom;
  const most = padding.left - bounds.x * zoom;
  const least = window.width - padding.right - (bounds.x + bounds.width) * zoom;
  const x = sources.length === 0 ? most : Math.min(most, Math.max(least, begin));
  return { x, y: padding.top + (height - bounds.height * zoom) / 2 - bounds.y * zoom, zoom };
}
