import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPORTS } from './stages.mjs';
import { isProgram, ROOT } from './tools.mjs';

const PAGES = join(ROOT, 'docs/spec');
const SOURCE = join(ROOT, 'src');
const TARGET = join(PAGES, 'coverage.md');

/** The behaviours that the specification has to hold, sheet by sheet: their numbers are those of the rules. */
const SHEETS = [
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

/** Writes `docs/spec/coverage.md`: one row for every behaviour with its rule, its tests and what the last run of the unit
 * tests (or the report that is given) says of them. What is missing is listed as missing.
 * @param {string} [report] A report of vitest's JSON reporter. */
export function writeCoverage(report = REPORTS.unit) {
  const rules = readRules();
  const tests = readTests();
  const results = readResults(report);
  const rows = SHEETS.flatMap(({ prefix, count }) => Array.from({ length: count }, (_, i) => rowOf(`${prefix}${i + 1}`, { rules, tests, results })));
  const lines = [
    '# Behaviours, rules and tests',
    '',
    '`node scripts/coverage.mjs` writes this page from the rules in `docs/spec`, the names of the tests and the last run of the',
    'unit tests. Each behaviour has the number of its rule; every other rule has tests as well (`src/engine/spec.test.ts`).',
    '',
    `**${rows.length} behaviours: ${tally(rows)}.** ${rules.size} rules in all, ${tests.length} tests that name them.`,
    ...SHEETS.flatMap(({ title, prefix }) => [
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
 * @param {{ rules: Map<string, Rule>, tests: readonly Test[], results: Map<string, string> }} known */
function rowOf(id, { rules, tests, results }) {
  const rule = rules.get(id);
  const own = tests.filter(({ name }) => name.includes(`[${id}]`));
  const reason = rule?.text.match(REASON)?.[1];
  const found = own.map(({ name, file }) => results.get(`${file} ${titleOf(name)}`) ?? 'not run');
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

/** Results by file and title; of a title with several cases the worst.
 * @param {string} path
 * @returns {Map<string, string>} */
function readResults(path) {
  const results = new Map();
  if (!existsSync(path)) return results;
  for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    const name = relative(SOURCE, file.name).replaceAll('\\', '/');
    for (const { title, status } of file.assertionResults) {
      const key = `${name} ${titleOf(title)}`;
      if (results.get(key) !== 'failed') results.set(key, status);
    }
  }
  return results;
}

/** What a title and its template have in common: the rules and the first words, before anything that is filled in.
 * @param {string} name */
function titleOf(name) {
  const rules = name.match(/^(?:\[[A-Z]+\d+\] ?)+/)?.[0] ?? '';
  return rules + (name.slice(rules.length).split(/[%$"]/)[0] ?? '').slice(0, 24);
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|');
}

if (isProgram(import.meta.url)) writeCoverage(process.argv[2]);
