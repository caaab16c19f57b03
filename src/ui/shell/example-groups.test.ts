import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_OUTLINES } from '../../model/outlines.ts';
import type { ExampleEntry } from '../../store/library.ts';
import { groupExamples } from './example-groups.ts';
import { exampleStrings } from './example-strings.ts';

const entries = JSON.parse(readFileSync('public/diagrams/index.json', 'utf8')) as readonly ExampleEntry[];
const ids = (search: string): readonly string[] => groupExamples(entries, search).flatMap((group) => group.entries.map(({ id }) => id));

describe('groups of examples', () => {
  it('hold each of them once, the one job over all systems first', () => {
    expect(ids('').toSorted()).toEqual(entries.map(({ id }) => id).toSorted());
    expect(groupExamples(entries)[0]).toMatchObject({ id: 'ways', entries: [{ id: 'one-job-nine-ways' }] });
  });

  it('find by every word, whatever its place and case, and leave empty groups out', () => {
    expect(ids('bus AZURE')).toEqual(['one-job-nine-ways', 'service-bus-locks']);
    expect(ids('dotnet eshop')).toEqual(['eshop']);
    expect(groupExamples(entries, 'rabbitmq prefetch').map(({ id }) => id)).toEqual(['queue', 'published']);
    expect(ids('published results retry')).toEqual(['metastable-retries', 'retry-budgets']);
    expect(ids('no such system')).toEqual([]);
  });

  it('name the nine ways as their protocols are called', () => {
    const labels = Object.values(PROTOCOL_OUTLINES).map(({ label }) => label);
    expect(new Set(exampleStrings.nineWays).size).toBe(9);
    expect(exampleStrings.nineWays.filter((way) => !labels.includes(way))).toEqual([]);
  });
});
