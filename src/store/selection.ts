import { useDiagram } from './diagram-store.ts';
import { useView } from './view-store.ts';

/** Deletes what is selected, with everything that cannot stand without it. */
export function removeSelection(): void {
  const { selection, select } = useView.getState();
  if (selection.length === 0) return;
  useDiagram.getState().edit({ type: 'remove', ids: selection });
  select([]);
}

/** Selects every component, channel and connection. */
export function selectAll(): void {
  const { components, channels, connections } = useDiagram.getState().document;
  useView.getState().select([...components, ...channels, ...connections].map((item) => item.id));
}
