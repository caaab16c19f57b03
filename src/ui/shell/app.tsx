import { type CSSProperties, lazy, Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { idleDetector } from '../../store/idle.ts';
import { attempt, loadPartsAhead, part } from '../../store/parts.ts';
import { useRun } from '../../store/run-store.ts';
import { isGallery, onGalleryChange, startPage } from '../../store/start.ts';
import { isInspectorOpen, type Panel, useView } from '../../store/view-store.ts';
import type { View } from '../../model/document.ts';
import { Canvas, type HiddenRight } from '../canvas/canvas.tsx';
import { canvasController } from '../canvas/canvas-controller.ts';
import { LiveLayer, type LiveHandle } from '../traffic/live-layer.tsx';
import { inDialog, lazyPart } from '../widgets/lazy-part.tsx';
import { createScene, type ScenePlace } from '../widgets/scene.ts';
import '../widgets/tokens.css';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { useFileArrivals } from './file-arrivals.ts';
import { LiveChanges } from './live-changes.tsx';
import { strings } from './first-strings.ts';

const TopBar = lazyPart(async () => ({ default: (await import('./top-bar.tsx')).TopBar }));
const Palette = lazyPart(async () => ({ default: (await import('../canvas/palette.tsx')).Palette }));
const RunBar = lazyPart(async () => ({ default: (await import('./run-bar.tsx')).RunBar }));
const Notices = lazyPart(async () => ({ default: (await import('./notices.tsx')).Notices }));
const Strip = lazyPart(() => import('../charts/strip.tsx'));
const Inspector = lazyPart(() => import('../inspector/inspector.tsx'));
const CascadeLine = lazyPart(() => import('./cascade-line.tsx'));
const GuideLine = lazyPart(() => import('./guide-line.tsx'));
const Gallery = lazy(async () => ({ default: (await import('../gallery/gallery.tsx')).Gallery }));
const MissingDialog = inDialog(() => useView.getState().showPanel('none'));
const ExamplesDialog = lazyPart(() => import('./examples-dialog.tsx'), MissingDialog);
const LibraryDialog = lazyPart(() => import('./library-dialog.tsx'), MissingDialog);
const ReportDialog = lazyPart(() => import('../report/report-dialog.tsx'), MissingDialog);
const ImportPanel = lazyPart(() => import('./import-panel.tsx'), MissingDialog);
const ModelDialog = lazyPart(() => import('../model-page/model-dialog.tsx'), MissingDialog);
const AccuracyDialog = lazyPart(() => import('../accuracy-page/accuracy-dialog.tsx'), MissingDialog);
const SummaryDialog = lazyPart(() => import('./summary-dialog.tsx'), MissingDialog);
const SharePanel = lazyPart(() => import('../share/share-panel.tsx'), MissingDialog);

/** The whole application: composes the features of `src/ui`. */
export function App() {
  const showsGallery = useSyncExternalStore(onGalleryChange, isGallery);
  return (
    <ErrorBoundary>
      {showsGallery ? (
        <Suspense>
          <Gallery />
        </Suspense>
      ) : (
        <Workbench />
      )}
    </ErrorBoundary>
  );
}

function Workbench() {
  const isInspectorShown = useView(isInspectorOpen);
  const hidden = useHiddenRight(isInspectorShown);
  const { coveredRight, hiddenRight } = hidden;
  useStart();
  useTheme();
  useDocumentTitle();
  useShortcuts();
  const drop = useFileArrivals();
  return (
    <div className={styles.app} {...drop.handlers}>
      <Suspense fallback={<header className={styles.topPlace} />}>
        <TopBar />
      </Suspense>
      <aside className={styles.palette} aria-label={strings.palette}>
        <Suspense>
          <Palette />
        </Suspense>
      </aside>
      <main className={styles.canvas} style={{ '--covered-right': `${coveredRight}px`, '--hidden-right': `${hiddenRight}px` } as CSSProperties}>
        <Diagram {...hidden} />
        {isInspectorShown && (
          <div className={styles.inspector}>
            <Suspense>
              <Inspector />
            </Suspense>
          </div>
        )}
      </main>
      <footer className={styles.foot}>
        <LiveChanges />
        <CascadeStatus />
        <Suspense>
          <GuideLine />
        </Suspense>
        <Suspense fallback={<div className={styles.stripPlace} />}>
          <Strip />
        </Suspense>
        <Suspense fallback={<div className={styles.runPlace} />}>
          <RunBar />
        </Suspense>
      </footer>
      <Panels />
      <Suspense>
        <Notices hiddenRight={hiddenRight} />
      </Suspense>
      {drop.isOver && <div className={styles.drop}>{strings.dropHere}</div>}
    </div>
  );
}

/** Width of the inspector, as in the style sheet. */
const INSPECTOR_WIDTH = 320;

/** From this width on the diagram makes room for the inspector. On a narrower window, where it would be too small to be
 *  read, it keeps its size, and the inspector lies over it. */
const BESIDE = matchMedia('(min-width: 1000px)');
/** On the narrowest the inspector covers most of the canvas, so that nothing can move out of its way. */
const OVERLAID = matchMedia('(min-width: 640px)');

function useHiddenRight(isInspectorShown: boolean): HiddenRight {
  const isBeside = useMedia(BESIDE);
  const isOverlaid = useMedia(OVERLAID);
  const width = isInspectorShown ? INSPECTOR_WIDTH : 0;
  return { coveredRight: isBeside ? width : 0, hiddenRight: isOverlaid ? width : 0 };
}

function useMedia(query: MediaQueryList): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => query.matches);
}

