import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import { placeBeside } from './place-beside.ts';
import styles from './tooltip.module.css';

export interface TooltipProps {
  readonly text: string;
  readonly shortcut?: string;
  readonly children: ReactNode;
}

/** At most one is shown: the pointer's or the focus's, whichever came last. */
let openTip: HTMLElement | undefined;

/** A word beside a control that has none. It repeats the control's accessible name, so it is hidden from screen
 *  readers; it can be hovered, and Escape puts it away. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  const tipRef = useRef<HTMLSpanElement>(null);
  const hostRef = useRef<HTMLSpanElement>(null);
  const show = (): void => {
    const tip = tipRef.current;
    const host = hostRef.current;
    if (!tip || !host || tip.matches(':popover-open')) return;
    if (openTip?.matches(':popover-open')) openTip.hidePopover();
    openTip = tip;
    tip.showPopover();
    placeBeside(tip, host.getBoundingClientRect(), 'above');
  };
  const hide = (): void => {
    if (tipRef.current?.matches(':popover-open')) tipRef.current.hidePopover();
  };
  const hideOnEscape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') hide();
  };
  return (
    <span
      ref={hostRef}
      className={styles.host}
      role="presentation"
      onPointerEnter={show}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={hideOnEscape}
    >
      {children}
      <span ref={tipRef} popover="manual" className={styles.tip} aria-hidden="true">
        {text}
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </span>
    </span>
  );
}
