import type { Step } from '../../../model/document.ts';
import { number } from '../../../model/parameter.ts';
import { replaceStep, type StepPath } from '../../../model/step-lists.ts';
import { Select } from '../../widgets/select.tsx';
import { SettingField } from '../setting-field.tsx';
import styles from './handlers.module.css';
import { useStepEditor } from './step-editor.ts';
import { connectionName, connectionsFor } from './step-offers.ts';
import { strings } from './strings.ts';

const MEAN = number({ name: 'ms', label: strings.mean, unit: 'ms', default: 10, max: 3_600_000 });
const TIMES = number({ name: 'times', label: strings.times, unit: 'count', default: 1, min: 1, max: 1000 });
const SHARE = number({ name: 'probability', label: strings.share, unit: 'ratio', default: 0.5, max: 1 });

/** The parameters of a step. */
export function StepFields({ step, path }: { readonly step: Step; readonly path: StepPath }) {
  const { steps, change } = useStepEditor();
  const set = (next: Step): void => change(replaceStep(steps, path, next));
  return (
    <div className={styles.fields}>
      {step.do === 'work' && <WorkFields step={step} onChange={set} />}
      {(step.do === 'call' || step.do === 'publish') && <UseFields step={step} onChange={set} />}
      {step.do === 'loop' && <SettingField spec={TIMES} value={step.times} onCommit={(times) => set({ ...step, times })} />}
      {(step.do === 'chance' || step.do === 'fail') && (
        <SettingField spec={SHARE} value={step.probability} onCommit={(probability) => set({ ...step, probability })} />
      )}
    </div>
  );
}

type WorkStep = Extract<Step, { readonly do: 'work' }>;
type UseStep = Extract<Step, { readonly do: 'call' | 'publish' }>;

function WorkFields({ step, onChange }: { readonly step: WorkStep; readonly onChange: (step: Step) => void }) {
  const options = [
    { value: 'own', label: strings.ownTime },
    { value: 'other', label: strings.otherTime },
  ] as const;
  return (
    <>
      <Select
        label={strings.workTime}
        isInline
        options={options}
        value={step.ms === undefined ? 'own' : 'other'}
        onChange={(value) => onChange(value === 'own' ? { do: 'work' } : { do: 'work', ms: MEAN.default as number })}
      />
      {step.ms !== undefined && <SettingField spec={MEAN} value={step.ms} onCommit={(ms) => onChange({ do: 'work', ms })} />}
    </>
  );
}

function UseFields({ step, onChange }: { readonly step: UseStep; readonly onChange: (step: Step) => void }) {
  const { document, component } = useStepEditor();
  const options = connectionsFor(document, component, step.do).map(({ id }) => ({ value: id as string, label: connectionName(document, id) }));
  const { do: kind, connection, times = 1 } = step;
  const withTimes = (count: number): Step => ({ do: kind, connection, ...(count === 1 ? {} : { times: count }) });
  return (
    <>
      <Select label={strings.over} isInline options={options} value={connection as string} onChange={(id) => onChange({ ...step, connection: id })} />
      <SettingField spec={TIMES} value={times} onCommit={(count) => onChange(withTimes(count))} />
    </>
  );
}
