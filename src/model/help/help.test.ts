import { describe, expect, it } from 'vitest';
import { KINDS, PROTOCOLS } from '../catalog.ts';
import type { Protocol } from '../document.ts';
import { FAULTS } from '../faults.ts';
import type { ParameterSpec } from '../parameter.ts';
import { grpcStream } from '../protocols/grpc-stream.ts';
import { webSocket } from '../protocols/web-socket.ts';
import { DIFFERENCES } from './differences.ts';
import { HELP, parameterHelp } from './help.ts';
import type { HelpDifferences, HelpOwner } from './help-text.ts';

/** Everybody who declares parameters, with what they declare. */
const OWNERS = new Map<HelpOwner, readonly ParameterSpec[]>([
  ...Object.entries(KINDS).map(([kind, { params }]) => [kind as HelpOwner, params] as const),
  ...Object.entries(FAULTS).map(([fault, { params }]) => [fault as HelpOwner, params] as const),
  ...Object.entries(PROTOCOLS).flatMap(([name, spec]) => {
    const protocol = name as Protocol;
    return [
      [protocol, spec.params] as const,
      [`${protocol}Channel`, spec.channelParams ?? []] as const,
      [`${protocol}Exchange`, spec.exchangeParams ?? []] as const,
      [`${protocol}Broker`, spec.brokerParams ?? []] as const,
    ];
  }),
]);
const DECLARED = [...OWNERS].flatMap(([owner, specs]) => specs.map(({ name }) => [owner, name] as const));

/** Whether a reader can be told what a parameter is measured in and what it may be. */
function isComplete(spec: ParameterSpec): boolean {
  if (spec.type === 'toggle') return true;
  if (spec.type === 'choice') return spec.options.length > 1 && spec.options.every(({ value, label }) => value !== '' && label !== '');
  const isRange = Number.isFinite(spec.min) && Number.isFinite(spec.max) && spec.min < spec.max && spec.unit.length > 0;
  if (spec.type === 'list') return isRange && spec.minLength <= spec.maxLength;
  const [least, most] = spec.usual;
  const isUsual = least < most && least >= spec.min && most <= spec.max;
  return isRange && isUsual && (spec.default === 'unbounded' ? spec.allowUnbounded : spec.default >= spec.min && spec.default <= spec.max);
}

describe('help', () => {
  it('tells of every parameter what it means, what it changes and where its default was read', () => {
    const incomplete = DECLARED.filter(([owner, name]) => {
      const { meaning, effect, source } = parameterHelp(owner, name);
      return !/^[A-Z0-9].*[.]$/.test(meaning) || !/^[A-Z0-9].*[.]$/.test(effect) || source.label.length < 3;
    });
    expect(incomplete).toEqual([]);
    expect(DECLARED.length).toBeGreaterThan(500);
  });

  it('says in the effect more than the meaning did, in a sentence of its own', () => {
    const idle = DECLARED.filter(([owner, name]) => {
      const { meaning, effect } = parameterHelp(owner, name);
      return meaning.length < 20 || effect.length < 20 || meaning === effect;
    });
    expect(idle).toEqual([]);
  });

  it('has a unit, a range, a default in it and a label for every number, and labels for all options', () => {
    const specs = [...OWNERS].flatMap(([owner, own]) => own.map((spec) => ({ owner, spec })));
    const incomplete = specs.filter(({ spec }) => spec.label === '' || !isComplete(spec));
    expect(incomplete.map(({ owner, spec }) => `${owner} ${spec.name}`)).toEqual([]);
  });

  it('calls everything that was not read an assumption, and says why', () => {
    const sources = DECLARED.map(([owner, name]) => parameterHelp(owner, name).source);
    const assumptions = new Set(sources.filter(({ confirmed }) => !confirmed).map(({ label }) => label));
    expect(assumptions.size).toBeGreaterThan(20);
    const doubtful = sources.filter(({ label, confirmed }) => confirmed && /\b(?:example value|assumed|not read|usual choice|differ)\b/.test(label));
    expect(doubtful).toEqual([]);
  });

  it('is about declared parameters only', () => {
    const names = new Set([...DECLARED.map(([, name]) => name), ...[grpcStream, webSocket].flatMap(({ params }) => params.map(({ name }) => name))]);
    expect(Object.keys(HELP).filter((name) => !names.has(name))).toEqual([]);
    const pairs = new Set(DECLARED.map(([owner, name]) => `${owner} ${name}`));
    const told = Object.entries(DIFFERENCES).flatMap(([owner, texts]) => Object.keys(texts).map((name) => `${owner} ${name}`));
    expect(told.filter((pair) => !pairs.has(pair))).toEqual([]);
  });

  it('notes as a difference only what differs', () => {
    const alike = Object.entries(DIFFERENCES as HelpDifferences).flatMap(([owner, texts]) =>
      Object.entries(texts ?? {}).flatMap(([name, own]) =>
        Object.entries(own).filter(([field, value]) => JSON.stringify(HELP[name]?.[field as keyof typeof own]) === JSON.stringify(value)).map(([field]) => `${owner} ${name} ${field}`),
      ),
    );
    expect(alike).toEqual([]);
  });

  it('throws for a parameter that nobody has heard of', () => {
    expect(() => parameterHelp('service', 'flux')).toThrow('flux');
  });
});
