import { describe, expect, it } from 'vitest';
import { COMPONENT_FAMILIES } from './component-families.ts';
import { POOL_PRESETS } from './pool-presets.ts';
import { PRESETS } from './presets.ts';
import { PRODUCT_FAMILIES } from './product-families.ts';

/** A release, the year or month of what was read, or the number or revision of a document that never changes. */
const VERSION = /\d+\.\d+|\b20[12]\d\b|\b[A-Za-z.]+ \d+\b|\bKIP-\d+|\bgRFC A\d+/;
/** Why there is none: what was read has no version, or which one it is was not known. */
const REASON = /unversioned|no known version|third-party copies/;

const componentProducts = COMPONENT_FAMILIES.flatMap(({ products }) => products).flatMap(({ name, source }) => (source === undefined ? [] : [{ name, source }]));
const sources = [...PRESETS, ...POOL_PRESETS, ...PRODUCT_FAMILIES.flatMap(({ products }) => products), ...componentProducts].map(({ name, source }) => [name, source] as const);

describe('sources of presets', () => {
  it.each(sources)('of %s name a version, or say why not', (_, { label }) => {
    expect(label.replace(REASON, '2026')).toMatch(VERSION);
  });

  it('that are not known to be of a version are assumptions', () => {
    const vague = sources.filter(([, { label }]) => /no known version|third-party copies/.test(label));
    expect(vague.map(([name, { confirmed }]) => [name, confirmed])).toEqual([['googleSre', false], ['goTransport', false]]);
  });

  it('would not do without one', () => {
    for (const label of ['nginx keepalive_timeout', 'golang/net http2/server.go', 'Envoy cluster.proto connect_timeout', 'grpc-java NettyServerBuilder, KestrelServerLimits']) {
      expect(label).not.toMatch(VERSION);
      expect(label).not.toMatch(REASON);
    }
  });
});
