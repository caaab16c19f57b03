import { useEffect, useRef } from 'react';
import { connect, insertedIds } from '../../model/builders.ts';
import { PROTOCOLS } from '../../model/catalog.ts';
import type { ConnectionKind, Protocol } from '../../model/document.ts';
import { findItem } from '../../model/edit.ts';
import { tryEdit, useDiagram } from '../../store/diagram-store.ts';
import { type PendingConnection, useView } from '../../store/view-store.ts';
import { frameLoop } from '../widgets/frame-loop.ts';
import { KindIcon } from '../widgets/kind-icon.tsx';
import styles from './canvas.module.css';
import { withPartitions } from './new-log.ts';
import { strings } from './strings.ts';

const KIND_ORDER: readonly ConnectionKind[] = ['sync', 'queue', 'stream'];
const WIDTH = 248;
const MARGIN = 12;

/** Asks how two parts talk, where the line between them was dropped. Enter takes the usual way. */
export default function ConnectionPicker() {
  const pending = useView((state) => state.pendingConnection);
  return pending === undefined ? null : <Picker key={`${pending.from} ${pending.to}`} pending={pending} />;
}

/** Draws the connection that waits, in this protocol. */
export function finishConnection(pending: PendingConnection, protocol: Protocol): void {
  const { document } = useDiagram.getState();
  const made = withPartitions(connect(document, { from: pending.from, to: pending.to, kind: PROTOCOLS[protocol].kind, protocol }));
  const isDone = tryEdit(made);
  useView.getState().setPendingConnection(undefined);
  if (isDone) useView.getState().select(insertedIds(made, 'connections'));
}

function close(): void {
  useView.getState().setPendingConnection(undefined);
}

function Picker({ pending }: { readonly pending: PendingConnection }) {
  const ref = useRef<HTMLDivElement>(null);
  const document = useDiagram((state) => state.document);
  useOpenAt(ref, pending);
  const nameOf = (id: string): string => {
    const found = findItem(document, id);
    return found !== undefined && 'name' in found.item ? found.item.name : '';
  };
  return (
    <div
      ref={ref}
      popover="auto"
      role="dialog"
      aria-label={strings.pickerHelp}
      className={styles.picker}
      onToggle={(event) => event.newState === 'closed' && close()}
    >
      {/* The buttons inside take the keys; this only moves the focus between them. */}
      <div role="presentation" onKeyDown={(event) => moveFocus(event.key, event.currentTarget) && event.preventDefault()}>
        <p className={styles.pickerTitle}>{strings.picker(nameOf(pending.from), nameOf(pending.to))}</p>
        {KIND_ORDER.map((kind) => (
          <KindGroup key={kind} kind={kind} pending={pending} />
        ))}
      </div>
    </div>
  );
}

function KindGroup({ kind, pending }: { readonly kind: ConnectionKind; readonly pending: PendingConnection }) {
  const protocols = pending.protocols.filter((protocol) => PROTOCOLS[protocol].kind === kind);
  if (protocols.length === 0) return null;
  return (
    <div role="group" aria-label={strings.kinds[kind]} className={styles.pickerGroup}>
      <span className={styles.pickerKind}>
        <KindIcon name={kind} size={16} />
        {strings.kinds[kind]}
      </span>
      <div className={styles.pickerOptions}>
        {protocols.map((protocol) => (
          <button
            key={protocol}
            type="button"
            className={styles.pickerOption}
            data-first={protocol === pending.first || undefined}
            title={PROTOCOLS[protocol].summary}
            onClick={() => finishConnection(pending, protocol)}
          >
            {PROTOCOLS[protocol].label}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Opens beside the drop, inside the window, with the usual choice focused. It opens a frame later, because the click
 *  that ends the drag would close it again. */
function useOpenAt(ref: React.RefObject<HTMLDivElement | null>, pending: PendingConnection): void {
  const { screenX, screenY } = pending;
  useEffect(() => {
    const stop = frameLoop.subscribe(() => {
      stop();
      if (ref.current !== null) openAt(ref.current, { screenX, screenY });
    });
    return stop;
  }, [ref, screenX, screenY]);
}

function openAt(element: HTMLElement, { screenX, screenY }: { readonly screenX: number; readonly screenY: number }): void {
  element.showPopover();
  const { height } = element.getBoundingClientRect();
  element.style.left = `${Math.max(MARGIN, Math.min(screenX + MARGIN, innerWidth - WIDTH - MARGIN))}px`;
  element.style.top = `${Math.max(MARGIN, Math.min(screenY - height / 2, innerHeight - height - MARGIN))}px`;
  element.querySelector<HTMLElement>('[data-first]')?.focus();
}

/** Arrow keys walk through the choices. */
function moveFocus(key: string, container: HTMLElement): boolean {
  const step = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return false;
  const options = [...container.querySelectorAll<HTMLElement>('button')];
  const index = options.indexOf(container.ownerDocument.activeElement as HTMLElement);
  options.at((index + step) % options.length)?.focus();
  return true;
}
