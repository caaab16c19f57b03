import type { Core } from '../core.ts';
import { ARRIVED, DOUBLES, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, STARTED, STEP, TOKEN, WORDS } from '../kernel/record.ts';

/** A copy of a message for another queue or consumer. Nobody waits for its confirmation. */
export function copyMessage(core: Core, message: number): number {
  const copy = core.allocate();
  const { i32 } = core;
  const from = message * WORDS;
  const at = copy * WORDS;
  for (const word of [META, PLACE, KEY, STEP, NUMBER]) i32[at + word] = i32[from + word];
  i32[at + PARENT] = NONE;
  i32[at + PARENT_TOKEN] = 0;
  i32[at + TOKEN] = 0;
  core.f64[copy * DOUBLES + ARRIVED] = core.f64[message * DOUBLES + ARRIVED];
  core.f64[copy * DOUBLES + STARTED] = core.f64[message * DOUBLES + STARTED];
  core.inherit(copy, message);
  return copy;
}
