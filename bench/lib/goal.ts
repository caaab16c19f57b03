import { markdownTable } from './table.ts';

/** What is asked of the product's speed, and what was measured. */
export interface Goal {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
  /** Undefined when it is only told, or could not be measured. */
  readonly isReached: boolean | undefined;
}

const NOT_MEASURED = 'not measured';

interface Limit {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  /** Decimals to tell, 2 when absent, and what follows the number. */
  readonly decimals?: number;
  readonly unit?: string;
}

/** A goal that is reached by values up to the limit. */
export function atMost(of: Limit): Goal {
  return goal(of, 'at most', of.value <= of.limit);
}

/** A goal that is reached by values from the limit on. */
export function atLeast(of: Limit): Goal {
  return goal(of, 'at least', of.value >= of.limit);
}

/** A figure without a limit. */
export function told(what: string, measured: string): Goal {
  return { what, asked: 'told', measured, isReached: undefined };
}

function goal({ what, value, limit, decimals = 2, unit = '' }: Limit, asked: string, isReached: boolean): Goal {
  const isMeasured = Number.isFinite(value);
  return {
    what,
    asked: `${asked} ${limit}${unit}`,
    measured: isMeasured ? `${value.toFixed(decimals)}${unit}` : NOT_MEASURED,
    isReached: isMeasured ? isReached : undefined,
  };
}

/** All goals, with what became of them. */
export function goalTable(goals: readonly Goal[]): string {
  const word = ({ isReached }: Goal): string => (isReached === undefined ? '–' : isReached ? 'reached' : '**missed**');
  const rows = goals.map((one) => [one.what, one.asked, one.measured, word(one)]);
  const missed = goals.filter(({ isReached }) => isReached === false).length;
  const reached = goals.filter(({ isReached }) => isReached === true).length;
  return `${markdownTable(['goal', 'asked', 'measured', ''], rows)}\n\n${reached} reached, ${missed} missed.`;
}
