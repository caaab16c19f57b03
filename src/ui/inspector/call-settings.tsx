import { connectionSpecs, PROTOCOLS } from '../../model/catalog.ts';
import type { Connection } from '../../model/document.ts';
import { type ParameterValues, valueOf } from '../../model/parameter.ts';
import { applyPreset, clearResilience, type NearPreset, nearestPreset, presetNamed, presetsFor } from '../../model/presets.ts';
import { isResilience } from '../../model/protocols/parameter-group.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { Button } from '../widgets/button.tsx';
import { Select } from '../widgets/select.tsx';
import about from './about-parameter.module.css';
import styles from './inspector.module.css';
import { Origin } from './origin.tsx';
import { ParameterGroup, useMomentToCome } from './parameter-group.tsx';
import { PoolChoice } from './pool-choice.tsx';
import ProductChoice from './product-choice.tsx';
import { strings } from './strings.ts';
import { valueText } from './value-text.ts';

/** Values of the list that are no preset's name. */
const DEFAULTS = '-defaults';
const OWN = '-own';

/** A call's resilience and parameters: what real systems do about failures, to choose as a whole, and below it every
 *  parameter, with what differs from the choice. */
export default function CallSettings({ connection }: { readonly connection: Connection }) {
  const params = useParamsInForce(connection);
  const near = nearestPreset({ protocol: connection.protocol, params });
  return (
    <>
      <PresetChoice connection={connection} params={params} near={near} />
      <PoolChoice connection={connection} params={params} />
      <ProductChoice
        target={connection.id}
        place="connection"
        protocol={connection.protocol}
        specs={connectionSpecs(connection)}
        params={connection.params}
      />
      <ParameterGroup
        title={strings.parameters}
        target={connection.id}
        owner={connection.protocol}
        specs={connectionSpecs(connection)}
        params={connection.params}
        version={PROTOCOLS[connection.protocol].version}
        {...(near === undefined ? {} : { preset: near.preset.values })}
      />
    </>
  );
}

interface PresetChoiceProps {
  readonly connection: Connection;
  /** In force now. */
  readonly params: ParameterValues;
  readonly near: NearPreset | undefined;
}

/** Which preset is in force, and what was changed from it. */
function PresetChoice({ connection, params, near }: PresetChoiceProps) {
  const presets = presetsFor(connection);
  if (presets.length === 0) return null;
  const isBare = connectionSpecs(connection).every((spec) => !isResilience(spec) || valueOf(spec, params) === spec.default);
  const isOwn = near === undefined && !isBare;
  const options = [
    { value: DEFAULTS, label: strings.presetDefaults(PROTOCOLS[connection.protocol].label) },
    ...(isOwn ? [{ value: OWN, label: strings.presetOwn }] : []),
    ...presets.map(({ name, label }) => ({
      value: name,
      label: name === near?.preset.name && near.changed.length > 0 ? strings.presetChanged(label) : label,
    })),
  ];
  return (
    <section className={styles.group} aria-label={strings.resilience}>
      <h3 className={styles.groupTitle}>{strings.resilience}</h3>
      <Select
        label={strings.preset}
        options={options}
        value={near?.preset.name ?? (isOwn ? OWN : DEFAULTS)}
        hint={near?.preset.summary ?? (isOwn ? strings.presetOwnHint : strings.presetDefaultsHint)}
        onChange={(name) => choose(connection.id, name)}
      />
      {near !== undefined && <AboutPreset near={near} params={params} onReset={() => choose(connection.id, near.preset.name)} />}
    </section>
  );
}

function useParamsInForce(connection: Connection): ParameterValues {
  const document = useDiagram((state) => state.document);
  const nowMs = useMomentToCome();
  const { id: target, params } = connection;
  return Object.fromEntries(connectionSpecs(connection).map((spec) => [spec.name, valueAt(document, { target, spec, params, nowMs })]));
}

function choose(connectionId: string, name: string): void {
  if (name === OWN) return;
  const { document, edit } = useDiagram.getState();
  edit(name === DEFAULTS ? clearResilience(document, connectionId) : applyPreset(document, connectionId, presetNamed(name)));
}

interface AboutPresetProps {
  readonly near: NearPreset;
  readonly params: ParameterValues;
  readonly onReset: () => void;
}

/** Where a preset was read, how the model departs from it, and what was changed by hand since. */
function AboutPreset({ near: { preset, changed }, params, onReset }: AboutPresetProps) {
  return (
    <div className={about.about}>
      {preset.caveat !== undefined && <p>{preset.caveat}</p>}
      <dl>
        <Origin source={preset.source} />
        {changed.map((spec) => (
          <div key={spec.name} className={about.pair}>
            <dt>{spec.label}</dt>
            <dd>{strings.insteadOf(valueText(spec, valueOf(spec, params)), valueText(spec, valueOf(spec, preset.values)))}</dd>
          </div>
        ))}
      </dl>
      {changed.length > 0 && (
        <Button variant="quiet" isSmall onClick={onReset}>
          {strings.presetReset}
        </Button>
      )}
    </div>
  );
}
