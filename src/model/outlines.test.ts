import { describe, expect, it } from 'vitest';
import { KINDS, PROTOCOLS } from './catalog.ts';
import { KIND_OUTLINES, PROTOCOL_OUTLINES } from './outlines.ts';
import type { ParameterSpec } from './parameter.ts';

/** Parameters that a picture draws, or that tell how a part of it fares. */
const DRAWN = ['replicas', 'servers', 'queueCapacity', 'capacity', 'deadLetter', 'partitions', 'users', 'clients', 'streamsPerClient', 'timeoutMs'];

function drawnOf(specs: readonly ParameterSpec[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(specs.filter(({ name }) => DRAWN.includes(name)).map((spec) => [spec.name, spec.default]));
}

describe('outlines', () => {
  it('draw the defaults of the specifications', () => {
    for (const kind of ['client', 'loadBalancer', 'service', 'cache', 'database'] as const) {
      expect([kind, KIND_OUTLINES[kind].drawn]).toEqual([kind, drawnOf(KINDS[kind].params)]);
    }
    for (const [protocol, spec] of Object.entries(PROTOCOLS)) {
      expect([protocol, spec.drawn]).toEqual([protocol, drawnOf(spec.channelKind === undefined ? spec.params : (spec.channelParams ?? []))]);
    }
  });

  it('are in the order of the catalog', () => {
    expect(Object.keys(KIND_OUTLINES)).toEqual(Object.keys(KINDS));
    expect(Object.keys(PROTOCOL_OUTLINES)).toEqual(Object.keys(PROTOCOLS));
  });
});
