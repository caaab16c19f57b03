import { CirclePlay, Menu, PanelRight, Redo2, Share2, Table2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { cleanLine } from '../../model/clean-text.ts';
import { LIMITS } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { keepCopy, newDocument, openDemo, openFile, saveToFile } from '../../store/library.ts';
import { useSaving } from '../../store/saving-store.ts';
import { isInspectorOpen, type ThemeChoice, useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import { Popover } from '../widgets/popover.tsx';
import { Select } from '../widgets/select.tsx';
import styles from './top-bar.module.css';
import { strings } from './strings.ts';

/** The page's head: menu, title, where the document is kept, undo, share. */
export function TopBar() {
  const isShown = useView(isInspectorOpen);
  const { toggleInspector, showPanel } = useView.getState();
  return (
    <header className={styles.bar}>
      <MainMenu />
      <Title />
      <Whereabouts />
      <div className={styles.right}>
        <UndoButtons />
        <Button variant="quiet" icon={<Table2 size={16} />} aria-label={strings.report} onClick={() => showPanel('report')}>
          <span className={styles.word}>{strings.report}</span>
        </Button>
        <Button variant="primary" icon={<Share2 size={16} />} aria-label={strings.share} onClick={() => showPanel('share')}>
          <span className={styles.word}>{strings.share}</span>
        </Button>
        <IconButton
          label={isShown ? strings.inspectorHide : strings.inspectorShow}
          icon={<PanelRight />}
          isPressed={isShown}
          onClick={toggleInspector}
        />
      </div>
    </header>
  );
}

function MainMenu() {
  const { showPanel } = useView.getState();
  const entries: readonly (readonly [string, () => void])[] = [
    [strings.newDiagram, newDocument],
    [strings.examples, () => showPanel('examples')],
    [strings.myDiagrams, () => showPanel('library')],
    [strings.open, () => void openFile()],
    [strings.importFile, () => showPanel('import')],
    [strings.saveFile, saveToFile],
    [strings.demo, () => void openDemo()],
    [strings.model, () => useView.getState().showModel()],
    [strings.accuracy, () => showPanel('accuracy')],
  ];
  return (
    <Popover
      label={strings.menu}
      closesOnChoice
      button={<span className={styles.brand}>{strings.app}</span>}
      buttonProps={{ variant: 'quiet', icon: <Menu size={18} />, className: styles.menuButton }}
    >
      <nav className={styles.menu} aria-label={strings.menu}>
        {entries.map(([label, run]) => (
          <Button key={label} variant="quiet" className={styles.entry} onClick={run}>
            {label}
          </Button>
        ))}
      </nav>
      <div className={styles.menuFoot}>
        <ThemeSelect />
      </div>
    </Popover>
  );
}

const THEMES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

function ThemeSelect() {
  const theme = useView((state) => state.theme);
  const options = THEMES.map((value) => ({ value, label: strings.themes[value] }));
  return <Select label={strings.theme} options={options} value={theme} onChange={useView.getState().setTheme} />;
}

/** The document's title, to be typed over. */
function Title() {
  const title = useDiagram((state) => state.document.title);
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    const text = cleanLine(draft ?? '');
    setDraft(undefined);
    if (text && text !== title) useDiagram.getState().edit({ type: 'setTitle', title: text });
  };
  return (
    <h1 className={styles.heading}>
      <input
        className={styles.title}
        aria-label="Title"
        value={draft ?? title}
        maxLength={LIMITS.labelCharacters}
        size={Math.max(8, Math.min(40, (draft ?? title).length))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setDraft(undefined);
        }}
      />
    </h1>
  );
}

/** Whether the document is mine and saved; if not, where it is from, and how to keep it. */
function Whereabouts() {
  const origin = useDiagram((state) => state.origin);
  const save = useSaving((state) => state.state);
  const isMine = origin.kind === 'mine';
  const mayKeep = origin.kind === 'link' || origin.kind === 'example' || origin.kind === 'file';
  return (
    <div className={styles.whereabouts}>
      <span role="status" data-problem={save === 'memoryOnly' || undefined}>
        {isMine ? strings.saves[save] : strings.origins[origin.kind]}
      </span>
      {mayKeep && (
        <Button isSmall onClick={keepCopy}>
          {strings.keepCopy}
        </Button>
      )}
      {isMine && (
        <Button variant="quiet" isSmall icon={<CirclePlay size={14} />} onClick={() => void openDemo()}>
          {strings.origins.demo}
        </Button>
      )}
    </div>
  );
}

function UndoButtons() {
  const canUndo = useDiagram((state) => state.past.length > 0);
  const canRedo = useDiagram((state) => state.future.length > 0);
  const { undo, redo } = useDiagram.getState();
  return (
    <>
      <IconButton label={strings.undo} shortcut="Ctrl+Z" icon={<Undo2 />} disabled={!canUndo} onClick={undo} />
      <IconButton label={strings.redo} shortcut="Ctrl+Shift+Z" icon={<Redo2 />} disabled={!canRedo} onClick={redo} />
    </>
  );
}
