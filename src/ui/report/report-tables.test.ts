import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { heldMeanMs } from '../../analysis/held-mean.ts';
import type { Report, TimeSummary } from '../../engine/report.ts';
import { simulate } from '../../engine/simulate.ts';
import { parseDocumentText } from '../../model/parse.ts';
import { reportCsv } from './report-csv.ts';
import { type ReportSubject, type ReportTable, reportTables, type ReportTime } from './report-tables.ts';
import { nextOrder, sortRows } from './sort-rows.ts';

function shortRun(): Report {
  const parsed = parseDocumentText(readFileSync('public/diagrams/job-over-queue.json', 'utf8'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return simulate({ ...parsed.document, settings: { ...parsed.document.settings, horizonMs: 20_000, warmUpMs: 2000 } });
}

const report = shortRun();

function tables(subject: ReportSubject, time: ReportTime = 'sojourn', countUnanswered = false): readonly ReportTable[] {
  return reportTables(report, { subject, time, countUnanswered, nameOf: (id) => `name of ${id}` });
}

/** Values of a row by the columns' ids. */
function values({ columns, rows }: ReportTable, row: number): Record<string, unknown> {
  return Object.fromEntries(columns.map((column) => [column.id, column.value(rows[row]!)]));
}

const SUMMARY = ['count', 'mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const satisfies readonly (keyof TimeSummary)[];

describe('the report of a run', () => {
  it('tells answered beside done for every load source, with the share that each is of', () => {
    const [requests, times] = tables('endToEnd');
    const [source] = report.sources;
    expect(values(requests!, 0)).toMatchObject({ offered: source!.offered, answered: source!.measures.answered, done: source!.measures.done });
    expect(values(times!, 0)).toMatchObject({ until: 'answered', share: source!.answeredShare, ...source!.answeredMs });
    expect(values(times!, 1)).toMatchObject({ until: 'all work done', share: source!.doneMs.count / source!.offered, ...source!.doneMs });
    expect(source!.doneMs.mean).toBeGreaterThan(source!.answeredMs.mean!);
  });

  it('counts unanswered requests on request, beside the share that was answered', () => {
    const [, times] = tables('endToEnd', 'sojourn', true);
    const [source] = report.sources;
    const { answeredMs, doneMs } = source!.countingUnanswered;
    expect(values(times!, 0)).toMatchObject({ until: 'answered', shareOfAll: source!.answeredShare, ...answeredMs });
    expect(values(times!, 1)).toMatchObject({ until: 'all work done', shareOfAll: source!.doneMs.count / source!.offered, ...doneMs });
    expect(doneMs.count).toBeGreaterThan(source!.doneMs.count);
    expect(times!.caption).toContain('unanswered');
  });

  it.each(['components', 'connections'] as const)('tells all ten counts of %s as they are in the report', (subject) => {
    const [counts] = tables(subject);
    report[subject].forEach((item, row) => {
      const { [counts!.columns[0]!.id]: _, ...shown } = values(counts!, row);
      expect(shown).toEqual(item.counts);
    });
  });

  it.each([
    ['sojourn', 'sojournMs'],
    ['wait', 'waitMs'],
    ['service', 'serviceMs'],
  ] as const)('shows the %s times of components and connections', (time, field) => {
    for (const subject of ['components', 'connections'] as const) {
      const table = tables(subject, time).at(-1)!;
      report[subject].forEach((item, row) => {
        const shown = values(table, row);
        expect(SUMMARY.map((name) => shown[name])).toEqual(SUMMARY.map((name) => item[field][name]));
        expect(shown['share']).toBe(item.answeredShare);
      });
    }
  });

  it('takes the mean time in a component apart into wait, service and what it was held for replies', () => {
    const table = tables('components').at(-1)!;
    const shown = report.components.map((_, row) => values(table, row)).filter(({ meanWait }) => typeof meanWait === 'number') as Record<string, number>[];
    for (const row of shown) expect(row['meanWait']! + row['meanService']! + row['meanHeld']!).toBeCloseTo(row['mean']!, 6);
    expect(shown.some((row) => row['meanHeld']! > 1)).toBe(true);
    expect(tables('components', 'wait').at(-1)!.columns.some(({ id }) => id === 'meanHeld')).toBe(false);
  });

  it('tells no time held for replies of what never waits for one', () => {
    const mean = (ms: number): TimeSummary => ({ count: 1, mean: ms, p50: null, p90: null, p95: null, p99: null, p999: null, max: ms });
    expect(heldMeanMs({ waitMs: mean(0.1), serviceMs: mean(0.2), sojournMs: mean(0.1 + 0.2 + 1e-16) })).toBe(0);
    expect(heldMeanMs({ waitMs: mean(41.68 - 40.23), serviceMs: mean(40.23), sojournMs: mean(41.680000000000014) })).toBe(0);
    expect(heldMeanMs({ waitMs: mean(0), serviceMs: mean(20), sojournMs: mean(22) })).toBe(2);
  });

  it('names parts in words, never by their ids', () => {
    const [connections] = tables('connections');
    expect(connections!.rows[0]!.name).toBe(`name of ${report.connections[0]!.from} → name of ${report.connections[0]!.to}`);
    expect(values(tables('channels')[0]!, 0)['broker']).toBe(`name of ${report.channels[0]!.broker}`);
    expect(values(tables('components')[1]!, 0)['kind']).toBe('Clients');
  });

  it('has a meaning for every heading, and no two alike in one table', () => {
    for (const subject of ['endToEnd', 'components', 'connections', 'channels'] as const) {
      for (const { columns } of tables(subject)) {
        expect(columns.every(({ hint }) => hint.length > 5)).toBe(true);
        expect(new Set(columns.map(({ label }) => label)).size).toBe(columns.length);
      }
    }
  });
});

describe('sorting', () => {
  it('begins with the largest figure, turns round, and goes back to the order of the diagram', () => {
    const [counts] = tables('components');
    const offered = counts!.columns.find(({ id }) => id === 'offered')!;
    const shown = (order: ReturnType<typeof nextOrder>): number[] => sortRows(counts!, order).map((row) => offered.value(row) as number);
    const drawn = shown(undefined);
    const falling = nextOrder(undefined, offered);
    expect(shown(falling)).toEqual(drawn.toSorted((a, b) => b - a));
    const rising = nextOrder(falling, offered);
    expect(shown(rising)).toEqual(drawn.toSorted((a, b) => a - b));
    expect(nextOrder(rising, offered)).toBeUndefined();
  });

  it('puts what has no figure last, either way', () => {
    const work = tables('components')[1]!;
    const column = work.columns.find(({ id }) => id === 'utilization')!;
    for (const direction of ['ascending', 'descending'] as const) {
      const shown = sortRows(work, { column: column.id, direction }).map((row) => column.value(row));
      expect(shown[0]).not.toBeNull();
      expect(shown.at(-1)).toBeNull();
    }
  });
});

describe('as comma-separated values', () => {
  it('has every figure exactly, under its heading', () => {
    const lines = reportCsv(tables('endToEnd')).split('\r\n');
    expect(lines[0]).toBe('Requests');
    expect(lines[1]!.split(',').slice(0, 3)).toEqual(['Load source', 'Offered /s', 'Answered /s']);
    expect(lines[2]!.split(',').slice(1, 3).map(Number)).toEqual([report.sources[0]!.offeredPerSec, report.sources[0]!.throughputPerSec]);
    expect(lines[3]).toBe('');
    expect(lines[4]).toBe('"Time from the beginning of a request, in ms"');
  });

  it('quotes names, and lets no name be run as a formula', () => {
    const [table] = tables('components');
    const named = (name: string): string => {
      const row = { ...table!.rows[0]!, name };
      return reportCsv([{ ...table!, columns: table!.columns.slice(0, 1), rows: [row] }]).split('\r\n')[2]!;
    };
    expect(named('a "b", c')).toBe('"a ""b"", c"');
    expect(named('=HYPERLINK(1)')).toBe("'=HYPERLINK(1)");
    expect(named('-5')).toBe('-5');
  });
});
