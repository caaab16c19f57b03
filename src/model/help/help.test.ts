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

describe('help', () => {
  it('tells of every parameter what it means, what it changes and where its default was read', () => {
    const incomplete = DECLARED.filter(([owner, name]) => {
      const { meaning, effect, source } = parameterHelp(owner, name);
      return !/^[A-Z0-9].*[.]$/.test(meaning) || !/^[A-Z0-9].*[.]$/.test(effect) || source.label.length < 3;
    });
    expect(incomplete).toEqual([]);
    expect(DECLARED.length).toBeGreaterThan(500);
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
