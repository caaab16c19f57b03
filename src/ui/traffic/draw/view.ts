import type { Theme, ThemeFont } from '../../widgets/theme.ts';
import { LabelSpace } from './label-space.ts';
import { FAR_ZOOM, type DrawView } from './picture.ts';

/** Small texts are at least this large on the screen, as long as their scale allows. In screen pixels. */
const LEAST_PIXELS = 10.5;
const SMALL_PIXELS = 11;
const MOST_SCALE = 3.5;
/** Scales come in steps, so that only a few fonts are ever measured. */
const SCALE_STEPS = 20;
/** The two large fonts of an instrument are read from further away and need less help. */
const COUNT_SHARE = 0.85;
const MOST_READOUT = 1.15;

/** How much larger than at zoom 1 texts are set. */
export function textScaleAt(zoom: number): number {
  const wished = Math.ceil((SCALE_STEPS * LEAST_PIXELS) / (SMALL_PIXELS * zoom)) / SCALE_STEPS;
  return Math.min(MOST_SCALE, Math.max(1, wished));
}

export function createView(zoom: number, ratio: number): DrawView {
  const view: DrawView = { zoom, isFar: false, textScale: 1, space: new LabelSpace(), pixel: 1 };
  setView(view, zoom, ratio);
  return view;
}

/** Brings a view up to date for one painting. `ratio`: device pixels per screen pixel. */
export function setView(view: DrawView, zoom: number, ratio: number): void {
  view.zoom = zoom;
  view.isFar = zoom < FAR_ZOOM;
  view.textScale = textScaleAt(zoom);
  view.pixel = 1 / (zoom * ratio);
  view.space.clear();
}

let base: Theme | undefined;
const scaled = new Map<number, Theme>();

/** The theme with its fonts set larger. Made once per scale. */
export function scaledTheme(theme: Theme, scale: number): Theme {
  if (scale === 1) return theme;
  if (base !== theme) scaled.clear();
  base = theme;
  let known = scaled.get(scale);
  if (known === undefined) scaled.set(scale, (known = scaleFonts(theme, scale)));
  return known;
}

function scaleFonts(theme: Theme, scale: number): Theme {
  const { micro, small, strong, count, readout } = theme.fonts;
  return {
    ...theme,
    fonts: {
      micro: scaleFont(micro, scale),
      small: scaleFont(small, scale),
      strong: scaleFont(strong, scale),
      count: scaleFont(count, Math.max(1, COUNT_SHARE * scale)),
      readout: scaleFont(readout, Math.min(MOST_READOUT, scale)),
    },
  };
}

function scaleFont(font: ThemeFont, scale: number): ThemeFont {
  const size = font.size * scale;
  return {
    css: font.css.replace(/[\d.]+px/, `${size}px`),
    size,
    figureWidth: font.figureWidth * scale,
    isTabular: font.isTabular,
  };
}
