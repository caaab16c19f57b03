import { Plus, Trash2 } from 'lucide-react';
import { type BrownoutDocument, LIMITS, type RequestClass } from '../../../model/document.ts';
import { canAddClass, changeClass, insertClass, mentionsOfClass } from '../../../model/handler-edits.ts';
import { number } from '../../../model/parameter.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import { Button } from '../../widgets/button.tsx';
import inspector from '../inspector.module.css';
import { SettingField } from '../setting-field.tsx';
import { TextField } from '../text-field.tsx';
import styles from './handlers.module.css';
import { strings } from './strings.ts';

const NUMBERS = [
  number({ name: 'priority', label: strings.priority, unit: 'none', default: 0, min: -9, max: 9, integer: true }),
  number({ name: 'requestBytes', label: strings.requestBytes, unit: 'bytes', default: 0, max: 1_000_000_000 }),
  number({ name: 'replyBytes', label: strings.replyBytes, unit: 'bytes', default: 0, max: 1_000_000_000 }),
] as const;

/** The classes of requests of the whole document. */
export default function ClassList() {
  const document = useDiagram((state) => state.document);
  const { classes } = document;
  return (
    <section className={inspector.group} aria-label={strings.classes}>
      <h3 className={inspector.groupTitle}>{strings.classes}</h3>
      <p className={inspector.help}>{classes.length === 0 ? strings.classesEmpty : strings.classesHint}</p>
      {classes.map((item) => (
        <ClassItem key={item.id} document={document} item={item} />
      ))}
      {classes.length > 0 && <p className={inspector.help}>{`${strings.priorityHint} ${strings.sizesHint} ${strings.keysHint}`}</p>}
      <Button isSmall icon={<Plus size={14} />} disabled={!canAddClass(document)} onClick={addClass}>
        {strings.addClass}
      </Button>
      {!canAddClass(document) && <p className={inspector.help}>{strings.tooManyClasses(LIMITS.classes)}</p>}
    </section>
  );
}

/** Makes a class with a name to change. */
export function addClass(): void {
  const { document, edit } = useDiagram.getState();
  edit(insertClass(document, strings.classBase));
}

function ClassItem({ document, item }: { readonly document: BrownoutDocument; readonly item: RequestClass }) {
  const { edit } = useDiagram.getState();
  const mentions = mentionText(document, item);
  return (
    <div className={styles.class} role="group" aria-label={item.name}>
      <TextField
        label={strings.className}
        value={item.name}
        maxLength={LIMITS.labelCharacters}
        onCommit={(name) => edit({ type: 'rename', target: item.id, name })}
      />
      {NUMBERS.map((spec) => {
        const name = spec.name as 'priority' | 'requestBytes' | 'replyBytes';
        return (
          <SettingField
            key={name}
            spec={spec}
            value={item[name] ?? 0}
            onCommit={(value) => edit(changeClass(useDiagram.getState().document, item.id, { [name]: value }))}
          />
        );
      })}
      <p className={inspector.help}>{mentions === '' ? strings.nobody : `${strings.mentions} ${mentions}.`}</p>
      <div className={styles.actions}>
        <Button variant="danger" isSmall icon={<Trash2 size={14} />} onClick={() => edit({ type: 'remove', ids: [item.id] })}>
          {mentions === '' ? strings.removeClass(item.name) : strings.removeWithMentions(item.name)}
        </Button>
      </div>
    </div>
  );
}

function mentionText(document: BrownoutDocument, item: RequestClass): string {
  const { handlers, mixes, bindings } = mentionsOfClass(document, item.id);
  const parts = [
    handlers.length > 0 && strings.handlersOf(handlers.join(', ')),
    mixes.length > 0 && strings.mixesOf(mixes.join(', ')),
    bindings.length > 0 && strings.bindingsOf(bindings.join(', ')),
  ];
  return parts.filter(Boolean).join('; ');
}
