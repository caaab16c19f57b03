import type { ComponentKind, FaultKind, Protocol } from '../document.ts';
import type { ParameterSource } from '../parameter.ts';

/** What people are told of one parameter. */
export interface ParameterHelp {
  /** What it is, in one sentence. */
  readonly meaning: string;
  /** What changing it does to the run. */
  readonly effect: string;
  /** Where its default was read. */
  readonly source: ParameterSource;
}

/** Who declares a parameter: a kind of component, a fault, a protocol (its connections), or its channels, exchanges or
 *  brokers. */
export type HelpOwner = ComponentKind | FaultKind | Protocol | `${Protocol}${'Channel' | 'Exchange' | 'Broker'}`;

/** Help by the name of the parameter. */
export type HelpTexts = Readonly<Record<string, ParameterHelp>>;

/** What owners say of their own, by the name of the parameter; the rest is what all say. */
export type HelpDifferences = Readonly<Partial<Record<HelpOwner, Readonly<Record<string, Partial<ParameterHelp>>>>>>;

/** A primary source that was read. */
export function read(label: string): ParameterSource {
  return { label, confirmed: true };
}

/** What is assumed, because no primary source was read or sources disagree. */
export function assumed(label: string): ParameterSource {
  return { label, confirmed: false };
}

/** A number that every system has another of. */
export const example = assumed('example value: measure your own system');

/** A mechanism that does nothing until somebody asks for it. */
export const off = read('off until chosen');

/** A choice between ways in which systems differ, none of them a product's. */
export const rule = read('a choice of the model: see its rules');
