import type { HelpOwner } from '../../model/help/help-text.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { changeParameter } from '../../store/session.ts';
import styles from './inspector.module.css';
import { ParameterField } from './parameter-field.tsx';
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

/** All parameters of one thing, as they are in force now. Those that only make sense with another choice appear with it. */
export function ParameterGroup({ title, target, owner, specs, params, version }: ParameterGroupProps) {
  const document = useDiagram((state) => state.document);
  const nowMs = useRun((state) => state.nowMs);
  if (specs.length === 0) return null;
  const inForce = new Map(specs.map((spec) => [spec.name, valueAt(document, { target, spec, params, nowMs })]));
  const isShown = ({ shownWhen }: ParameterSpec): boolean =>
    shownWhen === undefined || shownWhen.isOneOf.includes(String(inForce.get(shownWhen.name)));
  return (
    <section className={styles.group} aria-label={title}>
      <h3 className={styles.groupTitle}>{title}</h3>
      {version !== undefined && <p className={styles.help}>{strings.defaultsOf(version)}</p>}
      {specs.filter(isShown).map((spec) => (
        <ParameterField
          key={`${target} ${spec.name}`}
          spec={spec}
          owner={owner}
          value={inForce.get(spec.name)!}
          onChange={(value) => changeParameter({ target, specs, spec, value })}
        />
      ))}
    </section>
  );
}
