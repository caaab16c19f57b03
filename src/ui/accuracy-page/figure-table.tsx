import type { FamilyRecord, FigureRecord } from '../../accuracy/record.ts';
import styles from './accuracy-page.module.css';
import { numberText, percentText } from './comparisons.ts';
import { Whisker } from './mark.tsx';
import { plotOf } from './plot.ts';
import { strings } from './strings.ts';

/** The figures of a family, one a row. Its box scrolls sideways by itself where there is no room. */
export function FigureTable({ family, freshSeeds }: { readonly family: FamilyRecord; readonly freshSeeds: number }) {
  const { columns } = strings;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.tableBox} role="group" tabIndex={0} aria-label={family.title}>
      <table>
        <thead>
          <tr>
            {[columns.figure, columns.theory, columns.simulated, columns.deviation, columns.plot, columns.verdict].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {family.figures.map((figure) => (
            <FigureRow key={figure.id} figure={figure} freshSeeds={freshSeeds} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FigureRow({ figure, freshSeeds }: { readonly figure: FigureRecord; readonly freshSeeds: number }) {
  const { title, theory, simulated, unit, deviation, halfWidth, standing, verdict, freshMisses = 0 } = figure;
  const stands = standing.kind === 'exact' ? strings.standing.exact : strings.standing.approximate(percentText(standing.error));
  return (
    <tr>
      <th scope="row">
        {title} <span className={styles.source}>{stands}</span>
      </th>
      <td>{numberText(theory) + strings.units[unit]}</td>
      <td>{numberText(simulated) + strings.units[unit]}</td>
      <td>{strings.deviation(percentText(deviation, true), percentText(halfWidth))}</td>
      <td className={styles.plotCell}>
        <Whisker plot={plotOf(figure)} kind={standing.kind} />
      </td>
      <td data-verdict={verdict}>
        {strings.verdicts[verdict]}
        {verdict !== 'agrees' && <span className={styles.source}> {strings.misses(freshMisses, freshSeeds)}</span>}
      </td>
    </tr>
  );
}
