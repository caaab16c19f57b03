import { useId } from 'react';
import { topShare } from '../../base/key-shares.ts';
import { writeRatio } from '../../base/units.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { changeParameters, type ParameterChange } from '../../store/session/live-changes.ts';
import { formatExactCount } from '../widgets/format.ts';
import { SegmentedControl } from '../widgets/segmented-control.tsx';
import about from './about-parameter.module.css';
import inspector from './inspector.module.css';
import styles from './keys.module.css';
import { strings } from './keys-strings.ts';
import { useMomentToCome } from './parameter-group.tsx';

export interface KeysSectionProps {
  readonly target: string;
  readonly specs: readonly ParameterSpec[];
  readonly params: ParameterValues | undefined;
}

type Law = keyof typeof strings.laws;

const SKEW = 1;
const HOT_SHARE = 0.2;
const BARS = 10;

/** How unevenly keys are asked for, chosen by its name and told in shares: of a cache, a ring of keys, a log, sessions or streams. */
export default function KeysSection({ target, specs, params }: KeysSectionProps) {
  const keys = useKeys({ target, specs, params });
  const labelId = useId();
  if (keys === undefined) return null;
  const { count, law, share } = keys;
  const laws: readonly Law[] = law === 'both' ? ['uniform', 'zipf', 'hot', 'both'] : ['uniform', 'zipf', 'hot'];
  const choose = (next: Law): void => {
    if (next === law) return;
    const skew = change('keySkew', keys.skew, next === 'zipf' ? keys.skew || SKEW : 0);
    const hot = change('hotKeyShare', keys.hot, next === 'hot' ? keys.hot || HOT_SHARE : 0);
    changeParameters({ target, specs, changes: [...skew, ...hot] });
  };
  const change = (name: string, before: number, value: number): readonly ParameterChange[] =>
    value === before ? [] : [{ spec: specs.find((candidate) => candidate.name === name)!, value }];
  return (
    <section className={inspector.group} aria-labelledby={labelId}>
      <h3 id={labelId} className={inspector.groupTitle}>
        {strings.title}
      </h3>
      <SegmentedControl label={strings.asked} options={laws.map((value) => ({ value, label: strings.laws[value] }))} value={law} onChange={choose} />
      <p className={inspector.help}>{strings.help[law](formatExactCount(count))}</p>
      <Bars shares={Array.from({ length: Math.min(BARS, count) }, (_, rank) => share(rank + 1) - (rank === 0 ? 0 : share(rank)))} />
      <div className={about.about}>
        <dl>
          {tops(count).map(([name, top]) => (
            <div key={name} className={about.pair}>
              <dt>{name}</dt>
              <dd>{strings.shareOf(shareText(share(top)))}</dd>
            </div>
          ))}
        </dl>
      </div>
      <p className={inspector.help}>{consequence(keys)}</p>
    </section>
  );
}

interface Keys {
  readonly count: number;
  readonly law: Law;
  readonly skew: number;
  readonly hot: number;
  /** Share of the hottest keys. */
  readonly share: (top: number) => number;
  readonly partitions: number | undefined;
  /** Whose keys they are. */
  readonly of: 'requests' | 'records' | 'sessions' | 'streams';
}

/** The keys in force; undefined where none are used. */
function useKeys({ target, specs, params }: KeysSectionProps): Keys | undefined {
  const document = useDiagram((state) => state.document);
  const nowMs = useMomentToCome();
  const read = (name: string) => {
    const spec = specs.find((candidate) => candidate.name === name);
    return spec === undefined ? undefined : valueAt(document, { target, spec, params, nowMs });
  };
  const numberOf = (name: string): number | undefined => {
    const value = read(name);
    return typeof value === 'number' ? value : undefined;
  };
  const shownWhen = specs.find(({ name }) => name === 'keySkew')?.shownWhen;
  if (shownWhen !== undefined && !shownWhen.isOneOf.includes(String(read(shownWhen.name)))) return undefined;
  const [skew, hot, partitions, sessions] = ['keySkew', 'hotKeyShare', 'partitions', 'sessions'].map(numberOf);
  const count = numberOf('keyCount') ?? numberOf('keys') ?? sessions;
  if (skew === undefined || hot === undefined || count === undefined || count < 1) return undefined;
  const law = hot === 0 ? (skew === 0 ? 'uniform' : 'zipf') : skew === 0 ? 'hot' : 'both';
  const of = sessions !== undefined ? 'sessions' : partitions !== undefined ? 'records' : numberOf('keys') !== undefined ? 'streams' : 'requests';
  return { count, law, skew, hot, share: (top) => hotShare(top, count, { skew, hot }), partitions, of };
}

/** The hot key has a share of its own; the law of the keys spreads what is left over all of them, it included. */
function hotShare(top: number, count: number, { skew, hot }: { readonly skew: number; readonly hot: number }): number {
  return Math.min(1, hot + (1 - hot) * topShare(top, count, skew));
}

function tops(count: number): readonly (readonly [string, number])[] {
  const all = [[strings.hottest, 1], [strings.topHundredth, Math.round(count / 100)], [strings.topTenth, Math.round(count / 10)]] as const;
  return all.filter(([, top], index) => index === 0 || top > 1);
}

function consequence({ share, partitions, of }: Keys): string {
  const hottest = shareText(share(1));
  if (of === 'sessions') return strings.session(hottest);
  if (of === 'records') return strings.partition(hottest, formatExactCount(partitions!));
  return of === 'streams' ? strings.stream(hottest) : strings.sameKey;
}

/** To three significant figures, as percent. */
function shareText(share: number): string {
  return writeRatio(Number(share.toPrecision(3)));
}

function Bars({ shares }: { readonly shares: readonly number[] }) {
  const most = Math.max(...shares);
  return (
    <div className={styles.bars} role="img" aria-label={strings.bars(shareText(shares[0]!))}>
      {shares.map((share, rank) => (
        // Ranks are their own identity.
        // oxlint-disable-next-line no-array-index-key
        <span key={rank} style={{ blockSize: `${Math.max(2, (share / most) * 100)}%` }} />
      ))}
    </div>
  );
}
