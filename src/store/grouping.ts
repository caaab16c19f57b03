import { groupIntoZone } from '../model/edit-zones.ts';
import { tryEdit, useDiagram } from './diagram-store.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** Draws a zone around what is selected, and selects it. Nothing happens when none of it can be in a zone. */
export function groupSelection(): void {
  const { selection, select } = useView.getState();
  const { document } = useDiagram.getState();
  const made = groupIntoZone(document, selection, strings.zone);
  if (made === undefined || !tryEdit(made)) return;
  const zone = useDiagram.getState().document.zones.at(-1)!;
  select([zone.id]);
}
