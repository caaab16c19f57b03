import { Component, type ComponentType, lazy, type ReactNode } from 'react';
import { part, PartMissingError } from '../../store/parts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import styles from './lazy-part.module.css';
import { strings } from './strings.ts';

interface PartState {
  /** Why the part is not there. */
  readonly error: unknown;
}

type LoadOf<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

/** A component that is loaded when it is first shown. When that fails, its place says so and offers to try again; what is
 *  around it stays as it is. `Frame` is put around these words where the place of the component itself cannot hold them.
 *  To be shown inside `Suspense`. */
export function lazyPart<Props extends object>(
  load: LoadOf<Props>,
  Frame?: ComponentType<Props & { readonly children: ReactNode }>,
): ComponentType<Props> {
  const loadPart = part(load);
  const lazily = (): ComponentType<Props> => lazy(loadPart) as unknown as ComponentType<Props>;
  let Part = lazily();
  return class LazyPart extends Component<Props, PartState> {
    override state: PartState = { error: undefined };

    static getDerivedStateFromError(error: unknown): PartState {
      return { error };
    }

    override render(): ReactNode {
      const { error } = this.state;
      if (error === undefined) return <Part {...this.props} />;
      if (!(error instanceof PartMissingError)) throw error;
      const words = (
        <div className={styles.missing} role="alert">
          <p>{error.message}</p>
          <Button isSmall onClick={this.tryAgain}>
            {strings.tryAgain}
          </Button>
        </div>
      );
      return Frame === undefined ? words : <Frame {...this.props}>{words}</Frame>;
    }

    private readonly tryAgain = (): void => {
      reloadStyles();
      Part = lazily();
      this.setState({ error: undefined });
    };
  };
}

/** A frame for a part that is a dialog, or belongs to a place that is too small or moves.
 *  @param close What is done when the reader gives up waiting for the part. */
export function inDialog(close: () => void) {
  return function MissingDialog({ children }: { readonly children: ReactNode }) {
    return (
      <Dialog title={strings.notLoaded} isOpen onClose={close}>
        {children}
      </Dialog>
    );
  };
}

/** A style sheet that failed to load with a part is not asked for again by the part's next loading. */
function reloadStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    if (link.sheet === null) link.replaceWith(link.cloneNode());
  }
}
