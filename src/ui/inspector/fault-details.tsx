import type { BrownoutDocument, FaultEntry, FaultKind } from '../../model/document.ts';
import { withParams } from '../../model/edit.ts';
import { FAULTS } from '../../model/faults.ts';
import { number, type ParameterValue, valueOf } from '../../model/parameter.ts';
import { Select } from '../widgets/select.tsx';
import { conditionOffers, type FaultStart, retimed, startOf, usualPattern } from './fault-timing.ts';
import styles from './inspector.module.css';
import { ParameterField } from './parameter-field.tsx';
import { SettingField } from './setting-field.tsx';
import { strings } from './strings.ts';

const LONGEST_MS = 86_400_000;
const RAMP = number({ name: 'rampMs', label: strings.ramp, unit: 'ms', default: 0, max: LONGEST_MS });
const MTBF = number({ name: 'mtbfMs', label: strings.mtbf, unit: 'ms', default: 300_000, min: 1, max: LONGEST_MS });
const MTTR = number({ name: 'mttrMs', label: strings.mttr, unit: 'ms', default: 30_000, min: 1, max: LONGEST_MS });
const ABOVE = number({ name: 'above', label: strings.above, unit: 'none', default: 0, max: 1e12 });

/** Faults that are there or not: they have no strength that could grow. */
const SUDDEN: readonly FaultKind[] = ['crash', 'nodeCrash', 'consumerCrash', 'freeze', 'flush', 'leaderLoss', 'cut', 'slowStart'];

export interface FaultDetailsProps {
  readonly document: BrownoutDocument;
  readonly entry: FaultEntry;
  readonly onChange: (entry: FaultEntry) => void;
}

/** How strong a planned fault is, which replica it hits, how it grows and what it waits for. */
export default function FaultDetails({ document, entry, onChange }: FaultDetailsProps) {
  const { params: specs } = FAULTS[entry.fault];
  const setParam = (name: string, value: ParameterValue | undefined): void =>
    onChange(retimed(entry, { params: withParams<{ params?: FaultEntry['params'] }>({}, specs, { ...entry.params, [name]: value }).params }));
  return (
    <div className={styles.times}>
      {specs.map((spec) => (
        <ParameterField
          key={spec.name}
          spec={spec}
          owner={entry.fault}
          value={valueOf(spec, entry.params)}
          onChange={(value) => setParam(spec.name, value)}
        />
      ))}
      {(!SUDDEN.includes(entry.fault) || entry.rampMs !== undefined) && (
        <SettingField spec={RAMP} value={entry.rampMs ?? 0} onCommit={(rampMs) => onChange(retimed(entry, { rampMs }))} />
      )}
      <Start document={document} entry={entry} onChange={onChange} />
    </div>
  );
}

function Start({ document, entry, onChange }: FaultDetailsProps) {
  const { pattern, when } = entry;
  const { usualDurationMs } = FAULTS[entry.fault];
  const { horizonMs } = document.settings;
  const offers = conditionOffers(document);
  const chosen = offers.find(({ target, measure }) => target === when?.target && measure === when.measure);
  const waitFor = (key: string): void => {
    const offer = offers.find((candidate) => candidate.key === key) ?? offers[0];
    if (offer === undefined) return;
    const { target, measure, usual } = offer;
    onChange(retimed(entry, { durationMs: entry.durationMs ?? usualDurationMs, pattern: undefined, when: { target, measure, above: usual } }));
  };
  const start = (value: FaultStart): void => {
    if (value === 'condition') waitFor('');
    // Chance goes on to the end of the run; a single fault ends after its usual time.
    else if (value === 'chance') onChange(retimed(entry, { durationMs: undefined, when: undefined, pattern: usualPattern(horizonMs) }));
    else onChange(retimed(entry, { durationMs: entry.durationMs ?? usualDurationMs, when: undefined, pattern: undefined }));
  };
  const starts = (['moment', 'chance', ...(offers.length > 0 ? (['condition'] as const) : [])] as const).map((value) => ({
    value,
    label: strings.starts[value],
  }));
  return (
    <>
      <Select label={strings.start} options={starts} value={startOf(entry)} hint={strings.startHints[startOf(entry)]} onChange={start} />
      {pattern !== undefined && (
        <>
          <SettingField spec={MTBF} value={pattern.mtbfMs} onCommit={(mtbfMs) => onChange(retimed(entry, { pattern: { ...pattern, mtbfMs } }))} />
          <SettingField spec={MTTR} value={pattern.mttrMs} onCommit={(mttrMs) => onChange(retimed(entry, { pattern: { ...pattern, mttrMs } }))} />
        </>
      )}
      {when !== undefined && (
        <>
          <Select
            label={strings.condition}
            options={[
              ...(chosen === undefined ? [{ value: '', label: strings.otherCondition(when.measure) }] : []),
              ...offers.map(({ key, label }) => ({ value: key, label })),
            ]}
            value={chosen?.key ?? ''}
            onChange={waitFor}
          />
          {chosen?.hasLimit !== false && (
            <SettingField spec={ABOVE} value={when.above} onCommit={(above) => onChange(retimed(entry, { when: { ...when, above } }))} />
          )}
        </>
      )}
    </>
  );
}
