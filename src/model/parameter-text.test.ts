import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS, PROTOCOLS } from './catalog.ts';
import { FAULTS } from './faults.ts';
import { readParameterText, writeParameterText } from './parameter-text.ts';
import type { ParameterSpec, ParameterValue } from './parameter.ts';

const ALL_SPECS: readonly ParameterSpec[] = [
  ...Object.values(KINDS).flatMap((kind) => kind.params),
  ...Object.values(FAULTS).flatMap((fault) => fault.params),
  ...Object.values(PROTOCOLS).flatMap((spec) => [...spec.params, ...(spec.channelParams ?? []), ...(spec.brokerParams ?? [])]),
];

function spec(kind: keyof typeof KINDS, name: string): ParameterSpec {
  return KINDS[kind].params.find((candidate) => candidate.name === name)!;
}

function valuesOf(declared: ParameterSpec): fc.Arbitrary<ParameterValue> {
  if (declared.type === 'toggle') return fc.boolean();
  if (declared.type === 'choice') return fc.constantFrom(...declared.options.map((option) => option.value));
  const { min, max } = declared;
  const real = fc.double({ min, max, noNaN: true }).map((value) => value + 0);
  if (declared.type === 'list') return fc.array(real, { minLength: declared.minLength, maxLength: 20 });
  const numbers = declared.integer ? fc.integer({ min, max: Math.min(max, 2 ** 31 - 1) }) : real;
  return declared.allowUnbounded ? fc.oneof(numbers, fc.constant('unbounded')) : numbers;
}

describe('readParameterText', () => {
  it.each([
    ['service', 'serviceMs', '50ms', 50],
    ['service', 'serviceMs', '0.25', 0.25],
    ['client', 'ratePerSec', '1.5k/s', 1500],
    ['client', 'ratePerSec', '600', 600],
    ['service', 'failureRatio', '5%', 0.05],
    ['service', 'queueCapacity', 'Unbounded', 'unbounded'],
    ['service', 'queueCapacity', '2k', 2000],
    ['client', 'arrivals', 'closed, users who wait', 'closed'],
    ['service', 'serviceVariation', '2.5x', 2.5],
  ] as const)('reads %s %s from %s', (kind, name, text, value) => {
    expect(readParameterText(spec(kind, name), text)).toEqual({ ok: true, value });
  });

  it.each([
    ['service', 'serviceMs', 'soon', 'must be a time such as 250ms, 1.5s or 2min, not "soon"'],
    ['service', 'servers', '0', 'must be from 1 to 10,000, not 0'],
    ['service', 'servers', '1.5', 'must be a whole number, not 1.5'],
    ['client', 'deadlineMs', '-1', 'must be a time such as 250ms, 1.5s or 2min or the word "unbounded", not "-1"'],
    ['client', 'arrivals', 'sometimes', 'must be one of "poisson", "constant", "closed", "bursty", not "sometimes"'],
    ['service', 'serviceSamplesMs', '5, x', 'must be a list, each item a time such as 250ms, 1.5s or 2min, but has "x"'],
  ] as const)('refuses %s %s %s', (kind, name, text, message) => {
    expect(readParameterText(spec(kind, name), text)).toEqual({ ok: false, message });
  });

  it('reads switches by word', () => {
    const confirm = PROTOCOLS.kafka.params.find(({ name }) => name === 'confirm')!;
    expect(readParameterText(confirm, 'Off')).toEqual({ ok: true, value: false });
    expect(readParameterText(confirm, 'toString')).toEqual({ ok: false, message: 'must be on or off, not "toString"' });
  });

  it('reads back what writeParameterText wrote, for every declared parameter', () => {
    const cases = fc.constantFrom(...ALL_SPECS).chain((declared) => fc.tuple(fc.constant(declared), valuesOf(declared)));
    fc.assert(
      fc.property(cases, ([declared, value]) => {
        expect(readParameterText(declared, writeParameterText(declared, value))).toEqual({ ok: true, value });
      }),
      { numRuns: 2000 },
    );
  });
});
