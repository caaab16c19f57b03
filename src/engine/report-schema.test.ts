import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocumentText } from '../model/parse.ts';
import { reportJsonSchema, type JsonSchema } from './report-schema.ts';
import { createRun } from './run.ts';
import { simulate } from './simulate.ts';

const DIAGRAMS = new URL('../../public/diagrams/', import.meta.url);

/** Where a value breaks a schema of the few words that the report's schema uses. */
function violations(value: unknown, schema: JsonSchema, root: JsonSchema = schema, path = 'report'): string[] {
  const at = (word: string): never => schema[word] as never;
  if ('$ref' in schema) return violations(value, defined(root, at('$ref')), root, path);
  if ('oneOf' in schema) {
    const fitting = (at('oneOf') as JsonSchema[]).filter((option) => violations(value, option, root, path).length === 0);
    return fitting.length === 1 ? [] : [`${path} fits ${fitting.length} of the options`];
  }
  const found: string[] = [];
  if ('const' in schema && value !== at('const')) found.push(`${path} is not ${String(at('const'))}`);
  if ('enum' in schema && !(at('enum') as unknown[]).includes(value)) found.push(`${path} is ${String(value)}`);
  if ('type' in schema && ![at('type') as unknown].flat().some((type) => isOfType(value, type as string))) {
    return [`${path} is no ${String(at('type'))}: ${String(value)}`];
  }
  if ('minimum' in schema && typeof value === 'number' && value < at('minimum')) found.push(`${path} is ${value}`);
  if ('maximum' in schema && typeof value === 'number' && value > at('maximum')) found.push(`${path} is ${value}`);
  if ('pattern' in schema && !new RegExp(at('pattern')).test(value as string)) found.push(`${path} is ${String(value)}`);
  if ('items' in schema) {
    (value as unknown[]).forEach((item, index) => found.push(...violations(item, at('items'), root, `${path}[${index}]`)));
  }
  if ('properties' in schema) found.push(...propertyViolations(value as Record<string, unknown>, schema, root, path));
  return found;
}

function propertyViolations(value: Record<string, unknown>, schema: JsonSchema, root: JsonSchema, path: string): string[] {
  const properties = schema['properties'] as Record<string, JsonSchema>;
  const missing = (schema['required'] as string[]).filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`);
  // Readers must expect more than is named, but this code may write only what it names.
  const unnamed = Object.keys(value).filter((name) => !(name in properties)).map((name) => `${path}.${name} is not named`);
  const required = schema['required'] as string[];
  const told = Object.entries(properties).filter(([name]) => name in value || required.includes(name));
  const inside = told.flatMap(([name, part]) => violations(value[name], part, root, `${path}.${name}`));
  return [...missing, ...unnamed, ...(missing.length > 0 ? [] : inside)];
}

function defined(root: JsonSchema, reference: string): JsonSchema {
  return (root['$defs'] as Record<string, JsonSchema>)[reference.replace('#/$defs/', '')];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function shipped(name: string) {
  const parsed = parseDocumentText(readFileSync(new URL(`${name}.json`, DIAGRAMS), 'utf8'));
  if (!parsed.ok) throw new Error(`${name} does not parse`);
  return { ...parsed.document, settings: { ...parsed.document.settings, horizonMs: 8000, warmUpMs: 1000 } };
}

describe('the report\'s schema', () => {
  const schema = reportJsonSchema();

  it.each(['eshop', 'job-over-stream', 'cache-outage'])('fits the report of %s, after JSON too', (name) => {
    const report = simulate(shipped(name));
    expect(violations(report, schema)).toEqual([]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('fits a run in which nothing has happened yet, and one in the middle of trouble', () => {
    const document = shipped('cascading-timeouts');
    expect(violations(createRun(document).report(), schema)).toEqual([]);
    const crash = { id: 'f1', type: 'fault', fault: 'crash', target: 'stock-database', atMs: 2000 } as const;
    const report = simulate({ ...document, schedule: [crash] });
    expect(report.incidents.length).toBeGreaterThan(0);
    expect(violations(report, schema)).toEqual([]);
  });

  it('fits a report with half-widths, none of which is below zero', () => {
    const report = simulate(shipped('hello'));
    const { sources, components, connections, channels } = report;
    const source = { ...sources[0]!, offered: null, offeredPerSec: 0.5, answeredMs: { ...sources[0]!.answeredMs, mean: 1.5, p99: null } };
    const judged = { ...report, warmUpFoundMs: null, halfWidths: { sources: [source], components, connections, channels } };
    expect(violations(judged, schema)).toEqual([]);
    const negative = { ...judged, halfWidths: { ...judged.halfWidths, sources: [{ ...source, offeredPerSec: -1 }] } };
    expect(violations(negative, schema)).toEqual(['report.halfWidths.sources[0].offeredPerSec is -1']);
  });

  it('finds what does not fit', () => {
    const report = simulate(shipped('hello'));
    expect(violations({ ...report, traceHash: 'x' }, schema)).toEqual(['report.traceHash is x']);
    expect(violations({ ...report, outcome: { kind: 'lost' } }, schema)).toEqual(['report.outcome fits 0 of the options']);
    const { events: _, ...rest } = report;
    expect(violations(rest, schema)).toEqual(['report.events is missing']);
    expect(violations({ ...report, components: [{}] }, schema)).toContain('report.components[0].id is missing');
  });
});
