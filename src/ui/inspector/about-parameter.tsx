import { ExternalLink } from 'lucide-react';
import type { HelpOwner } from '../../model/help/help-text.ts';
import { parameterHelp } from '../../model/help/help.ts';
import { modelTopic } from '../../model/help/model-topic.ts';
import type { ParameterSource, ParameterSpec } from '../../model/parameter.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import styles from './about-parameter.module.css';
import { sourceLink } from './source-link.ts';
import { strings } from './strings.ts';
import { rangeText, unitText, valueText } from './value-text.ts';

export interface AboutParameterProps {
  readonly spec: ParameterSpec;
  /** Who declares the parameter. */
  readonly owner: HelpOwner;
}

/** All that is told of a parameter: what it is and does, range, unit, default, and where the default is from. */
export default function AboutParameter({ spec, owner }: AboutParameterProps) {
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

/** A default of which no primary source was read is called an assumption, in words and with a mark. */
function Origin({ source }: { readonly source: ParameterSource }) {
  return (
    <>
      <dt>{source.confirmed ? strings.source : <span className={styles.assumption}>{strings.assumption}</span>}</dt>
      <dd>
        <SourceName label={source.label} />
        {!source.confirmed && <> · {strings.assumed}</>}
      </dd>
    </>
  );
}

function SourceName({ label }: { readonly label: string }) {
  const link = sourceLink(label);
  if (link === undefined) return <>{label}</>;
  return (
    <a href={link} target="_blank" rel="noreferrer">
      {label}
      <ExternalLink size={11} aria-label={strings.opensElsewhere} />
    </a>
  );
}
