import { useDiagram } from '../../store/diagram-store.ts';
import { groupSelection } from '../../store/grouping.ts';
import { removeSelection, selectAll } from '../../store/selection.ts';
import { togglePlay } from '../../store/session/session.ts';
import { useView } from '../../store/view-store.ts';
import { canvasController } from '../canvas/canvas-controller.ts';

/** What a key does; `keys` is how a menu writes it. Ctrl stands for Cmd on a Mac too. */
interface Shortcut {
  readonly keys: string;
  readonly matches: (event: KeyboardEvent) => boolean;
  readonly run: () => void;
}

const withCtrl = (event: KeyboardEvent): boolean => (event.ctrlKey || event.metaKey) && !event.altKey;
const plain = (event: KeyboardEvent): boolean => !event.ctrlKey && !event.metaKey && !event.altKey;
const isKey = (event: KeyboardEvent, key: string): boolean => event.key.toLowerCase() === key;

/** From the topmost open thing down, one at a press: a floating panel, which the browser itself closes, then a picked
 *  request, then the selection. */
function escape(): void {
  const { pickedRequest, pickRequest, select } = useView.getState();
  if (pickedRequest !== undefined) pickRequest(undefined);
  else select([]);
}

const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Ctrl+Z', matches: (e) => withCtrl(e) && isKey(e, 'z') && !e.shiftKey, run: () => useDiagram.getState().undo() },
  { keys: 'Ctrl+Shift+Z', matches: (e) => withCtrl(e) && isKey(e, 'z') && e.shiftKey, run: () => useDiagram.getState().redo() },
  { keys: 'Ctrl+Y', matches: (e) => withCtrl(e) && isKey(e, 'y'), run: () => useDiagram.getState().redo() },
  { keys: 'Ctrl+A', matches: (e) => withCtrl(e) && isKey(e, 'a'), run: selectAll },
  { keys: 'Ctrl+G', matches: (e) => withCtrl(e) && isKey(e, 'g') && !e.shiftKey, run: groupSelection },
  { keys: 'Delete', matches: (e) => plain(e) && (e.key === 'Delete' || e.key === 'Backspace'), run: removeSelection },
  { keys: 'Escape', matches: (e) => e.key === 'Escape', run: escape },
  { keys: 'Shift+1', matches: (e) => plain(e) && e.shiftKey && e.code === 'Digit1', run: () => canvasController()?.fit() },
  { keys: '+', matches: (e) => plain(e) && e.key === '+', run: () => canvasController()?.zoomBy(1.25) },
  { keys: '-', matches: (e) => plain(e) && e.key === '-', run: () => canvasController()?.zoomBy(0.8) },
  { keys: '0', matches: (e) => plain(e) && !e.shiftKey && e.key === '0', run: () => canvasController()?.zoomToFullSize() },
];

/** Listens for the keys of the whole page until the returned function is called. They do nothing while something is typed, a dialog is open, or a control takes the key. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isTyping(event.target) || hasOpenDialog()) return;
    const shortcut = SHORTCUTS.find((candidate) => candidate.matches(event));
    if (shortcut === undefined || (shortcut.run === escape && hasOpenPopover())) return;
    event.preventDefault();
    shortcut.run();
  };
  addEventListener('keydown', onKeyDown);
  const stopSpace = followSpace();
  return () => {
    removeEventListener('keydown', onKeyDown);
    stopSpace();
  };
}

/** Space plays and pauses when it is pressed and let go; held while the pointer drags, it pans the canvas instead. */
function followSpace(): () => void {
  let isArmed = false;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== ' ' || event.repeat) return;
    isArmed = !isTyping(event.target) && !takesSpace(event.target) && !hasOpenDialog();
    // A page must not scroll down under the canvas.
    if (isArmed) event.preventDefault();
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === ' ' && isArmed) togglePlay();
    if (event.key === ' ') isArmed = false;
  };
  const disarm = (): void => {
    isArmed = false;
  };
  addEventListener('keydown', onKeyDown);
  addEventListener('keyup', onKeyUp);
  addEventListener('pointerdown', disarm, true);
  return () => {
    removeEventListener('keydown', onKeyDown);
    removeEventListener('keyup', onKeyUp);
    removeEventListener('pointerdown', disarm, true);
  };
}

const TEXT_INPUTS = new Set(['text', 'search', 'number', 'email', 'url', 'password', 'tel', '']);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type);
}

/** Whether Space already means something to the control that has the focus. */
function takesSpace(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, input, summary, a[href], [role="button"]') !== null;
}

/** A panel of the kind that Escape closes: a tooltip is none. To prevent the key would keep the browser from it. */
function hasOpenPopover(): boolean {
  return document.querySelector('[popover="auto"]:popover-open') !== null;
}

function hasOpenDialog(): boolean {
  return document.querySelector('dialog[open]') !== null;
}
