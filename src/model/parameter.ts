/** A value that a parameter can take in a document. Lists are only numbers; "unbounded" stands for no limit. */
export type ParameterValue = number | string | boolean | readonly number[];

/** Changed parameters of one component, connection, channel, broker or fault; what is absent has its default. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Units that parameters are measured in. Ratios are 0..1; factors multiply; times are simulated milliseconds. */
export type Unit = 'ms' | 'perSec' | 'ratio' | 'count' | 'factor' | 'bytes' | 'none';

/** Where a default comes from. `confirmed` is false when no primary source was read: the app shows an assumption. */
export interface ParameterSource {
  readonly label: string;
  readonly confirmed: boolean;
}

interface ParameterSpecBase {
  /** Name in documents, in `--set` paths and in the engine. Stable for ever. */
  readonly name: string;
  /** Short label for the inspector. */
  readonly label: string;
  /** False when a change needs the network to be compiled anew, so it cannot be applied to a run in progress. */
  readonly live: boolean;
  /** Heading under which an inspector folds it, with the others of one mechanism; none for what is always of interest. */
  readonly group?: string;
  /** Show only when another parameter has one of these values. */
  readonly shownWhen?: { readonly name: string; readonly isOneOf: readonly string[] };
}

/** A number in a range, both ends included. With `allowUnbounded` the word "unbounded" is a value too. */
export interface NumberSpec extends ParameterSpecBase {
  readonly type: 'number';
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly allowUnbounded: boolean;
  readonly default: number | 'unbounded';
  /** Range that a slider offers; typed values may go beyond it. */
  readonly usual: readonly [number, number];
}

/** One of a few words. */
export interface ChoiceSpec extends ParameterSpecBase {
  readonly type: 'choice';
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

/** On or off. */
export interface ToggleSpec extends ParameterSpecBase {
  readonly type: 'toggle';
  readonly default: boolean;
}

/** A list of numbers, such as measured service times. */
export interface ListSpec extends ParameterSpecBase {
  readonly type: 'list';
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly default: readonly number[];
}

/** Declares one parameter: its type, unit, range and default. Inspector, schema, codec and engine read it; what it means,
 *  what it changes and where its default was read stands in `help`, which only readers of words load. */
export type ParameterSpec = NumberSpec | ChoiceSpec | ToggleSpec | ListSpec;

/** Word for "no limit" in a document. */
export const UNBOUNDED = 'unbounded';

type NumberOptions = Pick<NumberSpec, 'name' | 'label' | 'unit' | 'default'> &
  Partial<Omit<NumberSpec, 'type'>>;

/** Builds a number parameter: by default real, from 0 to 1e9, not unbounded, live, slider from 0 to four times the default. */
export function number(options: NumberOptions): NumberSpec {
  const usualTop = typeof options.default === 'number' && options.default > 0 ? options.default * 4 : 100;
  return {
    type: 'number',
    min: 0,
    max: 1e9,
    integer: options.unit === 'count' || options.unit === 'bytes',
    allowUnbounded: options.default === UNBOUNDED,
    live: true,
    usual: [options.min ?? 0, Math.min(options.max ?? 1e9, usualTop)],
    ...options,
  };
}

/** Builds a choice parameter; the first option is the default unless one is given. */
export function choice(
  options: Pick<ChoiceSpec, 'name' | 'label' | 'options'> & Partial<Omit<ChoiceSpec, 'type'>>,
): ChoiceSpec {
  return { type: 'choice', live: true, default: options.options[0]!.value, ...options };
}

/** Builds an on/off parameter. */
export function toggle(
  options: Pick<ToggleSpec, 'name' | 'label' | 'default'> & Partial<Omit<ToggleSpec, 'type'>>,
): ToggleSpec {
  return { type: 'toggle', live: true, ...options };
}

/** The value in force: the changed one, or the default of the specification. */
export function valueOf(spec: Pick<ParameterSpec, 'name' | 'default'>, values: ParameterValues | undefined): ParameterValue {
  return values?.[spec.name] ?? spec.default;
}

/** Specifications with some defaults replaced: what a protocol's preset changes in the mechanism it shares. */
export function withDefaults(
  specs: readonly ParameterSpec[],
  presets: Readonly<Record<string, { readonly default: ParameterValue }>>,
): readonly ParameterSpec[] {
  return specs.map((spec) => {
    const preset = presets[spec.name];
    return preset === undefined ? spec : ({ ...spec, ...preset } as ParameterSpec);
  });
}

/** The nearest that a specification allows to a value that another one of the same name allowed: a number comes into its
 *  range. Undefined for what it cannot take at all, such as another type or an option that it does not offer. */
export function allowedValue(spec: ParameterSpec, value: ParameterValue | undefined): ParameterValue | undefined {
  switch (spec.type) {
    case 'number':
      return typeof value === 'number' ? inRange(spec, value) : value === UNBOUNDED && spec.allowUnbounded ? value : undefined;
    case 'choice':
      return spec.options.some((option) => option.value === value) ? value : undefined;
    case 'toggle':
      return typeof value === 'boolean' ? value : undefined;
    case 'list':
      return typeof value === 'object' && isListOf(spec, value) ? value : undefined;
  }
}

function inRange({ min, max, integer }: NumberSpec, value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return Math.min(max, Math.max(min, integer ? Math.round(value) : value));
}

function isListOf({ min, max, minLength, maxLength }: ListSpec, values: readonly number[]): boolean {
  return values.length >= minLength && values.length <= maxLength && values.every((value) => value >= min && value <= max);
}
