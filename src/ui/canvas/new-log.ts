import type { Edit } from '../../model/edit.ts';

/** Partitions of a log that is drawn anew: enough to see that it has lanes, few enough to tell them apart. The protocol's
 *  own default, one, stays in force for documents that say nothing. */
const NEW_PARTITIONS = 3;

/** The same insertion, with partitions for every log in it. */
export function withPartitions(edit: Edit): Edit {
  if (edit.type !== 'insert') return edit;
  const items = edit.items.map((entry) =>
    entry.collection === 'channels' && entry.item.kind === 'log'
      ? { ...entry, item: { ...entry.item, params: { ...entry.item.params, partitions: NEW_PARTITIONS } } }
      : entry,
  );
  return { ...edit, items };
}
