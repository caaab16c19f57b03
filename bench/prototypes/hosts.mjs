/** Hosts that run programs and say what processor time their thread used: node, Chromium's worker, Firefox's worker. */
import { fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const directory = join(here, 'build');

/** Processor time of a thread in ms, 0 if it has ended: from the scheduler's own account where the kernel shows it, else in ticks of 10 ms. */
function threadMs(pid, tid) {
  const task = `/proc/${pid}/task/${tid}`;
  if (!existsSync(`${task}/stat`)) return 0;
  if (existsSync(`${task}/sched`)) return Number(/sum_exec_runtime\s*:\s*([\d.]+)/.exec(readFileSync(`${task}/sched`, 'utf8'))[1]);
  const fields = readFileSync(`${task}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** All threads of a process and of those it started. */
function threadsBelow(root) {
  const parents = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      parents.set(Number(entry), Number(readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1].split(' ')[1]));
    } catch {}
  }
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  const threads = [];
  for (const pid of family) {
    try {
      for (const tid of readdirSync(`/proc/${pid}/task`)) threads.push({ pid, tid });
    } catch {}
  }
  return threads;
}

/** A node process that runs the bundles. */
export async function startNode(bundles, nodeFlags = []) {
  const child = fork(join(here, 'host-node.mjs'), [directory, ...bundles], { execArgv: nodeFlags });
  child.once('exit', (code) => {
    if (code) throw new Error('the node host ended');
  });
  const answer = () => new Promise((resolve) => child.once('message', resolve));
  await answer();
  return {
    name: 'node',
    async run(program, args) {
      const before = threadMs(child.pid, child.pid);
      child.send({ program, args });
      const result = await answer();
      return { ...result, cpuMs: threadMs(child.pid, child.pid) - before };
    },
    async stop() {
      child.kill();
    },
  };
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const page = '<!doctype html><title>bench</title><script>const w=new Worker("/host-worker.js");w.postMessage(location.hash.slice(1))</script>';

/** A browser whose worker runs the bundles; `launch` starts it on an address with a profile folder. */
async function startBrowser(name, bundles, launch) {
  let waiting;
  let finished;
  let isAsking;
  const asked = () => new Promise((resolve) => (waiting ? resolve() : (isAsking = resolve)));
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://h').pathname;
    if (path === '/next') {
      waiting = response;
      isAsking?.();
    } else if (path === '/done') {
      let body = '';
      request.on('data', (chunk) => (body += chunk)).on('end', () => {
        response.end();
        finished(JSON.parse(body));
      });
    } else if (path === '/bundles') response.end(JSON.stringify(bundles));
    else {
      const file = path === '/host-worker.js' ? join(here, path) : join(directory, path);
      response.setHeader('content-type', types[extname(path)] ?? 'text/html');
      response.end(path === '/' || !existsSync(file) ? page : readFileSync(file));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = mkdtempSync(join(tmpdir(), 'bench-'));
  const browser = launch(`http://127.0.0.1:${server.address().port}/#${name}`, profile);
  let thread;

  async function run(program, args) {
    await asked();
    const before = thread && threadMs(thread.pid, thread.tid);
    const done = new Promise((resolve) => (finished = resolve));
    const response = waiting;
    waiting = undefined;
    response.end(JSON.stringify({ program, args }));
    const result = await done;
    return { ...result, cpuMs: thread && threadMs(thread.pid, thread.tid) - before };
  }

  process.once("exit", () => browser.kill("SIGKILL"));
  await run('spin', [300]);
  await asked();
  const before = threadsBelow(browser.pid).map((t) => ({ ...t, ms: threadMs(t.pid, t.tid) }));
  await run('spin', [700]);
  let most = 0;
  for (const t of before) {
    const used = threadMs(t.pid, t.tid) - t.ms;
    if (used > most) {
      most = used;
      thread = t;
    }
  }
  return {
    name,
    run,
    async stop() {
      waiting?.end(JSON.stringify({ end: true }));
      server.close();
      server.closeAllConnections();
      const gone = new Promise((resolve) => browser.once('exit', resolve));
      browser.kill();
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

export function startChromium(bundles) {
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  flags.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
  return startBrowser('chromium', bundles, (address, profile) =>
    spawn(process.env.CHROMIUM ?? 'chromium', [...flags, `--user-data-dir=${profile}`, address], { stdio: 'ignore' }),
  );
}

export function startFirefox(bundles) {
  return startBrowser('firefox', bundles, (address, profile) =>
    spawn(process.env.FIREFOX ?? 'firefox-esr', ['--headless', '--no-remote', '--profile', profile, address], { stdio: 'ignore' }),
  );
}
