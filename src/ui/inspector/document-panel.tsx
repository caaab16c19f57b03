import { Dices } from 'lucide-react';
import { Suspense } from 'react';
import { LIMITS, type Settings } from '../../model/document.ts';
import { number, type NumberSpec } from '../../model/parameter.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { Button } from '../widgets/button.tsx';
import { lazyPart } from '../widgets/lazy-part.tsx';
import styles from './inspector.module.css';
import { LiveChanges, ScheduleList } from './schedule-list.tsx';
import { SettingField } from './setting-field.tsx';
import { strings } from './strings.ts';
import { TextField } from './text-field.tsx';

const LoadCurveSection = lazyPart(() => import('./load/load-curve-section.tsx'));
const ClassList = lazyPart(() => import('./handlers/class-list.tsx'));

const LONGEST_MS = 86_400_000;

const SETTINGS: Readonly<Record<keyof Settings, NumberSpec>> = {
  seed: number({ name: 'seed', label: strings.seed, unit: 'none', default: 1, max: 4_294_967_295, integer: true }),
  horizonMs: number({ name: 'horizonMs', label: strings.horizon, unit: 'ms', default: 600_000, min: 1, max: LONGEST_MS }),
  warmUpMs: number({ name: 'warmUpMs', label: strings.warmUp, unit: 'ms', default: 0, max: LONGEST_MS }),
};

function setSettings(settings: Partial<Settings>): void {
  useDiagram.getState().edit({ type: 'setSettings', settings });
}

/** What belongs to the whole document: shown when nothing is selected. */
export function DocumentPanel() {
  const { title, note, settings } = useDiagram((state) => state.document);
  const opening = useDiagram((state) => state.opening);
  const { edit } = useDiagram.getState();
  return (
    <>
      <header className={styles.head}>
        <div>
          <h2>{strings.wholeDiagram}</h2>
        </div>
      </header>
      <TextField
        key={`title ${opening}`}
        label={strings.title}
        value={title}
        maxLength={LIMITS.labelCharacters}
        onCommit={(text) => edit({ type: 'setTitle', title: text })}
      />
      <TextField
        key={`note ${opening}`}
        label={strings.note}
        value={note ?? ''}
        maxLength={LIMITS.noteCharacters}
        placeholder={strings.notePlaceholder}
        isLong
        mayBeEmpty
        onCommit={(text) => edit({ type: 'setNote', note: text })}
      />
      <LiveChanges />
      <section className={styles.group} aria-label={strings.settings}>
        <h3 className={styles.groupTitle}>{strings.settings}</h3>
        <SettingField
          spec={SETTINGS.horizonMs}
          value={settings.horizonMs}
          refusal={(horizonMs) => (horizonMs < settings.warmUpMs ? strings.shorterThanWarmUp : undefined)}
          onCommit={(horizonMs) => setSettings({ horizonMs })}
        />
        <SettingField
          spec={SETTINGS.warmUpMs}
          value={settings.warmUpMs}
          refusal={(warmUpMs) => (warmUpMs > settings.horizonMs ? strings.longerThanRun : undefined)}
          onCommit={(warmUpMs) => setSettings({ warmUpMs })}
        />
        <SettingField spec={SETTINGS.seed} value={settings.seed} onCommit={(seed) => setSettings({ seed })} />
        <Button isSmall icon={<Dices size={14} />} onClick={() => setSettings({ seed: (settings.seed + 1) % 4_294_967_296 })}>
          {strings.newSeed}
        </Button>
      </section>
      <Suspense>
        <LoadCurveSection key={opening} />
      </Suspense>
      <ScheduleList />
      <Suspense>
        <ClassList />
      </Suspense>
    </>
  );
}
