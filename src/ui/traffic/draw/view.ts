import { FAR_ZOOM, textScaleAt } from '../../widgets/text-scale.ts';
import type { Theme, ThemeFont } from '../../widgets/theme.ts';
import { LabelSpace } from './label-space.ts';
import type { DrawView } from './picture.ts';

/** Larger fonts are read from further away and need less help. */
const STRONG_SHARE = 0.92;
const COUNT_SHARE = 0.85;
const MOST_READOUT = 1.15;

export function createView(zoom: number, ratio: number): DrawView {
  const view: DrawView = { zoom, isFar: false, isCrowded: false, textScale: 1, left: -Infinity, right: Infinity, space: new LabelSpace(), lines: new LabelSpace(), pixel: 1 };
  setView(view, zoom, ratio);
  return view;
}

/** Brings a view up to date for one painting. `ratio`: device pixels per screen pixel. */
export function setView(view: DrawView, zoom: number, ratio: number): void {
  view.zoom = zoom;
  view.isFar = zoom < FAR_ZOOM;
  view.textScale = textScaleAt(zoom);
  view.pixel = 1 / (zoom * ratio);
  view.isCrowded = false;
  view.space.clear();
  view.lines.clear();
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
      strong: scaleFont(strong, Math.max(1, STRONG_SHARE * scale)),
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
