import type { BrownoutDocument } from '../../model/document.ts';
import { Dice } from '../../model/testing/random-document.ts';
import type { EngineRun } from '../engine-run.ts';
import { type RandomOptions, randomSystem } from './random-document.ts';
import { shrink } from './shrink.ts';

/** What an examination of one document works with. */
export interface Look {
  /** Choices, which are the same for the same seed. */
  readonly dice: Dice;
  /** Comparisons made, for properties that may have nothing to compare. */
  compared: number;
}

/** Something that holds of every document. */
export interface Property {
  readonly name: string;
  /** Which documents it holds of. */
  readonly options?: RandomOptions;
  /** What is wrong with a document's run; nothing when the property holds. It may also throw. */
  readonly findWrong: (document: BrownoutDocument, look: Look) => readonly string[];
}

/** A property that does not hold of the document of a seed. */
export interface Finding {
  readonly property: string;
  readonly seed: number;
  readonly wrong: readonly string[];
  /** The smallest document found for which the property does not hold either. */
  readonly smallest: BrownoutDocument;
}

/** What examining a seed came to. */
export interface Examination {
  readonly document: BrownoutDocument;
  readonly compared: number;
  readonly finding: Finding | undefined;
}

/** Whether a run was ended by a bound before its horizon. One that broke an invariant is no run to go on with: it throws. */
export function isStopped(run: EngineRun): boolean {
  const { outcome } = run;
  if (outcome.kind === 'broken') throw new Error(`broken: ${outcome.invariant} at "${outcome.place}": ${outcome.message}`);
  return outcome.kind !== 'running' && outcome.kind !== 'horizon';
}

/** Holds the random document of a seed against a property. When that fails, the document is shrunk. */
export function examine(property: Property, seed: number): Examination {
  const document = randomSystem(seed, property.options);
  const look: Look = { dice: new Dice(seed ^ 0x5eed), compared: 0 };
  const wrong = whatIsWrong(property, document, look);
  const { compared } = look;
  if (wrong.length === 0) return { document, compared, finding: undefined };
  const again = (candidate: BrownoutDocument): readonly string[] => whatIsWrong(property, candidate, { dice: new Dice(seed ^ 0x5eed), compared: 0 });
  const smallest = shrink(document, (candidate) => again(candidate).length > 0);
  return { document, compared, finding: { property: property.name, seed, wrong: again(smallest).slice(0, 5), smallest } };
}

/** What a property finds, an exception included: no document that parses makes the engine throw. */
function whatIsWrong(property: Property, document: BrownoutDocument, look: Look): readonly string[] {
  try {
    return property.findWrong(document, look);
  } catch (error) {
    return [error instanceof Error ? `${error.name}: ${error.message}` : String(error)];
  }
}

/** A finding for people: what fails, how to see it again, and the smallest document. */
export function findingText({ property, seed, wrong, smallest }: Finding): string {
  const replay = `"npm run fuzz -- --seed ${seed}" replays it.`;
  return `${property}: ${replay}\n${wrong.join('\n')}\nThe smallest document:\n${JSON.stringify(smallest)}`;
}

/** The seed of a sequence's document with this number: 32 bits, well apart for neighbours. */
export function seedOf(sequence: number, index: number): number {
  return Math.floor(new Dice(Math.imul(sequence, 0x9e3779b1) ^ index).next() * 4_294_967_296);
}
