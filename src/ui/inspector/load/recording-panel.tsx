import { ChevronRight, FileUp, TriangleAlert } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { Component } from '../../../model/document.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import {
  chooseRecording, type Reading, readRecordingFrom, type Recording, type RecordingOptions, type RecordingResult, type RecordingSource, replayRecording, type TimeUnit,
} from '../../../store/recording.ts';
import { Button } from '../../widgets/button.tsx';
import field from '../../widgets/field.module.css';
import { formatCompact, formatDuration, formatExactCount, formatRate } from '../../widgets/format.ts';
import { Select } from '../../widgets/select.tsx';
import { Toggle } from '../../widgets/toggle.tsx';
import about from '../about-parameter.module.css';
import inspector from '../inspector.module.css';
import fold from '../parameter-group.module.css';
import { CurvePlot } from './curve-plot.tsx';
import { curveScale } from './curve-scale.ts';
import styles from './load.module.css';
import { strings } from './strings.ts';

/** Longest text that is pasted, in characters; longer recordings come from files. */
const MOST_PASTED = 1_000_000;
const LONGEST_RUN_MS = 86_400_000;
/** Pieces of a file between two words about how far the reading has come. */
const TELL_EVERY = 16;

type Choice = { readonly reading: Reading | 'auto'; readonly unit: TimeUnit | 'auto' };

/** A recording of real load: chosen or pasted, shown as it was understood, and replayed on demand. */
export default function RecordingPanel({ component }: { readonly component: Component }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={fold.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <strong>{strings.replay}</strong>
      </summary>
      {isOpen && <Reader component={component} />}
    </details>
  );
}

function Reader({ component }: { readonly component: Component }) {
  const [text, setText] = useState('');
  const { source, choice, lines, result, read, stop } = useReading();
  const choose = (): void => {
    void chooseRecording().then((file) => file !== undefined && read(file, choice));
  };
  return (
    <div className={styles.editor}>
      <p className={inspector.help}>{strings.replayHint}</p>
      <div className={styles.actions}>
        <Button isSmall icon={<FileUp size={14} />} onClick={choose}>
          {strings.choose}
        </Button>
        {typeof source === 'object' && <span className={styles.fileName}>{source.name}</span>}
      </div>
      <Paste text={text} onChange={setText} onRead={() => read(text, choice)} />
      {lines !== undefined && (
        <div className={styles.actions}>
          <span role="status" className={styles.readout}>
            {strings.reading(formatExactCount(lines))}
          </span>
          <Button isSmall onClick={stop}>
            {strings.cancel}
          </Button>
        </div>
      )}
      {source !== undefined && <Choices choice={choice} onChange={(next) => read(source, next)} />}
      {result?.ok === false && (
        <div role="alert">
          <p className={styles.refusal}>
            <TriangleAlert size={14} aria-hidden />
            {result.message}
          </p>
          <Problems problems={result.problems} count={result.problems.length} />
        </div>
      )}
      {result?.ok === true && <Understood key={strings.used} component={component} recording={result.recording} />}
    </div>
  );
}

/** Reads one source at a time: the newest wins. */
function useReading() {
  const [state, setState] = useState<{ readonly source?: RecordingSource; readonly choice: Choice; readonly lines?: number; readonly result?: RecordingResult }>({
    choice: { reading: 'auto', unit: 'auto' },
  });
  const turn = useRef(0);
  useEffect(() => () => void turn.current++, []);
  const read = (source: RecordingSource, choice: Choice): void => {
    const mine = ++turn.current;
    let told = 0;
    setState({ source, choice, lines: 0 });
    const progress = (lines: number): void => {
      if (mine === turn.current && told++ % TELL_EVERY === 0) setState((before) => ({ ...before, lines }));
    };
    void readRecordingFrom(source, optionsOf(choice), { progress, isStopped: () => mine !== turn.current }).then((result) => {
      if (mine === turn.current) setState({ source, choice, result });
    });
  };
  const stop = (): void => {
    turn.current++;
    setState(({ choice }) => ({ choice }));
  };
  return { source: state.source, choice: state.choice, lines: state.lines, result: state.result, read, stop };
}

function optionsOf({ reading, unit }: Choice): RecordingOptions {
  return { ...(reading === 'auto' ? {} : { reading }), ...(unit === 'auto' ? {} : { unit }) };
}

interface PasteProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onRead: () => void;
}

function Paste({ text, onChange, onRead }: PasteProps) {
  const id = useId();
  return (
    <>
      <div className={field.field}>
        <label className={field.label} htmlFor={id}>
          {strings.paste}
        </label>
        <div className={field.box}>
          <textarea
            id={id}
            rows={4}
            className={`${field.input} ${styles.paste}`}
            spellCheck={false}
            maxLength={MOST_PASTED}
            placeholder={strings.pastePlaceholder}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        </div>
      </div>
      <div className={styles.actions}>
        <Button isSmall disabled={text.trim() === ''} onClick={onRead}>
          {strings.read}
        </Button>
      </div>
    </>
  );
}

