import type { ComponentPropsWithRef, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

/** `primary`: the one thing to do here. `plain`: everything else. `quiet`: in bars, without a frame.
 *  `danger`: breaks or deletes something. */
export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  readonly variant?: ButtonVariant;
  readonly isSmall?: boolean;
  /** For buttons that switch something on and off. */
  readonly isPressed?: boolean;
  readonly icon?: ReactNode;
}

export function Button({
  variant = 'plain',
  isSmall = false,
  isPressed,
  icon,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      {...rest}
      className={classNames(styles.button, styles[variant], isSmall && styles.small, className)}
    >
      {icon}
      {children}
    </button>
  );
}
