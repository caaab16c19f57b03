import { ExternalLink } from 'lucide-react';
import type { ParameterSource } from '../../model/parameter.ts';
import styles from './about-parameter.module.css';
import { sourceLink } from './source-link.ts';
import { strings } from './strings.ts';

/** Where something was read, as a row of a list; without a primary source it is called an assumption, in words and with
 *  a mark. */
export function Origin({ source }: { readonly source: ParameterSource }) {
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
