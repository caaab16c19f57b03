import type { NodeProps } from '@xyflow/react';
import { type KeyboardEvent, memo, type MouseEvent, useState } from 'react';
import { useDiagram } from '../../../store/diagram-store.ts';
import { useRun } from '../../../store/run-store.ts';
import { useView } from '../../../store/view-store.ts';
import { faultsText } from '../../widgets/faults-text.ts';
import { GRID } from '../canvas-controller.ts';
import { NameField } from '../part-node.tsx';
import type { ZoneNode } from '../to-flow.ts';
import { strings } from './strings.ts';
import { boxesIn } from './zone-boxes.ts';
import styles from './zones.module.css';

/** A zone: a quiet frame behind its members, with its name in the corner. Name and border can be clicked and dragged;
 *  what lies in it is clicked as if it were not there. */
export default memo(function ZoneNodeView({ id, data, selected }: NodeProps<ZoneNode>) {
  const [isNaming, setNaming] = useState(false);
  const faults = useRun((state) => state.faults.get(id));
  const rename = (): void => setNaming(true);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'F2') rename();
    const step = STEPS[event.key];
    if (step !== undefined) moveZone(id, step, event.shiftKey ? 5 : 1);
    if (event.key === 'F2' || step !== undefined) event.preventDefault();
  };
  return (
    <div className={styles.zone} data-selected={selected || undefined} data-broken={faults !== undefined || undefined} data-takes={data.takesIn || undefined} data-lets-go={data.letsGo || undefined}>
      <svg className={styles.border} aria-hidden="true">
        <rect className={styles.line} />
        <rect className={styles.reach} onClick={(event) => selectZone(id, event)} onDoubleClick={rename} />
      </svg>
      <div className={styles.head}>
        {isNaming ? (
          <NameField id={id} name={data.name} onDone={() => setNaming(false)} />
        ) : (
          <button
            type="button"
            className={styles.name}
            aria-label={strings.zoneName(data.name, data.members)}
            aria-pressed={selected}
            title={strings.zoneHint}
            onClick={(event) => selectZone(id, event)}
            onDoubleClick={rename}
            onKeyDown={onKeyDown}
          >
            {data.name}
          </button>
        )}
        {faults !== undefined && <span className={styles.fault}>{faultsText(faults)}</span>}
        {data.takesIn && <span className={styles.takes}>{strings.joins}</span>}
        {data.letsGo !== '' && <span className={styles.takes}>{strings.leaves(data.letsGo)}</span>}
      </div>
    </div>
  );
});

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function selectZone(id: string, event: MouseEvent): void {
  const { selection, select } = useView.getState();
  const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
  if (!isMore) return select([id]);
  select(selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id]);
}

/** Moves all that is in a zone by steps of the grid; steps in a row are one step of undo. */
function moveZone(id: string, [dx, dy]: readonly [number, number], times: number): void {
  const { document, edit } = useDiagram.getState();
  const zone = document.zones.find((candidate) => candidate.id === id);
  const inside = new Set(zone === undefined ? [] : boxesIn(document, zone));
  const positions = [...document.components, ...document.channels].flatMap((item) =>
    inside.has(item.id) && item.x !== undefined && item.y !== undefined
      ? [{ id: item.id, x: item.x + dx * times * GRID, y: item.y + dy * times * GRID }]
      : [],
  );
  if (positions.length > 0) edit({ type: 'move', positions }, { mergeKey: `move ${id}` });
}
