import { FAMILY_GROUPS } from './family.ts';
import { isTooWide, WIDEST } from './judge.ts';
import type { AccuracyRecord, FamilyRecord, FigureRecord } from './record.ts';

/** The text of `docs/accuracy.md`, from a measurement. */
export function accuracyPage(record: AccuracyRecord): string {
  return [...head(record), ...FAMILY_GROUPS.flatMap((group) => section(group, record.families.filter((family) => family.group === group)))].join('\n');
}

/** One figure in a line, for the console and for messages of tests. */
export function figureLine({ title }: FamilyRecord, figure: FigureRecord): string {
  const { halfWidth, deviation, theory, simulated } = figure;
  return `${title}, ${figure.title}: theory ${number(theory)}, simulated ${number(simulated)}, deviation ${percent(deviation)} ± ${percent(halfWidth)}, ${verdictText(figure)}`;
}

function head({ engineVersion, date, level, figureLevel, freshSeeds, families }: AccuracyRecord): string[] {
  const figures = families.flatMap((family) => family.figures);
  const count = (keep: (figure: FigureRecord) => boolean): number => figures.filter(keep).length;
  const isExact = ({ standing }: FigureRecord): boolean => standing.kind === 'exact';
  const agrees = ({ verdict }: FigureRecord): boolean => verdict === 'agrees';
  const events = families.reduce((sum, family) => sum + family.events, 0);
  return [
    '# Accuracy', '',
    '`npm run accuracy` writes this page and `accuracy.json` beside it from measured runs; nothing in it is typed by hand. Each family is a',
    'document as people draw it, run by the engine that the page runs, and compared with what queueing theory or a publication says.', '',
    `Engine version ${engineVersion}, measured on ${date}: ${families.length} families, ${figures.length} figures, ${grouped(events)} events.`, '',
    `- Exact: ${count((figure) => isExact(figure) && agrees(figure))} of ${count(isExact)} figures lie inside their intervals.`,
    `- Approximate: ${count((figure) => !isExact(figure) && agrees(figure))} of ${count((figure) => !isExact(figure))} lie inside their published error and their intervals.`,
    `- Outside at first and not confirmed by fresh seeds: ${count(({ verdict }) => verdict === 'chance')}. Different from theory: ${count(({ verdict }) => verdict === 'differs')}.`,
    `- Intervals wider than ${percent(WIDEST.mean)} (percentiles: ${percent(WIDEST.percentile)}): ${count(isTooWide)}.`, '',
    '## How it is measured', '',
    `- All intervals hold together at a level of ${percent(level)}; each of the ${figures.length} by Bonferroni's inequality at ${(100 * figureLevel).toFixed(5)} %.`,
    '- An interval is Student\'s over independent replications, each of a seed of its own, after a warm-up. Where the utilization or the rate of',
    '  arrivals is known exactly, it serves as a control variate: what it explains of the other figures is taken out of them by regression.',
    `- An *exact* figure agrees when theory lies in its interval; an *approximate* one when theory lies in the interval widened by the published`,
    '  error. Percentiles come from a histogram whose own error of 0.78 % is allowed for as well.',
    `- A figure that lies outside is measured ${freshSeeds} more times, from fresh seeds; it differs when more than one of these misses the theory too.`,
    '  Neither seeds nor intervals are changed to make a figure agree.',
    '- Deviation and interval are relative to the theory.', '',
  ];
}

function section(group: string, families: readonly FamilyRecord[]): string[] {
  return families.length === 0 ? [] : [`## ${group}`, '', ...families.flatMap(familyText)];
}

function familyText(family: FamilyRecord): string[] {
  const { title, summary, source, replications, events, figures } = family;
  const regimes = new Set(figures.flatMap(({ standing }) => (standing.kind === 'approximate' ? [`Published error: ${percent(standing.error)}, ${standing.regime}.`] : [])));
  return [
    `### ${title}`, '', summary, '', `Source: ${source}. ${[...regimes].join(' ')} ${replications} replications, ${grouped(events)} events.`.replaceAll('  ', ' '), '',
    '| figure | stands | theory | simulated | deviation | interval | verdict |', '| --- | --- | --- | --- | --- | --- | --- |', ...figures.map(row), '',
  ];
}

function row(figure: FigureRecord): string {
  const { title, standing, theory, simulated, deviation, halfWidth, unit } = figure;
  const stands = standing.kind === 'exact' ? 'exact' : `approximate, ${percent(standing.error)}`;
  const cells = [title, stands, number(theory) + UNITS[unit], number(simulated) + UNITS[unit], percent(deviation), `± ${percent(halfWidth)}`, verdictText(figure)];
  return `| ${cells.join(' | ')} |`;
}

const UNITS = { ms: ' ms', perSec: ' /s', share: '', count: '' } as const;

function verdictText(figure: FigureRecord): string {
  const wide = isTooWide(figure) ? ', interval too wide' : '';
  if (figure.verdict === 'agrees') return `agrees${wide}`;
  return `${figure.verdict === 'chance' ? 'outside by chance' : 'differs'} (${figure.freshMisses ?? 0} of the fresh seeds miss)${wide}`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(5)));
}

function percent(value: number): string {
  return `${(100 * value).toFixed(2).replace(/\.?0+$/, '').replace(/^-0$/, '0')} %`;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
