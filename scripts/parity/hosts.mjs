import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CHROMIUM_FLAGS, findChromium } from '../find-chromium.mjs';
import { drive } from './drive.mjs';

/** @typedef {import('./drive.mjs').Outcome} Outcome */

/**
 * What the hosts run: the engine as one classic script, and the documents.
 * @typedef {{ script: string, documents: readonly { name: string, document: any }[] }} Task
 */

/**
 * A JavaScript engine to run in. `run` gives back the host's name and version, and tells every outcome.
 * @typedef {{ name: string, missing?: string, run: (task: Task, tell: (outcome: Outcome) => void) => Promise<string> }} Host
 */

/** A host that has told nothing for so long is given up. */
const SILENCE_MS = 300_000;

const FIREFOX_NAMES = ['firefox-esr', 'firefox'];
const MAC_FIREFOX = '/Applications/Firefox.app/Contents/MacOS/firefox';
const MAC_JSC = '/System/Library/Frameworks/JavaScriptCore.framework/Versions/Current/Helpers/jsc';

/** All hosts, those that this machine lacks with the reason.
 * @returns {Host[]} */
export function hosts() {
  const chromium = findChromium()?.path;
  const firefox = programOf('FIREFOX_PATH', FIREFOX_NAMES, MAC_FIREFOX);
  const jsc = programOf('JAVASCRIPTCORE_PATH', ['jsc'], MAC_JSC);
  return [
    { name: 'node', run: runInNode },
    orMissing('Chromium', chromium, 'no Chromium (CHROMIUM_PATH)', (path) => (task, tell) => runInBrowser(path, chromiumArguments, task, tell)),
    orMissing('Firefox', firefox, 'no Firefox (FIREFOX_PATH)', (path) => (task, tell) => runInBrowser(path, firefoxArguments, task, tell)),
    orMissing('JavaScriptCore', jsc, 'no shell of JavaScriptCore (JAVASCRIPTCORE_PATH)', (path) => (task, tell) => runInShell(path, task, tell)),
  ];
}

/** @param {string} name
 * @param {string | undefined} path
 * @param {string} missing
 * @param {(path: string) => Host['run']} runWith
 * @returns {Host} */
function orMissing(name, path, missing, runWith) {
  if (path === undefined) return { name, missing, run: () => Promise.reject(new Error(missing)) };
  return { name, run: runWith(path) };
}

/** The program that a variable names, or the first of these names that is installed.
 * @param {string} variable
 * @param {readonly string[]} names
 * @param {string} otherwise
 * @returns {string | undefined} */
function programOf(variable, names, otherwise) {
  const wanted = process.env[variable];
  if (wanted !== undefined && wanted !== '') {
    if (!isProgramFile(wanted)) throw new Error(`${variable} is ${wanted}, which is no program.`);
    return wanted;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), otherwise].find(isProgramFile);
}

