import { describe, expect, it } from 'vitest';
import { connectionSpecs } from './catalog.ts';
import { type BrownoutDocument, type Connection, emptyDocument, type SyncProtocol } from './document.ts';
import { applyEdit } from './edit.ts';
import { parseDocument } from './parse.ts';
import { applyPoolPreset, isPoolDefault, POOL_PRESETS, poolPresetOf, poolPresetsFor, poolValues } from './pool-presets.ts';

function withCall(protocol: SyncProtocol, more: Partial<Connection> = {}): BrownoutDocument {
  return {
    ...emptyDocument(),
    components: [{ id: 'a', kind: 'service', name: 'A', x: 0, y: 0 }, { id: 'b', kind: 'service', name: 'B', x: 400, y: 0 }],
    connections: [{ id: 'c', kind: 'sync', protocol, from: 'a', to: 'b', ...more }],
  };
}

const named = (name: string) => POOL_PRESETS.find((preset) => preset.name === name)!;

describe('presets of connections', () => {
  it.each(POOL_PRESETS.flatMap((preset) => (Object.keys(preset.values) as SyncProtocol[]).map((protocol) => [preset.name, protocol] as const)))(
    '%s over %s sets parameters that the protocol has, in range, and is recognised',
    (name, protocol) => {
      const preset = named(name);
      const declared = new Set(connectionSpecs({ protocol }).map((spec) => spec.name));
      expect(Object.keys(preset.values[protocol]!).filter((parameter) => !declared.has(parameter))).toEqual([]);
      const applied = applyEdit(withCall(protocol), applyPoolPreset(withCall(protocol), 'c', preset)).document;
      const read = parseDocument(JSON.parse(JSON.stringify(applied)));
      expect(read.ok ? [] : read.problems).toEqual([]);
      const found = poolPresetOf(applied.connections[0]!, preset.side)!;
      expect(poolValues(found, protocol)).toEqual(poolValues(preset, protocol));
    },
  );

  it('have what the products\' documentation says', () => {
    expect(named('dotnetHandler').values.http1).toMatchObject({ maxConcurrent: 'unbounded', idleTimeoutMs: 60_000, maxAgeMs: 'unbounded', connectTimeoutMs: 'unbounded' });
    expect(named('undici').values.http1).toEqual({ connectTimeoutMs: 10_000, idleTimeoutMs: 4000 });
    expect(named('chromium').values.http1).toEqual({ maxConcurrent: 6 });
    expect(named('kestrel').values.http2).toEqual({ maxConcurrent: 100, keepAliveMs: 130_000 });
    expect(named('nginxServer').values.http2).toEqual({ maxConcurrent: 128, keepAliveMs: 75_000 });
    expect(POOL_PRESETS.filter(({ source }) => !source.confirmed).map(({ name }) => name)).toEqual(['goTransport', 'chromium']);
  });

  it('leave the other side and all else as they are, and go back', () => {
    const start = withCall('http1', { params: { timeoutMs: 500, keepAliveMs: 5000, maxAgeMs: 60_000 } });
    const applied = applyEdit(start, applyPoolPreset(start, 'c', named('chromium')));
    expect(applied.document.connections[0]!.params).toEqual({ timeoutMs: 500, maxConcurrent: 6, keepAliveMs: 5000 });
    expect(applyEdit(applied.document, applied.inverse).document).toEqual(start);
    const cleared = applyEdit(applied.document, applyPoolPreset(applied.document, 'c', 'caller')).document;
    expect([isPoolDefault(cleared.connections[0]!, 'caller'), isPoolDefault(cleared.connections[0]!, 'callee')]).toEqual([true, false]);
  });

  it('of an asynchronous runtime free its workers, which another choice of the server does not hide', () => {
    for (const [name, protocol] of [['dotnetHandler', 'http2'], ['dotnetFiveHandler', 'http1'], ['undici', 'http1'], ['grpcDotnetChannel', 'grpc']] as const) {
      const applied = applyEdit(withCall(protocol), applyPoolPreset(withCall(protocol), 'c', named(name))).document.connections[0]!;
      expect(applied.params).toMatchObject({ hold: 'release' });
      expect(poolPresetOf(applied, 'caller')?.name).toBe(name);
    }
    expect(poolPresetOf({ protocol: 'http1', params: { connectTimeoutMs: 10_000, idleTimeoutMs: 4000 } }, 'caller')?.name).toBe('undici');
    expect(poolPresetOf({ protocol: 'http1' }, 'caller')).toBeUndefined();
    expect(poolPresetOf({ protocol: 'http1', params: { hold: 'release' } }, 'caller')?.name).toBe('dotnetHandler');
    const dotnet = applyEdit(withCall('http1'), applyPoolPreset(withCall('http1'), 'c', named('dotnetHandler'))).document;
    expect(applyEdit(dotnet, applyPoolPreset(dotnet, 'c', 'caller')).document).toEqual(withCall('http1'));
    const start = withCall('http1', { params: { hold: 'release' } });
    expect(applyEdit(start, applyPoolPreset(start, 'c', named('envoyUpstream'))).document.connections[0]!.params).toMatchObject({ hold: 'release' });
  });

  it('take live changes back that would hide them', () => {
    const start: BrownoutDocument = { ...withCall('http1'), log: [{ id: 'l', type: 'set', target: 'c', param: 'maxConcurrent', value: 3, atMs: 5 }, { id: 'm', type: 'set', target: 'c', param: 'timeoutMs', value: 3, atMs: 5 }] };
    expect(applyEdit(start, applyPoolPreset(start, 'c', named('chromium'))).document.log.map(({ id }) => id)).toEqual(['m']);
  });

  it('are only for protocols that open connections', () => {
    expect(poolPresetsFor({ protocol: 'tcp' }, 'caller')).toEqual([]);
    expect(() => applyPoolPreset(withCall('grpc'), 'c', named('chromium'))).toThrow('not for grpc');
  });
});
