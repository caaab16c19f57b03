import { CALL_COLUMNS, type Core } from '../core.ts';
import {
  ATTEMPT_MASK, ATTEMPT_SHIFT, COPY, DEPTH_SHIFT, HEDGE_PENDING, KEY, META, NO_LINK, NONE, NUMBER, PARENT, PARENT_TOKEN,
  PLACE, STATE_MASK, STEP, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { HEDGE_COPIES, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { HEDGED, NEXT_COPY, openCallState } from './policy-state.ts';

/** Copies of a guarded call: each is a record that makes attempts in the call's name. They form a chain that begins at
 *  the call, newest first. At most one of them is not sent yet: the next hedge. */

/** Adds a copy with this number to a guarded call, not sent yet. It has the call's key, so that number and link alone
 *  tell its draws apart. */
export function addCopy(core: Core, guard: number, number: number): number {
  const copy = core.allocate();
  const { i32 } = core;
  const from = guard * WORDS;
  const at = copy * WORDS;
  i32[at + META] = HEDGE_PENDING | COPY | (number << ATTEMPT_SHIFT) | (i32[from + META] & (TRACED | (0xff << DEPTH_SHIFT)));
  i32[at + PLACE] = (i32[from + PLACE] & 0xffff) | (NO_LINK << 16);
  i32[at + KEY] = i32[from + KEY];
  i32[at + PARENT] = guard;
  i32[at + PARENT_TOKEN] = i32[from + TOKEN];
  i32[at + TOKEN] = 0;
  i32[at + STEP] = i32[from + STEP];
  i32[at + NUMBER] = i32[from + NUMBER];
  core.callBegan[copy] = core.callBegan[guard];
  core.inherit(copy, guard);
  openCallState(core, copy);
  core.callState[copy * CALL_COLUMNS + NEXT_COPY] = core.callState[guard * CALL_COLUMNS + NEXT_COPY];
  core.callState[guard * CALL_COLUMNS + NEXT_COPY] = copy + 1;
  return copy;
}

/** The copy after this record in the chain, or NONE. Asked of the call itself: the newest. */
export function nextCopy(core: Core, record: number): number {
  return core.callState[record * CALL_COLUMNS + NEXT_COPY] - 1;
}

/** Takes a copy out of its call's chain. */
export function removeCopy(core: Core, copy: number): void {
  const { callState } = core;
  let before = core.i32[copy * WORDS + PARENT];
  while (nextCopy(core, before) !== copy) before = nextCopy(core, before);
  callState[before * CALL_COLUMNS + NEXT_COPY] = callState[copy * CALL_COLUMNS + NEXT_COPY];
}

/** The hedge of a call that is not sent yet, or NONE. */
export function pendingHedge(core: Core, guard: number): number {
  for (let copy = nextCopy(core, guard); copy !== NONE; copy = nextCopy(core, copy)) if (isPending(core, copy)) return copy;
  return NONE;
}

/** Whether a copy is not sent yet. */
export function isPending(core: Core, copy: number): boolean {
  return (core.i32[copy * WORDS + META] & STATE_MASK) === HEDGE_PENDING;
}

/** Whether a hedged call may have a copy with this number. */
export function mayHedge(core: Core, link: number, number: number): boolean {
  if (!(core.linkPolicies[link] & HEDGED)) return false;
  return number <= core.linkParameters[link * LINK_PARAMETER_COLUMNS + HEDGE_COPIES] && number <= core.network.linkMostAttempts[link];
}

/** Number of a copy: 1 is the first. */
export function copyNumber(core: Core, copy: number): number {
  return (core.i32[copy * WORDS + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
}
