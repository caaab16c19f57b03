import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { outputOf, ROOT, versionOf } from './project.ts';

const FOLDER = join(ROOT, 'bench/c');

/** The C programs, which are what all engines are compared with. */
export interface CPrograms {
  readonly version: string;
  /** Processor time of one run in ms, and what it gave. */
  run(name: string, args?: readonly string[]): { readonly cpuMs: number; readonly values: readonly number[] };
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
  return {
    version,
    run: (name, args = []) => JSON.parse(outputOf(join(FOLDER, 'build', name), ['1', ...args])) as ReturnType<CPrograms['run']>,
  };
}
