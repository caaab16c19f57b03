import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { outputOf, ROOT } from './project.ts';

/** Other simulators, for which the workloads were written anew. */

const FOLDER = join(ROOT, 'bench/peers');

export type PeerWorkload = 'W1' | 'W2' | 'W3';

/** What a run gave: finished requests, and their times in seconds. */
export interface PeerValues {
  readonly requests: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

export interface PeerResult {
  readonly cpuMs: number;
  readonly values: PeerValues;
}

export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly isFromNpm: boolean;
  /** How many requests a run has, by workload; workloads that are absent are not written. Fewer than the engine runs, for
   *  their time per request is the same in longer runs. */
  readonly requests: Readonly<Partial<Record<PeerWorkload, number>>>;
  run(workload: PeerWorkload): PeerResult;
}

/** All that this machine has; the others are said to be left out. */
export function findPeers(): Peer[] {
  return [...findSimPy(), ...installNpmPeers()];
}

/** Debian's Python has its packages for itself, so that one is asked first. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

function findSimPy(): Peer[] {
  const requests = { W1: 100_000, W2: 10_000, W3: 8000 };
  for (const python of PYTHONS) {
    const { status, stdout } = spawnSync(python, ['-c', 'import platform, simpy; print(getattr(simpy, "__version__", "?"), platform.python_version())'], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [version = '', pythonVersion = ''] = stdout.trim().split(' ');
    const script = join(FOLDER, 'simpy-workloads.py');
    const run = (workload: PeerWorkload): PeerResult => JSON.parse(outputOf(python, [script, workload, String(requests[workload])])) as PeerResult;
    return [{ name: 'SimPy', version: `${version} (Python ${pythonVersion})`, isFromNpm: false, requests, run }];
  }
  console.log('skipped: SimPy, because this machine\'s Python has none (Debian: python3-simpy3)');
  return [];
}

const NPM_PEERS = [
  { name: 'simjs', requests: { W1: 400_000, W2: 60_000 } },
  { name: 'simscript', requests: { W1: 20_000, W2: 4000 } },
] as const;

function installNpmPeers(): Peer[] {
  if (!isInstalled() && spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: FOLDER, stdio: 'inherit' }).status !== 0) {
    console.log('skipped: the libraries from npm, because they could not be installed into bench/peers');
    return [];
  }
  return NPM_PEERS.map(({ name, requests }) => ({
    name,
    version: versionIn(join(FOLDER, 'node_modules', name, 'package.json')),
    isFromNpm: true,
    requests,
    run: (workload) => JSON.parse(outputOf(process.execPath, [join(FOLDER, 'run.mjs'), name, workload, String(requests[workload as 'W1' | 'W2'])])) as PeerResult,
  }));
}

/** Whether what the lock file says was installed after it was written. */
function isInstalled(): boolean {
  const installed = join(FOLDER, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(FOLDER, 'package-lock.json')).mtimeMs;
}

function versionIn(path: string): string {
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
