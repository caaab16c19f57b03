import { describe, expect, it } from 'vitest';
import { KINDS, PROTOCOLS } from '../../model/catalog.ts';
import type { ParameterSpec } from '../../model/parameter.ts';
import { sourceLink } from './source-link.ts';
import { rangeText, unitText, valueText } from './value-text.ts';

const all: readonly ParameterSpec[] = [
  ...Object.values(KINDS).flatMap(({ params }) => params),
  ...Object.values(PROTOCOLS).flatMap(({ params, channelParams = [], brokerParams = [] }) => [...params, ...channelParams, ...brokerParams]),
];

function spec(name: string): ParameterSpec {
  return all.find((candidate) => candidate.name === name)!;
}

describe('parameters in words', () => {
  it('call values by their labels', () => {
    expect(valueText(spec('hold'), 'release')).toBe('Free the worker (asynchronous)');
    expect(valueText(spec('confirm'), false)).toBe('off');
    expect(valueText(spec('timeoutMs'), 'unbounded')).toBe('no limit');
    expect(valueText(spec('timeoutMs'), 1500)).toBe('1.5 s');
    expect(valueText(spec('serviceSamplesMs'), [1, 2500])).toBe('1 ms, 2.5 s');
  });

  it('never shows what documents call a choice', () => {
    for (const choice of all.filter((candidate) => candidate.type === 'choice')) {
      const ids = choice.options.map(({ value }) => value);
      expect(ids).not.toContain(valueText(choice, choice.default));
    }
  });

  it('tell the range with its unit', () => {
    expect(rangeText(spec('timeoutMs'))).toBe('1 ms to 1 h, or no limit');
    expect(rangeText(spec('servers'))).toBe('1 to 10k');
    expect(rangeText(spec('hitRatio'))).toBe('0% to 100%');
    expect(rangeText(spec('confirm'))).toBe('on or off');
    expect(rangeText(spec('serviceSamplesMs'))).toBe('1 to 500 values, each 0 ms to 1 h');
    expect(rangeText(spec('jitter'))).toContain('None; Full: between 0 and the wait');
  });

  it('have a unit, a range, a default and a meaning, all of them', () => {
    for (const candidate of all) {
      expect(rangeText(candidate)).not.toBe('');
      expect(valueText(candidate, candidate.default)).not.toBe('');
      expect(candidate.meaning).not.toBe('');
      expect(candidate.effect).not.toBe('');
      expect(unitText(candidate) === undefined).toBe(candidate.type === 'choice' || candidate.type === 'toggle');
    }
  });
});

describe('sources', () => {
  it('lead to the page of their own, before that of the product', () => {
    expect(sourceLink('RabbitMQ docs, max length')).toBe('https://www.rabbitmq.com/docs/maxlength');
    expect(sourceLink('RabbitMQ docs, streams')).toBe('https://www.rabbitmq.com/docs/');
    expect(sourceLink('usual driver pool size')).toBeUndefined();
  });

  it('lead to secure addresses only', () => {
    const links = all.flatMap(({ source }) => (source === undefined ? [] : (sourceLink(source.label) ?? [])));
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) expect(new URL(link).protocol).toBe('https:');
  });
});