/** What the reader knows better than the columns tell. */
function Choices({ choice, onChange }: { readonly choice: Choice; readonly onChange: (choice: Choice) => void }) {
  const options = <Value extends string>(labels: Readonly<Record<Value, string>>) =>
    (Object.entries(labels) as [Value, string][]).map(([value, label]) => ({ value, label }));
  return (
    <div className={styles.choices}>
      <Select label={strings.readAs} options={options(strings.readings)} value={choice.reading} onChange={(reading) => onChange({ ...choice, reading })} />
      <Select label={strings.timesIn} options={options(strings.units)} value={choice.unit} onChange={(unit) => onChange({ ...choice, unit })} />
    </div>
  );
}

/** A recording as it was understood, before it is used. */
function Understood({ component, recording }: { readonly component: Component; readonly recording: Recording }) {
  const { horizonMs } = useDiagram((state) => state.document.settings);
  const [isLengthened, setLengthened] = useState(false);
  const { ratesPerSec, everyMs, spanMs, unread } = recording;
  const neededMs = Math.min(LONGEST_RUN_MS, Math.ceil(ratesPerSec.length * everyMs));
  const isUsed = component.params?.['recordedPerSec'] === ratesPerSec && component.params['shape'] === 'recorded';
  const use = (): void => replayRecording(component.id, { ratesPerSec, everyMs, ...(isLengthened ? { horizonMs: neededMs } : {}) });
  return (
    <div role="group" aria-label={strings.understood} className={styles.editor}>
      <h4 className={styles.title}>{strings.understood}</h4>
      <Facts recording={recording} />
      <Preview recording={recording} />
      {unread > 0 && <Problems problems={recording.problems} count={unread} />}
      {horizonMs < neededMs && (
        <>
          <p className={inspector.help}>
            {strings.tooShort(formatDuration(spanMs), formatDuration(horizonMs))} {spanMs > LONGEST_RUN_MS && strings.capped(formatDuration(LONGEST_RUN_MS))}
          </p>
          <Toggle label={strings.lengthen(formatDuration(neededMs))} isOn={isLengthened} onChange={setLengthened} />
        </>
      )}
      <div className={styles.actions}>
        <Button isSmall variant="primary" disabled={isUsed} onClick={use}>
          {unread > 0 ? strings.useWithout(formatExactCount(unread)) : strings.useIt}
        </Button>
      </div>
      <p role="status" className={styles.readout}>
        {isUsed && strings.used}
      </p>
    </div>
  );
}

function Facts({ recording }: { readonly recording: Recording }) {
  const { reading, timeColumn, valueColumn, times, lines, beginsAtMs, spanMs, requests, meanPerSec, peakPerSec, everyMs, ratesPerSec } = recording;
  const nameOf = ({ place, name }: Recording['timeColumn']): string => strings.column(place, name);
  const time = `${nameOf(timeColumn)} ${strings.times[times]}`;
  const columns = reading === 'arrivals' || valueColumn === undefined ? strings.kinds.arrivals(time) : strings.kinds[reading](time, nameOf(valueColumn));
  const facts: readonly (readonly [string, string])[] = [
    [strings.facts.lines, strings.facts.linesOf(formatExactCount(lines), columns)],
    ...(beginsAtMs === undefined ? [] : [[strings.facts.began, dateText(beginsAtMs)] as const]),
    [strings.facts.span, formatDuration(spanMs)],
    [strings.facts.requests, formatExactCount(Math.round(requests))],
    [strings.facts.mean, formatRate(meanPerSec)],
    [strings.facts.peak, formatRate(peakPerSec)],
    [strings.facts.bins, strings.facts.binsOf(ratesPerSec.length, formatDuration(everyMs))],
  ];
  return (
    <div className={about.about}>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name} className={about.pair}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

function dateText(atMs: number): string {
  return Math.abs(atMs) < 8e15 ? `${DATE.format(atMs)} UTC` : '–';
}

function Preview({ recording: { ratesPerSec, everyMs, peakPerSec } }: { readonly recording: Recording }) {
  const endMs = ratesPerSec.length * everyMs;
  const points = [...ratesPerSec.flatMap((value, i) => [{ atMs: i * everyMs, value }, { atMs: (i + 1) * everyMs, value }]), { atMs: endMs, value: 0 }];
  const scale = curveScale({ lastMs: endMs, most: peakPerSec, isInteger: false });
  return <CurvePlot label={strings.rates} scale={scale} points={points} horizonMs={Infinity} valueText={formatCompact} />;
}

function Problems({ problems, count }: { readonly problems: Recording['problems']; readonly count: number }) {
  if (problems.length === 0) return null;
  return (
    <div>
      <h4 className={styles.title}>{strings.unread}</h4>
      <ul className={styles.problems}>
        {problems.map(({ line, message }) => (
          <li key={line}>{strings.atLine(formatExactCount(line), message)}</li>
        ))}
        {count > problems.length && <li>{strings.unreadMore(formatExactCount(count - problems.length))}</li>}
      </ul>
    </div>
  );
}
