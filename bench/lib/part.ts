import type { CPrograms } from './c-programs.ts';
import type { Figures } from './engine-program.ts';
import type { Goal } from './goal.ts';
import type { Host, Result } from './hosts.mjs';
import type { BenchOptions } from './measurements.ts';
import type { BrownoutDocument } from '../../src/model/document.ts';

/** What a part of the benchmark measures with. */
export interface Setting {
  readonly options: BenchOptions;
  /** Hosts of the engine that run all the time. */
  readonly hosts: readonly Host[];
  readonly c: CPrograms | undefined;
  /** The benchmark's own program, which serves as a thread of studies too. */
  readonly program: URL;
}

/** What a part measured: a section of the document, and goals. */
export interface Measured {
  readonly body: string;
  readonly goals: readonly Goal[];
}

/** A part of the benchmark, which can be run alone. */
export interface Part {
  readonly name: string;
  readonly title: string;
  measure(setting: Setting): Promise<Measured>;
}

/** The document as hosts are told it. */
export function textOf(document: BrownoutDocument): string {
  return JSON.stringify(document);
}

/** Runs a document once, compiled beforehand, and gives what the run alone cost. */
export async function runOnce(host: Host, document: BrownoutDocument): Promise<{ readonly result: Result; readonly figures: Figures }> {
  await host.run('engine/prepare', [textOf(document)]);
  const result = await host.run('engine/advance', []);
  const { values } = await host.run('engine/figures', []);
  return { result, figures: values as Figures };
}

/** A host by its name, if it takes part. */
export function hostNamed({ hosts }: Setting, name: string): Host | undefined {
  return hosts.find((host) => host.name === name);
}
