import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPORTS } from './stages.mjs';
import { isProgram, ROOT } from './tools.mjs';

const PAGES = join(ROOT, 'docs/spec');
const SOURCE = join(ROOT, 'src');
const TARGET = join(PAGES, 'coverage.md');

/** The behaviours that the specification has to hold, field by field: their numbers are those of the rules. */
const FIELDS = [
  { title: 'Calls: HTTP/1.1, HTTP/2, gRPC', prefix: 'SYNC', count: 11 },
  { title: 'Queues: RabbitMQ, Kafka, Service Bus, Storage Queues, NATS, JetStream', prefix: 'Q', count: 20 },
  { title: 'Streams: gRPC, WebSocket, Kafka', prefix: 'STR', count: 12 },
  { title: 'Resilience', prefix: 'RES', count: 11 },
  { title: 'Import of App Host manifests', prefix: 'AM', count: 5 },
];

const RULE = /^- \*\*([A-Z]+\d+)\*\* (.*)$/gm;
/** A rule that no test can hold says so, and why. */
const REASON = /Not modelled: (.*)$/;
const TEST = /\b(?:test|it)(?:\.each\((?:[^)(]|\([^)]*\))*\))?\(\s*(['"`])((?:\[[A-Z]+\d+\] ?)+(?:\\.|(?!\1).)*)\1/g;

/** @typedef {{ id: string, text: string, page: string }} Rule */
/** @typedef {{ name: string, file: string }} Test */
/** What became of the tests of each file. @typedef {Map<string, readonly { title: string, status: string }[]>} Results */

/** Writes `docs/spec/coverage.md`: one row for every behaviour with its rule, its tests and what the last run of the unit
 * tests (or the report that is given) says of them. What is missing is listed as missing.
 * @param {readonly string[]} reports Reports of vitest's JSON reporter; later ones replace earlier ones, file by file. */
export function writeCoverage(reports = [REPORTS.unit]) {
  const rules = readRules();
  const tests = readTests();
  const results = readResults(reports);
  const rows = FIELDS.flatMap(({ prefix, count }) => Array.from({ length: count }, (_, i) => rowOf(`${prefix}${i + 1}`, { rules, tests, results })));
  const lines = [
    '# Behaviours, rules and tests',
    '',
    '`node scripts/coverage.mjs` writes this page from the rules in `docs/spec`, the names of the tests and the last run of the',
    'unit tests. Each behaviour has the number of its rule; every other rule has tests as well (`src/engine/spec.test.ts`).',
    'STR10 is tested at a tenth of its rate, 100 records a second; with `BROWNOUT_FULL=1` it has the 1000 that its rule is from.',
    '',
    `**${rows.length} behaviours: ${tally(rows)}.** ${rules.size} rules in all, ${tests.length} tests that name them.`,
    ...FIELDS.flatMap(({ title, prefix }) => [
      '',
      `## ${title}`,
      '',
      '| behaviour | rule | tests | result |',
      '| --- | --- | --- | --- |',
      ...rows.filter(({ id }) => id.replace(/\d+$/, '') === prefix).map((row) => `| ${row.id} | ${cell(row.rule)} | ${row.tests.map(cell).join('<br>')} | ${row.result} |`),
    ]),
    '',
    '## All rules by page',
    '',
    '| page | rules | without a test |',
    '| --- | --- | --- |',
    ...pages().map((page) => pageRow(page, { rules, tests })),
  ];
  writeFileSync(TARGET, `${lines.join('\n')}\n`);
  console.log(`${relative(ROOT, TARGET)}: ${rows.length} behaviours, ${tally(rows)}`);
}

/** @param {readonly { result: string }[]} rows */
function tally(rows) {
  const counts = new Map();
  for (const { result } of rows) counts.set(result, (counts.get(result) ?? 0) + 1);
  return [...counts].map(([result, count]) => `${count} ${result}`).join(', ');
}

/** @param {string} id
 * @param {{ rules: Map<string, Rule>, tests: readonly Test[], results: Results }} known */
function rowOf(id, { rules, tests, results }) {
  const rule = rules.get(id);
  const own = tests.filter(({ name }) => name.includes(`[${id}]`));
  const reason = rule?.text.match(REASON)?.[1];
  const found = own.map((test) => resultOf(test, results));
  return {
    id,
    rule: rule === undefined ? 'missing' : `${rule.text} (${rule.page})`,
    tests: own.length === 0 ? ['missing'] : own.map(({ name, file }) => `${name.replaceAll(/\[[A-Z]+\d+\] ?/g, '')} (\`${file.split('/').at(-1)}\`)`),
    result: reason !== undefined ? 'not modelled' : rule === undefined || own.length === 0 ? 'missing' : worst(found),
  };
}

/** @param {readonly string[]} results */
function worst(results) {
  return ['failed', 'not run', 'passed'].find((result) => results.includes(result)) ?? 'not run';
}

/** @param {string} page
 * @param {{ rules: Map<string, Rule>, tests: readonly Test[] }} known */
function pageRow(page, { rules, tests }) {
  const own = [...rules.values()].filter((rule) => rule.page === page);
  const bare = own.filter(({ id }) => !tests.some(({ name }) => name.includes(`[${id}]`)));
  return `| ${page} | ${own.length} | ${bare.map(({ id }) => id).join(', ') || 'none'} |`;
}

function pages() {
  const names = readdirSync(PAGES).filter((name) => name.endsWith('.md') && name !== 'coverage.md');
  return ['../spec.md', ...names.toSorted()];
}

/** @returns {Map<string, Rule>} */
function readRules() {
  const rules = new Map();
  for (const page of pages()) {
    for (const [, id, text] of readFileSync(join(PAGES, page), 'utf8').matchAll(RULE)) rules.set(id, { id, text, page });
  }
  return rules;
}

/** @returns {Test[]} */
function readTests() {
  const files = readdirSync(SOURCE, { recursive: true }).map(String).filter((file) => file.endsWith('.test.ts'));
  return files.toSorted().flatMap((file) =>
    Array.from(readFileSync(join(SOURCE, file), 'utf8').matchAll(TEST), (match) => ({ file: file.replaceAll('\\', '/'), name: unescaped(match[2] ?? '') })),
  );
}

/** @param {readonly string[]} paths
 * @returns {Results} */
function readResults(paths) {
  const results = new Map();
  for (const path of paths.filter((candidate) => existsSync(candidate))) {
    for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) {
      results.set(relative(SOURCE, file.name).replaceAll('\\', '/'), file.assertionResults);
    }
  }
  return results;
}

/** The worst result of a test with several cases, whose titles fill in what its name leaves open.
 * @param {Test} test
 * @param {Results} results */
function resultOf({ name, file }, results) {
  const parts = name.split(/%[sdifjo]|\$[\w.]+/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  return worst((results.get(file) ?? []).filter(({ title }) => pattern.test(title)).map(({ status }) => status));
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|');
}

if (isProgram(import.meta.url)) writeCoverage(process.argv.length > 2 ? process.argv.slice(2) : undefined);
