import { describe, expect, it } from 'vitest';
import { KINDS, PROTOCOLS } from '../../model/catalog.ts';
import type { ParameterSpec } from '../../model/parameter.ts';
import { DIFFERENCES } from '../../model/help/differences.ts';
import { HELP } from '../../model/help/help.ts';
import type { HelpDifferences } from '../../model/help/help-text.ts';
import { COMPONENT_FAMILIES } from '../../model/component-families.ts';
import { POOL_PRESETS } from '../../model/pool-presets.ts';
import { PRESETS } from '../../model/presets.ts';
import { PRODUCT_FAMILIES } from '../../model/product-families.ts';
import { PAGES, sourceLink } from './source-link.ts';
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
    expect(valueText(spec('serviceSamplesMs'), [])).toBe('none');
  });

  it('never shows what documents call a choice, other than a version', () => {
    for (const choice of all.filter((candidate) => candidate.type === 'choice')) {
      const ids = choice.options.map(({ value }) => value).filter((value) => !/^\d/.test(value));
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

  it('have a unit, a range and a default, all of them', () => {
    for (const candidate of all) {
      expect(rangeText(candidate)).not.toBe('');
      expect(valueText(candidate, candidate.default)).not.toBe('');
      expect(unitText(candidate) === undefined).toBe(candidate.type === 'choice' || candidate.type === 'toggle');
    }
  });
});

/** What help and presets say of their sources, each label once. */
const sources = new Map(
  [
    ...PRESETS,
    ...POOL_PRESETS,
    ...PRODUCT_FAMILIES.flatMap(({ products }) => products),
    ...COMPONENT_FAMILIES.flatMap(({ products }) => products),
    ...Object.values(HELP),
    ...Object.values(DIFFERENCES as HelpDifferences).flatMap((texts) => Object.values(texts)),
  ].flatMap(({ source }) => (source === undefined ? [] : [[source.label, source] as const])),
);

describe('sources', () => {
  it('lead to the page of their own, before that of the product', () => {
    expect(sourceLink('RabbitMQ 4.3 docs, max length: drop-head')).toBe('https://www.rabbitmq.com/docs/maxlength');
    expect(sourceLink('RabbitMQ 4.2: the image that .NET Aspire runs')).toBe('https://www.rabbitmq.com/docs/');
    expect(sourceLink('Apache Kafka 4.0 min.insync.replicas')).toBe('https://kafka.apache.org/documentation/#brokerconfigs_min.insync.replicas');
    expect(sourceLink('RFC 9113, 6.9.2: 65,535')).toBe('https://www.rfc-editor.org/rfc/rfc9113');
    expect(sourceLink('usual driver pool size')).toBeUndefined();
  });

  it('lead to secure addresses, wherever something was read', () => {
    const links = [...sources.keys()].flatMap((label) => sourceLink(label) ?? []);
    for (const link of links) expect(new URL(link).protocol).toBe('https:');
    const without = [...sources.values()].filter(({ label, confirmed }) => confirmed && sourceLink(label) === undefined);
    expect(without.map(({ label }) => label).toSorted()).toEqual(['a choice of the model: see its rules', 'nothing is stored', 'off until chosen']);
  });

  it('are all of some parameter', () => {
    const labels = [...sources.keys()];
    const idle = PAGES.filter(([pattern, page]) => !labels.some((label) => pattern.test(label) && sourceLink(label)?.startsWith(page.split('$')[0]!)));
    expect(idle.map(([pattern]) => String(pattern))).toEqual([]);
  });
});
