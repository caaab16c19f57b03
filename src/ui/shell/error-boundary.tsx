import { Component, type ReactNode } from 'react';
import { saveToFile } from '../../store/library.ts';
import { Button } from '../widgets/button.tsx';
import styles from './app.module.css';
import { strings } from './first-strings.ts';

interface BoundaryState {
  readonly error: Error | undefined;
}

/** When the page's own code breaks, the document is still in its store: it can be saved, and the page shown anew. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(JSON.stringify(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main className={styles.crashed} role="alert">
        <h1>{strings.crashed}</h1>
        <p>{strings.crashedHint}</p>
        <pre>{error.message}</pre>
        <p>
          <Button variant="primary" onClick={() => this.setState({ error: undefined })}>
            {strings.crashedGoOn}
          </Button>
          <Button onClick={saveToFile}>{strings.crashedSave}</Button>
        </p>
      </main>
    );
  }
}
