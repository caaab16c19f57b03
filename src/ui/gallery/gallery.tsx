import type { ReactNode } from 'react';
import { drawComponent } from '../traffic/draw/component.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../traffic/draw/picture.ts';
import { KIND_STILLS, SERVICE_STILLS, type ComponentStill } from './component-stills.ts';
import styles from './gallery.module.css';
import { Stage, type DrawStage } from './stage.tsx';

/** Every part of the interface in every state, in both themes. */
export function Gallery() {
  return (
    <div className={styles.gallery}>
      <Theme name="light" />
      <Theme name="dark" />
    </div>
  );
}

function Theme({ name }: { readonly name: 'light' | 'dark' }) {
  return (
    <div className={styles.theme} data-theme={name}>
      <h1 className={styles.heading}>{name}</h1>
      <Section title="A service, in every state">
        <ComponentGrid stills={SERVICE_STILLS} />
      </Section>
      <Section title="Every kind of component">
        <ComponentGrid stills={KIND_STILLS} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.sectionTitle}>{title}</h2>
      {children}
    </section>
  );
}

function ComponentGrid({ stills }: { readonly stills: readonly ComponentStill[] }) {
  const places = stills.map((_, i) => ({ x: 120 + (i % 2) * 330, y: 12 + Math.floor(i / 2) * 124 }));
  const draw: DrawStage = (ctx, theme, view) => {
    stills.forEach((still, i) => {
      drawComponent(ctx, theme, view, { ...places[i], width: NODE_WIDTH, height: NODE_HEIGHT }, still.picture);
    });
  };
  return (
    <Stage
      width={660}
      height={Math.ceil(stills.length / 2) * 124 + 12}
      label="Components"
      nodes={stills.map((still, i) => ({ ...places[i], kind: still.kind, name: still.name }))}
      draw={draw}
    />
  );
}
