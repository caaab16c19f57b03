import { countText } from '../../base/figure-text.ts';

/** A figure and half the width of its interval, both to the width's second digit: `41.83` and `0.62`. Shares are percents. */
export function intervalText(value: number, width: number, isShare = false): readonly [value: string, width: string] {
  const scale = isShare ? 100 : 1;
  const unit = isShare ? '%' : '';
  const decimals = width > 0 ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(width * scale)))) : 0;
  const write = (figure: number): string => `${fixed(figure * scale, Number.isInteger(figure) && width === 0 ? 0 : decimals)}${unit}`;
  return [write(value), write(width)];
}

/** With a comma between thousands. */
function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.startsWith('-') ? `-${countText(Number(whole.slice(1)))}` : countText(Number(whole));
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
