import type { ReactNode } from 'react';
import { CascadeScene, FarScene, LiveScene } from './scene-sections.tsx';
import { ComponentGrid, DotRow, EdgeGrid, IconRow } from './canvas-sections.tsx';
import { KIND_STILLS, SERVICE_STILLS } from './component-stills.ts';
import { ControlSection, FeedbackSection, FieldSection } from './control-sections.tsx';
import { QUEUE_STILLS, STREAM_STILLS, SYNC_STILLS } from './edge-stills.ts';
import styles from './gallery.module.css';
import { ColorSection, SpaceSection, TypeSection } from './token-sections.tsx';

const THEMES = ['light', 'dark'] as const;

/** Every part of the interface in every state, in both themes. The visual language is written down in `docs/design.md`. */
export function Gallery() {
  return (
    <main className={styles.gallery}>
      <h1 className={styles.heading}>Every part in every state</h1>
      <Pair isStacked title="In motion" note="A database slows down, callers wait, time out, and it recovers.">
        <LiveScene />
      </Pair>
      <Pair title="A cascade, told on the canvas" note="Causal order, times, and where it started.">
        <CascadeScene />
      </Pair>
      <Pair title="From far away" note="State and flow only, below zoom 0.45.">
        <FarScene />
      </Pair>
      <Pair title="A service in every state">
        <ComponentGrid stills={SERVICE_STILLS} />
      </Pair>
      <Pair title="Every kind of component">
        <ComponentGrid stills={KIND_STILLS} />
      </Pair>
      <Pair title="Sync" note="The caller waits: two rails, there and back.">
        <EdgeGrid stills={SYNC_STILLS} />
      </Pair>
      <Pair title="Queue" note="A tray in which messages pile up.">
        <EdgeGrid stills={QUEUE_STILLS} />
      </Pair>
      <Pair title="Stream" note="Partition lanes, and how far each group has read.">
        <EdgeGrid stills={STREAM_STILLS} />
      </Pair>
      <Pair title="Dots and the legend" note="Shape is outcome.">
        <DotRow />
      </Pair>
      <Pair title="Icons">
        <IconRow />
      </Pair>
      <Pair title="Controls">
        <ControlSection />
      </Pair>
      <Pair title="Fields">
        <FieldSection />
      </Pair>
      <Pair title="States, news and floating parts">
        <FeedbackSection />
      </Pair>
      <Pair title="Colour" note="Neutral, but for state and outcome.">
        <ColorSection />
      </Pair>
      <Pair title="Type">
        <TypeSection />
      </Pair>
      <Pair title="Space, edges and depth">
        <SpaceSection />
      </Pair>
    </main>
  );
}

interface PairProps {
  readonly title: string;
  readonly note?: string;
  /** One theme above the other, for what needs the width. */
  readonly isStacked?: boolean;
  readonly children: ReactNode;
}

function Pair({ title, note, isStacked = false, children }: PairProps) {
  return (
    <div className={styles.pair} data-stacked={isStacked}>
      {THEMES.map((theme) => (
        <section key={theme} className={styles.theme} data-theme={theme} aria-label={`${title}, ${theme}`}>
          <h2 className={styles.title}>
            {title} {note !== undefined && <span className={styles.note}>{note}</span>}
          </h2>
          {children}
        </section>
      ))}
    </div>
  );
}
