import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { outputOf, ROOT, versionOf } from './project.ts';

const FOLDER = join(ROOT, 'bench/c');

/** Processor time of one run in ms, and what it gave. */
export interface CResult {
  readonly cpuMs: number;
  readonly values: readonly number[];
}

/** The C programs, which are what all engines are compared with. A name with `-ladder` is the one with a ladder queue. */
export interface CPrograms {
  readonly version: string;
  run(name: string, args?: readonly string[]): CResult;
  /** Runs one `runs` times over beside whatever else happens. */
  repeat(name: string, runs: number): Promise<void>;
}

/** Builds the C programs. Without a compiler there are none, which is said once. */
export function buildCPrograms(): CPrograms | undefined {
  const version = versionOf('gcc');
  if (version === undefined || versionOf('make') === undefined) {
    console.log('skipped: the C programs, because there is no gcc or no make on this machine');
    return undefined;
  }
  const { status } = spawnSync('make', ['-s', '-C', FOLDER, 'CC=gcc'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The C programs could not be built.');
  const path = (name: string): string => join(FOLDER, 'build', name);
  return {
    version,
    run: (name, args = []) => JSON.parse(outputOf(path(name), ['1', ...args])) as CResult,
    repeat: async (name, runs) => void (await promisify(execFile)(path(name), [String(runs)])),
  };
}
