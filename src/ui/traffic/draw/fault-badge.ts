import type { Theme } from '../../widgets/theme.ts';
import type { DrawView, NodeBox } from './picture.ts';
import { textWidth } from './text.ts';

/** The badge under a box that names its faults stands in the editor's own layer; these are its measures there. In flow
 *  pixels at text scale 1, and in heights of its text. */
const FONT_SIZE = 11;
const GAP = 5;
const FAR_GAP = 18;
const PADDING = 2.35;
const HEIGHT = 1.84;
const MOST_SPILL = 1.4;

/** Keeps words off the badge that names a part's faults. */
export function takeFaultBadge(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, text: string): void {
  const size = FONT_SIZE * view.textScale;
  const { strong } = theme.fonts;
  const width = (textWidth(ctx, strong, text) * size) / strong.size + PADDING * size;
  const most = box.width * Math.min(MOST_SPILL, view.textScale);
  const top = box.y + box.height + (view.isFar ? FAR_GAP * view.textScale : GAP);
  view.space.take(box.x, top, Math.min(most, width), HEIGHT * size);
}