/** The place of the cascade's sentence is there from the start, so that screen readers hear it come. */
function CascadeStatus() {
  const hasCascade = useRun((state) => state.cascades.length > 0 || state.earlierCascades.length > 0);
  return (
    <div role="status" aria-label={strings.cascade}>
      <Suspense>{hasCascade && <CascadeLine />}</Suspense>
    </div>
  );
}

/** The editor with the live layer over it. */
function Diagram(hidden: HiddenRight) {
  const [scene] = useState(createScene);
  const live = useRef<LiveHandle>(null);
  const takeClick = useCallback((place: ScenePlace) => live.current?.takeClick(place) ?? false, []);
  return (
    <Canvas scene={scene} takeClick={takeClick} {...hidden}>
      <LiveLayer ref={live} scene={scene} onReady={markReady} />
    </Canvas>
  );
}

/** Tells browser tests and the picture script that the first picture of a run is there. From then on the page has time for
 *  what it does not show yet, and tells when all of that has come. */
function markReady(): void {
  const { dataset } = document.documentElement;
  if (dataset['ready'] !== 'true') void loadPartsAhead().then(() => (dataset['complete'] = 'true'));
  dataset['ready'] = 'true';
}

function useStart(): void {
  useEffect(() => {
    const mark = (): void => {
      document.documentElement.dataset['idle'] = String(idleDetector.isIdle());
    };
    void idleDetector.track(startPage());
    mark();
    return idleDetector.subscribe(mark);
  }, []);
}

const loadShortcuts = part(() => import('./shortcuts.ts'));

function useShortcuts(): void {
  useEffect(() => {
    let isGone = false;
    let stop: (() => void) | undefined;
    void attempt(loadShortcuts).then((shortcuts) => {
      if (!isGone) stop = shortcuts?.listenForShortcuts();
    });
    return () => {
      isGone = true;
      stop?.();
    };
  }, []);
}

function useTheme(): void {
  const theme = useView((state) => state.theme);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
  }, [theme]);
}

function useDocumentTitle(): void {
  const title = useDiagram((state) => state.document.title);
  useEffect(() => {
    document.title = title === '' ? strings.app : `${title} · ${strings.app}`;
  }, [title]);
}

/** Camera, selection and moment of now. */
function viewNow(): View {
  const viewport = canvasController()?.viewport();
  const [selected] = useView.getState().selection;
  return {
    ...(viewport === undefined ? {} : { x: Math.round(viewport.x), y: Math.round(viewport.y), zoom: Number(viewport.zoom.toFixed(2)) }),
    ...(selected === undefined ? {} : { selected }),
    atMs: Math.round(useRun.getState().nowMs),
  };
}

/** Dialogs, loaded when they are first opened. */
function Panels() {
  const panel = useView((state) => state.panel);
  const { showPanel } = useView.getState();
  const shared = (name: Panel) => ({ isOpen: panel === name, onClose: () => showPanel('none') });
  return (
    <Suspense>
      {panel === 'examples' && <ExamplesDialog {...shared('examples')} />}
      {panel === 'library' && <LibraryDialog {...shared('library')} />}
      {panel === 'import' && <ImportPanel />}
      {panel === 'summary' && <SummaryDialog {...shared('summary')} />}
      {panel === 'report' && <ReportDialog {...shared('report')} />}
      {panel === 'model' && <ModelDialog {...shared('model')} />}
      {panel === 'accuracy' && <AccuracyDialog {...shared('accuracy')} />}
      {panel === 'share' && <SharePanel {...shared('share')} viewNow={viewNow} />}
    </Suspense>
  );
}
