import styles from './kbd.module.css';

/** Keys of a shortcut, `+` between keys pressed together: `Ctrl+Shift+Z`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split('+').map((key) => (
        <kbd key={key} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
