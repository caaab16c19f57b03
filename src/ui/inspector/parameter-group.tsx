import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { HelpOwner } from '../../model/help/help-text.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import { groupTitle } from '../../model/protocols/parameter-group.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { changeParameter } from '../../store/session/live-changes.ts';
import styles from './inspector.module.css';
import fold from './parameter-group.module.css';
import { isChanged, ParameterField } from './parameter-field.tsx';
import { strings } from './strings.ts';

export interface ParameterGroupProps {
  readonly title: string;
  readonly target: string;
  /** Who declares the parameters, for their help. */
  readonly owner: HelpOwner;
  readonly specs: readonly ParameterSpec[];
  readonly params: ParameterValues | undefined;
  /** Product and version that defaults were read from. */
  readonly version?: string;
}

/** All parameters of one thing, as they are in force now: first what is always of interest, then one mechanism after the
 *  other, folded. Those that only make sense with another choice appear with it. */
export function ParameterGroup({ title, target, owner, specs, params, version }: ParameterGroupProps) {
  const document = useDiagram((state) => state.document);
  const nowMs = useRun((state) => state.nowMs);
  if (specs.length === 0) return null;
  const inForce = new Map(specs.map((spec) => [spec.name, valueAt(document, { target, spec, params, nowMs })]));
  const isShown = ({ shownWhen }: ParameterSpec): boolean =>
    shownWhen === undefined || shownWhen.isOneOf.includes(String(inForce.get(shownWhen.name)));
  const shown = specs.filter(isShown);
  const groups = [...new Set(shown.flatMap(({ group }) => group ?? []))];
  const field = (spec: ParameterSpec) => (
    <ParameterField
      key={`${target} ${spec.name}`}
      spec={spec}
      owner={owner}
      value={inForce.get(spec.name)!}
      onChange={(value) => changeParameter({ target, specs, spec, value })}
    />
  );
  return (
    <section className={styles.group} aria-label={title}>
      <h3 className={styles.groupTitle}>{title}</h3>
      {version !== undefined && <p className={styles.help}>{strings.defaultsOf(version)}</p>}
      {shown.filter(({ group }) => group === undefined).map(field)}
      {groups.map((group) => (
        <Fold
          key={`${target} ${group}`}
          title={groupTitle(group)}
          isFirst={group === specs[0]!.group}
          changedCount={shown.filter((spec) => spec.group === group && isChanged(spec, inForce.get(spec.name)!)).length}
        >
          {shown.filter((spec) => spec.group === group).map(field)}
        </Fold>
      ))}
    </section>
  );
}

interface FoldProps {
  readonly title: string;
  readonly isFirst: boolean;
  readonly changedCount: number;
  readonly children: ReactNode;
}

/** The parameters of one mechanism. Open at first where it is the most important one or something was changed; after that
 *  it stays as it was left, so that nothing closes under a hand. */
function Fold({ title, isFirst, changedCount, children }: FoldProps) {
  const [isOpen, setOpen] = useState(isFirst || changedCount > 0);
  return (
    <details className={fold.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <strong>{title}</strong>
        {changedCount > 0 && <span>{strings.changedCount(changedCount)}</span>}
      </summary>
      {isOpen && <div className={fold.fields}>{children}</div>}
    </details>
  );
}
