/** An estimate of an expectation, and what its interval is made of. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
  /** Degrees of freedom of Student's distribution that the interval needs. */
  readonly degrees: number;
}

/** A figure that is measured beside others and whose expectation is known exactly. */
export interface ControlVariate {
  readonly values: readonly number[];
  readonly expectation: number;
}

/** Expectation of independent values, of which control variates explain a part: the intercept of the regression of the
 *  values on what the controls deviate from their expectations by, with its standard error (Lavenberg and Welch 1981; Law
 *  2015, section 11.4). The interval is exact where values and controls are normal together, which means over long runs are.
 *  Controls that are constant, or that those before them tell already, are left out. Without controls it is the plain mean.
 *  Throws with fewer than two values more than controls. */
export function estimateExpectation(values: readonly number[], controls: readonly ControlVariate[] = []): Estimate {
  const columns = orthogonal(controls.map(({ values: column, expectation }) => column.map((value) => value - expectation)), values.length);
  const degrees = values.length - 1 - columns.length;
  if (degrees < 1) throw new Error(`${values.length} values are too few for ${columns.length} control variates.`);
  const mean = meanOf(values);
  const residuals = values.map((value) => value - mean);
  let intercept = mean;
  let weight = 1 / values.length;
  for (const { deviations, mean: off, square } of columns) {
    const slope = dot(residuals, deviations) / square;
    for (let i = 0; i < residuals.length; i++) residuals[i]! -= slope * deviations[i]!;
    intercept -= slope * off;
    weight += (off * off) / square;
  }
  return { mean: intercept, standardError: Math.sqrt((dot(residuals, residuals) / degrees) * weight), degrees };
}

/** A column around its mean, made orthogonal to those before it. */
interface Column {
  readonly deviations: readonly number[];
  /** What is left of the mean's deviation from the expectation. */
  readonly mean: number;
  readonly square: number;
}

/** Columns by the method of Gram and Schmidt. */
function orthogonal(columns: readonly (readonly number[])[], count: number): Column[] {
  const found: Column[] = [];
  for (const column of columns) {
    if (column.length !== count) throw new Error(`A control variate has ${column.length} values instead of ${count}.`);
    let mean = meanOf(column);
    const deviations = column.map((value) => value - mean);
    const whole = dot(deviations, deviations);
    for (const before of found) {
      const slope = dot(deviations, before.deviations) / before.square;
      for (let i = 0; i < count; i++) deviations[i]! -= slope * before.deviations[i]!;
      mean -= slope * before.mean;
    }
    const square = dot(deviations, deviations);
    if (square > 1e-9 * whole && square > 0) found.push({ deviations, mean, square });
  }
  return found;
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
