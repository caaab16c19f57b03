import { groupIntoZone } from '../model/edit-zones.ts';
import { useDiagram } from './diagram-store.ts';
import { isBox } from './offers.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** Deletes what is selected, with everything that cannot stand without it. */
export function removeSelection(): void {
  const { selection, select } = useView.getState();
  if (selection.length === 0) return;
  useDiagram.getState().edit({ type: 'remove', ids: selection });
  select([]);
}

/** Draws a zone around what is selected, and selects it. Nothing happens when none of it can be in a zone. */
export function groupSelection(): void {
  const { selection, select } = useView.getState();
  const { document, edit } = useDiagram.getState();
  const made = groupIntoZone(document, selection, strings.zone);
  if (made === undefined) return;
  edit(made);
  const zone = useDiagram.getState().document.zones.at(-1)!;
  select([zone.id]);
}

/** Selects everything. */
export function selectAll(): void {
  const { components, channels, connections, notes } = useDiagram.getState().document;
  useView.getState().select([...components, ...channels, ...connections, ...notes].map((item) => item.id));
}

/** Drops from the selection what is not on the canvas any more, such as after an undo. */
export function pruneSelection(): void {
  const { components, channels, connections, notes, zones } = useDiagram.getState().document;
  const { selection, select } = useView.getState();
  const there = new Set([...components, ...channels.filter(isBox), ...connections, ...notes, ...zones].map((item) => item.id));
  if (!selection.every((id) => there.has(id))) select(selection.filter((id) => there.has(id)));
}
