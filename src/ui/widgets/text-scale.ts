/** Small texts are at least this large on the screen, as long as their scale allows. In screen pixels. */
const LEAST_PIXELS = 10.5;
const SMALL_PIXELS = 11;
const MOST_SCALE = 3.5;
/** Scales come in steps, so that only a few fonts are ever measured, and styles change rarely while zooming. */
const SCALE_STEPS = 20;

/** Zoom below which an instrument has no room for texts that can be read, and gives way to a plain box. */
export const FAR_ZOOM = 0.58;

/** How much larger than at zoom 1 the diagram's texts are set, so that they can be read at this zoom. */
export function textScaleAt(zoom: number): number {
  const wished = Math.ceil((SCALE_STEPS * LEAST_PIXELS) / (SMALL_PIXELS * zoom)) / SCALE_STEPS;
  return Math.min(MOST_SCALE, Math.max(1, wished));
}
