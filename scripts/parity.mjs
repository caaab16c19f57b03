import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildClassicWorker, bundleForNode } from './build.mjs';
import { drive } from './parity/drive.mjs';
import { hosts, scriptIn } from './parity/hosts.mjs';
import { CACHE, formatDuration, isProgram, ROOT } from './tools.mjs';

/** @typedef {typeof import('../src/engine/testing/parity.ts')} Parity */
/** @typedef {import('./parity/drive.mjs').Outcome} Outcome */
/** What a host computed, document by document. @typedef {{ host: string, outcomes: Outcome[] }} Column */

const TARGET = join(ROOT, 'docs/parity.md');
const SHIPPED = join(ROOT, 'public/diagrams');
const RANDOM_DOCUMENTS = 200;

/** Runs the shipped documents and random ones in every JavaScript engine that this machine has, and writes
 * `docs/parity.md`: what each came to, and where.
 * @param {{ random?: number, isWritten?: boolean }} [options]
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} Documents that a host computed as the command line
 * does, those that it computed otherwise, and hosts that are missing. */
export async function checkParity({ random = RANDOM_DOCUMENTS, isWritten = true } = {}) {
  const folder = join(CACHE, 'parity', String(process.pid));
  const engine = await loadEngine(join(folder, 'node'));
  await buildClassicWorker(join(folder, 'worker'));
  const script = scriptIn(join(folder, 'worker'));
  const documents = [...shippedDocuments(engine), ...engine.randomParityDocuments(random)];
  console.log(`parity: ${documents.length} documents`);

  const columns = [await timed('command line', () => onCommandLine(engine, documents))];
  /** @type {string[]} */
  const missing = [];
  let failed = 0;
  for (const host of hosts()) {
    if (host.missing !== undefined) {
      console.log(`parity: ${host.name}: skipped, there is ${host.missing}`);
      missing.push(host.name);
      continue;
    }
    /** @type {Outcome[]} */
    const outcomes = [];
    const tell = (/** @type {Outcome} */ outcome) => void outcomes.push(outcome);
    try {
      columns.push(await timed(host.name, async () => ({ host: await host.run({ script, documents }, tell), outcomes })));
    } catch (error) {
      console.error(`parity: ${host.name}: failed after ${outcomes.length} documents: ${error instanceof Error ? error.message : String(error)}`);
      failed++;
    }
  }
  const [first, ...others] = columns;
  const differing = others.flatMap((column) => differences(/** @type {Column} */ (first), column));
  for (const line of differing) console.error(`parity: ${line}`);
  if (isWritten) {
    writeFileSync(TARGET, parityPage(columns, { engineVersion: engine.ENGINE_VERSION, missing }));
    console.log(`parity: written to ${relative(ROOT, TARGET)}`);
  }
  return { passed: others.length * documents.length - differing.length, failed: failed + differing.length, skipped: missing.length };
}

/** @param {string} outDir
 * @returns {Promise<Parity>} */
async function loadEngine(outDir) {
  await bundleForNode({ entry: join(ROOT, 'src/engine/testing/parity.ts'), outDir, fileName: 'parity.mjs' });
  return import(pathToFileURL(join(outDir, 'parity.mjs')).href);
}

/** @param {Parity} engine */
function shippedDocuments({ parseDocumentText }) {
  const files = readdirSync(SHIPPED).filter((name) => name.endsWith('.json') && name !== 'index.json');
  return files.toSorted().map((file) => {
    const parsed = parseDocumentText(readFileSync(join(SHIPPED, file), 'utf8'));
    if (!parsed.ok) throw new Error(`${file} is no document.`);
    return { name: basename(file, '.json'), document: parsed.document };
  });
}

/** What `npm run sim` computes: the engine without a session around it.
 * @param {Parity} engine
 * @param {readonly { name: string, document: any }[]} documents
 * @returns {Promise<Column>} */
