import { useView } from '../../store/view-store.ts';
import { Dialog } from '../widgets/dialog.tsx';
import { ToastRegion } from '../widgets/toast-region.tsx';
import { Announcer } from './announcer.tsx';
import lists from './lists.module.css';
import styles from './notices.module.css';

/** What the program says by itself: news, problems, and what a screen reader is told. */
export function Notices({ coveredRight }: { readonly coveredRight: number }) {
  return (
    <>
      <Problems />
      <Toasts coveredRight={coveredRight} />
      <Announcer />
    </>
  );
}

function Problems() {
  const problems = useView((state) => state.problems);
  return (
    <Dialog title={problems?.title ?? ''} isOpen={problems !== undefined} onClose={() => useView.getState().showProblems(undefined)}>
      <ul className={lists.problems}>
        {problems?.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  );
}

/** More would cover what they tell about. */
const MOST_TOASTS = 2;

function Toasts({ coveredRight }: { readonly coveredRight: number }) {
  const notices = useView((state) => state.notices);
  const { dropNotice } = useView.getState();
  const toasts = notices.slice(-MOST_TOASTS).map(({ id, text, isProblem, action }) => ({
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
    <div className={styles.toasts} style={{ marginRight: coveredRight }}>
      <ToastRegion toasts={toasts} onDismiss={dropNotice} />
    </div>
  );
}
