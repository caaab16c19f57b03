import {
  CHANNEL_MEASURES,
  COMPONENT_MEASURES,
  CONNECTION_MEASURES,
  INCIDENT_KINDS,
  SOURCE_MEASURES,
} from '../model/measures.ts';
import {
  type ChannelReport,
  type ComponentReport,
  type ConnectionReport, type Counts,
  type Invariant,
  type Report,
  type ReportTables,
  REPORT_VERSION,
  type SourceReport,
  type TimeSummary,
  type UnansweredTimes,
} from './report.ts';

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const TEXT: JsonSchema = { type: 'string' };
const NUMBER: JsonSchema = { type: 'number' };
const COUNT: JsonSchema = { type: 'integer', minimum: 0 };
const TIME: JsonSchema = { type: 'number', minimum: 0 };
const MAYBE: JsonSchema = { type: ['number', 'null'] };
const SHARE: JsonSchema = { type: ['number', 'null'], minimum: 0, maximum: 1 };
const SUMMARY: JsonSchema = { $ref: '#/$defs/timeSummary' };

const OUTCOMES_WITH_PLACE = ['zeroDelayLoop', 'tooManyInFlight', 'tooManyEvents'] as const;
const INVARIANTS: readonly Invariant[] = ['conservation', 'nothingNegative', 'causalOrder', 'utilization', 'finiteMeasures'];

/** The JSON Schema (draft 2020-12) of reports of this version, which the site publishes as `schema/report-1.json`.
 *  Additions to the report keep its version, so readers must expect fields that this schema does not name. */
export function reportJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Brownout report, version ${REPORT_VERSION}`,
    ...object(reportFields(), ['warmUpFoundMs', 'halfWidths']),
    $defs: { timeSummary: object(summaryFields()), timeWidths: widthsOf(object(summaryFields())), outcome: outcome() },
  };
}

/** @param added Fields that came to this version later: reports that were written before are valid without them. */
function object(properties: Readonly<Record<string, JsonSchema>>, added: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !added.includes(name)) };
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

function measures(names: readonly string[]): JsonSchema {
  return object(Object.fromEntries(names.map((name) => [name, NUMBER])));
}

function summaryFields(): Record<keyof TimeSummary, JsonSchema> {
  return { count: COUNT, mean: MAYBE, p50: MAYBE, p90: MAYBE, p95: MAYBE, p99: MAYBE, p999: MAYBE, max: MAYBE };
}

function outcome(): JsonSchema {
  return {
    oneOf: [
      object({ kind: { enum: ['running', 'horizon'] } }),
      object({ kind: { enum: OUTCOMES_WITH_PLACE }, place: TEXT, message: TEXT }),
      object({ kind: { const: 'broken' }, invariant: { enum: INVARIANTS }, place: TEXT, message: TEXT }),
    ],
  };
}

function reportFields(): Record<keyof Report, JsonSchema> {
  return {
    schema: { const: 'brownout-report' },
    version: { const: REPORT_VERSION },
    engineVersion: COUNT,
    title: TEXT,
    seed: COUNT,
    warmUpMs: TIME,
    horizonMs: TIME,
    nowMs: TIME,
    outcome: { $ref: '#/$defs/outcome' },
    traceHash: { type: 'string', pattern: '^[0-9a-f]{16}$' },
    events: COUNT,
    ...tableFields(),
    incidents: list(object({ kind: { enum: INCIDENT_KINDS }, atMs: TIME, subject: TEXT })),
    warmUpFoundMs: { ...TIME, type: ['number', 'null'] },
    halfWidths: widthsOf(object(tableFields())),
  };
}

function tableFields(): Record<keyof ReportTables, JsonSchema> {
  return {
    sources: list(object(sourceFields(), ['carriedIn', 'unfinishedCarriedIn', 'countingUnanswered'])),
    components: list(object(componentFields(), ['goodputPerSec'])),
    connections: list(object(connectionFields(), ['carriedIn', 'throughputPerSec'])),
    channels: list(object(channelFields())),
  };
}

/** The same form with half-widths in place of figures: any of them may be null, and none is negative. */
function widthsOf(schema: JsonSchema): JsonSchema {
  const { type, items, properties } = schema;
  if (schema === SUMMARY) return { $ref: '#/$defs/timeWidths' };
  if (items !== undefined) return { ...schema, items: widthsOf(items as JsonSchema) };
  if (properties !== undefined) {
    const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, field]) => [name, widthsOf(field)]);
    return { ...schema, properties: Object.fromEntries(fields) };
  }
  const isFigure = [type].flat().some((name) => name === 'number' || name === 'integer');
  return isFigure ? { type: ['number', 'null'], minimum: 0 } : schema;
}

function countFields(): JsonSchema {
  const fields: Record<keyof Counts, JsonSchema> = {
    offered: COUNT,
    started: COUNT,
    completed: COUNT,
    rejected: COUNT,
    timedOut: COUNT,
    failed: COUNT,
    retried: COUNT,
    redelivered: COUNT,
    deadLettered: COUNT,
    inFlight: COUNT,
  };
  return object(fields);
}

function sourceFields(): Record<keyof SourceReport, JsonSchema> {
  return {
    id: TEXT,
    name: TEXT,
    offered: COUNT,
    measures: measures(SOURCE_MEASURES),
    carriedIn: COUNT,
    unfinishedCarriedIn: COUNT,
    offeredPerSec: TIME,
    throughputPerSec: TIME,
    goodputPerSec: TIME,
    answeredShare: SHARE,
    answeredMs: SUMMARY,
    doneMs: SUMMARY,
    countingUnanswered: unansweredFields(),
  };
}

function unansweredFields(): JsonSchema {
  const fields: Record<keyof UnansweredTimes, JsonSchema> = { timeoutMs: MAYBE, answeredMs: SUMMARY, doneMs: SUMMARY };
  return object(fields);
}

function componentFields(): Record<keyof ComponentReport, JsonSchema> {
  return {
    id: TEXT,
    name: TEXT,
    kind: TEXT,
    counts: countFields(),
    measures: measures(COMPONENT_MEASURES),
    carriedIn: COUNT,
    throughputPerSec: TIME,
    goodputPerSec: TIME,
    utilization: MAYBE,
    meanInQueue: TIME,
    meanInSystem: TIME,
    waitMs: SUMMARY,
    serviceMs: SUMMARY,
    sojournMs: SUMMARY,
    answeredShare: SHARE,
  };
}

function connectionFields(): Record<keyof ConnectionReport, JsonSchema> {
  return {
    id: TEXT,
    from: TEXT,
    to: TEXT,
    kind: TEXT,
    protocol: TEXT,
    counts: countFields(),
    measures: measures(CONNECTION_MEASURES),
    carriedIn: COUNT,
    callsPerSec: TIME,
    throughputPerSec: TIME,
    goodputPerSec: TIME,
    answeredShare: SHARE,
    waitMs: SUMMARY,
    serviceMs: SUMMARY,
    sojournMs: SUMMARY,
  };
}

function channelFields(): Record<keyof ChannelReport, JsonSchema> {
  return {
    id: TEXT,
    name: TEXT,
    broker: TEXT,
    measures: measures(CHANNEL_MEASURES),
    carriedIn: COUNT,
    meanReady: TIME,
  };
}
