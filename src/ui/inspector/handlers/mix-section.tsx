import { Plus } from 'lucide-react';
import { writeRatio } from '../../../base/units.ts';
import type { Component, RequestClass } from '../../../model/document.ts';
import { canAddClass, setWeight } from '../../../model/handler-edits.ts';
import { number } from '../../../model/parameter.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import { isInspectorOpen, useView } from '../../../store/view-store.ts';
import { Button } from '../../widgets/button.tsx';
import inspector from '../inspector.module.css';
import { SettingField } from '../setting-field.tsx';
import { addClass } from './class-list.tsx';
import styles from './handlers.module.css';
import { strings } from './strings.ts';

/** The weights of the classes in what a client sends. */
export function MixSection({ component }: { readonly component: Component }) {
  const document = useDiagram((state) => state.document);
  const { classes } = document;
  const mix = component.mix ?? [];
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const hint = classes.length === 0 ? strings.mixNoClasses : total === 0 ? strings.mixNone : strings.mixHint;
  const set = (item: RequestClass, weight: number): void =>
    useDiagram.getState().edit(setWeight(document, { component: component.id, class: item.id }, weight));
  return (
    <section className={inspector.group} aria-label={strings.mix}>
      <h3 className={inspector.groupTitle}>{strings.mix}</h3>
      <p className={inspector.help}>{hint}</p>
      {classes.map((item) => {
        const weight = mix.find((entry) => entry.class === item.id)?.weight ?? 0;
        const label = strings.weightOf(item.name, shareText(weight, total));
        const spec = number({ name: item.id, label, unit: 'none', default: 0, max: 1_000_000 });
        return <SettingField key={item.id} spec={spec} value={weight} onCommit={(next) => set(item, next)} />;
      })}
      <div className={styles.actions}>
        <Button isSmall icon={<Plus size={14} />} disabled={!canAddClass(document)} onClick={addClass}>
          {strings.addClass}
        </Button>
        {classes.length > 0 && (
          <Button variant="quiet" isSmall onClick={showDocument}>
            {strings.editClasses}
          </Button>
        )}
      </div>
    </section>
  );
}

/** What belongs to the whole document is shown where nothing is selected. */
function showDocument(): void {
  const view = useView.getState();
  view.select([]);
  if (!isInspectorOpen(useView.getState())) view.toggleInspector();
}

/** To a tenth of a percent: nothing of it is read back. */
export function shareText(weight: number, total: number): string {
  return writeRatio(total === 0 ? 0 : Math.round((weight / total) * 1000) / 1000);
}
