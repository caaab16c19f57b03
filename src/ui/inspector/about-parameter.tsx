import { ExternalLink } from 'lucide-react';
import type { ParameterSpec } from '../../model/parameter.ts';
import styles from './about-parameter.module.css';
import { sourceLink } from './source-link.ts';
import { strings } from './strings.ts';
import { rangeText, unitText, valueText } from './value-text.ts';

export interface AboutParameterProps {
  readonly spec: ParameterSpec;
}

/** All that is declared of a parameter: what it is and does, range, unit, default, and where the default is from. */
export function AboutParameter({ spec }: AboutParameterProps) {
  const unit = unitText(spec);
  return (
    <div className={styles.about}>
      <p>{spec.meaning}</p>
      <dl>
        {spec.effect !== '' && (
          <>
            <dt>{strings.effect}</dt>
            <dd>{spec.effect}</dd>
          </>
        )}
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
        <Origin spec={spec} />
        <dt>{strings.takesEffect}</dt>
        <dd>{spec.live ? strings.takesEffectLive : strings.needsRerun}</dd>
      </dl>
    </div>
  );
}

/** A default of which no primary source was read is called an assumption, in words and with a mark. */
function Origin({ spec }: AboutParameterProps) {
  const { source } = spec;
  const assumption = <span className={styles.assumption}>{strings.assumption}</span>;
  if (source === undefined) {
    return (
      <>
        <dt>{assumption}</dt>
        <dd>{strings.noSource}</dd>
      </>
    );
  }
  return (
    <>
      <dt>{source.confirmed ? strings.source : assumption}</dt>
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
