import text from '../../../docs/accuracy.json?raw';
import type { AccuracyRecord, FamilyRecord, FigureRecord } from '../../accuracy/record.ts';

/** What `npm run accuracy` measured last. */
export const RECORD = JSON.parse(text) as AccuracyRecord;

/** Which figures are shown. */
export type Shown = 'all' | 'exact' | 'approximate' | 'outside';

/** Families with those of their figures that are asked for, and have all words in what is told of them. */
export function findFamilies(families: readonly FamilyRecord[], query: string, shown: Shown): FamilyRecord[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = families.map((family) => {
    const about = [family.title, family.group, family.summary, family.source].join(' ').toLowerCase();
    const figures = family.figures.filter((figure) => isShown(figure, shown) && words.every((word) => about.includes(word) || figure.title.toLowerCase().includes(word)));
    return { ...family, figures };
  });
  return found.filter(({ figures }) => figures.length > 0);
}

/** Groups in the order in which they stand in the record. */
export function groupsOf(families: readonly FamilyRecord[]): (readonly [group: string, families: readonly FamilyRecord[]])[] {
  const groups = new Map<string, FamilyRecord[]>();
  for (const family of families) groups.set(family.group, [...(groups.get(family.group) ?? []), family]);
  return [...groups];
}

/** How many figures stand as `kind` says, and how many of those agree. */
export function sumOf(families: readonly FamilyRecord[], kind: 'exact' | 'approximate'): { readonly agree: number; readonly all: number } {
  const figures = families.flatMap((family) => family.figures).filter(({ standing }) => standing.kind === kind);
  return { agree: figures.filter(({ verdict }) => verdict === 'agrees').length, all: figures.length };
}

/** A figure's value with its digits: five at most. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(5))).replace('-', '−');
}

/** A share as a percentage with two digits after the point, and its sign where one is asked for. */
export function percentText(share: number, isSigned = false): string {
  const digits = Math.abs(100 * share).toFixed(2);
  const sign = Number(digits) === 0 ? '' : share < 0 ? '−' : isSigned ? '+' : '';
  return `${sign}${isSigned ? digits : digits.replace(/\.?0+$/, '')} %`;
}

/** Published errors that hold for a family's figures, each once. */
export function regimesOf({ figures }: FamilyRecord): { readonly error: number; readonly regime: string }[] {
  const regimes = new Map<string, { readonly error: number; readonly regime: string }>();
  for (const { standing } of figures) if (standing.kind === 'approximate') regimes.set(`${standing.error} ${standing.regime}`, standing);
  return [...regimes.values()];
}

function isShown({ standing, verdict }: FigureRecord, shown: Shown): boolean {
  if (shown === 'all') return true;
  return shown === 'outside' ? verdict !== 'agrees' : standing.kind === shown;
}
