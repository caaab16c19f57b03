import type { Figure, FigureUnit } from './family.ts';

/** A mean time. */
export const time = (id: string, title: string, theory: number): Figure => ({ id, title, unit: 'ms', theory });

/** A percentile of times. */
export const percentile = (id: string, title: string, theory: number): Figure => ({ id, title, unit: 'ms', theory, isPercentile: true });

/** A share, a rate or a mean number. */
export const figure = (id: string, title: string, unit: FigureUnit, theory: number): Figure => ({ id, title, unit, theory });
