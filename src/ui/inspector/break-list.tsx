import { ChevronDown, Zap } from 'lucide-react';
import { useId, useState } from 'react';
import { writeDuration } from '../../base/units.ts';
import type { FaultKind } from '../../model/document.ts';
import type { FaultSpec } from '../../model/faults.ts';
import { number, type ParameterSpec, type ParameterValue, type ParameterValues, UNBOUNDED } from '../../model/parameter.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { injectFault } from '../../store/session/live-changes.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import field from '../widgets/field.module.css';
import styles from './break-list.module.css';
import { type BreakOffer, breakOffers, type BreakTarget, breakTargets } from './break-offers.ts';
import { ParameterField } from './parameter-field.tsx';
import { strings } from './strings.ts';
import { valueText } from './value-text.ts';

const LASTS = number({ name: 'durationMs', label: strings.duration, unit: 'ms', default: 10_000, min: 1, max: 86_400_000, usual: [1000, 120_000] });

/** Faults to inject right now into the selected part; without a selection, into one that is chosen here. */
export default function BreakList({ onDone }: { readonly onDone: () => void }) {
  const document = useDiagram((state) => state.document);
  const selection = useView((state) => state.selection);
  const [chosen, setChosen] = useState<string>();
  const targets = breakTargets(document);
  const isThere = (id: string): boolean => targets.some((target) => target.id === id);
  const target = [...selection, chosen].find((id) => id !== undefined && isThere(id)) ?? targets[0]?.id;
  if (target === undefined) return <p className={styles.nothing}>{strings.breakNothing}</p>;
  return (
    <div className={styles.list}>
      <TargetSelect
        targets={targets}
        value={target}
        onChange={(id) => {
          setChosen(id);
          useView.getState().select([id]);
        }}
      />
      {breakOffers(document, target).map((offer) => (
        <Offer key={`${target} ${offer.title}`} offer={offer} onDone={onDone} />
      ))}
    </div>
  );
}

/** Faults of one aim under its name. */
export function Offer({ offer, onDone }: { readonly offer: BreakOffer; readonly onDone?: () => void }) {
  const id = useId();
  return (
    <section className={styles.offer} aria-labelledby={id}>
      <h3 id={id}>{offer.title}</h3>
      {offer.note !== undefined && <p>{offer.note}</p>}
      {offer.faults.map(([fault, spec]) => (
        <FaultRow key={fault} fault={fault} spec={spec} target={offer.aim} onDone={onDone} />
      ))}
    </section>
  );
}

interface TargetSelectProps {
  readonly targets: readonly BreakTarget[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function TargetSelect({ targets, value, onChange }: TargetSelectProps) {
  const id = useId();
  const groups = (Object.keys(strings.groups) as BreakTarget['group'][]).filter((group) =>
    targets.some((target) => target.group === group),
  );
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {strings.breakTarget}
      </label>
      <div className={field.box}>
        <select id={id} className={`${field.input} ${field.select}`} value={value} onChange={(event) => onChange(event.target.value)}>
          {groups.map((group) => (
            <optgroup key={group} label={strings.groups[group]}>
              {targets
                .filter((target) => target.group === group)
                .map((target) => (
                  <option key={target.id} value={target.id}>
                    {target.name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        <span className={field.chevron} aria-hidden="true" />
      </div>
    </div>
  );
}

interface FaultRowProps {
  readonly fault: FaultKind;
  readonly spec: FaultSpec;
  readonly target: string;
  readonly onDone: (() => void) | undefined;
}

/** One press injects the usual strength; what is behind the arrow adjusts it first. */
function FaultRow({ fault, spec, target, onDone }: FaultRowProps) {
  const [params, setParams] = useState<ParameterValues>({});
  const [durationMs, setDuration] = useState(spec.usualDurationMs);
  const inject = (): void => {
    injectFault({ target, fault, durationMs, params });
    onDone?.();
  };
  const strength = spec.params.flatMap((param) => strengthText(param, params[param.name] ?? param.default)).join(', ');
  const setParam = (name: string, value: ParameterValue | undefined): void => {
    const { [name]: _, ...rest } = params;
    setParams(value === undefined ? rest : { ...rest, [name]: value });
  };
  return (
    <div className={styles.row}>
      <button type="button" className={styles.inject} onClick={inject}>
        <Zap size={16} aria-hidden />
        <span>
          <strong>{spec.label}</strong>
          <small>{strings.breakUsual(strength, durationMs === 0 ? '' : writeDuration(durationMs))}</small>
        </span>
      </button>
      <details className={styles.adjust}>
        <summary aria-label={strings.breakAdjust(spec.label)}>
          <ChevronDown size={16} aria-hidden />
        </summary>
        <div className={styles.adjustBody}>
          <p>{spec.summary}</p>
          {spec.params.map((param) => (
            <ParameterField
              key={param.name}
              spec={param}
              owner={fault}
              value={params[param.name] ?? param.default}
              onChange={(value) => setParam(param.name, value)}
            />
          ))}
          <ParameterField
            spec={{ ...LASTS, default: spec.usualDurationMs }}
            value={durationMs}
            onChange={(value) => setDuration(typeof value === 'number' ? value : spec.usualDurationMs)}
          />
          <Button variant="danger" isSmall onClick={inject}>
            {strings.breakNow(spec.label)}
          </Button>
        </div>
      </details>
    </div>
  );
}

/** How strong a fault is in one of its parameters; nothing where it hits all that there is, or adds nothing. */
function strengthText(spec: ParameterSpec, value: ParameterValue): readonly string[] {
  if (value === UNBOUNDED || value === 0) return [];
  const text = valueText(spec, value);
  if (spec.type !== 'number' || spec.unit === 'count' || spec.unit === 'none') return [strings.breakAmount(spec.label, text)];
  return [spec.unit === 'factor' ? `×${String(value)}` : text];
}

