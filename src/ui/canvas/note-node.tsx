import type { NodeProps } from '@xyflow/react';
import { memo, useState } from 'react';
import { cleanLines } from '../../model/clean-text.ts';
import { LIMITS } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import styles from './canvas.module.css';
import { strings } from './strings.ts';
import type { NoteNode } from './to-flow.ts';

/** Free text on the canvas; a double click edits it. */
export const NoteNodeView = memo(function NoteNodeView({ id, data, selected }: NodeProps<NoteNode>) {
  const [isEditing, setEditing] = useState(false);
  const finish = (typed: string): void => {
    setEditing(false);
    const text = cleanLines(typed);
    if (text !== '' && text !== data.text) useDiagram.getState().edit({ type: 'rename', target: id, name: text });
  };
  if (isEditing) {
    return (
      <textarea
        className={`${styles.note} nodrag nopan`}
        aria-label={strings.note}
        defaultValue={data.text}
        maxLength={LIMITS.noteCharacters}
        rows={4}
        ref={(element) => element?.select()}
        onBlur={(event) => finish(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    );
  }
  return (
    <div className={styles.note} data-selected={selected || undefined} onDoubleClick={() => setEditing(true)}>
      {data.text}
    </div>
  );
});
