import { type PointerEvent, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { insertComponent, insertedIds } from '../../model/builders.ts';
import { KINDS } from '../../model/catalog.ts';
import type { ComponentKind } from '../../model/document.ts';
import type { Edit } from '../../model/edit.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { insertChannelBox } from '../../store/offers.ts';
import { useView } from '../../store/view-store.ts';
import { type IconName, KindIcon } from '../widgets/kind-icon.tsx';
import type { ScenePlace } from '../widgets/scene.ts';
import { canvasController, cornerOf } from './canvas-controller.ts';
import styles from './palette.module.css';
import { strings } from './strings.ts';

interface PaletteItem {
  readonly icon: IconName;
  readonly label: string;
  readonly summary: string;
  readonly make: (place: ScenePlace) => Edit;
}

function componentItem(kind: ComponentKind): PaletteItem {
  const { label, summary } = KINDS[kind];
  const make = (place: ScenePlace): Edit => insertComponent(useDiagram.getState().document, { kind, ...place });
  return { icon: kind, label, summary, make };
}

function channelItem(kind: 'queue' | 'log'): PaletteItem {
  const isQueue = kind === 'queue';
  return {
    icon: isQueue ? 'channelQueue' : 'channelLog',
    label: isQueue ? strings.queueBox : strings.topicBox,
    summary: isQueue ? strings.queueBoxSummary : strings.topicBoxSummary,
    make: (place) => insertChannelBox(useDiagram.getState().document, { kind, ...place }),
  };
}

const ITEMS: readonly PaletteItem[] = [
  ...(Object.keys(KINDS) as ComponentKind[]).map(componentItem),
  channelItem('queue'),
  channelItem('log'),
];

/** The parts that can be placed: by pressing one, or by dragging it onto the canvas. */
export function Palette() {
  return (
    <div role="toolbar" aria-label={strings.palette} aria-orientation="vertical" className={styles.palette}>
      {ITEMS.map((item) => (
        <PaletteButton key={item.icon} item={item} />
      ))}
    </div>
  );
}

/** Distance in screen pixels from which a press is a drag. */
const DRAG_FROM = 6;

function PaletteButton({ item }: { readonly item: PaletteItem }) {
  const start = useRef<ScenePlace | undefined>(undefined);
  const [ghost, setGhost] = useState<ScenePlace | undefined>();
  const hasDragged = useRef(false);
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>): void => {
    if (start.current === undefined) return;
    const distance = Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y);
    if (ghost === undefined && distance < DRAG_FROM) return;
    hasDragged.current = true;
    setGhost({ x: event.clientX, y: event.clientY });
  };
  const onPointerEnd = (event: PointerEvent<HTMLButtonElement>): void => {
    start.current = undefined;
    if (ghost !== undefined && event.type === 'pointerup') dropAt(item, { x: event.clientX, y: event.clientY });
    setGhost(undefined);
  };
  return (
    <>
      <button
        type="button"
        className={styles.item}
        title={strings.paletteHint(item.label, item.summary)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          hasDragged.current = false;
          start.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onClick={() => {
          // The press that ended a drag has placed already.
          if (!hasDragged.current) placeFreely(item);
          hasDragged.current = false;
        }}
      >
        <KindIcon name={item.icon} size={20} />
        <span>{item.label}</span>
      </button>
      {ghost !== undefined && <Ghost item={item} at={ghost} />}
    </>
  );
}

function Ghost({ item, at }: { readonly item: PaletteItem; readonly at: ScenePlace }) {
  return createPortal(
    <div className={styles.ghost} style={{ left: at.x, top: at.y }} aria-hidden>
      <KindIcon name={item.icon} size={16} />
      {item.label}
    </div>,
    document.body,
  );
}

function placeFreely(item: PaletteItem): void {
  const controller = canvasController();
  if (controller === undefined) return;
  const corner = controller.freePlace(useView.getState().selection[0]);
  place(item, corner);
  controller.reveal(corner);
}

function dropAt(item: PaletteItem, screen: ScenePlace): void {
  const controller = canvasController();
  if (controller?.isOver(screen)) place(item, cornerOf(controller.toFlow(screen)));
}

function place(item: PaletteItem, corner: ScenePlace): void {
  const made = item.make(corner);
  useDiagram.getState().edit(made);
  useView.getState().select([...insertedIds(made, 'components'), ...insertedIds(made, 'channels')]);
}
