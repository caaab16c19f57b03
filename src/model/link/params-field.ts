import { LIMITS } from '../document.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../parameter.ts';
import type { Coder } from './coder.ts';
import type { FrozenParam } from './frozen.ts';
import { codeNumber } from './number-field.ts';

/** Share of parameters that are changed, to begin with, of 65,536: of those that matter, and of those that do not
 *  because another parameter makes them pointless. */
const CHANGED = 20_000;
const POINTLESS = 1500;
/** Longest list of numbers that is read. */
const MAX_LIST = LIMITS.listNumbers;

/** The last value of each parameter, by name: the same one often comes again. */
export type Recent = Map<string, ParameterValue>;

/** What the coding of parameters needs to know: the frozen declarations, and those in force now. */
export interface ParamsContext {
  readonly frozen: readonly FrozenParam[];
  readonly live: readonly ParameterSpec[];
  readonly recent: Recent;
}

/** Codes the changed parameters of one item. A parameter that is left out has the default of the frozen declaration:
 *  where that is no longer the default, it is spelled out on reading, and the default of now on writing. Values that
 *  the frozen declaration does not know are left to the remainder. */
export function codeParams(coder: Coder, context: ParamsContext, values: ParameterValues | undefined): ParameterValues | undefined {
  const meant = coder.isReading ? {} : withDefaultsOf(values, context, 'live');
  const coded: Record<string, ParameterValue> = {};
  for (const param of context.frozen) {
    const value = Object.hasOwn(meant, param.name) ? meant[param.name] : undefined;
    const isCoded = value !== undefined && fits(param, value);
    const place = isPointless(param, coded, context.frozen) ? 'pointless' : 'changed';
    if (!coder.flag(`${place} ${param.name}`, isCoded, place === 'changed' ? CHANGED : POINTLESS)) continue;
    coded[param.name] = codeRepeated(coder, param, { value: isCoded ? value : param.default, recent: context.recent });
  }
  const params = withDefaultsOf(coded, context, 'frozen');
  return Object.keys(params).length === 0 ? undefined : params;
}

/** Codes a value of a parameter; one that the frozen declaration does not know is coded as its default. */
export function codeValue(coder: Coder, param: FrozenParam, value: ParameterValue | undefined): ParameterValue {
  const known = value !== undefined && fits(param, value) ? value : param.default;
  const { name, unit = 'none', options } = param;
  if (options !== undefined) return options[coder.choice(`value ${name}`, options.length, options.indexOf(known as string))]!;
  if (typeof param.default === 'boolean') return coder.flag(`value ${name}`, known as boolean);
  if (Array.isArray(param.default)) return codeList(coder, unit, known as readonly number[]);
  if (param.unbounded && coder.flag(`unbounded ${name}`, known === 'unbounded', 16_384)) return 'unbounded';
  return codeNumber(coder, unit, known as number);
}

function codeRepeated(
  coder: Coder,
  param: FrozenParam,
  { value, recent }: { readonly value: ParameterValue; readonly recent: Recent },
): ParameterValue {
  const last = recent.get(param.name);
  const canRepeat = last !== undefined && fits(param, last) && param.options === undefined && typeof last !== 'boolean';
  if (canRepeat && coder.flag('value repeats', isSame(last, value), 16_384)) return last;
  const coded = codeValue(coder, param, value);
  recent.set(param.name, coded);
  return coded;
}

function codeList(coder: Coder, unit: string, numbers: readonly number[]): readonly number[] {
  const length = Math.min(coder.count('list length', numbers.length), MAX_LIST);
  return Array.from({ length }, (_, index) => codeNumber(coder, `${unit} list`, numbers[index] ?? 0));
}

function fits(param: FrozenParam, value: ParameterValue): boolean {
  if (param.options !== undefined) return param.options.includes(value as string);
  if (Array.isArray(param.default)) return Array.isArray(value) && value.length <= MAX_LIST;
  if (typeof param.default === 'boolean') return typeof value === 'boolean';
  return typeof value === 'number' || (value === 'unbounded' && param.unbounded === true);
}

/** Whether another parameter, coded before, makes this one pointless. */
function isPointless(param: FrozenParam, coded: ParameterValues, all: readonly FrozenParam[]): boolean {
  if (param.shownWhen === undefined) return false;
  const [name, ...values] = param.shownWhen;
  const value = coded[name] ?? all.find((candidate) => candidate.name === name)?.default;
  return !values.includes(String(value));
}

/** Values with those added whose default differs between the frozen declarations and the ones in force: when writing
 *  (`live`), the default in force; when reading (`frozen`), the frozen one, and none that is the default in force. */
function withDefaultsOf(
  values: ParameterValues | undefined,
  { frozen, live }: ParamsContext,
  which: 'live' | 'frozen',
): Record<string, ParameterValue> {
  const result: Record<string, ParameterValue> = { ...values };
  for (const param of frozen) {
    const spec = live.find((candidate) => candidate.name === param.name);
    if (spec === undefined || isSame(spec.default, param.default)) continue;
    const value = result[param.name] ?? (which === 'live' ? spec.default : param.default);
    if (which === 'frozen' && isSame(value, spec.default)) delete result[param.name];
    else result[param.name] = value;
  }
  return result;
}

function isSame(a: ParameterValue, b: ParameterValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
