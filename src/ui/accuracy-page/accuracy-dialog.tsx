import { useState } from 'react';
import type { FamilyRecord } from '../../accuracy/record.ts';
import { Dialog } from '../widgets/dialog.tsx';
import { formatCompact } from '../widgets/format.ts';
import { SearchField } from '../widgets/search-field.tsx';
import { Select } from '../widgets/select.tsx';
import styles from './accuracy-page.module.css';
import { findFamilies, groupsOf, percentText, RECORD, regimesOf, type Shown, sumOf } from './comparisons.ts';
import { FigureTable } from './figure-table.tsx';
import { Mark } from './mark.tsx';
import { REACH } from './plot.ts';
import { strings } from './strings.ts';

export interface AccuracyDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** How close runs come to queueing theory: what `npm run accuracy` measured, system by system, as points and whiskers. */
export default function AccuracyDialog({ isOpen, onClose }: AccuracyDialogProps) {
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const families = findFamilies(RECORD.families, query, shown);
  const count = families.reduce((sum, { figures }) => sum + figures.length, 0);
  return (
    <Dialog title={strings.title} size="page" isOpen={isOpen} onClose={onClose}>
      <div className={styles.accuracy}>
        <div className={styles.bar}>
          <SearchField label={strings.search} hint={strings.searchHint} value={query} onChange={setQuery} />
          <Select label={strings.show} options={SHOWN_OPTIONS} value={shown} onChange={setShown} />
          <p role="status" className={styles.count}>
            {count === 0 ? strings.nothing : strings.found(families.length, count)}
          </p>
        </div>
        {/* A box that scrolls has to be reachable with the keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={styles.scroller} tabIndex={0} role="region" aria-label={strings.region}>
          <Summary />
          {groupsOf(families).map(([group, members]) => (
            <section key={group}>
              <h3 className={styles.group}>{group}</h3>
              {members.map((family) => (
                <FamilyView key={family.id} family={family} />
              ))}
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

const SHOWN_OPTIONS = (['all', 'exact', 'approximate', 'outside'] as const).map((value) => ({ value, label: strings.shows[value] }));

/** The whole in a few sentences, and what the signs of the plots mean. */
function Summary() {
  const { engineVersion, date, level, families } = RECORD;
  const [exact, approximate] = [sumOf(families, 'exact'), sumOf(families, 'approximate')];
  const events = families.reduce((sum, family) => sum + family.events, 0);
  return (
    <div className={styles.summary}>
      <p>
        <strong>{strings.exactSum(exact.agree, exact.all)}</strong> {strings.approximateSum(approximate.agree, approximate.all)} {strings.level(percentText(level))}{' '}
        {strings.measured(engineVersion, date, formatCompact(events))}
      </p>
      <ul className={styles.legend}>
        <li>
          <Mark kind="exact" /> {strings.legend.exact}
        </li>
        <li>
          <Mark kind="approximate" /> {strings.legend.approximate}
        </li>
        <li>
          <Mark kind="interval" /> {strings.legend.interval}
        </li>
        <li>
          <Mark kind="allowed" /> {strings.legend.allowed}
        </li>
        <li>{strings.legend.scale(percentText(REACH))}</li>
      </ul>
    </div>
  );
}

function FamilyView({ family }: { readonly family: FamilyRecord }) {
  return (
    <section className={styles.family}>
      <h4>{family.title}</h4>
      <p>
        {family.summary} <span className={styles.source}>{strings.source(family.source)}</span>{' '}
        {regimesOf(family).map(({ error, regime }) => (
          <span key={regime} className={styles.source}>
            {strings.regime(percentText(error), regime)}{' '}
          </span>
        ))}
      </p>
      <FigureTable family={family} freshSeeds={RECORD.freshSeeds} />
    </section>
  );
}
