import type { ParameterSpec, ParameterValue, Unit } from '../../model/parameter.ts';
import { writeParameterText } from '../../model/parameter-text.ts';
import { amountText, unboundedWord } from './amount-text.ts';
import { strings } from './strings.ts';

/** A parameter's value in words: options and switches by their labels, never by what documents call them. */
export function valueText(spec: ParameterSpec, value: ParameterValue): string {
  switch (spec.type) {
    case 'choice':
      return spec.options.find((option) => option.value === value)?.label ?? String(value);
    case 'toggle':
      return value === true ? strings.on : strings.off;
    case 'number':
      return amountText(spec, value);
    case 'list':
      return writeParameterText(spec, value) || strings.noValues;
  }
}

/** What a parameter may be: its smallest and largest value with the unit, or its options. */
export function rangeText(spec: ParameterSpec): string {
  switch (spec.type) {
    case 'choice':
      return spec.options.map(({ label }) => label).join('; ');
    case 'toggle':
      return strings.onOrOff;
    case 'number': {
      const range = strings.fromTo(boundText(spec.unit, spec.min), boundText(spec.unit, spec.max));
      return spec.allowUnbounded ? strings.orWord(range, unboundedWord(spec)) : range;
    }
    case 'list': {
      const range = strings.fromTo(boundText(spec.unit, spec.min), boundText(spec.unit, spec.max));
      return strings.listOf(spec.minLength, spec.maxLength, range);
    }
  }
}

function boundText(unit: Unit, value: number): string {
  const spec = { type: 'number', unit } as Extract<ParameterSpec, { type: 'number' }>;
  return writeParameterText(spec, value);
}

/** What a parameter is measured in, in words; undefined for words and switches. */
export function unitText(spec: ParameterSpec): string | undefined {
  if (spec.type === 'choice' || spec.type === 'toggle') return undefined;
  return strings.units[spec.unit];
}
