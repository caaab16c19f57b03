/** Foreign values in messages: short, and without anything that could pass for something else. */

/** A number as people write it: thousands apart, no needless digits. */
export function numberText(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  if (whole.includes('e')) return String(value);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A foreign value shortened for a message; text is quoted. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  return `a${typeof value === 'object' ? 'n object' : ` ${typeof value}`}`;
}

/** Text in quotation marks, cut to 40 characters, with control characters replaced. */
export function quoted(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, '?');
  return `"${clean.length > 40 ? `${clean.slice(0, 39)}…` : clean}"`;
}
