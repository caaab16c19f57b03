import { useEffect, useId, useRef, type MouseEvent, type ReactNode, type ToggleEvent } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { placeBeside } from './place-beside.ts';
import styles from './popover.module.css';

export interface PopoverProps {
  /** Name of the floating panel. */
  readonly label: string;
  /** The button that opens it. */
  readonly button: ReactNode;
  readonly buttonProps?: Omit<ButtonProps, 'children'>;
  /** Whether pressing any button inside closes the panel, as in a menu. */
  readonly closesOnChoice?: boolean;
  readonly children: ReactNode;
}

/** A panel that floats below its button. The browser closes it on Escape and on a click elsewhere, and gives the focus
 *  back. */
export function Popover({ label, button, buttonProps, closesOnChoice = false, children }: PopoverProps) {
  const id = useId();
  const panelRef = useRef<HTMLDivElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const place = (): void => {
    if (!buttonRef.current || !panelRef.current?.matches(':popover-open')) return;
    placeBeside(panelRef.current, buttonRef.current.getBoundingClientRect(), 'below', 'start');
  };
  const toggle = (event: ToggleEvent<HTMLDivElement>): void => {
    buttonRef.current?.setAttribute('aria-expanded', String(event.newState === 'open'));
    place();
  };
  // What is inside may come later than the panel, and grow: it must not grow off the screen.
  useEffect(() => {
    const observer = new ResizeObserver(place);
    observer.observe(panelRef.current!);
    return () => observer.disconnect();
  }, []);
  const closeOnChoice = (event: MouseEvent): void => {
    const isChoice = event.target instanceof Element && event.target.closest('button, a') !== null;
    if (closesOnChoice && isChoice) panelRef.current?.hidePopover();
  };
  return (
    <>
      <Button ref={buttonRef} aria-haspopup="dialog" aria-expanded={false} {...buttonProps} popoverTarget={id}>
        {button}
      </Button>
      <div
        ref={panelRef}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={styles.panel}
        onToggle={toggle}
      >
        {/* The buttons inside take the keys; this only hears that one was pressed. */}
        <div role="presentation" onClick={closeOnChoice}>
          {children}
        </div>
      </div>
    </>
  );
}
