import { describe, expect, it } from 'vitest';
import { connectionSpecs } from './catalog.ts';
import { type BrownoutDocument, emptyDocument, type SyncProtocol } from './document.ts';
import { applyEdit } from './edit.ts';
import { parseDocument } from './parse.ts';
import { applyPreset, clearResilience, nearestPreset, type Preset, presetNamed, PRESETS, presetsOf } from './presets.ts';

function pair(protocol: SyncProtocol): BrownoutDocument {
  return {
    ...emptyDocument(),
    components: [
      { id: 'a', kind: 'client', name: 'a', x: 0, y: 0 },
      { id: 'b', kind: 'service', name: 'b', x: 0, y: 0 },
    ],
    connections: [{ id: 'c', kind: 'sync', protocol, from: 'a', to: 'b', params: { backoffMs: 7, hedging: 'on', latencyMs: 3 } }],
  };
}

const cases = PRESETS.flatMap((preset) => preset.protocols.map((protocol): [string, SyncProtocol, Preset] => [preset.name, protocol, preset]));

describe('presets', () => {
  it('have names of their own', () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  });

  it.each(cases)('%s on %s gives parameters that are declared and allowed, and keeps those outside resilience', (_, protocol, preset) => {
    const declared = connectionSpecs({ protocol }).map(({ name }) => name);
    expect(Object.keys(preset.values).filter((name) => !declared.includes(name))).toEqual([]);
    const { document } = applyEdit(pair(protocol), applyPreset(pair(protocol), 'c', preset));
    const parsed = parseDocument(document);
    expect(parsed.ok ? parsed.document : parsed.problems).toEqual(document);
    const params = document.connections[0]!.params ?? {};
    expect(params['latencyMs']).toBe(3);
    for (const spec of connectionSpecs({ protocol })) {
      if (spec.group !== undefined || spec.name === 'hold') expect(params[spec.name] ?? spec.default).toBe(preset.values[spec.name] ?? spec.default);
    }
    expect(presetsOf(document, 'c')).toContain(preset);
  });

  it('are undone as one edit', () => {
    const before = pair('http1');
    const { document, inverse } = applyEdit(before, applyPreset(before, 'c', presetNamed('dotnetStandard')));
    expect(applyEdit(document, inverse).document).toEqual(before);
  });

  it('take back live changes that would hide them, and bring them back when undone', () => {
    const entry = (id: string, param: string, value: number) => ({ id, type: 'set', target: 'c', param, value, atMs: 5 }) as const;
    const before: BrownoutDocument = { ...pair('http1'), log: [entry('e1', 'timeoutMs', 77), entry('e2', 'latencyMs', 8)] };
    const { document, inverse } = applyEdit(before, applyPreset(before, 'c', presetNamed('dotnetStandard')));
    expect(document.log.map(({ id }) => id)).toEqual(['e2']);
    expect(applyEdit(document, inverse).document).toEqual(before);
  });

  it('are known again after a few changes, and not after many', () => {
    for (const preset of PRESETS) {
      const protocol = preset.protocols[0]!;
      const near = nearestPreset({ protocol, params: preset.values });
      expect([near?.preset.values, near?.changed]).toEqual([preset.values, []]);
    }
    const { values } = presetNamed('dotnetStandard');
    const near = nearestPreset({ protocol: 'http1', params: { ...values, maxAttempts: 7, latencyMs: 9 } });
    expect([near?.preset.name, near?.changed.map(({ name }) => name)]).toEqual(['dotnetStandard', ['maxAttempts']]);
    expect(nearestPreset({ protocol: 'http1', params: { maxAttempts: 7, backoffMs: 3 } })).toBeUndefined();
  });

  it('of a runtime say whether its servers keep a worker while a call is out', () => {
    const hold = (name: string) => presetNamed(name).values['hold'];
    expect([hold('dotnetStandard'), hold('dotnetHedging'), hold('finagle')]).toEqual(['release', 'release', 'release']);
    expect([hold('resilience4j'), hold('hystrix')]).toEqual(['hold', 'hold']);
    const dotnet = applyEdit(pair('http1'), applyPreset(pair('http1'), 'c', presetNamed('dotnetStandard'))).document;
    expect(dotnet.connections[0]!.params).toMatchObject({ hold: 'release' });
    const blocking = { ...dotnet.connections[0]!.params, hold: 'hold' };
    expect(nearestPreset({ protocol: 'http1', params: blocking })?.changed.map(({ name }) => name)).toEqual(['hold']);
    const proxied = applyEdit(dotnet, applyPreset(dotnet, 'c', presetNamed('envoy'))).document;
    expect(proxied.connections[0]!.params).toMatchObject({ hold: 'release' });
  });

  it('leave nothing behind when resilience goes back to its defaults', () => {
    const { document } = applyEdit(pair('http1'), applyPreset(pair('http1'), 'c', presetNamed('envoy')));
    const { params } = applyEdit(document, clearResilience(document, 'c')).document.connections[0]!;
    expect(params).toEqual({ latencyMs: 3 });
    expect(nearestPreset({ protocol: 'http1', params })).toBeUndefined();
  });

  it('refuse a protocol that they are not for', () => {
    expect(() => applyPreset(pair('http1'), 'c', presetNamed('grpcRetry'))).toThrow('not for http1');
  });

  it('obey what the .NET handlers validate: attempt within total, breaker window at least two attempts', () => {
    for (const name of ['dotnetStandard', 'dotnetHedging']) {
      const { timeoutMs, totalTimeoutMs, breakerWindowMs } = presetNamed(name).values as Record<string, number>;
      expect(timeoutMs).toBeLessThanOrEqual(totalTimeoutMs!);
      expect(breakerWindowMs).toBeGreaterThanOrEqual(2 * timeoutMs!);
    }
  });
});
