import { Info, RotateCcw } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, Suspense, useId, useState } from 'react';
import type { HelpOwner } from '../../model/help/help-text.ts';
import type { ChoiceSpec, ListSpec, NumberSpec, ParameterSpec, ParameterValue } from '../../model/parameter.ts';
import { UNBOUNDED } from '../../model/parameter.ts';
import { writeParameterText } from '../../model/parameter-text.ts';
import { classNames } from '../widgets/class-names.ts';
import field from '../widgets/field.module.css';
import { IconButton } from '../widgets/icon-button.tsx';
import { lazyPart } from '../widgets/lazy-part.tsx';
import { Toggle } from '../widgets/toggle.tsx';
import { amountText, readAmount, unboundedWord } from './amount-text.ts';
import styles from './inspector.module.css';
import { scaleOf } from './slider-scale.ts';
import { strings } from './strings.ts';

/** What is known of parameters is as long as all else together, so it comes with the first question. */
const AboutParameter = lazyPart(() => import('./about-parameter.tsx'));

export interface ParameterFieldProps {
  readonly spec: ParameterSpec;
  /** Who declares the parameter; without it nothing is told of it. */
  readonly owner?: HelpOwner;
  /** The value in force. */
  readonly value: ParameterValue;
  /** What the preset that was chosen sets it to, where one was: changes are told against that. */
  readonly preset?: ParameterValue;
  /** Undefined goes back to the default. */
  readonly onChange: (value: ParameterValue | undefined) => void;
}

/** Whether a value differs from the usual one as far as a reader can tell. */
export function isChanged(spec: ParameterSpec, value: ParameterValue, usual: ParameterValue = spec.default): boolean {
  return writeParameterText(spec, value) !== writeParameterText(spec, usual);
}

