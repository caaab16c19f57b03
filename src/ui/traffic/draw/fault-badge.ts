import type { Theme } from '../../widgets/theme.ts';
import type { DrawView, NodeBox } from './picture.ts';
import { textWidth } from './text.ts';

/** The badge under a box, or from far away above it, that names its faults stands in the editor's own layer; these are its measures there. In flow
 *  pixels at text scale 1, and in heights of its text. */
const FONT_SIZE = 11;
const GAP = 5;
const PADDING = 2.35;
const FAR_PADDING = 1.8;
const HEIGHT = 1.84;
const MOST_SPILL = 1.4;
const MOST_FAR_SPILL = 1.45;

/** Keeps words off the badge that names a part's faults. */
export function takeFaultBadge(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, text: string): void {
  const size = FONT_SIZE * view.textScale;
  const { strong } = theme.fonts;
  const width = (textWidth(ctx, strong, text) * size) / strong.size + (view.isFar ? FAR_PADDING : PADDING) * size;
  const height = HEIGHT * size;
  if (view.isFar) {
    const shown = Math.min(MOST_FAR_SPILL * box.width, width);
    return view.space.take(box.x + (box.width - shown) / 2, box.y - GAP - height, shown, height);
  }
  const most = box.width * Math.min(MOST_SPILL, view.textScale);
  view.space.take(box.x, box.y + box.height + GAP, Math.min(most, width), height);
}
