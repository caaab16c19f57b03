/** The design tokens as plain values for canvas drawing, read once per change of theme. */
export interface Theme {
  readonly sunken: string;
  readonly ground: string;
  readonly surface: string;
  readonly raised: string;
  readonly ink: string;
  readonly inkMuted: string;
  readonly inkFaint: string;
  readonly inkInverse: string;
  readonly hairline: string;
  readonly hairlineStrong: string;
  readonly line: string;
  readonly cell: string;
  readonly ok: string;
  readonly strained: string;
  readonly failing: string;
  readonly okText: string;
  readonly strainedText: string;
  readonly failingText: string;
  readonly okWash: string;
  readonly strainedWash: string;
  readonly failingWash: string;
  readonly fonts: ThemeFonts;
}

/** A font for canvas drawing. Sizes are in flow pixels. */
export interface ThemeFont {
  /** Complete value for a context's `font`. */
  readonly css: string;
  /** Height of a line's letters with their ascenders. */
  readonly size: number;
  /** Width of the figure 0. */
  readonly figureWidth: number;
  /** Whether all figures are equally wide. A canvas cannot ask for tabular figures, so others are set one by one. */
  readonly isTabular: boolean;
}

export interface ThemeFonts {
  readonly micro: ThemeFont;
  readonly small: ThemeFont;
  readonly strong: ThemeFont;
  readonly count: ThemeFont;
  readonly readout: ThemeFont;
}

/** Reads the tokens that hold at `element` (usually `document.documentElement`). */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    sunken: token('--sunken'),
    ground: token('--ground'),
    surface: token('--surface'),
    raised: token('--raised'),
    ink: token('--ink'),
    inkMuted: token('--ink-muted'),
    inkFaint: token('--ink-faint'),
    inkInverse: token('--ink-inverse'),
    hairline: token('--hairline'),
    hairlineStrong: token('--hairline-strong'),
    line: token('--line'),
    cell: token('--cell'),
    ok: token('--ok'),
    strained: token('--strained'),
    failing: token('--failing'),
    okText: token('--ok-text'),
    strainedText: token('--strained-text'),
    failingText: token('--failing-text'),
    okWash: token('--ok-wash'),
    strainedWash: token('--strained-wash'),
    failingWash: token('--failing-wash'),
    fonts: canvasFonts(token('--font-text')),
  };
}

function canvasFonts(family: string): ThemeFonts {
  const ctx = document.createElement('canvas').getContext('2d');
  const font = (weight: number, size: number): ThemeFont => measuredFont(ctx, { size, css: `${weight} ${size}px ${family}` });
  return {
    micro: font(450, 10),
    small: font(450, 11),
    strong: font(550, 12),
    count: font(600, 14),
    readout: font(500, 22),
  };
}

function measuredFont(ctx: CanvasRenderingContext2D | null, { css, size }: { readonly css: string; readonly size: number }): ThemeFont {
  if (ctx === null) return { css, size, figureWidth: 0, isTabular: true };
  ctx.font = css;
  const widths = ['0', '1', '4', '8'].map((figure) => ctx.measureText(figure).width);
  const figureWidth = Math.max(...widths);
  return { css, size, figureWidth, isTabular: figureWidth - Math.min(...widths) < 0.05 };
}

const CHANGING_QUERIES = [
  '(prefers-color-scheme: dark)',
  '(forced-colors: active)',
  '(prefers-contrast: more)',
];

/** Calls back whenever the tokens may have changed: `data-theme`, the system's choice, forced colours. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-presenter'] });
  const queries = CHANGING_QUERIES.map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', callback);
  };
}

/** Whether the reader asked for less motion; dots then become counters. */
export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
