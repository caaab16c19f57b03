import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { isProgram, ROOT } from './tools.mjs';

const DIAGRAMS = join(ROOT, 'public/diagrams');
const TARGET = join(ROOT, 'docs/examples.md');

/** @typedef {{ id: string, title: string, description: string, tryThis: string, group: string, system?: string, source: { text: string, url?: string } }} Entry */
/** @typedef {typeof import('../src/cli/system-examples.ts')} Examples */

/** Writes `docs/examples.md`: every shipped diagram, and for those of single systems the figures that their own runs
 * give. Nothing in its tables is typed by hand. */
export async function writeExamplesPage() {
  writeFileSync(TARGET, await examplesPage());
}

/** The text of the page, from the shipped diagrams as they are and the engine as it is. */
export async function examplesPage() {
  const entries = /** @type {Entry[]} */ (JSON.parse(readFileSync(join(DIAGRAMS, 'index.json'), 'utf8')));
  const { SYSTEM_EXAMPLES, NINE_WAYS, runWay } = /** @type {Examples} */ (await load('src/cli/system-examples.ts'));
  const { PROTOCOLS } = await load('src/model/catalog.ts');
  const { parseDocumentText } = await load('src/model/parse.ts');
  /** @param {string} id */
  const shipped = (id) => {
    const parsed = parseDocumentText(readFileSync(join(DIAGRAMS, `${id}.json`), 'utf8'));
    if (!parsed.ok) throw new Error(`${id}: ${parsed.problems[0].place} ${parsed.problems[0].message}`);
    return parsed.document;
  };
  const examples = /** @type {{ id: string, measure: (document: object) => any, say: (figures: any) => string }[]} */ (Object.values(SYSTEM_EXAMPLES));
  const systems = examples.map(({ id, measure, say }) => {
    const entry = entryOf(entries, id);
    return [entry.system ?? '', link(entry), entry.description, say(measure(shipped(id))), entry.tryThis];
  });
  const job = entryOf(entries, 'one-job-nine-ways');
  const ways = NINE_WAYS.map((protocol) => {
    const way = runWay(shipped(job.id), protocol);
    const times = [way.answeredP50, way.answeredP99, way.doneP50, way.doneP99].map(time);
    return [PROTOCOLS[protocol].label, way.kind, ...times, ...[way.failed, way.lost, way.redelivered, way.duplicates, way.connections || '-'].map(String)];
  });
  const published = entries.filter(({ group }) => group === 'published').map((entry) => [link(entry), entry.description, sourceLink(entry), entry.tryThis]);
  const others = entries.filter(({ group, system }) => system === undefined && group !== 'published').map((entry) => [link(entry), entry.description, entry.tryThis]);
  return [
    '# Shipped diagrams',
    '',
    '`node scripts/examples-page.mjs` writes this page: its figures come from runs of the diagrams in `public/diagrams`. Rates and',
    'times in them are assumptions, chosen so that the behaviour shows; whatever is not set has the default of the product.',
    'The tests in `src/cli/system-examples.test.ts` and `src/cli/examples.test.ts` hold what each of them shows.',
    '',
    '## One diagram for each system',
    '',
    'Each carries its own faults or load, and most put two ways of doing the same beside each other.',
    '',
    ...table(['system', 'diagram', 'what it shows', 'the figures that show it', 'try this'], systems),
    '',
    `## ${job.title}`,
    '',
    `One document, ${link(job)}, and one field of one connection: its \`protocol\`, in the inspector or by \`npm run sim -- public/diagrams/one-job-nine-ways.json --set connections.job.protocol=rabbitmq\`. ${shipped(job.id).note}`,
    '',
    ...table(
      ['protocol', 'kind', 'answered p50', 'answered p99', 'done p50', 'done p99', 'failed', 'lost', 'redelivered', 'done twice', 'connections'],
      ways,
    ),
    '',
    'Times are milliseconds: *answered* is when the shopper is free, *done* when the invoice is written. *Failed* requests got no good',
    'answer; *lost* ones were answered well, and their invoice is never written. *Connections* are those open at the end.',
    'HTTP/1.1 and gRPC differ by the outage: HTTP/1.1 connects anew for each call, and succeeds as soon as Invoicing is back. gRPC fails',
    'calls at once while it waits to connect again, each time longer (1 s, 1.6 s, 2.6 s and so on), and so notices later that it is back.',
    '',
    '## Published results',
    '',
    'What others have published of such systems, run again. `docs/spec/published.md` has the figures, and where they differ and why.',
    'These diagrams are drawn by `src/accuracy/families`; `node scripts/published-diagrams.mjs` writes their files.',
    '',
    ...table(['diagram', 'what it shows', 'source', 'try this'], published),
    '',
    '## Patterns and real systems',
    '',
    ...table(['diagram', 'what it is', 'try this'], others),
    '',
  ].join('\n');
}

/** @param {readonly Entry[]} entries
 * @param {string} id */
function entryOf(entries, id) {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`The index of the diagrams has no ${id}.`);
  return entry;
}

/** @param {Entry} entry */
function link({ id, title }) {
  return `[${title}](../public/diagrams/${id}.json)`;
}

/** @param {Entry} entry */
function sourceLink({ source }) {
  return source.url === undefined ? source.text : `[${source.text}](${source.url})`;
}

/** @param {number} ms */
function time(ms) {
  return Math.round(ms).toLocaleString('en-US');
}

/** @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
}

/** @param {string} path */
async function load(path) {
  const { module } = await runnerImport(join(ROOT, path), { root: ROOT, configFile: false, logLevel: 'warn' });
  // The modules are TypeScript that this check does not follow; the tests do.
  return /** @type {any} */ (module);
}

if (isProgram(import.meta.url)) await writeExamplesPage();
