import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { HelpOwner } from '../../model/help/help-text.ts';
import { type ParameterSpec, type ParameterValue, type ParameterValues, valueOf } from '../../model/parameter.ts';
import { groupTitle, isResilience } from '../../model/protocols/parameter-group.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { changeParameter } from '../../store/session/live-changes.ts';
import styles from './inspector.module.css';
import fold from './parameter-group.module.css';
import { isChanged, ParameterField } from './parameter-field.tsx';
import { strings } from './strings.ts';
import { valueText } from './value-text.ts';

export interface ParameterGroupProps {
  readonly title: string;
  readonly target: string;
  /** Who declares the parameters, for their help. */
  readonly owner: HelpOwner;
  readonly specs: readonly ParameterSpec[];
  readonly params: ParameterValues | undefined;
  /** Product and version that defaults were read from. */
  readonly version?: string;
  /** What the preset that was chosen sets of resilience: changes are told against it, not against the defaults. */
  readonly preset?: ParameterValues;
}

/** The moment that a change made now is dated for: while the run is paused, what was just changed is shown as it will be. */
export function useMomentToCome(): number {
  return useRun((state) => state.nowMs) + 1;
}

/** All parameters of one thing, as they are in force now: first what is always of interest, then one mechanism after the
 *  other, folded. Those that only make sense with another choice appear with it. */
export function ParameterGroup({ title, target, owner, specs, params, version, preset }: ParameterGroupProps) {
  const document = useDiagram((state) => state.document);
  const nowMs = useMomentToCome();
  if (specs.length === 0) return null;
  const inForce = new Map(specs.map((spec) => [spec.name, valueAt(document, { target, spec, params, nowMs })]));
  const isShown = ({ shownWhen }: ParameterSpec): boolean =>
    shownWhen === undefined || shownWhen.isOneOf.includes(String(inForce.get(shownWhen.name)));
  const shown = specs.filter(isShown);
  const groups = [...new Set(shown.flatMap(({ group }) => group ?? []))];
  const usual = (spec: ParameterSpec): ParameterValue => (isResilience(spec) ? valueOf(spec, preset) : spec.default);
  const field = (spec: ParameterSpec) => (
    <ParameterField
      key={`${target} ${spec.name}`}
      spec={spec}
      owner={owner}
      value={inForce.get(spec.name)!}
      {...(preset !== undefined && isResilience(spec) ? { preset: usual(spec) } : {})}
      onChange={(value) => changeParameter({ target, specs, spec, value })}
    />
  );
  return (
    <section className={styles.group} aria-label={title}>
      <h3 className={styles.groupTitle}>{title}</h3>
      {version !== undefined && <p className={styles.help}>{strings.defaultsOf(version)}</p>}
      {shown.filter(({ group }) => group === undefined).map(field)}
      {groups.map((group) => {
        const inside = shown.filter((spec) => spec.group === group);
        return (
          <Fold
            key={`${target} ${group}`}
            title={groupTitle(group)}
            lead={<Lead spec={inside[0]!} value={inForce.get(inside[0]!.name)!} />}
            isFirst={group === specs[0]!.group}
            changedCount={inside.filter((spec) => isChanged(spec, inForce.get(spec.name)!, usual(spec))).length}
          >
            {inside.map(field)}
          </Fold>
        );
      })}
    </section>
  );
}

/** The first parameter of a mechanism says most of it: whether it is on, and how. */
function Lead({ spec, value }: { readonly spec: ParameterSpec; readonly value: ParameterValue }) {
  const text = valueText(spec, value);
  if (spec.type === 'choice') return <span className={fold.leadText}>{text}</span>;
  return (
    <>
      <span className={fold.leadText}>{spec.label}</span> <span>{text}</span>
    </>
  );
}

interface FoldProps {
  readonly title: string;
  /** What is in force, to be read without opening it. */
  readonly lead: ReactNode;
  readonly isFirst: boolean;
  readonly changedCount: number;
  readonly children: ReactNode;
}

/** The parameters of one mechanism. Open at first where it is the most important one or something was changed; after that
 *  it stays as it was left, so that nothing closes under a hand. */
export function Fold({ title, lead, isFirst, changedCount, children }: FoldProps) {
  const [isOpen, setOpen] = useState(isFirst || changedCount > 0);
  return (
    <details className={fold.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <strong>{title}</strong>
        <span className={fold.lead}>{!isOpen && lead}</span>
        {changedCount > 0 && <span className={fold.changed}>{strings.changedCount(changedCount)}</span>}
      </summary>
      {isOpen && <div className={fold.fields}>{children}</div>}
    </details>
  );
}
