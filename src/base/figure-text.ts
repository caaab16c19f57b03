/** What is written where there is no figure. */
export const NO_FIGURE = '-';

/** A count with its thousands apart: `12,480`. */
export function countText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A figure with four significant digits, never in exponents: `0.01234`, `9.876`, `123.4`, `12,346`. */
export function figureText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NO_FIGURE;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 999.95) return countText(value);
  const decimals = size >= 99.995 ? 1 : size >= 9.9995 ? 2 : 3;
  return size < 0.0005 ? value.toPrecision(2) : value.toFixed(decimals);
}

/** A share as percent: `72.4%`. Only a full share reads 100%. */
export function shareText(share: number | null): string {
  if (share === null) return NO_FIGURE;
  if (share === 0 || share === 1) return `${share * 100}%`;
  return `${Math.min(99.99, Math.max(0.01, share * 100)).toFixed(share > 0.999 || share < 0.001 ? 2 : 1)}%`;
}
