import { useDiagram } from './diagram-store.ts';
import { isBox } from './offers.ts';
import { useView } from './view-store.ts';

/** Deletes what is selected, with everything that cannot stand without it. */
export function removeSelection(): void {
  const { selection, select } = useView.getState();
  if (selection.length === 0) return;
  useDiagram.getState().edit({ type: 'remove', ids: selection });
  select([]);
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
