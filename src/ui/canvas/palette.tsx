import { StickyNote } from 'lucide-react';
import { type PointerEvent, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { KIND_OUTLINES } from '../../model/outlines.ts';
import type { ComponentKind } from '../../model/document.ts';
import { attempt, part } from '../../store/parts.ts';
import { useView } from '../../store/view-store.ts';
import { type IconName, KindIcon } from '../widgets/kind-icon.tsx';
import type { ScenePlace } from '../widgets/scene.ts';
import { canvasController, cornerOf } from './canvas-controller.ts';
import styles from './palette.module.css';
import type { PartKind } from './place-part.ts';
import { strings } from './strings.ts';

interface PaletteItem {
  readonly part: PartKind;
  readonly icon: IconName | 'note';
  readonly label: string;
  readonly summary: string;
}

const ITEMS: readonly PaletteItem[] = [
  ...(Object.keys(KIND_OUTLINES) as ComponentKind[]).map((kind) => ({ part: kind, icon: kind, ...KIND_OUTLINES[kind] })),
  { part: 'queue', icon: 'channelQueue', label: strings.queueBox, summary: strings.queueBoxSummary },
  { part: 'exchange', icon: 'exchange', label: strings.exchangeBox, summary: strings.exchangeBoxSummary },
  { part: 'log', icon: 'channelLog', label: strings.topicBox, summary: strings.topicBoxSummary },
  { part: 'note', icon: 'note', label: strings.note, summary: strings.noteSummary },
];

/** The parts that can be placed: by pressing one, or by dragging it onto the canvas. */
export function Palette() {
  return (
    <div role="toolbar" aria-label={strings.palette} aria-orientation={isRow() ? 'horizontal' : 'vertical'} className={styles.palette}>
      {ITEMS.map((item) => (
        <PaletteButton key={item.icon} item={item} />
      ))}
    </div>
  );
}

/** Whether the parts stand beside each other, as in the style sheet. */
function isRow(): boolean {
  return matchMedia('(max-width: 720px)').matches;
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
    if (ghost !== undefined && event.type === 'pointerup') void attempt(() => dropAt(item, { x: event.clientX, y: event.clientY }));
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
          if (!hasDragged.current) void attempt(() => placeFreely(item));
          hasDragged.current = false;
        }}
      >
        <ItemIcon icon={item.icon} size={20} />
        <span>{item.label}</span>
      </button>
      {ghost !== undefined && <Ghost item={item} at={ghost} />}
    </>
  );
}

function ItemIcon({ icon, size }: { readonly icon: PaletteItem['icon']; readonly size: number }) {
  return icon === 'note' ? <StickyNote size={size} strokeWidth={1.5} aria-hidden /> : <KindIcon name={icon} size={size} />;
}

function Ghost({ item, at }: { readonly item: PaletteItem; readonly at: ScenePlace }) {
  return createPortal(
    <div className={styles.ghost} style={{ left: at.x, top: at.y }} aria-hidden>
      <ItemIcon icon={item.icon} size={16} />
      {item.label}
    </div>,
    document.body,
  );
}

async function placeFreely({ part: kind }: PaletteItem): Promise<void> {
  const { placePart } = await loadPlacing();
  const controller = canvasController();
  if (controller === undefined) return;
  const corner = controller.freePlace(useView.getState().selection[0]);
  placePart(kind, corner);
  controller.show(corner);
}

async function dropAt({ part: kind }: PaletteItem, screen: ScenePlace): Promise<void> {
  const { placePart } = await loadPlacing();
  const controller = canvasController();
  if (controller?.isOver(screen)) placePart(kind, cornerOf(controller.toFlow(screen)));
}

/** What builds edits is not needed before the first part is placed. */
const loadPlacing = part(() => import('./place-part.ts'));
