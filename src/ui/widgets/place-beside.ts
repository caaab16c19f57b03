/** Distance between a floating box and what it belongs to. */
const GAP = 6;
const MARGIN = 8;

export interface PlacedBox {
  readonly width: number;
  readonly height: number;
}

export interface AnchorBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a box goes: above or below its anchor, on the other side where there is no room, never off the screen. */
export function positionBeside(
  box: PlacedBox,
  anchor: AnchorBox,
  screen: PlacedBox,
  preferred: 'above' | 'below',
  align: 'centre' | 'start',
): { readonly left: number; readonly top: number } {
  const above = anchor.top - GAP - box.height;
  const below = anchor.bottom + GAP;
  const fitsAbove = above >= MARGIN;
  const fitsBelow = below + box.height <= screen.height - MARGIN;
  const isAbove = preferred === 'above' ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
  const wished = align === 'start' ? anchor.left : (anchor.left + anchor.right - box.width) / 2;
  return {
    left: Math.max(MARGIN, Math.min(wished, screen.width - box.width - MARGIN)),
    top: Math.max(MARGIN, Math.min(isAbove ? above : below, screen.height - box.height - MARGIN)),
  };
}

/** Moves a fixed element beside a place on the screen. */
export function placeBeside(
  element: HTMLElement,
  anchor: AnchorBox,
  preferred: 'above' | 'below',
  align: 'centre' | 'start' = 'centre',
): void {
  const screen = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const { left, top } = positionBeside(element.getBoundingClientRect(), anchor, screen, preferred, align);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
