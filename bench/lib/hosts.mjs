/** Hosts that run programs and say what processor time their thread used: node, Chromium's worker, Firefox's worker. */
import { fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { busiestThread, threadMs, threadName } from './thread-time.mjs';

/** What a program gave, and what it cost. Collections of garbage are told by node alone.
 * @typedef {{ values: any, wallMs: number, cpuMs: number, collections?: { young: number, full: number, ms: number } }} Result */

/** `run` has a program of the bundles do its work: `bundle/name`, with arguments that can be told in JSON. `weigh` does the
 * same and tells how many bytes it made on the heap, `profile` how many samples fell into which function; only node can.
 * @typedef {object} Host
 * @property {string} name
 * @property {(program: string, args: readonly unknown[]) => Promise<Result>} run
 * @property {(program: string, args: readonly unknown[]) => Promise<number>} [weigh]
 * @property {(program: string, args: readonly unknown[]) => Promise<Record<string, number>>} [profile]
 * @property {() => Promise<void>} stop */

/** Where the bundles stand, and which of them to load, in order: classic scripts, or WebAssembly.
 * @typedef {{ directory: string, bundles: readonly string[], nodeFlags?: readonly string[], browser?: string }} HostOptions */

const here = dirname(fileURLToPath(import.meta.url));

/** What a host says that it did; throws what went wrong there.
 * @param {any} answer */
function done(answer) {
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}

/** A node process that runs the bundles.
 * @param {HostOptions} options
 * @returns {Promise<Host>} */
export async function startNode({ directory, bundles, nodeFlags = [] }) {
  const child = fork(join(here, 'host-node.mjs'), [directory, ...bundles], { execArgv: [...nodeFlags] });
  const thread = { pid: child.pid ?? 0, tid: child.pid ?? 0 };
  let fail = (/** @type {Error} */ error) => console.error(error);
  child.once('exit', (code) => fail(new Error(`the node host ended with code ${code}`)));
  /** @returns {Promise<any>} */
  const answer = () =>
    new Promise((resolve, reject) => {
      fail = reject;
      child.once('message', resolve);
    });
  await answer();
  return {
    name: 'node',
    async run(program, args) {
      const before = threadMs(thread);
      child.send({ program, args });
      const result = done(await answer());
      return { ...result, cpuMs: threadMs(thread) - before };
    },
    async weigh(program, args) {
      child.send({ program, args, isWeighed: true });
      return done(await answer()).values;
    },
    async profile(program, args) {
      child.send({ program, args, isProfiled: true });
      return done(await answer()).values;
    },
    async stop() {
      child.removeAllListeners('exit');
      child.kill();
    },
  };
}

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
/** The page takes what its worker streams, as the application does, and drops it. */
const page = `<!doctype html><title>bench</title><script>
const worker = new Worker('/host-worker.js');
worker.onmessage = ({ ports }) => { ports[0].onmessage = () => {}; };
worker.postMessage('begin');
</script>`;

/** Hands work to a page's worker, which asks for it: the newest request of the page waits until there is some. */
class Desk {
  /** @type {import('node:http').ServerResponse | undefined} */
  waiting;
  isAsking = () => {};
  /** @type {(result: any) => void} */
  finished = () => {};

  /** @param {HostOptions} options */
  constructor({ directory, bundles }) {
    this.directory = directory;
    this.bundles = bundles;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /** @returns {Promise<string>} The page's address. */
  async open() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`;
  }

  /** @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response */
  answer(request, response) {
    const path = new URL(request.url ?? '/', 'http://h').pathname;
    if (path === '/next') {
      this.waiting = response;
      this.isAsking();
    } else if (path === '/done') this.take(request, response);
    else if (path === '/bundles') response.end(JSON.stringify(this.bundles));
    else {
      const file = join(path === '/host-worker.js' ? here : this.directory, path);
      response.setHeader('content-type', types[extname(path)] ?? 'text/html');
      response.end(path === '/' || !existsSync(file) ? page : readFileSync(file));
    }
  }

  /** @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response */
  take(request, response) {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      response.end();
      this.finished(JSON.parse(body));
    });
  }

  /** Until the worker asks for work. */
  asked() {
    return new Promise((resolve) => {
      this.isAsking = () => resolve(undefined);
      if (this.waiting !== undefined) resolve(undefined);
    });
  }

  /** Has the worker do something; it must be asking.
   * @param {unknown} order
   * @returns {Promise<any>} */
  order(order) {
    const done = new Promise((resolve) => (this.finished = resolve));
    const response = this.waiting;
    this.waiting = undefined;
    response?.end(JSON.stringify(order));
    return done;
  }

  close() {
    this.waiting?.end(JSON.stringify({ end: true }));
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** A browser whose worker runs the bundles; `launch` starts it on an address with a profile folder.
 * @param {string} name
 * @param {HostOptions} options
 * @param {(address: string, profile: string) => import('node:child_process').ChildProcess} launch
 * @returns {Promise<Host>} */
async function startBrowser(name, options, launch) {
  const desk = new Desk(options);
  const profile = mkdtempSync(join(tmpdir(), 'bench-'));
  const browser = launch(await desk.open(), profile);
  const end = () => browser.kill('SIGKILL');
  process.once('exit', end);
  await desk.asked();
  const thread = await busiestThread(browser.pid ?? 0, async () => {
    await desk.asked();
    await desk.order({ program: 'spin', args: [300] });
  });
  console.log(`${name}: its worker is the thread "${threadName(thread)}" of process ${thread.pid}`);
  return {
    name,
    async run(program, args) {
      await inTime(desk.asked(), name);
      const before = threadMs(thread);
      const result = done(await inTime(desk.order({ program, args }), `${name}: ${program}`));
      return { ...result, cpuMs: threadMs(thread) - before };
    },
    async stop() {
      process.removeListener('exit', end);
      desk.close();
      const gone = new Promise((resolve) => browser.once('exit', resolve));
      browser.kill();
      await gone;
      await removeFolder(profile);
    },
  };
}

/** Nothing that a host is asked to do takes longer. */
const SILENCE_MS = 120_000;

/** What comes of the work, or a failure when nothing comes.
 * @template T
 * @param {Promise<T>} work
 * @param {string} what
 * @returns {Promise<T>} */
async function inTime(work, what) {
  const over = new AbortController();
  const silence = setTimeout(SILENCE_MS, undefined, { signal: over.signal }).then(
    () => { throw new Error(`${what}: nothing was heard for ${SILENCE_MS / 1000} s`); },
    () => work,
  );
  try {
    return await Promise.race([work, silence]);
  } finally {
    over.abort();
  }
}

/** A browser's helpers may write into its profile for a moment after it has ended.
 * @param {string} folder */
async function removeFolder(folder) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const isGone = await rm(folder, { recursive: true, force: true }).then(() => true, () => false);
    if (isGone) return;
    await setTimeout(100);
  }
  console.error(`${folder} could not be removed.`);
}

const CHROMIUM_FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Chromium, headless: `browser`, or what CHROMIUM names, or the one on the path.
 * @param {HostOptions} options
 * @returns {Promise<Host>} */
export function startChromium(options) {
  const program = options.browser ?? process.env['CHROMIUM'] ?? 'chromium';
  return startBrowser('chromium', options, (address, profile) =>
    spawn(program, [...CHROMIUM_FLAGS, `--user-data-dir=${profile}`, address], { stdio: 'ignore' }),
  );
}

/** Firefox, headless: `browser`, or what FIREFOX names, or Debian's long-term release on the path.
 * @param {HostOptions} options
 * @returns {Promise<Host>} */
export function startFirefox(options) {
  const program = options.browser ?? process.env['FIREFOX'] ?? 'firefox-esr';
  return startBrowser('firefox', options, (address, profile) =>
    spawn(program, ['--headless', '--no-remote', '--profile', profile, address], { stdio: 'ignore' }),
  );
}
