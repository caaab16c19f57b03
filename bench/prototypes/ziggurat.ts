/** The exponential ziggurat of `src/base/random.ts` over a sequential generator. */
import { exp, ln } from '../../src/base/math.ts';

const EDGE = 7.69711747013105;
const AREA = 0.003949659822581557;
const UNIT = 1 / 4294967296;

const layers = new Float64Array(512);
const heights = new Float64Array(257);
{
  let right = AREA / exp(-EDGE);
  let inner = EDGE;
  for (let layer = 0; layer < 256; layer++) {
    layers[2 * layer] = right / 16777216;
    layers[2 * layer + 1] = inner;
    right = inner;
    inner = layer < 254 ? -ln(AREA / right + exp(-right)) : 0;
  }
  for (let layer = 1; layer <= 256; layer++) heights[layer] = exp(-layers[2 * layer - 1]);
}

/** A generator of 32-bit words. */
export type Source = { next(): number };

/** Exponential with mean 1 from a sequential source. */
export function exponentialFrom(source: Source): number {
  const bits = source.next();
  const layer = (bits & 255) << 1;
  const value = ((bits >>> 8) + 0.5) * layers[layer];
  if (value < layers[layer + 1]) return value;
  return afterRejection(source, bits);
}

function afterRejection(source: Source, first: number): number {
  let offset = 0;
  for (let bits = first; ; bits = source.next()) {
    const layer = bits & 255;
    const value = ((bits >>> 8) + 0.5) * layers[2 * layer];
    if (value < layers[2 * layer + 1]) return offset + value;
    if (layer === 0) offset += EDGE;
    else {
      const low = heights[layer];
      if (low + ((source.next() >>> 0) + 0.5) * UNIT * (heights[layer + 1] - low) < exp(-value)) return offset + value;
    }
  }
}
