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

/** Complete values for a canvas context's `font`. The sizes are in flow pixels. */
export interface ThemeFonts {
  readonly micro: string;
  readonly small: string;
  readonly strong: string;
  readonly count: string;
  readonly readout: string;
  readonly far: string;
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
  return {
    micro: `500 10px ${family}`,
    small: `450 11px ${family}`,
    strong: `550 12px ${family}`,
    count: `600 14px ${family}`,
    readout: `500 22px ${family}`,
    far: `600 34px ${family}`,
  };
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
