const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Reads a number as people type it: `1200`, `1,200`, `1.5k`, `2M`, `-3`. Returns undefined for anything else. */
export function parseAmount(text: string): number | undefined {
  const match = /^([-−]?)(\d{1,3}(?:,\d{3})+|\d+|)(\.\d+)?\s*([kmg]?)$/i.exec(text.trim());
  if (match === null || (match[2] === '' && match[3] === undefined)) return undefined;
  const amount = Number(`${match[2].replaceAll(',', '')}${match[3] ?? ''}`) * MULTIPLES[match[4].toLowerCase()];
  return match[1] === '' ? amount : -amount;
}
