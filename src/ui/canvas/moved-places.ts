import type { BrownoutDocument } from '../../model/document.ts';
import type { Position } from '../../model/edit.ts';
import type { ScenePlace } from '../widgets/scene.ts';

/** Where boxes were moved to, in whole pixels, without those that stand there already. A box may have been deleted while
 *  it was dragged: it has no place any more. */
export function movedPlaces(document: BrownoutDocument, places: ReadonlyMap<string, ScenePlace>): readonly Position[] {
  const before = new Map<string, Partial<ScenePlace>>([...document.components, ...document.channels, ...document.notes].map((item) => [item.id, item]));
  return [...places].flatMap(([id, place]) => {
    const position = { id, x: Math.round(place.x), y: Math.round(place.y) };
    const item = before.get(id);
    return item === undefined || (item.x === position.x && item.y === position.y) ? [] : [position];
  });
}