/** @param {string} path */
function isProgramFile(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a page's worker has and a thread of node has not. */
const NODE_AS_WORKER = `const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.addEventListener = (type, listener) => parentPort.on('message', (data) => listener({ data }));
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
`;

/** The script in a thread of node.
 * @type {Host['run']} */
async function runInNode({ script, documents }, tell) {
  const worker = new Worker(NODE_AS_WORKER + script, { eval: true });
  const failed = new Promise((_, reject) => worker.once('error', reject));
  const endpoint = {
    send: (/** @type {any} */ message) => worker.postMessage(message),
    listen: (/** @type {(message: any) => void} */ listener) => void worker.on('message', listener),
  };
  await Promise.race([drive(endpoint, documents, tell), failed]);
  await worker.terminate();
  return `node ${process.versions.node}`;
}

/** @param {string} folder
 * @param {string} url */
function chromiumArguments(folder, url) {
  return ['--headless=new', ...CHROMIUM_FLAGS, `--user-data-dir=${folder}`, url];
}

/** @param {string} folder
 * @param {string} url */
function firefoxArguments(folder, url) {
  return ['--headless', '--no-remote', '--profile', folder, url];
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>parity</title><script type="module">
const drive = ${drive.toString()};
const worker = new Worker('/engine.js');
const post = (path, value) => fetch(path, { method: 'POST', body: JSON.stringify(value) });
worker.onerror = (event) => void post('/end', { error: event.message });
const endpoint = { send: (message) => worker.postMessage(message), listen: (listener) => { worker.onmessage = ({ data }) => listener(data); } };
const documents = await (await fetch('/documents')).json();
let told = Promise.resolve();
await drive(endpoint, documents, (outcome) => { told = told.then(() => post('/outcome', outcome)); });
await told;
await post('/end', { agent: navigator.userAgent });
</script>`;

/** The script in a worker of a page that a browser without a window opens from this machine. The page tells by posting, so
 * the browser needs no driver.
 * @param {string} path
 * @param {(folder: string, url: string) => string[]} argumentsOf
 * @param {Task} task
 * @param {(outcome: Outcome) => void} tell
 * @returns {Promise<string>} */
async function runInBrowser(path, argumentsOf, { script, documents }, tell) {
  const folder = mkdtempSync(join(tmpdir(), 'brownout-parity-'));
  const watch = watchdog();
  const server = createServer((request, response) => {
    watch.tellAlive();
    const body = request.method === 'POST' ? textOf(request) : Promise.resolve('');
    void body.then((text) => {
      if (request.url === '/outcome') tell(JSON.parse(text));
      if (request.url === '/end') watch.end(JSON.parse(text));
      const [type, answer] = contentOf(request.url ?? '', script, documents);
      response.writeHead(200, { 'content-type': type }).end(answer);
    });
  });
  const port = await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(/** @type {any} */ (server.address()).port)));
  const browser = spawn(path, argumentsOf(folder, `http://127.0.0.1:${port}/`), { stdio: 'ignore', detached: true, env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' } });
  browser.once('error', (error) => watch.end({ error: error.message }));
  browser.once('exit', () => watch.end({ error: 'it ended before it was through' }));
  try {
    const { error, agent } = await watch.ended;
    if (error !== undefined) throw new Error(error);
    return versionIn(agent);
  } finally {
    await endGroup(browser);
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** @param {string} url
 * @param {string} script
 * @param {unknown} documents
 * @returns {[type: string, text: string]} */
function contentOf(url, script, documents) {
  if (url === '/') return ['text/html', PAGE];
  if (url === '/engine.js') return ['text/javascript', script];
  if (url === '/documents') return ['application/json', JSON.stringify(documents)];
  return ['text/plain', ''];
}

/** @param {import('node:http').IncomingMessage} request
 * @returns {Promise<string>} */
async function textOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** Waits for the end, or for a host that has fallen silent. */
function watchdog() {
  /** @type {(end: any) => void} */
  let end = () => undefined;
  const ended = new Promise((resolve) => (end = resolve));
  let lastMs = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - lastMs > SILENCE_MS) end({ error: `it told nothing for ${SILENCE_MS / 60_000} minutes` });
  }, 1000);
  void ended.then(() => clearInterval(timer));
  return { ended, end, tellAlive: () => (lastMs = performance.now()) };
}

/** Ends a browser and the processes that it started, which are a group of their own.
 * @param {import('node:child_process').ChildProcess} browser */
async function endGroup(browser) {
  const { pid } = browser;
  if (pid === undefined || browser.exitCode !== null) return;
  const gone = new Promise((resolve) => browser.once('exit', resolve));
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    browser.kill('SIGKILL');
  }
  await gone;
}

/** "Firefox 153.0" from how a browser names itself.
 * @param {string} agent */
function versionIn(agent) {
  const [, name = agent, version = ''] = /(Firefox|Chrome)\/([\d.]+)/.exec(agent) ?? [];
  return `${name === 'Chrome' ? 'Chromium' : name} ${version}`.trim();
}

/** What a page's worker has and a shell has not. */
const SHELL_AS_WORKER = `globalThis.self = globalThis;
const toWorker = [];
let toDriver;
globalThis.addEventListener = (type, listener) => toWorker.push(listener);
globalThis.postMessage = (data) => setTimeout(() => toDriver(data), 0);
globalThis.MessageChannel ??= class {
  port1 = { onmessage: undefined };
  port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage({ data }), 0) };
};
globalThis.performance ??= { now: () => preciseTime() * 1000 };
`;

/** The script and its driver in one thread of a shell.
 * @param {string} path
 * @param {Task} task
 * @param {(outcome: Outcome) => void} tell
 * @returns {Promise<string>} */
async function runInShell(path, { script, documents }, tell) {
  const folder = mkdtempSync(join(tmpdir(), 'brownout-parity-'));
  const file = join(folder, 'parity.js');
  writeFileSync(file, `${SHELL_AS_WORKER}${script}
const drive = ${drive.toString()};
const endpoint = { send: (data) => setTimeout(() => toWorker.forEach((listener) => listener({ data })), 0), listen: (listener) => { toDriver = listener; } };
drive(endpoint, ${JSON.stringify(documents)}, (outcome) => print(JSON.stringify(outcome)));
`);
  try {
    await linesOf(path, [file], (line) => tell(JSON.parse(line)));
    return 'JavaScriptCore';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end and gives each line that it prints.
 * @param {string} path
 * @param {readonly string[]} args
 * @param {(line: string) => void} take
 * @returns {Promise<void>} */
function linesOf(path, args, take) {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let rest = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      timer.refresh();
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`it ended with exit code ${code}`));
    });
  });
}

/** The text of the engine's script.
 * @param {string} folder Where it was built to. */
export function scriptIn(folder) {
  return readFileSync(join(folder, 'worker-classic.js'), 'utf8');
}
