import { ChevronRight, X } from 'lucide-react';
import { type ReactNode, Suspense, useId, useState } from 'react';
import { insertFault } from '../../model/builders.ts';
import type { BrownoutDocument, FaultEntry, FaultKind, ScheduleEntry } from '../../model/document.ts';
import { number } from '../../model/parameter.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useView } from '../../store/view-store.ts';
import { classNames } from '../widgets/class-names.ts';
import field from '../widgets/field.module.css';
import { IconButton } from '../widgets/icon-button.tsx';
import { lazyPart } from '../widgets/lazy-part.tsx';
import { breakOffers, type BreakTarget, breakTargets } from './break-offers.ts';
import { entryText } from './entry-text.ts';
import { startOf } from './fault-timing.ts';
import styles from './inspector.module.css';
import { LiveEntry } from './live-entry.tsx';
import fold from './parameter-group.module.css';
import { SettingField } from './setting-field.tsx';
import { strings } from './strings.ts';

const LONGEST_MS = 86_400_000;
const AT = number({ name: 'atMs', label: strings.at, unit: 'ms', default: 0, max: LONGEST_MS });
const FROM = { ...AT, label: strings.from };
const LASTS = number({ name: 'durationMs', label: strings.lasts, unit: 'ms', default: 10_000, min: 1, max: LONGEST_MS });

const FaultDetails = lazyPart(() => import('./fault-details.tsx'));

/** What was changed while watching, newest last: undo replays without it, keep plans it for every run. */
export function LiveChanges() {
  const document = useDiagram((state) => state.document);
  if (document.log.length === 0) return null;
  return (
    <section className={styles.group} aria-label={strings.live}>
      <h3 className={styles.groupTitle}>{strings.live}</h3>
      <p className={styles.help}>{strings.liveHint}</p>
      <ul className={styles.entries}>
        {document.log.map((entry) => (
          <LiveEntry key={entry.id} document={document} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

/** What every run meets: editable entries, and a fault to add. */
export function ScheduleList() {
  const document = useDiagram((state) => state.document);
  return (
    <section className={styles.group} aria-label={strings.schedule}>
      <h3 className={styles.groupTitle}>{strings.schedule}</h3>
      <p className={styles.help}>{document.schedule.length === 0 ? strings.scheduleEmpty : strings.scheduleHint}</p>
      <ul className={styles.entries}>
        {document.schedule.map((entry) => (
          <PlannedEntry key={entry.id} document={document} entry={entry} />
        ))}
      </ul>
      <PlanFault document={document} />
    </section>
  );
}

function replaceEntry(item: ScheduleEntry): void {
  useDiagram.getState().edit({ type: 'replace', collection: 'schedule', item });
}

function PlannedEntry({ document, entry }: { readonly document: BrownoutDocument; readonly entry: ScheduleEntry }) {
  const text = entryText(document, entry);
  const isMoment = entry.type !== 'fault' || startOf(entry) === 'moment';
  const remove = (): void => useDiagram.getState().edit({ type: 'remove', ids: [entry.id], exactly: true });
  return (
    <li className={styles.planned}>
      <div className={styles.entry}>
        <span className={styles.entryText}>{text}</span>
        <IconButton label={strings.removeEntry(text)} icon={<X />} isSmall onClick={remove} />
      </div>
      <div className={styles.times}>
        <SettingField spec={isMoment ? AT : FROM} value={entry.atMs} onCommit={(atMs) => replaceEntry({ ...entry, atMs })} />
        {entry.type === 'fault' && entry.durationMs !== undefined && (
          <SettingField spec={LASTS} value={entry.durationMs} onCommit={(durationMs) => replaceEntry({ ...entry, durationMs })} />
        )}
      </div>
      {entry.type === 'fault' && <Adjust document={document} entry={entry} />}
    </li>
  );
}

/** What few faults need: it opens on demand. */
function Adjust({ document, entry }: { readonly document: BrownoutDocument; readonly entry: FaultEntry }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={fold.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <strong>{strings.adjustEntry}</strong>
      </summary>
      {isOpen && (
        <Suspense>
          <FaultDetails document={document} entry={entry} onChange={replaceEntry} />
        </Suspense>
      )}
    </details>
  );
}

/** Plans the usual form of a fault a sixth into the run: first of what, then which of those that it may have. */
function PlanFault({ document }: { readonly document: BrownoutDocument }) {
  const [chosen, setChosen] = useState('');
  const targets = breakTargets(document).filter(({ group }) => group !== 'channels');
  if (targets.length === 0) return null;
  const target = targets.find(({ id }) => id === chosen);
  const plan = (fault: FaultKind): void => {
    const atMs = Math.round(document.settings.horizonMs / 6);
    useDiagram.getState().edit(insertFault(document, { fault, target: chosen, atMs }));
    useView.getState().select([]);
    setChosen('');
  };
  return (
    <>
      <Choice label={strings.planFault} hint={strings.planFaultHint} value={target?.id ?? ''} onChange={setChosen}>
        {GROUPS.filter((group) => targets.some((item) => item.group === group)).map((group) => (
          <optgroup key={group} label={strings.groups[group]}>
            {targets.filter((item) => item.group === group).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </Choice>
      {target !== undefined && (
        <Choice label={strings.planFaultOf(target.name)} hint={strings.planFaultHow} value="" onChange={(fault) => plan(fault as FaultKind)}>
          {breakOffers(document, target.id)
            .filter(({ aim }) => aim === target.id)
            .flatMap(({ faults }) => faults)
            .map(([fault, { label }]) => (
              <option key={fault} value={fault}>
                {label}
              </option>
            ))}
        </Choice>
      )}
    </>
  );
}

const GROUPS = Object.keys(strings.groups) as BreakTarget['group'][];

interface ChoiceProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

/** A list that begins with what is to be chosen from it. */
function Choice({ label, hint, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      <div className={field.box}>
        <select id={id} className={classNames(field.input, field.select)} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{hint}</option>
          {children}
        </select>
        <span className={field.chevron} aria-hidden="true" />
      </div>
    </div>
  );
}
