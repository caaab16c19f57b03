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
  /** Parts of a benchmark that has some; all when undefined. */
  readonly parts: readonly string[] | undefined;
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
      hosts: { type: 'string', default: 'node,chromium,firefox' },
      parts: { type: 'string' },
      write: { type: 'boolean', default: false },
      before: { type: 'string' },
    },
  });
  const count = Number(values.rounds);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--rounds must be a whole number from 1 on, not ${values.rounds}`);
  const list = (text: string): string[] => text.split(',').filter(Boolean);
  const parts = values.parts === undefined ? undefined : list(values.parts);
  return { rounds: count, hosts: list(values.hosts), parts, isWritten: values.write, before: values.before };
}

/** Prints a section of measurements and, when wanted, puts it in the place of the one of that name in the document. */
export function publish(options: BenchOptions, section: { readonly name: string; readonly title: string; readonly body: string }): void {
  const { name, title, body } = section;
  const when = `${new Date().toISOString().slice(0, 10)}, engine version ${ENGINE_VERSION}; ${machine()}; rounds: ${options.rounds}.`;
  const text = `<!-- ${name} -->\n## ${title}\n\n${when}\n\n${body.trim()}\n<!-- end of ${name} -->`;
  process.stdout.write(`\n${text}\n`);
  if (options.isWritten) writeFileSync(FILE, withSection(existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD, name, text));
}

/** All sections, in the order of the document. One that nothing writes any more goes when another one is written. */
const SECTIONS = ['goals', 'speed', 'growth', 'memory', 'garbage', 'watching', 'replications', 'profile', 'before', 'links', 'page'];

function withSection(document: string, name: string, text: string): string {
  const sections = SECTIONS.map((section) => (section === name ? text : sectionOf(document, section)));
  return `${[HEAD.trimEnd(), ...sections.filter((section) => section !== '')].join('\n\n')}\n`;
}

function sectionOf(document: string, name: string): string {
  const start = document.indexOf(`<!-- ${name} -->`);
  const end = `<!-- end of ${name} -->`;
  const stop = document.indexOf(end);
  return start < 0 || stop < 0 ? '' : document.slice(start, stop + end.length);
}
