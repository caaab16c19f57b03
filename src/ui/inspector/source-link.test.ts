import { describe, expect, it } from 'vitest';
import { COMPONENT_FAMILIES } from '../../model/component-families.ts';
import { DIFFERENCES } from '../../model/help/differences.ts';
import { HELP } from '../../model/help/help.ts';
import type { HelpDifferences } from '../../model/help/help-text.ts';
import { PRESETS } from '../../model/presets.ts';
import { PRODUCT_FAMILIES } from '../../model/product-families.ts';
import { sourceLink } from './source-link.ts';

/** A version, a year, or a document that has but one. */
const DATED = /\b\d+\.\d+\b|\b20\d\d\b|\bRFC \d{4}|\bws 8\b|\bKIP-\d|\bPR \d+/;

const differences = Object.values(DIFFERENCES as HelpDifferences).flatMap((texts) => Object.values(texts ?? {}));
const ofComponents = COMPONENT_FAMILIES.flatMap(({ products }) => products).flatMap(({ name, source }) => (source === undefined ? [] : [{ name, source }]));
const products = [...PRODUCT_FAMILIES.flatMap((family) => family.products), ...ofComponents];
const sources = [...PRESETS, ...products, ...Object.values(HELP), ...differences].flatMap(({ source }) => source ?? []);

describe('sources', () => {
  it('say of which version or year they are', () => {
    const undated = sources.filter(({ label, confirmed }) => confirmed && sourceLink(label) !== undefined && !DATED.test(label));
    expect(undated.map(({ label }) => label)).toEqual([]);
    expect(sources.length).toBeGreaterThan(200);
  });

  it('of products lead to a page', () => {
    expect(products.filter(({ source }) => sourceLink(source.label) === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('lead to the file that was read, where no page tells it', () => {
    expect(sourceLink('NATS server 2.15-dev, raft.go: 4 to 9 s')).toBe('https://github.com/nats-io/nats-server/blob/main/server/raft.go');
    expect(sourceLink('Hystrix 1.5 (archived)')).toMatch(/HystrixCommandProperties\.java$/);
    expect(sourceLink('Netflix concurrency-limits 2026 Gradient2Limit')).toMatch(/Gradient2Limit\.java$/);
  });
});
