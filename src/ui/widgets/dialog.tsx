import { X } from 'lucide-react';
import { useEffect, useId, useRef, type MouseEvent, type ReactNode } from 'react';
import styles from './dialog.module.css';
import { IconButton } from './icon-button.tsx';
import { strings } from './strings.ts';

export interface DialogProps {
  readonly title: string;
  /** How much room it takes: what its text needs, a page to read, or a table that wants all the width. The last two keep
   *  their title in sight, and let what stands in them scroll. */
  readonly size?: 'text' | 'page' | 'wide';
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Buttons at the foot, the main one last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A modal dialog of the browser's own: it keeps the focus inside, closes on Escape and on a click beside it. */
export function Dialog({ title, size = 'text', isOpen, onClose, actions, children }: DialogProps) {
  const titleId = useId();
  const dialogRef = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = dialogRef.current;
    if (isOpen && dialog !== null && !dialog.open) {
      dialog.showModal();
      // The browser scrolls what takes the focus into sight, and the title above a long body away.
      dialog.scrollTop = 0;
    }
    if (!isOpen && dialog?.open) dialog.close();
  }, [isOpen]);
  const closeBeside = (event: MouseEvent): void => {
    if (event.target === dialogRef.current) onClose();
  };
  return (
    // A click beside the dialog is an extra way out; Escape and the close button are the others.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={dialogRef} className={styles.dialog} data-size={size} aria-labelledby={titleId} onClose={onClose} onClick={closeBeside}>
      {isOpen && (
        <div className={styles.content}>
          <header className={styles.header}>
            <h2 id={titleId} className={styles.title}>
              {title}
            </h2>
            <IconButton label={strings.close} icon={<X />} isSmall onClick={onClose} />
          </header>
          {/* The focus goes to what the dialog says, not to the button that closes it. */}
          <div ref={takeFirstFocus} tabIndex={-1} className={styles.body}>
            {children}
          </div>
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}

/** Asks the browser to focus the element when the dialog opens; React itself has no such attribute for it. */
function takeFirstFocus(element: HTMLElement | null): void {
  element?.setAttribute('autofocus', '');
}
