import type { HelpOwner } from '../../model/help/help-text.ts';
import { parameterHelp } from '../../model/help/help.ts';
import { modelTopic } from '../../model/help/model-topic.ts';
import type { ParameterSpec, ParameterValue } from '../../model/parameter.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import styles from './about-parameter.module.css';
import { Origin } from './origin.tsx';
import { strings } from './strings.ts';
import { rangeText, unitText, valueText } from './value-text.ts';

export interface AboutParameterProps {
  readonly spec: ParameterSpec;
  /** Who declares the parameter. */
  readonly owner: HelpOwner;
  /** What the preset that was chosen sets it to, if that is not the default. */
  readonly preset?: ParameterValue;
}

/** All that is told of a parameter: what it is and does, range, unit, default, and where the default is from. */
export default function AboutParameter({ spec, owner, preset }: AboutParameterProps) {
  const { meaning, effect, source } = parameterHelp(owner, spec.name);
  const unit = unitText(spec);
  return (
    <div className={styles.about}>
      <p>{meaning}</p>
      <dl>
        <dt>{strings.effect}</dt>
        <dd>{effect}</dd>
        {unit !== undefined && (
          <>
            <dt>{strings.range}</dt>
            <dd>{rangeText(spec)}</dd>
            <dt>{strings.unit}</dt>
            <dd>{unit}</dd>
          </>
        )}
        <dt>{strings.default}</dt>
        <dd>{valueText(spec, spec.default)}</dd>
        {preset !== undefined && (
          <>
            <dt>{strings.presetValue}</dt>
            <dd>{valueText(spec, preset)}</dd>
          </>
        )}
        <Origin source={source} />
        <dt>{strings.takesEffect}</dt>
        <dd>{spec.live ? strings.takesEffectLive : strings.needsRerun}</dd>
      </dl>
      <Button variant="quiet" isSmall onClick={() => useView.getState().showModel(modelTopic(owner, spec))}>
        {strings.howModelled}
      </Button>
    </div>
  );
}
