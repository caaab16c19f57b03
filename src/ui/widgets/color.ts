/** A colour as linear light in red, green and blue, each 0..1. */
export type LinearColor = readonly [number, number, number];

export type ColorVision = 'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia';

/** Full-strength simulation matrices on linear light, after Machado, Oliveira and Fernandes (2009). */
const SIMULATION: Readonly<Record<ColorVision, readonly number[]>> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** Reads `#rrggbb`, or `#rgb` as a minifier shortens it; anything else is a mistake in the tokens and throws. */
export function parseHexColor(hex: string): LinearColor {
  const full = hex.trim().replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/i, '#$1$1$2$2$3$3');
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(full);
  if (match === null) throw new Error(`Not a colour in hexadecimal digits: ${hex}`);
  return [linearOf(match[1]), linearOf(match[2]), linearOf(match[3])];
}

function linearOf(byte: string): number {
  const value = Number.parseInt(byte, 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function relativeLuminance([red, green, blue]: LinearColor): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The WCAG contrast ratio of two colours, 1 to 21. */
export function contrastRatio(first: string, second: string): number {
  const one = relativeLuminance(parseHexColor(first));
  const other = relativeLuminance(parseHexColor(second));
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** What a person with the given colour vision sees of a colour. */
export function simulateVision(color: LinearColor, vision: ColorVision): LinearColor {
  const m = SIMULATION[vision];
  const row = (start: number): number =>
    clampUnit(m[start] * color[0] + m[start + 1] * color[1] + m[start + 2] * color[2]);
  return [row(0), row(3), row(6)];
}

function clampUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** CIE 1976 colour difference under a kind of colour vision; about 2 can just be seen side by side. */
export function colorDifference(first: string, second: string, vision: ColorVision = 'normal'): number {
  const a = labOf(simulateVision(parseHexColor(first), vision));
  const b = labOf(simulateVision(parseHexColor(second), vision));
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function labOf([red, green, blue]: LinearColor): LinearColor {
  const x = labCurve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = labCurve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = labCurve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function labCurve(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : (24389 / 27 / 116) * value + 16 / 116;
}
