/** A foreign object, as a file gives it. Only own fields count. */
export type Plain = Readonly<Record<string, unknown>>;

/** Longest foreign text that is searched. */
const MAX_SEARCHED = 20_000;

/** Whether a value is an object with fields, not a list and not null. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field of a foreign value, or undefined. */
export function field(value: unknown, name: string): unknown {
  return isPlain(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Text of a foreign value: text as it is, numbers and booleans written out, anything else undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.slice(0, MAX_SEARCHED);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Text in a field of a foreign value, or undefined. */
export function textField(value: unknown, name: string): string | undefined {
  return textOf(field(value, name));
}

/** Names and values of the fields of a foreign object; none when it is something else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isPlain(value) ? Object.entries(value) : [];
}

/** Fields that hold text, in the file's order. */
export function textEntries(value: unknown): [string, string][] {
  return entriesOf(value).flatMap(([name, item]): [string, string][] => {
    const text = textOf(item);
    return text === undefined ? [] : [[name, text]];
  });
}

/** Items of a foreign list that are text. */
export function textItems(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => textOf(item) ?? []);
}
