import { Lightbulb, X, Zap } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { BrownoutDocument, Component } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';
import { openCascades } from '../../store/current-cascade.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { listExamples } from '../../store/library.ts';
import { useRun } from '../../store/run-store.ts';
import { injectFault } from '../../store/session/live-changes.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import styles from './guide-line.module.css';
import { strings } from './strings.ts';

/** One thing to try with a document that comes with the site, where the cascade will be told. Gives way to it, and can be
 *  put away. */
export default function GuideLine() {
  const origin = useDiagram((state) => state.origin);
  const guide = useDiagram((state) => `guide ${state.opening}`);
  const dismissed = useView((state) => state.dismissed);
  const cascades = useRun((state) => state.cascades);
  const earlierCascades = useRun((state) => state.earlierCascades);
  const nowMs = useRun((state) => state.nowMs);
  const hasCascade = openCascades({ cascades, earlierCascades, nowMs }, dismissed).length > 0;
  if (hasCascade || dismissed.includes(guide)) return null;
  const putAway = (): void => useView.getState().dismiss(guide);
  if (origin.kind === 'demo') return <DemoGuide onClose={putAway} />;
  return origin.kind === 'example' ? <ExampleGuide key={origin.name} title={origin.name} onClose={putAway} /> : null;
}

interface LineProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Line({ onClose, children }: LineProps) {
  return (
    <section className={styles.line} aria-label={strings.guide}>
      <Lightbulb size={16} aria-hidden />
      {children}
      <IconButton label={strings.guideClose} icon={<X />} isSmall onClick={onClose} />
    </section>
  );
}

/** First what to break, then what to look at, then where to go on. */
function DemoGuide({ onClose }: { readonly onClose: () => void }) {
  const document = useDiagram((state) => state.document);
  const faults = useRun((state) => state.faults);
  const target = weakSpot(document);
  if (target === undefined) return null;
  const factor = Number(FAULTS.slowdown.params[0]?.default);
  if (document.log.length === 0) {
    return (
      <Line onClose={onClose}>
        <p>{strings.guideStart(target.name, factor)}</p>
        <Button
          variant="danger"
          isSmall
          icon={<Zap size={14} fill="currentColor" />}
          onClick={() => injectFault({ target: target.id, fault: 'slowdown' })}
        >
          {strings.guideBreak}
        </Button>
      </Line>
    );
  }
  if (faults.size > 0) return <Line onClose={onClose}><p>{strings.guideWatch}</p></Line>;
  return (
    <Line onClose={onClose}>
      <p>{strings.guideNext}</p>
      <Button isSmall onClick={() => useView.getState().showPanel('examples')}>
        {strings.examples}
      </Button>
    </Line>
  );
}

/** What most depends on: the database that the most connections lead to. */
function weakSpot(document: BrownoutDocument): Component | undefined {
  const callers = (id: string): number => document.connections.filter(({ to }) => to === id).length;
  return document.components.filter(({ kind }) => kind === 'database').toSorted((a, b) => callers(b.id) - callers(a.id))[0];
}

function ExampleGuide({ title, onClose }: { readonly title: string; readonly onClose: () => void }) {
  const [tryThis, setTryThis] = useState<string>();
  useEffect(() => {
    // Without the index there is nothing to try; the example itself is there.
    listExamples().then((entries) => setTryThis(entries.find((entry) => entry.title === title)?.tryThis), () => undefined);
  }, [title]);
  if (tryThis === undefined) return null;
  return (
    <Line onClose={onClose}>
      <p>
        <b>{strings.tryThis}</b> {tryThis}
      </p>
    </Line>
  );
}
