import { Handle, type NodeProps, Position, useConnection } from '@xyflow/react';
import { memo, useRef, useState } from 'react';
import { cleanLine } from '../../model/clean-text.ts';
import { LIMITS } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { faultsText } from '../widgets/faults-text.ts';
import { KindIcon } from '../widgets/kind-icon.tsx';
import styles from './canvas.module.css';
import { strings } from './strings.ts';
import type { PartNode } from './to-flow.ts';

/** The static part of a node: box, icon, name, and where connections begin and end. Its instrument is drawn over it. */
export const PartNodeView = memo(function PartNodeView({ id, data, selected }: NodeProps<PartNode>) {
  const [isNaming, setNaming] = useState(false);
  const isConnecting = useConnection((connection) => connection.inProgress && connection.fromNode.id !== id);
  return (
    <div className={styles.node} data-selected={selected || undefined} title={data.name} onDoubleClick={() => setNaming(true)}>
      <header className={styles.nodeHeader} data-replicas={data.hasReplicas || undefined}>
        <KindIcon name={data.icon} size={16} />
        {isNaming ? (
          <NameField id={id} name={data.name} onDone={() => setNaming(false)} />
        ) : (
          <span className={styles.nodeName}>{data.name}</span>
        )}
      </header>
      <FaultMark id={id} />
      <Handle
        id="in"
        type="target"
        position={Position.Left}
        isConnectableStart={false}
        className={styles.target}
        data-open={isConnecting || undefined}
        aria-hidden
        tabIndex={-1}
      />
      <Handle
        id="out"
        type="source"
        position={Position.Right}
        isConnectableEnd={false}
        className={styles.source}
        role="button"
        aria-label={strings.connectFrom(data.name)}
        tabIndex={-1}
      />
    </div>
  );
});

/** Says which faults act on the part right now. */
function FaultMark({ id }: { readonly id: string }) {
  const entries = useRun((state) => state.faults.get(id));
  if (entries === undefined) return null;
  return <span className={styles.fault}>{faultsText(entries)}</span>;
}

interface NameFieldProps {
  readonly id: string;
  readonly name: string;
  readonly onDone: () => void;
}

/** A field in place of a name, until Enter, Escape or a click elsewhere. */
export function NameField({ id, name, onDone }: NameFieldProps) {
  const isDone = useRef(false);
  const finish = (text: string | undefined): void => {
    if (isDone.current) return;
    isDone.current = true;
    const clean = cleanLine(text ?? '');
    if (clean && clean !== name) useDiagram.getState().edit({ type: 'rename', target: id, name: clean });
    onDone();
  };
  return (
    <input
      className={`${styles.nameField} nodrag nopan`}
      aria-label={strings.rename}
      defaultValue={name}
      maxLength={LIMITS.labelCharacters}
      ref={(element) => element?.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish(undefined);
      }}
    />
  );
}

