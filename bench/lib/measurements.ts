import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ENGINE_VERSION } from '../../src/engine/version.ts';
import { machine, ROOT } from './project.ts';

const FILE = join(ROOT, 'docs/measurements.md');

const HEAD = `# Measurements

Written by \`npm run bench -- --write\`; do not edit by hand. How each figure is taken stands in \`bench/README.md\`. Machines
differ and are shared: compare figures of one section only, and ratios rather than figures.
`;

/** What every benchmark can be told. */
export interface BenchOptions {
  /** How often everything is measured; medians are told. */
  readonly rounds: number;
  /** Hosts of engine programs. */
  readonly hosts: readonly string[];
  /** Whether the result is written into \`docs/measurements.md\`. */
  readonly isWritten: boolean;
  /** The commit that the present state is compared with, if one is named. */
  readonly before: string | undefined;
}

/** Reads a benchmark's arguments; ends the process with a message when they are wrong. */
export function readBenchOptions(rounds: number): BenchOptions {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: String(rounds) },
      hosts: { type: 'string', default: 'node,chromium' },
      write: { type: 'boolean', default: false },
      before: { type: 'string' },
    },
  });
  const count = Number(values.rounds);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--rounds must be a whole number from 1 on, not ${values.rounds}`);
  return { rounds: count, hosts: values.hosts.split(',').filter(Boolean), isWritten: values.write, before: values.before };
}

/** Prints a section of measurements and, when wanted, puts it in the place of the one of that name in the document. */
export function publish(options: BenchOptions, section: { readonly name: string; readonly title: string; readonly body: string }): void {
  const { name, title, body } = section;
  const when = `${new Date().toISOString().slice(0, 10)}, engine version ${ENGINE_VERSION}; ${machine()}; ${options.rounds} rounds.`;
  const text = `<!-- ${name} -->\n## ${title}\n\n${when}\n\n${body.trim()}\n<!-- end of ${name} -->`;
  process.stdout.write(`\n${text}\n`);
  if (options.isWritten) writeFileSync(FILE, withSection(existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD, name, text));
}

function withSection(document: string, name: string, text: string): string {
  const start = document.indexOf(`<!-- ${name} -->`);
  const end = `<!-- end of ${name} -->`;
  const stop = document.indexOf(end);
  if (start < 0 || stop < 0) return `${document.trimEnd()}\n\n${text}\n`;
  return document.slice(0, start) + text + document.slice(stop + end.length);
}
