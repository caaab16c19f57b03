import { type Notice, useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { ToastRegion } from '../widgets/toast-region.tsx';
import { Announcer } from './announcer.tsx';
import lists from './lists.module.css';
import styles from './notices.module.css';

/** What the program says by itself: news, problems, and what a screen reader is told. */
export function Notices({ hiddenRight }: { readonly hiddenRight: number }) {
  return (
    <>
      <Problems />
      <Toasts hiddenRight={hiddenRight} />
      <Announcer />
    </>
  );
}

function Problems() {
  const problems = useView((state) => state.problems);
  const close = (): void => useView.getState().showProblems(undefined);
  const buttons = problems?.actions?.map(({ label, run }, i, { length }) => (
    <Button
      key={label}
      variant={i === length - 1 ? 'primary' : 'plain'}
      onClick={() => {
        close();
        run();
      }}
    >
      {label}
    </Button>
  ));
  return (
    <Dialog title={problems?.title ?? ''} isOpen={problems !== undefined} onClose={close} actions={buttons}>
      {problems?.note !== undefined && <p>{problems.note}</p>}
      <ul className={lists.problems}>
        {problems?.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  );
}

/** One at a time, or they would cover what they tell about. Problems come first, then news in the order in which they came,
 *  each leaving for the next; an offer stands until it is answered, and waits while there is news. */
function foremost(notices: readonly Notice[]): readonly Notice[] {
  const first =
    notices.findLast(({ isProblem, action }) => isProblem === true && action !== undefined) ??
    notices.find(({ action }) => action === undefined) ??
    notices.at(-1);
  return first === undefined ? [] : [first];
}

function Toasts({ hiddenRight }: { readonly hiddenRight: number }) {
  const notices = useView((state) => state.notices);
  const { dropNotice } = useView.getState();
  const toasts = foremost(notices).map(({ id, text, isProblem, action }) => ({
    id,
    text,
    ...(isProblem ? { state: 'failing' as const } : {}),
    ...(action === undefined
      ? {}
      : {
          action: {
            label: action.label,
            run: () => {
              dropNotice(id);
              action.run();
            },
          },
        }),
  }));
  return (
    <div className={styles.toasts} style={{ marginRight: hiddenRight }}>
      <ToastRegion toasts={toasts} onDismiss={dropNotice} />
    </div>
  );
}