async function onCommandLine({ simulate }, documents) {
  /** @type {Outcome[]} */
  const outcomes = [];
  /** @type {any} */
  let report;
  /** @type {(message: any) => void} */
  let answer = () => undefined;
  const send = (/** @type {any} */ { id, path, argumentList }) => {
    if (path[0] === 'load') report = simulate(argumentList[0].value);
    queueMicrotask(() => answer({ id, type: 'RAW', value: report }));
  };
  await drive({ send, listen: (listener) => (answer = listener) }, documents, (outcome) => void outcomes.push(outcome));
  return { host: 'command line', outcomes };
}

/** @param {string} name
 * @param {() => Promise<Column>} work */
async function timed(name, work) {
  const startedMs = performance.now();
  const column = await work();
  console.log(`parity: ${name}: ${column.outcomes.length} documents in ${formatDuration(performance.now() - startedMs)}`);
  return column;
}

/** Documents that a host computed otherwise or not at all, in words.
 * @param {Column} expected
 * @param {Column} column
 * @returns {string[]} */
export function differences(expected, { host, outcomes }) {
  return expected.outcomes.flatMap((outcome, index) => {
    const other = outcomes[index];
    if (other !== undefined && isSame(outcome, other)) return [];
    return [`${outcome.name} in ${host}: trace ${other?.trace}, report ${other?.report}, not ${outcome.trace} and ${outcome.report}${other?.error === undefined ? '' : ` (${other.error})`}`];
  });
}

/** @param {Outcome} a
 * @param {Outcome} b */
function isSame(a, b) {
  return a.name === b.name && a.events === b.events && a.trace === b.trace && a.report === b.report;
}

/** The page that says which documents came to the same in all hosts.
 * @param {readonly Column[]} columns The first one is what the others are compared with.
 * @param {{ engineVersion: number, missing: readonly string[] }} about Hosts that the machine lacks are told, not passed over. */
export function parityPage(columns, { engineVersion, missing }) {
  const [first = { host: '', outcomes: [] }, ...others] = columns;
  const rows = first.outcomes.map((outcome, index) => {
    const agreeing = others.filter(({ outcomes }) => outcomes[index] !== undefined && isSame(outcome, outcomes[index]));
    const differing = others.filter((column) => !agreeing.includes(column)).map(({ host }) => host);
    const verdict = differing.length === 0 ? `all ${columns.length}` : `**not ${differing.join(', ')}**`;
    return `| ${outcome.name} | ${outcome.events} | \`${outcome.trace}\` | \`${outcome.report}\` | ${verdict} |`;
  });
  const isRandom = (/** @type {string} */ row) => row.startsWith('| random ');
  const head = ['| document | events | trace hash | hash of the report | hosts |', '| --- | ---: | --- | --- | --- |'];
  const events = first.outcomes.reduce((sum, outcome) => sum + outcome.events, 0);
  const same = rows.filter((row) => row.includes('| all ')).length;
  return [
    '# Host parity',
    '',
    '`npm run parity` wrote this, as part of `npm run test:full`; it is not edited by hand. Every shipped document and random',
    'ones of all kinds, protocols and faults run in each host: the engine alone on the command line, and the script that the',
    'site publishes, driven as the page drives it, in the others. The trace hash is over every event of a run; the second',
    'hash is over the whole report, every digit of every figure.',
    '',
    `- Engine: version ${engineVersion}, ${new Date().toISOString().slice(0, 10)}`,
    `- Hosts: ${columns.map(({ host }) => host).join(', ')}`,
    ...(missing.length > 0 ? [`- Not on that machine: ${missing.join(', ')}`] : []),
    `- Result: **${same} of ${rows.length} documents are the same in all of them**, ${events.toLocaleString('en')} events each`,
    '',
    '## Shipped documents',
    '',
    ...head,
    ...rows.filter((row) => !isRandom(row)),
    '',
    '## Random documents',
    '',
    ...head,
    ...rows.filter(isRandom),
    '',
  ].join('\n');
}

if (isProgram(import.meta.url)) {
  const { passed, failed, skipped } = await checkParity();
  console.log(`parity: ${passed} the same, ${failed} failed, ${skipped} hosts skipped`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
