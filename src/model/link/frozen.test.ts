import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FrozenKind, type FrozenParam, type FrozenProtocol, type FrozenTables, tablesNow } from './frozen.ts';
import { TABLES } from './generation-1-tables.ts';
import { SAMPLE } from './generation-1-sample.ts';
import { parseDocument } from '../parse.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

/** What links of these tables may say and `now` no longer understands. */
function lost(tables: FrozenTables, now: FrozenTables): string[] {
  return [
    ...lostKinds(tables.kinds, now.kinds),
    ...lostKinds(tables.protocols, now.protocols),
    ...lostKinds(tables.faults, now.faults),
    ...lostParts(tables.protocols, now.protocols, 'channelParams'),
    ...lostParts(tables.protocols, now.protocols, 'brokerParams'),
    ...tables.protocols.filter(({ name, kind, channelKind }) => {
      const other = now.protocols.find((candidate) => candidate.name === name);
      return other !== undefined && (other.kind !== kind || other.channelKind !== channelKind);
    }).map(({ name }) => `${name} is of another kind`),
  ];
}

function lostKinds(frozen: readonly FrozenKind[], now: readonly FrozenKind[]): string[] {
  return frozen.flatMap(({ name, params }) => {
    const other = now.find((candidate) => candidate.name === name);
    return other === undefined ? [name] : lostParams(name, params, other.params);
  });
}

function lostParts(frozen: readonly FrozenProtocol[], now: readonly FrozenProtocol[], part: 'channelParams' | 'brokerParams'): string[] {
  return frozen.flatMap((spec) => lostParams(spec.name, spec[part] ?? [], now.find(({ name }) => name === spec.name)?.[part] ?? []));
}

function lostParams(owner: string, frozen: readonly FrozenParam[], now: readonly FrozenParam[]): string[] {
  return frozen.flatMap((param) => {
    const other = now.find(({ name }) => name === param.name);
    const isUnderstood =
      other !== undefined &&
      other.unit === param.unit &&
      (param.unbounded === undefined || other.unbounded) &&
      (param.options ?? []).every((option) => other.options?.includes(option)) &&
      (param.options === undefined) === (other.options === undefined);
    return isUnderstood ? [] : [`${owner}.${param.name}`];
  });
}

describe('the tables of generation 1', () => {
  it('hold nothing that is no longer understood: a kind, parameter or option that goes needs a migration', () => {
    expect(lost(TABLES, tablesNow())).toEqual([]);
  });

  it('that check notices what goes', () => {
    const now = tablesNow();
    const without: FrozenTables = {
      kinds: now.kinds.filter(({ name }) => name !== 'cache'),
      protocols: now.protocols.map((spec) => (spec.name === 'kafka' ? { ...spec, channelParams: [], kind: 'queue' } : spec)),
      faults: now.faults.map((spec) => (spec.name === 'errors' ? { ...spec, params: spec.params.map((param) => ({ ...param, unit: 'ms' })) } : spec)),
    };
    expect(lost(TABLES, without)).toEqual(expect.arrayContaining(['cache', 'errors.ratio', 'kafka.partitions', 'kafka is of another kind']));
  });

  it.runIf(version.startsWith('0.'))('follow the declarations until release 1.0: run node scripts/link-tables.mjs, then node scripts/golden-links.mjs', () => {
    expect(TABLES).toEqual(tablesNow());
  });
});

describe('the sample of generation 1', () => {
  it('is a document like any other when it is frozen', () => {
    expect(parseDocument(SAMPLE)).toEqual({ ok: true, document: SAMPLE });
  });
});
