import { safeParse } from 'valibot';
import {
  isBareNumber,
  parseBytes,
  parseCount,
  parseDuration,
  parseFactor,
  parseRate,
  parseRatio,
  writeBytes,
  writeCount,
  writeDuration,
  writeRate,
  writeRatio,
} from '../base/units.ts';
import {
  type ChoiceSpec,
  type ListSpec,
  type NumberSpec,
  type ParameterSpec,
  type ParameterValue,
  UNBOUNDED,
  type Unit,
} from './parameter.ts';
import { quoted } from './quoting.ts';
import { parameterSchema } from './schema.ts';

/** A value that was read from text and is in its range, or why not: a clause such as `must be from 1 to 10, not 12`. */
export type TextReading =
  | { readonly ok: true; readonly value: ParameterValue }
  | { readonly ok: false; readonly message: string };

const EXAMPLES: Readonly<Record<Unit, string>> = {
  ms: 'a time such as 250ms, 1.5s or 2min',
  perSec: 'a rate such as 100/s, 1.5k/s or 90/min',
  ratio: 'a share such as 0.05 or 5%',
  count: 'a number such as 500 or 2k',
  factor: 'a factor such as 10 or 2.5x',
  bytes: 'a size such as 500 B, 16 KiB or 1.5 MB',
  none: 'a number such as 500 or 2k',
};

const SWITCH_WORDS: Readonly<Record<string, boolean>> = { true: true, on: true, yes: true, false: false, off: false, no: false };

/** Reads what a person typed for a parameter, with or without unit (a bare number is in the parameter's own unit), and
 *  checks it against the parameter's range. Used by the inspector and by the command line's `--set`. */
export function readParameterText(spec: ParameterSpec, text: string): TextReading {
  const read = readUnchecked(spec, text.trim());
  if (!read.ok) return read;
  const checked = safeParse(parameterSchema(spec), read.value);
  return checked.success ? read : { ok: false, message: checked.issues[0].message };
}

/** Writes a parameter's value so that `readParameterText` reads back the same one. */
export function writeParameterText(spec: ParameterSpec, value: ParameterValue): string {
  if (spec.type === 'list') return (value as readonly number[]).map((item) => writeNumber(spec.unit, item)).join(', ');
  return spec.type === 'number' && typeof value === 'number' ? writeNumber(spec.unit, value) : String(value);
}

/** Reads a number in a unit, undefined when the text is none. */
export function readNumber(unit: Unit, text: string): number | undefined {
  switch (unit) {
    case 'ms':
      return isBareNumber(text) ? parseCount(text) : parseDuration(text);
    case 'perSec':
      return parseRate(text);
    case 'ratio':
      return parseRatio(text);
    case 'factor':
      return parseFactor(text);
    case 'bytes':
      return parseBytes(text);
    case 'count':
    case 'none':
      return parseCount(text);
  }
}

function readUnchecked(spec: ParameterSpec, text: string): TextReading {
  switch (spec.type) {
    case 'number':
      return readNumberText(spec, text);
    case 'choice':
      return readChoice(spec, text);
    case 'toggle':
      return readSwitch(text);
    case 'list':
      return readList(spec, text);
  }
}

function readNumberText(spec: NumberSpec, text: string): TextReading {
  if (spec.allowUnbounded && text.toLowerCase() === UNBOUNDED) return { ok: true, value: UNBOUNDED };
  const value = readNumber(spec.unit, text);
  if (value !== undefined) return { ok: true, value };
  const alternative = spec.allowUnbounded ? ` or the word "${UNBOUNDED}"` : '';
  return { ok: false, message: `must be ${EXAMPLES[spec.unit]}${alternative}, not ${quoted(text)}` };
}

function readChoice(spec: ChoiceSpec, text: string): TextReading {
  const wanted = text.toLowerCase();
  const option = spec.options.find(({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted);
  // An unknown word passes: the range check names the options.
  return { ok: true, value: option?.value ?? text };
}

function readSwitch(text: string): TextReading {
  const word = text.toLowerCase();
  if (Object.hasOwn(SWITCH_WORDS, word)) return { ok: true, value: SWITCH_WORDS[word] };
  return { ok: false, message: `must be on or off, not ${quoted(text)}` };
}

function readList(spec: ListSpec, text: string): TextReading {
  const items = text.split(/[,;]/).map((item) => item.trim());
  const values = items.filter((item) => item !== '').map((item) => ({ item, value: readNumber(spec.unit, item) }));
  const wrong = values.find(({ value }) => value === undefined);
  if (wrong === undefined) return { ok: true, value: values.map(({ value }) => value as number) };
  return { ok: false, message: `must be a list, each item ${EXAMPLES[spec.unit]}, but has ${quoted(wrong.item)}` };
}

function writeNumber(unit: Unit, value: number): string {
  if (unit === 'ms') return writeDuration(value);
  if (unit === 'perSec') return writeRate(value);
  if (unit === 'bytes') return writeBytes(value);
  return unit === 'ratio' ? writeRatio(value) : writeCount(value);
}
