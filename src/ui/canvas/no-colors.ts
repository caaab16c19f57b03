/**
 * Stands in the build for `d3-color`, which React Flow's zooming brings along by way of d3-transition and
 * d3-interpolate: 10 kB of code that could blend colours, which nothing here does. A text that might be a colour is
 * blended as any other text, which is what the original does when it finds that it is none.
 */

/** Tells of every text that it is no colour. */
export function color(): null {
  return null;
}

export { color as cubehelix, color as hcl, color as hsl, color as lab, color as rgb };
