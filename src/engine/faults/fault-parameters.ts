import { parameter } from '../../model/catalog.ts';
import type { FaultEntry } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';
import { EVERY_REPLICA } from './capacity.ts';

/** Strengths that were looked up: entries never change, and large zones ask often. */
const strengths = new WeakMap<FaultEntry, Map<string, number>>();

/** The value of a fault's number `name`, in the unit that its declaration says; its default where the entry says nothing. */
export function strength(entry: FaultEntry, name: string): number {
  const known = strengths.get(entry) ?? new Map<string, number>();
  const value = known.get(name) ?? (parameter(FAULTS[entry.fault].params, entry.params, name) as number);
  known.set(name, value);
  strengths.set(entry, known);
  return value;
}

/** The replica that a fault hits, from 1 on; all where the fault knows no single ones. */
export function replicaOf(entry: FaultEntry): number {
  const { params } = FAULTS[entry.fault];
  if (!params.some(({ name }) => name === 'replica')) return EVERY_REPLICA;
  const replica = parameter(params, entry.params, 'replica');
  return typeof replica === 'number' ? replica : EVERY_REPLICA;
}

/** Number of the partition that a fault means, from 1 on; infinity for none. */
export function partitionOf(entry: FaultEntry): number {
  const partition = parameter(FAULTS[entry.fault].params, entry.params, 'partition');
  return typeof partition === 'number' ? partition : Infinity;
}

/** How many messages a poison fault meets at most; infinity for any number. */
export function nextOf(entry: FaultEntry): number {
  const next = parameter(FAULTS.poison.params, entry.params, 'poisonNext');
  return typeof next === 'number' ? next : Infinity;
}

/** Whether a poison fault means one partition or a number of messages. */
export function isRule(entry: FaultEntry): boolean {
  return partitionOf(entry) !== Infinity || nextOf(entry) !== Infinity;
}
