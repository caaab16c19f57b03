import { type ListSpec, type NumberSpec, type ParameterValue, UNBOUNDED } from '../../model/parameter.ts';
import { readParameterText, type TextReading, writeParameterText } from '../../model/parameter-text.ts';
import { strings } from './strings.ts';

/** What people read and type where a document says "unbounded": mostly that there is no limit, but of some parameters that
 *  all are meant. */
export function unboundedWord({ name }: Pick<NumberSpec, 'name'>): string {
  return (strings.unboundedWords as Readonly<Record<string, string>>)[name] ?? strings.noLimit;
}

/** An amount as a field shows it. */
export function amountText(spec: NumberSpec | ListSpec, value: ParameterValue): string {
  return value === UNBOUNDED ? unboundedWord(spec) : writeParameterText(spec, value);
}

/** Reads what was typed into a field: what `amountText` writes, and all that documents and the command line know. */
export function readAmount(spec: NumberSpec | ListSpec, text: string): TextReading {
  const word = unboundedWord(spec);
  if (spec.type === 'number' && spec.allowUnbounded && text.trim().toLowerCase() === word) return { ok: true, value: UNBOUNDED };
  const reading = readParameterText(spec, text);
  return reading.ok ? reading : { ok: false, message: reading.message.replace(`the word "${UNBOUNDED}"`, `"${word}"`) };
}