/** One parameter as its specification declares it: its control on a line or two, and all that is known of it on demand. */
export function ParameterField({ spec, owner, value, preset, onChange }: ParameterFieldProps) {
  const aboutId = useId();
  const [isAboutOpen, setAboutOpen] = useState(false);
  const hasChanged = isChanged(spec, value, preset);
  const isOfPreset = preset !== undefined && isChanged(spec, preset);
  const tools = (
    <span className={styles.tools}>
      {owner !== undefined && (
        <IconButton
          label={strings.about(spec.label)}
          icon={<Info />}
          isSmall
          aria-expanded={isAboutOpen}
          aria-controls={aboutId}
          onClick={() => setAboutOpen(!isAboutOpen)}
        />
      )}
      {hasChanged && (
        <IconButton
          label={isOfPreset ? strings.resetToPreset(spec.label) : strings.reset(spec.label)}
          icon={<RotateCcw />}
          isSmall
          onClick={() => onChange(isOfPreset ? preset : undefined)}
        />
      )}
    </span>
  );
  return (
    <div className={styles.parameter} data-changed={hasChanged || undefined}>
      <Control spec={spec} value={value} tools={tools} onChange={onChange} />
      <div id={aboutId}>
        {isAboutOpen && owner !== undefined && (
          <Suspense>
            <AboutParameter spec={spec} owner={owner} {...(isOfPreset ? { preset } : {})} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

interface ControlProps extends Omit<ParameterFieldProps, 'owner' | 'preset'> {
  /** Small buttons beside the label. */
  readonly tools: ReactNode;
}

function Control({ spec, value, tools, onChange }: ControlProps): ReactNode {
  switch (spec.type) {
    case 'number':
      return <NumberControl spec={spec} value={value} tools={tools} onChange={onChange} />;
    case 'list':
      return <TextControl spec={spec} value={value} tools={tools} onChange={onChange} />;
    case 'toggle':
      return (
        <div className={styles.labelled}>
          <Toggle label={spec.label} isOn={value === true} onChange={onChange} />
          {tools}
        </div>
      );
    case 'choice':
      return <ChoiceControl spec={spec} value={value} tools={tools} onChange={onChange} />;
  }
}

/** The browser's own list, in words as long as they need to be. */
function ChoiceControl({ spec, value, tools, onChange }: ControlProps & { readonly spec: ChoiceSpec }) {
  const id = useId();
  return (
    <Frame id={id} label={spec.label} tools={tools}>
      <div className={field.box}>
        <select
          id={id}
          className={classNames(field.input, field.select)}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        >
          {spec.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <span className={field.chevron} aria-hidden="true" />
      </div>
    </Frame>
  );
}

interface FrameProps {
  /** Of the control that is labelled. */
  readonly id: string;
  readonly label: string;
  readonly tools: ReactNode;
  readonly isInline?: boolean;
  readonly children: ReactNode;
}

/** A control below its label and its tools, or beside them. */
function Frame({ id, label, tools, isInline = false, children }: FrameProps) {
  return (
    <div className={isInline ? styles.inline : field.field}>
      <div className={styles.labelled}>
        <label className={field.label} htmlFor={id}>
          {label}
        </label>
        {tools}
      </div>
      {children}
    </div>
  );
}

interface NumberControlProps extends ControlProps {
  readonly spec: NumberSpec;
}

/** A number that can be typed with its unit, and a slider over its usual range beside it. */
function NumberControl({ spec, value, tools, onChange }: NumberControlProps) {
  return (
    <>
      <TextControl spec={spec} value={value} tools={tools} onChange={onChange} />
      <div className={styles.sliderRow}>
        <UsualSlider spec={spec} value={value} onChange={onChange} />
        {spec.allowUnbounded && (
          <label className={styles.unbounded}>
            <input
              type="checkbox"
              checked={value === UNBOUNDED}
              onChange={(event) => onChange(event.target.checked ? UNBOUNDED : boundedDefault(spec))}
            />
            {strings.unboundedToggle(unboundedWord(spec))}
          </label>
        )}
      </div>
    </>
  );
}

function boundedDefault(spec: NumberSpec): number {
  return typeof spec.default === 'number' ? spec.default : spec.usual[1];
}

function UsualSlider({ spec, value, onChange }: Omit<NumberControlProps, 'tools'>) {
  const scale = scaleOf(spec);
  const [draft, setDraft] = useState<number>();
  const shown = draft ?? (typeof value === 'number' ? scale.toPosition(value) : scale.steps);
  const commit = (): void => {
    setDraft(undefined);
    if (draft === undefined) return;
    const next = scale.toValue(draft);
    if (next !== value) onChange(next);
  };
  const text = value === UNBOUNDED && draft === undefined ? unboundedWord(spec) : writeParameterText(spec, scale.toValue(shown));
  return (
    <input
      type="range"
      className={styles.range}
      aria-label={spec.label}
      aria-valuetext={text}
      title={text}
      min={0}
      max={scale.steps}
      step={1}
      value={shown}
      onChange={(event) => setDraft(event.target.valueAsNumber)}
      onPointerUp={commit}
      onPointerCancel={() => setDraft(undefined)}
      onKeyUp={commit}
      onBlur={commit}
    />
  );
}

interface TextControlProps extends ControlProps {
  readonly spec: NumberSpec | ListSpec;
}

/** What is typed stays until it can be read and is in range; then it holds with Enter or when the field is left. */
function TextControl({ spec, value, tools, onChange }: TextControlProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const reading = draft === undefined ? undefined : readAmount(spec, draft);
  const problem = reading?.ok === false ? reading.message : undefined;
  const commit = (): void => {
    if (reading?.ok !== true) return;
    setDraft(undefined);
    if (writeParameterText(spec, reading.value) !== writeParameterText(spec, value)) onChange(reading.value);
  };
  // The first Escape takes back what was typed, the next one leaves the field.
  const leave = (element: HTMLElement): void => (draft === undefined ? element.blur() : setDraft(undefined));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') leave(event.currentTarget as HTMLElement);
  };
  return (
    <Frame id={id} label={spec.label} tools={tools} isInline={spec.type === 'number'}>
      <div className={field.box}>
        <input
          id={id}
          className={classNames(field.input, spec.type === 'number' && field.number)}
          autoComplete="off"
          spellCheck={false}
          value={draft ?? amountText(spec, value)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
      </div>
      {problem !== undefined && (
        <p id={`${id}-problem`} className={classNames(field.error, styles.problem)}>
          {spec.label} {problem}.
        </p>
      )}
    </Frame>
  );
}
