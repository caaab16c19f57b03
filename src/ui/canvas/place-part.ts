import { insertComponent, insertedIds, insertNote } from '../../model/builders.ts';
import type { BrownoutDocument, ComponentKind } from '../../model/document.ts';
import type { Edit } from '../../model/edit.ts';
import { insertChannelBox } from '../../store/changes.ts';
import { tryEdit, useDiagram } from '../../store/diagram-store.ts';
import { useView } from '../../store/view-store.ts';
import type { ScenePlace } from '../widgets/scene.ts';
import { withPartitions } from './new-log.ts';
import { strings } from './strings.ts';

/** What the palette can place. */
export type PartKind = ComponentKind | 'queue' | 'exchange' | 'log' | 'note';

/** Puts a new part on the canvas and selects it. */
export function placePart(part: PartKind, corner: ScenePlace): void {
  const made = insertion(useDiagram.getState().document, part, corner);
  if (!tryEdit(made)) return;
  useView.getState().select((['components', 'channels', 'notes'] as const).flatMap((list) => insertedIds(made, list)));
}

function insertion(document: BrownoutDocument, part: PartKind, corner: ScenePlace): Edit {
  switch (part) {
    case 'queue':
    case 'exchange':
    case 'log':
      return withPartitions(insertChannelBox(document, { kind: part, ...corner }));
    case 'note':
      return insertNote(document, { text: strings.newNote, ...corner });
    default:
      return insertComponent(document, { kind: part, ...corner });
  }
}
