import { X } from 'lucide-react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import type { HealthState } from './health.ts';
import { StateGlyph } from './state-chip.tsx';
import { strings } from './strings.ts';
import styles from './toast-region.module.css';

export interface Toast {
  readonly id: string;
  readonly text: string;
  /** Adds the state's shape; leave it out for plain news. */
  readonly state?: HealthState;
  /** Something to do about it; such a toast stays until it is dismissed. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface ToastRegionProps {
  readonly toasts: readonly Toast[];
  readonly onDismiss: (id: string) => void;
}

/** News at the foot of the page. Plain ones leave after a while, but not while they are pointed at or focused. */
export function ToastRegion({ toasts, onDismiss }: ToastRegionProps) {
  return (
    <div role="status" aria-live="polite" className={styles.region}>
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className={styles.toast}
          data-leaves={toast.action === undefined}
          onAnimationEnd={() => onDismiss(toast.id)}
        >
          {toast.state !== undefined && <StateGlyph state={toast.state} />}
          <span className={styles.text}>{toast.text}</span>
          {toast.action !== undefined && (
            <Button isSmall onClick={toast.action.run}>
              {toast.action.label}
            </Button>
          )}
          <IconButton label={strings.dismiss} icon={<X />} isSmall onClick={() => onDismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
